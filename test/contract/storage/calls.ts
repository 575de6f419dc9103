import { describe, expect, it } from 'vitest';
import type { CallStoryRecord, RecordingRecord } from '../../../server/ports/storage-calls.ts';
import type { StoragePort } from '../../../server/ports/storage.ts';
import { at } from './records.ts';

const story = (id: string, startedAt: number): CallStoryRecord => ({
  id, fromNumber: '1001', toNumber: '1002', fromExtensionId: 'e1', toExtensionId: null, startedAt, answeredAt: startedAt + 1, endedAt: startedAt + 2, endReason: 'hung-up', endedBy: 'caller', outside: 'in',
  legs: [
    { legId: 'b', role: 'caller', number: '1001', name: 'Žofie', extensionId: 'e1', startedAt, answeredAt: startedAt + 1, endedAt: startedAt + 2 },
    { legId: 'a', role: 'callee', number: '1002', name: null, extensionId: null, startedAt, answeredAt: null, endedAt: startedAt + 2 },
  ],
  steps: [{ at: startedAt, kind: 'sent-on', number: '1003', byNumber: '1002' }, { at: startedAt, kind: 'conference', number: null, byNumber: null }, { at: startedAt, kind: 'voicemail', number: '1002', byNumber: null }],
  visits: [
    { queueId: 'q', queueNumber: '600', queueName: 'Support', enteredAt: startedAt, answeredAt: null, agentExtensionId: null, agentNumber: null, leftAt: startedAt + 1, leftReason: 'moved' },
    { queueId: null, queueNumber: '601', queueName: 'Sales', enteredAt: startedAt + 1, answeredAt: startedAt + 2, agentExtensionId: 'e2', agentNumber: '1002', leftAt: startedAt + 2, leftReason: 'answered' },
  ],
});
const recording = (id: string, startedAt: number): RecordingRecord => ({
  id, callId: 'c', startedAt, duration: 12_345, fromNumber: '+420600123456', fromName: null, toNumber: '1002', toName: 'Boris',
});

/** Past calls and recordings. Part of `storageContract`. */
export function callsContract(storage: () => StoragePort): void {
  describe('past calls', () => {
    it('come back with their story in its order, and are stored once', async () => {
      await storage().write((tx) => tx.calls.insert(story('c', at)));
      await storage().write((tx) => tx.calls.insert({ ...story('c', at), endReason: 'lost', legs: [] }));
      expect(await storage().read.calls.byId('c')).toEqual(story('c', at));
      expect(await storage().read.calls.byId('nothing')).toBeNull();
    });

    it('say who waited in a queue from a time on', async () => {
      await storage().write(async (tx) => {
        for (const [id, time] of [['late', at + 9], ['early', at], ['before', at - 1]] as const) await tx.calls.insert(story(id, time));
      });
      const visits = await storage().read.calls.visitsOf('q', at);
      expect(visits.map(({ callId, enteredAt, leftReason }) => [callId, enteredAt, leftReason])).toEqual([['early', at, 'moved'], ['late', at + 9, 'moved']]);
    });

    it('are listed newest first', async () => {
      await storage().write(async (tx) => {
        for (const [id, time] of [['old', at], ['new', at + 2], ['middle', at + 1]] as const) await tx.calls.insert(story(id, time));
      });
      expect((await storage().read.calls.recent(2)).map(({ id }) => id)).toEqual(['new', 'middle']);
    });
  });

  describe('recordings', () => {
    it('are of whoever is heard in them, page by page', async () => {
      await storage().write(async (tx) => {
        for (let index = 0; index < 4; index += 1) await tx.recordings.insert(recording(`r${index}`, at + index), index === 3 ? ['e2'] : ['e1', 'e2']);
        await tx.recordings.insert(recording('r0', 0), ['e9']);
      });
      const { recordings } = storage().read;
      expect((await recordings.ofExtension('e1', at + 2, 10)).map(({ id }) => id)).toEqual(['r1', 'r0']);
      expect((await recordings.ofExtension('e2', Number.MAX_SAFE_INTEGER, 2)).map(({ id }) => id)).toEqual(['r3', 'r2']);
      expect(await recordings.ofExtension('e9', Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
      expect(await Promise.all([recordings.isOf('r3', 'e1'), recordings.isOf('r3', 'e2'), recordings.isOf('nothing', 'e1')])).toEqual([false, true, false]);
      expect(await recordings.get('r0')).toEqual(recording('r0', at));
    });

    it('are forgotten with whose they were', async () => {
      await storage().write((tx) => tx.recordings.insert(recording('r', at), ['e1']));
      await storage().write((tx) => tx.recordings.remove('r'));
      expect(await storage().read.recordings.get('r')).toBeNull();
      expect(await storage().read.recordings.isOf('r', 'e1')).toBe(false);
    });
  });
}
