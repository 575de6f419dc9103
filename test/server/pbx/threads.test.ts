import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import { create } from '../../../server/adapters/pbx/embedded/index.ts';
import { createPeer } from '../../../server/adapters/pbx/embedded/rpc.ts';
import type { PortLike } from '../../../server/adapters/pbx/embedded/rpc.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import type { PbxEvent, PbxPort } from '../../../server/ports/pbx.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';
import { talk, TestPhone } from '../../fakes/sip-phone/phone.ts';
import { toneFrame } from '../../fakes/sip-phone/tones.ts';

describe('the threads of the PBX', { timeout: 30_000 }, () => {
  let workers: Worker[] = [];
  const created = (message: unknown): void => void workers.push((message as { worker: Worker }).worker);
  let pbx: PbxPort;

  beforeEach(async () => {
    workers = [];
    subscribe('worker_threads', created);
    pbx = create({ config: {}, logger: silentLogger, clock: systemClock });
    await pbx.provision({ ...emptyPlan, extensions: [{ number: '1001', name: 'Anna' }, { number: '1002', name: 'Bert' }] });
    await pbx.start();
  });

  afterEach(async () => {
    await pbx.stop();
    unsubscribe('worker_threads', created);
  });

  it.each(['the media thread', 'the SIP thread'])('come back when %s dies, and say that the calls are gone', async (which) => {
    const anna = new TestPhone(pbx, '1001', { tone: 440 });
    const bert = new TestPhone(pbx, '1002', { tone: 1000 });
    await anna.register();
    await bert.register();
    const { caller } = await talk(anna, bert);
    await caller.hears(1000);

    const events: PbxEvent[] = [];
    const back = Promise.withResolvers<void>();
    pbx.subscribe((event) => {
      events.push(event);
      // The lines are told anew once the extensions are provisioned in the new threads.
      if (event.type === 'line' && events.some(({ type }) => type === 'reset') && workers.length === 4) back.resolve();
    }, AbortSignal.timeout(20_000));
    expect(workers).toHaveLength(2);
    await workers[which === 'the media thread' ? 0 : 1]?.terminate();
    expect(await anna.wire.closed).toMatchObject({ code: 1012 });
    expect(await bert.wire.closed).toMatchObject({ code: 1012 });
    expect(events[0]).toEqual({ type: 'reset' });
    expect(events).toContainEqual({ type: 'call', call: expect.objectContaining({ state: 'ended', endReason: 'pbx-restarted' }) as object });
    expect((await pbx.snapshot()).calls).toEqual([]);
    expect((await pbx.snapshot()).devices).toEqual([]);
    await expect(pbx.ping()).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE' });
    await expect(pbx.sipCredentials('1001', 'x')).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE' });

    await back.promise;
    await pbx.ping();
    const again = new TestPhone(pbx, '1001');
    expect(await again.register()).toBe(200);
    await Promise.all([anna, bert, again].map((phone) => phone.dispose()));
  });

  it('are not started again after stop', async () => {
    await pbx.stop();
    expect(workers).toHaveLength(2);
    await expect(pbx.hangUp('x')).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE' });
  });
});

describe('calls between threads', () => {
  function pair(): [PortLike, PortLike] {
    const listeners: ((value: unknown) => void)[][] = [[], []];
    const port = (own: number, other: number): PortLike => ({
      postMessage: (value) => queueMicrotask(() => listeners[other]?.forEach((listener) => listener(structuredClone(value)))),
      on: (_event, listener) => listeners[own]?.push(listener),
    });
    return [port(0, 1), port(1, 0)];
  }

  it('bring results and errors by their names', async () => {
    const [near, far] = pair();
    class OddError extends Error {}
    interface Far {
      double(value: number): number;
      fail(): void;
    }
    const heard: unknown[] = [];
    createPeer<object>(far, { double: (value: number) => value * 2, fail: () => { throw new OddError('odd'); } }, (error) => heard.push(error));
    const peer = createPeer<Far>(near, {}, () => undefined);
    expect(await peer.call('double', 21)).toBe(42);
    await expect(peer.call('fail')).rejects.toMatchObject({ name: 'OddError', message: 'odd' });
    peer.notify('fail');
    await expect.poll(() => heard).toHaveLength(1);
    await expect(peer.call('unknown' as 'fail')).rejects.toThrow('Unknown method unknown');
    const waiting = peer.call('double', 1);
    peer.close('gone');
    await expect(waiting).rejects.toThrow('gone');
    await expect(peer.call('double', 1)).rejects.toThrow('gone');
  });
});

it('a company plays its own hold music, and has ours for what it lacks', { timeout: 30_000 }, async () => {
  const sounds = mkdtempSync(join(tmpdir(), 'klapka-sounds-'));
  writeFileSync(join(sounds, 'hold-music.ulaw'), Buffer.concat(Array.from({ length: 50 }, (_, frame) => toneFrame(1400, frame))));
  for (const [folder, heard] of [[sounds, 1400], [mkdtempSync(join(sounds, 'empty-')), 523.25]] as const) {
    const pbx = create({ config: { sounds: folder }, logger: silentLogger, clock: systemClock });
    await pbx.provision({ ...emptyPlan, extensions: [{ number: '1001', name: 'Anna' }] });
    await pbx.start();
    const anna = new TestPhone(pbx, '1001');
    await anna.register();
    const call = await anna.dial('*45');
    await call.media.until(() => call.media.ear.share(heard) > 0.3, 10_000, 'the music');
    await anna.dispose();
    await pbx.stop();
  }
  rmSync(sounds, { recursive: true });
});
