import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRig, settled, type Rig } from './support/rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = createRig();
  await rig.phone.start();
});
afterEach(async () => {
  await rig.phone.stop();
});

/** A call in progress, made by this phone. */
async function talking(number = '1002') {
  const invited = rig.pbx.nextInvite();
  await rig.phone.dial(number);
  const leg = await invited;
  leg.ring();
  leg.answer();
  const call = await rig.call((one) => one.state === 'talking', number);
  await settled();
  return { leg, call, peer: rig.peers.at(-1)! };
}

describe('dialling', () => {
  it('sends an INVITE with an audio offer to the number, rings back, talks, and hangs up with a BYE', async () => {
    const invited = rig.pbx.nextInvite();
    const dialled = await rig.phone.dial(' 1002 ');
    expect(dialled).toMatchObject({ state: 'dialling', direction: 'outgoing', number: '1002' });
    const leg = await invited;
    expect(leg).toMatchObject({ number: '1002', offer: 'offer sendrecv' });
    expect(leg.request.message.callId).toBe(dialled.sipCallId);

    leg.ring();
    await rig.call((call) => call.state === 'ringing');
    expect(rig.sounds.at(-1)).toBe('ringback');

    leg.answer();
    const call = await rig.call((one) => one.state === 'talking');
    expect(call.answeredAt).not.toBeNull();
    expect(rig.sounds.at(-1)).toBeNull();
    await settled();
    expect(rig.peers[0]?.remote).toEqual(['pbx answer']);
    expect(rig.peers[0]?.transceiver.sender.track?.enabled).toBe(true);

    await rig.phone.hangUp(call.id);
    expect(rig.phone.calls[0]).toMatchObject({ state: 'ended', endReason: 'hung-up' });
    await rig.pbx.until(() => leg.ended !== null);
    expect(leg.ended?.how).toBe('bye');
    expect(rig.peers[0]?.closed).toBe(true);
  });

  it('dials a number as people write it', async () => {
    const invited = rig.pbx.nextInvite();
    expect(await rig.phone.dial('+420 (600) 001-004')).toMatchObject({ number: '+420600001004' });
    expect((await invited).number).toBe('+420600001004');
  });

  it('takes the peer connection that was made ahead, and no second one', async () => {
    rig.phone.prepare();
    await settled();
    expect(rig.peers).toHaveLength(1);
    const { peer } = await talking();
    expect(rig.peers).toEqual([peer]);
    expect(rig.devices.opened).toHaveLength(1);
  });

  it('asks for one bundled audio line over one port', async () => {
    await talking();
    expect(rig.peers[0]?.configuration).toMatchObject({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' });
    expect(rig.peers[0]?.transceivers).toHaveLength(1);
  });

  it.each([
    [486, undefined, 'busy'],
    [603, undefined, 'declined'],
    [404, undefined, 'unknown-number'],
    [480, undefined, 'not-registered'],
    [480, 'Q.850;cause=19', 'no-answer'],
    [403, undefined, 'forbidden'],
  ])('ends with the reason of a %i (%s): %s', async (status, reason, expected) => {
    const invited = rig.pbx.nextInvite();
    await rig.phone.dial('1002');
    const leg = await invited;
    leg.ring();
    leg.reject(status, reason);
    const call = await rig.call((one) => one.state === 'ended');
    expect(call.endReason).toBe(expected);
    expect(rig.peers[0]?.closed).toBe(true);
    expect(rig.sounds.at(-1)).toBe(expected === 'busy' ? 'busy' : null);
  });

  it('cancels while it rings, and hangs up again what was answered at that moment', async () => {
    const invited = rig.pbx.nextInvite();
    const call = await rig.phone.dial('1002');
    const leg = await invited;
    leg.ring();
    await rig.call((one) => one.state === 'ringing');
    await rig.phone.hangUp(call.id);
    expect(rig.phone.calls[0]).toMatchObject({ state: 'ended', endReason: 'cancelled' });
    await rig.pbx.until(() => leg.ended !== null);
    expect(leg.ended?.how).toBe('cancel');

    const second = rig.pbx.nextInvite();
    const again = await rig.phone.dial('1003');
    const crossing = await second;
    crossing.ring();
    await rig.call((one) => one.state === 'ringing', '1003');
    crossing.answer();
    await rig.phone.hangUp(again.id);
    await rig.pbx.until(() => crossing.ended !== null);
    expect(crossing.ended?.how).toBe('bye');
    expect(rig.phone.calls[1]?.endReason).toBe('cancelled');
  });

  it('plays the early media of a 183 instead of its own ringback', async () => {
    const invited = rig.pbx.nextInvite();
    await rig.phone.dial('1002');
    const leg = await invited;
    leg.ring('early answer');
    await rig.call((one) => one.state === 'ringing');
    await settled();
    expect(rig.peers[0]?.remote).toEqual(['early answer']);
    expect(rig.sounds).not.toContain('ringback');
    leg.answer('early answer');
    await rig.call((one) => one.state === 'talking');
    await settled();
    expect(rig.peers[0]?.remote).toEqual(['early answer']);
  });

  it('connects the media ahead on a 180 with an answer, and still rings back itself', async () => {
    const invited = rig.pbx.nextInvite();
    await rig.phone.dial('1002');
    (await invited).ring('early answer', 180);
    await rig.call((one) => one.state === 'ringing');
    await settled();
    expect(rig.peers[0]?.remote).toEqual(['early answer']);
    expect(rig.sounds.at(-1)).toBe('ringback');
  });

  it('escapes what a number may not carry', async () => {
    const invited = rig.pbx.nextInvite();
    await rig.phone.dial('*97#100%');
    const leg = await invited;
    expect(leg.number).toBe('*97#100%');
    expect(leg.request.message.data).toContain('sip:*97%23100%25@pbx.test');
  });

  it('refuses an empty number and a phone that is not registered', async () => {
    await expect(rig.phone.dial('  ')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await rig.phone.stop();
    await expect(rig.phone.dial('1002')).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });

  it('ends a call without a microphone before it rings anywhere', async () => {
    rig.devices.failWith = 'MICROPHONE_REFUSED';
    await expect(rig.phone.dial('1002')).rejects.toMatchObject({ code: 'MICROPHONE_REFUSED' });
    expect(rig.phone.calls[0]).toMatchObject({ state: 'ended', endReason: 'failed', error: 'MICROPHONE_REFUSED' });
    expect(rig.pbx.invites).toHaveLength(0);
  });
});

describe('being called', () => {
  it('may be answered within the event that tells of it', async () => {
    const once = new AbortController();
    const answered = new Promise<void>((resolve, reject) => {
      rig.phone.onChange(() => {
        const [call] = rig.phone.calls;
        once.abort();
        rig.phone.answer(call?.id ?? '').then(resolve, reject);
      }, once.signal);
    });
    const leg = rig.pbx.call('1002', 'Bob Brown');
    await answered;
    await rig.pbx.until(() => leg.status === 200);
    expect(rig.phone.calls[0]?.state).toBe('talking');
  });

  it('rings with the caller, answers with the description made meanwhile, and talks', async () => {
    const leg = rig.pbx.call('1002', 'Bob Brown');
    const ringing = await rig.call((call) => call.state === 'ringing');
    expect(ringing).toMatchObject({ direction: 'incoming', number: '1002', name: 'Bob Brown' });
    expect(rig.sounds.at(-1)).toBe('ringtone');
    await rig.pbx.until(() => leg.status === 180);

    await rig.phone.answer(ringing.id);
    expect(rig.phone.calls[0]?.state).toBe('talking');
    expect(rig.sounds.at(-1)).toBeNull();
    await rig.pbx.until(() => leg.status === 200);
    expect(leg.answerSdp).toBe('answer sendrecv');
    expect(rig.peers[0]?.remote).toEqual(['pbx offer']);
    expect(rig.peers[0]?.transceiver.sender.track?.readyState).toBe('live');

    leg.dialog?.bye();
    const ended = await rig.call((call) => call.state === 'ended');
    expect(ended.endReason).toBe('hung-up');
    expect(rig.devices.opened[0]?.readyState).toBe('ended');
  });

  it('declines with 603', async () => {
    const leg = rig.pbx.call('1002');
    const call = await rig.call((one) => one.state === 'ringing');
    await rig.phone.decline(call.id);
    await rig.pbx.until(() => leg.status === 603);
    expect(rig.phone.calls[0]).toMatchObject({ state: 'ended', endReason: 'declined' });
    expect(rig.sounds.at(-1)).toBeNull();
  });

  it.each([
    [undefined, 'cancelled'],
    ['SIP;cause=200;text="Call completed elsewhere"', 'answered-elsewhere'],
  ])('stops ringing on a CANCEL (%s): %s', async (reason, expected) => {
    const leg = rig.pbx.call('1002');
    await rig.call((one) => one.state === 'ringing');
    await rig.pbx.until(() => leg.status === 180);
    leg.cancel(reason);
    const call = await rig.call((one) => one.state === 'ended');
    expect(call.endReason).toBe(expected);
    expect(rig.sounds.at(-1)).toBeNull();
    await rig.pbx.until(() => leg.status === 487);
  });

  it('rings on when there is no microphone, and can be answered once there is', async () => {
    const leg = rig.pbx.call('1002');
    const call = await rig.call((one) => one.state === 'ringing');
    rig.devices.failWith = 'MICROPHONE_REFUSED';
    await expect(rig.phone.answer(call.id)).rejects.toMatchObject({ code: 'MICROPHONE_REFUSED' });
    expect(rig.phone.calls[0]).toMatchObject({ state: 'ringing', error: 'MICROPHONE_REFUSED' });
    expect(rig.sounds.at(-1)).toBe('ringtone');
    rig.devices.failWith = null;
    await rig.phone.answer(call.id);
    await rig.pbx.until(() => leg.status === 200);
    expect(rig.phone.calls[0]).toMatchObject({ state: 'talking', error: null });
  });

  it('tells who answers too late that the caller hung up', async () => {
    const leg = rig.pbx.call('1002');
    const call = await rig.call((one) => one.state === 'ringing');
    await rig.pbx.until(() => leg.status === 180);
    let open = () => undefined as void;
    rig.devices.gate = new Promise((resolve) => (open = resolve));
    const answered = rig.phone.answer(call.id);
    leg.cancel();
    await rig.call((one) => one.state === 'ended');
    open();
    await expect(answered).rejects.toMatchObject({ code: 'CALL_GONE' });
    await expect(rig.phone.answer(call.id)).rejects.toMatchObject({ code: 'CALL_GONE' });
    // Hanging up what is over is no error.
    await rig.phone.hangUp(call.id);
  });
});

describe('in a call', () => {
  it('mutes by the track, without a word to the PBX', async () => {
    const { call, leg, peer } = await talking();
    rig.phone.setMuted(call.id, true);
    expect(rig.phone.calls[0]?.muted).toBe(true);
    expect(peer.transceiver.sender.track?.enabled).toBe(false);
    rig.phone.setMuted(call.id, false);
    expect(peer.transceiver.sender.track?.enabled).toBe(true);
    expect(leg.offers).toEqual([]);
  });

  it('holds with a sendonly re-INVITE and silence, and shows it only when confirmed', async () => {
    const { call, leg, peer } = await talking();
    const held = rig.phone.setHeld(call.id, true);
    await rig.call((one) => one.holdPending);
    expect(rig.phone.calls[0]?.held).toBe(false);
    await held;
    expect(rig.phone.calls[0]).toMatchObject({ held: true, holdPending: false });
    expect(leg.offers).toEqual(['offer sendonly']);
    expect(peer.transceiver.sender.track?.enabled).toBe(false);

    await rig.phone.setHeld(call.id, false);
    expect(leg.offers).toEqual(['offer sendonly', 'offer sendrecv']);
    expect(rig.phone.calls[0]?.held).toBe(false);
    expect(peer.transceiver.sender.track?.enabled).toBe(true);
  });

  it('stays muted through hold and resume', async () => {
    const { call, peer } = await talking();
    rig.phone.setMuted(call.id, true);
    await rig.phone.setHeld(call.id, true);
    await rig.phone.setHeld(call.id, false);
    expect(peer.transceiver.sender.track?.enabled).toBe(false);
  });

  it('goes on as before when the PBX refuses to hold', async () => {
    const { call, leg, peer } = await talking();
    leg.refuseReinvite = 488;
    await expect(rig.phone.setHeld(call.id, true)).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE' });
    expect(rig.phone.calls[0]).toMatchObject({ state: 'talking', held: false, holdPending: false });
    expect(peer.transceiver.sender.track?.enabled).toBe(true);
    expect(peer.signalingState).toBe('stable');
  });

  it('ends when the PBX no longer knows the call', async () => {
    const { call, leg } = await talking();
    leg.refuseReinvite = 481;
    await expect(rig.phone.setHeld(call.id, true)).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE' });
    expect(rig.phone.calls[0]).toMatchObject({ state: 'ended', endReason: 'lost' });
  });

  it('answers a re-INVITE of the PBX', async () => {
    const { leg, peer } = await talking();
    const answer = await new Promise<string>((resolve) => {
      leg.dialog?.invite(
        {
          onAccept: (response) => {
            response.ack();
            resolve(response.message.body);
          },
        },
        { extraHeaders: ['Contact: <sip:pbx@pbx.test>'], body: { contentDisposition: 'session', contentType: 'application/sdp', content: 'new pbx offer' } },
      );
    });
    expect(answer).toBe('answer sendrecv');
    expect(peer.remote).toEqual(['pbx answer', 'new pbx offer']);
  });

  it('sends digits as telephone events and remembers them', async () => {
    const { call, peer } = await talking();
    rig.phone.sendDtmf(call.id, '1');
    rig.phone.sendDtmf(call.id, '2x#');
    expect(peer.transceiver.inserted).toEqual(['1', '2#']);
    expect(rig.phone.calls[0]?.digits).toBe('12#');
  });

  it('puts the first call on hold for a second, and switches', async () => {
    const first = await talking('1002');
    const second = await talking('1003');
    expect(rig.phone.calls).toMatchObject([
      { number: '1002', held: true },
      { number: '1003', held: false },
    ]);
    await rig.phone.setHeld(first.call.id, false);
    expect(rig.phone.calls).toMatchObject([{ held: false }, { held: true }]);
    expect(second.leg.offers).toEqual(['offer sendonly']);
    await rig.phone.hangUp(first.call.id);
    await rig.phone.setHeld(second.call.id, false);
    expect(rig.phone.calls[1]).toMatchObject({ held: false, state: 'talking' });
    // One device, a track of its own for each call.
    expect(rig.devices.opened).toHaveLength(1);
    expect(rig.devices.opened[0]?.clones.map((track) => track.readyState)).toEqual(['ended', 'live']);
  });

  it('taps softly, and holds the first, when a second call comes in and is answered', async () => {
    await talking('1002');
    rig.pbx.call('1003');
    const second = await rig.call((one) => one.direction === 'incoming');
    expect(rig.sounds.at(-1)).toBe('waiting');
    await rig.phone.answer(second.id);
    expect(rig.phone.calls).toMatchObject([{ held: true }, { state: 'talking', held: false }]);
  });
});

describe('a third call', () => {
  it('is told that the line is busy, and cannot be made', async () => {
    await talking('1002');
    await talking('1003');
    const third = rig.pbx.call('1004');
    await rig.pbx.until(() => third.status === 486);
    await expect(rig.phone.dial('1004')).rejects.toMatchObject({ code: 'BUSY' });
    expect(rig.phone.calls).toHaveLength(2);
  });
});

describe('the microphone during a call', () => {
  it('goes on with another one when it is unplugged', async () => {
    const { call, peer } = await talking();
    rig.devices.opened[0]?.unplug();
    await rig.call((one) => one.error === 'MICROPHONE_UNPLUGGED');
    await settled();
    expect(rig.errors).toEqual(['MICROPHONE_UNPLUGGED']);
    expect(rig.devices.opened).toHaveLength(2);
    expect(peer.transceiver.sender.track).toBe(rig.devices.opened[1]?.clones[0]);
    expect(rig.phone.calls.find((one) => one.id === call.id)?.state).toBe('talking');
  });

  it('listens on without one, and takes the next that is plugged in', async () => {
    const { peer } = await talking();
    rig.devices.failWith = 'MICROPHONE_MISSING';
    rig.devices.opened[0]?.unplug();
    await settled();
    expect(rig.devices.error).toBe('MICROPHONE_UNPLUGGED');
    expect(rig.phone.calls[0]).toMatchObject({ state: 'talking', error: 'MICROPHONE_UNPLUGGED' });
    rig.devices.failWith = null;
    rig.devices.plug('m2');
    await settled();
    expect(peer.transceiver.sender.track).toBe(rig.devices.opened[1]?.clones[0]);
  });

  it('takes another one when the person chooses it', async () => {
    const { peer } = await talking();
    rig.devices.choose('microphone', 'm2');
    await settled();
    expect(peer.transceiver.sender.track?.label).toBe('m2');
    expect(rig.devices.opened.map((track) => track.readyState)).toEqual(['ended', 'live']);
  });
});
