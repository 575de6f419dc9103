import { Hours, InboundRoute, Menu, OutboundRight, OutboundRoute, RingGroup, Trunk } from '@klapka/protocol';
import type { Kysely, Selectable } from 'kysely';
import { numberKinds } from '../../../../ports/storage-routes.ts';
import type { NumberRecord, NumbersRepository, RouteItems, RouteKind, RouteRecord, RoutesRepository, SoundsRepository } from '../../../../ports/storage-routes.ts';
import type { NumbersTable, Tables } from '../tables.ts';

/** Read back through its schema: what an older version did not store yet gets its default. */
const schemas: { [Kind in RouteKind]: { parse(value: unknown): RouteItems[Kind] } } = {
  'ring-group': RingGroup,
  menu: Menu,
  hours: Hours,
  trunk: Trunk,
  'inbound-route': InboundRoute,
  'outbound-route': OutboundRoute,
  'outbound-right': OutboundRight,
};

function toItem<Kind extends RouteKind>(kind: Kind, { id, body }: { id: string; body: string }): RouteRecord<Kind> {
  return { ...schemas[kind].parse(JSON.parse(body)), id };
}

export function routesRepository(db: Kysely<Tables>): RoutesRepository {
  return {
    async put(kind, { id, ...item }) {
      const row = { name: 'name' in item && typeof item.name === 'string' ? item.name : null, body: JSON.stringify(item) };
      const last = await db.selectFrom('routes').select((eb) => eb.fn.max('position').as('position')).executeTakeFirst();
      await db.insertInto('routes').values({ id, kind, position: Number(last?.position ?? 0) + 1, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row)).execute();
    },
    async get(kind, id) {
      const row = await db.selectFrom('routes').select(['id', 'body']).where('kind', '=', kind).where('id', '=', id).executeTakeFirst();
      return row ? toItem(kind, row) : null;
    },
    async list(kind) {
      const rows = await db.selectFrom('routes').select(['id', 'body']).where('kind', '=', kind).orderBy('position').execute();
      return rows.map((row) => toItem(kind, row));
    },
    async remove(kind, id) {
      await db.deleteFrom('routes').where('kind', '=', kind).where('id', '=', id).execute();
    },
  };
}

function toNumber({ number, kind, ownerId }: Selectable<NumbersTable>): NumberRecord {
  return { number, kind: numberKinds.find((known) => known === kind) ?? 'extension', ownerId };
}

export function numbersRepository(db: Kysely<Tables>): NumbersRepository {
  const one = async (column: 'number' | 'ownerId', value: string): Promise<NumberRecord | null> => {
    const row = await db.selectFrom('numbers').selectAll().where(column, '=', value).executeTakeFirst();
    return row ? toNumber(row) : null;
  };
  return {
    async take(record) {
      await db.insertInto('numbers').values(record).execute();
    },
    owner: (number) => one('number', number),
    of: (ownerId) => one('ownerId', ownerId),
    async free(ownerId) {
      await db.deleteFrom('numbers').where('ownerId', '=', ownerId).execute();
    },
  };
}

export function soundsRepository(db: Kysely<Tables>): SoundsRepository {
  return {
    async insert(sound) {
      await db.insertInto('sounds').values(sound).onConflict((conflict) => conflict.column('name').doNothing()).execute();
    },
    get: async (name) => (await db.selectFrom('sounds').selectAll().where('name', '=', name).executeTakeFirst()) ?? null,
  };
}
