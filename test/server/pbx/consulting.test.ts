import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { create } from '../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import { emptyPlan } from '../../../server/ports/pbx-plan.ts';
import type { PhoneCall } from '../../fakes/sip-phone/call.ts';
import { silentLogger } from '../../fakes/sip-phone/logger.ts';
import { talk, TestPhone } from '../../fakes/sip-phone/phone.ts';

const tones = { anna: 440, bert: 1000, cyril: 1500 };
/** Hz, of the hold music and of a phone that rings. */
const [music, ringing] = [523.25, 425];
const pbx = create({ config: { ringTimeout: 2500, folder: null }, logger: silentLogger, clock: systemClock });
let phones: Record<'anna' | 'bert' | 'cyril', TestPhone>;
let anna: PhoneCall;
let bert: PhoneCall;

beforeAll(async () => {
  await pbx.start();
  await pbx.provision({ ...emptyPlan, extensions: ['1001', '1002', '1003', '1004'].map((number) => ({ number, name: number })) });
});
afterAll(() => pbx.stop());

/** Anna has called Bert, who asks Cyril first. */
beforeEach(async () => {
  phones = { anna: new TestPhone(pbx, '1001', { tone: tones.anna }), bert: new TestPhone(pbx, '1002', { tone: tones.bert }), cyril: new TestPhone(pbx, '1003', { tone: tones.cyril }) };
  for (const phone of Object.values(phones)) expect(await phone.register()).toBe(200);
  ({ caller: anna, callee: bert } = await talk(phones.anna, phones.bert));
  await hearEachOther([anna, tones.anna], [bert, tones.bert]);
});
afterEach(async () => {
  await Promise.all(Object.values(phones).map((phone) => phone.dispose()));
  for (const { id } of (await pbx.snapshot()).calls) await pbx.hangUp(id).catch(() => undefined);
});

async function presses(call: PhoneCall, keys: string): Promise<void> {
  for (const key of keys) await call.presses(key);
}
const hearsMusic = (call: PhoneCall): Promise<void> => {
  call.media.ear.forget();
  return call.media.until(() => call.media.ear.share(music) > 0.3, 8000, 'music');
};
const hearEachOther = ([one, tone]: [PhoneCall, number], [other, otherTone]: [PhoneCall, number]): Promise<unknown> => Promise.all([one.hears(otherTone), other.hears(tone)]);
const calls = async (): Promise<string[]> => (await pbx.snapshot()).calls.map(({ from, to, state }) => `${from.number} ${to.number} ${state}`);

/** Cyril's phone rings for Bert. */
async function asks(): Promise<PhoneCall> {
  await presses(bert, '*31003#');
  const cyril = await phones.cyril.nextCall();
  expect(cyril.from).toBe('1002');
  await Promise.all([hearsMusic(anna), bert.hears(ringing)]);
  return cyril;
}

/** And he has answered. */
async function asked(): Promise<PhoneCall> {
  const cyril = await asks();
  await cyril.answer();
  await Promise.all([hearEachOther([bert, tones.bert], [cyril, tones.cyril]), hearsMusic(anna)]);
  expect(await calls()).toEqual(['1001 1002 answered', '1002 1003 answered']);
  return cyril;
}

describe('asking by a code before somebody is sent on', { timeout: 30_000 }, () => {
  it('gives the other side to who was asked when who asks hangs up', async () => {
    const cyril = await asked();
    bert.hangUp();
    await hearEachOther([anna, tones.anna], [cyril, tones.cyril]);
    expect(await calls()).toEqual(['1001 1003 answered']);
    anna.hangUp();
    expect(await cyril.ended).toMatchObject({ how: 'bye' });
    await expect.poll(calls).toEqual([]);
  });

  it('rings on for the other side when who asks hangs up before there is an answer', async () => {
    const cyril = await asks();
    bert.hangUp();
    await anna.hears(ringing);
    await cyril.answer();
    await hearEachOther([anna, tones.anna], [cyril, tones.cyril]);
    expect(await calls()).toEqual(['1001 1003 answered']);
  });

  it.each([
    ['who was asked hangs up', async () => (await asked()).hangUp()],
    ['the code is pressed again in the talk', async () => {
      const cyril = await asked();
      await presses(bert, '*3#');
      expect(await cyril.ended).toMatchObject({ how: 'bye' });
    }],
    ['the code is pressed again while it rings', async () => {
      const cyril = await asks();
      await presses(bert, '*3#');
      expect(await cyril.ended).toMatchObject({ how: 'cancel' });
    }],
    ['who is asked declines', async () => (await asks()).decline(603)],
    ['nobody answers', async () => expect(await (await asks()).ended).toMatchObject({ how: 'cancel' })],
    ['nobody’s phone is there', () => presses(bert, '*31004#')],
    ['the number is nobody’s', () => presses(bert, '*37777#')],
  ] as const)('brings the two together again where %s', async (_where, happens) => {
    await happens();
    await hearEachOther([anna, tones.anna], [bert, tones.bert]);
    expect(await calls()).toEqual(['1001 1002 answered']);
    anna.hangUp();
    expect(await bert.ended).toMatchObject({ how: 'bye' });
  });

  it('goes on as a call like any when who waits hangs up', async () => {
    const cyril = await asked();
    anna.hangUp();
    await expect.poll(calls).toEqual(['1002 1003 answered']);
    await hearEachOther([bert, tones.bert], [cyril, tones.cyril]);
    bert.hangUp();
    expect(await cyril.ended).toMatchObject({ how: 'bye' });
    await expect.poll(calls).toEqual([]);
  });

  it('leaves nobody waiting whom nobody comes back to: who was asked is sent elsewhere', async () => {
    const cyril = await asked();
    const [, asking] = (await pbx.snapshot()).calls;
    const leg = asking?.legs.find(({ party, state }) => party.number === '1003' && state === 'talking');
    await pbx.actions.redirect(leg?.id ?? '', '*43');
    expect(await anna.ended).toMatchObject({ how: 'bye' });
    expect(await bert.ended).toMatchObject({ how: 'bye' });
    await cyril.hears(tones.cyril);
  });
});
