import { expect, it } from 'vitest';
import type { MonitorMode } from '@klapka/protocol';
import type { PbxCapabilities } from '../../../../server/ports/pbx.ts';
import type { PhoneCall } from '../../../fakes/sip-phone/call.ts';
import { talk } from '../../../fakes/sip-phone/phone.ts';
import type { TestPhone } from '../../../fakes/sip-phone/phone.ts';
import { live, refusedWith, tones } from './scene.ts';
import type { Scene } from './scene.ts';

interface Monitored {
  anna: TestPhone;
  bert: TestPhone;
  cyril: TestPhone;
  caller: PhoneCall;
  callee: PhoneCall;
  monitor: PhoneCall;
  callId: string;
}

/** Anna talks with Bert, beside whom Cyril listens. */
async function monitored(scene: Scene, mode: MonitorMode): Promise<Monitored> {
  const { anna, bert, caller, callee } = await scene.talking();
  const cyril = await scene.phone('cyril');
  const { id: callId } = await scene.callOf(caller);
  await scene.actions.monitor(await scene.legOf(callee), { extensionNumber: '1003', deviceId: cyril.deviceId }, mode);
  const monitor = await cyril.nextCall();
  expect(monitor.answers).toBe('outgoing');
  await monitor.answer();
  await monitor.answered;
  await scene.row(callId, (call) => live(call).some(({ role, state }) => role === 'monitor' && state === 'talking'), 'the monitor is there');
  return { anna, bert, cyril, caller, callee, monitor, callId };
}

/** What each hears, by the mode. */
async function hears(mode: MonitorMode, { caller, callee, monitor }: Monitored): Promise<void> {
  await Promise.all([
    monitor.hearsAll([tones.anna, tones.bert], [tones.cyril]),
    callee.hearsAll([tones.anna, ...(mode === 'listen' ? [] : [tones.cyril])], [tones.bert, ...(mode === 'listen' ? [tones.cyril] : [])]),
    caller.hearsAll([tones.bert, ...(mode === 'barge' ? [tones.cyril] : [])], [tones.anna, ...(mode === 'barge' ? [] : [tones.cyril])]),
  ]);
}

