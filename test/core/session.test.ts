import { resolveObjectURL } from 'node:buffer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GatewaySession } from '../../components/core/gateway-session.ts';
import type { SessionState } from '../../components/core/session.ts';
import { makeAccount, password } from '../fakes/gateway.ts';
import { Rig } from './rig.ts';

let rig: Rig;

beforeEach(() => {
  rig = new Rig();
});

afterEach(() => rig.stop());

describe('signing in', () => {
  it('goes from signed-out over connecting to connected, with the account', async () => {
    const session = rig.start();
    expect(session.state.status).toBe('signed-out');
    const states: string[] = [];
    session.onState((state) => states.push(state.status), new AbortController().signal);
    const signingIn = session.signIn(' 1001 ', password);
    expect(session.state.status).toBe('connecting');
    await rig.settle();
    expect(await signingIn).toBeNull();
    expect(session.state).toMatchObject({ status: 'connected', account: { name: 'Jana Nováková' }, error: null });
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual(['connecting', 'connected']);
  });

  it('tells a wrong password and stays signed out', async () => {
    const session = rig.start();
    const signingIn = session.signIn('1001', 'wrong');
    await rig.settle();
    expect(await signingIn).toMatchObject({ code: 'SIGN_IN_FAILED' });
    expect(session.state).toMatchObject({ status: 'signed-out', error: { code: 'SIGN_IN_FAILED' } });
    expect(rig.gateway.handshakes).toHaveLength(0);
  });

  it('tells a gateway that does not answer', async () => {
    rig.gateway.down = true;
    const session = rig.start();
    expect(await session.signIn('1001', password)).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(session.state.status).toBe('signed-out');
  });

  it('keeps no access token in storage', async () => {
    await rig.signedIn();
    expect([...rig.kept.values()].join()).not.toContain('access-');
    expect(rig.kept.get('pbx:https://pbx.example')).toContain('refresh-');
  });

  it('is one device after a reload', async () => {
    const session = await rig.signedIn();
    session.dispose();
    rig.start();
    await rig.settle();
    expect(rig.gateway.handshakes[0]?.deviceId).toMatch(/^[0-9a-f]{32}$/);
    expect(rig.gateway.handshakes[1]?.deviceId).toBe(rig.gateway.handshakes[0]?.deviceId);
  });

  it('is resumed after a reload', async () => {
    (await rig.signedIn()).dispose();
    const session = rig.start();
    expect(session.state.status).toBe('connecting');
    await rig.settle();
    expect(session.state).toMatchObject({ status: 'connected', account: { id: 'account-1001' } });
  });

  it('is not resumed where the gateway has forgotten it', async () => {
    (await rig.signedIn()).dispose();
    rig.gateway.endEverySession();
    const session = rig.start();
    await rig.settle();
    expect(session.state).toMatchObject({ status: 'ended', cause: 'SIGN_IN_AGAIN' });
    expect(rig.kept.has('pbx:https://pbx.example')).toBe(false);
  });

  it('refuses an address that is none', () => {
    expect(() => rig.start({ gateway: 'javascript:alert(1)' })).toThrow('BAD_REQUEST');
  });

  it('works without a storage that lets itself be written', async () => {
    const forbidden = (): never => {
      throw new DOMException('no', 'SecurityError');
    };
    const session = rig.start({ storage: { getItem: forbidden, setItem: forbidden, removeItem: forbidden } });
    void session.signIn('1001', password);
    await rig.settle();
    expect(session.state.status).toBe('connected');
  });
});

describe('signing out', () => {
  it('ends the session here and at the gateway', async () => {
    const session = await rig.signedIn();
    const told = session.signOut();
    expect(session.state, 'at once').toMatchObject({ status: 'ended', cause: 'SIGNED_OUT', account: null, error: null });
    await told;
    expect(rig.gateway.openSockets).toBe(0);
    expect(rig.kept.has('pbx:https://pbx.example')).toBe(false);
    await expect(session.command('sip:ticket', {})).rejects.toMatchObject({ body: { code: 'NOT_SIGNED_IN' } });
  });

  it('hangs up before it tells the gateway, which takes the phone’s socket away', async () => {
    const session = await rig.signedIn();
    const order: string[] = [];
    vi.spyOn(session.phone, 'stop').mockImplementation(() => Promise.resolve(void order.push('phone')));
    vi.stubGlobal('fetch', (...request: Parameters<typeof fetch>) => {
      order.push('gateway');
      return rig.gateway.fetch(...request);
    });
    await session.signOut();
    expect(order.indexOf('phone')).toBeLessThan(order.indexOf('gateway'));
    expect(order).toContain('phone');
  });

  it('happens here also while the gateway is away', async () => {
    const session = await rig.signedIn();
    rig.gateway.down = true;
    await session.signOut();
    expect(session.state.status).toBe('ended');
  });

  it('lets somebody else sign in', async () => {
    const session = await rig.signedIn();
    await session.signOut();
    rig.gateway.account = makeAccount('account-1002');
    void session.signIn('1002', password);
    await rig.settle();
    expect(session.state).toMatchObject({ status: 'connected', cause: null, account: { id: 'account-1002' } });
  });
});

