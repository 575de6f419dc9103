import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRig, type Rig } from './support/rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = createRig();
  await rig.phone.start();
});
afterEach(() => rig.phone.stop());

const header = (words: string): string[] => [`X-Klapka-Answer: ${words}`];

describe('a phone that is called in', () => {
  it.each(['outgoing', 'incoming'] as const)('answers by itself, without a ring, and has an %s call', async (direction) => {
    const before = Date.now();
    const leg = rig.pbx.call('1002', 'Bob Brown', 'pbx offer', header(direction));
    const call = await rig.call((one) => one.state === 'talking');
    expect(call).toMatchObject({ direction, number: '1002', name: 'Bob Brown', held: false, muted: false });
    expect(call.answeredAt).toBeGreaterThanOrEqual(before);
    await rig.pbx.until(() => leg.answerSdp !== null);
    expect(rig.sounds).not.toContain('ringtone');
    expect(rig.peers.at(-1)?.transceiver.sender.track?.enabled).toBe(true);
  });

  it('puts the call it was on on hold first', async () => {
    rig.pbx.call('1003');
    const first = await rig.call((one) => one.state === 'ringing');
    await rig.phone.answer(first.id);
    await rig.call((one) => one.state === 'talking', '1003');
    rig.pbx.call('1002', '', 'pbx offer', header('incoming'));
    expect(await rig.call((one) => one.state === 'talking', '1002')).toMatchObject({ held: false });
    expect(await rig.call((one) => one.held, '1003')).toMatchObject({ state: 'talking' });
  });

  it('says no at once where the page has no microphone', async () => {
    rig.devices.failWith = 'MICROPHONE_REFUSED';
    const leg = rig.pbx.call('1002', '', 'pbx offer', header('incoming'));
    expect(await rig.call((one) => one.state === 'ended')).toMatchObject({ endReason: 'failed', error: 'MICROPHONE_REFUSED' });
    await rig.pbx.until(() => leg.status === 480);
    expect(rig.errors).toContain('MICROPHONE_REFUSED');
    expect(rig.sounds).not.toContain('ringtone');
  });

  it.each(['', 'yes', 'incoming;now'])('rings where the header says "%s"', async (words) => {
    rig.pbx.call('1002', '', 'pbx offer', header(words));
    expect(await rig.call((one) => one.state === 'ringing')).toMatchObject({ direction: 'incoming' });
  });
});
