import { describe, expect, it } from 'vitest';
import { Hours, Menu, QueueRules, Trunk } from '@klapka/protocol';
import type { StoragePort } from '../../../server/ports/storage.ts';
import { account, at } from './records.ts';

const menu = (id: string, name: string) => ({ ...Menu.parse({ name, number: '620', keys: { 1: '600', '*': '+420600123456' } }), id });

/** Where calls go: numbers, queues' rules and agents, menus and the like. Part of `storageContract`. */
export function routesContract(storage: () => StoragePort): void {
  describe('routes', () => {
    it('come back as they went in, by kind, in the order they were made', async () => {
      const hours = { ...Hours.parse({ name: 'Office', timeZone: 'Europe/Prague', open: [{ days: [1, 5], from: '08:00', to: '16:30' }], holidays: [] }), id: 'h' };
      await storage().write(async (tx) => {
        await tx.routes.put('menu', menu('b', 'Second by name'));
        await tx.routes.put('menu', menu('a', 'Another'));
        await tx.routes.put('hours', hours);
      });
      const { routes } = storage().read;
      expect(await routes.list('menu')).toEqual([menu('b', 'Second by name'), menu('a', 'Another')]);
      expect(await routes.get('hours', 'h')).toEqual(hours);
      expect(await routes.get('menu', 'h')).toBeNull();
      await storage().write(async (tx) => {
        await tx.routes.put('menu', { ...menu('b', 'Renamed'), rounds: 1 });
        await tx.routes.remove('hours', 'a');
        await tx.routes.remove('hours', 'h');
      });
      expect((await routes.list('menu')).map(({ name, rounds }) => [name, rounds])).toEqual([['Renamed', 1], ['Another', 3]]);
      expect(await routes.list('hours')).toEqual([]);
    });

    it('have a name of their own among their kind', async () => {
      await storage().write((tx) => tx.routes.put('menu', menu('a', 'Front door')));
      await storage().write((tx) => tx.routes.put('trunk', { ...Trunk.parse({ name: 'Front door', server: 'sip.example.com' }), id: 't' }));
      await expect(storage().write((tx) => tx.routes.put('menu', menu('b', 'Front door')))).rejects.toMatchObject({ code: 'CONFLICT' });
    });
  });

  describe('inside numbers', () => {
    it('have one owner, and an owner one number', async () => {
      await storage().write((tx) => tx.numbers.take({ number: '600', kind: 'queue', ownerId: 'q' }));
      for (const record of [{ number: '600', kind: 'menu', ownerId: 'm' }, { number: '601', kind: 'queue', ownerId: 'q' }] as const) {
        await expect(storage().write((tx) => tx.numbers.take(record))).rejects.toMatchObject({ code: 'CONFLICT' });
      }
      expect(await storage().read.numbers.owner('600')).toEqual({ number: '600', kind: 'queue', ownerId: 'q' });
      expect(await storage().read.numbers.of('q')).toMatchObject({ number: '600' });
      await storage().write((tx) => tx.numbers.free('q'));
      expect(await storage().read.numbers.owner('600')).toBeNull();
    });
  });

  describe('queues', () => {
    const rules = QueueRules.parse({ strategy: 'linear', overflow: '#1001' });
    const prepare = () => storage().write(async (tx) => {
      for (const id of ['a', 'b', 'c']) await tx.accounts.insert(account(id));
      await tx.queues.insert({ id: 'q', name: 'Support', number: '600', takesCalls: true, takesMessages: false, rules });
      await tx.queues.setMembers('q', ['b', 'a', 'b'], at);
    });

    it('keep their rules and the order of their members', async () => {
      await prepare();
      expect((await storage().read.queues.get('q'))?.rules).toEqual(rules);
      await storage().write((tx) => tx.queues.update('q', { rules: { ...rules, ringSeconds: 5 } }));
      expect((await storage().read.queues.list())[0]?.rules.ringSeconds).toBe(5);
      expect((await storage().read.queues.members()).map(({ accountId }) => accountId)).toEqual(['b', 'a']);
    });

    it('keep how an agent stands while they stay, and let who is new begin logged in', async () => {
      await prepare();
      const paused = { loggedIn: false, pause: { reason: 'Oběd', until: at + 60_000 }, since: at + 1 };
      expect(await storage().write((tx) => tx.queues.setStanding('q', 'a', paused))).toBe(true);
      expect(await storage().write((tx) => tx.queues.setStanding('q', 'c', paused))).toBe(false);
      await storage().write((tx) => tx.queues.setMembers('q', ['a', 'c'], at + 5));
      expect(await storage().read.queues.members()).toEqual([
        { queueId: 'q', accountId: 'a', ...paused },
        { queueId: 'q', accountId: 'c', loggedIn: true, pause: null, since: at + 5 },
      ]);
      await storage().write((tx) => tx.queues.setMembers('q', [], at));
      expect(await storage().read.queues.members()).toEqual([]);
    });
  });

  it('sounds are kept once by their name', async () => {
    const sound = { name: 'hash', storageKey: 'one', bytes: 3, createdAt: at };
    await storage().write((tx) => tx.sounds.insert(sound));
    await storage().write((tx) => tx.sounds.insert({ ...sound, storageKey: 'two' }));
    expect(await storage().read.sounds.get('hash')).toEqual(sound);
    expect(await storage().read.sounds.get('other')).toBeNull();
  });
}
