import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultReach } from '@klapka/protocol';
import type { Call } from '@klapka/protocol';
import type { PbxPort } from '../../../server/ports/pbx.ts';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import type { PbxPlan, PbxTrunk } from '../../../server/ports/pbx-plan.ts';
import { freePort } from '../../fakes/peers/ports.ts';
import { Sipp, called, sipp } from '../../fakes/peers/sipp.ts';
import { TestPhone } from '../../fakes/sip-phone/phone.ts';
import { People } from './people.ts';

export interface FraudSubject {
  create(): PbxPort;
  /** Where carriers send their calls, host and port. */
  address: string;
}

/** Whoever dials for somebody else's money: so many calls, by so many phones, since one alone is cut off for its flood of messages. */
const [attempts, devices] = [200, 5];
const limit = 20;

/** What must cost nobody anything, on every PBX with outside lines. */
export function fraudContract(label: string, { create, address }: FraudSubject): void {
  if (sipp) describe(`${label} and who calls at somebody else’s cost`, { timeout: 60_000 }, () => {
    let pbx: PbxPort;
    let port: number;
    const people = new People(() => pbx);
    const phone = (number: string, tone?: number): Promise<TestPhone> => people.phone(number, tone);
    const trunk = (server: string): PbxTrunk => ({ id: 'main', name: 'Main', server, username: null, password: null, registers: false, addresses: [], callerId: '+420999000000', maximumCalls: 100 });
    const plan = (more: Partial<PbxPlan> = {}): PbxPlan => ({
      ...emptyPlan, outsideCallsPerMinute: limit, trunks: [trunk(`127.0.0.1:${port}`)],
      extensions: [{ number: '1001', name: 'Anna', outboundRights: 'all' }, { number: '1002', name: 'Bert', outboundRights: 'all' }, { number: '1003', name: 'Cyril' }],
      outboundRoutes: [{ name: 'Out', prefix: '0', strip: 0, prepend: '', trunkIds: ['main'] }],
      outboundRights: [{ id: 'all', rules: [{ prefix: '', allowed: true }] }],
      ...more,
    });

    beforeAll(async () => {
      port = await freePort();
      pbx = create();
      await pbx.start();
    });

    afterAll(() => pbx.stop());

    afterEach(() => people.leave());

    const carrier = async (): Promise<Sipp> => people.peer(await Sipp.start({ scenario: called.answers, port, arguments: ['-timeout', '60'] }));

    /** Calls it was sent: one that it answers late is sent again. */
    const callsTo = ({ invites }: Sipp): number => new Set(invites.map((invite) => /^Call-ID:.*$/im.exec(invite)?.[0])).size;

    /** How each of many calls of one extension went: answered, or by its status. Those that are answered are ended. */
    async function dials(number: string): Promise<Map<string, number>> {
      const thieves = await Promise.all(Array.from({ length: devices }, () => phone(number)));
      const outcomes = await Promise.all(thieves.map(async (thief) => {
        const own: string[] = [];
        for (let done = 0; done < attempts / devices; done++) {
          const call = await thief.dial('0900123456');
          call.answered.then(() => call.hangUp(), () => undefined);
          const { status } = await call.ended;
          own.push(status === undefined ? 'answered' : String(status));
        }
        return own;
      }));
      return new Map([...Map.groupBy(outcomes.flat(), (outcome) => outcome)].map(([outcome, all]) => [outcome, all.length]));
    }

    it('lets nothing out of an extension without rights, and the others’ calls go on', async () => {
      const main = await carrier();
      await pbx.provision(plan());
      const anna = await phone('1001');
      const [outcomes] = await Promise.all([dials('1003'), anna.dial('0777123456').then((call) => call.hears(440))]);
      expect(outcomes).toEqual(new Map([['403', attempts]]));
      expect(callsTo(main)).toBe(1);
    });

    it('lets out no more calls a minute than one extension may begin, and the others’ go on', async () => {
      const main = await carrier();
      await pbx.provision(plan());
      const anna = await phone('1001');
      const [outcomes] = await Promise.all([dials('1002'), anna.dial('0777123456').then((call) => call.hears(440))]);
      expect(outcomes).toEqual(new Map([['answered', limit], ['403', attempts - limit]]));
      expect(callsTo(main)).toBe(limit + 1);
    });

    it('dials nothing that is no number: no second one behind an allowed one, no option, none a rule would not know again', async () => {
      const main = await carrier();
      await pbx.provision(plan({ outboundRights: [{ id: 'all', rules: [{ prefix: '0', allowed: true }, { prefix: '0900', allowed: false }] }] }));
      const anna = await phone('1001');
      for (const number of ['0777&PJSIP/klapka-trunk-main/sip:0900123456', '0777,1,S(1)', '0-900123456', '0777;x=1', '0777 0900123456']) {
        expect(await (await anna.dial(number)).ended, number).toMatchObject({ how: 'refused', status: 404 });
      }
      await (await anna.dial('0777123456')).hears(440);
      expect(callsTo(main)).toBe(1);
    });

    it('goes round no more often than one extension may call, where forwarding outside leads back in', async () => {
      const outside = { always: '0222333444', busy: null, noAnswer: null };
      await pbx.provision(plan({
        // Its carrier is the PBX itself.
        trunks: [trunk(address)],
        extensions: [{ number: '1004', name: 'Dora', outboundRights: 'all', reach: { ...defaultReach('available'), internal: outside, external: outside } }, { number: '1003', name: 'Cyril' }],
        inboundRoutes: [{ name: 'In', trunkId: null, number: null, to: '1004', hoursId: null, closedTo: null, holidayTo: null }],
      }));
      const calls = new Map<string, Call>();
      const watching = new AbortController();
      pbx.subscribe((event) => void (event.type === 'call' && calls.set(event.call.id, event.call)), watching.signal);
      const cyril = await phone('1003');
      expect(await (await cyril.dial('1004')).ended).toMatchObject({ how: 'refused' });
      await expect.poll(async () => (await pbx.snapshot()).calls).toEqual([]);
      watching.abort();
      expect([...calls.values()].filter(({ state }) => state !== 'ended')).toEqual([]);
      expect(calls.size).toBeLessThanOrEqual(limit + 1);
    });

    it('sends nobody outside by the rights of who is sent, where who does it has none', async () => {
      const main = await carrier();
      await pbx.provision(plan());
      const [anna, bert] = [await phone('1001'), await phone('1002', 1000)];
      const call = await anna.dial('1002');
      await (await bert.nextCall()).answer();
      await call.hears(1000);
      const legs = (await pbx.snapshot()).calls.flatMap((one) => one.legs);
      // It is refused at once, or by the call's end.
      const sending = pbx.actions.redirect(legs.find(({ role }) => role === 'caller')?.id ?? '', '0777123456');
      await sending.then(() => call.ended, (error: unknown) => expect(error).toMatchObject({ name: 'PbxError', code: 'UNKNOWN_NUMBER' }));
      expect(callsTo(main)).toBe(0);
    });

    it('is told no by what was signed out, whose password it still has', async () => {
      await pbx.provision(plan());
      const credentials = await pbx.sipCredentials('1001', 'a-stolen-laptop');
      const laptop = new TestPhone(pbx, '1001', { deviceId: 'a-stolen-laptop', credentials });
      people.phones.push(laptop);
      expect(await laptop.register()).toBe(200);
      await pbx.revokeDevice('1001', 'a-stolen-laptop');
      await laptop.wire.closed;
      const again = new TestPhone(pbx, '1001', { deviceId: 'a-stolen-laptop', credentials });
      people.phones.push(again);
      expect(await again.register()).toBe(403);
      expect(await (await again.dial('0777123456')).ended).toMatchObject({ how: 'refused', status: 403 });
      expect((await pbx.snapshot()).devices).toEqual([]);
    });
  });
}
