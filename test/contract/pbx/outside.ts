import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PbxPort } from '../../../server/ports/pbx.ts';
import type { PbxPlan, PbxTrunk } from '../../../server/ports/pbx-plan.ts';
import { freePort } from '../../fakes/peers/ports.ts';
import { Sipp, called, calls, sipp, step } from '../../fakes/peers/sipp.ts';
import type { PhoneCall } from '../../fakes/sip-phone/call.ts';
import type { TestPhone } from '../../fakes/sip-phone/phone.ts';
import { anna, forwarding, hours, planOf, route, trunkOf } from './outside-plan.ts';
import type { Carrier } from './outside-plan.ts';
import { People } from './people.ts';
import { patience } from './watch.ts';
import type { Watch } from './watch.ts';

export interface OutsideSubject {
  create(): PbxPort;
  /** Where carriers send their calls, host and port. */
  address: string;
  /** The loudest tone of its hold music, in Hz. */
  holdMusic: number;
  /** Whether who is no carrier of ours gets no answer at all; else one that tells nothing. */
  silentToStrangers: boolean;
}

/** What every PBX with outside lines must do; sipp plays the carriers, and echoes what it hears. */
export function outsideContract(label: string, { create, address, holdMusic, silentToStrangers }: OutsideSubject): void {
  if (sipp) describe(`${label} and the world outside`, { timeout: 30_000 }, () => {
    let pbx: PbxPort;
    let watch: Watch;
    let ports: Record<Carrier, number>;
    const people = new People(() => pbx);
    const phone = (number: string, tone?: number): Promise<TestPhone> => people.phone(number, tone);

    const trunk = (id: Carrier, more: Partial<PbxTrunk> = {}): PbxTrunk => trunkOf(ports, id, more);
    const plan = (more: Partial<PbxPlan> = {}): PbxPlan => planOf(ports, more);

    beforeAll(async () => {
      ports = { main: await freePort(), other: await freePort() };
      pbx = create();
      await pbx.start();
    });

    afterAll(() => pbx.stop());

    afterEach(() => people.leave());

    async function begin(more: Partial<PbxPlan> = {}): Promise<void> {
      watch = people.watched();
      await pbx.provision(plan(more));
    }

    /** Answers what is sent to a trunk of ours. */
    const carrier = async (id: Carrier, scenario: string): Promise<Sipp> => people.peer(await Sipp.start({ scenario, port: ports[id] }));

    /** A carrier with a call for us, from one of its addresses. */
    const outsider = async (scenario: string, more: { host?: string; caller?: string } = {}): Promise<Sipp> => people.peer(await Sipp.start({ scenario, target: address, ...more }));

    const trunkIs = async (id: string, state: 'up' | 'down'): Promise<void> => {
      const known = (await pbx.snapshot()).trunks.find((candidate) => candidate.id === id);
      if (known?.state !== state) await watch.next((event) => event.type === 'trunk' && event.trunk.id === id && event.trunk.state === state, `${id} ${state}`);
    };

    describe('calls out', () => {
      it('carries a call to the carrier, with the extension’s caller id, and audio both ways', async () => {
        const main = await carrier('main', called.answers);
        await begin();
        const call = await (await phone('1001')).dial('0777123456');
        await call.answered;
        // The carrier echoes.
        await call.hears(440);
        const row = await watch.call(({ state }) => state === 'answered', 'answered');
        expect(row).toMatchObject({ outside: 'out', from: { number: '1001' }, to: { number: '0777123456' }, legs: [{ role: 'caller', state: 'talking' }, { role: 'callee', state: 'talking', party: { number: '0777123456' } }] });
        expect(row.legs[1]?.deviceId).toBeUndefined();
        call.hangUp();
        expect(await watch.call(({ state }) => state === 'ended', 'ended')).toMatchObject({ endReason: 'hung-up', endedBy: 'caller', outside: 'out' });
        await expect.poll(() => main.messages).toMatch(/^BYE /m);
        const [invite = ''] = main.invites;
        expect(invite).toMatch(/^INVITE sip:777123456@/m);
        expect(invite).toMatch(/^From:.*sip:\+420111000001@/m);
        expect(invite).toMatch(/^P-Asserted-Identity:.*sip:\+420111000001@/m);
        // What is inside stays inside.
        expect(invite).not.toMatch(/X-Klapka|sip:1001@|Anna/);
      });

      it('shows the trunk’s number of an extension that has none', async () => {
        const main = await carrier('main', called.refuses('486 Busy Here'));
        await begin();
        await (await (await phone('1002')).dial('0777123456')).ended;
        await expect.poll(() => main.invites[0]).toMatch(/^From:.*sip:\+420999000000@/m);
      });

      it('ends when the carrier hangs up', async () => {
        await carrier('main', called.hangsUp(300));
        await begin();
        expect(await (await (await phone('1001')).dial('0777123456')).ended).toMatchObject({ how: 'bye' });
        expect(await watch.call(({ state }) => state === 'ended', 'ended')).toMatchObject({ endReason: 'hung-up', endedBy: 'callee' });
      });

      it.each([
        ['486 Busy Here', 'busy'],
        ['603 Decline', 'declined'],
        ['404 Not Found', 'unknown-number'],
      ] as const)('tells that a carrier says %s, and asks no other', async (status, reason) => {
        await carrier('main', called.refuses(status));
        const other = await carrier('other', called.answers);
        await begin();
        await trunkIs('other', 'up');
        expect(await (await (await phone('1001')).dial('0777123456')).ended).toMatchObject({ how: 'refused' });
        expect(await watch.call(({ state }) => state === 'ended', 'ended')).toMatchObject({ endReason: reason, endedBy: 'callee' });
        expect(other.invites).toEqual([]);
      });

      it('takes the next trunk where a carrier has no way on', async () => {
        const main = await carrier('main', called.refuses('503 Service Unavailable'));
        const other = await carrier('other', called.answers);
        await begin();
        const call = await (await phone('1001')).dial('0777123456');
        await call.answered;
        await call.hears(440);
        expect([main.invites.length, other.invites.length]).toEqual([1, 1]);
      });

      it('takes the next trunk where a carrier is not there', async () => {
        await carrier('other', called.answers);
        await begin();
        const call = await (await phone('1001')).dial('0777123456');
        await call.answered;
        await call.hears(440);
      });

      it('takes the next trunk where one has as many calls as it may', async () => {
        const main = await carrier('main', called.answers);
        const other = await carrier('other', called.answers);
        await begin({ trunks: [trunk('main', { maximumCalls: 1 }), trunk('other')] });
        const first = await (await phone('1001')).dial('0777123456');
        await first.answered;
        const second = await (await phone('1002')).dial('0777123457');
        await second.answered;
        expect([main.invites.length, other.invites.length]).toEqual([1, 1]);
      });

      it('takes somebody outside into a talk', async () => {
        const main = await carrier('main', called.answers);
        await begin();
        const [caller, callee] = [await phone('1001'), await phone('1002', 1000)];
        const call = await caller.dial('1002');
        const other = await callee.nextCall();
        await other.answer();
        await Promise.all([call.hears(1000), other.hears(440)]);
        const { id } = await watch.call(({ state }) => state === 'answered', 'answered');
        await pbx.actions.invite(id, '0777123456', '1001');
        const { legs } = await watch.call(({ conference, legs: all }) => conference === true && all.filter(({ state }) => state === 'talking').length === 3, 'three talk');
        expect(legs.map(({ party }) => party.number)).toContain('0777123456');
        // The carrier echoes both, so each hears its own voice.
        const hearsItself = ({ media }: PhoneCall, frequency: number): Promise<void> => media.until(() => media.ear.share(frequency) > 0.05, patience, `its own ${frequency} Hz`);
        await Promise.all([hearsItself(call, 440), hearsItself(other, 1000)]);
        expect(main.invites[0]).toMatch(/^INVITE sip:777123456@/m);
      });

      it('takes nobody in whom the one who asks may not call', async () => {
        const main = await carrier('main', called.answers);
        await begin();
        const [caller, callee] = [await phone('1001'), await phone('1002', 1000)];
        const call = await caller.dial('1002');
        await (await callee.nextCall()).answer();
        await call.hears(1000);
        const { id } = await watch.call(({ state }) => state === 'answered', 'answered');
        for (const [number, by] of [['000421777', '1002'], ['0777123456', '1003'], ['98765', '1001']] as const) {
          await expect(pbx.actions.invite(id, number, by)).rejects.toMatchObject({ name: 'PbxError', code: 'UNKNOWN_NUMBER' });
        }
        await call.hears(1000);
        expect(main.invites).toEqual([]);
      });

      it('says so where no carrier takes it', async () => {
        await carrier('main', called.refuses('503 Service Unavailable'));
        await begin({ trunks: [trunk('main')] });
        expect(await (await (await phone('1001')).dial('0777123456')).ended).toMatchObject({ how: 'refused' });
        expect(await watch.call(({ state }) => state === 'ended', 'ended')).toMatchObject({ endReason: 'failed', endedBy: 'pbx' });
      });
    });

    describe('who may call out', () => {
      it.each([
        ['1002', '000421777', 'a class of numbers that is taken out of what is allowed'],
        ['1003', '0777123456', 'anything, without a right'],
      ])('forbids %s to dial %s: %s', async (number, dialled) => {
        const main = await carrier('main', called.answers);
        await begin();
        expect(await (await (await phone(number)).dial(dialled)).ended).toMatchObject({ how: 'refused', status: 403 });
        expect(await watch.call(({ state }) => state === 'ended', 'ended')).toMatchObject({ endReason: 'forbidden', endedBy: 'pbx' });
        expect(main.invites).toEqual([]);
      });

      it('knows no number that no route leads to', async () => {
        await begin();
        expect(await (await (await phone('1001')).dial('98765')).ended).toMatchObject({ how: 'refused', status: 404 });
      });

      it('forbids more calls a minute than one extension may begin', async () => {
        const main = await carrier('main', called.refuses('486 Busy Here'));
        await begin({ outsideCallsPerMinute: 5, extensions: [{ ...anna, number: '1009' }] });
        const caller = await phone('1009');
        const statuses: (number | undefined)[] = [];
        for (let count = 0; count < 20; count++) statuses.push((await (await caller.dial('0777123456')).ended).status);
        expect(statuses).toEqual([...Array<number>(5).fill(486), ...Array<number>(15).fill(403)]);
        expect(main.invites).toHaveLength(5);
      });

      it('forwards outside by the rights of who forwards', async () => {
        const main = await carrier('main', called.answers);
        await begin({ extensions: [{ ...anna, reach: forwarding('0777000111') }, { number: '1003', name: 'Cyril' }, { number: '1004', name: 'Dora', reach: forwarding('0777000222') }] });
        const cyril = await phone('1003');
        const call = await cyril.dial('1001');
        await call.answered;
        await call.hears(440);
        expect(main.invites[0]).toMatch(/^INVITE sip:777000111@/m);
        call.hangUp();
        // Dora has no rights of her own, and her callers' are not hers.
        const anna1 = await phone('1001');
        expect(await (await anna1.dial('1004')).ended).toMatchObject({ how: 'refused' });
        expect(main.invites).toHaveLength(1);
      });
    });

    describe('calls in', () => {
      it('rings the extension a number leads to, with who calls, and audio both ways', async () => {
        await begin({ inboundRoutes: [route('1003'), route('1001', { number: '+420222333444' })] });
        const callee = await phone('1001');
        const outside = await outsider(calls.answered('420222333444', step.pause(1500), step.hangsUp));
        const call = await callee.nextCall();
        expect([call.from, call.fromName]).toEqual(['+420608111222', 'Karel']);
        await call.answer();
        await call.hears(440);
        expect(await watch.call(({ state }) => state === 'answered', 'answered')).toMatchObject({ outside: 'in', from: { number: '+420608111222', name: 'Karel' }, to: { number: '1001' } });
        expect(await call.ended).toMatchObject({ how: 'bye' });
        expect(await outside.exited, outside.errors).toBe(0);
        expect(await watch.call(({ state }) => state === 'ended', 'ended')).toMatchObject({ endReason: 'hung-up', endedBy: 'caller' });
      });

      it('says BYE to the carrier when the phone hangs up', async () => {
        await begin({ inboundRoutes: [route('1001')] });
        const callee = await phone('1001');
        const outside = await outsider(calls.answered('222333444', step.takesBye));
        const call = await callee.nextCall();
        await call.answer();
        await call.answered;
        call.hangUp();
        expect(await outside.exited, outside.errors).toBe(0);
      });

      it('knows no number without a route, and no way out again', async () => {
        await begin({ inboundRoutes: [route('1001', { number: '111' }), route('0777123456', { number: '222' })] });
        const main = await carrier('main', called.answers);
        const unknown = await outsider(calls.refused('999', 404));
        expect(await unknown.exited, unknown.errors).toBe(0);
        const back = await outsider(calls.refused('222', 403));
        expect(await back.exited, back.errors).toBe(0);
        expect(main.invites).toEqual([]);
      });

      it('takes no call of whoever is no carrier of ours', async () => {
        await begin({ inboundRoutes: [route('1001')] });
        const callee = await phone('1001');
        const stranger = people.peer(await Sipp.start({ scenario: calls.answered('222333444'), target: address, host: '127.0.0.9', arguments: ['-recv_timeout', '1500'] }));
        expect(await stranger.exited).not.toBe(0);
        if (silentToStrangers) expect(stranger.messages).not.toMatch(/UDP message received/);
        expect(stranger.messages).not.toMatch(/^SIP\/2\.0 (?!401|403)/m);
        expect(callee.calls).toEqual([]);
      });

      it('goes where it is told out of hours and on holidays', async () => {
        const inboundRoutes = [route('1001', { hoursId: 'office', closedTo: '1002', holidayTo: '1003' })];
        const everybody = await begin({ inboundRoutes, hours: [hours('closed')] }).then(() => Promise.all(['1001', '1002', '1003'].map((number) => phone(number))));
        for (const [index, override] of (['open', 'closed', 'holiday'] as const).entries()) {
          await pbx.provision(plan({ inboundRoutes, hours: [hours(override)] }));
          const outside = await outsider(calls.answered('222333444', step.takesBye));
          const call = await everybody[index]?.nextCall();
          await call?.answer();
          await call?.answered;
          call?.hangUp();
          expect(await outside.exited, outside.errors).toBe(0);
        }
      });

      it('says that it is closed where nothing else is told, and hangs up', async () => {
        await begin({ inboundRoutes: [route('1001', { hoursId: 'office' })], hours: [hours('closed')] });
        const callee = await phone('1001');
        const outside = await outsider(calls.answered('222333444', step.takesBye));
        expect(await outside.exited, outside.errors).toBe(0);
        expect(callee.calls).toEqual([]);
      });

      it('plays music to the phone while the carrier holds', async () => {
        await begin({ inboundRoutes: [route('1001')] });
        const callee = await phone('1001');
        const outside = await outsider(calls.answered('222333444', step.pause(700), step.hold, step.pause(1200), step.resume, step.takesBye));
        const call = await callee.nextCall();
        await call.answer();
        await call.hears(440);
        await call.media.until(() => call.media.ear.share(holdMusic) > 0.3, patience, 'music');
        expect((await watch.call(({ legs }) => legs.some(({ holding }) => holding === true), 'held')).legs.map(({ holding }) => holding)).toEqual([true, false]);
        await call.hears(440);
        call.hangUp();
        expect(await outside.exited, outside.errors).toBe(0);
      });

      it('plays music to the carrier while the phone holds', async () => {
        await begin({ inboundRoutes: [route('1001')] });
        const callee = await phone('1001');
        await outsider(calls.answered('222333444', step.takesBye));
        const call = await callee.nextCall();
        await call.answer();
        await call.hears(440);
        await call.hold();
        await watch.call(({ legs }) => legs.some(({ role, holding }) => role === 'callee' && holding === true), 'held by the phone');
        await call.resume();
        await call.hears(440);
      });

      it('is sent on outside again by the rights of who does it, and knows nothing of it', async () => {
        const main = await carrier('main', called.answers);
        await begin({ inboundRoutes: [route('1001')] });
        const callee = await phone('1001');
        const outside = await outsider(calls.answered('222333444', step.takesBye));
        const call = await callee.nextCall();
        await call.answer();
        await call.hears(440);
        const { id, legs } = await watch.call(({ state }) => state === 'answered', 'answered');
        await pbx.actions.redirect(legs.find(({ role }) => role === 'caller')?.id ?? '', '0777123456', { by: '1001' });
        expect(await call.ended).toMatchObject({ how: 'bye' });
        await expect.poll(() => main.invites[0]).toMatch(/^INVITE sip:777123456@/m);
        await watch.call(({ legs: all }) => all.some(({ party, state }) => party.number === '0777123456' && state === 'talking'), 'talks outside');
        await pbx.hangUp(id);
        expect(await outside.exited, outside.errors).toBe(0);
        expect(outside.messages.match(/.*(?:1001|Anna).*/g)).toBeNull();
      });

      it('passes on the keys that are pressed outside', async () => {
        await begin({ inboundRoutes: [route('1001')] });
        const callee = await phone('1001');
        await outsider(calls.answered('222333444', step.pause(1500), step.presses('1*9'), step.takesBye));
        const call = await callee.nextCall();
        await call.answer();
        await call.media.until(() => call.media.digitsHeard === '1*9', patience, 'keys');
      });

      it('is sent on to a colleague, and recorded, like any call', async () => {
        await begin({ inboundRoutes: [route('1001')] });
        const [callee, colleague] = [await phone('1001'), await phone('1002', 1000)];
        await outsider(calls.answered('222333444', step.takesBye));
        const call = await callee.nextCall();
        await call.answer();
        await call.answered;
        const { id, legs } = await watch.call(({ state }) => state === 'answered', 'answered');
        const outside = legs.find(({ party }) => party.number === '+420608111222')?.id ?? '';
        await pbx.actions.redirect(outside, '1002', { by: '1001' });
        const second = await colleague.nextCall();
        expect(second.from).toBe('+420608111222');
        await second.answer();
        await second.hears(1000);
        await pbx.actions.record(id, 'on');
        await watch.call(({ recording }) => recording === 'on', 'recorded');
        // Something is said while it is recorded.
        await second.hears(1000);
        const told = watch.events.length;
        second.hangUp();
        await watch.recording(told, id);
      });
    });

    it('tells whether a carrier is there', async () => {
      await begin({ trunks: [trunk('main', { name: 'Another' })] });
      await trunkIs('main', 'down');
      await carrier('main', called.answers);
      await trunkIs('main', 'up');
    });
  });
}
