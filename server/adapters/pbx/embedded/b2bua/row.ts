import type { Call as CallRow, Party } from '@klapka/protocol';
import type { Call } from './call.ts';
import type { SipLeg } from './leg.ts';

/** Whom this leg talks with, as its phone is told. */
export function farSideOf({ participants, conference, from, to }: Call, leg: SipLeg): Party {
  const other = participants.find((candidate) => candidate !== leg);
  return other && !conference ? other.party : leg.role === 'caller' ? to : from;
}

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
