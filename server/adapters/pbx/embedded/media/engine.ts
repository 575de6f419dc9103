import type { AudioLeg } from './audio-leg.ts';
import { MediaClock } from './clock.ts';
import { DigitReader, silenced } from './digits.ts';
import type { Certificate } from './dtls-srtp.ts';
import { MediaLeg } from './leg.ts';
import type { Answer, MediaEngine, MediaEvents, PlainMedia, RecordingChannels, RecordingLimits, RecordingResult, SoundName, Source } from './methods.ts';
import { Mix, MixingDesk } from './mixing-desk.ts';
import type { MediaFrame } from './out-stream.ts';
import { Announcement, Player, milliwatt, ringing } from './player.ts';
import { PlainLeg } from './plain-leg.ts';
import { Recordings } from './recordings.ts';
import type { Direction } from './sdp.ts';
import type { SoundLibrary } from './sound-library.ts';
import { bindMediaSocket } from './udp.ts';
import type { MediaAddresses } from './udp.ts';

export interface EngineOptions extends MediaAddresses {
  certificate: Certificate;
  holdMusic: Buffer;
  sounds: SoundLibrary;
  /** ms without a packet after which a leg counts as quiet. */
  quietAfter: number;
  events: MediaEvents;
}

interface Entry {
  leg: AudioLeg;
  source: Source;
  /** What is made here for the leg: a sound or a mix. Null while it hears one leg, itself or nothing. */
  playing: Player | Mix | null;
  announcement: Announcement | null;
  muted: boolean;
  digits: DigitReader;
  quiet: boolean;
}

const watchInterval = 500;

