import type { Call, CallEndReason } from '@klapka/protocol';
import { Linked } from './linked.ts';
import { rowOf } from './row.ts';
import type { RowOptions } from './row.ts';
import { live, whyEnded } from './tracked.ts';
import type { Channel, EndedBy, Tracked } from './tracked.ts';

export interface CallsOptions extends RowOptions {
  now(): number;
  changed(call: Call): void;
  /** The SIP Call-ID of a phone's channel has to be asked for. */
  appeared(channel: { uniqueId: string; name: string }): void;
  /** A phone said no for all of them: these shall ring no more. */
  declined(names: readonly string[]): void;
  /** Channels nobody is at any more: their side was taken over, or their call is over. */
  released(names: readonly string[]): void;
  /** A phone holds, or holds no more. */
  holdChanged(callId: string): void;
  /** Nobody is left of those who rang on their own for the one who waits. */
  notReached(callId: string, cause: number): void;
  /** Somebody who rang on his own has taken it. */
  reached(callId: string, legId: string): void;
}

/** A channel that is asked for, as a leg of a call there is. */
export interface Expected extends Pick<Channel, 'role' | 'hidden' | 'mode' | 'beside'> {
  callId: string;
  /** Who is called, outside: by a channel of Asterisk's own, which has the unique id in place of theirs. */
  number?: string;
  /** It is there. */
  came?(): void;
  /** Its phone has answered. */
  answered(leg: Readonly<Channel>): void;
  /** It is gone, and was never answered; with Asterisk's cause. */
  gone(uniqueId: string, cause: number): void;
}

/**
 * The calls there are, and how they are changed by what we do. A call is a set of legs of ours, one for each phone's channel, whatever
 * Asterisk's `Linkedid` says: legs may be let go (`release`), stand in for others (`replace`), come over from another call (`move`) or
 * be called in by us (`expect`); the call keeps its id. Asterisk is asked first, and what it has taken is written here.
 */
export class CallBook {
  protected readonly options: CallsOptions;
  protected readonly calls = new Map<string, Tracked>();
  protected readonly byChannel = new Map<string, Tracked>();
  protected readonly linked = new Linked();
  /** By the unique id that was chosen for the channel. */
  protected readonly expected = new Map<string, Expected>();
  /** Calls to be begun for a phone, by the unique id that was chosen for its channel. */
  protected readonly wanted = new Map<string, { to: string; calledIn: 'to-phone' | 'to-pbx' }>();

  constructor(options: CallsOptions) {
    this.options = options;
  }

  snapshot(): Call[] {
    return [...this.calls.values()].map((call) => this.row(call));
  }

  get(callId: string): Readonly<Tracked> | undefined {
    return this.calls.get(callId);
  }

  /** A leg that is there, and its call. */
  legOf(legId: string): { call: Readonly<Tracked>; leg: Readonly<Channel> } | null {
    const call = this.byChannel.get(legId);
    const leg = call && live(call).find(({ uniqueId }) => uniqueId === legId);
    return call && leg ? { call, leg } : null;
  }

  /** Names of a call's channels that are still there, the caller's first; null: no such call. */
  channelsOf(callId: string): string[] | null {
    const call = this.calls.get(callId);
    return call ? live(call).map(({ name }) => name) : null;
  }

  /** The channel of a phone's dialog; undefined: nobody knows of one. */
  channelOf(sipCallId: string): string | undefined {
    return [...this.calls.values()].flatMap(live).find((leg) => leg.sipCallId === sipCallId)?.name;
  }

  /** Ids of the calls an extension has a part in. */
  ofExtension(number: string): string[] {
    return [...this.calls.values()].filter((call) => call.from === number || call.to === number || call.channels.some(({ endpoint }) => endpoint === number)).map(({ id }) => id);
  }

  /** The sides of calls that a device is at. */
  ofDevice(deviceId: string): { call: Readonly<Tracked>; leg: Readonly<Channel> }[] {
    const at = ({ sipCallId }: Channel): boolean => sipCallId !== undefined && this.options.deviceOf(sipCallId) === deviceId;
    return [...this.calls.values()].flatMap((call) => live(call).filter(at).map((leg) => ({ call, leg })));
  }

  /** Says something else of a call from now on, and tells it. */
  change(callId: string, edit: (call: Tracked) => void): void {
    const call = this.calls.get(callId);
    if (!call) return;
    edit(call);
    this.tell(call);
  }

  changeLeg(legId: string, edit: (leg: Channel) => void): void {
    const call = this.byChannel.get(legId);
    const leg = call?.channels.find(({ uniqueId }) => uniqueId === legId);
    if (!call || !leg) return;
    edit(leg);
    this.tell(call);
  }

  /** The name a channel has now; undefined: it is in no call any more. */
  nameOf(uniqueId: string): string | undefined {
    return this.legOf(uniqueId)?.leg.name;
  }

  setRecording(callId: string, recording: Tracked['recording']): void {
    if (this.calls.get(callId)?.recording !== recording) this.change(callId, (call) => void (call.recording = recording));
  }

  /** What is asked of Asterisk next is our doing. */
  endingForUs(callId: string, reason: CallEndReason, by: EndedBy | null): void {
    const call = this.calls.get(callId);
    if (!call) return;
    call.ours ??= reason;
    call.leaver ??= by;
  }

  /** Ends a call now, and lets go whoever is left in it. */
  end(callId: string, reason: CallEndReason, by: EndedBy | null): void {
    this.endingForUs(callId, reason, by);
    const call = this.calls.get(callId);
    if (call) this.finish(call);
  }

