import { openSqlite } from '../../../server/adapters/storage/sqlite/index.ts';

/** SQLite as a subject of the contract. */
export const open = openSqlite;
