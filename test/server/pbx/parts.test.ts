import { describe, expect, it } from 'vitest';
import { hearing } from '../../../server/adapters/pbx/embedded/b2bua/bridge.ts';
import { lineState } from '../../../server/adapters/pbx/embedded/b2bua/lines.ts';
import { State, callTransitions, legTransitions } from '../../../server/adapters/pbx/embedded/b2bua/states.ts';
import { OutStream } from '../../../server/adapters/pbx/embedded/media/out-stream.ts';
import { milliwatt, Player } from '../../../server/adapters/pbx/embedded/media/player.ts';
import { ReplayWindow } from '../../../server/adapters/pbx/embedded/media/replay-window.ts';
import { Picture } from '../../../server/adapters/pbx/embedded/picture.ts';
import { Credentials, challenge, deviceKey, parseDigest } from '../../../server/adapters/pbx/embedded/sip/auth.ts';
import { AddressLimiter, TokenBucket, limits } from '../../../server/adapters/pbx/embedded/sip/rate-limit.ts';
import { configSchema } from '../../../server/adapters/pbx/embedded/index.ts';
import { Ear } from '../../fakes/sip-phone/tones.ts';

describe('the replay window', () => {
  const seen = (...sequences: number[]): ReplayWindow => {
    const window = new ReplayWindow();
    for (const sequence of sequences) window.mark(sequence);
    return window;
  };

  it('knows what it has seen and takes what came late', () => {
    const window = seen(100, 101, 103);
    expect([100, 101, 103].map((sequence) => window.isFresh(sequence))).toEqual([false, false, false]);
    expect(window.isFresh(102)).toBe(true);
    window.mark(102);
    expect(window.isFresh(102)).toBe(false);
  });

  it('takes nothing older than 64 packets', () => {
    const window = seen(1000);
    expect(window.isFresh(1000 - 63)).toBe(true);
    expect(window.isFresh(1000 - 64)).toBe(false);
    expect(window.isFresh(1000 - 30000)).toBe(false);
  });

  it('goes on over the end of the numbers', () => {
    const window = seen(65534, 65535, 0, 1);
    expect([65534, 65535, 0, 1].some((sequence) => window.isFresh(sequence))).toBe(false);
    expect(window.isFresh(2)).toBe(true);
    window.mark(2000);
    expect(window.isFresh(1)).toBe(false);
    expect(window.isFresh(1999)).toBe(true);
  });
});

describe('the state tables', () => {
  it('lead to the end and nowhere after it', () => {
    for (const table of [callTransitions, legTransitions]) {
      expect(table.ended).toEqual([]);
      for (const [state, next] of Object.entries(table)) {
        if (state !== 'ended') expect(next).toContain('ended');
        for (const target of next) expect(Object.keys(table)).toContain(target);
      }
    }
  });

  it('do nothing that is not drawn', () => {
    const state = new State(callTransitions, 'routing');
    expect(state.advance('answered')).toBe(true);
    expect(state.advance('answered')).toBe(false);
    expect(state.advance('routing')).toBe(false);
    // It was sent on.
    expect(state.advance('ringing')).toBe(true);
    expect(state.advance('ended')).toBe(true);
    expect(state.advance('answered')).toBe(false);
    expect(state.current).toBe('ended');
  });
});

describe('who hears whom', () => {
  const party = (id: string, holding = false): { id: string; holding: boolean } => ({ id, holding });
  const heard = (participants: { id: string; holding: boolean }[], monitors: Parameters<typeof hearing>[0]['monitors'] = []): object =>
    Object.fromEntries(hearing({ participants, monitors, alone: { sound: 'ringing' } }));

  it('is the other one, music, or nothing', () => {
    expect(heard([party('a'), party('b')])).toEqual({ a: { legs: ['b'] }, b: { legs: ['a'] } });
    expect(heard([party('a'), party('b', true)])).toEqual({ a: { sound: 'hold-music' }, b: null });
    expect(heard([party('a', true), party('b', true)])).toEqual({ a: null, b: null });
    expect(heard([party('a')])).toEqual({ a: { sound: 'ringing' } });
    expect(heard([party('a', true)])).toEqual({ a: null });
  });

  it('is everybody else in a conference, but for whoever holds', () => {
    expect(heard([party('a'), party('b'), party('c')])).toEqual({ a: { legs: ['b', 'c'] }, b: { legs: ['a', 'c'] }, c: { legs: ['a', 'b'] } });
    expect(heard([party('a'), party('b', true), party('c')])).toEqual({ a: { legs: ['c'] }, b: null, c: { legs: ['a'] } });
    expect(heard([party('a'), party('b', true), party('c', true)])).toMatchObject({ a: { sound: 'hold-music' } });
  });

  it('is a monitor only for whom it speaks to', () => {
    const talk = [party('a'), party('b')];
    const beside = { id: 'm', beside: 'b' } as const;
    expect(heard(talk, [{ ...beside, mode: 'listen' }])).toEqual({ a: { legs: ['b'] }, b: { legs: ['a'] }, m: { legs: ['a', 'b'] } });
    expect(heard(talk, [{ ...beside, mode: 'whisper' }])).toMatchObject({ a: { legs: ['b'] }, b: { legs: ['a', 'm'] } });
    expect(heard(talk, [{ ...beside, mode: 'barge' }])).toMatchObject({ a: { legs: ['b', 'm'] }, b: { legs: ['a', 'm'] } });
    expect(heard([party('a', true), party('b')], [{ ...beside, mode: 'listen' }])).toMatchObject({ m: { legs: ['b'] } });
  });
});

