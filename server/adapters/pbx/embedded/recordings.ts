import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PbxError } from '../../../ports/pbx-error.ts';
import type { PbxRecording } from '../../../ports/pbx.ts';

/** Recordings as files of a folder: `<id>.wav` is complete, `<id>.<call>.<since>.part` is still being made, or was when its thread died. */

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const unfinished = /^([0-9a-f-]{36})\.([0-9a-f-]{36})\.(\d+)\.part$/;
const headerBytes = 44;
/** Two channels of 8 kHz and 16 bits. */
const bytesPerMillisecond = 32;

export const unfinishedFile = (folder: string, id: string, callId: string, startedAt: number): string => join(folder, `${id}.${callId}.${startedAt}.part`);
export const finishedFile = (folder: string, id: string): string => join(folder, `${id}.wav`);

const missing = (cause?: unknown): PbxError => new PbxError('NOT_FOUND', 'There is no such recording', { cause });

/** An id of ours is nothing else: no path leads out of the folder. */
function fileOf(folder: string | null, recordingId: string): string {
  if (folder === null) throw new PbxError('NOT_SUPPORTED', 'This PBX has no folder for recordings');
  if (!uuid.test(recordingId)) throw missing();
  return finishedFile(folder, recordingId);
}

export async function recordingAudio(folder: string | null, recordingId: string): Promise<AsyncIterable<Uint8Array>> {
  const handle = await open(fileOf(folder, recordingId)).catch((error: unknown) => {
    throw error instanceof PbxError ? error : missing(error);
  });
  return handle.createReadStream();
}

export async function deleteRecording(folder: string | null, recordingId: string): Promise<void> {
  const file = fileOf(folder, recordingId);
  await rm(file).catch((error: unknown) => {
    throw missing(error);
  });
}

/** Completes what a thread that died has left: a file's header is true after every second of it. */
export async function completeLeftOvers(folder: string): Promise<PbxRecording[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const recordings: PbxRecording[] = [];
  for (const name of await readdir(folder)) {
    const [, id, callId, startedAt] = unfinished.exec(name) ?? [];
    if (id === undefined || callId === undefined) continue;
    const { size } = await stat(join(folder, name));
    await rename(join(folder, name), finishedFile(folder, id));
    recordings.push({ id, callId, startedAt: Number(startedAt), duration: Math.max(0, Math.round((size - headerBytes) / bytesPerMillisecond)) });
  }
  return recordings;
}
