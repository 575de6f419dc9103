import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import { create } from '../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import type { PbxPort, PbxRecording } from '../../../server/ports/pbx.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';
import { talk, TestPhone } from '../../fakes/sip-phone/phone.ts';

const extensions = ['1001', '1002', '1003'].map((number) => ({ number, name: number }));

describe('what the embedded PBX does with calls, beyond the contract of every PBX', { timeout: 30_000 }, () => {
  let folder: string;
  let pbx: PbxPort;
  let recorded: PbxRecording[];
  let phones: TestPhone[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'klapka-recordings-'));
    phones = [];
    recorded = [];
  });

  afterEach(async () => {
    await Promise.all(phones.map((phone) => phone.dispose()));
    await pbx.stop();
    await rm(folder, { recursive: true });
  });

  async function start(data: string | null = folder): Promise<void> {
    pbx = create({ config: { folder: data, ringTimeout: 1500 }, logger: silentLogger, clock: systemClock });
    pbx.subscribe((event) => void (event.type === 'recorded' && recorded.push(event.recording)), AbortSignal.timeout(30_000));
    await pbx.start();
    await pbx.provision({ ...emptyPlan, extensions });
  }

  async function phone(number: string): Promise<TestPhone> {
    const made = new TestPhone(pbx, number);
    phones.push(made);
    expect(await made.register()).toBe(200);
    return made;
  }

  const onlyCall = async (): Promise<string> => (await pbx.snapshot()).calls[0]?.id ?? '';

  it('completes its recordings before it has stopped, for its owner’s eyes alone', async () => {
    await start();
    const { callee } = await talk(await phone('1001'), await phone('1002'));
    const callId = await onlyCall();
    await pbx.actions.record(callId, 'on');
    await callee.hears(440);
    await pbx.stop();
    expect(recorded).toMatchObject([{ callId }]);
    const files = await readdir(join(folder, 'recordings'));
    expect(files).toEqual([`${recorded[0]?.id}.wav`]);
    expect((await stat(join(folder, 'recordings', files[0] ?? ''))).mode & 0o077).toBe(0);
  });

  it('completes what threads that died have left, and leaves other files alone', async () => {
    const [id, callId] = ['0b54bd80-7d3c-4d7b-9d9b-6e9b0f3c9a11', '5d1f6a6e-93b6-4e3a-8a53-1f2e3d4c5b6a'];
    const recordings = join(folder, 'recordings');
    await mkdir(recordings);
    await writeFile(join(recordings, `${id}.${callId}.1700000000000.part`), Buffer.alloc(44 + 32_000));
    await writeFile(join(recordings, 'notes.part'), 'not ours');
    await start();
    expect(recorded).toEqual([{ id, callId, startedAt: 1_700_000_000_000, duration: 1000 }]);
    expect((await readdir(recordings)).toSorted()).toEqual([`${id}.wav`, 'notes.part']);
    await expect(pbx.actions.deleteRecording(id)).resolves.toBeUndefined();
  });

  it('records nothing where it has no folder for it, and says so', async () => {
    await start(null);
    expect(pbx.capabilities.record).toBe('none');
    for (const attempt of [() => pbx.actions.record('x', 'on'), () => pbx.actions.recordingAudio('x'), () => pbx.actions.deleteRecording('x')]) {
      await expect(attempt()).rejects.toMatchObject({ name: 'PbxError', code: 'NOT_SUPPORTED' });
    }
  });

  it('gives a phone eight calls and no more: the next one finds it busy, and it is not called in', async () => {
    await start();
    const [anna, bert] = [await phone('1001'), await phone('1002')];
    const calls = await Promise.all(Array.from({ length: 8 }, () => anna.dial('1002')));
    const rings = await Promise.all(calls.map(() => bert.nextCall()));
    expect(rings).toHaveLength(8);
    const cyril = await phone('1003');
    expect(await (await cyril.dial('1002')).ended).toMatchObject({ how: 'refused', status: 486 });
    expect(await (await bert.dial('1003')).ended).toMatchObject({ how: 'refused', status: 503 });
    await expect(pbx.actions.originate({ extensionNumber: '1001', deviceId: anna.deviceId }, '1003')).rejects.toMatchObject({ code: 'NOT_REGISTERED' });
  });
});
