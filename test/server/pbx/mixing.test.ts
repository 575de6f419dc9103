import { describe, expect, it } from 'vitest';
import { DigitReader, silenced } from '../../../server/adapters/pbx/embedded/media/digits.ts';
import { JitterBuffer } from '../../../server/adapters/pbx/embedded/media/jitter-buffer.ts';
import { Mix, MixingDesk } from '../../../server/adapters/pbx/embedded/media/mixing-desk.ts';
import type { MediaFrame } from '../../../server/adapters/pbx/embedded/media/out-stream.ts';
import { fromUlaw, silentByte, toUlaw } from '../../../server/adapters/pbx/embedded/media/ulaw.ts';
import * as reference from '../../fakes/sip-phone/tones.ts';

/** A frame all of one height, so that what comes out says which frame it was. */
const level = (height: number, samples = 160): Buffer => toUlaw(new Int16Array(samples).fill(height));
const heard = (height: number): number => reference.fromUlaw(reference.toUlaw(height));
const audio = (timestamp: number, height: number): MediaFrame => ({ payload: level(height), sequence: 0, timestamp, marker: false, kind: 'audio' });

describe('μ-law', () => {
  it('is that of ITU-T G.711, over the whole range', () => {
    const all = Int16Array.from({ length: 65536 }, (_, index) => index - 32768);
    expect(toUlaw(all).equals(Buffer.from(Array.from(all, (sample) => reference.toUlaw(sample))))).toBe(true);
    for (let byte = 0; byte < 256; byte++) expect(fromUlaw(byte) + 0).toBe(reference.fromUlaw(byte) + 0);
    expect(fromUlaw(silentByte)).toBe(0);
  });
});

/** What a tick gives: the height of its first and last sample, 0 for silence. */
function ticks(buffer: JitterBuffer, count: number): number[] {
  return Array.from({ length: count }, () => {
    const frame = buffer.take();
    if (frame) expect(frame[0]).toBe(frame[159]);
    return frame?.[0] ?? 0;
  });
}

