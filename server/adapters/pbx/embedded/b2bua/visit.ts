import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallEndReason, CallPlace } from '@klapka/protocol';
import type { RecordingLimits, RecordingResult, Source } from '../media/methods.ts';
import type { Endpoint } from '../sip/endpoint.ts';
import type { AttemptOptions } from './attempt.ts';
import type { Call } from './call.ts';
import type { ReachOptions } from './reach.ts';
import { maximumForwards, sentFrom } from './reach.ts';
import type { SipLeg } from './leg.ts';

/**
 * Something of the PBX's own that takes calls: a queue, a menu, a mailbox, a code. `run` is a script of what happens to one
 * caller, in whose visit everything can be awaited that takes time. When the caller has left, whatever the way (hung up,
 * sent on, answered), what is awaited rejects and the script ends there; `finally` is for what has to be done in any case.
 */
export interface App {
  /** Where its callers are, as their call tells it; absent for what is over in a moment. A caller of anything but a mailbox has not been answered by being there. */
  readonly place?: Omit<CallPlace, 'since'>;
  /** A caller who is still there when it resolves is hung up. */
  run(visit: Visit): Promise<void>;
}

/** Keys that wait at most for whoever will ask for one. */
const keysAhead = 32;

/** A caller's stay with an app. A page of theirs that goes and comes back changes nothing in it. */
export class Visit {
  readonly call: Call;
  readonly place: CallPlace | undefined;
  readonly #options: ReachOptions;
  readonly #left = new AbortController();
  #source: Source | undefined;
  #keys: string[] = [];
  #listens: ((key: string) => void) | null = null;
  #recording: { id: string; leg: SipLeg; over(): void } | null = null;
  #pressed = false;

  constructor(call: Call, { place }: App, options: ReachOptions) {
    this.call = call;
    this.place = place && { ...place, since: call.board.now() };
    this.#options = options;
  }

  /** Aborted when the caller has left. */
  get signal(): AbortSignal {
    return this.#left.signal;
  }

  /** Another one when their page was loaded anew. */
  get caller(): SipLeg {
    const [caller] = this.call.participants;
    if (!caller) throw new Error('Nobody is there');
    return caller;
  }

  /** Whether the caller has not been answered, whatever the SIP dialog says. */
  get waits(): boolean {
    return this.place !== undefined && this.place.kind !== 'voicemail';
  }

  /** What the caller hears between what is said; undefined: as without an app. */
  get source(): Source | undefined {
    return this.#source;
  }

  /** Answers the SIP dialog, without which nothing can be heard. Everything that says or hears something does so itself. */
  answer(): void {
    this.signal.throwIfAborted();
    this.call.accept();
    if (this.#source === undefined) this.hear(null);
  }

  /** From now on, between what is said: music, or nothing. */
  hear(source: Source): void {
    this.#source = source;
    this.answer();
    this.call.connect();
  }

  /** Says something to its end; keys that are pressed meanwhile wait. */
  async say(prompts: readonly string[]): Promise<void> {
    this.answer();
    const { media } = this.call.board;
    let told: SipLeg;
    do {
      told = this.caller;
      // A leg that is gone has its call's end, or the next page, behind it.
      await media.call('announce', told.id, prompts).catch(() => undefined);
      this.signal.throwIfAborted();
    } while (told !== this.caller);
  }

  /** Stops what is being said. */
  hush(): void {
    this.call.board.media.notify('stopAnnouncing', this.caller.id);
  }

  /**
   * The next key: pressed before, or while these prompts are said, which it interrupts, or within so many ms behind them.
   * Null where none is.
   */
  async key(within: number, prompts: readonly string[] = []): Promise<string | null> {
    this.answer();
    const ahead = this.#keys.shift();
    if (ahead !== undefined) return ahead;
    const pressed = new Promise<string>((resolve) => {
      this.#listens = (key) => {
        this.#listens = null;
        resolve(key);
      };
    });
    const over = new AbortController();
    const nothing = (async (): Promise<null> => {
      if (prompts.length > 0) await this.say(prompts);
      await this.pause(within, over.signal);
      return null;
    })();
    try {
      const key = await Promise.race([pressed, nothing]);
      if (key !== null && prompts.length > 0) this.hush();
      return key;
    } finally {
      this.#listens = null;
      over.abort();
    }
  }

