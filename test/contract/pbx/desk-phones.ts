import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PbxPort } from '../../../server/ports/pbx.ts';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import { People } from './people.ts';
import { patience } from './watch.ts';
import type { Watch } from './watch.ts';
import { Baresip, baresip } from '../../fakes/peers/baresip.ts';
import type { TestPhone } from '../../fakes/sip-phone/phone.ts';
import { Ear, toUlaw } from '../../fakes/sip-phone/tones.ts';

const password = 'on-the-desk';
const extensions = [{ number: '1001', name: 'Anna', deskPassword: password }, { number: '1002', name: 'Bert' }];

/** Share of the energy at a frequency in the loudest of the pieces of 100 ms a phone has heard. */
function heardShare(samples: Int16Array, frequency: number): number {
  const shares = Array.from({ length: Math.floor(samples.length / 800) }, (_, index) => {
    const ear = new Ear();
    ear.hear(Uint8Array.from(samples.subarray(index * 800, (index + 1) * 800), toUlaw));
    return ear.share(frequency);
  });
  return Math.max(0, ...shares);
}

export interface DesksSubject {
  create(): PbxPort;
  /** Where they register, host and port. */
  registrar: string;
  /** What whoever does not know the password is told. */
  refusal: RegExp;
}

/** What every PBX with phones on desks must do; baresip is one nobody here wrote. */
export function desksContract(label: string, { create, registrar, refusal }: DesksSubject): void {
  if (baresip) describe(`${label} and a phone on a desk (baresip)`, { timeout: 30_000 }, () => {
    let pbx: PbxPort;
    let watch: Watch;
    const people = new People(() => pbx);

    beforeAll(async () => {
      pbx = create();
      await pbx.start();
      await pbx.provision({ ...emptyPlan, extensions });
    });

    afterAll(() => pbx.stop());

    afterEach(() => people.leave());

    const desk = async (answers: boolean, more: { tone?: number; password?: string } = {}): Promise<Baresip> =>
      people.peer(await Baresip.start({ registrar, number: '1001', password, tone: 1250, answers, ...more }));

    const desksThere = async (): Promise<number> => (await pbx.snapshot()).devices.filter(({ kind }) => kind === 'desk').length;

    function browser(): Promise<TestPhone> {
      watch = people.watched();
      return people.phone('1002');
    }

    it('is told where to register', async () => {
      const { host, port } = (await pbx.registrar()) ?? {};
      expect(`${host}:${port}`).toBe(registrar);
    });

    it('registers with its password alone, and is told as what it is', async () => {
      const wrong = await desk(true, { password: 'guessed' });
      await wrong.says(refusal);
      expect((await pbx.snapshot()).devices).toEqual([]);
      await wrong.stop();
      const right = await desk(true);
      await right.says(/200 OK/);
      await expect.poll(async () => (await pbx.snapshot()).devices).toMatchObject([{ extensionNumber: '1001', kind: 'desk' }]);
    });

    it('is called from a browser: both hear each other, and BYE ends it', async () => {
      const bert = await browser();
      const phone = await desk(true);
      await phone.says(/200 OK/);
      const call = await bert.dial('1001');
      await call.answered;
      await call.hears(1250);
      await expect.poll(() => heardShare(phone.heard, 440), { timeout: patience }).toBeGreaterThan(0.8);
      call.hangUp();
      await phone.says(/session closed/);
      expect(await watch.call(({ state }) => state === 'ended', 'ended')).toMatchObject({ endReason: 'hung-up', endedBy: 'caller' });
    });

    it('calls a browser, holds with music, presses keys and hangs up', async () => {
      const bert = await browser();
      const phone = await desk(false);
      await phone.says(/200 OK/);
      phone.does('dial', '1002');
      const call = await bert.nextCall();
      expect([call.from, call.fromName]).toEqual(['1001', 'Anna']);
      await call.answer();
      await call.hears(1250);
      phone.does('hold');
      await call.media.until(() => call.media.ear.share(523.25) > 0.3, patience, 'music');
      phone.does('resume');
      await call.hears(1250);
      for (const key of '1#9') {
        phone.does('sndcode', key);
        await call.media.until(() => call.media.digitsHeard.endsWith(key), patience, `key ${key}`);
        phone.does('sndcode', '\u0004');
      }
      phone.does('hangup');
      expect(await call.ended).toMatchObject({ how: 'bye' });
      expect(await watch.call(({ state }) => state === 'ended', 'ended')).toMatchObject({ endReason: 'hung-up', endedBy: 'caller' });
    });

    it('sends nobody on by itself: it would be anywhere', async () => {
      const bert = await browser();
      const phone = await desk(true);
      await phone.says(/200 OK/);
      const call = await bert.dial('1001');
      await call.answered;
      phone.does('transfer', '*711003');
      await phone.says(/transfer failed: (405|603)/i);
      expect((await pbx.snapshot()).calls).toMatchObject([{ state: 'answered', from: { number: '1002' }, to: { number: '1001' } }]);
    });

    it('rings beside others, and is told when somebody else has taken the call or the caller gives up', async () => {
      const bert = await browser();
      const [one, other] = [await desk(false), await desk(false, { tone: 1500 })];
      await Promise.all([one.says(/200 OK/), other.says(/200 OK/)]);
      await expect.poll(desksThere).toBe(2);
      const call = await bert.dial('1001');
      // Both ring: one that has heard of no call yet has nothing to say of its end.
      await Promise.all([one.says(/Incoming call/), other.says(/Incoming call/)]);
      one.does('accept');
      await call.answered;
      await call.hears(1250);
      await other.says(/session closed|answered elsewhere/i);
      call.hangUp();
      await one.stop();
      const given = await bert.dial('1001');
      await given.ringing;
      given.cancel();
      expect(await given.ended).toMatchObject({ how: 'refused', status: 487 });
    });

    it('is signed out when its password changes', async () => {
      await browser();
      const phone = await desk(true);
      await phone.says(/200 OK/);
      await pbx.provision({ ...emptyPlan, extensions: [{ ...extensions[0], number: '1001', name: 'Anna', deskPassword: 'another' }, { number: '1002', name: 'Bert' }] });
      await expect.poll(desksThere).toBe(0);
      await pbx.provision({ ...emptyPlan, extensions });
    });
  });
}
