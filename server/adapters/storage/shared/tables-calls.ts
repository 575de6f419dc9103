import type { CallLegRecord, CallRecord, CallStepRecord, QueueVisitRecord, RecordingRecord } from '../../../ports/storage-calls.ts';

/* The tables of past calls and recordings: the records of the port column by field. */

export type CallsTable = CallRecord;

export interface CallLegsTable extends Omit<CallLegRecord, 'role'> {
  callId: string;
  position: number;
  role: string;
}

export interface CallStepsTable extends Omit<CallStepRecord, 'kind'> {
  callId: string;
  position: number;
  kind: string;
}

export interface QueueVisitsTable extends Omit<QueueVisitRecord, 'leftReason'> {
  callId: string;
  position: number;
  leftReason: string;
}

export type RecordingsTable = RecordingRecord;
export interface RecordingPartiesTable { recordingId: string; extensionId: string }

export interface CallTables {
  calls: CallsTable;
  callLegs: CallLegsTable;
  callSteps: CallStepsTable;
  queueVisits: QueueVisitsTable;
  recordings: RecordingsTable;
  recordingParties: RecordingPartiesTable;
}
