import { expect, it } from 'vitest';
import type { PbxExtension } from '../../../server/ports/pbx-plan.ts';
import { talk, TestPhone } from '../../fakes/sip-phone/phone.ts';
import type { Scene } from './actions/scene.ts';
import type { Stage } from './survives.ts';
import { patience } from './watch.ts';

interface CallStage extends Stage {
  scene: Scene;
  extensions: readonly PbxExtension[];
  echo: string;
  /** Before the first phone of a test. */
  start(): void;
  /** A phone of a test's own making: it goes when the test is over. */
  keep(phone: TestPhone): TestPhone;
}

/** Phones and plain calls. Part of `pbxContract`. */
export function callsContract({ scene, extensions, pbx, watch, holdMusic, echo, phone, start, keep, talking, ringing }: CallStage): void {
  it('registers a phone and says so', async () => {
    start();
    const anna = await phone('1001');
    await watch().device(anna.deviceId, true);
    await watch().line('1001', 'idle');
    expect((await pbx().snapshot()).devices.map((device) => device.deviceId)).toContain(anna.deviceId);
    expect(await anna.register(0)).toBe(200);
    await watch().line('1001', 'offline');
    expect((await pbx().snapshot()).devices).toEqual([]);
  });

  it('refuses a wrong password, old credentials and another identity', async () => {
    start();
    const old = await pbx().sipCredentials('1001', 'device-a');
    const fresh = await pbx().sipCredentials('1001', 'device-a');
    const refused = keep(new TestPhone(pbx(), '1001', { deviceId: 'device-a', credentials: old }));
    expect(await refused.register()).toBe(403);
    const wrong = keep(new TestPhone(pbx(), '1001', { deviceId: 'device-a', credentials: { ...fresh, password: 'wrong' } }));
    expect(await wrong.register()).toBe(403);
    const stolen = keep(new TestPhone(pbx(), '1001', { deviceId: 'device-b', credentials: fresh }));
    expect(await stolen.register()).toBe(403);
    const anna = await phone('1001');
    expect(await anna.register(300, '1002')).toBe(403);
    expect(await (await anna.dial('1003', '1002')).ended).toMatchObject({ how: 'refused', status: 403 });
    await expect(pbx().sipCredentials('9999', 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('carries audio both ways and ends with a BYE to the other side', async () => {
    const { caller, callee } = await talking();
    expect(callee.from).toBe('1001');
    expect(callee.fromName).toBe('Anna');
    await Promise.all([caller.hears(1000), callee.hears(440)]);
    const [row] = (await pbx().snapshot()).calls;
    expect(row).toMatchObject({ state: 'answered', from: { number: '1001', name: 'Anna' }, to: { number: '1002', name: 'Bert' } });
    expect(row?.legs.map((leg) => [leg.role, leg.state, leg.sipCallId])).toEqual([
      ['caller', 'talking', caller.sipCallId],
      ['callee', 'talking', callee.sipCallId],
    ]);
    caller.hangUp();
    expect(await callee.ended).toMatchObject({ how: 'bye' });
    const ended = await watch().call((call) => call.state === 'ended', 'ended');
    expect(ended).toMatchObject({ endReason: 'hung-up', endedBy: 'caller' });
    expect((await pbx().snapshot()).calls).toEqual([]);
    await watch().line('1002', 'idle');
  });

  it('offers to a phone that asks for an offer, at the start and later', async () => {
    start();
    const [anna, bert] = [await phone('1001', { tone: 440 }), await phone('1002', { tone: 1000 })];
    const caller = anna.dialWithoutOffer('1002');
    const callee = await bert.nextCall();
    await callee.answer();
    await Promise.all([caller.hears(1000), callee.hears(440)]);
    await caller.askForOffer();
    await Promise.all([caller.hears(1000), callee.hears(440)]);
  });

  it('ends a call whose offer was acknowledged without an answer', async () => {
    start();
    const [anna, bert] = [await phone('1001'), await phone('1002')];
    const caller = anna.dialWithoutOffer('1002');
    caller.acknowledgesEmpty = true;
    const callee = await bert.nextCall();
    await callee.answer();
    expect((await Promise.all([caller.ended, callee.ended])).map(({ how }) => how)).toEqual(['bye', 'bye']);
  });

  it('lets the called side hang up', async () => {
    const { caller, callee } = await talking();
    callee.hangUp();
    expect(await caller.ended).toMatchObject({ how: 'bye' });
    expect(await watch().call((call) => call.state === 'ended', 'ended')).toMatchObject({ endReason: 'hung-up', endedBy: 'callee' });
  });

  it('shows ringing on both sides and what the lines do', async () => {
    const { caller, callee } = await ringing();
    await caller.ringing;
    await watch().line('1002', 'ringing');
    await watch().line('1001', 'busy');
    const row = await watch().call((call) => call.legs.some((leg) => leg.state === 'ringing'), 'a leg rings');
    expect(row.state).toBe('ringing');
    await callee.answer();
    await watch().line('1002', 'busy');
  });

  it('rings every phone; the first to answer wins and the others are told', async () => {
    start();
    const anna = await phone('1001', { tone: 440 });
    const desk = await phone('1002', { tone: 1000 });
    const home = await phone('1002', { tone: 1500 });
    const caller = await anna.dial('1002');
    const [atDesk, atHome] = await Promise.all([desk.nextCall(), home.nextCall()]);
    await atHome.answer();
    await caller.answered;
    const lost = await atDesk.ended;
    expect(lost.how).toBe('cancel');
    // RFC 3326 §2; the text behind it is for people.
    expect(lost.reason).toMatch(/^SIP;cause=200;text=".*elsewhere"/);
    await Promise.all([caller.hears(1500), atHome.hears(440)]);
  });

  it('rings the other phones when one is busy, and none when one declines', async () => {
    start();
    const anna = await phone('1001');
    const desk = await phone('1002');
    const home = await phone('1002');
    const first = await anna.dial('1002');
    const [busy, free] = await Promise.all([desk.nextCall(), home.nextCall()]);
    busy.decline(486);
    await free.answer();
    await first.answered;
    first.hangUp();
    await free.ended;
    const second = await anna.dial('1002');
    const [declining, other] = await Promise.all([desk.nextCall(), home.nextCall()]);
    declining.decline(603);
    expect(await second.ended).toMatchObject({ how: 'refused', status: 603 });
    expect(await other.ended).toMatchObject({ how: 'cancel' });
    expect(await watch().call((call) => call.endReason === 'declined', 'declined')).toMatchObject({ endedBy: 'callee' });
  });

  it('says busy when every phone is', async () => {
    const { caller, callee } = await ringing();
    callee.decline(486);
    expect(await caller.ended).toMatchObject({ how: 'refused', status: 486 });
    expect(await watch().call((call) => call.state === 'ended', 'ended')).toMatchObject({ endReason: 'busy' });
  });

  it('stops ringing when the caller gives up', async () => {
    const { caller, callee } = await ringing();
    await caller.ringing;
    caller.cancel();
    expect(await callee.ended).toMatchObject({ how: 'cancel' });
    expect(await caller.ended).toMatchObject({ how: 'refused', status: 487 });
    expect(await watch().call((call) => call.state === 'ended', 'ended')).toMatchObject({ endReason: 'cancelled', endedBy: 'caller' });
  });

  it('gives up after the time a phone may ring', async () => {
    const { caller, callee } = await ringing();
    expect(await caller.ended).toMatchObject({ how: 'refused', status: 408 });
    expect(await callee.ended).toMatchObject({ how: 'cancel' });
    expect(await watch().call((call) => call.state === 'ended', 'ended')).toMatchObject({ endReason: 'no-answer' });
  });

  it('tells an unknown number from an extension nobody is registered at', async () => {
    start();
    const anna = await phone('1001');
    expect(await (await anna.dial('7777')).ended).toMatchObject({ how: 'refused', status: 404 });
    expect(await (await anna.dial('1003')).ended).toMatchObject({ how: 'refused', status: 480 });
    await watch().call((call) => call.endReason === 'unknown-number' && call.to.number === '7777', 'unknown number');
    await watch().call((call) => call.endReason === 'not-registered' && call.to.number === '1003', 'not registered');
  });

  it('plays music to the held side and brings the voices back', async () => {
    const { caller, callee } = await talking();
    await callee.hears(440);
    await caller.hold();
    const { ear } = callee.media;
    await callee.media.until(() => ear.share(holdMusic) > 0.3 && ear.share(440) < 0.1, patience, 'music and no voice');
    expect((await watch().call((call) => call.legs.some((leg) => leg.holding === true), 'held')).legs.map((leg) => leg.holding)).toEqual([true, false]);
    await watch().line('1002', 'held');
    await caller.resume();
    await Promise.all([callee.hears(440), caller.hears(1000)]);
    await watch().line('1002', 'busy');
  });

  it('lets both sides hold: who holds hears nothing, and nothing comes back too early', async () => {
    const { caller, callee } = await talking();
    await caller.hears(1000);
    await callee.renegotiate('inactive');
    await caller.media.until(() => caller.media.ear.share(holdMusic) > 0.3, patience, 'music for the caller');
    await caller.hold();
    await callee.resume();
    await callee.media.until(() => callee.media.ear.share(holdMusic) > 0.3, patience, 'music for the callee');
    await caller.resume();
    await Promise.all([callee.hears(440), caller.hears(1000)]);
  });

  it('keeps a phone that only listens in the call', async () => {
    const { caller, callee } = await talking();
    await caller.renegotiate('recvonly');
    await caller.hears(1000);
    await caller.resume();
    await callee.hears(440);
  });

  it('passes on digits in their order', async () => {
    const { caller, callee } = await talking();
    await callee.hears(440);
    for (const [index, digit] of ['1', '*', '9'].entries()) {
      caller.media.press(digit);
      await callee.media.until(() => callee.media.digitsHeard.length === index + 1, patience, `digit ${digit}`);
    }
    expect(callee.media.digitsHeard).toBe('1*9');
    callee.media.press('#');
    await caller.media.until(() => caller.media.digitsHeard === '#', patience, 'a digit back');
    await callee.hears(440);
  });

  it('carries several calls of one phone, one of them held', async () => {
    const { anna, caller, callee } = await talking();
    const cyril = await phone('1003', { tone: 1500 });
    await caller.hold();
    const { caller: second } = await talk(anna, cyril);
    await second.hears(1500);
    await callee.media.until(() => callee.media.ear.share(holdMusic) > 0.3, patience, 'the held one hears music');
    expect((await pbx().snapshot()).calls).toHaveLength(2);
  });

  it('echoes', async () => {
    start();
    const call = await (await phone('1001', { tone: 700 })).dial(echo);
    await call.answered;
    await call.hears(700);
  });

  it('keeps the audio while a socket is lost, and takes hold and BYE over the next one', async () => {
    const { anna, caller, callee } = await talking();
    await callee.hears(440);
    anna.wire.drop();
    await watch().device(anna.deviceId, false);
    await callee.hears(440);
    expect(await anna.reconnect()).toBe(200);
    await caller.hold();
    await callee.media.until(() => callee.media.ear.share(holdMusic) > 0.3, patience, 'music');
    await caller.renegotiate('sendrecv', { iceRestart: true });
    await Promise.all([callee.hears(440), caller.hears(1000)]);
    caller.hangUp();
    expect(await callee.ended).toMatchObject({ how: 'bye' });
  });

  it('ends a call whose phone is gone for good', async () => {
    const { anna, callee } = await talking();
    await callee.hears(440);
    await anna.vanish();
    expect(await callee.ended).toMatchObject({ how: 'bye' });
    expect(await watch().call((call) => call.state === 'ended', 'ended')).toMatchObject({ endReason: 'lost', endedBy: 'caller' });
  });

  it('hangs up for the gateway, and once only', async () => {
    const { caller, callee } = await talking();
    const [row] = (await pbx().snapshot()).calls;
    await pbx().hangUp(row?.id ?? '');
    expect(await caller.ended).toMatchObject({ how: 'bye' });
    expect(await callee.ended).toMatchObject({ how: 'bye' });
    expect(await watch().call((call) => call.state === 'ended', 'ended')).toMatchObject({ endReason: 'hung-up', endedBy: 'pbx' });
    await expect(pbx().hangUp(row?.id ?? '')).rejects.toMatchObject({ code: 'CALL_GONE' });
  });

  it('forgets a device that was signed out', async () => {
    start();
    const bert = await phone('1002');
    await pbx().revokeDevice('1002', bert.deviceId);
    await bert.wire.closed;
    await watch().line('1002', 'offline');
    expect((await pbx().snapshot()).devices).toEqual([]);
  });

  it('replaces the socket of a device by a newer one', async () => {
    start();
    const bert = await phone('1002', { deviceId: 'the-same' });
    const again = await phone('1002', { deviceId: 'the-same' });
    await bert.wire.closed;
    await watch().device('the-same', true);
    expect((await pbx().snapshot()).devices.filter((device) => device.deviceId === 'the-same')).toHaveLength(1);
    const anna = await phone('1001');
    const caller = await anna.dial('1002');
    await (await again.nextCall()).answer();
    await caller.answered;
  });

  it('refuses REFER of either side, by which it would send the other one anywhere: the gateway’s commands transfer', async () => {
    const { caller, callee } = await talking();
    expect(await caller.refer('*711003')).toBe(405);
    expect(await callee.refer(echo)).toBe(405);
    await Promise.all([caller.hears(1000), callee.hears(440)]);
  });

  it('takes an extension away with its phones and calls', async () => {
    const { callee } = await talking();
    await scene.provision({ extensions: extensions.filter(({ number }) => number !== '1001') });
    expect(await callee.ended).toMatchObject({ how: 'bye' });
    expect((await pbx().snapshot()).lines.map((line) => line.extensionNumber)).not.toContain('1001');
    await scene.provision();
  });
}
