import type { Row } from '../../scripts/bench.ts';
import { start } from './support/process.ts';

/* A message: validated, stored with fsync, fanned out to the other side, acknowledged. Beside bare ws + SQLite doing the same. */

const work = { conversations: 100, inFlight: 200, total: 20_000 };
interface Result {
  perSecond: number;
  p50: number;
  p99: number;
  undelivered: number;
  cpu: number;
}

async function measure(kind: 'gateway' | 'plain'): Promise<Result> {
  const server = start(`./${kind}.ts`);
  const load = start('./load.ts');
  try {
    const where = await server.ask<{ port: number }>('where');
    if (kind === 'plain') await server.ask('open', Array.from({ length: work.conversations }, (_, index) => `conversation-${index}`));
    await load.ask('aim', { kind, ...where });
    await load.ask('roundTrips', { ...work, total: 2_000 });
    const before = await server.ask<{ cpu: number }>('cpu');
    const result = await load.ask<Omit<Result, 'cpu'>>('roundTrips', work);
    const after = await server.ask<{ cpu: number }>('cpu');
    return { ...result, cpu: (after.cpu - before.cpu) / work.total };
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

function median(results: readonly Result[]): Result {
  const sorted = results.toSorted((a, b) => a.perSecond - b.perSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error('nothing was measured');
  return middle;
}

export async function run(): Promise<Row[]> {
  const gateway: Result[] = [];
  const plain: Result[] = [];
  for (let round = 0; round < 3; round += 1) {
    gateway.push(await measure('gateway'));
    plain.push(await measure('plain'));
  }
  const [ours, floor] = [median(gateway), median(plain)];
  const referenceName = 'bare ws + SQLite';
  return [
    { name: 'message round trip, durable', value: ours.perSecond, unit: 'messages/s', reference: floor.perSecond, referenceName, target: 5_000, direction: 'min', note: '100 conversations, 200 in flight; load generator on the same two cores' },
    { name: 'message acknowledged, p99', value: ours.p99, unit: 'ms', reference: floor.p99, referenceName, target: 100 },
    { name: 'message, CPU of the gateway', value: ours.cpu, unit: 'µs', reference: floor.cpu, referenceName, target: 200, note: '200 µs of one core are 5,000 messages a second' },
    { name: 'messages lost', value: ours.undelivered, unit: '', reference: floor.undelivered, referenceName, target: 0 },
  ];
}