  /** Ends a call no channel of which is left. */
  endIfEmpty(callId: string): void {
    const call = this.calls.get(callId);
    if (call && !call.channels.some(({ uniqueId }) => this.byChannel.has(uniqueId))) this.finish(call);
  }

  /** A side's page has gone, or is heard again. */
  setAway(legId: string, away: boolean): void {
    const call = [...this.calls.values()].find(({ channels }) => channels.some(({ uniqueId }) => uniqueId === legId));
    const leg = call?.channels.find(({ uniqueId }) => uniqueId === legId);
    if (!call || !leg || leg.away === away) return;
    leg.away = away;
    this.tell(call);
  }

  /** A channel with this unique id is on its way, and is a leg of the call: `pending` until its phone answers. */
  expect(uniqueId: string, expected: Expected): void {
    this.expected.set(uniqueId, expected);
  }

  /** A channel with this unique id is on its way, and will call `to`. */
  expectCaller(uniqueId: string, to: string, calledIn: 'to-phone' | 'to-pbx'): void {
    this.wanted.set(uniqueId, { to, calledIn });
  }

  unexpect(uniqueId: string): void {
    this.expected.delete(uniqueId);
    this.wanted.delete(uniqueId);
  }

  /** One leg stands in another one's place from now on, which is let go; `holds`: as that one did. False: there is no such place any more. */
  replace(former: string, legId: string, { holds }: { holds: boolean }): boolean {
    const call = this.byChannel.get(legId);
    const [next, before] = [legId, former].map((id) => call?.channels.find(({ uniqueId }) => uniqueId === id));
    if (!call || !next || !before) return false;
    const { role, held, muted } = before;
    Object.assign(next, { role, held: holds ? held : false, state: 'talking', hidden: false, pending: false }, muted === true ? { muted } : {});
    call.channels = call.channels.flatMap((channel) => (channel === before ? [next] : channel === next ? [] : [channel]));
    for (const monitor of call.channels) if (monitor.beside === former) monitor.beside = legId;
    const wasThere = this.byChannel.delete(former);
    this.tell(call);
    if (wasThere) this.options.released([before.name]);
    return true;
  }

  /**
   * Lets legs of a call go, which say nothing any more of how it ends, and says something else of it where `edit` is given. Resolves to
   * the names of their channels: hanging those up is the caller's, in its time.
   */
  release(callId: string, legIds: readonly string[], edit?: (call: Tracked) => void): string[] {
    const call = this.calls.get(callId);
    if (!call) return [];
    const going = call.channels.filter(({ uniqueId }) => legIds.includes(uniqueId));
    call.channels = call.channels.filter((channel) => !going.includes(channel));
    for (const uniqueId of legIds) this.expected.delete(uniqueId);
    call.past = [...call.past, ...going.filter(({ hidden }) => hidden !== true).map((leg) => ({ ...leg, state: 'ended' as const }))].slice(-rememberedLegs);
    edit?.(call);
    this.tell(call);
    return going.filter(({ uniqueId }) => this.byChannel.delete(uniqueId)).map(({ name }) => name);
  }

  /** Whether the call was free for something to be done with it, which nobody else may until `unclaim`. */
  claim(callId: string): boolean {
    const call = this.calls.get(callId);
    if (!call || call.claimed) return false;
    call.claimed = true;
    return true;
  }

  unclaim(callId: string): void {
    const call = this.calls.get(callId);
    if (call) call.claimed = false;
  }

  /** A leg comes over from another call, which is not told of it. */
  move(legId: string, callId: string, role: Channel['role']): void {
    const [from, to] = [this.byChannel.get(legId), this.calls.get(callId)];
    const leg = from?.channels.find(({ uniqueId }) => uniqueId === legId);
    if (!from || !to || !leg || from === to) return;
    from.channels = from.channels.filter((channel) => channel !== leg);
    leg.role = role;
    to.channels.push(leg);
    this.byChannel.set(legId, to);
    // Who listens beside it comes along.
    for (const { uniqueId, beside } of from.channels) if (beside === legId) this.move(uniqueId, callId, 'monitor');
  }

  identify(uniqueId: string, sipCallId: string): void {
    const call = this.byChannel.get(uniqueId);
    const channel = call?.channels.find((one) => one.uniqueId === uniqueId);
    if (!call || !channel || channel.sipCallId === sipCallId) return;
    channel.sipCallId = sipCallId;
    this.tell(call);
  }

  protected finish(call: Tracked): void {
    this.calls.delete(call.id);
    this.linked.forget(call);
    const left = call.channels.filter(({ uniqueId }) => this.byChannel.delete(uniqueId));
    for (const { uniqueId } of left) this.expected.delete(uniqueId);
    this.options.released(left.map(({ name }) => name));
    this.options.changed(this.#ended(call));
  }

  #ended(call: Tracked): Call {
    for (const channel of call.channels) channel.state = 'ended';
    const { reason, by } = whyEnded(call);
    return { ...this.row(call), state: 'ended', endedAt: this.options.now(), endReason: reason, ...(by === null ? {} : { endedBy: by }) };
  }

  protected tell(call: Tracked): void {
    if (this.calls.has(call.id)) this.options.changed(this.row(call));
  }

  protected row(call: Tracked): Call {
    return rowOf(call, this.options);
  }
}

/** Legs of the past a row still names. */
const rememberedLegs = 16;
