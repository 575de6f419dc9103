import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeAccount, password } from '../../fakes/gateway.ts';
import { Rig } from '../rig.ts';

let rig: Rig;

beforeEach(() => {
  rig = new Rig();
});

afterEach(() => rig.stop());

describe('tokens', () => {
  it('renews over the open socket before the token runs out', async () => {
    const session = await rig.signedIn();
    await vi.advanceTimersByTimeAsync(rig.gateway.tokenLife - 59_000);
    const renewals = rig.gateway.done.filter(({ name }) => name === 'session:renew');
    expect(renewals).toHaveLength(2);
    expect(new Set(renewals.map(({ payload }) => JSON.stringify(payload))).size).toBe(2);
    expect(session.state.status).toBe('connected');
    expect(rig.gateway.handshakes).toHaveLength(1);
  });

  it('renews when the gateway says so', async () => {
    await rig.signedIn();
    rig.gateway.socket.listeners['session:expiring']({ expiresAt: Date.now() + 60_000 });
    await rig.settle();
    expect(rig.gateway.done.filter(({ name }) => name === 'session:renew')).toHaveLength(2);
  });

  it('refreshes a token that was refused at the handshake', async () => {
    const session = await rig.signedIn();
    rig.gateway.expireTokens();
    rig.gateway.socket.drop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(session.state.status).toBe('connected');
  });

  it('of two tabs work with one kept sign-in, one refresh at a time', async () => {
    (await rig.signedIn()).dispose();
    const [first, second] = [rig.start(), rig.start()];
    await rig.settle();
    expect([first.state.status, second.state.status]).toEqual(['connected', 'connected']);
    for (let round = 0; round < 3; round += 1) await vi.advanceTimersByTimeAsync(rig.gateway.tokenLife);
    expect([first.state.status, second.state.status]).toEqual(['connected', 'connected']);
  });

  it('come from the host page', async () => {
    const session = rig.start({ token: rig.gateway.mint() });
    await rig.settle();
    expect(session.state).toMatchObject({ status: 'connected', account: { name: 'Jana Nováková' } });
    expect(rig.kept.has('pbx:https://pbx.example')).toBe(false);
  });

  it('of the host page are asked for before they run out', async () => {
    const asked: number[] = [];
    const session = rig.start({
      token: rig.gateway.mint(),
      getToken: (expiresAt) => {
        asked.push(expiresAt - Date.now());
        return Promise.resolve(rig.gateway.mint());
      },
    });
    await vi.advanceTimersByTimeAsync(rig.gateway.tokenLife * 3);
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked[0]).toBeGreaterThan(50_000);
    expect(session.state.status).toBe('connected');
    expect(rig.gateway.handshakes).toHaveLength(1);
  });

  it('of the host page that cannot be had end the session', async () => {
    const session = rig.start({ token: rig.gateway.mint(1000) });
    await rig.settle();
    rig.gateway.expireTokens();
    rig.gateway.socket.drop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(session.state).toMatchObject({ status: 'ended', cause: 'SIGN_IN_AGAIN' });
  });
});

describe('other tabs', () => {
  beforeEach(() => rig.stubPage());

  function storageEvent(key: string | null = 'pbx:https://pbx.example'): void {
    window.dispatchEvent(Object.assign(new Event('storage'), { key }));
  }

  it('hear of a sign-out', async () => {
    const session = await rig.signedIn();
    rig.kept.delete('pbx:https://pbx.example');
    storageEvent();
    await vi.advanceTimersByTimeAsync(1100);
    expect(session.state).toMatchObject({ status: 'ended', cause: 'SIGNED_OUT' });
  });

  it('hear of a sign-in', async () => {
    const waiting = rig.start();
    await rig.signedIn();
    storageEvent();
    await rig.settle();
    expect(waiting.state).toMatchObject({ status: 'connected', account: { id: 'account-1001' } });
  });

  it('follow to another account', async () => {
    const session = await rig.signedIn();
    const other = rig.start();
    rig.gateway.account = makeAccount('account-1002');
    void other.signIn('1002', password);
    await rig.settle();
    storageEvent();
    await rig.settle();
    expect(session.state).toMatchObject({ status: 'connected', account: { id: 'account-1002' } });
  });

  it('take no notice of a rotated token', async () => {
    const session = await rig.signedIn();
    storageEvent();
    storageEvent('something-else');
    await rig.settle();
    expect(session.state.status).toBe('connected');
    expect(rig.gateway.handshakes).toHaveLength(1);
  });
});
