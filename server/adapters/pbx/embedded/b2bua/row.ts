import type { Call as CallRow } from '@klapka/protocol';
import type { Call } from './call.ts';

/** A call as it is told. */
export function rowOf(call: Call): CallRow {
  const { current } = call.state;
  const { endedAs, answeredAt, parked, sentOn, recording, visit, via, outside } = call;
  return {
    id: call.id,
    from: call.from,
    to: call.to,
    state: current === 'routing' ? 'ringing' : current,
    legs: call.legs.map((leg) => leg.toProtocol()),
    startedAt: call.startedAt,
    ...(answeredAt === null ? {} : { answeredAt }),
    ...(endedAs ? { endedAt: endedAs.at, endReason: endedAs.reason, endedBy: endedAs.by } : {}),
    ...(call.conference ? { conference: true as const } : {}),
    ...(recording ? { recording: recording.state } : {}),
    ...(parked ? { parked } : {}),
    ...(outside ? { outside } : {}),
    ...(visit?.place ? { at: visit.place } : {}),
    ...(via ? { via } : {}),
    ...(sentOn ? { sentOn } : {}),
  };
}