describe('the jitter buffer', () => {
  const one = heard(1000);
  const two = heard(2000);
  const three = heard(3000);

  it('starts two frames behind and gives each frame once, silence after the last', () => {
    const buffer = new JitterBuffer();
    expect(ticks(buffer, 2)).toEqual([0, 0]);
    [1000, 2000, 3000].forEach((height, index) => buffer.put(index * 160, level(height)));
    expect(ticks(buffer, 7)).toEqual([0, 0, one, two, three, 0, 0]);
  });

  it('puts packets in order, fills a gap with silence and takes a doubled packet once', () => {
    const buffer = new JitterBuffer();
    buffer.put(0, level(1000));
    buffer.put(480, level(3000));
    buffer.put(160, level(2000));
    buffer.put(160, level(2000));
    expect(ticks(buffer, 7)).toEqual([0, 0, one, two, 0, three, 0]);
  });

  it('goes on over the end of the timestamps', () => {
    const buffer = new JitterBuffer();
    buffer.put(0xffffff60, level(1000));
    buffer.put(0, level(2000));
    buffer.put(160, level(3000));
    expect(ticks(buffer, 5)).toEqual([0, 0, one, two, three]);
  });

  it('takes packets of 10 and of 60 ms', () => {
    const buffer = new JitterBuffer();
    buffer.put(0, level(1000, 80));
    buffer.put(80, level(1000, 80));
    buffer.put(160, level(2000, 480));
    expect(ticks(buffer, 7)).toEqual([0, 0, one, two, two, two, 0]);
  });

  it('steps back for a packet that came too late, so that the next ones are in time', () => {
    const buffer = new JitterBuffer();
    buffer.put(0, level(1000));
    expect(ticks(buffer, 4)).toEqual([0, 0, one, 0]);
    buffer.put(160, level(2000));
    expect(ticks(buffer, 2)).toEqual([two, 0]);
    buffer.put(480, level(3000));
    expect(ticks(buffer, 1)).toEqual([three]);
  });

  it('begins anew where a stream goes on elsewhere: a jump ahead, and one back that lasts', () => {
    const buffer = new JitterBuffer();
    buffer.put(0, level(1000));
    ticks(buffer, 3);
    buffer.put(1_000_000, level(2000));
    expect(ticks(buffer, 4)).toEqual([0, 0, two, 0]);
    // 300 ms behind: late at first, a stream of its own when it stays so.
    const results: number[] = [];
    for (let frame = 0; frame < 40; frame++) {
      buffer.put(1_000_000 - 2400 + frame * 160, level(3000));
      results.push(...ticks(buffer, 1));
    }
    expect(results.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(results.slice(-20)).toEqual(Array(20).fill(three));
  });

  it('catches up after a burst: what waits needlessly for two seconds is skipped', () => {
    const buffer = new JitterBuffer();
    // A second of nothing, then 400 ms at once, then every 20 ms a packet.
    for (let frame = 0; frame < 20; frame++) buffer.put(frame * 160, level(frame + 1));
    let delay = 0;
    for (let frame = 20; frame < 320; frame++) {
      buffer.put(frame * 160, level((frame % 100) * 300));
      const height = ticks(buffer, 1)[0] ?? 0;
      delay = [...Array(30).keys()].find((behind) => heard(((frame - behind) % 100) * 300) === height) ?? delay;
    }
    expect(delay).toBe(2);
  });

  it('keeps up with a sender whose clock is 1 % faster for five minutes', () => {
    const buffer = new JitterBuffer();
    let sent = 0;
    let silent = 0;
    for (let tick = 0; tick < 15_000; tick++) {
      while (sent * 0.99 <= tick) buffer.put(sent++ * 160, level(1000));
      if (buffer.take() === null) silent++;
    }
    expect(silent).toBeLessThan(5);
  });

  it('takes whatever comes without an error and speaks again after it', () => {
    const buffer = new JitterBuffer();
    let seed = 1;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    for (let step = 0; step < 20_000; step++) {
      if (random(3) === 0) ticksAny(buffer);
      const timestamp = [random(2 ** 31) * 2, step * 160, random(5000), -random(5000)][random(4)] ?? 0;
      buffer.put(timestamp >>> 0, Buffer.alloc([0, 1, 80, 160, 161, 1400, 9000][random(7)] ?? 0, random(256)));
    }
    const results = Array.from({ length: 60 }, (_, frame) => {
      buffer.put(0x7000_0000 + frame * 160, level(1000));
      return buffer.take()?.[80] ?? 0;
    });
    expect(results.slice(-20)).toEqual(Array(20).fill(one));
  });
});

function ticksAny(buffer: JitterBuffer): void {
  const frame = buffer.take();
  expect(frame === null || frame.length === 160).toBe(true);
}

describe('the mixing desk', () => {
  function deskOf(heights: Record<string, number>): MixingDesk {
    const desk = new MixingDesk();
    desk.want(new Set(Object.keys(heights)));
    for (const [legId, height] of Object.entries(heights)) desk.heard(legId, audio(0, height));
    for (let tick = 0; tick < 3; tick++) desk.tick();
    return desk;
  }

  it('adds up, and stops at full scale in both directions', () => {
    const desk = deskOf({ a: 1000, b: 2000, low: -30_000, lower: -20_000, high: 30_000, higher: 20_000 });
    expect(desk.sum(['a', 'b'])?.[7]).toBe(heard(1000) + heard(2000));
    expect(desk.sum(['high', 'higher'])?.[7]).toBe(32767);
    expect(desk.sum(['low', 'lower'])?.[7]).toBe(-32768);
    expect(desk.sum(['high', 'higher', 'low'])?.[7]).toBe(heard(30_000) + heard(20_000) + heard(-30_000));
    expect(desk.sum(['a'])?.[7]).toBe(heard(1000));
    expect(desk.sum(['nobody'])).toBeNull();
  });

  it('keeps only the voices that are wanted, and forgets what a silenced one has said', () => {
    const desk = new MixingDesk();
    desk.want(new Set(['a', 'b']));
    for (const legId of ['a', 'b', 'c']) desk.heard(legId, audio(0, 1000));
    desk.silence('b');
    desk.tick();
    desk.tick();
    desk.tick();
    expect(['a', 'b', 'c'].map((legId) => desk.sum([legId]) !== null)).toEqual([true, false, false]);
  });
});

describe('a mix', () => {
  const key = (timestamp: number): MediaFrame => ({ payload: Buffer.from([5, 10, 0, 160]), sequence: 900, timestamp, marker: false, kind: 'telephone-event' });

  it('counts on whoever speaks, and is silence while nobody does', () => {
    const desk = new MixingDesk();
    desk.want(new Set(['a', 'b']));
    const mix = new Mix(desk, ['a', 'b']);
    desk.heard('a', audio(0, 1000));
    const frames = Array.from({ length: 4 }, () => {
      desk.tick();
      return mix.next();
    });
    expect(frames.map(({ sequence, timestamp, marker }) => [sequence, timestamp, marker])).toEqual([[0, 0, true], [1, 160, false], [2, 320, false], [3, 480, false]]);
    expect(frames.map(({ payload }) => payload[0])).toEqual([silentByte, silentByte, level(1000)[0], silentByte]);
  });

  it('passes a key on in its own time, and one speaker\'s at once', () => {
    const mix = new Mix(new MixingDesk(), ['a', 'b']);
    for (let tick = 0; tick < 3; tick++) mix.next();
    expect(mix.event('a', key(77_000))).toMatchObject({ sequence: 3, timestamp: 480 });
    mix.next();
    expect(mix.event('b', key(5_000))).toBeNull();
    expect(mix.event('a', key(77_000))).toMatchObject({ sequence: 5, timestamp: 480 });
    for (let tick = 0; tick < 10; tick++) mix.next();
    expect(mix.event('b', key(5_000))).toMatchObject({ sequence: 16, timestamp: 14 * 160 });
  });
});

describe('the keys of a phone', () => {
  const packet = (event: number, timestamp: number, end = false): MediaFrame => ({ payload: Buffer.from([event, end ? 0x8a : 0x0a, 0, 160]), sequence: 0, timestamp, marker: false, kind: 'telephone-event' });

  it('are told once, whatever is lost, repeated or late', () => {
    const reader = new DigitReader();
    const packets = [packet(1, 0), packet(1, 0), packet(1, 0, true), packet(1, 0, true), packet(2, 1600, true), packet(1, 0, true), packet(11, 3200), packet(2, 1600, true)];
    expect(packets.map((each, index) => reader.read(each, index * 100))).toEqual(['1', null, null, null, '2', null, '#', null]);
  });

  it('are nothing where the packet is none, and bounded where a phone is broken', () => {
    const reader = new DigitReader();
    expect(reader.read({ ...packet(1, 0), payload: Buffer.from([1, 0, 0]) }, 0)).toBeNull();
    expect(reader.read({ ...packet(1, 0), payload: Buffer.alloc(0) }, 0)).toBeNull();
    expect([16, 17, 255].map((event) => reader.read(packet(event, 0), 0))).toEqual([null, null, null]);
    const flood = Array.from({ length: 1000 }, (_, index) => reader.read(packet(1, index + 1), 0)).filter((digit) => digit !== null);
    expect(flood).toHaveLength(25);
    expect(reader.read(packet(3, 5000), 1000)).toBe('3');
  });

  it('become silence of the same numbers when muted', () => {
    expect(silenced({ ...audio(800, 1000), sequence: 7 })).toMatchObject({ sequence: 7, timestamp: 800, payload: Buffer.alloc(160, silentByte) });
    const event = { ...packet(1, 800), sequence: 8, payload: Buffer.from([1, 10, 1, 0xe0]) };
    expect(silenced(event)).toMatchObject({ kind: 'audio', sequence: 8, timestamp: 800 + 480 - 160, payload: Buffer.alloc(160, silentByte) });
    expect(silenced({ ...event, payload: Buffer.from([1]) })).toMatchObject({ kind: 'audio', timestamp: 800 });
  });
});
