import type { Call, Leg, Party } from '@klapka/protocol';

interface Side {
  readonly direction: 'outgoing' | 'incoming';
  readonly number: string;
  readonly name: string;
  readonly sipCallId: string;
}

/** Who takes part in a call beside this phone; those who only listen do not. */
export function otherLegs({ sipCallId }: Pick<Side, 'sipCallId'>, row: Call | undefined): Leg[] {
  return row?.legs.filter((leg) => leg.role !== 'monitor' && leg.state !== 'ended' && leg.sipCallId !== sipCallId) ?? [];
}

/**
 * The other party of a call of this phone. What the PBX says of it (`row`) goes before what its signalling said; after a
 * transfer it is somebody else than the call was made to.
 */
export function farSide(call: Side, row: Call | undefined): Party {
  const [other, more] = otherLegs(call, row);
  const role = row?.legs.find((leg) => leg.sipCallId === call.sipCallId)?.role;
  // Whoever was called is the caller of a call that was passed on or parked: its `from` is their own name.
  const known = other?.state === 'talking' && !more ? other.party : row?.parked?.by ?? (role === 'caller' || call.direction === 'outgoing' ? row?.to : row?.from);
  const number = known?.number || call.number;
  const name = known?.name ?? (number === call.number ? call.name : '');
  return { ...known, number, ...(name ? { name } : {}) };
}
