import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '../../scripts/bench.ts';
import { duringCalls } from './support/relayed-calls.ts';

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

function measure(calls: number): Promise<Result> {
  return duringCalls(calls, async (look) => {
    const before = await look();
    const startedAt = performance.now();
    await pause(measured);
    const after = await look();
    const seconds = (performance.now() - startedAt) / 1000;
    const legs = calls * 2;
    const heard = after.heard - before.heard;
    return {
      perLeg: ((after.cpu - before.cpu) / 1e6 / heard) * packetsPerSecond * 100,
      perSecond: heard / seconds / legs,
      lost: Math.max(0, 1 - heard / (after.sent - before.sent)) * 100,
      megabytes: after.rss / 1e6,
    };
  });
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
