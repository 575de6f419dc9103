import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAsterisk } from '../../scripts/asterisk/program.ts';
import { startAsterisk } from '../../scripts/asterisk/run.ts';
import type { RunningAsterisk } from '../../scripts/asterisk/run.ts';
import { create } from '../../server/adapters/pbx/asterisk/index.ts';
import { systemClock } from '../../server/ports/clock.ts';
import { emptyPlan } from '../../server/ports/pbx-plan.ts';
import type { PbxPlan } from '../../server/ports/pbx-plan.ts';
import type { PbxPort } from '../../server/ports/pbx.ts';
import { Watch } from '../contract/pbx/watch.ts';
import { freePort } from '../fakes/peers/ports.ts';
import { Sipp, calls, sipp, step } from '../fakes/peers/sipp.ts';
import { silentLogger } from '../fakes/sip-phone/logger.ts';
import { talk, TestPhone } from '../fakes/sip-phone/phone.ts';
import { settingsOf } from './settings.ts';

/** Calls of a carrier, and of phones with each other. */
const [crowd, pairs] = [50, 3];
/** ms after Asterisk is there again until everything is right. */
const soon = 5_000;
const numbers = Array.from({ length: pairs * 2 }, (_, index) => String(1001 + index));

if (sipp) describe('an Asterisk that is killed in the middle of many calls', { timeout: 90_000 }, () => {
  let asterisk: RunningAsterisk;
  let plan: PbxPlan;
  const gateways: PbxPort[] = [];
  const phones: TestPhone[] = [];
  const carriers: Sipp[] = [];
  const watching = new AbortController();

  beforeEach(async () => {
    asterisk = await startAsterisk(await findAsterisk());
    plan = {
      ...emptyPlan,
      extensions: numbers.map((number) => ({ number, name: number })),
      trunks: [{ id: 'main', name: 'Main', server: `127.0.0.1:${await freePort()}`, username: null, password: null, registers: false, addresses: [], callerId: null, maximumCalls: crowd }],
      inboundRoutes: [{ name: 'Music', trunkId: null, number: null, to: '*45', hoursId: null, closedTo: null, holidayTo: null }],
    };
  });

  afterEach(async () => {
    await Promise.all([...phones.splice(0).map((phone) => phone.dispose()), ...carriers.splice(0).map((carrier) => carrier.stop())]);
    await Promise.all(gateways.splice(0).map((pbx) => pbx.stop()));
    await asterisk.stop();
  });

  async function gateway(): Promise<{ pbx: PbxPort; watch: Watch }> {
    const pbx = create({ config: settingsOf(asterisk.settings), logger: silentLogger, clock: systemClock, fetch });
    gateways.push(pbx);
    const watch = new Watch(pbx, watching.signal);
    await pbx.start();
    await pbx.provision(plan);
    return { pbx, watch };
  }

  const callers = async (how: string, count: number): Promise<Sipp> => {
    const carrier = await Sipp.start({
      scenario: calls.answered('222333444', how), target: `127.0.0.1:${asterisk.sipPort}`, arguments: ['-m', String(count), '-l', String(count), '-r', '25'],
    });
    carriers.push(carrier);
    return carrier;
  };
  const answered = async (pbx: PbxPort): Promise<string[]> => (await pbx.snapshot()).calls.filter(({ state }) => state === 'answered').map(({ id }) => id);
  const signIn = async (pbx: PbxPort, number: string): Promise<TestPhone> => {
    const phone = new TestPhone(pbx, number, { tone: 400 + Number(number.slice(-1)) * 200 });
    phones.push(phone);
    expect(await phone.register()).toBe(200);
    return phone;
  };
  const killed = async (): Promise<void> => {
    const { process: child } = asterisk;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    process.kill(child.pid ?? 0, 'SIGKILL');
    await gone;
  };

  it('ends each of them once, with the reason, and is right again soon after it came back', async () => {
    const { pbx, watch } = await gateway();
    for (let index = 0; index < numbers.length; index += 2) await talk(await signIn(pbx, numbers[index] ?? ''), await signIn(pbx, numbers[index + 1] ?? ''));
    await callers(step.pause(60_000), crowd);
    await expect.poll(() => answered(pbx), { timeout: 20_000 }).toHaveLength(crowd + pairs);
    const before = await answered(pbx);
    const reset = watch.next(({ type }) => type === 'reset', 'read anew').catch(() => null);
    await killed();
    await asterisk.restart();
    const back = performance.now();
    await (await reset ?? watch.next(({ type }) => type === 'reset', 'read anew'));
    await expect.poll(async () => pbx.ping().then(() => 'ready', String), { timeout: soon }).toBe('ready');
    const ends = watch.events.flatMap((event) => (event.type === 'call' && event.call.state === 'ended' ? [event.call] : []));
    expect(ends.map(({ id }) => id).toSorted()).toEqual(before.toSorted());
    for (const end of ends) expect(end).toMatchObject({ endReason: 'pbx-restarted', endedBy: 'pbx', answeredAt: expect.any(Number) as number, endedAt: expect.any(Number) as number });
    expect(await pbx.snapshot()).toMatchObject({ calls: [], devices: [] });
    expect((await pbx.snapshot()).lines.filter(({ line }) => line !== 'offline')).toEqual([]);
    // What it was told is there again: they sign in and talk.
    const [anna, bert] = phones;
    if (!anna || !bert) throw new Error('no phones');
    await expect.poll(() => Promise.all([anna.reconnect(), bert.reconnect()]), { timeout: soon }).toEqual([200, 200]);
    expect(performance.now() - back).toBeLessThan(soon);
    const { caller, callee } = await talk(anna, bert);
    await Promise.all([caller.hears(bert.tone), callee.hears(anna.tone)]);
    expect((await pbx.snapshot()).calls).toMatchObject([{ state: 'answered', from: { number: '1001' }, to: { number: '1002' } }]);
  });

  it('loses no call that had ended while nobody was there', async () => {
    const { pbx: first } = await gateway();
    const since = Date.now() - 1000;
    const carrier = await callers(step.pause(2000) + step.hangsUp, crowd);
    await expect.poll(async () => (await answered(first)).length, { timeout: 20_000 }).toBeGreaterThan(0);
    await first.stop();
    expect(await carrier.exited, carrier.errors.slice(0, 2000)).toBe(0);
    await killed();
    await asterisk.restart();
    const { pbx } = await gateway();
    const records = await pbx.callRecords(since);
    expect(new Set(records.map(({ id }) => id)).size).toBe(crowd);
    for (const record of records) expect(record).toMatchObject({ from: { number: '+420608111222' }, to: { number: '*45' }, outside: 'in', state: 'ended', endReason: 'hung-up', answeredAt: expect.any(Number) as number });
    expect((await pbx.snapshot()).calls).toEqual([]);
  });
});
