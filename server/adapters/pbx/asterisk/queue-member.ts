import type { AgentState } from '@klapka/protocol';
import type { AmiMessage } from './ami/message.ts';

/** An agent that Asterisk has as a member of a queue. */
export interface Member {
  /** `QueueMemberStatus`, of Asterisk's device states. */
  status: number;
  paused: boolean;
  /** In a call of the queue. */
  inCall: boolean;
  /** ms; when their last call of the queue ended. */
  lastCall: number;
  /** Call from the queue they are in, by its legs: it may go on in another way than app_queue knows of. */
  onCall?: string;
  /** Call of the queue they are rung for or have, and the channel that rings. */
  callId?: string;
  ringing?: string;
}

/** Rung in vain, or done. */
export function rests(member: Member): void {
  delete member.callId;
  delete member.ringing;
}

export function memberOf(item: AmiMessage, before: Member | undefined): Member {
  const lastCall = Number(item.get('LastCall')) * 1000;
  return {
    ...before,
    status: Number(item.get('Status')), paused: item.get('Paused') === '1', inCall: item.get('InCall') === '1',
    // Asterisk counts whole seconds; what we have seen ourselves is exact.
    lastCall: before && Math.abs(before.lastCall - lastCall) < 2000 ? before.lastCall : lastCall,
  };
}

/** Asterisk's device states: 1 idle, 2 in use, 3 busy, 6 ringing, 7 ringing in a call, 8 held; 0, 4 and 5 not there. */
export function stateOf(member: Member | undefined, rests: boolean): AgentState {
  if (!member) return 'logged-out';
  if (member.paused) return 'paused';
  if (member.ringing !== undefined) return 'ringing';
  if (member.inCall || member.onCall !== undefined) return 'on-queue-call';
  if ([2, 3, 6, 7, 8].includes(member.status)) return 'on-call';
  if (rests) return 'wrap-up';
  return member.status === 1 ? 'available' : 'unreachable';
}
