import { z } from 'zod';
import type { Party } from './call.ts';
import { SpokenLanguage } from './sound.ts';
import { DialledNumber } from './text.ts';

/** Whom a queue rings: all at once; who has been idle longest; who took fewest calls; anybody; each in turn, from the one after the last; each in the order of the list. */
export const ringStrategies = ['ring-all', 'least-recent', 'fewest-calls', 'random', 'round-robin', 'linear'] as const;
export type RingStrategy = (typeof ringStrategies)[number];

const seconds = (least: number, most: number) => z.number().int().min(least).max(most);

/** How a queue treats its callers. */
export const QueueRules = z.strictObject({
  strategy: z.enum(ringStrategies).default('ring-all'),
  /** How long one agent rings. */
  ringSeconds: seconds(5, 120).default(20),
  /** Pause before somebody else, or the same again, is rung. */
  retrySeconds: seconds(0, 60).default(2),
  /** An agent's rest behind each call. */
  wrapUpSeconds: seconds(0, 3600).default(0),
  /** 0: callers wait as long as they like. */
  maximumWaitSeconds: seconds(0, 86_400).default(0),
  /** 0: any number waits. */
  maximumCallers: z.number().int().min(0).max(1000).default(0),
  /** Whether somebody may begin to wait where no agent is logged in and not paused. */
  joinEmpty: z.boolean().default(false),
  /** Whether who waits is let go when the last agent goes. */
  leaveEmpty: z.boolean().default(true),
  /** Whether agents are rung who are in a call of their own. */
  ringInUse: z.boolean().default(false),
  /** Said at the beginning, to who has to wait. */
  announceJoin: z.boolean().default(true),
  announcePosition: z.boolean().default(true),
  announceWait: z.boolean().default(false),
  /** Time between two announcements; 0: none but the first. */
  announceSeconds: seconds(0, 600).default(45),
  /** Where callers go who waited too long, found nobody or no place; null: they are told and the call ends. */
  overflow: DialledNumber.nullable().default(null),
  language: SpokenLanguage.nullable().default(null),
});
export type QueueRules = z.output<typeof QueueRules>;

/** What an agent is doing, in this order of importance. */
export const agentStates = ['logged-out', 'paused', 'ringing', 'on-queue-call', 'on-call', 'wrap-up', 'available', 'unreachable'] as const;
export type AgentState = (typeof agentStates)[number];

/** A member of a queue, as the queue sees them. */
export interface Agent {
  extensionId: string;
  number: string;
  name: string;
  state: AgentState;
  since: number;
  /** While paused. */
  pause?: { reason?: string; until?: number };
  /** The call of the queue they have. */
  callId?: string;
}

/** Somebody who waits in a queue, the next one first. */
export interface WaitingCaller {
  callId: string;
  party: Party;
  since: number;
}

/** A queue that takes calls. A row of the topic `queues`, for its agents, its managers and supervisors. */
export interface Queue {
  id: string;
  number: string;
  name: string;
  agents: Agent[];
  waiting: WaitingCaller[];
  /** The viewer takes its calls. */
  member?: boolean;
}
