import type { LegState } from '@klapka/protocol';
import type { AmiMessage } from './ami/message.ts';
import { CallBook } from './book.ts';
import { live, participants, present, rung } from './tracked.ts';
import type { Channel, Tracked } from './tracked.ts';
import { causeDeclined, endpointOf, legStateOf } from './translate.ts';
import { answered, found, located, outsider } from './whereabouts.ts';

/**
 * Calls reduced from Asterisk's events. A new channel belongs to the call that asked for it (`expect`), else to the one whose channels
 * have its `Linkedid`, else it begins one.
 */
export class Calls extends CallBook {
  /** Channels that have dialled a parking slot: whom they retrieve, or whether anybody, Asterisk says. */
  readonly #atSlots = new Map<string, AmiMessage>();

  apply(event: AmiMessage): void {
    const uniqueId = event.get('Uniqueid');
    if (event.event === 'Newchannel') return this.#isAtSlot(event) ? void this.#atSlots.set(uniqueId, event) : this.#appear(event, this.options.now());
    const call = this.byChannel.get(uniqueId);
    const channel = call?.channels.find((one) => one.uniqueId === uniqueId);
    if (!call || !channel) return this.#miss(event, uniqueId);
    this.linked.add(call, event.get('Linkedid'));
    switch (event.event) {
      case 'UserEvent': return this.#hear(event, call, channel);
      case 'Pickup': return this.#picksUp(event.get('TargetUniqueid'), call, channel);
      case 'Newstate': return this.#advance(call, channel, legStateOf(event.get('ChannelStateDesc')));
      case 'Rename': channel.name = event.get('Newname'); return;
      case 'Hold': return this.#hold(call, channel, true);
      case 'Unhold': return this.#hold(call, channel, false);
      case 'HangupRequest': return this.#leaves(call, channel);
      case 'Hangup': return this.#hangUp(call, channel, Number(event.get('Cause')));
      default:
    }
  }

