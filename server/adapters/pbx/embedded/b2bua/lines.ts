import type { LineState } from '@klapka/protocol';

export interface LineLeg {
  role: 'caller' | 'callee' | 'monitor';
  state: 'dialling' | 'ringing' | 'talking' | 'ended';
  /** Somebody in the call holds. */
  held: boolean;
}

/** One word for what an extension is doing, from its registered devices and the legs it has. */
export function lineState(registered: boolean, legs: LineLeg[]): LineState {
  const live = legs.filter((leg) => leg.state !== 'ended');
  if (live.some((leg) => (leg.state === 'talking' ? !leg.held || leg.role === 'monitor' : leg.role !== 'callee'))) return 'busy';
  if (live.some((leg) => leg.role === 'callee' && leg.state !== 'talking')) return 'ringing';
  if (live.length > 0) return 'held';
  return registered ? 'idle' : 'offline';
}
