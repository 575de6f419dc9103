import type { Call, CommandPayload, Leg } from '@klapka/protocol';
import type { DeviceRef } from '../../ports/call-actions.ts';
import type { PbxPort } from '../../ports/pbx.ts';
import { DomainError } from '../errors.ts';
import { allows, authorise } from '../permissions/authorise.ts';
import type { Action, Actor, CallSubject, ExtensionSubject } from '../permissions/authorise.ts';
import { participants, subjectOf } from './call-board.ts';
import type { CallBoard } from './call-board.ts';
import type { ExtensionBoard } from './extension-board.ts';

export interface CallControlDeps {
  pbx: PbxPort;
  calls: CallBoard;
  extensions: ExtensionBoard;
}

/** Actions about a call that one's own call always allows, and a permission somebody else's. */
type CallAction = Extract<Action, 'call.distribute' | 'call.pickup' | 'call.hangup' | 'call.park'>;

/**
 * What people do with calls: who may is decided here, what comes of it is the PBX's to tell. A call one may not see is
 * answered like one that is gone.
 */
export class CallControl {
  readonly #deps: CallControlDeps;

  constructor(deps: CallControlDeps) {
    this.#deps = deps;
  }

  async hangUp(actor: Actor, { callId }: CommandPayload<'call:hang-up'>): Promise<void> {
    this.#authorise(actor, 'call.hangup', this.#call(actor, callId));
    await this.#deps.pbx.hangUp(callId);
  }

  async originate(actor: Actor, { number, deviceId }: CommandPayload<'call:originate'>): Promise<{ callId: string }> {
    return this.#deps.pbx.actions.originate(phoneOf(actor, deviceId), number);
  }

