import type { Call, Party } from '@klapka/protocol';

interface Side {
  readonly direction: 'outgoing' | 'incoming';
  readonly number: string;
  readonly name: string;
}

/** The other party of a call of this phone. What the PBX says of it (`row`) goes before what its signalling said. */
export function farSide(call: Side, row: Call | undefined): Party {
  const known = call.direction === 'outgoing' ? row?.to : row?.from;
  const name = known?.name ?? call.name;
  return { ...known, number: call.number || (known?.number ?? ''), ...(name ? { name } : {}) };
}
