import type { Role, SessionEndCause } from '@klapka/protocol';
import type { Kysely, Selectable } from 'kysely';
import type {
  AccountRecord,
  AccountsRepository,
  LinkRecord,
  LinksRepository,
  SessionRecord,
  SessionsRepository,
  SettingsRepository,
} from '../../../../ports/storage-accounts.ts';
import type { AccountsTable, LinksTable, SessionsTable, Tables } from '../tables.ts';
import { changes, parseList, toFlag, toList } from './rows.ts';

export function settingsRepository(db: Kysely<Tables>): SettingsRepository {
  const get = async (key: string): Promise<string | null> =>
    (await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst())?.value ?? null;
  return {
    get,
    async setOnce(key, value) {
      await db.insertInto('settings').values({ key, value }).onConflict((conflict) => conflict.column('key').doNothing()).execute();
      return (await get(key)) ?? value;
    },
    async set(key, value) {
      await db.insertInto('settings').values({ key, value }).onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute();
    },
  };
}

function toAccount(row: Selectable<AccountsTable>): AccountRecord {
  return { ...row, roles: parseList<Role>(row.roles), disabled: row.disabled === 1 };
}

export function accountsRepository(db: Kysely<Tables>): AccountsRepository {
  return {
    async insert(account) {
      await db.insertInto('accounts').values({ ...account, roles: toList(account.roles), disabled: toFlag(account.disabled) }).execute();
    },
    async update(id, change) {
      const set = changes(change, { roles: toList, disabled: toFlag });
      if (Object.keys(set).length > 0) await db.updateTable('accounts').set(set).where('id', '=', id).execute();
    },
    async remove(id) {
      await db.deleteFrom('accounts').where('id', '=', id).execute();
    },
    async get(id) {
      const row = await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toAccount(row) : null;
    },
    async byEmail(email) {
      const row = await db.selectFrom('accounts').selectAll().where('email', '=', email.toLowerCase()).executeTakeFirst();
      return row ? toAccount(row) : null;
    },
    async list() {
      return (await db.selectFrom('accounts').selectAll().orderBy('name').orderBy('id').execute()).map(toAccount);
    },
    async count() {
      const row = await db.selectFrom('accounts').select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow();
      return Number(row.count);
    },
  };
}

function toSession(row: Selectable<SessionsTable>): SessionRecord {
  return { ...row, kind: row.kind === 'embed' ? 'embed' : 'web', endCause: row.endCause as SessionEndCause | null };
}

export function sessionsRepository(db: Kysely<Tables>): SessionsRepository {
  return {
    async insert(session) {
      await db.insertInto('sessions').values(session).execute();
    },
    async update(id, change) {
      const set = changes(change, {});
      if (Object.keys(set).length > 0) await db.updateTable('sessions').set(set).where('id', '=', id).execute();
    },
    async get(id) {
      const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toSession(row) : null;
    },
    async byRefreshHash(hash) {
      const row = await db.selectFrom('sessions').selectAll()
        .where((eb) => eb.or([
          eb('refreshHash', '=', hash),
          eb('previousHash', '=', hash),
          eb('id', 'in', eb.selectFrom('retiredTokens').select('sessionId').where('hash', '=', hash)),
        ]))
        .executeTakeFirst();
      return row ? toSession(row) : null;
    },
    async retireHash(hash, sessionId) {
      await db.insertInto('retiredTokens').values({ hash, sessionId }).onConflict((conflict) => conflict.column('hash').doNothing()).execute();
    },
    async live(accountId, now) {
      const rows = await db.selectFrom('sessions').selectAll()
        .where('accountId', '=', accountId).where('endedAt', 'is', null).where('expiresAt', '>', now)
        .orderBy('createdAt').orderBy('id').execute();
      return rows.map(toSession);
    },
    async latestOfDevice(accountId, deviceId) {
      const row = await db.selectFrom('sessions').selectAll()
        .where('accountId', '=', accountId).where('deviceId', '=', deviceId)
        .orderBy('endedAt', (order) => order.desc().nullsFirst()).orderBy('createdAt', 'desc').limit(1).executeTakeFirst();
      return row ? toSession(row) : null;
    },
    async prune(before) {
      await db.deleteFrom('sessions')
        .where((eb) => eb.or([eb('endedAt', '<', before), eb('expiresAt', '<', before)])).execute();
    },
  };
}

function toLink(row: Selectable<LinksTable>): LinkRecord {
  return { ...row, purpose: row.purpose === 'invitation' ? 'invitation' : 'reset' };
}

export function linksRepository(db: Kysely<Tables>): LinksRepository {
  return {
    async insert(link) {
      await db.insertInto('links').values(link).execute();
    },
    async byTokenHash(hash) {
      const row = await db.selectFrom('links').selectAll().where('tokenHash', '=', hash).executeTakeFirst();
      return row ? toLink(row) : null;
    },
    async markUsed(id, at) {
      await db.updateTable('links').set({ usedAt: at }).where('id', '=', id).execute();
    },
    async removeOpen(accountId, purpose) {
      await db.deleteFrom('links').where('accountId', '=', accountId).where('usedAt', 'is', null)
        .$if(purpose !== undefined, (query) => query.where('purpose', '=', purpose ?? '')).execute();
    },
    async open(now) {
      const rows = await db.selectFrom('links').selectAll().where('usedAt', 'is', null).where('expiresAt', '>', now)
        .orderBy('createdAt', 'desc').execute();
      return rows.map(toLink);
    },
    async prune(before) {
      await db.deleteFrom('links').where('expiresAt', '<', before).execute();
    },
  };
}
