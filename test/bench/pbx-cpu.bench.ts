import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '../../scripts/bench.ts';
import { duringCalls } from './support/relayed-calls.ts';
import { onBoth } from './support/subjects.ts';
import type { Subject } from './support/subjects.ts';

/*
 * CPU of both PBXs per call leg, in one run: relayed calls between test phones in another process, tone in both directions.
 * Counted per relayed packet and given for the 50 a second of a real call, because phones on a busy machine send fewer.
 */
const packetsPerSecond = 50;

const measured = 8_000;
const rounds = 3;
const sizes = [10, 20];
/** Of a core, %: beyond it packets come late. */
const busy = 70;

interface Result {
  perLeg: number;
  perSecond: number;
  lost: number;
  megabytes: number;
}

function measure(calls: number, env: Readonly<Record<string, string>>): Promise<Result> {
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
  }, env);
}

async function rowsOf({ name, env, processId }: Subject): Promise<Row[]> {
  const rows: Row[] = [];
  for (const calls of sizes) {
    const results: Result[] = [];
    for (let round = 0; round < rounds; round += 1) results.push(await measure(calls, processId === undefined ? {} : { ...env, BENCH_ASTERISK: String(processId) }));
    const middle = results.toSorted((a, b) => a.perLeg - b.perLeg)[Math.floor(rounds / 2)];
    if (!middle) throw new Error('nothing was measured');
    const note = `${middle.perSecond.toFixed(1)} packets a second and leg in this run, ${middle.lost.toFixed(2)} % lost, ${middle.megabytes.toFixed(0)} MB`;
    rows.push(
      { name: `${name}, CPU per leg, ${calls} calls`, value: middle.perLeg, unit: '% of a core', target: 1.5, note },
      { name: `${name}, legs held by one core, ${calls} calls`, value: Math.floor(busy / middle.perLeg), unit: 'legs', note: `at ${busy} % of it, as each leg costs in the row before` },
    );
  }
  return rows;
}

export function run(): Promise<Row[]> {
  return onBoth(rowsOf);
}
