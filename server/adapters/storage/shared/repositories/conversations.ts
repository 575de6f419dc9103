import type { Kysely } from 'kysely';
import type { Repositories } from '../../../../ports/storage.ts';
import type { Tables } from '../tables.ts';

type LiveRepositories = Pick<Repositories, 'contacts' | 'conversations' | 'messages' | 'files' | 'outbox' | 'calls'>;

export function liveRepositories(_db: Kysely<Tables>): LiveRepositories {
  return {} as LiveRepositories;
}
