import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Menu, QueueRules } from '@klapka/protocol';
import { create } from '../../server/adapters/pbx/asterisk/index.ts';
import { systemClock } from '../../server/ports/clock.ts';
import { emptyPlan } from '../../server/ports/pbx-plan.ts';
import type { PbxPlan } from '../../server/ports/pbx-plan.ts';
import { People } from '../contract/pbx/people.ts';
import type { Watch } from '../contract/pbx/watch.ts';
import { silentLogger } from '../fakes/sip-phone/logger.ts';
import { talk } from '../fakes/sip-phone/phone.ts';
import type { TestPhone } from '../fakes/sip-phone/phone.ts';
import { asterisk } from './own-asterisk.ts';
import { settingsOf } from './settings.ts';

const settings = settingsOf(asterisk.settings);
const make = (more: Partial<typeof settings> = {}) => create({ config: { ...settings, ringTimeout: 3000, ...more }, logger: silentLogger, clock: systemClock, fetch });
const plan: PbxPlan = {
  ...emptyPlan,
  extensions: [{ number: '1001', name: 'Anna' }, { number: '1002', name: 'Bert' }, { number: '1003', name: 'Cyril' }],
  queues: [{ ...QueueRules.parse({ announceJoin: false, joinEmpty: true }), number: '600', name: 'Sales', agents: [{ extensionNumber: '1002', loggedIn: true, paused: false }] }],
  menus: [Menu.parse({ name: 'Welcome', number: '620', keys: { 1: '1002' }, directDial: true, waitSeconds: 1, rounds: 2, otherwise: '1003' })],
};

describe('what Asterisk does by itself', () => {
  const pbx = make();
  const people = new People(() => pbx);
  const phone = (number: string, tone: number): Promise<TestPhone> => people.phone(number, tone);
  let watch: Watch;

  beforeAll(async () => {
    await pbx.start();
    await pbx.provision(plan);
  });
  afterAll(() => pbx.stop());
  afterEach(() => people.leave());
  const watched = (): void => {
    watch = people.watched();
  };

  it.each([['1', '1002'], ['1003', '1003'], ['', '1003']])('a menu sends who presses %j to %s', async (keys, to) => {
    watched();
    const [anna, called] = [await phone('1001', 440), await phone(to, 1000)];
    const call = await anna.dial('620');
    await call.answered;
    const row = await watch.call(({ at }) => at?.kind === 'menu', 'at the menu');
    expect(row).toMatchObject({ state: 'ringing', at: { number: '620', name: 'Welcome' } });
    expect(row.answeredAt).toBeUndefined();
    // Before, its keys would be heard by nobody.
    await call.media.until(() => call.media.framesSent > 50, 8000, 'sound is sent');
    for (const key of keys) await call.presses(key);
    const rung = await called.nextCall();
    await rung.answer();
    await Promise.all([call.hears(1000), rung.hears(440)]);
    const answered = await watch.call(({ state }) => state === 'answered', 'answered');
    expect(answered.to.number).toBe(to);
    expect([answered.at, answered.via]).toEqual([undefined, undefined]);
  });

  it.each([
    ['1001', '*74', { kind: 'do-not-disturb', on: true }],
    ['1001', '*074', { kind: 'do-not-disturb', on: false }],
    ['1001', '*711003', { kind: 'forward', to: '1003' }],
    ['1001', '*071', { kind: 'forward', to: null }],
    ['1002', '600*', { kind: 'queue', queueNumber: '600', loggedIn: true }],
    ['1002', '600**', { kind: 'queue', queueNumber: '600', loggedIn: false }],
  ] as const)('%s dials %s, which asks for it, and is told that it is done', async (number, code, request) => {
    watched();
    const call = await (await phone(number, 440)).dial(code);
    const asked = await watch.next(({ type }) => type === 'asked', 'asked');
    expect(asked).toEqual({ type: 'asked', extensionNumber: number, request });
    expect(await call.ended).toMatchObject({ how: 'bye' });
  });

  it('calls are written down, and known to a gateway that was not there', async () => {
    watched();
    const since = Date.now() - 1000;
    const [anna, bert] = [await phone('1001', 440), await phone('1002', 1000)];
    const { caller } = await talk(anna, bert);
    caller.hangUp();
    const told = await watch.call(({ state }) => state === 'ended', 'ended');
    const later = make();
    await later.start();
    await later.provision(plan);
    await expect.poll(async () => (await later.callRecords(since)).find(({ id }) => id === told.id)).toMatchObject({
      from: { number: '1001', name: 'Anna' }, to: { number: '1002', name: 'Bert' }, state: 'ended', endReason: 'hung-up', answeredAt: expect.any(Number) as number,
    });
    expect(await later.callRecords(Date.now() + 60_000)).toEqual([]);
    await later.stop();
  });

  it('a gateway that may write nothing says so, and still sees the queues there are', async () => {
    const guest = make({ configFolder: null, callsFile: null });
    expect(guest.capabilities).toMatchObject({ provision: 'none', voicemail: 'none', queues: 'none', outside: 'none', menus: 'none', history: 'none', calls: 'push' });
    await guest.start();
    await guest.provision({ ...emptyPlan, extensions: plan.extensions });
    expect((await guest.snapshot()).agents).toEqual([expect.objectContaining({ queueNumber: '600', extensionNumber: '1002' })]);
    await expect(guest.queues.setStanding('600', '1002', { loggedIn: false, paused: false })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await expect(guest.putSound('x', new Uint8Array())).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await guest.stop();
  });
});