describe('what a line is doing', () => {
  const leg = (role: 'caller' | 'callee' | 'monitor', state: 'dialling' | 'ringing' | 'talking' | 'ended', held = false) => ({ role, state, held });

  it.each([
    ['offline', false, []],
    ['idle', true, []],
    ['idle', true, [leg('caller', 'ended')]],
    ['busy', true, [leg('caller', 'dialling')]],
    ['ringing', true, [leg('callee', 'ringing')]],
    ['ringing', true, [leg('callee', 'dialling')]],
    ['busy', true, [leg('callee', 'talking')]],
    ['busy', true, [leg('callee', 'talking'), leg('callee', 'ringing')]],
    ['held', true, [leg('caller', 'talking', true)]],
    ['ringing', true, [leg('caller', 'talking', true), leg('callee', 'ringing')]],
    ['busy', true, [leg('caller', 'talking', true), leg('caller', 'talking')]],
    ['busy', true, [leg('monitor', 'talking', true)]],
    ['busy', true, [leg('monitor', 'dialling')]],
    ['busy', false, [leg('caller', 'talking')]],
  ] as const)('%s', (expected, registered, legs) => {
    expect(lineState(registered, [...legs])).toBe(expected);
  });
});

describe('the stream a phone hears', () => {
  const frame = (sequence: number, timestamp: number) => ({ payload: Buffer.alloc(160), sequence, timestamp, marker: false, kind: 'audio' as const });
  const types = { pcmu: 0, telephoneEvent: 101 };

  it('goes on without a break when the source changes', () => {
    const out = new OutStream(7, () => 0);
    const first = out.header('a', frame(5000, 90000), types, 0);
    const second = out.header('a', frame(5001, 90160), types, 20);
    const music = out.header('music', frame(0, 0), types, 120);
    const back = out.header('a', frame(5900, 234000), types, 140);
    const headers = [first, second, music, back];
    expect(headers.map((header) => header?.ssrc)).toEqual([7, 7, 7, 7]);
    expect(headers.map((header) => (header?.sequenceNumber ?? 0) - (first?.sequenceNumber ?? 0))).toEqual([0, 1, 2, 3]);
    expect(headers.map((header) => (header?.timestamp ?? 0) - (first?.timestamp ?? 0))).toEqual([0, 160, 960, 1120]);
    expect(headers.map((header) => header?.marker)).toEqual([true, false, true, true]);
  });

  it('keeps gaps and late packets within one source', () => {
    const out = new OutStream(7, () => 0);
    const first = out.header('a', frame(65535, 0), types, 0);
    const gap = out.header('a', frame(2, 480), types, 60);
    const late = out.header('a', frame(1, 320), types, 61);
    const next = out.header('a', frame(3, 640), types, 80);
    const base = first?.sequenceNumber ?? 0;
    expect([gap, late, next].map((header) => (header?.sequenceNumber ?? 0) - base)).toEqual([3, 2, 4]);
  });

  it('sends digits only to who takes them', () => {
    const out = new OutStream(7);
    const digit = { ...frame(1, 1), kind: 'telephone-event' as const };
    expect(out.header('a', digit, types, 0)?.payloadType).toBe(101);
    expect(out.header('a', digit, { pcmu: 0, telephoneEvent: null }, 0)).toBeNull();
  });
});