function isSame(one: Source, other: Source): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Legs and who hears whom. What one leg hears of one other is relayed as it comes; all else runs on a clock of 20 ms. */
export class Engine implements MediaEngine {
  readonly #options: EngineOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #opening = new Map<string, Promise<Entry>>();
  readonly #clock = new MediaClock();
  readonly #desk = new MixingDesk();
  readonly #recordings: Recordings;
  /** Who hears whom: speaker → listeners. */
  readonly #listeners = new Map<string, Set<string>>();
  readonly #watchTimer: NodeJS.Timeout;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#recordings = new Recordings({ desk: this.#desk, events: options.events, changed: () => this.#changed() });
    this.#watchTimer = setInterval(() => this.#watch(), watchInterval);
    this.#watchTimer.unref();
  }

  async answer(legId: string, offer: string, plain?: PlainMedia): Promise<Answer> {
    const { leg } = await this.#entry(legId, plain);
    const sdp = leg.answer(offer);
    return { sdp, direction: leg.direction };
  }

  async offer(legId: string, plain?: PlainMedia): Promise<string> {
    return (await this.#entry(legId, plain)).leg.offer();
  }

  acceptAnswer(legId: string, answer: string): { direction: Direction } {
    const entry = this.#entries.get(legId);
    if (!entry) throw new Error('No such leg');
    entry.leg.acceptAnswer(answer);
    return { direction: entry.leg.direction };
  }

  hear(legId: string, source: Source): void {
    const entry = this.#entries.get(legId);
    if (!entry || isSame(entry.source, source)) return;
    this.#stopHearing(legId, entry);
    const mix = entry.playing instanceof Mix ? entry.playing : null;
    entry.source = source;
    entry.playing = null;
    for (const speaker of this.#speakers(legId, source)) this.#listen(legId, speaker);
    if (source && 'sound' in source) entry.playing = new Player(this.#loop(source.sound));
    if (source && 'legs' in source && source.legs.length > 1) {
      // A mix that only changes its legs goes on counting.
      if (mix) mix.legs = source.legs;
      entry.playing = mix ?? new Mix(this.#desk, source.legs);
    }
    this.#changed();
  }

  mute(legId: string, muted: boolean): void {
    const entry = this.#entries.get(legId);
    if (!entry) return;
    entry.muted = muted;
    if (muted) this.#desk.silence(legId);
  }

  async announce(legId: string, prompts: readonly string[]): Promise<'played' | 'interrupted'> {
    const entry = this.#entries.get(legId);
    if (!entry) throw new Error('No such leg');
    entry.announcement?.interrupt();
    const announcement = new Announcement();
    entry.announcement = announcement;
    const sounds = await Promise.all(prompts.map((prompt) => this.#options.sounds.load(prompt)));
    announcement.start(sounds.filter((sound) => sound !== null));
    this.#changed();
    return announcement.finished;
  }

  stopAnnouncing(legId: string): void {
    const entry = this.#entries.get(legId);
    if (!entry) return;
    entry.announcement?.interrupt();
    entry.announcement = null;
    this.#changed();
  }

  record(recordingId: string, channels: RecordingChannels, file: string, limits?: RecordingLimits): Promise<void> {
    return this.#recordings.record(recordingId, channels, file, limits);
  }

  changeRecording(recordingId: string, channels: RecordingChannels): void {
    this.#recordings.changeRecording(recordingId, channels);
  }

  pauseRecording(recordingId: string, paused: boolean): void {
    this.#recordings.pauseRecording(recordingId, paused);
  }

  stopRecording(recordingId: string): Promise<RecordingResult> {
    return this.#recordings.stopRecording(recordingId);
  }

  close(legId: string): void {
    const entry = this.#entries.get(legId);
    if (!entry) return;
    this.#stopHearing(legId, entry);
    entry.announcement?.interrupt();
    this.#listeners.delete(legId);
    this.#entries.delete(legId);
    this.#desk.silence(legId);
    entry.leg.close();
    this.#changed();
  }

  /** Recordings are complete when it resolves. */
  async closeAll(): Promise<void> {
    clearInterval(this.#watchTimer);
    for (const legId of [...this.#entries.keys()]) this.close(legId);
    await this.#recordings.stopAll();
  }

  #entry(legId: string, plain?: PlainMedia): Promise<Entry> {
    const known = this.#entries.get(legId);
    if (known) return Promise.resolve(known);
    const opening = this.#opening.get(legId) ?? this.#open(legId, plain).finally(() => this.#opening.delete(legId));
    this.#opening.set(legId, opening);
    return opening;
  }

  async #open(legId: string, plain?: PlainMedia): Promise<Entry> {
    const { addresses, ports, certificate, quietAfter, events } = this.#options;
    const socket = await bindMediaSocket({ addresses: plain ? [plain.address] : addresses, ports });
    const common = {
      socket,
      now: (): number => performance.now(),
      onFrame: (frame: MediaFrame): void => this.#heard(legId, entry, frame),
      onConnected: (): void => events.connected(legId),
      onFailed: (error: Error): void => events.failed(legId, error.message),
    };
    const leg = plain ? new PlainLeg({ ...common, media: plain }) : new MediaLeg({ ...common, id: legId, addresses, certificate, quietAfter });
    const entry: Entry = { leg, source: null, playing: null, announcement: null, muted: false, digits: new DigitReader(), quiet: false };
    this.#entries.set(legId, entry);
    return entry;
  }

  /** A packet of a phone: to whoever hears this leg alone at once, to a mix or a recording when its time comes. */
  #heard(legId: string, entry: Entry, received: MediaFrame): void {
    if (received.kind === 'telephone-event') {
      const digit = entry.digits.read(received, performance.now());
      if (digit !== null) this.#options.events.digit(legId, digit);
    }
    const frame = entry.muted ? silenced(received) : received;
    // Some phones go on sending while they hold, and what is said then is meant for nobody.
    const meant = !entry.muted && entry.leg.direction !== 'sendonly' && entry.leg.direction !== 'inactive';
    if (frame.kind === 'audio' && meant) this.#desk.heard(legId, frame);
    for (const listenerId of this.#listeners.get(legId) ?? []) {
      const listener = this.#entries.get(listenerId);
      if (!listener || listener.announcement?.audible) continue;
      if (!(listener.playing instanceof Mix)) listener.leg.play(`leg ${legId}`, frame);
      else if (frame.kind === 'telephone-event') this.#passEvent(listener.leg, listener.playing, legId, frame);
    }
  }

  #passEvent(leg: AudioLeg, mix: Mix, speaker: string, frame: MediaFrame): void {
    const mapped = mix.event(speaker, frame);
    if (mapped) leg.play(mix, mapped);
  }

  #speakers(legId: string, source: Source): readonly string[] {
    if (!source || 'sound' in source) return [];
    return 'echo' in source ? [legId] : source.legs;
  }

  #listen(listener: string, speaker: string): void {
    const listeners = this.#listeners.get(speaker) ?? new Set();
    this.#listeners.set(speaker, listeners.add(listener));
  }

  #stopHearing(legId: string, entry: Entry): void {
    for (const speaker of this.#speakers(legId, entry.source)) {
      const listeners = this.#listeners.get(speaker);
      listeners?.delete(legId);
      if (listeners?.size === 0) this.#listeners.delete(speaker);
    }
  }

  #loop(sound: SoundName): Buffer {
    return { 'hold-music': this.#options.holdMusic, milliwatt, ringing }[sound];
  }

  /** After every change: whose voices are wanted on the clock, and whether it has to run. */
  #changed(): void {
    const entries = [...this.#entries.values()];
    const mixed = entries.flatMap(({ playing }) => (playing instanceof Mix ? playing.legs : []));
    this.#desk.want(new Set([...mixed, ...this.#recordings.legs]));
    const needed = this.#recordings.running || entries.some(({ playing, announcement }) => playing || announcement?.audible);
    if (needed) this.#clock.add(this.#tick);
    else this.#clock.remove(this.#tick);
  }

  readonly #tick = (): void => {
    this.#desk.tick();
    for (const entry of this.#entries.values()) if (entry.leg.connected) this.#play(entry);
    this.#recordings.tick();
  };

  #play(entry: Entry): void {
    const { leg, announcement, playing } = entry;
    const announced = announcement?.audible ? announcement.next() : null;
    if (announcement && announced) return leg.play(announcement, announced);
    if (announcement?.audible) {
      entry.announcement = null;
      this.#changed();
    }
    const frame = playing?.next();
    if (playing && frame) leg.play(playing, frame);
  }

  /** Twice a second: who fell silent, and reports that are due. */
  #watch(): void {
    const now = performance.now();
    for (const [legId, entry] of this.#entries) {
      entry.leg.report();
      const quiet = now - entry.leg.lastHeardAt > entry.leg.quietAfter;
      if (quiet === entry.quiet) continue;
      entry.quiet = quiet;
      this.#options.events.quiet(legId, quiet);
    }
  }
}
