import { transcriptStates } from '@klapka/protocol';
import type { MailboxRules } from '@klapka/protocol';
import type { Kysely, Selectable } from 'kysely';
import type { FavouritesRepository, MailboxRecord, MailboxesRepository, VoicemailCount, VoicemailRecord, VoicemailsRepository } from '../../../../ports/storage-voicemail.ts';
import type { MailboxesTable, VoicemailsTable } from '../tables-voicemail.ts';
import type { Tables } from '../tables.ts';
import { parseList, toFlag, toList } from './rows.ts';

export function mailboxesRepository(db: Kysely<Tables>): MailboxesRepository {
  const one = async (column: 'id' | 'extensionId', value: string): Promise<MailboxRecord | null> => {
    const row = await db.selectFrom('mailboxes').selectAll().where(column, '=', value).executeTakeFirst();
    return row ? toMailbox(row) : null;
  };
  return {
    async put({ id, extensionId, group, rules }) {
      const row = { extensionId, name: group?.name ?? null, number: group?.number ?? null, members: toList(group?.memberExtensionIds ?? []), rules: JSON.stringify(rules) };
      await db.insertInto('mailboxes').values({ id, ...row }).onConflict((on) => on.column('id').doUpdateSet(row)).execute();
    },
    get: (id) => one('id', id),
    ofExtension: (extensionId) => one('extensionId', extensionId),
    list: async () => (await db.selectFrom('mailboxes').selectAll().orderBy('number').execute()).map(toMailbox),
    async remove(id) {
      await db.deleteFrom('mailboxes').where('id', '=', id).execute();
    },
  };
}

/** Written by this module alone, so it is read back without a schema. */
function toMailbox({ id, extensionId, name, number, members, rules: text }: Selectable<MailboxesTable>): MailboxRecord {
  const rules = JSON.parse(text) as MailboxRules;
  if (extensionId !== null) return { id, extensionId, group: null, rules };
  return { id, extensionId: null, group: { name: name ?? '', number: number ?? '', memberExtensionIds: parseList<string>(members) }, rules };
}

export function voicemailsRepository(db: Kysely<Tables>): VoicemailsRepository {
  const counted = () => db.selectFrom('voicemails').select(({ fn }) => ['mailbox', fn.countAll<number>().as('total'), fn.sum<number>('heard').as('heard')]).groupBy('mailbox');
  return {
    async put({ heard, ...record }) {
      const known = await db.selectFrom('voicemails').select('id').where('id', '=', record.id).executeTakeFirst();
      const { mailbox, duration } = record;
      if (known) await db.updateTable('voicemails').set({ mailbox, duration, heard: toFlag(heard) }).where('id', '=', record.id).execute();
      else await db.insertInto('voicemails').values({ ...record, heard: toFlag(heard) }).execute();
      return !known;
    },
    async get(id) {
      const row = await db.selectFrom('voicemails').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toVoicemail(row) : null;
    },
    async page(mailboxes, before, limit) {
      if (mailboxes.length === 0) return [];
      const rows = await db.selectFrom('voicemails').selectAll().where('mailbox', 'in', mailboxes).where('at', '<', before).orderBy('at', 'desc').orderBy('id').limit(limit).execute();
      return rows.map(toVoicemail);
    },
    ids: async (mailbox) => (await db.selectFrom('voicemails').select('id').where('mailbox', '=', mailbox).execute()).map(({ id }) => id),
    counts: async () => (await counted().execute()).map(toCount),
    async count(mailbox) {
      const row = await counted().where('mailbox', '=', mailbox).executeTakeFirst();
      return row ? toCount(row) : { mailbox, total: 0, unread: 0 };
    },
    async remove(id) {
      await db.deleteFrom('voicemails').where('id', '=', id).execute();
    },
    async setTranscript(id, change) {
      await db.updateTable('voicemails').set(change).where('id', '=', id).execute();
    },
    async dueTranscripts(now, limit) {
      const rows = await db.selectFrom('voicemails').selectAll().where('transcriptState', '=', 'pending').where('nextAt', '<=', now).orderBy('nextAt').limit(limit).execute();
      return rows.map(toVoicemail);
    },
  };
}

function toVoicemail({ heard, transcriptState, ...row }: Selectable<VoicemailsTable>): VoicemailRecord {
  return { ...row, heard: heard === 1, transcriptState: transcriptStates.find((known) => known === transcriptState) ?? 'none' };
}

/** PostgreSQL counts in text. */
function toCount({ mailbox, total, heard }: { mailbox: string; total: number | string; heard: number | string | null }): VoicemailCount {
  return { mailbox, total: Number(total), unread: Number(total) - Number(heard ?? 0) };
}

export function favouritesRepository(db: Kysely<Tables>): FavouritesRepository {
  return {
    async set(accountId, extensionId, favourite) {
      if (favourite) await db.insertInto('favourites').values({ accountId, extensionId }).onConflict((on) => on.columns(['accountId', 'extensionId']).doNothing()).execute();
      else await db.deleteFrom('favourites').where('accountId', '=', accountId).where('extensionId', '=', extensionId).execute();
    },
    of: async (accountId) => (await db.selectFrom('favourites').select('extensionId').where('accountId', '=', accountId).orderBy('extensionId').execute()).map(({ extensionId }) => extensionId),
  };
}
