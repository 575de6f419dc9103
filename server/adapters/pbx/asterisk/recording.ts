import { randomUUID } from 'node:crypto';
import type { RecordingState } from '../../../ports/call-actions.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Logger } from '../../../ports/logger.ts';
import { PbxError } from '../../../ports/pbx.ts';
import type { PbxRecording } from '../../../ports/pbx.ts';
import type { Ari, Sound } from './ari.ts';
import type { Calls } from './calls.ts';
import { gone, unavailable } from './refusals.ts';
import { stereo } from './stereo.ts';
import type { Switchboard } from './switchboard.ts';
import { participants, recordedSide } from './tracked.ts';
import type { Channel } from './tracked.ts';

export interface RecordingsOptions {
  calls: Calls;
  switchboard: Switchboard;
  ari: Ari;
  clock: Clock;
  logger: Logger;
  life: AbortSignal;
  recorded(recording: PbxRecording): void;
}

/** What is being recorded; a note of it is kept in Asterisk's database, so that the next gateway closes what this one could not. */
interface Running {
  readonly id: string;
  readonly callId: string;
  readonly startedAt: number;
  paused: boolean;
  /** The channel whose two sides are written, the name Asterisk ends that by, and whom it talked with then. Null: nothing is written. */
  tap: { uniqueId: string; name: string; mixId: string; partners: string } | null;
  /** What was asked of Asterisk last, since one thing is done after the other. */
  last: Promise<void>;
}

const folder = 'klapka-recordings';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Samples of 8 kHz and 16 bits. */
const bytesPerMillisecond = 16;
/** ms in which Asterisk has finished the files of a channel that ended. */
const finishTime = 250;

/**
 * Recordings by MixMonitor: one file of what comes from a channel and one of what goes to it. The channel is that of whoever calls first, and
 * when it leaves the call, that of the next one; so what is recorded is the call, and goes on in the same two files.
 */
export class Recordings {
  readonly #options: RecordingsOptions;
  readonly #running = new Map<string, Running>();

  constructor(options: RecordingsOptions) {
    this.#options = options;
  }

