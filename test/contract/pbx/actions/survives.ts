import { expect, it } from 'vitest';
import type { PbxCapabilities } from '../../../../server/ports/pbx.ts';
import { live, tones, who } from './scene.ts';
import type { Scene } from './scene.ts';

/** Calls survive their pages whatever was done with them. Only where a PBX hands calls over. */
export function survivesActionsContract(capabilities: PbxCapabilities, scene: Scene): void {
  if (capabilities.redirect !== 'none') sentOn(scene);
  if (capabilities.conference !== 'none') conference(scene);
  if (capabilities.park !== 'none') parked(scene);
  if (capabilities.monitor !== 'none') monitored(scene);
}

function sentOn(scene: Scene): void {
  it('hands a transferred call to the next page, of either side', async () => {
    const { anna, caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    const { id } = await scene.callOf(caller);
    await scene.actions.redirect(await scene.legOf(caller), '1003');
    await callee.ended;
    const third = await cyril.nextCall();
    await third.answer();
    await scene.talk([caller, 'anna'], [third, 'cyril']);
    await scene.pbx.leaving('1001', anna.deviceId);
    await anna.vanish();
    await scene.hearsMusic(third);
    const first = await (await scene.phone('anna', { deviceId: anna.deviceId })).nextCall();
    expect(first.resumes).toMatch(/^outgoing;/);
    await first.answer();
    await scene.talk([first, 'anna'], [third, 'cyril']);
    await cyril.vanish();
    const again = await (await scene.phone('cyril', { deviceId: cyril.deviceId })).nextCall();
    expect(again.resumes).toMatch(/^incoming;/);
    await again.answer();
    await scene.talk([first, 'anna'], [again, 'cyril']);
    expect(who(await scene.row(id, (call) => live(call).length === 2, 'both'))).toEqual(['caller 1001 talking', 'callee 1003 talking']);
  });

  it('hands the side that was sent on to its next page while it rings', async () => {
    const { anna, caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    await scene.actions.redirect(await scene.legOf(caller), '1003');
    await callee.ended;
    const third = await cyril.nextCall();
    await anna.vanish();
    const resumed = await (await scene.phone('anna', { deviceId: anna.deviceId })).nextCall();
    await resumed.answer();
    await third.answer();
    await scene.talk([resumed, 'anna'], [third, 'cyril']);
  });
}

function conference(scene: Scene): void {
  it('keeps a conference going without the one whose page is gone, and takes it back', async () => {
    const { anna, bert, cyril, callId, phones } = await scene.conference();
    await scene.pbx.leaving('1001', phones.anna.deviceId);
    await phones.anna.vanish();
    await scene.talk([bert, 'bert'], [cyril, 'cyril']);
    const back = await (await scene.phone('anna', { deviceId: phones.anna.deviceId })).nextCall();
    expect(back.resumes).toContain(`replaces=${anna.sipCallId}`);
    await back.answer();
    await Promise.all([back.hearsAll([tones.bert, tones.cyril], [tones.anna]), bert.hearsAll([tones.anna, tones.cyril])]);
    expect(await scene.row(callId, (call) => live(call).length === 3, 'three')).toMatchObject({ conference: true });
  });

  it('plays music to the only one left of a conference while the other one’s page is loaded anew', async () => {
    const { anna, bert, cyril, callId, phones } = await scene.conference();
    cyril.hangUp();
    await scene.row(callId, (call) => live(call).length === 2, 'two are left');
    await scene.pbx.leaving('1001', phones.anna.deviceId);
    await phones.anna.vanish();
    await scene.hearsMusic(bert);
    const back = await (await scene.phone('anna', { deviceId: phones.anna.deviceId })).nextCall();
    expect(back.resumes).toContain(`replaces=${anna.sipCallId}`);
    await back.answer();
    await scene.talk([back, 'anna'], [bert, 'bert']);
  });

  it('lets one leave a conference who never comes back', async () => {
    const { bert, cyril, callId, phones } = await scene.conference();
    await scene.pbx.leaving('1001', phones.anna.deviceId);
    await phones.anna.vanish();
    await scene.row(callId, (call) => live(call).length === 2, 'two are left');
    await scene.talk([bert, 'bert'], [cyril, 'cyril']);
  });

  it('keeps who is muted muted', async () => {
    const { anna, caller, callee } = await scene.talking();
    await scene.actions.mute(await scene.legOf(caller), true);
    await callee.hearsNothing();
    await anna.vanish();
    const resumed = await (await scene.phone('anna', { deviceId: anna.deviceId })).nextCall();
    await resumed.answer();
    await resumed.hears(tones.bert);
    await callee.hearsNothing();
    await scene.actions.mute(await scene.legOf(resumed), false);
    await callee.hears(tones.anna);
  });
}

function parked(scene: Scene): void {
  it('keeps its slot while the page of the one who waits is loaded anew', async () => {
    const { anna, caller, callee } = await scene.talking();
    const { slot } = await scene.actions.park(await scene.legOf(caller), '1002');
    await callee.ended;
    await anna.vanish();
    const resumed = await (await scene.phone('anna', { deviceId: anna.deviceId })).nextCall();
    await resumed.answer();
    await scene.hearsMusic(resumed);
    const retrieved = await (await scene.phone('cyril')).dial(slot);
    await retrieved.answered;
    await scene.talk([resumed, 'anna'], [retrieved, 'cyril']);
  });
}

function monitored(scene: Scene): void {
  it('stays beside the one whose page is loaded anew', async () => {
    const { bert, caller, callee } = await scene.talking();
    const cyril = await scene.phone('cyril');
    await scene.actions.monitor(await scene.legOf(callee), { extensionNumber: '1003', deviceId: cyril.deviceId }, 'whisper');
    const monitor = await cyril.nextCall();
    await monitor.answer();
    await bert.vanish();
    const resumed = await (await scene.phone('bert', { deviceId: bert.deviceId })).nextCall();
    await resumed.answer();
    await Promise.all([resumed.hearsAll([tones.anna, tones.cyril]), monitor.hearsAll([tones.anna, tones.bert]), caller.hearsAll([tones.bert], [tones.cyril])]);
  });
}