  /** Where it is not taken it comes back to whoever gave it away; from somebody else's call there is nobody to come back to. */
  async redirect(actor: Actor, { callId, legId, number, note }: CommandPayload<'call:redirect'>): Promise<void> {
    const call = this.#call(actor, callId);
    this.#authorise(actor, 'call.distribute', call);
    const by = actor.extensionNumber;
    const gaveAway = call.legs.some((leg) => isOwn(actor, leg) && leg.state === 'talking');
    await this.#deps.pbx.actions.redirect(liveLeg(call, legId).id, number, {
      ...(by === null ? {} : { by }),
      ...(note === undefined ? {} : { note }),
      ...(by !== null && gaveAway ? { returnTo: by } : {}),
    });
  }

  async join(actor: Actor, { callId, legId, otherCallId, otherLegId }: CommandPayload<'call:join'>): Promise<void> {
    const [call, other] = [this.#call(actor, callId), this.#call(actor, otherCallId)];
    for (const one of [call, other]) this.#authorise(actor, 'call.distribute', one);
    await this.#deps.pbx.actions.join(liveLeg(call, legId).id, liveLeg(other, otherLegId).id);
  }

  async merge(actor: Actor, { callId, otherCallId }: CommandPayload<'call:merge'>): Promise<void> {
    for (const id of [callId, otherCallId]) this.#authorise(actor, 'call.distribute', this.#call(actor, id));
    if (callId === otherCallId) throw new DomainError('BAD_REQUEST', 'A call cannot be merged with itself');
    await this.#deps.pbx.actions.merge(callId, otherCallId);
  }

  async invite(actor: Actor, { callId, number }: CommandPayload<'call:invite'>): Promise<void> {
    this.#authorise(actor, 'call.distribute', this.#call(actor, callId));
    await this.#deps.pbx.actions.invite(callId, number, numberOf(actor));
  }

  async drop(actor: Actor, { callId, legId }: CommandPayload<'call:drop'>): Promise<void> {
    const call = this.#call(actor, callId);
    const leg = liveLeg(call, legId);
    if (!isOwn(actor, leg)) this.#authorise(actor, 'call.hangup', call);
    await this.#deps.pbx.actions.drop(leg.id);
  }

  async mute(actor: Actor, { callId, legId, muted }: CommandPayload<'call:mute'>): Promise<void> {
    const call = this.#call(actor, callId);
    this.#authorise(actor, 'call.distribute', call);
    await this.#deps.pbx.actions.mute(liveLeg(call, legId).id, muted);
  }

  async park(actor: Actor, { callId, legId, slot }: CommandPayload<'call:park'>): Promise<{ slot: string }> {
    const call = this.#call(actor, callId);
    this.#authorise(actor, 'call.park', call);
    return this.#deps.pbx.actions.park(liveLeg(call, legId).id, numberOf(actor), slot);
  }

  async pickUp(actor: Actor, { callId, deviceId }: CommandPayload<'call:pick-up'>): Promise<void> {
    const call = this.#call(actor, callId);
    this.#authorise(actor, call.parked ? 'call.park' : 'call.pickup', call);
    await this.#deps.pbx.actions.pickUp(callId, phoneOf(actor, deviceId));
  }

  async monitor(actor: Actor, { callId, legId, mode, deviceId }: CommandPayload<'call:monitor'>): Promise<void> {
    const leg = liveLeg(this.#call(actor, callId), legId);
    authorise(actor, 'call.monitor', { parties: leg.party.extensionId === undefined ? [] : [this.#extension(leg.party.extensionId)] });
    await this.#deps.pbx.actions.monitor(leg.id, phoneOf(actor, deviceId), mode);
  }

  async setMonitorMode(actor: Actor, { callId, legId, mode }: CommandPayload<'call:monitor-mode'>): Promise<void> {
    const call = this.#deps.calls.get(callId);
    const leg = call?.legs.find(({ id, role, state }) => id === legId && role === 'monitor' && state !== 'ended');
    if (!call || !leg || !isOwn(actor, leg)) throw gone();
    // The right to listen may have been taken away since.
    authorise(actor, 'call.monitor', this.#subject(call));
    await this.#deps.pbx.actions.setMonitorMode(leg.id, mode);
  }

  async record(actor: Actor, { callId, state }: CommandPayload<'call:record'>): Promise<void> {
    const call = this.#call(actor, callId);
    if (!this.#mayRecord(actor, call, state)) throw new DomainError('FORBIDDEN', 'Not allowed: recording');
    await this.#deps.pbx.actions.record(callId, state);
  }

  async flip(actor: Actor, { callId, legId, deviceId }: CommandPayload<'call:flip'>): Promise<void> {
    const leg = liveLeg(this.#call(actor, callId), legId);
    if (!isOwn(actor, leg) || leg.role === 'monitor') throw new DomainError('FORBIDDEN', 'Not your side of the call');
    await this.#deps.pbx.actions.flip(leg.id, deviceId);
  }

  /** Own calls by one's own right: `pause` neither begins nor ends a recording. Others', by that of their group. */
  #mayRecord(actor: Actor, call: Call, state: 'on' | 'paused' | 'off'): boolean {
    if (actor.extensionId !== null && participants(call).includes(actor.extensionId)) {
      const right = this.#deps.extensions.recordingRightOf(actor.extensionId);
      if (right === 'full') return true;
      if (right === 'pause' && call.recording !== undefined && state !== 'off') return true;
    }
    return this.#subject(call).parties.some((party) => allows(actor, 'recording.switch', party));
  }

  #call(actor: Actor, callId: string): Call {
    const call = this.#deps.calls.get(callId);
    if (!call || !allows(actor, 'call.see', this.#subject(call))) throw gone();
    return call;
  }

  #authorise(actor: Actor, action: CallAction, call: Call): void {
    authorise(actor, action, this.#subject(call));
  }

  #subject(call: Call): CallSubject {
    return subjectOf(call, (extensionId) => this.#deps.extensions.groupsOf(extensionId));
  }

  #extension(extensionId: string): ExtensionSubject {
    return { extensionId, groupIds: this.#deps.extensions.groupsOf(extensionId) };
  }
}

const gone = (): DomainError => new DomainError('CALL_GONE', 'There is no such call');

function isOwn(actor: Actor, { party }: Leg): boolean {
  return actor.extensionId !== null && party.extensionId === actor.extensionId;
}

/** Listeners are nobody's business: as legs of a call they are not there. */
function liveLeg(call: Call, legId: string): Leg {
  const leg = call.legs.find(({ id, role, state }) => id === legId && role !== 'monitor' && state !== 'ended');
  if (!leg) throw gone();
  return leg;
}

function numberOf(actor: Actor): string {
  if (actor.extensionNumber === null) throw new DomainError('FORBIDDEN', 'No extension');
  return actor.extensionNumber;
}

function phoneOf(actor: Actor, deviceId: string | undefined): DeviceRef {
  return { extensionNumber: numberOf(actor), deviceId: deviceId ?? actor.deviceId };
}
