import type { Kysely } from 'kysely';
import { callStepKinds, queueLeftReasons } from '../../../../ports/storage-calls.ts';
import type { CallLegRecord, CallStepRecord, CallsRepository, QueueVisitRecord, RecordingsRepository } from '../../../../ports/storage-calls.ts';
import type { CallLegsTable, CallStepsTable, QueueVisitsTable } from '../tables-calls.ts';
import type { Tables } from '../tables.ts';

const roles = ['caller', 'callee', 'monitor'] as const;

export function callsRepository(db: Kysely<Tables>): CallsRepository {
  return {
    async insert({ legs, steps, visits, ...call }) {
      const inserted = await db.insertInto('calls').values(call).onConflict((on) => on.column('id').doNothing()).returning('id').executeTakeFirst();
      if (!inserted) return;
      if (legs.length > 0) await db.insertInto('callLegs').values(legs.map((leg, position) => ({ ...leg, callId: call.id, position }))).execute();
      if (steps.length > 0) await db.insertInto('callSteps').values(steps.map((step, position) => ({ ...step, callId: call.id, position }))).execute();
      if (visits.length > 0) await db.insertInto('queueVisits').values(visits.map((visit, position) => ({ ...visit, callId: call.id, position }))).execute();
    },
    async byId(id) {
      const call = await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst();
      if (!call) return null;
      const legs = await db.selectFrom('callLegs').selectAll().where('callId', '=', id).orderBy('position').execute();
      const steps = await db.selectFrom('callSteps').selectAll().where('callId', '=', id).orderBy('position').execute();
      const visits = await db.selectFrom('queueVisits').selectAll().where('callId', '=', id).orderBy('position').execute();
      return { ...call, legs: legs.map(toLeg), steps: steps.map(toStep), visits: visits.map(toVisit) };
    },
    recent: (limit) => db.selectFrom('calls').selectAll().orderBy('startedAt', 'desc').limit(limit).execute(),
    async visitsOf(queueId, since) {
      const rows = await db.selectFrom('queueVisits').selectAll().where('queueId', '=', queueId).where('enteredAt', '>=', since).orderBy('enteredAt').execute();
      return rows.map((row) => ({ ...toVisit(row), callId: row.callId }));
    },
  };
}

function toVisit({ callId: _callId, position: _position, leftReason, ...visit }: QueueVisitsTable): QueueVisitRecord {
  return { ...visit, leftReason: queueLeftReasons.find((known) => known === leftReason) ?? 'lost' };
}

function toLeg({ legId, role, number, name, extensionId, startedAt, answeredAt, endedAt }: CallLegsTable): CallLegRecord {
  return { legId, role: roles.find((known) => known === role) ?? 'callee', number, name, extensionId, startedAt, answeredAt, endedAt };
}

function toStep({ at, kind, number, byNumber }: CallStepsTable): CallStepRecord {
  return { at, kind: callStepKinds.find((known) => known === kind) ?? 'sent-on', number, byNumber };
}

export function recordingsRepository(db: Kysely<Tables>): RecordingsRepository {
  return {
    async insert(recording, extensionIds) {
      const inserted = await db.insertInto('recordings').values(recording).onConflict((on) => on.column('id').doNothing()).returning('id').executeTakeFirst();
      if (!inserted || extensionIds.length === 0) return;
      await db.insertInto('recordingParties').values(extensionIds.map((extensionId) => ({ recordingId: recording.id, extensionId }))).execute();
    },
    get: async (id) => (await db.selectFrom('recordings').selectAll().where('id', '=', id).executeTakeFirst()) ?? null,
    ofExtension: (extensionId, before, limit) => db.selectFrom('recordings')
      .innerJoin('recordingParties', 'recordingParties.recordingId', 'recordings.id')
      .selectAll('recordings')
      .where('recordingParties.extensionId', '=', extensionId)
      .where('recordings.startedAt', '<', before)
      .orderBy('recordings.startedAt', 'desc')
      .limit(limit)
      .execute(),
    async isOf(id, extensionId) {
      const row = await db.selectFrom('recordingParties').select('recordingId').where('recordingId', '=', id).where('extensionId', '=', extensionId).executeTakeFirst();
      return row !== undefined;
    },
    async remove(id) {
      await db.deleteFrom('recordings').where('id', '=', id).execute();
    },
  };
}
