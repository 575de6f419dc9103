import { afterEach, expect, it } from 'vitest';
import { create } from '../../server/adapters/pbx/asterisk/index.ts';
import { systemClock } from '../../server/ports/clock.ts';
import { emptyPlan } from '../../server/ports/pbx-plan.ts';
import type { PbxPort } from '../../server/ports/pbx.ts';
import type { PhoneCall } from '../fakes/sip-phone/call.ts';
import { silentLogger } from '../fakes/sip-phone/logger.ts';
import { talk, TestPhone } from '../fakes/sip-phone/phone.ts';
import type { PhoneSide } from '../fakes/sip-phone/wire.ts';
import { asterisk } from './own-asterisk.ts';
import { settingsOf } from './settings.ts';

const settings = settingsOf(asterisk.settings);
const tones = { anna: 440, bert: 1000, cyril: 1500 };
const extensions = [{ number: '1001', name: 'Anna' }, { number: '1002', name: 'Bert' }, { number: '1003', name: 'Cyril' }];
const gateways: PbxPort[] = [];

afterEach(async () => {
  for (const pbx of gateways) for (const { id } of (await pbx.snapshot()).calls) await pbx.hangUp(id).catch(() => undefined);
  await Promise.all(gateways.splice(0).map((pbx) => pbx.stop()));
});

async function gateway(): Promise<PbxPort> {
  const pbx = create({ config: { ...settings, lostAfter: 8000 }, logger: silentLogger, clock: systemClock, fetch });
  gateways.push(pbx);
  await pbx.start();
  await pbx.provision({ ...emptyPlan, extensions });
  return pbx;
}

/** Phones whose sockets go to the gateway there is now. */
const latest: PhoneSide = {
  connectSip: (...given) => newest().connectSip(...given),
  sipCredentials: (...given) => newest().sipCredentials(...given),
};

function newest(): PbxPort {
  const pbx = gateways.at(-1);
  if (!pbx) throw new Error('No gateway');
  return pbx;
}

async function talking(pbx: PhoneSide & Pick<PbxPort, 'snapshot'>): Promise<{ caller: PhoneCall; callee: PhoneCall; cyril: TestPhone; callId: string; anna: TestPhone }> {
  const [anna, bert, cyril] = [new TestPhone(pbx, '1001', { tone: tones.anna }), new TestPhone(pbx, '1002', { tone: tones.bert }), new TestPhone(pbx, '1003', { tone: tones.cyril })];
  for (const phone of [anna, bert, cyril]) expect(await phone.register()).toBe(200);
  const { caller, callee } = await talk(anna, bert);
  await Promise.all([caller.hears(tones.bert), callee.hears(tones.anna)]);
  await expect.poll(async () => (await pbx.snapshot()).calls.map(({ state }) => state)).toEqual(['answered']);
  const [call] = (await pbx.snapshot()).calls;
  return { caller, callee, cyril, callId: call?.id ?? '', anna };
}

it('goes on with a conference, which the next gateway knows as one', async () => {
  const first = await gateway();
  const { caller, callee, cyril, callId } = await talking(first);
  await first.actions.invite(callId, '1003', '1001');
  const third = await cyril.nextCall();
  await third.answer();
  await third.hearsAll([tones.anna, tones.bert]);
  await first.stop();
  await Promise.all([caller.hearsAll([tones.bert, tones.cyril]), callee.hearsAll([tones.anna, tones.cyril]), third.hearsAll([tones.anna, tones.bert])]);
  const next = await gateway();
  const [call, ...others] = (await next.snapshot()).calls;
  expect([call?.conference, others]).toEqual([true, []]);
  expect(call?.legs.map(({ role, state }) => `${role} ${state}`)).toEqual(['caller talking', 'callee talking', 'callee talking']);
  await next.actions.drop(call?.legs.find(({ party }) => party.number === '1002')?.id ?? '');
  await third.hearsAll([tones.anna], [tones.bert]);
  expect((await next.snapshot()).calls).toMatchObject([{ id: call?.id, state: 'answered', conference: true }]);
});

it('ends whom the gateway before had let listen: nobody knows any more beside whom', async () => {
  const first = await gateway();
  const { caller, callee, cyril } = await talking(first);
  const [call] = (await first.snapshot()).calls;
  await first.actions.monitor(call?.legs[1]?.id ?? '', { extensionNumber: '1003', deviceId: cyril.deviceId }, 'barge');
  const listener = await cyril.nextCall();
  await listener.answer();
  await Promise.all([caller.hearsAll([tones.bert, tones.cyril]), callee.hearsAll([tones.anna, tones.cyril])]);
  await first.stop();
  const next = await gateway();
  await Promise.all([caller.hearsAll([tones.bert], [tones.cyril]), callee.hearsAll([tones.anna], [tones.cyril])]);
  expect((await next.snapshot()).calls.map(({ legs }) => legs.map(({ role }) => role))).toEqual([['caller', 'callee']]);
});

it('lets whoever held be heard again', async () => {
  const first = await gateway();
  const { caller, callee, anna } = await talking({ ...latest, snapshot: () => first.snapshot() });
  await caller.hold();
  await callee.media.until(() => callee.media.ear.share(523.25) > 0.3, 8000, 'music');
  await first.stop();
  await gateway();
  expect(await anna.reconnect()).toBe(200);
  await caller.renegotiate('sendrecv', { iceRestart: true });
  await Promise.all([callee.hears(tones.anna), caller.hears(tones.bert)]);
});

it.each(['another gateway', 'another name'])('knows that a phone is gone whose address it was told again meanwhile: %s', async (why) => {
  const first = await gateway();
  const anna = new TestPhone(first, '1001', { tone: tones.anna });
  expect(await anna.register()).toBe(200);
  if (why === 'another gateway') await gateway();
  else await first.provision({ ...emptyPlan, extensions: extensions.map((one) => ({ ...one, name: `${one.name} Other` })) });
  await anna.dispose();
  await expect.poll(async () => (await first.snapshot()).lines.find(({ extensionNumber }) => extensionNumber === '1001')?.line).toBe('offline');
});
