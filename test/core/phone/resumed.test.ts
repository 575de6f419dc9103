import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRig, settled, type Rig } from './support/rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = createRig();
  await rig.phone.start();
});
afterEach(() => rig.phone.stop());

const header = (words: string): string[] => [`X-Klapka-Resume: ${words}`];

describe('a call of the page before', () => {
  it.each(['outgoing', 'incoming'] as const)('goes on by itself, without a ring, as the %s call that it was', async (direction) => {
    const before = Date.now();
    const leg = rig.pbx.call('1002', 'Bob Brown', 'pbx offer', header(`${direction};age=95;replaces=abc`));
    const call = await rig.call((one) => one.state === 'talking');
    expect(call).toMatchObject({ direction, number: '1002', name: 'Bob Brown', held: false, muted: false });
    expect(Math.abs((call.answeredAt ?? 0) - (before - 95_000))).toBeLessThan(5_000);
    await rig.pbx.until(() => leg.answerSdp !== null);
    expect(rig.sounds).not.toContain('ringtone');
    await settled();
    expect(rig.peers.at(-1)?.transceiver.sender.track?.enabled).toBe(true);

    await rig.phone.hangUp(call.id);
    await rig.pbx.until(() => leg.ended !== null);
    expect(leg.ended?.how).toBe('bye');
  });

  it('that was held is held, sends nothing, and can be resumed', async () => {
    const leg = rig.pbx.call('1002', '', 'pbx offer', header('incoming;age=3;replaces=abc;held'));
    const call = await rig.call((one) => one.state === 'talking');
    expect(call.held).toBe(true);
    await rig.pbx.until(() => leg.answerSdp !== null);
    await settled();
    expect(rig.peers.at(-1)?.transceiver.direction).toBe('sendonly');
    expect(rig.peers.at(-1)?.transceiver.sender.track?.enabled).toBe(false);
    await rig.phone.setHeld(call.id, false);
    expect(leg.offers).toEqual(['offer sendrecv']);
    expect(rig.peers.at(-1)?.transceiver.sender.track?.enabled).toBe(true);
  });

  it('that was muted is muted, from its first word', async () => {
    const first = rig.pbx.call('1002');
    const ringing = await rig.call((one) => one.state === 'ringing');
    await rig.phone.answer(ringing.id);
    const call = await rig.call((one) => one.state === 'talking');
    await rig.pbx.until(() => first.answerSdp !== null);
    rig.phone.setMuted(call.id, true);

    const next = createRig(undefined, rig.storage);
    await next.phone.start();
    const leg = next.pbx.call('1002', '', 'pbx offer', header(`incoming;age=3;replaces=${call.sipCallId}`));
    expect(await next.call((one) => one.state === 'talking')).toMatchObject({ muted: true });
    await next.pbx.until(() => leg.answerSdp !== null);
    await settled();
    expect(next.peers.at(-1)?.transceiver.sender.track?.enabled).toBe(false);
    // Another call of the page is none of it.
    next.pbx.call('1003', '', 'pbx offer', header('incoming;age=3;replaces=other'));
    expect(await next.call((one) => one.state === 'talking', '1003')).toMatchObject({ muted: false });
    await next.phone.stop();
  });

  it('that was muted is muted also where the page before never got to take it over', async () => {
    rig.storage.setItem('pbx:muted', 'abc');
    const second = createRig(undefined, rig.storage);
    await second.phone.start();
    second.pbx.call('1002', '', 'pbx offer', header('incoming;age=3;replaces=abc'));
    expect(await second.call((one) => one.state === 'answering')).toMatchObject({ muted: true });

    const third = createRig(undefined, rig.storage);
    await third.phone.start();
    third.pbx.call('1002', '', 'pbx offer', header('incoming;age=4;replaces=abc'));
    const call = await third.call((one) => one.state === 'talking');
    expect(call.muted).toBe(true);
    third.phone.setMuted(call.id, false);
    expect(rig.storage.getItem('pbx:muted')).toBeNull();
    await Promise.all([second.phone.stop(), third.phone.stop()]);
  });

  it('rings nobody where this page has no microphone', async () => {
    rig.devices.failWith = 'MICROPHONE_REFUSED';
    rig.pbx.call('1002', '', 'pbx offer', header('incoming;age=3;replaces=abc'));
    const states = new Set<string>();
    rig.phone.onChange(() => rig.phone.calls.forEach(({ state }) => states.add(state)), rig.stop.signal);
    expect(await rig.call((one) => one.state === 'ended')).toMatchObject({ endReason: 'failed', error: 'MICROPHONE_REFUSED' });
    expect([...states]).not.toContain('ringing');
    expect(rig.sounds).not.toContain('ringtone');
  });

  it('is given back at once where this page has no microphone', async () => {
    rig.devices.failWith = 'MICROPHONE_REFUSED';
    const leg = rig.pbx.call('1002', '', 'pbx offer', header('outgoing;age=3;replaces=abc'));
    expect(await rig.call((one) => one.state === 'ended')).toMatchObject({ endReason: 'failed', error: 'MICROPHONE_REFUSED' });
    await rig.pbx.until(() => leg.status === 480);
    expect(rig.errors).toContain('MICROPHONE_REFUSED');
  });

  it.each(['', 'outgoing', 'sideways;age=1;replaces=a', 'incoming;age=x;replaces=a'])('is none where the header says "%s": the phone rings', async (words) => {
    rig.pbx.call('1002', '', 'pbx offer', header(words));
    expect(await rig.call((one) => one.state === 'ringing')).toMatchObject({ direction: 'incoming' });
  });
});