export function monitorContract(scene: Scene, capabilities: PbxCapabilities): void {
  if (capabilities.redirect !== 'none') sentOn(scene);
  it.each(['listen', 'whisper', 'barge'] as const)('%s: is heard by whom it is meant for, and hears both', async (mode) => {
    const stage = await monitored(scene, mode);
    await hears(mode, stage);
    const row = await scene.callOf(stage.caller);
    expect(row).toMatchObject({ state: 'answered', from: { number: '1001' }, to: { number: '1002' } });
    expect(row.conference).toBeUndefined();
    expect(live(row).filter(({ role }) => role === 'monitor')).toMatchObject([{ party: { number: '1003' }, mode, sipCallId: stage.monitor.sipCallId }]);
    await scene.watch.line('1003', 'busy');
  });

  it('is switched while it goes on', async () => {
    const stage = await monitored(scene, 'listen');
    const leg = await scene.legOf(stage.monitor);
    for (const mode of ['whisper', 'barge', 'listen', 'barge', 'whisper'] as const) {
      await scene.actions.setMonitorMode(leg, mode);
      await hears(mode, stage);
      await scene.row(stage.callId, (call) => live(call).some((candidate) => candidate.mode === mode), mode);
    }
  });

  it('leaves the call as it is when it hangs up', async () => {
    const { caller, callee, monitor, callId } = await monitored(scene, 'barge');
    monitor.hangUp();
    await scene.talk([caller, 'anna'], [callee, 'bert']);
    await scene.row(callId, (call) => call.state === 'answered' && live(call).length === 2, 'two are left');
    await scene.watch.line('1003', 'idle');
  });

  it('ends with its call', async () => {
    const { caller, callee, monitor, callId } = await monitored(scene, 'listen');
    callee.hangUp();
    expect((await Promise.all([caller.ended, monitor.ended])).map(({ how }) => how)).toEqual(['bye', 'bye']);
    expect(await scene.ended(callId)).toMatchObject({ endReason: 'hung-up', endedBy: 'callee' });
  });

  it('keeps no call alive', async () => {
    const { caller, monitor, callId } = await monitored(scene, 'barge');
    caller.hangUp();
    expect(await monitor.ended).toMatchObject({ how: 'bye' });
    await scene.ended(callId);
  });

  it('hears who is there while the other one holds', async () => {
    const { caller, callee, monitor } = await monitored(scene, 'listen');
    await callee.hold();
    await scene.hearsMusic(caller);
    await monitor.hearsAll([tones.anna], [tones.bert]);
    await callee.resume();
    await monitor.hearsAll([tones.anna, tones.bert]);
  });

  it('is dropped like any leg', async () => {
    const { caller, callee, monitor } = await monitored(scene, 'barge');
    await scene.actions.drop(await scene.legOf(monitor));
    expect(await monitor.ended).toMatchObject({ how: 'bye' });
    await scene.talk([caller, 'anna'], [callee, 'bert']);
  });

  it('listens to a conference', async () => {
    const { anna, bert, cyril, callId } = await scene.conference();
    const dora = await scene.phone('dora');
    await scene.actions.monitor(await scene.legOf(bert), { extensionNumber: '1004', deviceId: dora.deviceId }, 'whisper');
    const monitor = await dora.nextCall();
    await monitor.answer();
    await scene.row(callId, (call) => live(call).some(({ role, state }) => role === 'monitor' && state === 'talking'), 'the monitor is there');
    await Promise.all([
      monitor.hearsAll([tones.anna, tones.bert, tones.cyril]),
      bert.hearsAll([tones.anna, tones.cyril, tones.dora]),
      anna.hearsAll([tones.bert, tones.cyril], [tones.dora]),
      cyril.hearsAll([tones.anna, tones.bert], [tones.dora]),
    ]);
  });

  it('is told to nobody’s phone where it is not taken', async () => {
    const { caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    const { id } = await scene.callOf(caller);
    await scene.actions.monitor(await scene.legOf(callee), { extensionNumber: '1003', deviceId: cyril.deviceId }, 'listen');
    (await cyril.nextCall()).decline(480);
    await scene.row(id, (call) => live(call).length === 2, 'two are left');
    await scene.talk([caller, 'anna'], [callee, 'bert']);
  });

  it('is refused beside what rings, for a phone that is not there, and for one of the call', async () => {
    const { anna, bert, caller, callee } = await scene.talking();
    const by = { extensionNumber: '1003', deviceId: 'no-such-device' };
    await expect(scene.actions.monitor(await scene.legOf(callee), by, 'listen')).rejects.toMatchObject(refusedWith('NOT_REGISTERED'));
    await expect(scene.actions.monitor(await scene.legOf(callee), { extensionNumber: '1001', deviceId: anna.deviceId }, 'listen')).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await expect(scene.actions.setMonitorMode(await scene.legOf(callee), 'barge')).rejects.toMatchObject(refusedWith('CALL_GONE'));
    const [cyril, dora] = [await scene.phone('cyril'), await scene.phone('dora')];
    await cyril.dial('1004');
    const rings = await dora.nextCall();
    await expect(scene.actions.monitor(await scene.legOf(rings), { extensionNumber: '1002', deviceId: bert.deviceId }, 'listen')).rejects.toMatchObject(refusedWith('CALL_GONE'));
    await scene.talk([caller, 'anna'], [callee, 'bert']);
  });

  it('touches no other call of the one who is monitored', async () => {
    const { bert, callee, monitor } = await monitored(scene, 'listen');
    const dora = await scene.phone('dora');
    await callee.hold();
    const { caller: other, callee: fourth } = await talk(bert, dora);
    await scene.talk([other, 'bert'], [fourth, 'dora']);
    await monitor.hearsAll([tones.anna], [tones.bert, tones.dora]);
  });
}

function sentOn(scene: Scene): void {
  it('ends when whom it is beside leaves the call, which goes on', async () => {
    const { caller, callee, monitor } = await monitored(scene, 'whisper');
    const dora = await scene.phone('dora');
    await scene.actions.redirect(await scene.legOf(caller), '1004', { by: '1002' });
    expect((await Promise.all([callee.ended, monitor.ended])).map(({ how }) => how)).toEqual(['bye', 'bye']);
    const fourth = await dora.nextCall();
    await fourth.answer();
    await scene.talk([caller, 'anna'], [fourth, 'dora']);
  });
}
