import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '../../scripts/bench.ts';
import { start } from './support/process.ts';

/*
 * CPU of the embedded PBX's media per leg of a conference in which all ten speak at once, and of five calls that are
 * recorded, beside the same ten legs in five calls that are only relayed. Counted per packet that is heard and given for the 50 a second of a real call, as for calls.
 */
const packetsPerSecond = 50;
const legs = 10;
const measured = 8_000;
const rounds = 3;

interface Result {
  perLeg: number;
  perSecond: number;
}

type Mode = 'conference' | 'calls' | 'recorded calls';

async function measure(mode: Mode): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'klapka-bench-'));
  const room = start('./room.ts');
  const phones = start('./room-phones.ts');
  try {
    await phones.ask('accept', await room.ask('join', await phones.ask('offer', legs)));
    await room.ask(mode === 'conference' ? mode : 'calls');
    if (mode === 'recorded calls') await room.ask('record', folder);
    await phones.ask('heard');
    const before = { cpu: await room.ask<number>('cpu'), heard: await phones.ask<number>('frames'), at: performance.now() };
    await pause(measured);
    const [cpu, heard, at] = [await room.ask<number>('cpu'), await phones.ask<number>('frames'), performance.now()];
    const packets = heard - before.heard;
    return { perLeg: ((cpu - before.cpu) / 1e6 / packets) * packetsPerSecond * 100, perSecond: packets / ((at - before.at) / 1000) / legs };
  } finally {
    await Promise.all([room.stop(), phones.stop()]);
    rmSync(folder, { recursive: true });
  }
}

async function middleOf(mode: Mode): Promise<Result> {
  const results: Result[] = [];
  for (let round = 0; round < rounds; round += 1) results.push(await measure(mode));
  const middle = results.toSorted((a, b) => a.perLeg - b.perLeg)[Math.floor(rounds / 2)];
  if (!middle) throw new Error('nothing was measured');
  return middle;
}

export async function run(): Promise<Row[]> {
  const calls = await middleOf('calls');
  const row = (name: string, { perLeg, perSecond }: Result, note: string): Row => ({
    name: `embedded PBX, CPU per leg, ${name}`,
    value: perLeg,
    unit: '% of a core',
    target: 1.5,
    reference: calls.perLeg,
    referenceName: `${legs / 2} relayed calls`,
    note: `${note}; ${perSecond.toFixed(1)} packets a second and leg in this run`,
  });
  return [
    row(`one conference of ${legs}`, await middleOf('conference'), `all ${legs} speak at once`),
    row(`${legs / 2} recorded calls`, await middleOf('recorded calls'), 'stereo, to the temporary folder'),
  ];
}
