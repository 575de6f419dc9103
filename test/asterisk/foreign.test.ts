import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '@klapka/protocol';
import { findAsterisk } from '../../scripts/asterisk/program.ts';
import { startAsterisk } from '../../scripts/asterisk/run.ts';
import { Ari } from '../../server/adapters/pbx/asterisk/ari.ts';
import { create } from '../../server/adapters/pbx/asterisk/index.ts';
import { systemClock } from '../../server/ports/clock.ts';
import { emptyPlan } from '../../server/ports/pbx-plan.ts';
import type { PbxEvent } from '../../server/ports/pbx.ts';
import { channelsOf } from '../contract/pbx/audio.ts';
import { People } from '../contract/pbx/people.ts';
import { patience } from '../contract/pbx/watch.ts';
import type { Watch } from '../contract/pbx/watch.ts';
import { Baresip, baresip } from '../fakes/peers/baresip.ts';
import type { PhoneCall } from '../fakes/sip-phone/call.ts';
import { silentLogger } from '../fakes/sip-phone/logger.ts';
import { talk } from '../fakes/sip-phone/phone.ts';
import type { TestPhone } from '../fakes/sip-phone/phone.ts';
import { settingsOf } from './settings.ts';

/** An Asterisk with somebody else's phones, queue and dialplan, which the gateway is let into and may write no file of. */
const asterisk = await startAsterisk(await findAsterisk(), fileURLToPath(new URL('foreign', import.meta.url)));
const settings = { ...settingsOf(asterisk.settings), configFolder: null, callsFile: null };
const tones = { anna: 440, bert: 1000, cyril: 1500 };
const holdMusic = 523.25;
const people = [['1001', 'Anna'], ['1002', 'Bert'], ['1003', 'Cyril'], ['200', 'Reception'], ['201', 'Workshop']];
const plan = { ...emptyPlan, extensions: people.map(([number = '', name = '']) => ({ number, name })) };

/** All that is theirs: what ARI shows of their phones, and every file of their configuration. */
async function theirs(): Promise<unknown> {
  const ari = new Ari(settings.ari, fetch);
  const objects = await Promise.all(['200', '201'].flatMap((id) => (['endpoint', 'auth', 'aor'] as const).map(async (kind) => [kind, id, [...await ari.get(kind, id) ?? []]])));
  const folder = join(asterisk.folder, 'etc');
  const files = await Promise.all((await readdir(folder)).toSorted().map(async (name) => [name, await readFile(join(folder, name), 'utf8')]));
  return { objects, files };
}

