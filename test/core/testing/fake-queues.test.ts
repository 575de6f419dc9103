import { createFakeSession, type FakeSession } from '@klapka/components/testing';
import type { Agent, CommandInput, CommandName } from '@klapka/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let fake: FakeSession;
beforeEach(() => {
  fake = createFakeSession('normal');
});
afterEach(() => {
  fake.dispose();
});

const refusal = async <Name extends CommandName>(name: Name, payload: CommandInput<Name>): Promise<string> => {
  try {
    await fake.command(name, payload);
    return 'done';
  } catch (error) {
    return (error as { body: { code: string } }).body.code;
  }
};
const agent = (number: string): Agent | undefined => fake.store('queues').rows.get('queue-1')?.agents.find((one) => one.number === number);
const supervise = (): void => {
  fake.account = { ...fake.account, roles: ['supervisor', 'user'] };
};

describe('agents of the scripted queue', () => {
  it('log out and in, in one queue or in all', async () => {
    expect(agent('1001')?.state).toBe('available');
    await fake.command('queue:log-out', { queueId: null });
    expect(agent('1001')).toMatchObject({ state: 'logged-out', since: fake.clock.now });
    await fake.command('queue:log-in', { queueId: 'queue-1' });
    expect(agent('1001')?.state).toBe('available');
  });

  it('pause with a reason until they resume, or until their time is up', async () => {
    await fake.command('queue:pause', { queueId: 'queue-1', reason: 'Lunch' });
    expect(agent('1001')).toMatchObject({ state: 'paused', pause: { reason: 'Lunch' } });
    await fake.command('queue:resume', { queueId: 'queue-1' });
    expect(agent('1001')).toMatchObject({ state: 'available' });
    expect(agent('1001')?.pause).toBeUndefined();

    await fake.command('queue:pause', { queueId: null, minutes: 15 });
    fake.advance(15 * 60_000 - 1);
    expect(agent('1001')?.state).toBe('paused');
    fake.advance(1);
    expect(agent('1001')?.state).toBe('available');
  });

  it('end the rest behind a call', async () => {
    const [queue] = fake.queues.all.values();
    fake.queues.patch('queue-1', { agents: queue?.agents.map((one): Agent => ({ ...one, state: 'wrap-up' })) ?? [] });
    await fake.command('queue:ready', { queueId: null });
    expect(agent('1001')?.state).toBe('available');
    expect(agent('1002')?.state).toBe('wrap-up');
  });

  it('are refused what the gateway refuses', async () => {
    expect(await refusal('queue:log-in', { queueId: 'queue-9' })).toBe('NOT_FOUND');
    expect(await refusal('queue:log-out', { queueId: null, extensionId: 'ext-1002' })).toBe('FORBIDDEN');
    expect(await refusal('queue:pause', { queueId: null, minutes: 0 })).toBe('BAD_REQUEST');
    await fake.command('queue:log-out', { queueId: null });
    expect(await refusal('queue:pause', { queueId: 'queue-1' })).toBe('CONFLICT');
    supervise();
    expect(await refusal('queue:log-out', { queueId: null, extensionId: 'ext-1002' })).toBe('done');
    expect(agent('1002')?.state).toBe('logged-out');
  });
});

describe('callers of the scripted queue', () => {
  it('become the next one where a supervisor wants so', async () => {
    const waiting = ['call-1', 'call-2', 'call-3'].map((callId) => ({ callId, party: { number: '+420777123456' }, since: fake.clock.now }));
    fake.queues.patch('queue-1', { waiting });
    expect(await refusal('queue:move-first', { callId: 'call-3' })).toBe('FORBIDDEN');
    supervise();
    expect(await refusal('queue:move-first', { callId: 'call-9' })).toBe('CALL_GONE');
    await fake.command('queue:move-first', { callId: 'call-3' });
    expect(fake.store('queues').rows.get('queue-1')?.waiting.map(({ callId }) => callId)).toEqual(['call-3', 'call-1', 'call-2']);
  });
});

describe('business hours', () => {
  it('are switched by who has the right', async () => {
    expect(await refusal('hours:switch', { hoursId: 'hours-1', override: 'closed' })).toBe('FORBIDDEN');
    fake.account = { ...fake.account, permissions: fake.account.permissions.map((group) => ({ ...group, keys: [...group.keys, 'hours.switch'] })) };
    await fake.command('hours:switch', { hoursId: 'hours-1', override: 'holiday' });
    expect(fake.hours.get('hours-1')).toBe('holiday');
    await fake.command('hours:switch', { hoursId: 'hours-1', override: null });
    expect(fake.hours.get('hours-1')).toBeNull();
    expect(await refusal('hours:switch', { hoursId: 'hours-9', override: 'open' })).toBe('NOT_FOUND');
  });
});
