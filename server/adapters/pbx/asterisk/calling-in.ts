import type { DeviceRef } from '../../../ports/call-actions.ts';
import type { Clock } from '../../../ports/clock.ts';
import { PbxError } from '../../../ports/pbx.ts';
import type { Meeting } from './meeting.ts';
import type { Picture } from './picture.ts';
import type { SipGate } from './sip/gate.ts';
import { gone } from './refusals.ts';
import { plain } from './switchboard.ts';
import type { Summons, Switchboard } from './switchboard.ts';
import { live } from './tracked.ts';
import type { Channel, Tracked } from './tracked.ts';

/** What actions on calls are done with. */
export interface ActionTools {
  picture: Picture;
  gate: SipGate;
  switchboard: Switchboard;
  meeting: Meeting;
  clock: Clock;
  life: AbortSignal;
  nameOf(number: string): string | undefined;
  /** ms a phone that is called in may take to answer. */
  ringTimeout: number;
  /** Resolves when nothing is written any more of whoever has left a call that is recorded. */
  settled(callId: string): Promise<void>;
  /** Resolves when a device is told to be registered, or that takes too long. */
  registered(deviceId: string): Promise<void>;
  /** Resolves when a call is told to ring no more, or that takes too long. */
  answered(callId: string): Promise<void>;
}

/** A call as it is now: Asterisk tells of an answer a moment after phones have it. */
export async function caughtUp({ picture: { calls }, switchboard, answered }: ActionTools, callId: string): Promise<Readonly<Tracked> | undefined> {
  const call = calls.get(callId);
  const behind = call?.state === 'ringing' ? live(call).filter(({ state, pending }) => state !== 'talking' && pending !== true) : [];
  const up = await Promise.all(behind.map(({ name }) => switchboard.isUp(name)));
  if (up.includes(true)) await answered(callId);
  return calls.get(callId);
}

/** A leg that takes part or is rung, and its call. */
export async function legIn(tools: ActionTools, legId: string): Promise<{ call: Readonly<Tracked>; leg: Readonly<Channel> }> {
  const { calls } = tools.picture;
  const before = calls.legOf(legId);
  if (!before || before.leg.role === 'monitor') throw gone();
  await caughtUp(tools, before.call.id);
  // It may have gone meanwhile, or be in another call.
  const found = calls.legOf(legId);
  if (!found) throw gone();
  return found;
}

/** Where the device is. Asterisk tells of a registration a moment after the phone has it. */
export async function addressOf({ picture, gate, registered }: Pick<ActionTools, 'picture' | 'gate' | 'registered'>, { extensionNumber, deviceId }: DeviceRef): Promise<string> {
  if (picture.addressOf(extensionNumber, deviceId) === undefined && gate.isOpen(extensionNumber, deviceId)) await registered(deviceId);
  const uri = picture.addressOf(extensionNumber, deviceId);
  if (uri === undefined) throw new PbxError('NOT_REGISTERED', 'The phone to be called in is not there');
  return uri;
}

/** How a phone is called in that is to do something for a call. */
export interface CallingIn extends Pick<Summons, 'place' | 'extension' | 'variables'> {
  call: Readonly<Tracked>;
  by: DeviceRef;
  uri: string;
  role: Channel['role'];
  /** Whom it sees calling. */
  from: string;
  /** It answers by itself. */
  byItself: boolean;
  answered(leg: Readonly<Channel>): void;
  gone(cause: number): void;
}

/** False: Asterisk did not call it. */
export async function callIn({ picture, gate, switchboard, clock, nameOf, ringTimeout }: ActionTools, { call, by, uri, role, from, byItself, ...rest }: CallingIn): Promise<boolean> {
  const uniqueId = switchboard.newId(clock.now());
  picture.calls.expect(uniqueId, { callId: call.id, role, answered: rest.answered, gone: (_id, cause) => rest.gone(cause) });
  const taken = await switchboard.callIn({
    uniqueId, extensionNumber: by.extensionNumber, uri, from: { number: from, name: nameOf(from) },
    headers: byItself ? { 'X-Klapka-Answer': 'incoming', 'X-Klapka-Ticket': gate.admit(by.extensionNumber, by.deviceId) } : {},
    variables: rest.variables ?? {}, place: rest.place, extension: rest.extension, within: ringTimeout,
  });
  if (!taken) picture.calls.unexpect(uniqueId);
  return taken;
}

/** Calls a phone in and dials for it. */
export async function originate(options: ActionTools, from: DeviceRef, number: string): Promise<{ callId: string }> {
  const { picture, gate, switchboard, clock, nameOf, ringTimeout } = options;
  const { extensionNumber, deviceId } = from;
  const uri = await addressOf(options, from);
  if (!plain.test(number)) throw new PbxError('UNKNOWN_NUMBER', 'No number to dial');
  const callId = switchboard.newId(clock.now());
  picture.calls.expectCaller(callId, number, await switchboard.isService(number) ? 'to-pbx' : 'to-phone');
  const taken = await switchboard.callIn({
    uniqueId: callId, extensionNumber, uri, from: { number, name: nameOf(number) },
    headers: { 'X-Klapka-Answer': 'outgoing', 'X-Klapka-Ticket': gate.admit(extensionNumber, deviceId) },
    place: 'klapka-dial', extension: number, within: ringTimeout,
  });
  if (taken) return { callId };
  picture.calls.unexpect(callId);
  throw new PbxError('PBX_UNAVAILABLE', 'Asterisk does not call the phone');
}
