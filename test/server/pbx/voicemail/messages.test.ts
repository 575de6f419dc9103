import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Messages } from '../../../../server/adapters/pbx/embedded/voicemail/messages.ts';
import type { PbxEvent } from '../../../../server/ports/pbx.ts';

const [id, other] = ['0b54bd80-7d3c-4d7b-9d9b-6e9b0f3c9a11', '5d1f6a6e-93b6-4e3a-8a53-1f2e3d4c5b6a'];
const message = { id, mailbox: '1002', from: { number: '1001', name: 'Anna' }, at: 5, heard: false, callId: 'c' };
/** A file of so many milliseconds. */
const wav = (duration: number): Buffer => Buffer.alloc(44 + duration * 16);

describe('messages as files', () => {
  let folder: string;
  let events: PbxEvent[];
  let complaints: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'klapka-messages-'));
    [events, complaints] = [[], []];
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function loaded(): Promise<Messages> {
    const messages = new Messages({ folder, tell: (event) => void events.push(event), log: (complaint) => void complaints.push(complaint) });
    await messages.load();
    return messages;
  }

  async function spoken(messages: Messages, duration: number, name = id): Promise<void> {
    await messages.begin({ ...message, id: name });
    await writeFile(messages.audio(name), wav(duration));
  }

  it('are there for the next thread, for their owner’s eyes alone', async () => {
    const messages = await loaded();
    await spoken(messages, 2000);
    await messages.complete(id, 2000);
    await messages.setHeard('1002', id, true);
    expect((await loaded()).of('1002')).toEqual([{ ...message, heard: true, duration: 2000 }]);
    expect((await stat(join(folder, `${id}.json`))).mode & 0o077).toBe(0);
    expect((await readdir(folder)).toSorted()).toEqual([`${id}.json`, `${id}.wav`]);
    expect(events.map((event) => event.type === 'voicemail' && event.voicemail.heard)).toEqual([false, true]);
  });

  it('are not there while they are spoken, and count', async () => {
    const messages = await loaded();
    await spoken(messages, 2000);
    expect([messages.of('1002'), messages.count('1002'), events]).toEqual([[], 1, []]);
    let settled = false;
    const waits = messages.settled().then(() => (settled = true));
    await messages.setHeard('1002', id, true).catch(() => undefined);
    expect(settled).toBe(false);
    await messages.complete(id, 2000);
    await waits;
  });

  it('are completed where a thread died while they were spoken, and told', async () => {
    await spoken(await loaded(), 3000);
    events = [];
    const messages = await loaded();
    expect(messages.of('1002')).toEqual([{ ...message, duration: 3000 }]);
    expect(events).toEqual([{ type: 'voicemail', voicemail: { ...message, duration: 3000 } }]);
  });

  it.each([['hardly anything was said', 500], ['nothing was', null]] as const)('are thrown away where %s before it died', async (_what, duration) => {
    const before = await loaded();
    await before.begin(message);
    if (duration !== null) await writeFile(before.audio(id), wav(duration));
    expect((await loaded()).count('1002')).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it('are gone with their files when they are removed, also in the middle of it', async () => {
    const messages = await loaded();
    await spoken(messages, 2000);
    await messages.complete(id, 2000);
    await spoken(messages, 2000, other);
    await messages.complete(other, 2000);
    await Promise.all([messages.setHeard('1002', id, true), messages.remove('1002', id)]);
    expect((await readdir(folder)).toSorted()).toEqual([`${other}.json`, `${other}.wav`]);
    await rm(join(folder, `${other}.wav`));
    expect((await loaded()).of('1002')).toEqual([]);
  });

  it('leave files that are not theirs alone, and say what cannot be read', async () => {
    await writeFile(join(folder, 'broken.json'), '{"id":"x"');
    await writeFile(join(folder, 'notes.txt'), 'not ours');
    await writeFile(join(folder, `${id}.json.part`), 'half');
    expect((await loaded()).of('1002')).toEqual([]);
    expect(complaints).toHaveLength(1);
    expect((await readdir(folder)).toSorted()).toEqual(['broken.json', 'notes.txt']);
  });
});