  /** What is no leg, or not yet. */
  #miss(event: AmiMessage, uniqueId: string): void {
    const dialled = this.#atSlots.get(uniqueId);
    const retrieves = event.get('UserEvent') === 'KlapkaRetrieves';
    if (dialled && (event.event === 'Hangup' || retrieves)) {
      this.#atSlots.delete(uniqueId);
      const parked = retrieves ? this.byChannel.get(event.get('Peer')) : undefined;
      this.#appear(dialled, this.options.now(), { into: parked });
      return this.apply(event);
    }
    const expected = this.expected.get(uniqueId);
    if (event.event !== 'Hangup' || !expected) return;
    this.expected.delete(uniqueId);
    expected.gone(uniqueId, Number(event.get('Cause')));
  }

  /** What the dialplan says. */
  #hear(event: AmiMessage, call: Tracked, leg: Channel): void {
    if (located(event, call, leg, this.options.now())) return this.tell(call);
    if (event.get('UserEvent') === 'KlapkaRetrieves') this.#retrieved(event.get('Peer'), call, leg);
    if (event.get('UserEvent') !== 'KlapkaRings' || leg.role !== 'caller') return;
    const [to, by, note] = [event.get('To'), event.get('By'), call.sentOn?.note];
    this.#drop(call);
    Object.assign(call, { to, state: 'ringing', waits: leg.state === 'talking', claimed: false });
    delete call.parked;
    delete call.at;
    delete call.sentOn;
    if (by !== '') call.sentOn = { by, ...(note === undefined ? {} : { note }) };
    this.tell(call);
  }

  /** A leg has dialled the slot the other one waited on, or was called in for it. */
  #retrieved(peer: string, call: Tracked, leg: Channel): void {
    const parked = this.byChannel.get(peer);
    if (!parked) return;
    if (parked !== call) {
      this.move(leg.uniqueId, parked.id, 'callee');
      this.end(call.id, 'transferred', 'pbx');
    }
    leg.state = 'talking';
    this.#drop(parked);
    Object.assign(parked, { to: leg.endpoint, claimed: false });
    delete parked.parked;
    this.tell(parked);
  }

  /** A leg has dialled a code, and takes the place of one that rings. */
  #picksUp(rung: string, call: Tracked, leg: Channel): void {
    const taken = this.byChannel.get(rung);
    // Called in for it, it is there already.
    if (!taken || taken === call || leg.role !== 'caller') return;
    this.move(leg.uniqueId, taken.id, 'callee');
    this.end(call.id, 'transferred', 'pbx');
    leg.state = 'talking';
    this.#talks(taken, leg);
    // Whoever waited may have been told of the answer before us.
    taken.to = leg.endpoint;
    this.tell(taken);
  }

  /** Phones that were called in for what is no more. */
  #drop(call: Tracked): void {
    const pending = call.channels.filter((leg) => leg.pending === true && leg.hidden !== true && leg.state !== 'ended');
    if (pending.length > 0) this.options.released(this.release(call.id, pending.map(({ uniqueId }) => uniqueId)));
  }

  /**
   * Goes on with what Asterisk has now (`CoreShowChannels`). Calls that are gone are told once more: as ended with
   * Asterisk itself, or in a way nobody saw.
   */
  load(channels: readonly AmiMessage[], restarted: boolean): void {
    const there = new Map(channels.map((item) => [item.get('Uniqueid'), item]));
    // Nobody knows how far those have come that were called in.
    const names = [...this.expected.keys()].flatMap((uniqueId) => there.get(uniqueId)?.get('Channel') ?? []);
    for (const [uniqueId, { callId }] of [...this.expected]) names.push(...this.release(callId, [uniqueId]));
    this.#atSlots.clear();
    for (const call of [...this.calls.values()]) {
      call.claimed = false;
      for (const channel of call.channels) this.#look(call, channel, there.get(channel.uniqueId));
      if (!restarted && participants(call).length > 0) continue;
      call.ours = restarted ? 'pbx-restarted' : 'hung-up';
      call.leaver = restarted ? 'pbx' : null;
      this.finish(call);
    }
    // Whom it is beside is not to be known any more.
    names.push(...channels.flatMap((item) => (item.get('Context') === 'klapka-monitor' && !this.byChannel.has(item.get('Uniqueid')) ? item.get('Channel') : [])));
    this.options.released(names);
    // The first channel of a call first, or else the one that dials: it says who called whom.
    const ordered = channels.toSorted((a, b) => rank(a) - rank(b));
    const rooms = new Map<string, Tracked>();
    for (const item of ordered) {
      const room = roomOf(item);
      if (!names.includes(item.get('Channel'))) this.#appear(item, this.options.now() - milliseconds(item.get('Duration')), { known: true, into: rooms.get(room) });
      const call = room === '' ? undefined : this.byChannel.get(item.get('Uniqueid'));
      if (!call) continue;
      call.conference = true;
      rooms.set(room, call);
    }
  }

  #look(call: Tracked, channel: Channel, item: AmiMessage | undefined): void {
    if (!item) {
      this.byChannel.delete(channel.uniqueId);
      if (!channel.away) channel.state = 'ended';
      return;
    }
    this.linked.add(call, item.get('Linkedid'));
    channel.name = item.get('Channel');
    channel.state = legStateOf(item.get('ChannelStateDesc')) ?? channel.state;
    if (channel.state === 'talking') this.#talks(call, channel);
  }

  #appear(event: AmiMessage, startedAt: number, { known = false, into }: { known?: boolean; into?: Tracked | undefined } = {}): void {
    const [uniqueId, linkedId, name] = [event.get('Uniqueid'), event.get('Linkedid'), event.get('Channel')];
    const endpoint = endpointOf(name);
    if (endpoint === null || this.byChannel.has(uniqueId)) return;
    const askedBy = this.expected.get(linkedId)?.number === undefined ? uniqueId : linkedId;
    const expected = this.expected.get(askedBy);
    const there = into ?? (expected ? this.calls.get(expected.callId) : this.linked.get(linkedId));
    // Its call has ended meanwhile.
    if (expected && !there) return this.options.released([name]);
    const far = outsider(event, into ? event.get('CallerIDNum') : expected?.number ?? there?.to, this.options.nameOf);
    const call = there ?? this.#begin(uniqueId, linkedId, endpoint, event, startedAt);
    if (far && !expected && !into) call.outside ??= there ? 'out' : 'in';
    if (far && !there) call.caller = far;
    const state = legStateOf(event.get('ChannelStateDesc')) ?? 'dialling';
    const { role = there ? 'callee' : 'caller', hidden, mode, beside } = expected ?? {};
    const channel: Channel = {
      uniqueId, name, endpoint, role, state, held: known ? undefined : false, away: false, cause: 0,
      ...(known ? { found: true } : {}), ...(expected ? { pending: true } : {}), ...(hidden ? { hidden } : {}), ...(mode ? { mode } : {}), ...(beside === undefined ? {} : { beside }), ...(far ? { outsider: far } : {}), ...(askedBy === uniqueId ? {} : { askedBy }),
    };
    call.channels.push(channel);
    this.byChannel.set(uniqueId, call);
    this.linked.add(call, linkedId);
    if (!far) this.options.appeared(channel);
    expected?.came?.();
    if (known) found(event, call, channel, this.options.now());
    else this.tell(call);
  }

  /** Dials the slot of a call that is parked. */
  #isAtSlot(event: AmiMessage): boolean {
    const [uniqueId, slot] = [event.get('Uniqueid'), event.get('Exten')];
    return !this.expected.has(uniqueId) && !this.wanted.has(uniqueId) && [...this.calls.values()].some(({ parked }) => parked?.slot === slot);
  }

  #begin(uniqueId: string, id: string, endpoint: string, event: AmiMessage, startedAt: number): Tracked {
    const answered = event.get('ChannelStateDesc') === 'Up';
    const wanted = this.wanted.get(uniqueId);
    this.wanted.delete(uniqueId);
    const call: Tracked = {
      id: this.calls.has(id) ? uniqueId : id, from: endpoint, to: wanted?.to ?? event.get('Exten').slice(0, 64), state: answered ? 'answered' : 'ringing',
      channels: [], past: [], linkedIds: new Set(), startedAt, answeredAt: answered ? startedAt : null,
      waits: wanted?.calledIn === 'to-phone', calledIn: wanted?.calledIn ?? null, leaver: null, ours: null, claimed: false, recording: null,
    };
    this.calls.set(call.id, call);
    return call;
  }

  #advance(call: Tracked, channel: Channel, state: LegState | null): void {
    if (state === null || channel.state === state || channel.state === 'ended') return;
    channel.state = state;
    // A channel is told of before its SIP dialog is there.
    if (channel.sipCallId === undefined) this.options.appeared(channel);
    const { askedBy = channel.uniqueId } = channel;
    const expected = state === 'talking' ? this.expected.get(askedBy) : undefined;
    if (expected) this.expected.delete(askedBy);
    if (expected) channel.pending = false;
    if (state === 'talking') this.#talks(call, channel);
    this.tell(call);
    expected?.answered(channel);
    if (state === 'talking' && channel.loose === true) this.options.reached(call.id, channel.uniqueId);
  }

  #talks(call: Tracked, channel: Channel): void {
    channel.wasUp = true;
    // The caller's phone is told last: from then on both can talk. One that waits is there first.
    if (channel.role === 'monitor' || (channel.role === 'callee') !== call.waits) return;
    call.answeredAt ??= this.options.now();
    if (call.state === 'answered') return;
    Object.assign(call, { state: 'answered', claimed: false });
    delete call.sentOn;
    answered(call);
    this.#drop(call);
    const [callee] = live(call).filter(({ role, state, pending }) => role === 'callee' && state === 'talking' && pending !== true);
    if (callee) call.to = callee.outsider?.number ?? callee.endpoint;
  }

  /** BYE or CANCEL of a phone. A phone that does not take the call leaves nothing. */
  #leaves(call: Tracked, { role, pending, state }: Channel): void {
    if (role === 'monitor' || pending === true || (call.conference === true && present(call).length > 2)) return;
    if (role === 'caller' || (state === 'talking' && call.answeredAt !== null)) call.leaver ??= role;
  }

  #hold(call: Tracked, channel: Channel, held: boolean): void {
    if (channel.held === held) return;
    channel.held = held;
    this.tell(call);
    this.options.holdChanged(call.id);
  }

  #hangUp(call: Tracked, channel: Channel, cause: number): void {
    this.byChannel.delete(channel.uniqueId);
    // Who may come back has not hung up.
    if (channel.away && call.ours === null) return;
    const expected = this.expected.get(channel.uniqueId);
    this.expected.delete(channel.uniqueId);
    const tookPart = participants(call).includes(channel);
    if (channel.hidden === true) call.channels = call.channels.filter((one) => one !== channel);
    channel.cause = cause;
    channel.state = 'ended';
    if (tookPart && present(call).length === 0) return this.finish(call);
    this.tell(call);
    if (expected) return expected.gone(channel.uniqueId, cause);
    if (channel.role !== 'callee' || channel.wasUp === true || call.state !== 'ringing' || call.leaver !== null) return;
    // Of those a queue or a group rings, each says no for himself.
    if (cause === causeDeclined && !call.at) this.options.declined(rung(call).map(({ name }) => name));
    if (channel.loose === true && rung(call).length === 0) this.options.notReached(call.id, cause);
  }
}

const dialling: ReadonlySet<string> = new Set(['Dial', 'Bridge', 'BridgeWait']);

/** The conference a channel is in: whoever was invited has nothing else in common with the others. */
function roomOf(item: AmiMessage): string {
  return item.get('Application') === 'ConfBridge' ? (item.get('ApplicationData').split(',')[0] ?? '') : '';
}

function rank(item: AmiMessage): number {
  const room = roomOf(item);
  if (room !== '') return item.get('Uniqueid') === room ? 0 : 3;
  if (item.get('Uniqueid') === item.get('Linkedid')) return 0;
  return dialling.has(item.get('Application')) ? 1 : 2;
}

/** `00:01:05` */
function milliseconds(duration: string): number {
  return duration.split(':').reduce((sum, part) => sum * 60 + (Number(part) || 0), 0) * 1000;
}
