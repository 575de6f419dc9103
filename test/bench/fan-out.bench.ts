import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '../../scripts/bench.ts';
import { start } from './support/process.ts';

/*
 * One change that everybody is told about: the gateway's topics beside bare `ws` that sends a frame of the same size, to
 * 1,000 and 5,000 sockets in the same run. Then a storm of states, which the gateway coalesces and bare `ws` does not.
 */

type Kind = 'gateway' | 'plain';
interface Paced {
  /** µs of the server's CPU for one delivery to one socket. */
  cpu: number;
  p99: number;
  lost: number;
}

const changes = 30;
const gap = 100;
const stormSeconds = 4;

async function pair<Result>(kind: Kind, count: number, rowBytes: number, work: (server: ReturnType<typeof start>, load: ReturnType<typeof start>) => Promise<Result>): Promise<Result & { rowBytes: number }> {
  const server = start(`./${kind}.ts`);
  const load = start('./load.ts');
  try {
    const where = await server.ask<{ port: number }>('where');
    if (kind === 'plain') await server.ask('row', 'x'.repeat(rowBytes));
    await load.ask('connect', { kind, ...where, count });
    const result = await work(server, load);
    return { ...result, rowBytes: await load.ask<number>('rowBytes') };
  } finally {
    await Promise.all([server.stop(), load.stop()]);
  }
}

function paced(kind: Kind, count: number, rowBytes: number): Promise<Paced & { rowBytes: number }> {
  return pair(kind, count, rowBytes, async (server, load) => {
    // The first ones warm the code up.
    for (let index = 0; index < 5; index += 1) await load.ask('broadcast').then(() => pause(gap));
    await pause(500);
    await load.ask('reset', { all: false });
    const before = await server.ask<{ cpu: number }>('cpu');
    for (let index = 1; index <= changes; index += 1) {
      const until = pause(gap);
      await load.ask('broadcast');
      // The next change waits for the last one: on a machine too slow for the pace two would come in one patch.
      await load.ask('arrived', index * count);
      await until;
    }
    const expected = changes * count;
    const after = await server.ask<{ cpu: number }>('cpu');
    const { deliveries, p99 } = await load.ask<{ deliveries: number; p99: number }>('counts');
    return { cpu: (after.cpu - before.cpu) / Math.max(1, deliveries), p99, lost: Math.max(0, expected - deliveries) };
  });
}

/** Row changes that reach all sockets, for one second of the server's CPU. */
function storm(kind: Kind, count: number, perSecond: number, rowBytes: number): Promise<{ perCore: number }> {
  return pair(kind, count, rowBytes, async (server, load) => {
    await load.ask('reset', { all: true });
    const before = await server.ask<{ cpu: number }>('cpu');
    await server.ask('storm', { perSecond });
    await pause(stormSeconds * 1000);
    await server.ask('calm');
    await pause(1000);
    const after = await server.ask<{ cpu: number }>('cpu');
    const { events } = await load.ask<{ events: number }>('counts');
    return { perCore: events / count / ((after.cpu - before.cpu) / 1e6) };
  });
}

function median<Result>(results: readonly Result[], by: (result: Result) => number): Result {
  const middle = results.toSorted((a, b) => by(a) - by(b))[Math.floor(results.length / 2)];
  if (!middle) throw new Error('nothing was measured');
  return middle;
}

async function rowsFor(count: number, rounds: number): Promise<Row[]> {
  const ours: (Paced & { rowBytes: number })[] = [];
  const bare: Paced[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const result = await paced('gateway', count, 0);
    ours.push(result);
    bare.push(await paced('plain', count, result.rowBytes));
  }
  const [gateway, plain] = [median(ours, ({ cpu }) => cpu), median(bare, ({ cpu }) => cpu)];
  const [late, plainLate] = [median(ours, ({ p99 }) => p99), median(bare, ({ p99 }) => p99)];
  const name = `fan-out to ${count.toLocaleString('en')} sockets`;
  const referenceName = 'bare ws';
  const note = 'the command that causes the change, its storage with fsync, rights and numbering are in our figure; bare ws only sends';
  return [
    { name: `${name}, CPU a delivery`, value: gateway.cpu, unit: 'µs', reference: plain.cpu, referenceName, note },
    { name: `${name}, CPU against bare ws`, value: gateway.cpu / plain.cpu, unit: '×', target: 1.3 },
    { name: `${name}, p99`, value: late.p99, unit: 'ms', reference: plainLate.p99, referenceName },
    { name: `${name}, p99 against bare ws`, value: late.p99 / Math.max(1, plainLate.p99), unit: '×', target: 1.3 },
    { name: `${name}, deliveries lost`, value: gateway.lost, unit: '', target: 0 },
  ];
}

export async function run(): Promise<Row[]> {
  const rows = [...(await rowsFor(1000, 3)), ...(await rowsFor(5000, 3))];
  const gateway = await storm('gateway', 1000, 2000, 0);
  const plain = await storm('plain', 1000, 40, 400);
  rows.push(
    { name: 'state changes to 1,000 sockets, per core', value: gateway.perCore, unit: 'events/s', reference: plain.perCore, referenceName: 'bare ws, a frame each' },
    { name: 'coalesced against bare ws unbatched', value: gateway.perCore / plain.perCore, unit: '×', target: 10, direction: 'min', note: '60 extensions change 2,000 times a second; the last state of each window wins, so only what was delivered is counted' },
  );
  return rows;
}
