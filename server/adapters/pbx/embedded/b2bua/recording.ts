import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import type { RecordingState } from '../../../../ports/call-actions.ts';
import { PbxError } from '../../../../ports/pbx-error.ts';
import type { RecordingChannels } from '../media/methods.ts';
import { finishedFile, unfinishedFile } from '../recordings.ts';
import type { Call } from './call.ts';
import type { SipLeg } from './leg.ts';
import { gone } from './transfer.ts';

/** A call that is being recorded: what the caller says on the left, everybody else on the right. */
export class Recording {
  readonly id = randomUUID();
  state: 'on' | 'paused' = 'on';
  readonly #call: Call;
  readonly #folder: string;
  readonly #startedAt: number;
  /** Null until it runs. */
  #legs: string | null = null;
  /** Resolves when the file is complete and told. */
  closed: Promise<void> | null = null;

  constructor(call: Call, folder: string) {
    this.#call = call;
    this.#folder = folder;
    this.#startedAt = call.board.now();
  }

  async start(): Promise<void> {
    const { board, participants } = this.#call;
    await board.media.call('record', this.id, channels(participants), this.#unfinished);
    // Only now it is known to the media: who came meanwhile has to be told anew.
    this.#legs = keyOf(participants);
    this.follow(this.#call.participants);
  }

  get #unfinished(): string {
    return unfinishedFile(this.#folder, this.id, this.#call.id, this.#startedAt);
  }

  /** Whoever takes part now is recorded. */
  follow(participants: readonly SipLeg[]): void {
    if (this.#legs === null || this.#legs === keyOf(participants)) return;
    this.#legs = keyOf(participants);
    this.#call.board.media.notify('changeRecording', this.id, channels(participants));
  }

  pause(paused: boolean): void {
    this.state = paused ? 'paused' : 'on';
    this.#call.board.media.notify('pauseRecording', this.id, paused);
  }

  close(): Promise<void> {
    this.closed ??= this.#close().catch((error: unknown) => this.#call.board.log(`A recording could not be closed: ${String(error)}`));
    return this.closed;
  }

  async #close(): Promise<void> {
    const { board, id: callId } = this.#call;
    const { durationMs } = await board.media.call('stopRecording', this.id);
    await rename(this.#unfinished, finishedFile(this.#folder, this.id));
    board.recorded({ id: this.id, callId, startedAt: this.#startedAt, duration: durationMs });
  }
}

const keyOf = (legs: readonly SipLeg[]): string => legs.map(({ id }) => id).join();

function channels(participants: readonly SipLeg[]): RecordingChannels {
  const [caller, ...others] = participants.map(({ id }) => id);
  return { left: caller === undefined ? [] : [caller], right: others };
}

export async function record(call: Call, state: RecordingState, folder: string): Promise<void> {
  if (call.ended || !call.state.is('answered')) throw gone();
  if (call.recording) {
    if (state === 'off') await stop(call, call.recording);
    else if (state !== call.recording.state) call.recording.pause(state === 'paused');
  } else if (state === 'on') await begin(call, folder);
  else if (state === 'paused') throw gone();
  if (!call.ended) call.tell();
}

async function begin(call: Call, folder: string): Promise<void> {
  const recording = new Recording(call, folder);
  call.recording = recording;
  try {
    await recording.start();
  } catch (error) {
    if (call.recording === recording) call.recording = null;
    throw new PbxError('PBX_UNAVAILABLE', 'The recording could not be started', { cause: error });
  }
}

async function stop(call: Call, recording: Recording): Promise<void> {
  call.recording = null;
  await recording.close();
}
