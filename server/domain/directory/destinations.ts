import type { OutboundRoute, Telephony } from '@klapka/protocol';
import type { RouteKind } from '../../ports/storage-routes.ts';
import type { Repositories } from '../../ports/storage.ts';
import { DomainError } from '../errors.ts';
import type { PbxNumbers } from './numbers.ts';
import { telephonyOf } from './telephony.ts';

/** What something that routes calls relies on. */
interface Links {
  ownerId: string;
  /** `The menu Front door` */
  words: string;
  numbers: readonly (string | null)[];
  needs: readonly (readonly [RouteKind, string | null])[];
  sound?: string | null;
}

/**
 * Every destination is a number, so it can be known at once where one leads nowhere: checked in the transaction that would
 * make it so. What was changed itself is a BAD_REQUEST, what leans on it a CONFLICT.
 */
export async function checkDestinations(tx: Repositories, changedId: string, pbx: PbxNumbers, scope: 'itself' | 'all' = 'all'): Promise<void> {
  const telephony = await telephonyOf(tx);
  const links = await linksOf(tx);
  for (const link of scope === 'all' ? links : links.filter(({ ownerId }) => ownerId === changedId)) {
    const trouble = await troubleOf(tx, link, telephony, pbx);
    if (trouble !== null) throw new DomainError(link.ownerId === changedId ? 'BAD_REQUEST' : 'CONFLICT', trouble);
  }
}

async function troubleOf(tx: Repositories, { words, numbers, needs, sound }: Links, telephony: Telephony, pbx: PbxNumbers): Promise<string | null> {
  for (const number of numbers) {
    if (number !== null && !(await leadsSomewhere(tx, number, telephony, pbx))) return `${words} leads to ${number}, where there is nothing`;
  }
  for (const [kind, id] of needs) {
    if (id !== null && (await tx.routes.get(kind, id)) === null) return `${words} needs ${kind === 'hours' ? 'business hours' : 'a trunk'} that are not there`;
  }
  if (sound != null && (await tx.sounds.get(sound)) === null) return `${words} plays a sound that is not there`;
  return null;
}

/** An inside number that can be called, a mailbox behind its code, the PBX's own, or what an outbound route takes. */
async function leadsSomewhere(tx: Repositories, number: string, { featureCodes }: Telephony, pbx: PbxNumbers): Promise<boolean> {
  const { leaveVoicemail, voicemail } = featureCodes;
  if (number === pbx.echoNumber || number === voicemail) return true;
  for (const code of [leaveVoicemail, voicemail]) {
    const kind = code !== null && number.startsWith(code) ? (await tx.numbers.owner(number.slice(code.length)))?.kind : null;
    if (kind === 'extension' || kind === 'mailbox') return true;
  }
  const owner = await tx.numbers.owner(number);
  if (owner) return owner.kind !== 'queue' || (await tx.queues.get(owner.ownerId))?.takesCalls === true;
  return (await outboundRouteOf(tx, number)) !== null;
}

/** The outbound route that takes a number: of several the one with the longest beginning. */
export async function outboundRouteOf(tx: Repositories, number: string): Promise<OutboundRoute | null> {
  const taking = (await tx.routes.list('outbound-route')).filter(({ prefix }) => number.startsWith(prefix) && number.length > prefix.length);
  return taking.sort((a, b) => b.prefix.length - a.prefix.length)[0] ?? null;
}

async function linksOf(tx: Repositories): Promise<Links[]> {
  const [queues, groups, menus, inbound, outbound] = await Promise.all([
    tx.queues.list(), tx.routes.list('ring-group'), tx.routes.list('menu'), tx.routes.list('inbound-route'), tx.routes.list('outbound-route'),
  ]);
  return [
    ...queues.map(({ id, name, rules }): Links => ({ ownerId: id, words: `The queue ${name}`, numbers: [rules.overflow], needs: [] })),
    ...groups.map(({ id, name, overflow }): Links => ({ ownerId: id, words: `The ring group ${name}`, numbers: [overflow], needs: [] })),
    ...menus.map(({ id, name, keys, otherwise, announcement }): Links => ({
      ownerId: id, words: `The menu ${name}`, numbers: [...Object.values(keys), otherwise], needs: [], sound: announcement,
    })),
    ...inbound.map(({ id, name, to, closedTo, holidayTo, trunkId, hoursId }): Links => ({
      ownerId: id, words: `The inbound route ${name}`, numbers: [to, closedTo, holidayTo], needs: [['trunk', trunkId], ['hours', hoursId]],
    })),
    ...outbound.map(({ id, name, trunkIds }): Links => ({
      ownerId: id, words: `The outbound route ${name}`, numbers: [], needs: trunkIds.map((trunkId) => ['trunk', trunkId] as const),
    })),
  ];
}
