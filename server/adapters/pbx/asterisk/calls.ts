import type { Call, CallEndReason, LegState, Party } from '@klapka/protocol';
import type { AmiMessage } from './ami/message.ts';
import { live, present, whyEnded } from './tracked.ts';
import type { Channel, EndedBy, Tracked } from './tracked.ts';
import { causeDeclined, endpointOf, legStateOf } from './translate.ts';

export interface CallsOptions {
  now(): number;
  /** The name of an extension, where the number is one. */
  nameOf(number: string): string | undefined;
  deviceOf(sipCallId: string): string | undefined;
  changed(call: Call): void;
  /** The SIP Call-ID of a phone's channel has to be asked for. */
  appeared(channel: { uniqueId: string; name: string }): void;
  /** A phone said no for all of them: nobody else shall ring. */
  declined(callId: string): void;
  /** A page took over the side of the one before. */
  takenOver(callId: string, legId: string, former: string): void;
  /** Channels nobody is at any more: their side was taken over, or their call is over. */
  released(names: readonly string[]): void;
  /** The channel with this unique id, which was to take over a side, is gone. */
  notTaken(callId: string, former: string, uniqueId: string): void;
  /** A phone holds no more. */
  unheld(callId: string): void;
}

/** A channel that the gateway has asked for, for a side there is already. */
interface Successor {
  call: Tracked;
  /** The channel whose side it takes over. */
  former: string;
  channel: Channel | null;
}

