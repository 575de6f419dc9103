import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultReach } from '@klapka/protocol';
import { type Repositories, StorageError, type StoragePort } from '../../../server/ports/storage.ts';
import { callsContract } from './calls.ts';
import { routesContract } from './routes.ts';
import { account, at, conversation, extension, message, session } from './records.ts';
import { voicemailContract } from './voicemail.ts';

/** How an adapter's test opens its storage. The same `place` opened again shows what was stored. */
export interface StorageSubject {
  open: (place: string) => Promise<StoragePort>;
  /** A module that exports `open`, for the process that gets killed. */
  module: URL;
}

export function storageContract(subject: StorageSubject): void {
  let folder: string;
  let place: string;
  let storage: StoragePort;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'klapka-storage-'));
    place = join(folder, 'klapka.sqlite');
    storage = await subject.open(place);
  });
  afterEach(async () => {
    await storage.close();
    await rm(folder, { recursive: true });
  });

  const write = <Result>(work: (tx: Repositories) => Promise<Result>): Promise<Result> => storage.write(work);

  describe('rows', () => {
    it('come back as they went in, numbers as numbers', async () => {
      const full = account('a', { roles: ['administrator', 'user'], passwordHash: 'x', passwordChangedAt: at, disabled: true });
      await write((tx) => tx.accounts.insert(full));
      const back = await storage.read.accounts.get('a');
      expect(back).toEqual(full);
      expect(typeof back?.createdAt).toBe('number');
      expect(typeof (await storage.read.accounts.count())).toBe('number');
      const row = session('s', 'a');
      await write((tx) => tx.sessions.insert(row));
      expect(await storage.read.sessions.get('s')).toEqual(row);
      const person = extension('e', '1001', { accountId: 'a', departments: ['Support', 'Office'], title: 'Ž"\'\u{1F600}' });
      await write((tx) => tx.directory.insert(person));
      expect(await storage.read.directory.byNumber('1001')).toEqual(person);
      expect(await storage.read.directory.byAccount('a')).toEqual(person);
    });

    it('of phones on desks have a password apart from their extension, which goes with it', async () => {
      const person = extension('e', '1001');
      await write((tx) => tx.directory.insert(person));
      await write((tx) => tx.directory.insert(extension('f', '1002')));
      expect(await storage.read.directory.deskPasswords()).toEqual(new Map());
      await write((tx) => tx.directory.setDeskPassword('e', 'secret'));
      expect(await storage.read.directory.deskPasswords()).toEqual(new Map([['e', 'secret']]));
      expect(await storage.read.directory.get('e')).toEqual(person);
      await write((tx) => tx.directory.setDeskPassword('e', null));
      expect(await storage.read.directory.deskPasswords()).toEqual(new Map());
      await write((tx) => tx.directory.setDeskPassword('f', 'another'));
      await write((tx) => tx.directory.remove('f'));
      expect(await storage.read.directory.deskPasswords()).toEqual(new Map());
    });

    it('of how somebody is reached are one a presence, and go with the extension', async () => {
      const reach = defaultReach('lunch');
      await write((tx) => tx.directory.insert(extension('e', '1001')));
      await write((tx) => tx.reach.put({ extensionId: 'e', state: 'lunch', reach }));
      await write((tx) => tx.reach.put({ extensionId: 'e', state: 'lunch', reach: { ...reach, ringSeconds: 7 } }));
      await write((tx) => tx.reach.put({ extensionId: 'e', state: 'away', reach }));
      expect((await storage.read.reach.of('e')).map(({ state, reach: { ringSeconds } }) => [state, ringSeconds]).toSorted()).toEqual([['away', 30], ['lunch', 7]]);
      expect(await storage.read.reach.list()).toHaveLength(2);
      await write((tx) => tx.directory.remove('e'));
      expect(await storage.read.reach.list()).toEqual([]);
    });

    it('change only in the fields that were given', async () => {
      await write((tx) => tx.accounts.insert(account('a')));
      await write((tx) => tx.accounts.update('a', { disabled: true }));
      await write((tx) => tx.accounts.update('a', {}));
      expect(await storage.read.accounts.get('a')).toEqual(account('a', { disabled: true }));
    });

    it('are null or empty where there is nothing', async () => {
      expect(await storage.read.accounts.get('nobody')).toBeNull();
      expect(await storage.read.directory.list()).toEqual([]);
      expect(await storage.read.settings.get('nothing')).toBeNull();
    });

    it('of a settings key keep the first value where asked to', async () => {
      const [first, second] = await Promise.all([write((tx) => tx.settings.setOnce('k', 'one')), write((tx) => tx.settings.setOnce('k', 'two'))]);
      expect([first, second]).toEqual(['one', 'one']);
      await write((tx) => tx.settings.set('k', 'three'));
      expect(await storage.read.settings.get('k')).toBe('three');
    });
  });

  describe('keys', () => {
    it('are unique, and told as CONFLICT', async () => {
      await write(async (tx) => {
        await tx.accounts.insert(account('a'));
        await tx.directory.insert(extension('e', '1001', { accountId: 'a' }));
        await tx.sessions.insert(session('s', 'a'));
      });
      const refused: ((tx: Repositories) => Promise<unknown>)[] = [
        (tx) => tx.accounts.insert(account('b', { email: 'a@example.com' })),
        (tx) => tx.directory.insert(extension('f', '1001')),
        (tx) => tx.directory.insert(extension('f', '1002', { accountId: 'a' })),
        (tx) => tx.sessions.insert(session('t', 'a', { refreshHash: 'hash-s' })),
        (tx) => tx.sessions.insert(session('t', 'nobody')),
      ];
      for (const work of refused) await expect(write(work)).rejects.toMatchObject({ name: 'StorageError', code: 'CONFLICT' });
    });

    it('let a message in once, whoever races', async () => {
      await write(conversation);
      const results = await Promise.all(Array.from({ length: 20 }, (_, index) => write((tx) => tx.messages.append({ ...message('client-1'), id: `m${index}` }))));
      expect(results.filter((result) => result?.duplicate === false)).toHaveLength(1);
      expect(new Set(results.map((result) => result?.message.id)).size).toBe(1);
    });

    it('number messages 1, 2, 3 without a gap under concurrency', async () => {
      await write(conversation);
      await Promise.all(Array.from({ length: 50 }, (_, index) => write((tx) => tx.messages.append(message(`client-${index}`)))));
      const { messages: stored } = await storage.read.messages.between('conversation', 0, null, 100);
      expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
      expect((await storage.read.conversations.byId('conversation'))?.seq).toBe(50);
    });

    it('go with what they belong to', async () => {
      await write(async (tx) => {
        await tx.accounts.insert(account('a'));
        await tx.sessions.insert(session('s', 'a'));
        await tx.directory.insert(extension('e', '1001', { accountId: 'a' }));
      });
      await write((tx) => tx.accounts.remove('a'));
      expect(await storage.read.sessions.get('s')).toBeNull();
      expect((await storage.read.directory.get('e'))?.accountId).toBeNull();
    });
  });

  describe('a write', () => {
    it('that throws leaves nothing, and harms none of its turn', async () => {
      const results = await Promise.allSettled([
        write((tx) => tx.accounts.insert(account('a'))),
        write(async (tx) => {
          await tx.accounts.insert(account('b'));
          throw new Error('thought better of it');
        }),
        write((tx) => tx.accounts.insert(account('c'))),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect((await storage.read.accounts.list()).map(({ id }) => id)).toEqual(['a', 'c']);
    });

    it('survives a conflict it catches itself', async () => {
      await write((tx) => tx.accounts.insert(account('a')));
      await write(async (tx) => {
        await tx.accounts.insert(account('a')).catch((error: unknown) => expect(error).toBeInstanceOf(StorageError));
        await tx.accounts.insert(account('b'));
      });
      expect(await storage.read.accounts.count()).toBe(2);
    });

    it('sees its own changes; a reader sees none before the commit', async () => {
      const reached = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      const writing = write(async (tx) => {
        await tx.accounts.insert(account('a'));
        expect(await tx.accounts.count()).toBe(1);
        reached.resolve();
        await go.promise;
      });
      await reached.promise;
      expect(await storage.read.accounts.count()).toBe(0);
      go.resolve();
      await writing;
      expect(await storage.read.accounts.count()).toBe(1);
    });

    it('inside a write is refused instead of waiting for ever', async () => {
      await expect(write(() => write((tx) => tx.accounts.count()))).rejects.toThrow(/inside a write/);
    });

    it('is not possible through the reader', async () => {
      await expect(storage.read.accounts.insert(account('a'))).rejects.toThrow();
      expect(await storage.read.accounts.count()).toBe(0);
    });

    it('after closing is UNAVAILABLE; those before are finished', async () => {
      const last = write((tx) => tx.accounts.insert(account('a')));
      await storage.close();
      await expect(write((tx) => tx.accounts.count())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await last;
      storage = await subject.open(place);
      expect(await storage.read.accounts.count()).toBe(1);
    });
  });

  callsContract(() => storage);
  voicemailContract(() => storage);
  routesContract(() => storage);

  it('opens a second time on the same data', async () => {
    await write((tx) => tx.accounts.insert(account('a')));
    await storage.close();
    storage = await subject.open(place);
    expect(await storage.read.accounts.get('a')).toEqual(account('a'));
    await expect(storage.ping()).resolves.toBeUndefined();
  });

  it('keeps every acknowledged write through kill -9, in order and once', async () => {
    await storage.close();
    for (let round = 1; round <= 3; round += 1) {
      const acknowledged = await writeUntilKilled(subject.module, `${place}-${round}`, 100 * round);
      const after = await subject.open(`${place}-${round}`);
      const { messages: stored } = await after.read.messages.between('conversation', 0, null, 100_000);
      await after.close();
      const ids = new Set(stored.map(({ clientId }) => clientId));
      expect(acknowledged.length).toBeGreaterThanOrEqual(100 * round);
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
      expect(ids.size).toBe(stored.length);
      expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
    }
    storage = await subject.open(place);
  });
}

/** Starts a process that writes without a pause, kills it once `enough` writes were acknowledged, answers all that were. */
async function writeUntilKilled(module: URL, place: string, enough: number): Promise<string[]> {
  const child = fork(new URL('./writer.ts', import.meta.url), [module.href, place], { execArgv: ['--conditions=klapka-source'] });
  const acknowledged: string[] = [];
  child.on('message', (id) => {
    acknowledged.push(String(id));
    if (acknowledged.length === enough) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}
