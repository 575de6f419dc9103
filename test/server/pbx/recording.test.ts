import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MixingDesk } from '../../../server/adapters/pbx/embedded/media/mixing-desk.ts';
import { Recording, type SoundFile } from '../../../server/adapters/pbx/embedded/media/recording.ts';
import { Recordings } from '../../../server/adapters/pbx/embedded/media/recordings.ts';
import { SoundLibrary } from '../../../server/adapters/pbx/embedded/media/sound-library.ts';
import { fromUlaw, toUlaw } from '../../../server/adapters/pbx/embedded/media/ulaw.ts';
import { ulawOfWav, WavFile } from '../../../server/adapters/pbx/embedded/media/wav.ts';
import { wavHeader } from '../../../server/adapters/pbx/shared/wav.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'klapka-recording-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rounded = (height: number): number => fromUlaw(toUlaw(Int16Array.of(height))[0] ?? 0);

/** The samples of a WAV file as its header says there are, one list a channel. */
function samplesOf(path: string): number[][] {
  const file = readFileSync(path);
  const channels = file.readUInt16LE(22);
  const length = file.readUInt32LE(40) / 2 / channels;
  return Array.from({ length: channels }, (_, channel) => Array.from({ length }, (_unused, index) => file.readInt16LE(44 + (index * channels + channel) * 2)));
}

/** A studio on a clock of its own: speakers have one height each, and 20 ms pass when the test says so. */
class Studio {
  readonly desk = new MixingDesk();
  readonly told: string[] = [];
  readonly recordings = new Recordings({
    desk: this.desk,
    events: { recordingEnded: (id, reason) => this.tell(`${id} ended: ${reason}`), recordingFailed: (id, reason) => this.tell(`${id} failed: ${reason}`) },
    changed: () => this.desk.want(new Set(this.recordings.legs)),
  });
  #frame = 0;
  #hear: (() => void) | null = null;

  tell(what: string): void {
    this.told.push(what);
    this.#hear?.();
  }

