import type { NumberKind, NumberRecord } from '../../ports/storage-routes.ts';
import type { Repositories } from '../../ports/storage.ts';
import { DomainError } from '../errors.ts';

/** Numbers that are the PBX's own. */
export interface PbxNumbers {
  readonly parkingSlots: readonly string[];
  readonly echoNumber: string | null;
}

/** Gives somebody an inside number, or another, or none. Throws CONFLICT in words that say who has it. */
export async function giveNumber(tx: Repositories, owner: { kind: NumberKind; id: string }, number: string | null, { parkingSlots }: PbxNumbers): Promise<void> {
  if ((await tx.numbers.of(owner.id))?.number === number) return;
  await tx.numbers.free(owner.id);
  if (number === null) return;
  if (parkingSlots.includes(number)) throw new DomainError('CONFLICT', `Calls are parked on ${number}`);
  const holder = await tx.numbers.owner(number);
  if (holder) throw new DomainError('CONFLICT', `${await wordsFor(tx, holder)} has the number ${number}`);
  await tx.numbers.take({ number, kind: owner.kind, ownerId: owner.id });
}

const kindWords: Readonly<Record<NumberKind, string>> = { extension: 'The extension', queue: 'The queue', 'ring-group': 'The ring group', menu: 'The menu', mailbox: 'The mailbox' };

async function wordsFor(tx: Repositories, { kind, ownerId }: NumberRecord): Promise<string> {
  const name = await nameOf(tx, kind, ownerId);
  return name === null ? kindWords[kind] : `${kindWords[kind]} ${name}`;
}

async function nameOf(tx: Repositories, kind: NumberKind, id: string): Promise<string | null> {
  if (kind === 'queue') return (await tx.queues.get(id))?.name ?? null;
  if (kind === 'ring-group' || kind === 'menu') return (await tx.routes.get(kind, id))?.name ?? null;
  if (kind === 'mailbox') return (await tx.mailboxes.get(id))?.group?.name ?? null;
  const extension = kind === 'extension' ? await tx.directory.get(id) : null;
  return extension && `of ${extension.firstName} ${extension.lastName}`;
}