describe('sounds', () => {
  it('play in a loop of whole frames', () => {
    const player = new Player(Buffer.from(Array.from({ length: 330 }, (_, index) => index & 0xff)));
    const [first, , third] = [player.next(), player.next(), player.next()];
    expect(first.payload).toEqual(third.payload);
    expect([first.marker, third.marker, third.timestamp]).toEqual([true, false, 320]);
  });

  it('include the digital milliwatt, 1000 Hz', () => {
    const ear = new Ear();
    for (let frames = 0; frames < 5; frames++) ear.hear(milliwatt);
    expect(ear.share(1000)).toBeGreaterThan(0.95);
  });
});

describe('limits', () => {
  it('let a burst through and then a rate', () => {
    const bucket = new TokenBucket(10, 40, 0);
    expect(Array.from({ length: 50 }, () => bucket.take(0)).filter(Boolean)).toHaveLength(40);
    expect(Array.from({ length: 20 }, () => bucket.take(1000)).filter(Boolean)).toHaveLength(10);
    bucket.widen(20, 80);
    expect(Array.from({ length: 90 }, () => bucket.take(1000)).filter(Boolean)).toHaveLength(40);
  });

  it('count an address over all its sockets and forget the silent ones', () => {
    const limiter = new AddressLimiter();
    expect(Array.from({ length: 1000 }, () => limiter.take('192.0.2.1', 0)).filter(Boolean)).toHaveLength(limits.address.burst);
    expect(limiter.take('192.0.2.2', 0)).toBe(true);
    expect(limiter.take('192.0.2.1', 60_000)).toBe(true);
  });
});

describe('credentials', () => {
  const nonce = 'n0nce';

  it('read a digest header as it may be written', () => {
    const fields = parseDigest('Digest username="a b", nc=00000001,  qop=auth , uri="sip:x;y=z"');
    expect(Object.fromEntries(fields ?? [])).toEqual({ username: 'a b', nc: '00000001', qop: 'auth', uri: 'sip:x;y=z' });
    expect(parseDigest('Basic abc')).toBeNull();
    expect(parseDigest(`Digest ${'x'.repeat(2000)}`)).toBeNull();
    expect(challenge('abc')).toBe('Digest realm="klapka", nonce="abc", algorithm=MD5, qop="auth"');
  });

  it('are refused without the right answer, for another device, and when their time is over', () => {
    const credentials = new Credentials();
    const { username, expiresAt } = credentials.issue('1001', 'a', 1000);
    expect(expiresAt).toBe(301_000);
    const header = `Digest username="${username}", realm="klapka", nonce="${nonce}", uri="sip:k", response="${'0'.repeat(32)}", qop=auth, nc=00000001, cnonce="c"`;
    expect(credentials.verify(header, 'REGISTER', nonce, deviceKey('1001', 'a'), 2000)).toBe(false);
    expect(credentials.verify(header, 'REGISTER', nonce, deviceKey('1001', 'b'), 2000)).toBe(false);
    expect(credentials.verify('Digest ', 'REGISTER', nonce, deviceKey('1001', 'a'), 2000)).toBe(false);
  });
});

describe('the picture', () => {
  it('ends everything when the threads are gone', () => {
    const picture = new Picture();
    picture.apply({ type: 'device', registered: true, device: { deviceId: 'd', extensionNumber: '1', kind: 'web', registeredAt: 1 } });
    picture.apply({ type: 'line', line: { extensionNumber: '1', line: 'busy' } });
    const leg = { id: 'l', party: { number: '1' }, role: 'caller', state: 'talking' } as const;
    picture.apply({ type: 'call', call: { id: 'c', from: { number: '1' }, to: { number: '2' }, state: 'answered', legs: [leg], startedAt: 1 } });
    const events = picture.farewell(9);
    expect(events.map((event) => event.type)).toEqual(['call', 'device', 'line']);
    expect(events[0]).toMatchObject({ call: { state: 'ended', endReason: 'pbx-restarted', endedAt: 9, legs: [{ state: 'ended' }] } });
    for (const event of events) picture.apply(event);
    expect(picture.snapshot()).toEqual({ calls: [], devices: [], agents: [], waiting: [], trunks: [], lines: [{ extensionNumber: '1', line: 'offline' }] });
  });
});

describe('the configuration', () => {
  it('has defaults and refuses what cannot be', () => {
    expect(configSchema.parse({})).toEqual({ addresses: [], ports: null, sounds: null, ringTimeout: 45_000, lostAfter: 3_000, returnWithin: 20_000, parkTimeout: 60_000, folder: null, udp: null, messageSilence: 10_000 });
    expect(configSchema.safeParse({ addresses: ['pbx.example.com'] }).success).toBe(false);
    expect(configSchema.safeParse({ ports: { from: 5000, to: 4000 } }).success).toBe(false);
  });
});
