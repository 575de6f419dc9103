import type { Extension } from '@klapka/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewaySession } from '../../../components/core/gateway-session.ts';
import { demoExtensions, manyExtensions } from '../../../components/testing/data.ts';
import { FakeGateway } from '../../fakes/gateway.ts';

let gateway: FakeGateway;
let session: GatewaySession;

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(50);

beforeEach(async () => {
  vi.useFakeTimers();
  gateway = new FakeGateway();
  gateway.topics.set('extensions', { seq: 7, rows: demoExtensions() });
  session = new GatewaySession({ gateway: 'https://pbx.example', token: gateway.mint() }, { open: gateway.open, canCall: false });
  await settle();
});

afterEach(() => {
  session.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

interface Watched {
  /** Ids of each flush; null: all. */
  flushes: (string[] | null)[];
  leave(): void;
}

function watch(store = session.store('extensions')): Watched {
  const life = new AbortController();
  const flushes: (string[] | null)[] = [];
  store.watch((changed) => flushes.push(changed && [...changed]), life.signal);
  return { flushes, leave: () => life.abort() };
}

function changed(number: string, fields: Partial<Extension>): Extension {
  const row = demoExtensions().find((candidate) => candidate.number === number);
  if (!row) throw new Error('No such extension');
  return { ...row, ...fields };
}

function patch(seq: number, fields: { set?: Extension[]; remove?: string[] }, epoch = 'epoch-1'): void {
  gateway.socket.patch({ topic: 'extensions', epoch, seq, ...fields });
}

describe('a topic', () => {
  it('is not asked for before somebody watches', async () => {
    const store = session.store('extensions');
    await settle();
    expect(store.status).toBe('idle');
    expect(gateway.subscribed).toEqual([]);
  });

  it('loads its snapshot', async () => {
    const store = session.store('extensions');
    const { flushes } = watch(store);
    expect(store.status).toBe('loading');
    await settle();
    expect(store.status).toBe('ready');
    expect(store.rows.size).toBe(8);
    expect(flushes.at(-1)).toBeNull();
  });

  it('is one store, subscribed once, however many watch', async () => {
    expect(session.store('extensions')).toBe(session.store('extensions'));
    watch();
    watch();
    await settle();
    expect(gateway.subscribed).toEqual(['extensions']);
  });

  it('with a parameter is another one', async () => {
    expect(session.store('messages', 'c1')).not.toBe(session.store('messages', 'c2'));
    const life = new AbortController();
    session.store('messages', 'c1').watch(() => undefined, life.signal);
    await settle();
    expect(gateway.subscribed).toEqual(['messages c1']);
  });

  it('takes patches, keeps the identity of untouched rows and tells the changed ids', async () => {
    const store = session.store('extensions');
    const { flushes } = watch(store);
    await settle();
    const before = new Map(store.rows);
    const { version } = store;
    patch(8, { set: [changed('1002', { line: 'busy' })] });
    await settle();
    expect(flushes.at(-1)).toEqual(['ext-1002']);
    expect(store.version).toBeGreaterThan(version);
    expect(store.rows.get('ext-1002')).toMatchObject({ line: 'busy' });
    expect(store.rows.get('ext-1002')).not.toBe(before.get('ext-1002'));
    expect(store.rows.get('ext-1003')).toBe(before.get('ext-1003'));
  });

  it('removes rows', async () => {
    const store = session.store('extensions');
    const { flushes } = watch(store);
    await settle();
    patch(8, { remove: ['ext-1008', 'ext-nobody'] });
    await settle();
    expect(store.rows.has('ext-1008')).toBe(false);
    expect(flushes.at(-1)).toEqual(['ext-1008']);
  });

  it('tells nothing where a patch changes nothing', async () => {
    const { flushes } = watch();
    await settle();
    const count = flushes.length;
    patch(8, { set: [changed('1002', {})] });
    await settle();
    expect(flushes).toHaveLength(count);
  });

  it('tells many patches at once, by one flush a frame', async () => {
    const frames: FrameRequestCallback[] = [];
    vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => frames.push(callback));
    vi.stubGlobal('cancelAnimationFrame', () => undefined);
    const { flushes } = watch();
    await settle();
    for (const frame of frames.splice(0)) frame(0);
    flushes.length = 0;
    for (let seq = 8; seq < 108; seq += 1) patch(seq, { set: [changed('1002', { line: seq % 2 ? 'busy' : 'idle' }), changed('1003', { title: String(seq) })] });
    expect(flushes).toHaveLength(0);
    expect(frames).toHaveLength(1);
    frames[0]?.(0);
    expect(flushes).toEqual([['ext-1003', 'ext-1002']]);
  });

  it('in a hidden page, which draws no frames, tells all the same', async () => {
    vi.stubGlobal('requestAnimationFrame', () => 1);
    vi.stubGlobal('cancelAnimationFrame', () => undefined);
    const { flushes } = watch();
    await vi.advanceTimersByTimeAsync(200);
    expect(flushes.length).toBeGreaterThan(0);
  });
});

describe('a gap', () => {
  it.each([
    ['a number left out', 9, 'epoch-1'],
    ['another epoch', 8, 'epoch-2'],
    ['the gateway’s own reset', 0, 'epoch-3'],
  ])('by %s is closed by a new snapshot; rows stay and are stale until then', async (_name, seq, epoch) => {
    const store = session.store('extensions');
    watch(store);
    await settle();
    const before = new Map(store.rows);
    gateway.epoch = 'epoch-9';
    gateway.topics.set('extensions', { seq: 20, rows: [...demoExtensions().slice(0, 7), changed('1008', { line: 'held' })] });
    patch(seq, { set: [changed('1002', { line: 'busy' })] }, epoch);
    expect(store.status).toBe('stale');
    expect(store.rows.get('ext-1002')).toMatchObject({ line: 'idle' });
    await settle();
    expect(store.status).toBe('ready');
    expect(store.rows.get('ext-1008')).toMatchObject({ line: 'held' });
    expect(store.rows.get('ext-1001')).toBe(before.get('ext-1001'));
    patch(21, { remove: ['ext-1001'] }, 'epoch-9');
    expect(store.rows.size).toBe(7);
    expect(gateway.subscribed).toHaveLength(2);
  });

  it('is none where a patch overtakes its snapshot', async () => {
    const store = session.store('extensions');
    watch(store);
    patch(7, { set: [changed('1002', { line: 'busy' })] });
    patch(8, { set: [changed('1003', { line: 'busy' })] });
    await settle();
    expect(store.rows.get('ext-1002')).toMatchObject({ line: 'idle' });
    expect(store.rows.get('ext-1003')).toMatchObject({ line: 'busy' });
    expect(gateway.subscribed).toHaveLength(1);
  });
});

describe('without a connection', () => {
  it('rows stay and are stale; after it they are as the gateway has them now', async () => {
    const store = session.store('extensions');
    watch(store);
    await settle();
    gateway.topics.set('extensions', { seq: 3, rows: demoExtensions().slice(1) });
    gateway.epoch = 'epoch-2';
    gateway.socket.drop();
    expect(store.status).toBe('stale');
    expect(store.rows.size).toBe(8);
    await vi.advanceTimersByTimeAsync(1000);
    expect(store.status).toBe('ready');
    expect(store.rows.has('ext-1001')).toBe(false);
  });

  it('a topic that is watched first loads when the connection is back', async () => {
    gateway.socket.drop();
    const store = session.store('extensions');
    watch(store);
    expect(store.status).toBe('loading');
    await vi.advanceTimersByTimeAsync(1000);
    expect(store.status).toBe('ready');
  });

  it('for good, every row is dropped', async () => {
    const store = session.store('extensions');
    const { flushes } = watch(store);
    await settle();
    gateway.socket.end('SIGN_IN_DISABLED');
    await settle();
    expect(store.status).toBe('idle');
    expect(store.rows.size).toBe(0);
    expect(flushes.at(-1)).toBeNull();
  });
});

describe('the last watcher', () => {
  it('ends the subscription after five seconds', async () => {
    const store = session.store('extensions');
    const watched = watch(store);
    await settle();
    watched.leave();
    await vi.advanceTimersByTimeAsync(4900);
    expect(store.status).toBe('ready');
    expect(gateway.unsubscribed).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(gateway.unsubscribed).toEqual(['extensions']);
    expect(store.status).toBe('idle');
    expect(store.rows.size).toBe(0);
  });

  it('that comes back within the grace finds the rows, without asking again', async () => {
    const store = session.store('extensions');
    const first = watch(store);
    await settle();
    first.leave();
    await vi.advanceTimersByTimeAsync(4000);
    watch(store);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(store.status).toBe('ready');
    expect(gateway.subscribed).toHaveLength(1);
    expect(gateway.unsubscribed).toEqual([]);
  });

  it('that comes back later subscribes anew', async () => {
    const store = session.store('extensions');
    watch(store).leave();
    await vi.advanceTimersByTimeAsync(6000);
    watch(store);
    await settle();
    expect(store.status).toBe('ready');
    expect(gateway.subscribed).toHaveLength(2);
  });

  it('is not told any more', async () => {
    const watched = watch();
    const other = watch();
    await settle();
    watched.leave();
    const count = watched.flushes.length;
    patch(8, { remove: ['ext-1008'] });
    await settle();
    expect(watched.flushes).toHaveLength(count);
    expect(other.flushes.at(-1)).toEqual(['ext-1008']);
  });
});

describe('a refusal', () => {
  it('is an error with its code, without rows', async () => {
    gateway.topicRefusals.set('extensions', 'FORBIDDEN');
    const store = session.store('extensions');
    watch(store);
    await settle();
    expect(store).toMatchObject({ status: 'error', errorCode: 'FORBIDDEN' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(gateway.subscribed).toHaveLength(1);
  });

  it('that may pass is asked again', async () => {
    gateway.topicRefusals.set('extensions', 'UNAVAILABLE');
    const store = session.store('extensions');
    watch(store);
    await settle();
    expect(store.errorCode).toBe('UNAVAILABLE');
    gateway.topicRefusals.clear();
    await vi.advanceTimersByTimeAsync(1000);
    expect(store).toMatchObject({ status: 'ready', errorCode: null });
  });

  it('by silence is asked again', async () => {
    gateway.mute = true;
    const store = session.store('extensions');
    watch(store);
    await settle();
    gateway.mute = false;
    await vi.advanceTimersByTimeAsync(15_100);
    expect(store.status).toBe('ready');
  });
});

it('keeps the identity of 50 000 unchanged rows over a reconnect', async () => {
  gateway.topics.set('extensions', { seq: 0, rows: manyExtensions(50_000) });
  const store = session.store('extensions');
  const { flushes } = watch(store);
  await settle();
  const before = new Map(store.rows);
  gateway.socket.drop();
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.rows.size).toBe(50_000);
  expect([...store.rows].every(([id, row]) => before.get(id) === row)).toBe(true);
  expect(flushes.every((ids) => ids === null)).toBe(true);
});
