import type { AgentState } from '@klapka/protocol';
import { PbxError } from './pbx-error.ts';
import type { PbxAgentStanding } from './pbx-plan.ts';

/** An agent as the PBX sees them. */
export interface PbxAgent {
  queueNumber: string;
  extensionNumber: string;
  state: AgentState;
  since: number;
  /** The call of the queue they have or are rung for. */
  callId?: string;
}

/** Who waits in a queue, the next one first. Names and numbers stand in the calls. */
export interface PbxWaiting {
  queueNumber: string;
  callers: readonly { callId: string; since: number }[];
}

/** What can be done with queues. All reject with `PbxError`: NOT_FOUND, CALL_GONE, NOT_SUPPORTED, PBX_UNAVAILABLE. */
export interface QueueActions {
  /** Takes calls from now on, or does not; what rings there already is not rung any more where it must not. */
  setStanding(queueNumber: string, extensionNumber: string, standing: PbxAgentStanding): Promise<void>;
  /** Ends an agent's rest behind a call. Nothing where there is none. */
  endWrapUp(queueNumber: string, extensionNumber: string): Promise<void>;
  /** Somebody who waits becomes the next one. */
  moveFirst(callId: string): Promise<void>;
}

const refuse = (): Promise<never> => Promise.reject(new PbxError('NOT_SUPPORTED', 'This PBX has no queues'));
export const noQueueActions: QueueActions = { setStanding: refuse, endWrapUp: refuse, moveFirst: refuse };
