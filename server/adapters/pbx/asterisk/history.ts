import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Call, CallEndReason, Party } from '@klapka/protocol';
import { trunkPrefix } from './plan/outside.ts';
import { endpointOf } from './translate.ts';

/** A line of Asterisk's records: one connection of a call, as `config/cdr_custom.conf` has it written. Times in ms, 0: never. */
interface CallRecord {
  linkedId: string;
  start: number;
  answer: number;
  end: number;
  disposition: string;
  application: string;
  channel: string;
  destination: string;
  source: string;
  dialled: string;
}

const block = 64 * 1024;
/** Nobody reads more than this of it at once. */
const maximumRead = 32 * 1024 * 1024;
/** ms. Lines are in the order connections ended, and the first of a call's may have ended long before the last. */
const longestCall = 6 * 3_600_000;
/** What is answered by these was answered by nobody. */
const machines: ReadonlySet<string> = new Set(['Queue', 'BackGround', 'WaitExten', 'Playback', 'Answer', 'Hangup', 'Dial', 'Goto']);
const reasons: Readonly<Record<string, CallEndReason>> = { 'NO ANSWER': 'no-answer', BUSY: 'busy', FAILED: 'failed', CONGESTION: 'failed' };

function parseRecord(line: string): CallRecord | null {
  const [linkedId = '', start, answer, end, disposition = '', application = '', channel = '', destination = '', source = '', dialled = ''] = line.split(',');
  const time = (text = ''): number => Math.round(Number(text) * 1000) || 0;
  const record = { linkedId, start: time(start), answer: time(answer), end: time(end), disposition, application, channel, destination, source, dialled };
  return linkedId !== '' && record.start > 0 && record.end >= record.start ? record : null;
}

/** Calls that ended since then, from what Asterisk wrote down: for the time the gateway was away. */
export async function readHistory(path: string, since: number, nameOf: (number: string) => string | undefined): Promise<Call[]> {
  const records = (await tail(path, since - longestCall)).flatMap((line) => parseRecord(line) ?? []);
  const calls = Map.groupBy(records, ({ linkedId }) => linkedId);
  return [...calls.values()].flatMap((parts) => callOf(parts, nameOf) ?? []).filter(({ endedAt = 0 }) => endedAt > since);
}

/** One call of what has one `Linkedid`. Who ended it is not written down. */
function callOf(parts: readonly CallRecord[], nameOf: (number: string) => string | undefined): Call | null {
  const [first] = parts.toSorted((a, b) => a.start - b.start).filter(({ channel }) => endpointOf(channel) !== null);
  if (!first) return null;
  const party = (number: string, inside: boolean): Party => {
    const name = inside ? nameOf(number) : undefined;
    return name === undefined ? { number } : { number, name };
  };
  const caller = endpointOf(first.channel) ?? '';
  const comesIn = caller.startsWith(trunkPrefix);
  const goesOut = parts.some(({ destination }) => endpointOf(destination)?.startsWith(trunkPrefix));
  const taken = parts.filter(({ disposition, destination, application, answer }) =>
    disposition === 'ANSWERED' && answer > 0 && (endpointOf(destination) !== null || !machines.has(application)));
  const answeredAt = Math.min(...taken.map(({ answer }) => answer));
  const reason = parts.map(({ disposition }) => reasons[disposition]).findLast((one) => one !== undefined);
  return {
    id: first.linkedId,
    from: party(comesIn ? first.source : caller, !comesIn),
    to: party(first.dialled, !goesOut),
    state: 'ended',
    legs: [],
    startedAt: first.start,
    ...(taken.length > 0 ? { answeredAt } : {}),
    endedAt: Math.max(...parts.map(({ end }) => end)),
    endReason: taken.length > 0 ? 'hung-up' : reason ?? 'no-answer',
    ...(comesIn ? { outside: 'in' as const } : goesOut ? { outside: 'out' as const } : {}),
  };
}

/** The last lines of the file, back to one that is older. */
async function tail(path: string, oldest: number): Promise<string[]> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    // Nobody has called anybody yet.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  try {
    const { size } = await file.stat();
    let text = Buffer.alloc(0);
    for (let from = size; from > 0 && text.length < maximumRead; ) {
      const length = Math.min(block, from);
      from -= length;
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, from);
      text = Buffer.concat([buffer, text]);
      const lines = text.toString('utf8').split('\n').slice(from === 0 ? 0 : 1);
      const [earliest] = lines;
      if (from === 0 || (earliest !== undefined && (parseRecord(earliest)?.end ?? oldest) < oldest)) return lines;
    }
    return text.toString('utf8').split('\n').slice(1);
  } finally {
    await file.close();
  }
}
