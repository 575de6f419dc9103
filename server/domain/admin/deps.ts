import type { Clock } from '../../ports/clock.ts';
import { StorageError, type StoragePort } from '../../ports/storage.ts';
import type { Links } from '../accounts/links.ts';
import type { Sessions } from '../accounts/sessions.ts';
import type { PbxNumbers } from '../directory/numbers.ts';
import { DomainError } from '../errors.ts';
import type { DeskRegistrar } from './desk-phones.ts';
import type { Sounds } from '../sounds/sounds.ts';
import type { EventHub } from '../events.ts';

export interface AdminDeps {
  storage: StoragePort;
  clock: Clock;
  events: EventHub;
  sessions: Sessions;
  links: Links;
  sounds: Sounds;
  /** Nobody else may have these numbers. */
  phone: PbxNumbers & DeskRegistrar;
  /** How browsers reach the gateway. */
  publicUrl: string;
}

/** Tells a violated key in words about what was asked. */
export async function orConflict<Result>(work: Promise<Result>, message: string): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof StorageError && error.code === 'CONFLICT') throw new DomainError('CONFLICT', message, { cause: error });
    throw error;
  }
}

/** The row, or NOT_FOUND. */
export function found<Row>(row: Row | null, what: string): Row {
  if (row === null) throw new DomainError('NOT_FOUND', `No such ${what}`);
  return row;
}

/** A change without the fields that were left out. */
export type Change<Fields> = { [Name in keyof Fields]?: Fields[Name] | undefined };

/** Fields that were left out stay as they are; storage takes no `undefined`. */
export function definedOnly<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}