  async until(what: string): Promise<void> {
    while (!this.told.includes(what)) await new Promise<void>((resolve) => (this.#hear = resolve));
  }

  pass(frames: number, heights: Record<string, number>): void {
    for (let count = 0; count < frames; count++) {
      for (const [legId, height] of Object.entries(heights)) {
        this.desk.heard(legId, { payload: toUlaw(new Int16Array(160).fill(height)), sequence: 0, timestamp: this.#frame * 160, marker: false, kind: 'audio' });
      }
      this.#frame++;
      this.desk.tick();
      this.recordings.tick();
    }
  }
}

describe('a recording', () => {
  it('has each side on its channel, in step: a gap is silence, several legs of a side are added up', async () => {
    const studio = new Studio();
    const file = join(folder, '2026/call.wav');
    await studio.recordings.record('r', { left: ['a'], right: ['b', 'c'] }, file);
    studio.pass(10, { a: 1000, b: 2000, c: 500 });
    studio.pass(10, { b: 2000 });
    studio.pass(2, {});
    await expect(studio.recordings.stopRecording('r')).resolves.toEqual({ durationMs: 440, bytes: 44 + 22 * 160 * 4, voiceMs: 400 });
    const [left = [], right = []] = samplesOf(file);
    const frames = (samples: number[]): number[] => Array.from({ length: samples.length / 160 }, (_, frame) => samples[frame * 160 + 80] ?? -1);
    // Two frames behind, as every mix is.
    expect(frames(left)).toEqual([0, 0, ...Array<number>(10).fill(rounded(1000)), ...Array<number>(10).fill(0)]);
    expect(frames(right)).toEqual([0, 0, ...Array<number>(10).fill(rounded(2000) + rounded(500)), ...Array<number>(10).fill(rounded(2000))]);
    expect(statSync(file).size).toBe(44 + 22 * 160 * 4);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('leaves a pause out with its time, and follows a transfer', async () => {
    const studio = new Studio();
    const file = join(folder, 'call.wav');
    await studio.recordings.record('r', { left: ['a'] }, file);
    studio.pass(10, { a: 1000 });
    studio.recordings.pauseRecording('r', true);
    studio.pass(100, { a: 3000 });
    studio.recordings.pauseRecording('r', false);
    studio.recordings.changeRecording('r', { left: ['b'] });
    studio.pass(10, { a: 3000, b: 2000 });
    await expect(studio.recordings.stopRecording('r')).resolves.toMatchObject({ durationMs: 400 });
    const [mono = []] = samplesOf(file);
    expect(new Set(mono)).toEqual(new Set([0, rounded(1000), rounded(2000)]));
    expect(samplesOf(file)).toHaveLength(1);
  });

  it('can be played after a crash: the header is true for all but the last second', async () => {
    const studio = new Studio();
    const file = join(folder, 'call.wav');
    await studio.recordings.record('r', { left: ['a'] }, file);
    studio.pass(50 * 3 + 20, { a: 1000 });
    // What a killed process leaves behind: nobody stops the recording.
    await expect.poll(() => readFileSync(file).readUInt32LE(40)).toBe(3 * 16_000);
    expect(readFileSync(file).readUInt32LE(4)).toBe(36 + 3 * 16_000);
    expect(samplesOf(file)[0]?.at(-1)).toBe(rounded(1000));
    await studio.recordings.stopRecording('r');
    expect(samplesOf(file)[0]).toHaveLength(170 * 160);
  });

  it('ends by itself on silence, also where nobody ever spoke, and says how long anybody did', async () => {
    const studio = new Studio();
    await studio.recordings.record('message', { left: ['a'] }, join(folder, 'message.wav'), { silence: 1000, maximum: 60_000 });
    await studio.recordings.record('empty', { left: ['b'] }, join(folder, 'empty.wav'), { silence: 1000 });
    studio.pass(45, { a: 5000, b: 20 });
    expect(studio.told).toEqual([]);
    studio.pass(80, { a: 20, b: 20 });
    await studio.until('message ended: silence');
    await studio.until('empty ended: silence');
    studio.pass(100, { a: 5000, b: 5000 });
    await expect(studio.recordings.stopRecording('message')).resolves.toMatchObject({ durationMs: 1940, voiceMs: 900 });
    await expect(studio.recordings.stopRecording('empty')).resolves.toMatchObject({ durationMs: 1000, voiceMs: 0 });
    expect(studio.told).toHaveLength(2);
  });

  it('ends at its longest', async () => {
    const studio = new Studio();
    const file = join(folder, 'message.wav');
    await studio.recordings.record('r', { left: ['a'] }, file, { silence: 1000, maximum: 2000 });
    studio.pass(300, { a: 5000 });
    await studio.until('r ended: maximum');
    expect(samplesOf(file)[0]).toHaveLength(16_000);
    await expect(studio.recordings.stopRecording('r')).resolves.toMatchObject({ durationMs: 2000 });
  });

  it('overwrites nothing, is there once, and is told where its file cannot be made', async () => {
    const studio = new Studio();
    const file = join(folder, 'call.wav');
    await studio.recordings.record('r', { left: ['a'] }, file);
    await expect(studio.recordings.record('r', { left: ['a'] }, join(folder, 'other.wav'))).rejects.toThrow('There is such a recording');
    await expect(studio.recordings.record('s', { left: ['a'] }, file)).rejects.toThrow('EEXIST');
    await expect(studio.recordings.record('s', { left: ['a'] }, join(file, 'below.wav'))).rejects.toThrow();
    await studio.recordings.record('s', { left: ['a'] }, join(folder, 'other.wav'));
    await studio.recordings.stopAll();
    await expect(studio.recordings.stopRecording('r')).rejects.toThrow('No such recording');
    expect(existsSync(join(folder, 'other.wav'))).toBe(true);
  });
});

describe('a disk that fails', () => {
  function recordingOn(file: Partial<SoundFile>): { recording: Recording; told: string[]; closed: () => number } {
    const told: string[] = [];
    let closed = 0;
    const sound: SoundFile = { bytes: 44, samples: 0, write: () => Promise.resolve(), close: () => Promise.resolve(void closed++), ...file };
    const recording = new Recording(sound, { desk: new MixingDesk(), channels: { left: ['a'] }, limits: {}, ended: (reason) => told.push(reason), failed: (reason) => told.push(reason) });
    return { recording, told, closed: () => closed };
  }
  const pass = (recording: Recording, seconds: number): void => {
    for (let tick = 0; tick < seconds * 50; tick++) recording.tick();
  };

  it('is told once and ends the recording, not the process', async () => {
    let writes = 0;
    const { recording, told, closed } = recordingOn({
      write: () => (++writes > 1 ? Promise.reject(new Error('ENOSPC: no space left on device')) : Promise.resolve()),
    });
    pass(recording, 5);
    await recording.finish();
    expect([writes, told, closed(), recording.running]).toEqual([2, ['ENOSPC: no space left on device'], 1, false]);
  });

  it('is one that is too slow, too: a minute may wait', async () => {
    const stuck = Promise.withResolvers<void>();
    const { recording, told, closed } = recordingOn({ write: () => stuck.promise });
    pass(recording, 60);
    expect(told).toEqual([]);
    pass(recording, 1);
    expect(told).toEqual(['The disk is too slow']);
    stuck.resolve();
    await recording.finish();
    expect(closed()).toBe(1);
  });

  it('may fail at the end', async () => {
    const { recording, told } = recordingOn({ close: () => Promise.reject(new Error('EIO: i/o error')) });
    pass(recording, 1);
    await recording.finish();
    expect(told).toEqual(['EIO: i/o error']);
  });
});

describe('the sounds', () => {
  const warnings: string[] = [];
  const library = (...folders: string[]): SoundLibrary => new SoundLibrary(folders, (message) => warnings.push(message));
  beforeEach(() => void warnings.splice(0));

  it('come from the first folder that has them', async () => {
    const [ours, theirs] = [mkdtempSync(join(folder, 'ours-')), mkdtempSync(join(folder, 'theirs-'))];
    writeFileSync(join(ours, 'beep.ulaw'), 'ours');
    writeFileSync(join(ours, 'tone.ulaw'), 'ours');
    writeFileSync(join(theirs, 'beep.ulaw'), 'theirs');
    writeFileSync(join(theirs, 'tone.ulaw'), '');
    const sounds = library(theirs, ours);
    expect(String(await sounds.load('beep'))).toBe('theirs');
    expect(String(await sounds.load('tone'))).toBe('ours');
    expect(warnings).toEqual([]);
  });

  it('are none where a name leads elsewhere or to nothing, and that is said', async () => {
    writeFileSync(join(folder, 'secret.ulaw'), 'secret');
    const sounds = library(join(folder, 'none'));
    for (const name of ['../secret', 'cs/../../secret', '', 'cs//a', 'a.ulaw', 'none', 'a/b/c/d']) expect(await sounds.load(name)).toBeNull();
    expect(warnings).toHaveLength(7);
  });

  it('may be recordings: what was recorded is played, both sides at once', async () => {
    const file = await WavFile.create(join(folder, 'call.wav'), 2);
    await file.write(Int16Array.of(1000, 3000, -1000, -3000));
    await file.close();
    const played = await library().load(join(folder, 'call.wav'));
    expect([...(played ?? [])].map(fromUlaw)).toEqual([rounded(2000), rounded(-2000)]);
  });

  it('are refused where a file is no sound of ours', async () => {
    const broken = wavHeader(1, 100);
    broken.writeUInt32LE(44_100, 24);
    expect(() => ulawOfWav(broken)).toThrow('44100 Hz');
    expect(() => ulawOfWav(Buffer.from('RIFF____WAVE'))).toThrow('without sound');
    expect(() => ulawOfWav(Buffer.from('nothing'))).toThrow('Not a WAV file');
    const lying = Buffer.concat([wavHeader(1, 0xffff_ff00), Buffer.alloc(8)]);
    expect(ulawOfWav(lying)).toHaveLength(4);
    for (let length = 0; length < 44; length++) expect(() => ulawOfWav(wavHeader(1, 0).subarray(0, length))).toThrow(/WAV/);
    writeFileSync(join(folder, 'no.wav'), 'nothing');
    expect(await library().load(join(folder, 'no.wav'))).toBeNull();
    expect(warnings).toHaveLength(1);
  });
});