describe('an Asterisk of somebody else', () => {
  const pbx = create({ config: { ...settings, lostAfter: 8000 }, logger: silentLogger, clock: systemClock, fetch });
  const people = new People(() => pbx);
  const phone = (number: string, tone: number): Promise<TestPhone> => people.phone(number, tone);
  let before: unknown;
  let watch: Watch;

  beforeAll(async () => {
    before = await theirs();
    await pbx.start();
    await pbx.provision(plan);
  });
  afterAll(async () => {
    await pbx.stop();
    await asterisk.stop();
  });
  afterEach(() => people.leave());

  function watched(): void {
    watch = people.watched();
  }

  async function desk(number: string, answers: boolean, tone: number): Promise<Baresip> {
    const made = people.peer(await Baresip.start({ registrar: `127.0.0.1:${asterisk.sipPort}`, number, password: 'the-company-knows', tone, answers }));
    await made.says(/200 OK/);
    return made;
  }

  async function talking(): Promise<{ caller: PhoneCall; callee: PhoneCall; row: Call; legOf(call: PhoneCall): string }> {
    watched();
    const { caller, callee } = await talk(await phone('1001', tones.anna), await phone('1002', tones.bert));
    await Promise.all([caller.hears(tones.bert), callee.hears(tones.anna)]);
    const row = await watch.call(({ state, legs }) => state === 'answered' && legs.filter(({ sipCallId }) => sipCallId !== undefined).length === 2, 'they talk');
    return { caller, callee, row, legOf: ({ sipCallId }) => row.legs.find((leg) => leg.sipCallId === sipCallId)?.id ?? '' };
  }

  const hearsMusic = (call: PhoneCall): Promise<void> => {
    call.media.ear.forget();
    return call.media.until(() => call.media.ear.share(holdMusic) > 0.3, patience, 'music');
  };

  it('is ready, says what it cannot, and refuses that', async () => {
    await pbx.ping();
    const none = 'none';
    expect(pbx.capabilities).toMatchObject({ provision: none, reach: none, voicemail: none, queues: none, ringGroups: none, menus: none, outside: none, featureCodes: none, history: none });
    expect(pbx.capabilities).toMatchObject({ calls: 'push', sip: 'sip', redirect: 'push', park: 'push', record: 'push', monitor: 'push', conference: 'push', originate: 'push' });
    const refused = { code: 'NOT_SUPPORTED' };
    await expect(pbx.queues.setStanding('support', '1002', { loggedIn: false, paused: false })).rejects.toMatchObject(refused);
    await expect(pbx.mailboxes.list('1001')).rejects.toMatchObject(refused);
    await expect(pbx.putSound('x', new Uint8Array())).rejects.toMatchObject(refused);
  });

  it('joins two pages’ phones by its own dialplan, and plays music to whoever is held', async () => {
    const { caller, callee, row } = await talking();
    expect(row).toMatchObject({ from: { number: '1001', name: 'Anna' }, to: { number: '1002', name: 'Bert' } });
    await caller.hold();
    await hearsMusic(callee);
    await caller.resume();
    await callee.hears(tones.anna);
    caller.hangUp();
    expect(await watch.call(({ state }) => state === 'ended', 'ended')).toMatchObject({ endReason: 'hung-up', endedBy: 'caller' });
  });

  it.each([['1002', 'declined'], ['1777', 'not-registered'], ['999', 'unknown-number']])('tells why a call to %s is not taken: %s', async (number, endReason) => {
    watched();
    const [anna, bert] = [await phone('1001', tones.anna), await phone('1002', tones.bert)];
    const call = await anna.dial(number);
    if (number === '1002') (await bert.nextCall()).decline();
    expect((await call.ended).how).toBe('refused');
    expect(await watch.call(({ state }) => state === 'ended', 'ended')).toMatchObject({ endReason });
  });

  it('sends on, and refuses a number that its dialplan does not know', async () => {
    const { caller, callee, legOf } = await talking();
    const cyril = await phone('1003', tones.cyril);
    await expect(pbx.actions.redirect(legOf(caller), '999')).rejects.toMatchObject({ code: 'UNKNOWN_NUMBER' });
    await pbx.actions.redirect(legOf(caller), '1003', { by: '1002' });
    await callee.ended;
    const third = await cyril.nextCall();
    expect(third.from).toBe('1001');
    await third.answer();
    await Promise.all([caller.hears(tones.cyril), third.hears(tones.anna)]);
  });

  it('parks, and whoever dials the slot retrieves', async () => {
    const { caller, callee, row, legOf } = await talking();
    const cyril = await phone('1003', tones.cyril);
    const { slot } = await pbx.actions.park(legOf(caller), '1002');
    await callee.ended;
    await hearsMusic(caller);
    const retrieving = await cyril.dial(slot);
    await retrieving.answered;
    await Promise.all([caller.hears(tones.cyril), retrieving.hears(tones.anna)]);
    expect(await watch.call(({ id, parked, to }) => id === row.id && parked === undefined && to.number === '1003', 'retrieved')).toMatchObject({ state: 'answered' });
  });

  it('records both sides, lets somebody listen, and makes a conference of it', async () => {
    const { caller, callee, row, legOf } = await talking();
    const cyril = await phone('1003', tones.cyril);
    await pbx.actions.record(row.id, 'on');
    const from = caller.media.framesHeard;
    await caller.media.until(() => caller.media.framesHeard > from + 60, patience, 'some time');
    const told = watch.next(({ type }) => type === 'recorded', 'a recording');
    await pbx.actions.record(row.id, 'off');
    const event = (await told) as PbxEvent & { type: 'recorded' };
    const sides = await channelsOf(await pbx.actions.recordingAudio(event.recording.id));
    expect([sides[0]?.(tones.anna), sides[1]?.(tones.bert)].map((tenths) => (tenths ?? 0) > 4)).toEqual([true, true]);
    await pbx.actions.deleteRecording(event.recording.id);
    await pbx.actions.monitor(legOf(callee), { extensionNumber: '1003', deviceId: cyril.deviceId }, 'listen');
    const listener = await cyril.nextCall();
    await listener.answer();
    await listener.hearsAll([tones.anna, tones.bert]);
    listener.hangUp();
    await expect.poll(async () => (await pbx.snapshot()).calls.flatMap(({ legs }) => legs.filter(({ role, state }) => role === 'monitor' && state !== 'ended'))).toEqual([]);
    await pbx.actions.invite(row.id, '1003', '1001');
    const third = await cyril.nextCall();
    await third.answer();
    await Promise.all([caller.hearsAll([tones.bert, tones.cyril]), third.hearsAll([tones.anna, tones.bert])]);
  });

  it('calls a page’s phone in, and dials for it', async () => {
    watched();
    const [anna, bert] = [await phone('1001', tones.anna), await phone('1002', tones.bert)];
    await pbx.actions.originate({ extensionNumber: '1001', deviceId: anna.deviceId }, '1002');
    const own = await anna.nextCall();
    await own.answer();
    const rung = await bert.nextCall();
    expect(rung.from).toBe('1001');
    await rung.answer();
    await Promise.all([own.hears(tones.bert), rung.hears(tones.anna)]);
  });

  it('tells of its queue: who waits, and what its agents do', async () => {
    watched();
    const [anna, bert] = [await phone('1001', tones.anna), await phone('1002', tones.bert)];
    await watch.agent('support', '1002', 'available');
    const call = await anna.dial('500');
    await call.answered;
    const rung = await bert.nextCall();
    const { id } = await watch.call(({ from }) => from.number === '1001', 'it is there');
    await watch.waiting('support', [id]);
    expect(await watch.agent('support', '1002', 'ringing')).toMatchObject({ callId: id });
    await rung.answer();
    await Promise.all([call.hears(tones.bert), rung.hears(tones.anna)]);
    await Promise.all([watch.waiting('support', []), watch.agent('support', '1002', 'on-queue-call')]);
    call.hangUp();
    await watch.agent('support', '1002', 'available');
    expect((await pbx.snapshot()).agents.map(({ extensionNumber, state }) => `${extensionNumber} ${state}`).toSorted()).toEqual(['1002 available', '200 unreachable']);
  });

  if (baresip) it('shows what its own phones do, and lets pages talk with them', async () => {
    watched();
    const [reception] = [await desk('200', false, 1250), await desk('201', true, 1750)];
    await expect.poll(async () => (await pbx.snapshot()).devices.map(({ kind, extensionNumber }) => `${kind} ${extensionNumber}`).toSorted()).toEqual(['desk 200', 'desk 201']);
    reception.does('dial', '201');
    await Promise.all([watch.line('200', 'busy'), watch.line('201', 'busy')]);
    const row = await watch.call(({ state }) => state === 'answered', 'they talk');
    expect(row).toMatchObject({ from: { number: '200', name: 'Reception' }, to: { number: '201', name: 'Workshop' } });
    expect(row.legs.map(({ role, state, party }) => `${role} ${state} ${party.number}`)).toEqual(['caller talking 200', 'callee talking 201']);
    const anna = await phone('1001', tones.anna);
    await pbx.actions.redirect(row.legs[1]?.id ?? '', '1001', { by: '200' });
    const rung = await anna.nextCall();
    expect([rung.from, rung.fromName]).toEqual(['201', 'Workshop']);
    await rung.answer();
    await rung.hears(1750);
    await watch.line('200', 'idle');
  });

  if (baresip) it('tells of whoever calls over its carrier, and whom pages call over it', async () => {
    watched();
    const anna = await phone('1001', tones.anna);
    const carrier = await desk('telco', false, 1250);
    carrier.does('dial', '1001');
    const rung = await anna.nextCall();
    await rung.answer();
    await rung.hears(1250);
    const { id } = await watch.call(({ from, outside, state }) => from.number === '777123456' && outside === 'in' && state === 'answered', 'it came from outside');
    await pbx.hangUp(id);
    const call = await anna.dial('0600123456');
    await carrier.says(/Incoming call/);
    carrier.does('accept');
    await call.answered;
    expect(await watch.call(({ from, outside, state }) => from.number === '1001' && outside === 'out' && state === 'answered', 'it goes outside')).toMatchObject({ to: { number: '0600123456' } });
  });

  it('keeps its own phones, which no page signs in to, and all it has, whatever the gateway is told', async () => {
    await expect(pbx.sipCredentials('200', 'page')).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    await pbx.provision({ ...plan, extensions: plan.extensions.map((one) => ({ ...one, name: `${one.name} Other`, deskPassword: 'another' })) });
    await pbx.provision({ ...plan, extensions: plan.extensions.filter(({ number }) => number !== '200') });
    await pbx.provision(plan);
    await expect(pbx.sipCredentials('200', 'page')).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
    expect(await theirs()).toEqual(before);
    const anna = await phone('1001', tones.anna);
    await expect.poll(async () => (await pbx.snapshot()).devices).toMatchObject([{ deviceId: anna.deviceId }]);
  });
});
