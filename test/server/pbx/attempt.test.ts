import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Attempt } from '../../../server/adapters/pbx/embedded/b2bua/attempt.ts';
import type { Member } from '../../../server/adapters/pbx/embedded/b2bua/attempt.ts';
import type { Switchboard } from '../../../server/adapters/pbx/embedded/b2bua/switchboard.ts';
import type { Device } from '../../../server/adapters/pbx/embedded/sip/device.ts';

/** A phone that says what it is told to. */
class Phone {
  readonly endpoint: Device;
  heard: 'ringing' | 'cancelled' | null = null;
  #reject: ((status: number) => void) | null = null;

  constructor(extensionNumber: string) {
    const invite = (_message: unknown, { onReject }: { onReject(response: unknown): void }): unknown => {
      this.heard = 'ringing';
      this.#reject = (statusCode) => onReject({ message: { statusCode } });
      return { cancel: () => (this.heard = 'cancelled') };
    };
    const core = { makeOutgoingRequestMessage: () => ({ callId: crypto.randomUUID() }), invite };
    const part = { extensionNumber, deviceId: crypto.randomUUID(), core, contact: 'sip:pbx', reachable: true, plainMedia: null, party: null, patience: null, invitation: () => ({ headers: [] }) };
    // As much of a device as an attempt asks for.
    this.endpoint = part as unknown as Device;
  }

  decline(status: 603 | 486): void {
    this.#reject?.(status);
  }
}

const board = {
  ringTimeout: 45_000, party: (number: string) => ({ number }), full: () => false, log: (message: string) => expect.unreachable(message),
  media: { call: () => Promise.resolve('an offer'), notify: () => undefined, close: () => undefined },
} as unknown as Switchboard;

const member = (number: string, devices: Phone[], later: Phone[] = []): Member =>
  ({ party: { number }, devices: devices.map(({ endpoint }) => endpoint), later: later.map(({ endpoint }) => endpoint), ringTimeout: 5000 });

/** Rings these, and keeps what is told of it. */
async function rung(members: Member[]): Promise<{ attempt: Attempt; told: string[] }> {
  const told: string[] = [];
  const attempt = new Attempt({
    board, from: { number: '900' }, to: { number: '650' }, role: 'callee', ringTimeout: 20_000, members,
    legDelegate: { hungUp: () => undefined, directionChanged: () => undefined, failed: () => undefined, unanswered: () => undefined },
    outcome: {
      changed: () => undefined, rings: () => undefined, answered: () => undefined,
      refused: (extensionNumber) => told.push(`no of ${extensionNumber}`),
      failed: (reason) => told.push(reason),
    },
  });
  attempt.start([]);
  await vi.advanceTimersByTimeAsync(0);
  return { attempt, told };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('several who are rung together', () => {
  it('a no of one phone of one of them is a no of all phones of that one, and of nobody else', async () => {
    const [desk, home, other] = [new Phone('1'), new Phone('1'), new Phone('2')];
    const { told } = await rung([member('1', [desk, home]), member('2', [other])]);
    desk.decline(603);
    expect([home.heard, other.heard, told]).toEqual(['cancelled', 'ringing', ['no of 1']]);
    other.decline(603);
    expect(told).toEqual(['no of 1', 'declined']);
  });

  it('one phone that is busy says nothing of the others of the same one', async () => {
    const [desk, home] = [new Phone('1'), new Phone('1')];
    const { told } = await rung([member('1', [desk, home])]);
    desk.decline(486);
    expect([home.heard, told]).toEqual(['ringing', []]);
    home.decline(486);
    expect(told).toEqual(['busy']);
  });

  it('phones of the second kind ring when their time has come, or when the first cannot', async () => {
    const [desk, mobile, second, third] = [new Phone('1'), new Phone('1'), new Phone('2'), new Phone('2')];
    const { told } = await rung([member('1', [desk], [mobile]), member('2', [second], [third])]);
    expect([mobile.heard, third.heard]).toEqual([null, null]);
    second.decline(486);
    await vi.advanceTimersByTimeAsync(0);
    expect([mobile.heard, third.heard, told]).toEqual([null, 'ringing', []]);
    await vi.advanceTimersByTimeAsync(5000);
    expect([desk.heard, mobile.heard]).toEqual(['ringing', 'ringing']);
  });

  it('phones of the second kind do not ring for who has said no or is let go', async () => {
    const [desk, mobile, second, third, last] = [new Phone('1'), new Phone('1'), new Phone('2'), new Phone('2'), new Phone('3')];
    const { attempt } = await rung([member('1', [desk], [mobile]), member('2', [second], [third]), member('3', [last])]);
    desk.decline(603);
    attempt.dismiss('2', 'cancelled');
    await vi.advanceTimersByTimeAsync(6000);
    expect([mobile.heard, second.heard, third.heard, last.heard]).toEqual([null, 'cancelled', null, 'ringing']);
  });

  it('ends for all when its time is over, and not before the last is let go', async () => {
    const [one, other] = [new Phone('1'), new Phone('2')];
    const { attempt, told } = await rung([member('1', [one]), member('2', [other])]);
    attempt.dismiss('1', 'cancelled');
    expect([attempt.pending, attempt.rings('1'), attempt.rings('2')]).toEqual([true, false, true]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect([other.heard, told, attempt.pending]).toEqual(['cancelled', ['no-answer'], false]);
    expect(attempt.include(member('1', [one]))).toBe(false);
  });

  it('somebody may be rung who joins', async () => {
    const [one, other] = [new Phone('1'), new Phone('2')];
    const { attempt, told } = await rung([member('1', [one])]);
    expect(attempt.include(member('2', [other]))).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    one.decline(603);
    expect([other.heard, told]).toEqual(['ringing', ['no of 1']]);
  });
});
