import { randomUUID } from 'node:crypto';

/** 122 random bits: guessing one is hopeless, so an id may be shown to whom it belongs. */
export function newId(): string {
  return randomUUID();
}