  async record(callId: string, state: RecordingState): Promise<void> {
    if (!this.#options.switchboard.connected) unavailable();
    const call = this.#options.calls.get(callId);
    const running = this.#running.get(callId);
    if (!call || call.answeredAt === null || (state === 'paused' && !running)) throw gone();
    if (state === 'off') return running && this.#close(running);
    if (!running) return this.#begin(callId);
    running.paused = state === 'paused';
    await this.#follow(running);
    this.#tell(running);
  }

  /** Something about a call has changed: perhaps who is recorded has left it, or it is over. */
  changed(callId: string): void {
    const running = this.#running.get(callId);
    if (!running) return;
    if (!this.#options.calls.get(callId)) void this.#close(running);
    else if (this.#isStale(running)) void this.#follow(running).catch((error: unknown) => this.#warn(error));
  }

  /** Resolves when what was asked of Asterisk last for a call's recording is done: whoever leaves the call is not written any more. */
  settled(callId: string): Promise<void> {
    return this.#running.get(callId)?.last ?? Promise.resolve();
  }

  /** Goes on with what the gateway before this one had begun, or closes it. */
  async load(): Promise<void> {
    for (const [id, text] of await this.#options.switchboard.notes(folder)) {
      const [state, startedAt, callId = '', uniqueId, mixId] = text.split(' ');
      const known = this.#running.get(callId);
      if (known?.id === id) continue;
      const name = this.#options.calls.nameOf(uniqueId ?? '') ?? '';
      const tap = uniqueId !== undefined && mixId !== undefined ? { uniqueId, name, mixId, partners: '' } : null;
      const running: Running = { id, callId, startedAt: Number(startedAt), paused: state === 'paused', tap, last: Promise.resolve() };
      if (known || !this.#options.calls.get(callId)) {
        await this.#close(running);
      } else {
        this.#running.set(callId, running);
        if (tap) tap.partners = this.#partners(running);
        this.#tell(running);
        this.changed(callId);
      }
    }
  }

  async audio(recordingId: string): Promise<AsyncIterable<Uint8Array>> {
    const [left, right] = await Promise.all(filesOf(recordingId).map((file) => this.#options.ari.sound(file).catch(unavailable)));
    if (!left && !right) throw missing();
    return stereo(left ?? none(), right ?? none());
  }

  async delete(recordingId: string): Promise<void> {
    const found = await Promise.all(filesOf(recordingId).map((file) => this.#options.ari.deleteSound(file).catch(unavailable)));
    if (!found.includes(true)) throw missing();
  }

  async #begin(callId: string): Promise<void> {
    const running: Running = { id: randomUUID(), callId, startedAt: this.#options.clock.now(), paused: false, tap: null, last: Promise.resolve() };
    this.#running.set(callId, running);
    await this.#follow(running);
    if (running.tap) return this.#tell(running);
    this.#running.delete(callId);
    await this.#options.switchboard.forget(folder, running.id);
    throw this.#options.calls.get(callId) ? new PbxError('PBX_UNAVAILABLE', 'Asterisk does not record the call') : gone();
  }

  #tell({ callId, paused }: Running): void {
    if (this.#running.has(callId)) this.#options.calls.setRecording(callId, paused ? 'paused' : 'on');
  }

  /** Whose channel is to be written now. */
  #side({ callId, paused }: Running): Readonly<Channel> | null {
    const call = this.#options.calls.get(callId);
    return call && !paused ? recordedSide(call) : null;
  }

  /** Another one is to be written, or talks with somebody else: what goes to a channel is lost to a tap from before that. */
  #isStale(running: Running): boolean {
    const [side, partners] = [this.#side(running), this.#partners(running)];
    return side?.uniqueId !== running.tap?.uniqueId || (side !== null && partners !== '' && partners !== running.tap?.partners);
  }

  #partners(running: Running): string {
    const [call, side] = [this.#options.calls.get(running.callId), this.#side(running)];
    return call && call.conference !== true ? participants(call).filter((leg) => leg !== side && leg.state === 'talking').map(({ uniqueId }) => uniqueId).join(' ') : '';
  }

  #follow(running: Running): Promise<void> {
    return this.#afterwards(running, async () => {
      if (!this.#isStale(running)) return;
      const side = this.#side(running);
      await this.#untap(running);
      if (side) await this.#tap(running, side);
      await this.#note(running);
    });
  }

  async #tap(running: Running, { name, uniqueId }: Readonly<Channel>): Promise<void> {
    const [from, to] = filesOf(running.id);
    const mixId = await this.#options.switchboard.startMixMonitor(name, from, to);
    if (mixId !== null) running.tap = { uniqueId, name, mixId, partners: this.#partners(running) };
  }

  async #untap(running: Running): Promise<void> {
    const { tap } = running;
    if (!tap) return;
    running.tap = null;
    // Whoever has left the call has a channel for a moment.
    const name = this.#options.calls.nameOf(tap.uniqueId) ?? tap.name;
    if (name !== '') await this.#options.switchboard.stopMixMonitor(name, tap.mixId);
  }

  async #note({ id, callId, startedAt, paused, tap }: Running): Promise<void> {
    const text = [paused ? 'paused' : 'on', startedAt, callId, ...(tap ? [tap.uniqueId, tap.mixId] : [])].join(' ');
    await this.#options.switchboard.note(folder, id, text);
  }

  /** What cannot be closed now is closed when Asterisk is read the next time. */
  async #close(running: Running): Promise<void> {
    if (this.#running.get(running.callId) === running) this.#running.delete(running.callId);
    this.#options.calls.setRecording(running.callId, null);
    await this.#afterwards(running, async () => {
      const left = running.tap !== null && this.#options.calls.nameOf(running.tap.uniqueId) === undefined;
      await this.#untap(running);
      if (left) await this.#pass(finishTime);
      const duration = await this.#duration(running.id);
      // Nothing was said before it was over.
      if (duration > 0) this.#options.recorded({ id: running.id, callId: running.callId, startedAt: running.startedAt, duration });
      await this.#options.switchboard.forget(folder, running.id);
    }).catch((error: unknown) => this.#warn(error));
  }

  #pass(time: number): Promise<void> {
    return new Promise((resolve) => this.#options.clock.after(time, resolve, this.#options.life));
  }

  async #duration(id: string): Promise<number> {
    const sounds = await Promise.all(filesOf(id).map((file) => this.#options.ari.sound(file)));
    for (const sound of sounds) await sound?.body.cancel();
    return Math.round(Math.max(...sounds.map((sound) => sound?.bytes ?? 0)) / bytesPerMillisecond);
  }

  #afterwards(running: Running, task: () => Promise<void>): Promise<void> {
    const done = running.last.then(task);
    running.last = done.catch(() => undefined);
    return done;
  }

  #warn(error: unknown): void {
    this.#options.logger.warn({ err: error }, 'A recording could not be carried on or closed');
  }
}

/** What comes from the channel, and what goes to it, below Asterisk's folder of recordings. No other name is ever asked for. */
function filesOf(id: string): [string, string] {
  if (!uuid.test(id)) throw missing();
  return [`klapka/${id}-from`, `klapka/${id}-to`];
}

const none = (): Sound => ({ bytes: 0, body: new Blob([]).stream() });
const missing = (): PbxError => new PbxError('NOT_FOUND', 'There is no such recording');