describe('a lost session', () => {
  it.each(['SIGNED_IN_ELSEWHERE', 'SIGN_IN_DISABLED', 'EXTENSION_DELETED', 'SIGN_IN_AGAIN', 'EMBEDDING_DISABLED', 'SIGNED_OUT'] as const)('says %s', async (cause) => {
    const session = await rig.signedIn();
    rig.gateway.socket.end(cause);
    // Another tab may be signing in just now, so the end is told once the lock is free.
    await vi.waitFor(() => expect(session.state).toMatchObject({ status: 'ended', cause, account: null }));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(rig.gateway.handshakes).toHaveLength(1);
    expect(session.state.status).toBe('ended');
  });

  it('says the cause also when it is told at the handshake', async () => {
    const session = await rig.signedIn();
    rig.gateway.refusals.push('EXTENSION_DELETED');
    rig.gateway.socket.drop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(session.state).toMatchObject({ status: 'ended', cause: 'EXTENSION_DELETED' });
  });

  it('does not try a foreign origin again', async () => {
    rig.gateway.refusals.push('ORIGIN_NOT_ALLOWED');
    const session = rig.start();
    void session.signIn('1001', password);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(session.state).toMatchObject({ status: 'signed-out', error: { code: 'ORIGIN_NOT_ALLOWED' } });
    expect(rig.gateway.handshakes).toHaveLength(1);
  });
});

