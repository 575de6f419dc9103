import type { Extension, TopicPatch, TopicSnapshot } from '@klapka/protocol';
import { TopicStore } from '../../components/core/stores/topic-store.ts';
import type { Row } from '../../scripts/bench.ts';
import { AmiReader } from '../../server/adapters/pbx/asterisk/ami/message.ts';
import { Picture } from '../../server/adapters/pbx/asterisk/picture.ts';
import { ExtensionBoard } from '../../server/domain/calls/extension-board.ts';
import type { PbxEvent, PbxLine } from '../../server/ports/pbx.ts';
import { systemClock } from '../../server/ports/clock.ts';
import type { ExtensionRecord } from '../../server/ports/storage-directory.ts';
import type { StoragePort } from '../../server/ports/storage.ts';
import type { Frame } from '../../server/realtime/frame.ts';
import { TopicEngine } from '../../server/realtime/topics/engine.ts';
import type { Viewer } from '../../server/realtime/topics/view.ts';
import { silentLogger } from '../fakes/sip-phone/logger.ts';

/*
 * What Asterisk tells, on its way: the parser alone, which is the floor; the picture of calls and lines that is made of it; the
 * gateway's rows of 10,000 extensions, numbered, coalesced and encoded; a browser's store that takes them. All in one process, so per core of all of it.
 * Events as a call between two phones has them, of 10,000 extensions in turn.
 */
const extensions = 10_000;
const calls = 5_000;
const chunk = 64 * 1024;
const rounds = 10;
const window = 150;

/** The events of one answered call, in Asterisk's own words. */
function eventsOf(index: number): string[][] {
  const [from, to] = [index % extensions, (index + 1) % extensions].map((one) => String(10_000 + one));
  const hex = index.toString(16).padStart(8, '0').slice(-8);
  const id = `pbx-1795000000.${index * 2}`;
  const [caller, callee] = [
    [`Channel: PJSIP/${from}-${hex}`, `Uniqueid: ${id}`, `Linkedid: ${id}`, `Exten: ${to}`, `CallerIDNum: ${from}`, 'Context: klapka', 'Priority: 1', 'AccountCode: ', 'Language: en'],
    [`Channel: PJSIP/${to}-${hex}`, `Uniqueid: pbx-1795000000.${index * 2 + 1}`, `Linkedid: ${id}`, 'Exten: ', `CallerIDNum: ${to}`, 'Context: klapka', 'Priority: 1', 'AccountCode: ', 'Language: en'],
  ];
  const line = (number: string | undefined, state: string): string[] => ['Event: DeviceStateChange', 'Privilege: call,all', `Device: PJSIP/${number}`, `State: ${state}`];
  const of = (event: string, channel: string[], ...more: string[]): string[] => [`Event: ${event}`, 'Privilege: call,all', ...channel, ...more];
  return [
    of('Newchannel', caller, 'ChannelStateDesc: Ring'), line(from, 'INUSE'), of('Newchannel', callee, 'ChannelStateDesc: Down'), of('DialBegin', caller),
    of('Newstate', callee, 'ChannelStateDesc: Ringing'), line(to, 'RINGING'), of('Newstate', callee, 'ChannelStateDesc: Up'), line(to, 'INUSE'),
    of('Newstate', caller, 'ChannelStateDesc: Up'), of('DialEnd', caller), of('BridgeEnter', caller), of('BridgeEnter', callee), of('BridgeLeave', caller), of('BridgeLeave', callee),
    of('HangupRequest', caller), of('Hangup', caller, 'Cause: 16'), line(from, 'NOT_INUSE'), of('Hangup', callee, 'Cause: 16'), line(to, 'NOT_INUSE'),
  ];
}

/** Events a second of this process's time, and of the clock; `work` gets the stream as it comes over a socket. */
function perSecond(stream: Buffer, events: number, work: (piece: Buffer) => void): number {
  const before = process.cpuUsage();
  for (let from = 0; from < stream.length; from += chunk) work(stream.subarray(from, from + chunk));
  const { user, system } = process.cpuUsage(before);
  return events / ((user + system) / 1e6);
}

function picture(tell: (event: PbxEvent) => void): Picture {
  const nothing = (): void => undefined;
  return new Picture({
    now: () => Date.now(), nameOf: (number) => number, nameOfPlace: () => undefined, deviceOf: () => undefined, tell, appeared: nothing, arrived: nothing,
    declined: nothing, released: nothing, holdChanged: nothing, reached: nothing, notReached: nothing,
  });
}

interface Panel {
  line(line: PbxLine): void;
  /** Sends what waits. */
  flush(): void;
  store: TopicStore<Extension>;
}

