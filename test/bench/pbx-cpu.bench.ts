import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '../../scripts/bench.ts';
import type { SipCredentials } from '../../server/ports/pbx.ts';
import { start } from './support/process.ts';

/*
 * CPU of the embedded PBX per call leg: relayed calls between test phones in another process, tone in both directions.
 * Counted per relayed packet and given for the 50 a second of a real call, because phones on a busy machine send fewer.
 */
const packetsPerSecond = 50;

const measured = 8_000;
const rounds = 3;
const sizes = [10, 20];

interface Result {
  perLeg: number;
  perSecond: number;
  lost: number;
  megabytes: number;
}

async function measure(calls: number): Promise<Result> {
  const pbx = start('./pbx.ts');
  const phones = start('./phones.ts');
  try {
    const { port } = await pbx.ask<{ port: number }>('where');
    const numbers = Array.from({ length: calls * 2 }, (_, index) => String(2000 + index));
    const credentials = await pbx.ask<SipCredentials[]>('extensions', numbers);
    await phones.ask('call', { port, credentials });
    const [before, framesBefore] = [await pbx.ask<{ cpu: number }>('cpu'), await phones.ask<{ sent: number; heard: number }>('frames')];
    const startedAt = performance.now();
    await pause(measured);
    const [after, framesAfter] = [await pbx.ask<{ cpu: number; rss: number }>('cpu'), await phones.ask<{ sent: number; heard: number }>('frames')];
    const seconds = (performance.now() - startedAt) / 1000;
    const legs = calls * 2;
    const heard = framesAfter.heard - framesBefore.heard;
    return {
      perLeg: ((after.cpu - before.cpu) / 1e6 / heard) * packetsPerSecond * 100,
      perSecond: heard / seconds / legs,
      lost: Math.max(0, 1 - heard / (framesAfter.sent - framesBefore.sent)) * 100,
      megabytes: after.rss / 1e6,
    };
  } finally {
    await Promise.all([pbx.stop(), phones.stop()]);
  }
}

export async function run(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const calls of sizes) {
    const results: Result[] = [];
    for (let round = 0; round < rounds; round += 1) results.push(await measure(calls));
    const middle = results.toSorted((a, b) => a.perLeg - b.perLeg)[Math.floor(rounds / 2)];
    if (!middle) throw new Error('nothing was measured');
    const note = `${middle.perSecond.toFixed(1)} packets a second and leg in this run, ${middle.lost.toFixed(2)} % lost, ${middle.megabytes.toFixed(0)} MB; at 70 % of a core: ${Math.floor(70 / middle.perLeg)} legs`;
    rows.push({ name: `embedded PBX, CPU per leg, ${calls} calls`, value: middle.perLeg, unit: '% of a core', target: 1.5, note });
  }
  return rows;
}
