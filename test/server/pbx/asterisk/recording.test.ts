import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { create } from '../../../../server/adapters/pbx/asterisk/index.ts';
import type { PbxEvent, PbxPort, PbxRecording } from '../../../../server/ports/pbx.ts';
import { AmiServer, fieldOf } from '../../../fakes/ami-server.ts';
import { TestClock } from '../../../fakes/clock.ts';
import { silentLogger } from '../../../fakes/sip-phone/logger.ts';

const id = '0c6ff2b5-5a2e-4d0b-9d3f-1f1a6d0a7e11';
const up = 'ChannelStateDesc: Up';
const anna = ['Channel: PJSIP/1001-0000000a', 'Uniqueid: pbx-1.10', 'Linkedid: pbx-1.10', 'Exten: 1002', 'Duration: 00:01:05', up];
const bert = ['Channel: PJSIP/1002-0000000b', 'Uniqueid: pbx-1.11', 'Linkedid: pbx-1.10', 'Exten: ', 'Duration: 00:01:04', up];
let server: AmiServer;
let clock: TestClock;
let pbx: PbxPort;
let recorded: PbxRecording[];
let channels: string[][];
/** Asterisk's own database, and what ARI has below the folder of recordings. */
let notes: Map<string, string>;
let sounds: Map<string, Buffer>;
let port: number;

beforeEach(async () => {
  server = new AmiServer({ username: 'klapka', secret: 'secret' });
  [clock, recorded, channels] = [new TestClock(), [], [anna, bert]];
  [notes, sounds] = [new Map<string, string>(), new Map<string, Buffer>()];
  const good = (_action: unknown, answer: { say(headers: readonly string[]): void }): void => answer.say(['Response: Success']);
  for (const name of ['ModuleCheck', 'StopMixMonitor', 'Getvar']) server.answer(name, good);
  server.answer('CoreStatus', (_action, answer) => answer.say(['Response: Success', 'CoreStartupDate: 2026-11-23', 'CoreStartupTime: 10:00:00']));
  server.answer('MixMonitor', (_action, answer) => answer.say(['Response: Success', 'MixMonitorID: 0x7f01']));
  server.answer('DBPut', (action, answer) => {
    notes.set(fieldOf(action, 'Key'), fieldOf(action, 'Val'));
    answer.say(['Response: Success']);
  });
  server.answer('DBDel', (action, answer) => answer.say([notes.delete(fieldOf(action, 'Key')) ? 'Response: Success' : 'Response: Error']));
  server.answer('DBGetTree', (action, answer) => {
    if (notes.size === 0) return answer.say(['Response: Error', 'Message: Database entry not found']);
    answer.say(['Response: Success', 'EventList: start']);
    for (const [key, value] of fieldOf(action, 'Family') === 'klapka-recordings' ? notes : []) answer.say(['Event: DBGetTreeResponse', `Key: /${fieldOf(action, 'Family')}/${key}`, `Val: ${value}`]);
    answer.say(['Event: DBGetTreeComplete', 'EventList: Complete']);
  });
  server.answer('CoreShowChannels', (_action, answer) => {
    answer.say(['Response: Success', 'EventList: start']);
    for (const channel of channels) answer.say(['Event: CoreShowChannel', ...channel]);
    answer.say(['Event: CoreShowChannelsComplete', 'EventList: Complete']);
  });
  port = await server.listen();
  pbx = open();
});

afterEach(async () => {
  await pbx.stop();
  await server.close();
  expect(server.complaints).toEqual([]);
});

const ari: typeof fetch = (url, { method } = {}) => {
  const name = decodeURIComponent(/\/ari\/recordings\/stored\/([^/]+)/.exec(String(url))?.[1] ?? '');
  const sound = sounds.get(name);
  if (!sound) return Promise.resolve(new Response(null, { status: 404 }));
  if (method === 'DELETE') sounds.delete(name);
  return Promise.resolve(new Response(method === 'DELETE' ? null : Uint8Array.from(sound), { headers: { 'content-length': String(sound.length) } }));
};

function open(): PbxPort {
  const config = { ami: { host: '127.0.0.1', port, username: 'klapka', secret: 'secret' }, ari: { url: 'http://127.0.0.1:1', username: 'a', password: 'b' } };
  const made = create({ config, logger: silentLogger, clock, fetch: ari });
  made.subscribe((event: PbxEvent) => {
    if (event.type === 'recorded') recorded.push(event.recording);
  }, new AbortController().signal);
  return made;
}

