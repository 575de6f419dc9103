import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import { create } from '../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import type { PbxPort } from '../../../server/ports/pbx.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';
import { talk, TestPhone } from '../../fakes/sip-phone/phone.ts';
import { connectWire } from '../../fakes/sip-phone/wire.ts';
import type { Wire } from '../../fakes/sip-phone/wire.ts';

const request = (method: string, count: number): string =>
  [
    `${method} sip:1002@klapka.invalid SIP/2.0`,
    `Via: SIP/2.0/WS flood.invalid;branch=z9hG4bK${count}`,
    'Max-Forwards: 70',
    `To: <sip:${method === 'REGISTER' ? '1003' : '1002'}@klapka.invalid>`,
    'From: <sip:1003@klapka.invalid>;tag=abc',
    `Call-ID: ${randomUUID()}`,
    `CSeq: ${count} ${method}`,
    'Contact: <sip:x@flood.invalid;transport=ws>',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');

/** Packets of a call, two seconds where the machine is free: of so many, one lost is one in a hundred. */
const measured = 100;

describe('a flood', { timeout: 30_000 }, () => {
  let pbx: PbxPort;

  beforeAll(async () => {
    pbx = create({ config: {}, logger: silentLogger, clock: systemClock });
    await pbx.start();
    await pbx.provision({ ...emptyPlan, extensions: ['1001', '1002', '1003'].map((number) => ({ number, name: number })) });
  });

  afterAll(() => pbx.stop());

  it.each(['REGISTER', 'INVITE'])('of %s is cut off, socket after socket, and a call keeps its audio', async (method) => {
    const anna = new TestPhone(pbx, '1001', { tone: 440 });
    const bert = new TestPhone(pbx, '1002', { tone: 1000 });
    await anna.register();
    await bert.register();
    const { caller, callee } = await talk(anna, bert);
    await callee.hears(440);

    // What this machine carries without a flood, at this moment: a busy one loses packets of its own.
    const share = async (during: () => Promise<void>): Promise<number> => {
      const before = { heard: callee.media.framesHeard, sent: caller.media.framesSent };
      while (caller.media.framesSent - before.sent < measured) await during();
      return (callee.media.framesHeard - before.heard) / (caller.media.framesSent - before.sent);
    };
    const nextPacket = (): Promise<void> => {
      const frames = callee.media.framesHeard;
      return callee.media.until(() => callee.media.framesHeard > frames, 1000, 'the next voice packet');
    };
    const quiet = await share(nextPacket);

    const startedAt = performance.now();
    const cutOff: number[] = [];
    let answers = 0;
    let count = 0;
    const flooded = await share(async () => {
      const wire: Wire = connectWire(pbx, '1003', randomUUID(), '192.0.2.66');
      wire.onMessage = () => answers++;
      // A hundred at a time; forty of them pass.
      for (let burst = 0; burst < 100; burst++) wire.send(request(method, ++count));
      cutOff.push((await wire.closed).code);
      // Paced by the call's own audio: the flooder lives in the phones' thread and would starve them, not the PBX.
      await nextPacket();
    });
    const seconds = (performance.now() - startedAt) / 1000;
    expect(new Set(cutOff)).toEqual(new Set([1008]));
    expect(cutOff.length).toBeGreaterThan(5);
    // 600 in a burst and 100 a second are let through for an address, whatever the number of its sockets; some wait from before.
    expect(answers).toBeLessThan(600 + 100 * (seconds + 3));
    // Five in a hundred are in flight when the count ends; a flood that got through would cost half and more.
    expect(flooded).toBeGreaterThan(Math.min(quiet, 1) - 0.1);
    await Promise.all([callee.hears(440), caller.hears(1000)]);
    await anna.dispose();
    await bert.dispose();
  });

  it('of calls by one phone stops at eight', async () => {
    const cyril = new TestPhone(pbx, '1003');
    const bert = new TestPhone(pbx, '1002');
    expect(await cyril.register()).toBe(200);
    await bert.register();
    const calls = await Promise.all(Array.from({ length: 9 }, () => cyril.dial('1002')));
    expect(await Promise.race(calls.map((call) => call.ended))).toMatchObject({ how: 'refused', status: 503 });
    expect((await pbx.snapshot()).calls.filter((call) => call.from.number === '1003').length).toBeLessThanOrEqual(8);
    await cyril.dispose();
    await bert.dispose();
    for (const { id } of (await pbx.snapshot()).calls) await pbx.hangUp(id).catch(() => undefined);
  });

  it('of one big message closes the socket with 1009', async () => {
    const wire = connectWire(pbx, '1003', randomUUID());
    wire.send(`${request('REGISTER', 1)}${'x'.repeat(100_000)}`);
    expect(await wire.closed).toMatchObject({ code: 1009 });
    const wide = connectWire(pbx, '1003', randomUUID());
    wide.send('é'.repeat(40_000));
    expect(await wide.closed).toMatchObject({ code: 1009 });
  });

  it('is not what a keep-alive is', async () => {
    const wire = connectWire(pbx, '1003', randomUUID());
    const pong = new Promise((resolve) => (wire.onMessage = resolve));
    wire.send('\r\n\r\n');
    expect(await pong).toBe('\r\n');
    wire.drop();
  });
});