/** Calls reduced from Asterisk's events: what has one `Linkedid` is one call, each phone's channel in it a leg. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #calls = new Map<string, Tracked>();
  readonly #byChannel = new Map<string, Tracked>();
  /** By the unique id that was chosen for the channel. */
  readonly #successors = new Map<string, Successor>();
  /** Calls to be begun for a phone, by the unique id that was chosen for its channel. */
  readonly #wanted = new Map<string, { to: string; calledIn: 'to-phone' | 'to-pbx' }>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  snapshot(): Call[] {
    return [...this.#calls.values()].map((call) => this.#row(call));
  }

  get(callId: string): Readonly<Tracked> | undefined {
    return this.#calls.get(callId);
  }

  /** Names of a call's channels that are still there, the caller's first; null: no such call. */
  channelsOf(callId: string): string[] | null {
    const call = this.#calls.get(callId);
    return call ? live(call).map(({ name }) => name) : null;
  }

  /** Ids of the calls an extension has a part in. */
  ofExtension(number: string): string[] {
    return [...this.#calls.values()].filter((call) => call.from === number || call.to === number || call.channels.some(({ endpoint }) => endpoint === number)).map(({ id }) => id);
  }

  /** The sides of calls that a device is at. */
  ofDevice(deviceId: string): { call: Readonly<Tracked>; leg: Readonly<Channel> }[] {
    const at = ({ sipCallId }: Channel): boolean => sipCallId !== undefined && this.#options.deviceOf(sipCallId) === deviceId;
    return [...this.#calls.values()].flatMap((call) => live(call).filter(at).map((leg) => ({ call, leg })));
  }

  /** What is asked of Asterisk next is our doing. */
  endingForUs(callId: string, reason: CallEndReason, by: EndedBy | null): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    call.ours ??= reason;
    call.leaver ??= by;
  }

  /** Ends a call no channel of which is left. */
  endIfEmpty(callId: string): void {
    const call = this.#calls.get(callId);
    if (call && !call.channels.some(({ uniqueId }) => this.#byChannel.has(uniqueId))) this.#end(call);
  }

  /** A side's page has gone, or is heard again. */
  setAway(callId: string, legId: string, away: boolean): void {
    const call = this.#calls.get(callId);
    const channel = call?.channels.find(({ uniqueId }) => uniqueId === legId);
    if (!call || !channel || channel.away === away) return;
    channel.away = away;
    this.#options.changed(this.#row(call));
  }

  /** The name a channel has now; undefined: it is in no call any more. */
  nameOf(uniqueId: string): string | undefined {
    return this.#byChannel.get(uniqueId)?.channels.find((channel) => channel.uniqueId === uniqueId)?.name;
  }

  setRecording(callId: string, recording: Tracked['recording']): void {
    const call = this.#calls.get(callId);
    if (!call || call.recording === recording) return;
    call.recording = recording;
    this.#options.changed(this.#row(call));
  }

  /** A channel with this unique id is on its way, and takes over a side when it is answered. */
  expect(uniqueId: string, callId: string, former: string): void {
    const call = this.#calls.get(callId);
    if (call) this.#successors.set(uniqueId, { call, former, channel: null });
  }

  /** A channel with this unique id is on its way, and will call `to`. */
  expectCaller(uniqueId: string, to: string, calledIn: 'to-phone' | 'to-pbx'): void {
    this.#wanted.set(uniqueId, { to, calledIn });
  }

  unexpect(uniqueId: string): void {
    this.#successors.delete(uniqueId);
    this.#wanted.delete(uniqueId);
  }

  identify(uniqueId: string, sipCallId: string): void {
    const successor = this.#successors.get(uniqueId);
    if (successor?.channel) successor.channel.sipCallId = sipCallId;
    const call = this.#byChannel.get(uniqueId);
    const channel = call?.channels.find((one) => one.uniqueId === uniqueId);
    if (!call || !channel || channel.sipCallId === sipCallId) return;
    channel.sipCallId = sipCallId;
    this.#options.changed(this.#row(call));
  }

  apply(event: AmiMessage): void {
    const uniqueId = event.get('Uniqueid');
    const successor = this.#successors.get(uniqueId);
    if (successor) return this.#succeed(event, uniqueId, successor);
    if (event.event === 'Newchannel') return this.#appear(event, this.#options.now());
    const call = this.#byChannel.get(uniqueId);
    const channel = call?.channels.find((one) => one.uniqueId === uniqueId);
    if (!call || !channel) return;
    switch (event.event) {
      case 'Newstate': return this.#advance(call, channel, legStateOf(event.get('ChannelStateDesc')));
      case 'Rename': channel.name = event.get('Newname'); return;
      case 'Hold': return this.#hold(call, channel, true);
      case 'Unhold': return this.#hold(call, channel, false);
      case 'HangupRequest': return this.#leaves(call, channel);
      case 'Hangup': return this.#hangUp(call, channel, Number(event.get('Cause')));
      default:
    }
  }

  /**
   * Goes on with what Asterisk has now (`CoreShowChannels`). Calls that are gone are told once more: as ended with
   * Asterisk itself, or in a way nobody saw.
   */
  load(channels: readonly AmiMessage[], restarted: boolean): void {
    const there = new Map(channels.map((item) => [item.get('Uniqueid'), item]));
    for (const call of [...this.#calls.values()]) {
      for (const channel of call.channels) this.#look(call, channel, there.get(channel.uniqueId));
      if (!restarted && live(call).length > 0) continue;
      call.ours = restarted ? 'pbx-restarted' : 'hung-up';
      call.leaver = restarted ? 'pbx' : null;
      this.#end(call);
    }
    // Nobody knows how far they have come.
    const names = [...this.#successors.keys()].flatMap((uniqueId) => there.get(uniqueId)?.get('Channel') ?? []);
    this.#successors.clear();
    this.#options.released(names);
    // The first channel of a call first: it says who called whom.
    const ordered = channels.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
    for (const item of ordered) {
      if (!names.includes(item.get('Channel'))) this.#appear(item, this.#options.now() - milliseconds(item.get('Duration')), true);
    }
  }

  #look(call: Tracked, channel: Channel, item: AmiMessage | undefined): void {
    if (!item) {
      this.#byChannel.delete(channel.uniqueId);
      if (!channel.away) channel.state = 'ended';
      return;
    }
    channel.name = item.get('Channel');
    channel.state = legStateOf(item.get('ChannelStateDesc')) ?? channel.state;
    if (channel.state === 'talking' && (channel.role === 'callee') === (call.calledIn === 'to-phone')) call.answeredAt ??= this.#options.now();
  }

  #appear(event: AmiMessage, startedAt: number, known = false): void {
    const [uniqueId, callId, name] = [event.get('Uniqueid'), event.get('Linkedid'), event.get('Channel')];
    const endpoint = endpointOf(name);
    if (endpoint === null || this.#byChannel.has(uniqueId)) return;
    const calls = !this.#calls.has(callId);
    const call = this.#calls.get(callId) ?? this.#begin(callId, endpoint, event, startedAt);
    const state = legStateOf(event.get('ChannelStateDesc')) ?? 'dialling';
    const channel: Channel = {
      uniqueId, name, endpoint, role: calls ? 'caller' : 'callee', state, held: known ? undefined : false, away: false, cause: 0,
    };
    call.channels.push(channel);
    this.#byChannel.set(uniqueId, call);
    this.#options.appeared(channel);
    if (!known) this.#options.changed(this.#row(call));
  }

  #begin(id: string, endpoint: string, event: AmiMessage, startedAt: number): Tracked {
    const answered = event.get('ChannelStateDesc') === 'Up';
    const wanted = this.#wanted.get(id);
    this.#wanted.delete(id);
    const call: Tracked = {
      id, from: endpoint, to: wanted?.to ?? event.get('Exten').slice(0, 64), channels: [], startedAt, answeredAt: answered ? startedAt : null,
      calledIn: wanted?.calledIn ?? null, leaver: null, ours: null, recording: null,
    };
    this.#calls.set(id, call);
    return call;
  }

  #succeed(event: AmiMessage, uniqueId: string, successor: Successor): void {
    const { call, former } = successor;
    if (event.event === 'Newchannel') {
      const channel: Channel = {
        uniqueId, name: event.get('Channel'), endpoint: endpointOf(event.get('Channel')) ?? '', role: 'callee', state: 'ringing', held: false, away: false, cause: 0,
      };
      successor.channel = channel;
      if (this.#calls.has(call.id)) this.#options.appeared(channel);
      else this.#options.released([channel.name]);
    } else if (event.event === 'Newstate' && event.get('ChannelStateDesc') === 'Up' && successor.channel) {
      this.#takeOver(call, former, successor.channel);
    } else if (event.event === 'Hangup') {
      this.#successors.delete(uniqueId);
      this.#options.notTaken(call.id, former, uniqueId);
    }
  }

  #takeOver(call: Tracked, former: string, channel: Channel): void {
    this.#successors.delete(channel.uniqueId);
    const at = call.channels.findIndex(({ uniqueId }) => uniqueId === former);
    const before = call.channels[at];
    if (!before || !this.#calls.has(call.id)) return this.#options.released([channel.name]);
    // It said so in its answer, which is told of apart.
    Object.assign(channel, { role: before.role, held: before.held, state: 'talking' });
    call.channels[at] = channel;
    const wasThere = this.#byChannel.delete(former);
    this.#byChannel.set(channel.uniqueId, call);
    if (channel.sipCallId === undefined) this.#options.appeared(channel);
    this.#options.changed(this.#row(call));
    const others = [...this.#successors.values()].flatMap((other) => (other.former === former && other.channel ? [other.channel.name] : []));
    this.#options.released(wasThere ? [before.name, ...others] : others);
    this.#options.takenOver(call.id, channel.uniqueId, former);
  }

  #party(number: string): Party {
    const name = this.#options.nameOf(number);
    return name === undefined ? { number } : { number, name };
  }

  #advance(call: Tracked, channel: Channel, state: LegState | null): void {
    if (state === null || channel.state === state || channel.state === 'ended') return;
    channel.state = state;
    // A channel is told of before its SIP dialog is there.
    if (channel.sipCallId === undefined) this.#options.appeared(channel);
    if (state === 'talking') channel.wasUp = true;
    // The caller's phone is told last: from then on both can talk. One that was called in is there first.
    if (state === 'talking' && (channel.role === 'callee') === (call.calledIn === 'to-phone')) call.answeredAt ??= this.#options.now();
    this.#options.changed(this.#row(call));
  }

  /** BYE or CANCEL of a phone. A phone that does not take the call leaves nothing. */
  #leaves(call: Tracked, channel: Channel): void {
    if (channel.role === 'caller' || call.answeredAt !== null) call.leaver ??= channel.role;
  }

  #hold(call: Tracked, channel: Channel, held: boolean): void {
    if (channel.held === held) return;
    channel.held = held;
    this.#options.changed(this.#row(call));
    if (!held) this.#options.unheld(call.id);
  }

  #hangUp(call: Tracked, channel: Channel, cause: number): void {
    this.#byChannel.delete(channel.uniqueId);
    // Who may come back has not hung up.
    if (channel.away && call.ours === null) return;
    channel.cause = cause;
    channel.state = 'ended';
    if (present(call).length === 0) return this.#end(call);
    const saidNo = channel.role === 'callee' && cause === causeDeclined && call.answeredAt === null && call.leaver === null;
    if (saidNo) this.#options.declined(call.id);
    this.#options.changed(this.#row(call));
  }

  #end(call: Tracked): void {
    this.#calls.delete(call.id);
    const left = call.channels.filter(({ uniqueId }) => this.#byChannel.delete(uniqueId));
    const onTheirWay = [...this.#successors.values()].flatMap((successor) => (successor.call === call && successor.channel ? [successor.channel] : []));
    this.#options.released([...left, ...onTheirWay].map(({ name }) => name));
    this.#options.changed(this.#ended(call));
  }

  #ended(call: Tracked): Call {
    for (const channel of call.channels) channel.state = 'ended';
    const { reason, by } = whyEnded(call);
    return { ...this.#row(call), state: 'ended', endedAt: this.#options.now(), endReason: reason, ...(by === null ? {} : { endedBy: by }) };
  }

  #row({ id, from, to, channels, startedAt, answeredAt, recording }: Tracked): Call {
    return {
      // Names now: a call may be older than our knowledge of its extensions.
      id, from: this.#party(from), to: this.#party(to), startedAt,
      state: answeredAt === null ? 'ringing' : 'answered',
      ...(answeredAt === null ? {} : { answeredAt }),
      ...(recording === null ? {} : { recording }),
      legs: channels.map(({ uniqueId, endpoint, role, state, held, away, sipCallId }) => {
        const deviceId = sipCallId === undefined ? undefined : this.#options.deviceOf(sipCallId);
        return {
          id: uniqueId, party: this.#party(endpoint), role, state,
          ...(away || held !== undefined ? { holding: away || held === true } : {}),
          ...(deviceId === undefined ? {} : { deviceId }),
          ...(sipCallId === undefined ? {} : { sipCallId }),
        };
      }),
    };
  }
}

function isFirst(item: AmiMessage): boolean {
  return item.get('Uniqueid') === item.get('Linkedid');
}

/** `00:01:05` */
function milliseconds(duration: string): number {
  return duration.split(':').reduce((sum, part) => sum * 60 + (Number(part) || 0), 0) * 1000;
}