const asked = (name: string): string[] => server.actions.filter((action) => fieldOf(action, 'Action') === name).map((action) => fieldOf(action, 'Channel'));
const recording = async (): Promise<unknown> => (await pbx.snapshot()).calls[0]?.recording;
const samples = (count: number, value: number): Buffer => Buffer.from(Int16Array.from({ length: count }, () => value).buffer);

describe('a recording on Asterisk', () => {
  it('goes on with another gateway, which knows it and ends it', async () => {
    await pbx.start();
    await pbx.actions.record('pbx-1.10', 'on');
    const [[key, note] = ['', '']] = notes;
    expect(note).toBe(`on ${clock.now()} pbx-1.10 pbx-1.10 0x7f01`);
    await pbx.stop();
    pbx = open();
    await pbx.start();
    expect(await recording()).toBe('on');
    expect(asked('MixMonitor')).toEqual(['PJSIP/1001-0000000a']);
    sounds.set(`klapka/${key}-from`, samples(8000, 1));
    const startedAt = clock.now();
    const off = pbx.actions.record('pbx-1.10', 'off');
    // What was said until then is on its way for a moment.
    await expect.poll(() => { clock.pass(500); return asked('StopMixMonitor'); }).toEqual(['PJSIP/1001-0000000a']);
    await off;
    expect(recorded).toMatchObject([{ id: key, callId: 'pbx-1.10', startedAt, duration: 1000 }]);
    expect(notes.size).toBe(0);
  });

  it('of a call that ended while no gateway was there is told by the next one', async () => {
    channels = [];
    notes.set(id, 'on 1700000000000 pbx-1.10 pbx-1.10 0x7f01');
    sounds.set(`klapka/${id}-from`, samples(4000, 1)).set(`klapka/${id}-to`, samples(8000, 2));
    const starting = pbx.start();
    await expect.poll(() => { clock.pass(1000); return recorded; }).toEqual([{ id, callId: 'pbx-1.10', startedAt: 1_700_000_000_000, duration: 1000 }]);
    await starting;
    expect(notes.size).toBe(0);
  });

  it('goes on at whoever is left when the one it was taken from leaves', async () => {
    await pbx.start();
    await pbx.actions.record('pbx-1.10', 'on');
    server.tell(['Event: Hangup', ...anna, 'Cause: 16']);
    await server.until(() => asked('MixMonitor').length === 2);
    expect(asked('MixMonitor')).toEqual(['PJSIP/1001-0000000a', 'PJSIP/1002-0000000b']);
    await expect.poll(() => [...notes.values()]).toEqual([`on ${clock.now()} pbx-1.10 pbx-1.11 0x7f01`]);
  });

  it('is refused where Asterisk refuses, and leaves nothing behind', async () => {
    await pbx.start();
    server.answer('MixMonitor', (_action, answer) => answer.say(['Response: Error', 'Message: Cannot create']));
    await expect(pbx.actions.record('pbx-1.10', 'on')).rejects.toMatchObject({ name: 'PbxError', code: 'PBX_UNAVAILABLE' });
    expect([await recording(), notes.size]).toEqual([undefined, 0]);
  });

  it('is neither begun nor ended while nobody can ask Asterisk', async () => {
    await pbx.start();
    await pbx.actions.record('pbx-1.10', 'on');
    server.drop();
    await expect(pbx.ping()).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE' });
    await expect(pbx.actions.record('pbx-1.10', 'off')).rejects.toMatchObject({ name: 'PbxError', code: 'PBX_UNAVAILABLE' });
    expect([await recording(), recorded, notes.size]).toEqual(['on', [], 1]);
  });

  it('is handed out with what came from the caller on the left, and what went there on the right', async () => {
    await pbx.start();
    sounds.set(`klapka/${id}-from`, samples(20_000, 1)).set(`klapka/${id}-to`, samples(20_500, 2));
    const pieces: Uint8Array[] = [];
    for await (const piece of await pbx.actions.recordingAudio(id)) pieces.push(piece);
    const file = Buffer.concat(pieces);
    expect([file.readUInt16LE(22), file.readUInt32LE(40), file.length]).toEqual([2, 20_500 * 4, 44 + 20_500 * 4]);
    const at = (sample: number): number[] => [file.readInt16LE(44 + sample * 4), file.readInt16LE(46 + sample * 4)];
    expect([0, 9_999, 19_999, 20_000, 20_499].map(at)).toEqual([[1, 2], [1, 2], [1, 2], [0, 2], [0, 2]]);
  });
});
