import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Menu, QueueRules } from '@klapka/protocol';
import type { Call, Leg, RingStrategy } from '@klapka/protocol';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import type { PbxPlan, PbxQueue } from '../../../server/ports/pbx-plan.ts';
import { create } from '../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import type { DeviceRef } from '../../../server/ports/call-actions.ts';
import type { Logger } from '../../../server/ports/logger.ts';
import type { PbxPort } from '../../../server/ports/pbx.ts';
import { PbxError } from '../../../server/ports/pbx.ts';
import type { PhoneCall } from '../../fakes/sip-phone/call.ts';
import { randomOf } from '../../fakes/random.ts';
import { TestPhone } from '../../fakes/sip-phone/phone.ts';

/** One of several, the same in every run with this seed. */
function oneOf(seed: number): <T>(choices: readonly T[]) => T | undefined {
  const random = randomOf(seed);
  return (choices) => choices[Math.floor(random() * choices.length)];
}

const numbers = ['1001', '1002', '1003', '1004'];
const dialled = [...numbers, '*43', '701', '702', '7777', '600', '601', '650', '640'];
/** Codes that are dialled, and keys that are pressed at a menu or in a call. */
const codes = ['*4', '*41002', '*74', '*074', '*711003', '*071', '600*', '601**', '*99'];
const pressed = ['1', '2', '9', '1003', '*', '*5', '*05702', '*01', '*031003', '*03600#', '*037777#', '*1', '*31003#', '*3600#', '*3#'];
/** Two queues with the same agents, and a group, one of them sends on to another. */
const queueOf = (number: string, strategy: RingStrategy, overflow: string | null): PbxQueue => ({
  ...QueueRules.parse({ strategy, overflow }), number, name: number, ringSeconds: 0.3, retrySeconds: 0.1, wrapUpSeconds: 0.1, maximumWaitSeconds: 2, announceSeconds: 1,
  agents: numbers.slice(1).map((extensionNumber) => ({ extensionNumber, loggedIn: true, paused: false })),
});
const plan: PbxPlan = {
  ...emptyPlan,
  extensions: numbers.map((number) => ({ number, name: number, groups: ['all'], picksUp: ['all'], recording: 'full' })),
  menus: [Menu.parse({ name: '640', number: '640', keys: { 1: '1002', 2: '600', '*': '640' }, directDial: true, waitSeconds: 1, rounds: 2, otherwise: '650' })],
  queues: [queueOf('600', 'ring-all', '650'), queueOf('601', 'linear', null)],
  ringGroups: [{ number: '650', name: '650', members: numbers, strategy: 'ring-all', ringSeconds: 0.5, overflow: '601' }],
};
const refusals = new Set(['CALL_GONE', 'UNKNOWN_NUMBER', 'NOT_REGISTERED', 'ALREADY_TAKEN', 'NOT_FOUND']);
const live = (call: Call): Leg[] => call.legs.filter(({ state }) => state !== 'ended');

/** A row that cannot be. */
function faultOf(call: Call): string | null {
  const [talking, states] = [live(call).filter(({ role, state }) => role !== 'monitor' && state === 'talking'), call.legs.map(({ id }) => id)];
  if (call.state !== 'ended' && live(call).length === 0) return 'nobody is in it';
  if (call.state === 'ended' && live(call).length > 0) return 'somebody is still in it';
  if (call.state === 'answered' && !call.conference && !call.parked && talking.length > 2) return 'three talk without a conference';
  if (call.at && call.state === 'answered') return 'answered and still with the PBX';
  if (call.parked && talking.length !== 1) return 'not alone on its slot';
  if (call.parked && call.state !== 'answered') return 'on a slot and not answered';
  return new Set(states).size === states.length ? null : 'a leg is there twice';
}

