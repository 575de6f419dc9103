import { callPlaces } from '@klapka/protocol';
import type { CallPlace, Party } from '@klapka/protocol';
import type { AmiMessage } from './ami/message.ts';
import { trunkPrefix } from './plan/outside.ts';
import type { Channel, Tracked } from './tracked.ts';
import { endpointOf } from './translate.ts';

/** Contexts of the dialplan in which a caller is with something of the PBX's own. */
const contexts: Readonly<Record<string, CallPlace['kind']>> = {
  'klapka-queue': 'queue', 'klapka-group': 'ring-group', 'klapka-deposit': 'voicemail', 'klapka-voicemail': 'voicemail', 'klapka-listen': 'voicemail',
};

/** What the dialplan says of where a caller is (`config/places.conf`). False: nothing. */
export function located(event: AmiMessage, call: Tracked, leg: Channel, now: number): boolean {
  switch (event.get('UserEvent')) {
    case 'KlapkaAt': {
      const [kind, number] = [callPlaces.find((one) => one === event.get('Kind')), event.get('Number')];
      arrive(call, leg, kind === undefined ? null : { kind, number, name: number, since: now }, now);
      return true;
    }
    case 'KlapkaOutside':
      call.outside = 'out';
      return true;
    case 'KlapkaForbidden':
      call.ours ??= 'forbidden';
      return true;
    default:
      return false;
  }
}

/** A mailbox answers; whoever is anywhere else has not been answered, whatever his phone says. */
function arrive(call: Tracked, leg: Channel, place: CallPlace | null, now: number): void {
  const up = leg.state === 'talking';
  const same = place !== null && call.at?.kind === place.kind && call.at.number === place.number;
  if (place === null) delete call.at;
  else if (!same) call.at = place;
  if (place?.kind === 'voicemail') {
    call.waits = false;
    if (up) Object.assign(call, { state: 'answered', answeredAt: call.answeredAt ?? now });
  } else {
    // Asterisk answers for queues and menus at once.
    Object.assign(call, { state: 'ringing', waits: up || (place !== null && place.kind !== 'ring-group') });
  }
}

/** Where a channel was that was there before we were: by `CoreShowChannels`. */
export function found(item: AmiMessage, call: Tracked, leg: Channel, now: number): void {
  const [context, exten] = [item.get('Context'), item.get('Exten')];
  const menu = /^klapka-menu-([0-9]+)$/.exec(context)?.[1];
  const kind = menu === undefined ? contexts[context] : 'menu';
  if (kind === undefined || leg.role !== 'caller') return;
  const number = menu ?? exten;
  const place: CallPlace = { kind, number, name: number, since: call.startedAt };
  call.to = number;
  if (item.get('BridgeId') === '' || kind === 'voicemail') {
    if (kind !== 'voicemail') call.answeredAt = null;
    arrive(call, leg, place, now);
  } else {
    call.via = place;
  }
}

/** Somebody has answered: the caller is with people. */
export function answered(call: Tracked): void {
  const { at } = call;
  if (!at || at.kind === 'voicemail') return;
  if (at.kind !== 'menu') call.via = at;
  delete call.at;
}

/** Somebody outside, at a carrier's channel; undefined: it is a phone's. `called`: the number, unless they call. */
export function outsider(event: AmiMessage, called: string | undefined, nameOf: (number: string) => string | undefined): Party | undefined {
  const endpoint = endpointOf(event.get('Channel'));
  if (endpoint === null || !(endpoint.startsWith(trunkPrefix) || isTheirTrunk(endpoint, event.get('Context'), nameOf))) return undefined;
  if (called !== undefined) return { number: called };
  const [number, name] = [event.get('CallerIDNum'), event.get('CallerIDName')].map((text) => (text === '<unknown>' ? '' : text.slice(0, 64)));
  return name === undefined || name === '' || name === number ? { number: number ?? '' } : { number: number ?? '', name };
}

/** In a configuration that is not ours: whatever has the name of no extension, and no number. Ours are in contexts of ours. */
function isTheirTrunk(endpoint: string, context: string, nameOf: (number: string) => string | undefined): boolean {
  return !/^\d+$/.test(endpoint) && context !== '' && !context.startsWith('klapka') && nameOf(endpoint) === undefined;
}
