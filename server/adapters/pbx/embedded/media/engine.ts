import { MediaClock } from './clock.ts';
import type { Certificate } from './dtls-srtp.ts';
import { MediaLeg } from './leg.ts';
import { Player, milliwatt } from './player.ts';
import type { Direction } from './sdp.ts';
import { bindMediaSocket } from './udp.ts';
import type { MediaAddresses } from './udp.ts';

/** What a leg hears: another leg, itself, a sound, or nothing. */
export type Source = { leg: string } | { sound: 'hold-music' | 'milliwatt' } | { echo: true } | null;

export interface Answer {
  sdp: string;
  /** What the phone said it does: `sendonly` and `inactive` mean that it holds. */
  direction: Direction;
}

/** The media thread's methods, as the SIP thread calls them. A failure's error name is `SdpError` where the other side is to blame. */
export interface MediaEngine {
  answer(legId: string, offer: string): Promise<Answer>;
  offer(legId: string): Promise<string>;
  acceptAnswer(legId: string, answer: string): { direction: Direction };
  hear(legId: string, source: Source): void;
  close(legId: string): void;
}

/** What the media thread tells. */
export interface MediaEvents {
  connected(legId: string): void;
  /** Nothing was received from the phone for the configured time; `false` when it is heard again. */
  quiet(legId: string, quiet: boolean): void;
  failed(legId: string, reason: string): void;
}

export interface EngineOptions extends MediaAddresses {
  certificate: Certificate;
  holdMusic: Buffer;
  /** ms without a packet after which a leg counts as quiet. */
  quietAfter: number;
  events: MediaEvents;
}

interface Entry {
  leg: MediaLeg;
  source: Source;
  player: Player | null;
  quiet: boolean;
}

const watchInterval = 500;
const sourceName = (source: NonNullable<Source>): string => ('leg' in source ? `leg ${source.leg}` : 'sound' in source ? source.sound : 'echo');

export class Engine implements MediaEngine {
  readonly #options: EngineOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #opening = new Map<string, Promise<Entry>>();
  readonly #clock = new MediaClock();
  /** Who hears whom: speaker → listeners. */
  readonly #listeners = new Map<string, Set<string>>();
  readonly #watchTimer: NodeJS.Timeout;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#watchTimer = setInterval(() => this.#watch(), watchInterval);
    this.#watchTimer.unref();
  }

  async answer(legId: string, offer: string): Promise<Answer> {
    const { leg } = await this.#entry(legId);
    const sdp = leg.answer(offer);
    return { sdp, direction: leg.direction };
  }

  async offer(legId: string): Promise<string> {
    return (await this.#entry(legId)).leg.offer();
  }

  acceptAnswer(legId: string, answer: string): { direction: Direction } {
    const entry = this.#entries.get(legId);
    if (!entry) throw new Error('No such leg');
    entry.leg.acceptAnswer(answer);
    return { direction: entry.leg.direction };
  }

  hear(legId: string, source: Source): void {
    const entry = this.#entries.get(legId);
    if (!entry) return;
    this.#stopHearing(legId, entry);
    entry.source = source;
    if (!source) return;
    if ('leg' in source) this.#listen(legId, source.leg);
    if ('echo' in source) this.#listen(legId, legId);
    if ('sound' in source) this.#startPlaying(entry, source.sound);
  }

  close(legId: string): void {
    const entry = this.#entries.get(legId);
    if (!entry) return;
    this.#stopHearing(legId, entry);
    this.#listeners.delete(legId);
    this.#entries.delete(legId);
    entry.leg.close();
  }

  closeAll(): void {
    clearInterval(this.#watchTimer);
    for (const legId of [...this.#entries.keys()]) this.close(legId);
  }

  #entry(legId: string): Promise<Entry> {
    const known = this.#entries.get(legId);
    if (known) return Promise.resolve(known);
    const opening = this.#opening.get(legId) ?? this.#open(legId).finally(() => this.#opening.delete(legId));
    this.#opening.set(legId, opening);
    return opening;
  }

  async #open(legId: string): Promise<Entry> {
    const socket = await bindMediaSocket(this.#options);
    const leg = new MediaLeg({
      id: legId,
      socket,
      addresses: this.#options.addresses,
      certificate: this.#options.certificate,
      now: () => performance.now(),
      onFrame: (frame) => {
        for (const listener of this.#listeners.get(legId) ?? []) this.#entries.get(listener)?.leg.play(`leg ${legId}`, frame);
      },
      onConnected: () => this.#options.events.connected(legId),
      onFailed: (error) => this.#options.events.failed(legId, error.message),
    });
    const entry: Entry = { leg, source: null, player: null, quiet: false };
    this.#entries.set(legId, entry);
    return entry;
  }

  #listen(listener: string, speaker: string): void {
    const listeners = this.#listeners.get(speaker) ?? new Set();
    this.#listeners.set(speaker, listeners.add(listener));
  }

  #startPlaying(entry: Entry, sound: 'hold-music' | 'milliwatt'): void {
    entry.player = new Player(sound === 'hold-music' ? this.#options.holdMusic : milliwatt);
    this.#clock.add(this.#tick);
  }

  readonly #tick = (): void => {
    for (const { leg, player, source } of this.#entries.values()) {
      if (player && source) leg.play(sourceName(source), player.next());
    }
  };

  #stopHearing(legId: string, entry: Entry): void {
    const { source } = entry;
    entry.player = null;
    entry.source = null;
    if (source && 'leg' in source) this.#listeners.get(source.leg)?.delete(legId);
    if (source && 'echo' in source) this.#listeners.get(legId)?.delete(legId);
    if (![...this.#entries.values()].some((other) => other.player)) this.#clock.remove(this.#tick);
  }

  /** Twice a second: who fell silent, and reports that are due. */
  #watch(): void {
    const now = performance.now();
    for (const [legId, entry] of this.#entries) {
      entry.leg.report();
      const quiet = now - entry.leg.lastHeardAt > this.#options.quietAfter;
      if (quiet === entry.quiet) continue;
      entry.quiet = quiet;
      this.#options.events.quiet(legId, quiet);
    }
  }
}
