import { execFile } from 'node:child_process';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { SpokenLanguage } from '@klapka/protocol';
import { create as commandTranscriber } from '../../../server/adapters/transcribers/command/index.ts';
import type { VoicemailRecord } from '../../../server/ports/storage-voicemail.ts';
import { TranscriberError } from '../../../server/ports/transcriber.ts';
import type { TranscriberPort } from '../../../server/ports/transcriber.ts';
import { rigOfTest } from '../rig.ts';
import type { Rig } from '../rig.ts';

const run = promisify(execFile);
const message = { id: 'v1', mailbox: '1001', from: { number: '1002' }, at: 1000, duration: 2000, heard: false };
const minute = 60_000;

/** Answers as a test says, one answer after the other. */
class ScriptedTranscriber implements TranscriberPort {
  readonly id = 'scripted';
  readonly asked: { wav: string; language: SpokenLanguage }[] = [];
  answers: (() => Promise<string>)[] = [];

  transcribe(wav: Uint8Array, language: SpokenLanguage): Promise<string> {
    this.asked.push({ wav: Buffer.from(wav).toString(), language });
    return (this.answers.shift() ?? (() => Promise.resolve('')))();
  }
}

const refuses = (retryable: boolean) => (): Promise<string> => Promise.reject(new TranscriberError('not today', { retryable }));
const read = ({ storage }: Rig, id = 'v1'): Promise<VoicemailRecord | null> => storage.read.voicemails.get(id);

test('a message is written down in its mailbox’s language, and stands beside the audio', async () => {
  const transcriber = new ScriptedTranscriber();
  transcriber.answers = [() => Promise.resolve('  Zavolejte mi.\n')];
  const rig = await rigOfTest({ transcriber });
  await rig.call('PUT', '/api/mailbox', { token: await rig.token('1001'), body: { language: 'cs' } });
  rig.pbx.mailboxes.leave(message);
  await expect.poll(() => read(rig)).toMatchObject({ transcriptState: 'done', transcript: 'Zavolejte mi.', attempts: 1 });
  expect(transcriber.asked).toEqual([{ wav: 'RIFF of v1', language: 'cs' }]);
  const { body } = await rig.call<{ voicemails: unknown[] }>('GET', '/api/voicemails', { token: await rig.token('1001') });
  expect(body.voicemails).toMatchObject([{ id: 'v1', transcript: { state: 'done', text: 'Zavolejte mi.' } }]);
  expect(rig.log.join('\n')).not.toContain('Zavolejte');
});

test('what failed is tried again, ever later, and given up in the end', async () => {
  const transcriber = new ScriptedTranscriber();
  transcriber.answers = Array.from({ length: 6 }, () => refuses(true));
  const rig = await rigOfTest({ transcriber });
  rig.pbx.mailboxes.leave(message);
  for (let attempt = 1; attempt < 6; attempt += 1) {
    await expect.poll(() => read(rig)).toMatchObject({ transcriptState: 'pending', attempts: attempt });
    const waits = ((await read(rig))?.nextAt ?? 0) - rig.clock.now();
    expect(waits).toBe(Math.min(60, 0.5 * 4 ** (attempt - 1)) * minute);
    rig.clock.pass(waits);
    rig.clock.pass(minute);
  }
  await expect.poll(() => read(rig)).toMatchObject({ transcriptState: 'failed', attempts: 6, transcript: null });
  expect(transcriber.asked).toHaveLength(6);
});

test('what can never be written down is not tried again', async () => {
  const transcriber = new ScriptedTranscriber();
  transcriber.answers = [refuses(false)];
  const rig = await rigOfTest({ transcriber });
  rig.pbx.mailboxes.leave(message);
  await expect.poll(() => read(rig)).toMatchObject({ transcriptState: 'failed', attempts: 1 });
});

test('a message whose audio is gone holds up nobody else’s', async () => {
  const transcriber = new ScriptedTranscriber();
  transcriber.answers = [() => Promise.resolve('the second')];
  const rig = await rigOfTest({ transcriber });
  rig.pbx.tell({ type: 'voicemail', voicemail: message });
  rig.pbx.mailboxes.leave({ ...message, id: 'v2' });
  await expect.poll(() => read(rig, 'v2')).toMatchObject({ transcriptState: 'done', transcript: 'the second' });
  expect(await read(rig)).toMatchObject({ transcriptState: 'pending', attempts: 1 });
});

test.each(['call me back tomorrow at nine', 'open the door today at ten'])('a recogniser of this machine reads “%s”', { timeout: 30_000 }, async (sentence) => {
  const folder = await mkdtemp(join(tmpdir(), 'klapka-speech-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [spoken, wideband] = [join(folder, 'spoken.wav'), join(folder, 'wideband.wav')];
  await run('espeak-ng', ['-v', 'en-us', '-s', '130', '-w', spoken, sentence]);
  // Its model hears 16 kHz; the telephone's 8 kHz it does not understand.
  await run('sox', [spoken, '-r', '16000', '-c', '1', '-b', '16', wideband]);
  const recognise = fileURLToPath(new URL('recognise.sh', import.meta.url));
  const rig = await rigOfTest({ transcriber: commandTranscriber({ config: { command: [recognise, '{file}'] } }) });
  rig.pbx.mailboxes.leave(message, await readFile(wideband));
  await expect.poll(() => read(rig), { timeout: 20_000 }).toMatchObject({ transcriptState: 'done', transcript: sentence });
});
