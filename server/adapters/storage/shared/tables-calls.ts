/* The tables of past calls and recordings: the records of `ports/storage-calls.ts` column by field. */

export interface CallsTable {
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
}

export interface CallLegsTable {
  callId: string;
  position: number;
  legId: string;
  role: string;
  number: string;
  name: string | null;
  extensionId: string | null;
  startedAt: number;
  answeredAt: number | null;
  endedAt: number;
}

export interface CallStepsTable {
  callId: string;
  position: number;
  at: number;
  kind: string;
  number: string | null;
  byNumber: string | null;
}

export interface RecordingsTable {
  id: string;
  callId: string;
  startedAt: number;
  duration: number;
  fromNumber: string;
  fromName: string | null;
  toNumber: string;
  toName: string | null;
}

export interface RecordingPartiesTable { recordingId: string; extensionId: string }

export interface CallTables {
  calls: CallsTable;
  callLegs: CallLegsTable;
  callSteps: CallStepsTable;
  recordings: RecordingsTable;
  recordingParties: RecordingPartiesTable;
}
