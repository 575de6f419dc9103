import type { PbxPort, PbxRecording } from '../../ports/pbx.ts';
import type { RecordingRecord } from '../../ports/storage-calls.ts';
import type { StoragePort } from '../../ports/storage.ts';
import { DomainError } from '../errors.ts';
import type { Actor } from '../permissions/authorise.ts';
import { everybodyOf } from './call-board.ts';
import type { CallBoard } from './call-board.ts';

export interface RecordingsDeps {
  storage: StoragePort;
  pbx: PbxPort;
  calls: CallBoard;
}

const pageSize = 50;

/** What was recorded: whoever is heard in it has it. The audio stays with the PBX. */
export class Recordings {
  readonly #deps: RecordingsDeps;

  constructor(deps: RecordingsDeps) {
    this.#deps = deps;
  }

  /** The PBX has closed one. */
  async add({ id, callId, startedAt, duration }: PbxRecording): Promise<void> {
    const call = this.#deps.calls.lately(callId);
    // Of a call nobody saw there is nobody to give it to; it stays where the PBX has it.
    if (!call) throw new Error(`A recording of an unknown call: ${callId}`);
    await this.#deps.storage.write((tx) => tx.recordings.insert({
      id, callId, startedAt, duration,
      fromNumber: call.from.number, fromName: call.from.name ?? null, toNumber: call.to.number, toName: call.to.name ?? null,
    }, everybodyOf(call)));
  }

  /** One's own, newest first: those that began before a time. */
  async list(actor: Actor, before: number): Promise<{ recordings: RecordingRecord[]; more: boolean }> {
    if (actor.extensionId === null) return { recordings: [], more: false };
    const found = await this.#deps.storage.read.recordings.ofExtension(actor.extensionId, before, pageSize + 1);
    return { recordings: found.slice(0, pageSize), more: found.length > pageSize };
  }

  async audio(actor: Actor, id: string): Promise<AsyncIterable<Uint8Array>> {
    await this.#own(actor, id);
    return this.#deps.pbx.actions.recordingAudio(id);
  }

  /** One that is somebody else's is answered like one that is not there. */
  async #own(actor: Actor, id: string): Promise<void> {
    if (actor.extensionId === null || !(await this.#deps.storage.read.recordings.isOf(id, actor.extensionId))) throw new DomainError('NOT_FOUND', 'There is no such recording');
  }
}
