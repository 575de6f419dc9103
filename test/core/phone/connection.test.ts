import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backOff } from '../../../components/core/phone/sip/connection.ts';
import { PbxCommandError } from '../../../components/core/session.ts';
import { createRig, settled, type Rig } from './support/rig.ts';

let rig: Rig;
beforeEach(() => {
  vi.useFakeTimers();
  rig = createRig();
});
afterEach(async () => {
  const stopped = rig.phone.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  await stopped;
  vi.useRealTimers();
});

async function talking() {
  const invited = rig.pbx.nextInvite();
  await rig.phone.dial('1002');
  const leg = await invited;
  leg.answer();
  await rig.call((one) => one.state === 'talking');
  await settled();
  rig.peers[0]?.ice('connected');
  return { leg, peer: rig.peers[0]! };
}

describe('registering', () => {
  it('opens a socket with the subprotocols sip and the ticket, and registers this device', async () => {
    await rig.phone.start();
    expect(rig.phone.status).toBe('registered');
    expect(rig.pbx.socket).toMatchObject({ url: 'ws://pbx.test/sip', protocols: ['sip', 'ticket.t1'] });
    expect(rig.pbx.registers[0]?.contact).toContain('+sip.instance="<urn:uuid:6f6e5f4a-0000-4000-8000-000000000001>"');
  });

  it('answers a challenge with the password of the ticket', async () => {
    rig.pbx.challenge = true;
    await rig.phone.start();
    expect(rig.phone.status).toBe('registered');
    expect(rig.pbx.registers).toMatchObject([{ authorized: true }]);
  });

  it('renews before the time granted by the registrar is over', async () => {
    rig.pbx.grantedSeconds = 40;
    await rig.phone.start();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(rig.pbx.registers).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(rig.pbx.registers).toHaveLength(2);
    expect(rig.phone.status).toBe('registered');
  });

  it('unregisters and closes the socket when it is stopped', async () => {
    await rig.phone.start();
    await rig.phone.stop();
    expect(rig.pbx.registers.at(-1)?.expires).toBe(0);
    expect(rig.pbx.socket.readyState).toBe(3);
    expect(rig.phone.status).toBe('off');
  });

  it('says for good what will not change by trying again, and tries again when asked', async () => {
    rig.pbx.ticketError = new PbxCommandError({ code: 'FORBIDDEN', message: 'No extension', retryable: false });
    await rig.phone.start();
    expect(rig.phone).toMatchObject({ status: 'failed', error: 'FORBIDDEN' });
    expect(rig.errors).toEqual(['FORBIDDEN']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(rig.pbx.sockets).toHaveLength(0);
    rig.pbx.ticketError = null;
    await rig.phone.start();
    expect(rig.phone.status).toBe('registered');
  });

  it('fails where the registrar forbids three tickets in a row', async () => {
    rig.pbx.refuseRegister = 403;
    await rig.phone.start();
    expect(rig.phone.status).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(rig.pbx.tickets).toBe(3);
    expect(rig.phone).toMatchObject({ status: 'failed', error: 'FORBIDDEN' });
  });

  it('fails where the PBX speaks no SIP to browsers', async () => {
    rig.pbx.speaksSip = false;
    await rig.phone.start();
    expect(rig.phone).toMatchObject({ status: 'failed', error: 'NOT_SUPPORTED' });
  });
});

describe('a lost socket', () => {
  it('comes back with a fresh ticket after a back-off, however often it takes', async () => {
    await rig.phone.start();
    rig.pbx.unreachable = true;
    rig.pbx.socket.drop();
    await settled();
    expect(rig.phone.status).toBe('reconnecting');
    // Half a second and a quarter of chance for the first attempt, twice that for the next.
    await vi.advanceTimersByTimeAsync(374);
    expect(rig.pbx.sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(rig.pbx.sockets).toHaveLength(2);
    expect(rig.phone).toMatchObject({ status: 'reconnecting', error: 'PBX_UNAVAILABLE' });
    rig.pbx.unreachable = false;
    await vi.advanceTimersByTimeAsync(750);
    expect(rig.phone).toMatchObject({ status: 'registered', error: null });
    expect(rig.pbx.sockets.map((socket) => socket.protocols[1])).toEqual(['ticket.t1', 'ticket.t2', 'ticket.t3']);
  });

  it('backs off from half a second to fifteen, never in step with other phones', () => {
    expect([0, 1, 2, 5, 9].map((attempt) => backOff(attempt, 1))).toEqual([500, 1_000, 2_000, 15_000, 15_000]);
    expect(backOff(9, 0)).toBe(7_500);
  });

  it('leaves the call in progress, tells the PBX by a re-INVITE, and hangs up over the new socket', async () => {
    await rig.phone.start();
    const { leg, peer } = await talking();
    rig.pbx.socket.drop();
    await settled();
    expect(rig.phone.calls[0]?.state).toBe('talking');
    expect(peer.closed).toBe(false);
    await vi.advanceTimersByTimeAsync(400);
    expect(leg.offers).toEqual(['offer sendrecv']);
    expect(peer.restarts).toBe(0);
    await rig.phone.hangUp(rig.phone.calls[0]!.id);
    await settled();
    expect(leg.ended?.how).toBe('bye');
  });

  it('ends what a restarted PBX knows nothing of, also a call that rings', async () => {
    await rig.phone.start();
    await talking();
    rig.pbx.call('1003');
    await settled();
    expect(rig.phone.calls.map(({ state }) => state)).toEqual(['talking', 'ringing']);
    rig.pbx.epoch = 'second';
    rig.pbx.socket.drop();
    await vi.advanceTimersByTimeAsync(400);
    expect(rig.phone.status).toBe('registered');
    expect(rig.phone.calls.map(({ endReason }) => endReason)).toEqual(['pbx-restarted', 'pbx-restarted']);
  });

  it('sends the BYE later when the person hangs up meanwhile', async () => {
    await rig.phone.start();
    const { leg, peer } = await talking();
    rig.pbx.socket.drop();
    await settled();
    await rig.phone.hangUp(rig.phone.calls[0]!.id);
    expect(peer.closed).toBe(true);
    expect(rig.phone.calls[0]).toMatchObject({ state: 'ended', endReason: 'hung-up' });
    await vi.advanceTimersByTimeAsync(400);
    expect(leg.ended?.how).toBe('bye');
  });

  it('does not wait for the answer to a hold that was lost with the socket', async () => {
    await rig.phone.start();
    const { leg } = await talking();
    rig.pbx.socket.deaf = true;
    const held = rig.phone.setHeld(rig.phone.calls[0]!.id, true);
    const refused = expect(held).rejects.toMatchObject({ code: 'PBX_UNAVAILABLE' });
    await settled();
    rig.pbx.socket.drop();
    await refused;
    expect(rig.phone.calls[0]).toMatchObject({ held: false, holdPending: false, state: 'talking' });
    await vi.advanceTimersByTimeAsync(400);
    expect(leg.offers).toEqual(['offer sendrecv']);
    await rig.phone.setHeld(rig.phone.calls[0]!.id, true);
    expect(rig.phone.calls[0]?.held).toBe(true);
  });

  it('gives up a call that still rings when the socket stays away', async () => {
    await rig.phone.start();
    rig.pbx.call('1002');
    await rig.call((one) => one.state === 'ringing');
    rig.pbx.unreachable = true;
    rig.pbx.socket.drop();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(rig.phone.calls[0]?.state).toBe('ringing');
    await vi.advanceTimersByTimeAsync(2);
    expect(rig.phone.calls[0]).toMatchObject({ state: 'ended', endReason: 'lost' });
  });
});

describe('another network', () => {
  it('connects anew at once and restarts the audio path of every call', async () => {
    await rig.phone.start();
    const { leg, peer } = await talking();
    rig.page.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(rig.pbx.sockets).toHaveLength(2);
    expect(peer.restarts).toBe(1);
    expect(leg.offers).toEqual(['offer sendrecv restart']);
  });

  it('restarts a path that failed, and one that was disconnected for two seconds', async () => {
    await rig.phone.start();
    const { peer } = await talking();
    peer.ice('disconnected');
    await vi.advanceTimersByTimeAsync(1_999);
    expect(peer.restarts).toBe(0);
    peer.ice('connected');
    await vi.advanceTimersByTimeAsync(10);
    expect(peer.restarts).toBe(0);
    peer.ice('disconnected');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(peer.restarts).toBe(1);
    peer.ice('failed');
    await settled();
    expect(peer.restarts).toBe(2);
  });

  it('gives up a call whose audio stays away for twenty seconds', async () => {
    await rig.phone.start();
    const { leg, peer } = await talking();
    peer.ice('failed');
    await vi.advanceTimersByTimeAsync(19_999);
    expect(rig.phone.calls[0]?.state).toBe('talking');
    await vi.advanceTimersByTimeAsync(1);
    expect(rig.phone.calls[0]).toMatchObject({ state: 'ended', endReason: 'lost' });
    expect(leg.ended?.how).toBe('bye');
  });

  it('keeps a call whose audio comes back in time', async () => {
    await rig.phone.start();
    const { peer } = await talking();
    peer.ice('failed');
    await vi.advanceTimersByTimeAsync(15_000);
    peer.ice('connected');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(rig.phone.calls[0]?.state).toBe('talking');
  });

  it('gives up a call whose audio never comes up, after one restart', async () => {
    await rig.phone.start();
    const invited = rig.pbx.nextInvite();
    await rig.phone.dial('1002');
    const leg = await invited;
    leg.answer();
    await rig.call((one) => one.state === 'talking');
    await vi.advanceTimersByTimeAsync(4_900);
    expect(rig.phone.calls[0]?.error).toBeNull();
    await vi.advanceTimersByTimeAsync(3_100);
    expect(rig.peers[0]?.restarts).toBe(1);
    expect(rig.phone.calls[0]).toMatchObject({ state: 'talking', error: 'NO_AUDIO' });
    await vi.advanceTimersByTimeAsync(8_000);
    expect(leg.ended?.how).toBe('bye');
    expect(rig.errors).toEqual(['NO_AUDIO']);
  });

  it('says after five seconds that there is no audio, and takes it back when there is', async () => {
    await rig.phone.start();
    const invited = rig.pbx.nextInvite();
    await rig.phone.dial('1002');
    (await invited).answer();
    await rig.call((one) => one.state === 'talking');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(rig.phone.calls[0]?.error).toBe('NO_AUDIO');
    rig.peers[0]?.ice('connected');
    expect(rig.phone.calls[0]).toMatchObject({ state: 'talking', error: null });
  });
});

describe('a browser that gathers nothing, as in the middle of a change of its network', () => {
  it.each(['made', 'answered'])('gets a second peer connection before the call is %s', async (how) => {
    const plan = { automatic: false };
    const odd = createRig(plan);
    await odd.phone.start();
    const invited = odd.pbx.nextInvite();
    let done: Promise<unknown>;
    if (how === 'made') done = odd.phone.dial('1002');
    else {
      odd.pbx.call('1002');
      done = odd.phone.answer((await odd.call((one) => one.state === 'ringing')).id);
    }
    await vi.advanceTimersByTimeAsync(499);
    expect(odd.peers).toHaveLength(1);
    plan.automatic = true;
    await vi.advanceTimersByTimeAsync(1);
    await done;
    expect(odd.peers.map((peer) => peer.closed)).toEqual([true, false]);
    expect(odd.peers[1]?.transceiver.sender.track?.readyState).toBe('live');
    if (how === 'made') expect((await invited).offer).toBe('offer sendrecv');
    await odd.phone.stop();
  });
});

describe('a page that goes away', () => {
  it('tells the gateway about its calls and sends no BYE', async () => {
    await rig.phone.start();
    rig.page.dispatchEvent(new Event('pagehide'));
    expect(rig.leaving).toBe(0);
    const { leg } = await talking();
    rig.page.dispatchEvent(new Event('pagehide'));
    await settled();
    expect(rig.leaving).toBe(1);
    expect(leg.ended).toBeNull();
  });
});

it('forgets an ended call after a moment', async () => {
  await rig.phone.start();
  await talking();
  await rig.phone.hangUp(rig.phone.calls[0]!.id);
  await vi.advanceTimersByTimeAsync(4_999);
  expect(rig.phone.calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(rig.phone.calls).toHaveLength(0);
});