describe('actions at random', { timeout: 40_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'klapka-random-'));
  const faults: string[] = [];
  const told = (_details: unknown, message?: unknown): void => void faults.push(String(message));
  const logger: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: told, child: () => logger };
  let pbx: PbxPort;

  beforeAll(async () => {
    pbx = create({ config: { ringTimeout: 700, parkTimeout: 900, lostAfter: 600, returnWithin: 700, folder }, logger, clock: systemClock });
    await pbx.start();
    await pbx.provision(plan);
    pbx.subscribe((event) => {
      const fault = event.type === 'call' ? faultOf(event.call) : null;
      if (fault !== null && event.type === 'call') faults.push(`${fault}: ${JSON.stringify(event.call)}`);
    }, AbortSignal.timeout(120_000));
  });

  afterAll(async () => {
    await pbx.stop();
    rmSync(folder, { recursive: true });
  });

  it.each([1, 2, 3])('leave no call that cannot be, and none behind (seed %i)', async (seed) => {
    const one = oneOf(seed);
    let phones = await Promise.all([...numbers, '1001', '1002'].map((number) => registered(number)));

    async function registered(number: string, deviceId?: string): Promise<TestPhone> {
      const phone = new TestPhone(pbx, number, deviceId === undefined ? {} : { deviceId });
      expect(await phone.register()).toBe(200);
      return phone;
    }

    const anyCall = async (): Promise<string> => one((await pbx.snapshot()).calls)?.id ?? 'none';
    const anyLeg = async (): Promise<string> => one((await pbx.snapshot()).calls.flatMap(live))?.id ?? 'none';
    const anyPhone = (): TestPhone => one(phones) as TestPhone;
    const anyDevice = (): DeviceRef => {
      const { extensionNumber, deviceId } = anyPhone();
      return { extensionNumber, deviceId };
    };
    const anyPhoneCall = (): PhoneCall | undefined => one(anyPhone().calls);
    const answeredOnce = new WeakSet<PhoneCall>();
    /** Once a call; it may end before the phone is through with it. */
    const answer = async (): Promise<void> => {
      const call = anyPhoneCall();
      if (!call || answeredOnce.has(call)) return;
      answeredOnce.add(call);
      await Promise.race([call.answer(), call.ended]);
    };
    /** Before its media is there, a phone has nothing to press keys in. */
    const press = async (): Promise<void> => {
      const call = anyPhoneCall();
      if (call && call.media.framesSent > 0) for (const key of one(pressed) ?? '') await call.presses(key);
    };
    /** A phone whose page is taken away in the middle of it may never be through; the PBX always is. */
    const within = (work: Promise<unknown> | void, what: string | null): Promise<unknown> => {
      const patience = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        if (what !== null) faults.push(`The PBX never answered: ${what}`);
        patience.resolve();
      }, 3000);
      return Promise.race([Promise.resolve(work), patience.promise]).finally(() => clearTimeout(timer));
    };
    const { actions } = pbx;
    const byPhones: (() => Promise<unknown> | void)[] = [
      () => anyPhone().dial(one(dialled) ?? ''),
      () => anyPhone().dial(one(numbers) ?? ''),
      () => anyPhone().dial(one(codes) ?? ''),
      press,
      press,
      press,
      answer,
      answer,
      answer,
      () => anyPhoneCall()?.hangUp(),
      () => anyPhoneCall()?.decline(one([603, 486, 480] as const) ?? 603),
      () => anyPhoneCall()?.cancel(),
      async () => {
        const gone = anyPhone();
        phones = phones.filter((phone) => phone !== gone);
        await gone.vanish();
        phones.push(await registered(gone.extensionNumber, gone.deviceId));
      },
    ];
    const byThePbx: Record<string, () => Promise<unknown>> = {
      redirect: async () => actions.redirect(await anyLeg(), one(dialled) ?? ''),
      transfer: async () => actions.redirect(await anyLeg(), one(dialled) ?? '', { by: '1002', returnTo: one(numbers) ?? '' }),
      join: async () => actions.join(await anyLeg(), await anyLeg()),
      merge: async () => actions.merge(await anyCall(), await anyCall()),
      invite: async () => actions.invite(await anyCall(), one(dialled) ?? '', '1001'),
      drop: async () => actions.drop(await anyLeg()),
      mute: async () => actions.mute(await anyLeg(), one([true, false]) ?? true),
      park: async () => actions.park(await anyLeg(), one(numbers) ?? ''),
      pickUp: async () => actions.pickUp(await anyCall(), anyDevice()),
      originate: () => actions.originate(anyDevice(), one(dialled) ?? ''),
      monitor: async () => actions.monitor(await anyLeg(), anyDevice(), one(['listen', 'whisper', 'barge'] as const) ?? 'listen'),
      setMonitorMode: async () => actions.setMonitorMode(await anyLeg(), 'barge'),
      record: async () => actions.record(await anyCall(), one(['on', 'paused', 'off'] as const) ?? 'on'),
      flip: async () => actions.flip(await anyLeg(), null),
      setStanding: () => pbx.queues.setStanding(one(['600', '601']) ?? '600', one(numbers.slice(1)) ?? '1002', { loggedIn: one([true, true, false]) ?? true, paused: one([true, false, false]) ?? false }),
      endWrapUp: () => pbx.queues.endWrapUp('600', '1002'),
      moveFirst: async () => pbx.queues.moveFirst(await anyCall()),
    };
    const steps = [
      ...byPhones.map((perform) => ({ perform, what: null })),
      ...Object.entries(byThePbx).map(([what, perform]) => ({ perform, what })),
    ];
    const step = async (): Promise<void> => {
      try {
        const { perform, what } = one(steps) ?? { perform: answer, what: null };
        await within(perform(), what);
      } catch (error) {
        // A phone that is asked for what its call is not in the state for says so as well.
        if (error instanceof PbxError && !refusals.has(error.code)) faults.push(`${error.code}: ${error.message}`);
      }
    };
    // Two or three at once: what crosses is what goes wrong.
    for (let round = 0; round < 80; round++) await Promise.all(Array.from({ length: one([2, 3]) ?? 2 }, step));
    expect(faults).toEqual([]);
    for (const { callers } of (await pbx.snapshot()).waiting) for (const { callId } of callers) expect((await pbx.snapshot()).calls.map(({ id }) => id)).toContain(callId);
    await Promise.all(phones.map((phone) => phone.dispose()));
    await expect.poll(async () => (await pbx.snapshot()).calls, { timeout: 10_000 }).toEqual([]);
    await expect.poll(async () => new Set((await pbx.snapshot()).lines.map(({ line }) => line)), { timeout: 5_000 }).toEqual(new Set(['offline']));
    expect((await pbx.snapshot()).waiting.flatMap(({ callers }) => callers)).toEqual([]);
    expect((await pbx.snapshot()).agents.filter(({ callId }) => callId !== undefined)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
