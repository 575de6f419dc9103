import { describe, expect, it } from 'vitest';
import { MailboxRules } from '@klapka/protocol';
import type { VoicemailRecord } from '../../../server/ports/storage-voicemail.ts';
import type { StoragePort } from '../../../server/ports/storage.ts';
import { account, at, extension } from './records.ts';

const rules = MailboxRules.parse({ pin: '1234' });
const voicemail = (id: string, change: Partial<VoicemailRecord> = {}): VoicemailRecord => ({
  id, mailbox: '1001', fromNumber: '+420600123456', fromName: 'Žofie', at, duration: 12_345, heard: false, callId: null,
  transcriptState: 'pending', transcript: null, attempts: 0, nextAt: at, ...change,
});

/** Mailboxes, their messages, favourites. Part of `storageContract`. */
export function voicemailContract(storage: () => StoragePort): void {
  describe('mailboxes', () => {
    it('come back as they were put, and one of an extension goes with it', async () => {
      const group = { name: 'Podpora', number: '650', memberExtensionIds: ['e', 'f'] };
      await storage().write(async (tx) => {
        await tx.directory.insert(extension('e', '1001'));
        await tx.mailboxes.put({ id: 'm', extensionId: 'e', group: null, rules });
        await tx.mailboxes.put({ id: 'm', extensionId: 'e', group: null, rules: { ...rules, enabled: false } });
        await tx.mailboxes.put({ id: 'g', extensionId: null, group, rules });
      });
      const { mailboxes } = storage().read;
      expect(await mailboxes.ofExtension('e')).toEqual({ id: 'm', extensionId: 'e', group: null, rules: { ...rules, enabled: false } });
      expect(await mailboxes.get('g')).toEqual({ id: 'g', extensionId: null, group, rules });
      await storage().write((tx) => tx.directory.remove('e'));
      expect((await mailboxes.list()).map(({ id }) => id)).toEqual(['g']);
      await storage().write((tx) => tx.mailboxes.remove('g'));
      expect(await mailboxes.get('g')).toBeNull();
    });

    it('of two groups have two numbers', async () => {
      const put = (id: string): Promise<void> => storage().write((tx) => tx.mailboxes.put({ id, extensionId: null, group: { name: id, number: '650', memberExtensionIds: [] }, rules }));
      await put('a');
      await expect(put('b')).rejects.toMatchObject({ name: 'StorageError', code: 'CONFLICT' });
    });
  });

  describe('voicemails', () => {
    it('keep their transcript when the PBX tells of them again', async () => {
      const { read } = storage();
      expect(await storage().write((tx) => tx.voicemails.put(voicemail('v')))).toBe(true);
      const done = { transcriptState: 'done', transcript: 'Zavolejte mi.', attempts: 1, nextAt: at + 1 } as const;
      await storage().write((tx) => tx.voicemails.setTranscript('v', done));
      expect(await storage().write((tx) => tx.voicemails.put(voicemail('v', { heard: true, mailbox: '1002' })))).toBe(false);
      expect(await read.voicemails.get('v')).toEqual(voicemail('v', { ...done, heard: true, mailbox: '1002' }));
      await storage().write((tx) => tx.voicemails.remove('v'));
      expect(await read.voicemails.get('v')).toBeNull();
    });

    it('are listed newest first and counted by mailbox', async () => {
      await storage().write(async (tx) => {
        for (let index = 0; index < 4; index += 1) await tx.voicemails.put(voicemail(`v${index}`, { at: at + index, heard: index === 0 }));
        await tx.voicemails.put(voicemail('other', { mailbox: '1002' }));
        await tx.voicemails.put(voicemail('third', { mailbox: '1003' }));
      });
      const { voicemails } = storage().read;
      expect((await voicemails.page(['1001', '1002'], at + 3, 3)).map(({ id }) => id)).toEqual(['v2', 'v1', 'other']);
      expect(await voicemails.page([], at + 9, 3)).toEqual([]);
      expect((await voicemails.ids('1001')).toSorted()).toEqual(['v0', 'v1', 'v2', 'v3']);
      expect(await voicemails.count('1001')).toEqual({ mailbox: '1001', total: 4, unread: 3 });
      expect(await voicemails.count('nobody')).toEqual({ mailbox: 'nobody', total: 0, unread: 0 });
      expect((await voicemails.counts()).find(({ mailbox }) => mailbox === '1002')).toEqual({ mailbox: '1002', total: 1, unread: 1 });
    });

    it('wait to be written down until their time, the longest first', async () => {
      await storage().write(async (tx) => {
        await tx.voicemails.put(voicemail('late', { nextAt: at + 2 }));
        await tx.voicemails.put(voicemail('soon', { nextAt: at + 1 }));
        await tx.voicemails.put(voicemail('never', { transcriptState: 'none' }));
        await tx.voicemails.put(voicemail('future', { nextAt: at + 9 }));
      });
      expect((await storage().read.voicemails.dueTranscripts(at + 2, 10)).map(({ id }) => id)).toEqual(['soon', 'late']);
      expect((await storage().read.voicemails.dueTranscripts(at + 2, 1)).map(({ id }) => id)).toEqual(['soon']);
    });
  });

  it('favourites are an account’s own, and go with either side', async () => {
    await storage().write(async (tx) => {
      for (const id of ['a', 'b']) await tx.accounts.insert(account(id));
      for (const number of ['1001', '1002']) await tx.directory.insert(extension(`e${number}`, number));
      await tx.favourites.set('a', 'e1001', true);
      await tx.favourites.set('a', 'e1001', true);
      await tx.favourites.set('a', 'e1002', true);
      await tx.favourites.set('b', 'e1002', true);
      await tx.favourites.set('b', 'e1002', false);
    });
    const { favourites } = storage().read;
    expect(await favourites.of('a')).toEqual(['e1001', 'e1002']);
    expect(await favourites.of('b')).toEqual([]);
    await storage().write((tx) => tx.directory.remove('e1001'));
    expect(await favourites.of('a')).toEqual(['e1002']);
  });
}