  /** Keys up to `#`, which is not told, or until none is pressed for so many ms. */
  async keys(within: number, prompts: readonly string[] = []): Promise<string> {
    let pressed = '';
    for (let key = await this.key(within, prompts); key !== null && key !== '#' && pressed.length < keysAhead; key = await this.key(within)) pressed += key;
    return pressed;
  }

  /** Forgets what was pressed so far. */
  forgetKeys(): void {
    this.#keys = [];
  }

  /** Records what the caller says into a new file: until a limit, a key that ends it, or the caller has left, which is no reason to reject here. */
  async record(file: string, limits: RecordingLimits, end: string): Promise<RecordingResult> {
    this.answer();
    const { media } = this.call.board;
    const id = randomUUID();
    const { promise, resolve: over } = Promise.withResolvers<void>();
    this.#recording = { id, leg: this.caller, over };
    this.#listens = (key) => key === end && over();
    this.signal.addEventListener('abort', () => over(), { once: true });
    await media.call('record', id, { left: [this.caller.id] }, file, limits);
    this.follow();
    await promise;
    this.#listens = null;
    this.#recording = null;
    return media.call('stopRecording', id);
  }

  /** Told by the exchange. */
  recordingEnded(recordingId: string): void {
    if (this.#recording?.id === recordingId) this.#recording.over();
  }

  /** Whoever is the caller now is recorded. Told by the call. */
  follow(): void {
    const recording = this.#recording;
    if (!recording || this.signal.aborted || recording.leg === this.caller) return;
    recording.leg = this.caller;
    this.call.board.media.notify('changeRecording', recording.id, { left: [this.caller.id] });
  }

  /** ms, at most until one of the signals. */
  async pause(duration: number, ...signals: AbortSignal[]): Promise<void> {
    await sleep(duration, undefined, { signal: AbortSignal.any([this.signal, ...signals]) });
  }

  /** Told by the exchange. */
  pressed(key: string): void {
    this.#pressed = true;
    if (this.#listens) this.#listens(key);
    else if (this.#keys.length < keysAhead) this.#keys.push(key);
  }

  /** Rings phones for the caller, who hears on what is to be heard. Resolves with the reason where nobody takes the call; who takes it ends the visit. */
  async ring(options: Pick<AttemptOptions, 'to' | 'later' | 'members'> & { ringTimeout: number }, devices: readonly Endpoint[] = []): Promise<CallEndReason> {
    this.signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<CallEndReason>();
    const left = (): void => reject(this.signal.reason as Error);
    this.signal.addEventListener('abort', left, { once: true });
    this.call.ringForCaller(options, devices, resolve);
    return promise.finally(() => this.signal.removeEventListener('abort', left));
  }

  /** Sends the caller on to a number, which ends the visit. Where it goes round and round without a key being pressed, nobody is reached. */
  goTo(number: string): void {
    this.signal.throwIfAborted();
    const passed = this.#pressed ? [] : [...(this.#options.passed ?? []), this.call.to.number];
    if (passed.length > maximumForwards) this.giveUp('no-answer');
    else this.call.reach(this.call.board.destination(number, sentFrom(this.call)), { ...this.#options, passed });
  }

  /** Nobody was reached: whoever sent the caller here gets them back, or the call ends for this reason. */
  giveUp(reason: CallEndReason): void {
    this.signal.throwIfAborted();
    const { returnTo } = this.#options;
    if (returnTo) this.call.reach(returnTo());
    else this.call.end(reason, 'pbx');
  }

  async run(app: App): Promise<void> {
    try {
      await app.run(this);
      if (!this.signal.aborted) this.call.end('hung-up', 'pbx');
    } catch (error) {
      // What a script awaits when its caller leaves is not its fault.
      if (this.signal.aborted) return;
      this.call.board.log(`What the PBX answers itself has failed: ${String(error)}`);
      this.call.end('failed', 'pbx');
    }
  }

  /** The caller is no more here. */
  leave(): void {
    if (this.call.participants.length > 0) this.hush();
    this.#left.abort();
  }
}
