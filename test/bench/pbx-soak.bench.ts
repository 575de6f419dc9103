import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '../../scripts/bench.ts';
import { duringCalls, type Look } from './support/relayed-calls.ts';

/*
 * Twenty calls for two minutes: whether the embedded PBX still costs at the end what it cost at the beginning. Memory is
 * looked at after the first quarter, when everything has been used once. CPU is counted per relayed packet, as in pbx-cpu.
 */
const calls = 20;
const slices = 8;
const slice = 15_000;

const middle = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function looks(): Promise<Look[]> {
  return duringCalls(calls, async (look) => {
    const seen = [await look()];
    for (let index = 0; index < slices; index += 1) {
      await pause(slice);
      seen.push(await look());
    }
    return seen;
  });
}

export async function run(): Promise<Row[]> {
  const seen = await looks();
  const cost = seen.slice(1).map((look, index) => (look.cpu - (seen[index]?.cpu ?? 0)) / (look.heard - (seen[index]?.heard ?? 0)));
  const [begin, end] = [middle(cost.slice(0, slices / 2)), middle(cost.slice(slices / 2))];
  const [first, last] = [seen[0], seen.at(-1)];
  const settled = seen[slices / 4];
  if (!first || !last || !settled) throw new Error('nothing was measured');
  const minutes = (slices * slice) / 60_000;
  const lost = (1 - (last.heard - first.heard) / (last.sent - first.sent)) * 100;
  return [
    { name: `embedded PBX, ${calls} calls for ${minutes} min: memory gained`, value: (last.rss - settled.rss) / 1e6, unit: 'MB', target: 20, note: `in MB, every ${slice / 1000} s: ${seen.map(({ rss }) => (rss / 1e6).toFixed(0)).join(' ')}` },
    { name: `embedded PBX, ${calls} calls for ${minutes} min: CPU per packet`, value: end, unit: 'µs', reference: begin, referenceName: 'first half', note: `${((end / begin - 1) * 100).toFixed(0)} % against the first half` },
    { name: `embedded PBX, ${calls} calls for ${minutes} min: packets lost`, value: Math.max(0, lost), unit: '%', target: 0.5 },
  ];
}
