import type { Kysely } from 'kysely';

interface Before {
  channels: { id: string; greeting: string | null };
}

/** A chat button's greeting by language, as JSON text; until now there was one, taken for English. */
export async function up(db: Kysely<Before>): Promise<void> {
  for (const { id, greeting } of await db.selectFrom('channels').select(['id', 'greeting']).where('greeting', 'is not', null).execute()) {
    await db.updateTable('channels').set({ greeting: JSON.stringify({ en: greeting }) }).where('id', '=', id).execute();
  }
}