describe('reconnecting', () => {
  it('shows when the next attempt is made, and is connected again', async () => {
    const session = await rig.signedIn();
    rig.gateway.socket.drop();
    expect(session.state.status).toBe('reconnecting');
    const { retryAt } = session.state;
    expect(retryAt).toBeGreaterThan(Date.now());
    expect(retryAt).toBeLessThanOrEqual(Date.now() + 500);
    await vi.advanceTimersByTimeAsync(600);
    expect(session.state).toMatchObject({ status: 'connected', retryAt: null });
    expect(rig.gateway.openSockets).toBe(1);
  });

  it('waits longer each time, at most 30 s, never the same for everybody', async () => {
    const session = await rig.signedIn();
    rig.gateway.down = true;
    const waits: number[] = [];
    session.onState((state: SessionState) => {
      if (state.status === 'reconnecting' && state.retryAt) waits.push(state.retryAt - Date.now());
    }, new AbortController().signal);
    rig.gateway.socket.drop();
    await vi.advanceTimersByTimeAsync(200_000);
    const steps = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 30_000];
    for (const [index, step] of steps.entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(step / 2);
      expect(waits[index]).toBeLessThanOrEqual(step);
    }
    rig.gateway.down = false;
    await vi.advanceTimersByTimeAsync(31_000);
    expect(session.state.status).toBe('connected');
  });

  it('tries at once when the browser says that it is online', async () => {
    rig.stubPage();
    const session = await rig.signedIn();
    rig.gateway.down = true;
    rig.gateway.socket.drop();
    await vi.advanceTimersByTimeAsync(20_000);
    rig.gateway.down = false;
    window.dispatchEvent(new Event('online'));
    await rig.settle();
    expect(session.state.status).toBe('connected');
  });

  it('comes back no sooner than a stopping gateway asked for', async () => {
    const session = await rig.signedIn();
    rig.gateway.socket.listeners['gateway:stopping']({ retryAfter: 3000 });
    rig.gateway.socket.drop();
    expect((session.state.retryAt ?? 0) - Date.now()).toBeGreaterThan(3000);
    await vi.advanceTimersByTimeAsync(2900);
    expect(rig.gateway.handshakes).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(session.state.status).toBe('connected');
  });

  it('does not hammer a gateway that takes a socket only to close it', async () => {
    await rig.signedIn();
    for (let second = 0; second < 30; second += 1) {
      if (rig.gateway.openSockets > 0) rig.gateway.socket.drop();
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(rig.gateway.handshakes.length).toBeLessThan(10);
  });

  it('starts also when the gateway is not there yet', async () => {
    (await rig.signedIn()).dispose();
    rig.gateway.down = true;
    const session = rig.start();
    await rig.settle();
    expect(session.state.status).toBe('reconnecting');
    rig.gateway.down = false;
    await vi.advanceTimersByTimeAsync(3000);
    expect(session.state).toMatchObject({ status: 'connected', account: { id: 'account-1001' } });
  });

  it('brings the rights of now', async () => {
    const session = await rig.signedIn();
    rig.gateway.account = { ...rig.gateway.account, roles: ['supervisor', 'user'] };
    rig.gateway.socket.drop();
    await vi.advanceTimersByTimeAsync(600);
    expect(session.state.account?.roles).toContain('supervisor');
  });

  it('ends with dispose', async () => {
    const session = await rig.signedIn();
    rig.gateway.socket.drop();
    session.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(session.state.status).toBe('signed-out');
    expect(rig.gateway.handshakes).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('uploads', () => {
  const file = (size = 3): File => new File([new Uint8Array(size)], 'obrázek.png', { type: 'image/png' });

  it('send the file with its name and type', async () => {
    const session = await rig.signedIn();
    const progress: number[] = [];
    const answer = await session.upload(file(), { onProgress: (done) => progress.push(done) });
    expect(answer).toEqual({ id: 'file-1', name: 'obrázek.png', type: 'image/png', bytes: 3 });
    expect(progress.at(-1)).toBe(1);
  });

  it('renew a token that ran out', async () => {
    const session = await rig.signedIn();
    rig.gateway.expireTokens();
    await expect(session.upload(file(), {})).resolves.toMatchObject({ id: 'file-1' });
  });

  it('refuse a file that is too large before a byte is sent', async () => {
    const session = await rig.signedIn();
    await expect(session.upload(file(20 * 1024 * 1024 + 1), {})).rejects.toMatchObject({ body: { code: 'TOO_LARGE' } });
  });

  it('stop with their signal', async () => {
    const session = await rig.signedIn();
    await expect(session.upload(file(), { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

describe('private files', () => {
  const shown = (session: GatewaySession) => {
    const view = session.files.onChange(() => undefined, new AbortController().signal);
    return (url: string) => {
      const file = view.show(url);
      view.settle();
      return file;
    };
  };

  it('are fetched with the token, without cookies, past every cache and along no redirect', async () => {
    const session = await rig.signedIn();
    const show = shown(session);
    show('/api/files/sound-1');
    await rig.settle();
    expect(show('/api/files/sound-1')).toMatchObject({ state: 'ready', error: null });
    const [request] = rig.gateway.fileRequests;
    expect(request).toMatchObject({ credentials: 'omit', cache: 'no-store', redirect: 'error' });
    expect(new Headers(request?.headers).get('authorization')).toMatch(/^Bearer access-/);
  });

  it('come with a renewed token where the one in use ran out', async () => {
    const session = await rig.signedIn();
    const show = shown(session);
    rig.gateway.expireTokens();
    show('/api/files/sound-1');
    await rig.settle();
    expect(show('/api/files/sound-1').state).toBe('ready');
    expect(rig.gateway.fileRequests).toHaveLength(2);
  });

  it.each(['https://elsewhere.example/photo.png', '//elsewhere.example/photo.png', 'http://pbx.example/api/files/sound-1', 'blob:https://pbx.example/1', 'data:audio/wav;base64,AA=='])(
    'never send the token to %s', async (url) => {
      const session = await rig.signedIn();
      const show = shown(session);
      show(url);
      await rig.settle();
      expect(show(url)).toMatchObject({ state: 'failed', error: { code: 'BAD_REQUEST' } });
      expect(rig.gateway.fileRequests).toEqual([]);
    },
  );

  it('say what the gateway said', async () => {
    const show = shown(await rig.signedIn());
    show('/api/files/none');
    await rig.settle();
    expect(show('/api/files/none')).toMatchObject({ state: 'failed', error: { code: 'NOT_FOUND' } });
  });

  it('wait for the network, and are given back when the session ends', async () => {
    const session = await rig.signedIn();
    const show = shown(session);
    rig.gateway.down = true;
    rig.gateway.socket.drop();
    show('/api/files/sound-1');
    await rig.settle();
    expect(show('/api/files/sound-1')).toMatchObject({ state: 'failed', error: { code: 'UNAVAILABLE' } });
    rig.gateway.down = false;
    await vi.advanceTimersByTimeAsync(60_000);
    const { address = '' } = show('/api/files/sound-1');
    expect(resolveObjectURL(address)?.type).toBe('audio/wav');
    await session.signOut();
    expect(resolveObjectURL(address)).toBeUndefined();
  });
});

it('makes addresses of the gateway absolute', () => {
  expect(rig.start().resolve('/files/1?sig=a')).toBe('https://pbx.example/files/1?sig=a');
  expect(rig.start({ gateway: 'https://pbx.example/' }).resolve('photos/1')).toBe('https://pbx.example/photos/1');
});
