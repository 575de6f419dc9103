import type { Call, CallEndReason, LegState, Party } from '@klapka/protocol';
import type { AmiMessage } from './ami/message.ts';
import { causeDeclined, causeNoMedia, endpointOf, legStateOf, whyUnanswered } from './translate.ts';

type EndedBy = NonNullable<Call['endedBy']>;

interface Channel {
  uniqueId: string;
  /** Names may be used again and change; the unique id does not. */
  name: string;
  endpoint: string;
  role: 'caller' | 'callee';
  state: LegState;
  /** Unknown for a call that was there before we were. */
  holding: boolean | undefined;
  sipCallId?: string;
  cause: number;
}

interface Tracked {
  id: string;
  from: string;
  to: string;
  channels: Channel[];
  startedAt: number;
  answeredAt: number | null;
  /** Who left first: the phone that sent BYE or CANCEL, or we. */
  leaver: EndedBy | null;
  /** Why we ended it ourselves. */
  ours: CallEndReason | null;
}

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
}

/** Calls reduced from Asterisk's events: what has one `Linkedid` is one call, each phone's channel in it a leg. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #calls = new Map<string, Tracked>();
  readonly #byChannel = new Map<string, Tracked>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  snapshot(): Call[] {
    return [...this.#calls.values()].map((call) => this.#row(call));
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

  /** Ids of the calls a device has a leg in. */
  ofDevice(deviceId: string): string[] {
    return [...this.#calls.values()].filter((call) => live(call).some(({ sipCallId }) => sipCallId !== undefined && this.#options.deviceOf(sipCallId) === deviceId)).map(({ id }) => id);
  }

  /** Ids of the calls a device has dialled and nobody answered yet. */
  dialledBy(deviceId: string): string[] {
    return this.ofDevice(deviceId).filter((id) => {
      const call = this.#calls.get(id);
      return call?.answeredAt === null && call.channels.some(({ role, sipCallId }) => role === 'caller' && sipCallId !== undefined && this.#options.deviceOf(sipCallId) === deviceId);
    });
  }

  /** What is asked of Asterisk next is our doing. */
  endingForUs(callId: string, reason: CallEndReason): void {
    const call = this.#calls.get(callId);
    if (call) call.ours ??= reason;
  }

  identify(uniqueId: string, sipCallId: string): void {
    const call = this.#byChannel.get(uniqueId);
    const channel = call?.channels.find((one) => one.uniqueId === uniqueId);
    if (!call || !channel || channel.sipCallId === sipCallId) return;
    channel.sipCallId = sipCallId;
    this.#options.changed(this.#row(call));
  }

  apply(event: AmiMessage): void {
    const uniqueId = event.get('Uniqueid');
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
   * Begins anew with what Asterisk has now (`CoreShowChannels`). Calls that are gone are told once more: as ended with
   * Asterisk itself, or in a way nobody saw.
   */
  load(channels: readonly AmiMessage[], restarted: boolean): void {
    const before = [...this.#calls.values()];
    this.#calls.clear();
    this.#byChannel.clear();
    // The first channel of a call first: it says who called whom.
    const ordered = channels.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
    for (const item of ordered) {
      this.#appear(item, this.#options.now() - milliseconds(item.get('Duration')), true);
    }
    for (const call of before) {
      if (this.#calls.has(call.id)) continue;
      for (const channel of call.channels) channel.state = 'ended';
      call.ours = restarted ? 'pbx-restarted' : 'hung-up';
      call.leaver = restarted ? 'pbx' : null;
      this.#options.changed(this.#ended(call));
    }
  }

  #appear(event: AmiMessage, startedAt: number, known = false): void {
    const [uniqueId, callId, name] = [event.get('Uniqueid'), event.get('Linkedid'), event.get('Channel')];
    const endpoint = endpointOf(name);
    if (endpoint === null || this.#byChannel.has(uniqueId)) return;
    const calls = !this.#calls.has(callId);
    const call = this.#calls.get(callId) ?? this.#begin(callId, endpoint, event, startedAt);
    const state = legStateOf(event.get('ChannelStateDesc')) ?? 'dialling';
    const channel: Channel = {
      uniqueId, name, endpoint, role: calls ? 'caller' : 'callee', state, holding: known ? undefined : false, cause: 0,
    };
    call.channels.push(channel);
    this.#byChannel.set(uniqueId, call);
    this.#options.appeared(channel);
    if (!known) this.#options.changed(this.#row(call));
  }

  #begin(id: string, endpoint: string, event: AmiMessage, startedAt: number): Tracked {
    const answered = event.get('ChannelStateDesc') === 'Up';
    const call: Tracked = {
      id, from: endpoint, to: event.get('Exten').slice(0, 64), channels: [], startedAt, answeredAt: answered ? startedAt : null, leaver: null, ours: null,
    };
    this.#calls.set(id, call);
    return call;
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
    // The caller's phone is told last: from then on both can talk.
    if (state === 'talking' && channel.role === 'caller') call.answeredAt ??= this.#options.now();
    this.#options.changed(this.#row(call));
  }

  /** BYE or CANCEL of a phone. A phone that does not take the call leaves nothing. */
  #leaves(call: Tracked, channel: Channel): void {
    if (channel.role === 'caller' || call.answeredAt !== null) call.leaver ??= channel.role;
  }

  #hold(call: Tracked, channel: Channel, holding: boolean): void {
    if (channel.holding === holding) return;
    channel.holding = holding;
    this.#options.changed(this.#row(call));
  }

  #hangUp(call: Tracked, channel: Channel, cause: number): void {
    channel.state = 'ended';
    channel.cause = cause;
    this.#byChannel.delete(channel.uniqueId);
    if (live(call).length === 0) {
      this.#calls.delete(call.id);
      this.#options.changed(this.#ended(call));
      return;
    }
    const saidNo = channel.role === 'callee' && cause === causeDeclined && call.answeredAt === null && call.leaver === null;
    if (saidNo) this.#options.declined(call.id);
    this.#options.changed(this.#row(call));
  }

  #ended(call: Tracked): Call {
    const { reason, by } = whyEnded(call);
    return { ...this.#row(call), state: 'ended', endedAt: this.#options.now(), endReason: reason, ...(by === null ? {} : { endedBy: by }) };
  }

  #row({ id, from, to, channels, startedAt, answeredAt }: Tracked): Call {
    return {
      // Names now: a call may be older than our knowledge of its extensions.
      id, from: this.#party(from), to: this.#party(to), startedAt,
      state: answeredAt === null ? 'ringing' : 'answered',
      ...(answeredAt === null ? {} : { answeredAt }),
      legs: channels.map(({ uniqueId, endpoint, role, state, holding, sipCallId }) => {
        const deviceId = sipCallId === undefined ? undefined : this.#options.deviceOf(sipCallId);
        return {
          id: uniqueId, party: this.#party(endpoint), role, state,
          ...(holding === undefined ? {} : { holding }),
          ...(deviceId === undefined ? {} : { deviceId }),
          ...(sipCallId === undefined ? {} : { sipCallId }),
        };
      }),
    };
  }
}

function live({ channels }: Tracked): Channel[] {
  return channels.filter(({ state }) => state !== 'ended');
}

function isFirst(item: AmiMessage): boolean {
  return item.get('Uniqueid') === item.get('Linkedid');
}

/** `00:01:05` */
function milliseconds(duration: string): number {
  return duration.split(':').reduce((sum, part) => sum * 60 + (Number(part) || 0), 0) * 1000;
}

function whyEnded({ channels, answeredAt, leaver, ours }: Tracked): { reason: CallEndReason; by: EndedBy | null } {
  if (ours === 'declined') return { reason: ours, by: 'callee' };
  if (ours === 'cancelled') return { reason: ours, by: 'caller' };
  if (ours !== null) return { reason: ours, by: leaver ?? 'pbx' };
  const silent = channels.find(({ cause }) => cause === causeNoMedia);
  if (silent) return { reason: 'lost', by: silent.role };
  if (answeredAt !== null) return { reason: 'hung-up', by: leaver };
  if (leaver === 'caller') return { reason: 'cancelled', by: 'caller' };
  return whyUnanswered(channels.find(({ role }) => role === 'caller')?.cause ?? 0);
}
