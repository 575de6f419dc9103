import { callPlaces } from '@klapka/protocol';

/** One side of a past call, from its first sign to its end. */
export interface CallLegRecord {
  legId: string;
  role: 'caller' | 'callee' | 'monitor';
  number: string;
  name: string | null;
  extensionId: string | null;
  startedAt: number;
  answeredAt: number | null;
  endedAt: number;
}

/** What happened to a call besides its legs coming and going. */
export const callStepKinds = ['sent-on', 'parked', 'retrieved', 'conference', 'recording', 'recording-paused', 'recording-off', ...callPlaces] as const;
export type CallStepKind = (typeof callStepKinds)[number];

export interface CallStepRecord {
  at: number;
  kind: CallStepKind;
  /** Where to: the number it was sent on to, the slot it was parked on, the queue, group, menu or mailbox it came to. */
  number: string | null;
  /** Number of who did it, where the PBX tells. */
  byNumber: string | null;
}

/** Why somebody waited in a queue no more: an agent took it; they hung up; the queue let them go; they went elsewhere; the call was lost. */
export const queueLeftReasons = ['answered', 'abandoned', 'turned-away', 'moved', 'lost'] as const;
export type QueueLeftReason = (typeof queueLeftReasons)[number];

/** One time in one queue. */
export interface QueueVisitRecord {
  /** Null where there is no such queue any more. */
  queueId: string | null;
  queueNumber: string;
  queueName: string;
  enteredAt: number;
  answeredAt: number | null;
  agentExtensionId: string | null;
  agentNumber: string | null;
  leftAt: number;
  leftReason: QueueLeftReason;
}

/** A past call: whoever was in it has a leg. */
export interface CallRecord {
  id: string;
  fromNumber: string;
  toNumber: string;
  fromExtensionId: string | null;
  toExtensionId: string | null;
  startedAt: number;
  answeredAt: number | null;
  endedAt: number;
  endReason: string;
  endedBy: string | null;
  /** With somebody outside: who called whom. */
  outside: 'in' | 'out' | null;
}

/** A past call with its story, both in the order of time. */
export interface CallStoryRecord extends CallRecord {
  legs: CallLegRecord[];
  steps: CallStepRecord[];
  visits: QueueVisitRecord[];
}

export interface CallsRepository {
  /** A second record of the same call changes nothing. */
  insert(call: CallStoryRecord): Promise<void>;
  byId(id: string): Promise<CallStoryRecord | null>;
  recent(limit: number): Promise<CallRecord[]>;
  /** Of one queue, from `since` on, the first first. */
  visitsOf(queueId: string, since: number): Promise<(QueueVisitRecord & { callId: string })[]>;
}

/** What was recorded, and of whom. The audio is the PBX's. */
export interface RecordingRecord {
  id: string;
  callId: string;
  startedAt: number;
  /** Of the audio, ms. */
  duration: number;
  fromNumber: string;
  fromName: string | null;
  toNumber: string;
  toName: string | null;
}

export interface RecordingsRepository {
  /** With the inside people who are heard in it. A second record of the same recording changes nothing. */
  insert(recording: RecordingRecord, extensionIds: readonly string[]): Promise<void>;
  get(id: string): Promise<RecordingRecord | null>;
  /** Newest first; `before` is a time they began at. */
  ofExtension(extensionId: string, before: number, limit: number): Promise<RecordingRecord[]>;
  /** Whether somebody is heard in it. */
  isOf(id: string, extensionId: string): Promise<boolean>;
  remove(id: string): Promise<void>;
}