/** Rows of all extensions in the gateway, and, where it is to take them, the store of a page that shows them. */
async function panel(takes: boolean): Promise<Panel> {
  const records = Array.from({ length: extensions }, (_, index): ExtensionRecord => ({
    id: `extension-${index}`, number: String(10_000 + index), firstName: 'Agent', lastName: String(index), accountId: null, email: null, mobile: null, title: null, photoUrl: null,
    departments: ['Support'], presenceState: 'available', presenceNote: '', recordingRight: 'none', callerId: null, createdAt: 0,
  }));
  const storage = { read: { directory: { list: () => Promise.resolve(records) }, groups: { members: () => Promise.resolve([]) } } } as unknown as StoragePort;
  const engine = new TopicEngine({ clock: systemClock, logger: silentLogger, coalesceMs: 60_000 });
  const board = new ExtensionBoard(storage, { changed: (row) => engine.publish('extensions', row), removed: (id) => engine.remove('extensions', id) });
  await board.reload();
  engine.register<Extension, Extension>({ name: 'extensions', view: () => ({ key: 'all', load: () => board.rows(), project: (row) => row }) });
  const nothing = (): void => undefined;
  const store = new TopicStore<Extension>({ wanted: nothing, unwanted: nothing, dirty: nothing, gap: () => { throw new Error('a patch was lost'); } });
  const deliver = ({ bytes }: Frame): void => {
    if (!takes) return;
    const text = bytes.toString();
    const [, patch] = JSON.parse(text.slice(text.indexOf('42[') + 2)) as [string, TopicPatch<Extension>];
    store.takePatch(patch);
  };
  const viewer: Viewer = { who: {} as Viewer['who'], closed: false, deliver };
  store.expect();
  store.takeSnapshot(await engine.subscribe(viewer, { topic: 'extensions' }) as TopicSnapshot<Extension>);
  return { line: (line) => board.line(line), flush: () => engine.flush(), store };
}

/** Of lines that change in turn, so many times a second of one core, in windows of a hundred and fifty. */
async function changes(): Promise<number> {
  const { line, flush } = await panel(false);
  const before = process.cpuUsage();
  for (let index = 0; index < rounds * extensions; index += 1) {
    line({ extensionNumber: String(10_000 + (index % extensions)), line: Math.floor(index / extensions) % 2 === 0 ? 'busy' : 'idle' });
    if (index % window === 0) flush();
  }
  flush();
  const { user, system } = process.cpuUsage(before);
  return (rounds * extensions) / ((user + system) / 1e6);
}

/** Through to the store of a page; fails where it does not end as Asterisk said. */
async function through(stream: Buffer, events: number): Promise<number> {
  const reader = new AmiReader();
  const { line, flush, store } = await panel(true);
  const made = picture((event) => { if (event.type === 'line') line(event.line); });
  const rate = perSecond(stream, events, (piece) => {
    for (const message of reader.read(piece)) made.apply(message);
    flush();
  });
  const idle = [...store.rows.values()].filter((row) => row.line === 'idle').length;
  if (idle !== calls + 1 || made.snapshot().calls.length > 0) throw new Error(`The store ends with ${idle} idle extensions`);
  return rate;
}

export async function run(): Promise<Row[]> {
  const events = Array.from({ length: calls }, (_, index) => eventsOf(index)).flat();
  const stream = Buffer.from(`Asterisk Call Manager/11.0.0\r\n${events.map((event) => `${event.join('\r\n')}\r\n\r\n`).join('')}`);
  const parse = (): number => {
    const reader = new AmiReader();
    return perSecond(stream, events.length, (piece) => reader.read(piece));
  };
  const make = (): number => {
    const reader = new AmiReader();
    const made = picture(() => undefined);
    return perSecond(stream, events.length, (piece) => { for (const message of reader.read(piece)) made.apply(message); });
  };
  // The first time warms the code up.
  parse();
  make();
  const [floor, known] = [parse(), make()];
  await through(stream, events.length);
  const shown = await through(stream, events.length);
  const referenceName = 'the parser alone';
  return [
    { name: 'AMI events to calls and lines, per core', value: known, unit: 'events/s', reference: floor, referenceName, note: `${calls} calls of ${extensions} extensions, ${events.length / calls} events each` },
    { name: 'AMI events through to a browser’s store, per core', value: shown, unit: 'events/s', reference: floor, referenceName, note: 'what changes within 64 kB of events goes in one patch; gateway and store share the core' },
    { name: `state changes, ${extensions.toLocaleString('en')} extensions, per core`, value: await changes(), unit: 'changes/s', target: 5000, direction: 'min', note: `in the gateway: rows, numbers and encoding, ${window} changes a patch` },
  ];
}
