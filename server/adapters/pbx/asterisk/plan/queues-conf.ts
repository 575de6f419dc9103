import type { RingStrategy } from '@klapka/protocol';
import type { PbxPlan, PbxQueue } from '../../../../ports/pbx-plan.ts';
import { dialled } from './dialplan.ts';

const strategies: Readonly<Record<RingStrategy, string>> = {
  'ring-all': 'ringall', 'least-recent': 'leastrecent', 'fewest-calls': 'fewestcalls', random: 'random', 'round-robin': 'rrmemory', linear: 'linear',
};
const yes = (on: boolean): string => (on ? 'yes' : 'no');
/** Seconds: as good as never again. */
const never = 86_400;

/** queues.conf of the plan. Agents are no part of it: they come and go while it runs. */
export function queueFile({ queues }: PbxPlan): string {
  return ['; Written by the gateway, again and again: changes are lost.', ...queues.flatMap(queueLines), ''].join('\n');
}

function queueLines(queue: PbxQueue): string[] {
  const announceEvery = queue.announceSeconds || never;
  return [
    '', `[${dialled(queue.number)}]`,
    `strategy = ${strategies[queue.strategy]}`,
    `timeout = ${queue.ringSeconds}`,
    // 0 would be Asterisk's own default, which is longer.
    `retry = ${Math.max(1, queue.retrySeconds)}`,
    'timeoutpriority = app',
    `wrapuptime = ${queue.wrapUpSeconds}`,
    `maxlen = ${queue.maximumCallers}`,
    `joinempty = ${queue.joinEmpty ? 'yes' : 'paused'}`,
    // Who came while nobody was there stays: the last one who goes is seen by the gateway.
    `leavewhenempty = ${queue.leaveEmpty && !queue.joinEmpty ? 'paused' : 'no'}`,
    `ringinuse = ${yes(queue.ringInUse)}`,
    'autofill = yes',
    `announce-frequency = ${queue.announcePosition || queue.announceWait ? announceEvery : 0}`,
    'min-announce-frequency = 5',
    `announce-position = ${yes(queue.announcePosition)}`,
    `announce-holdtime = ${yes(queue.announceWait)}`,
    'queue-thereare = queue-position',
    'queue-callswaiting =',
    'queue-holdtime = queue-wait-about',
    'queue-minutes = count/minute-many',
    'musicclass = default',
  ];
}
