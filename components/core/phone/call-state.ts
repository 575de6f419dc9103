import type { PhoneCall, PhoneCallState } from './phone-port.ts';

/*
 * A call in this page. Every arrow is a row of the table below; anything else is a bug and throws.
 *
 *   outgoing   dialling ──180/183──▶ ringing ──200──▶ talking ──▶ ended
 *                 │  └──────────────200─────────────────▲           ▲
 *                 └────────rejected, cancelled──────────────────────┤
 *   resumed    answering ──200 sent──────────────────▶ talking ─────┤
 *                                                                   │
 *   incoming   ringing ──answer──▶ answering ──200 sent──▶ talking ─┤
 *                 ▲│                 │  │                           │
 *                 └┼─ no microphone ─┘  └───────────────────────────┤
 *                  └────────────declined, cancelled─────────────────┘
 *
 *   dialling    the INVITE is being made or was sent; nothing came back but 100
 *   ringing     the far phone rings (outgoing), or this one does (incoming)
 *   answering   the person answered, or this page takes over a call of the page before it: microphone and answer are being made
 *   talking     both sides agreed; held and muted are properties of this state
 *   ended       for good; `endReason` says why
 */
const table: Record<PhoneCall['direction'], Record<PhoneCallState, readonly PhoneCallState[]>> = {
  outgoing: {
    dialling: ['ringing', 'talking', 'ended'],
    ringing: ['talking', 'ended'],
    answering: ['talking', 'ended'],
    talking: ['ended'],
    ended: [],
  },
  incoming: {
    dialling: [],
    ringing: ['answering', 'ended'],
    answering: ['talking', 'ringing', 'ended'],
    talking: ['ended'],
    ended: [],
  },
};

/** A transition the table does not have: a bug of ours, never something to catch. */
export class CallStateError extends Error {
  constructor(direction: string, from: PhoneCallState, to: PhoneCallState) {
    super(`An ${direction} call cannot go from ${from} to ${to}`);
    this.name = 'CallStateError';
  }
}

export function canMove(call: Pick<PhoneCall, 'direction' | 'state'>, to: PhoneCallState): boolean {
  return table[call.direction][call.state].includes(to);
}

/** The call in its next state, with `change` applied. */
export function moved(call: PhoneCall, to: PhoneCallState, change: Partial<PhoneCall> = {}): PhoneCall {
  if (!canMove(call, to)) throw new CallStateError(call.direction, call.state, to);
  return { ...call, ...change, state: to };
}
