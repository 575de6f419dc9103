import { expect } from 'vitest';
import type { Call, Leg } from '@klapka/protocol';
import type { CallActions } from '../../../../server/ports/call-actions.ts';
import type { PbxPlan } from '../../../../server/ports/pbx-plan.ts';
import type { PbxPort } from '../../../../server/ports/pbx.ts';
import type { PhoneCall } from '../../../fakes/sip-phone/call.ts';
import { talk } from '../../../fakes/sip-phone/phone.ts';
import type { PhoneOptions, TestPhone } from '../../../fakes/sip-phone/phone.ts';
import type { PbxSubject, PbxTimes } from '../suite.ts';
import type { Watch } from '../watch.ts';
import { patience } from '../watch.ts';

interface SceneParts {
  pbx(): PbxPort;
  watch(): Watch;
  start(): void;
  phone(number: string, options?: PhoneOptions): Promise<TestPhone>;
  provision(more: Partial<PbxPlan>): Promise<void>;
  subject: PbxSubject;
  times: PbxTimes;
}

/** What the four extensions speak, in Hz. No tone is near another one or the PBX's own. */
export const tones = { anna: 440, bert: 1000, cyril: 1500, dora: 2200 } as const;
export const numbers = { anna: '1001', bert: '1002', cyril: '1003', dora: '1004' } as const;
export type Person = keyof typeof tones;

/** Four people with phones, and how to find their calls in what the PBX tells. */
export class Scene {
  readonly #parts: SceneParts;
  readonly subject: PbxSubject;
  readonly times: PbxTimes;

  constructor(parts: SceneParts) {
    this.#parts = parts;
    this.subject = parts.subject;
    this.times = parts.times;
  }

  get pbx(): PbxPort {
    return this.#parts.pbx();
  }

  get actions(): CallActions {
    return this.pbx.actions;
  }

  get watch(): Watch {
    return this.#parts.watch();
  }

  /** Before the first phone of a test. */
  start(): void {
    this.#parts.start();
  }

  /** What the PBX knows besides the four extensions, until the next time; nothing by default. */
  provision(more: Partial<PbxPlan> = {}): Promise<void> {
    return this.#parts.provision(more);
  }

  phone(person: Person, options: PhoneOptions = {}): Promise<TestPhone> {
    return this.#parts.phone(numbers[person], { tone: tones[person], ...options });
  }

  /** Anna has called Bert, both are on the phone. */
  async talking(): Promise<{ anna: TestPhone; bert: TestPhone; caller: PhoneCall; callee: PhoneCall }> {
    this.start();
    const [anna, bert] = [await this.phone('anna'), await this.phone('bert')];
    const { caller, callee } = await talk(anna, bert);
    await this.watch.call((call) => call.state === 'answered' && has(call, caller) && has(call, callee), 'a call of both');
    return { anna, bert, caller, callee };
  }

  /** Anna, Bert and Cyril hear each other. */
  async conference(): Promise<{ anna: PhoneCall; bert: PhoneCall; cyril: PhoneCall; callId: string; phones: Record<'anna' | 'bert' | 'cyril', TestPhone> }> {
    const { anna, bert, caller, callee } = await this.talking();
    const cyril = await this.phone('cyril');
    const { id } = await this.callOf(caller);
    await this.actions.invite(id, '1003', '1001');
    const third = await cyril.nextCall();
    await third.answer();
    await this.watch.call((call) => call.id === id && call.conference === true && live(call).length === 3, 'a conference of three');
    await Promise.all([caller.hearsAll([tones.bert, tones.cyril]), callee.hearsAll([tones.anna, tones.cyril]), third.hearsAll([tones.anna, tones.bert])]);
    return { anna: caller, bert: callee, cyril: third, callId: id, phones: { anna, bert, cyril } };
  }

  /** The call this phone's call is a leg of, as soon as the PBX tells which. */
  async callOf(phoneCall: PhoneCall): Promise<Call> {
    await this.watch.call((call) => has(call, phoneCall), 'a call with this leg');
    const call = (await this.pbx.snapshot()).calls.find((candidate) => has(candidate, phoneCall));
    if (!call) throw new Error('The phone has no leg in any call');
    return call;
  }

  async legOf(phoneCall: PhoneCall): Promise<string> {
    const leg = (await this.callOf(phoneCall)).legs.find((candidate) => candidate.sipCallId === phoneCall.sipCallId);
    if (!leg) throw new Error('No such leg');
    return leg.id;
  }

  /** Resolves when the last word about a call is so. */
  async row(callId: string, matches: (call: Call) => boolean, what: string): Promise<Call> {
    const last = this.watch.events.findLast((event) => event.type === 'call' && event.call.id === callId);
    if (last?.type === 'call' && matches(last.call)) return last.call;
    const event = await this.watch.next((candidate) => candidate.type === 'call' && candidate.call.id === callId && matches(candidate.call), what);
    if (event.type !== 'call') throw new Error('not a call');
    return event.call;
  }

  /** It is over, and nowhere any more. */
  async ended(callId: string): Promise<Call> {
    const call = await this.row(callId, ({ state }) => state === 'ended', 'the call has ended');
    expect((await this.pbx.snapshot()).calls.map(({ id }) => id)).not.toContain(callId);
    return call;
  }

  async hearsMusic(phoneCall: PhoneCall): Promise<void> {
    const { ear } = phoneCall.media;
    ear.forget();
    await phoneCall.media.until(() => ear.share(this.subject.holdMusic) > 0.3, patience, 'music');
  }

  /** Somebody speaks, as nobody of the four does, and no music plays meanwhile: half a second of it. */
  async hearsWords(phoneCall: PhoneCall): Promise<void> {
    const { ear } = phoneCall.media;
    const strange = [this.subject.holdMusic, this.subject.ringback, ...Object.values(tones)];
    let frames = 0;
    ear.forget();
    await phoneCall.media.until(() => {
      if (ear.full && !ear.silent) frames = strange.every((tone) => ear.share(tone) < 0.3) ? frames + 1 : 0;
      return frames >= 25;
    }, patience, 'words');
  }

  async hearsRinging(phoneCall: PhoneCall): Promise<void> {
    await phoneCall.hears(this.subject.ringback);
  }

  /** The two hear each other and nobody else. */
  async talk(one: [PhoneCall, Person], other: [PhoneCall, Person]): Promise<void> {
    const others = (person: Person): number[] => Object.values(tones).filter((tone) => tone !== tones[person]);
    await Promise.all([one[0].hearsAll([tones[other[1]]], others(other[1])), other[0].hearsAll([tones[one[1]]], others(one[1]))]);
  }
}

const has = (call: Call, { sipCallId }: PhoneCall): boolean => call.state !== 'ended' && live(call).some((leg) => leg.sipCallId === sipCallId);

/** Legs somebody is at. */
export const live = (call: Call): Leg[] => call.legs.filter(({ state }) => state !== 'ended');

/** Who is in the call, and how: `caller 1001 talking`. */
export const who = (call: Call): string[] => live(call).map(({ role, party, state }) => `${role} ${party.number} ${state}`);

export const refusedWith = (code: string): object => ({ name: 'PbxError', code });
