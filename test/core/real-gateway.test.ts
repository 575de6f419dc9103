import { createSession, type PbxSession, type SessionState } from '@klapka/components';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type Gateway } from '../e2e/support/gateway.ts';

/* The public entry without a page, against the gateway as `npm start` runs it. */

let gateway: Gateway;
const sessions: PbxSession[] = [];

beforeAll(async () => {
  gateway = await startGateway();
}, 60_000);
afterAll(() => gateway.stop());
afterEach(() => {
  for (const session of sessions.splice(0)) session.dispose();
});

function start(options: { token?: string; getToken?: () => Promise<string>; storage?: Map<string, string> } = {}): PbxSession {
  const kept = options.storage ?? new Map<string, string>();
  const session = createSession({
    gateway: gateway.url,
    ...(options.token ? { token: options.token } : {}),
    ...(options.getToken ? { getToken: options.getToken } : {}),
    storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) },
  });
  sessions.push(session);
  return session;
}

function until(session: PbxSession, status: SessionState['status']): Promise<SessionState> {
  return new Promise((resolve) => {
    const life = new AbortController();
    const check = (state: SessionState): void => {
      if (state.status !== status) return;
      life.abort();
      resolve(state);
    };
    session.onState(check, life.signal);
    check(session.state);
  });
}

/** Watches a topic until its rows are as wanted. */
function rowsOf<Name extends 'extensions' | 'conversations' | 'devices'>(session: PbxSession, topic: Name, wanted: (rows: ReadonlyMap<string, { id: string }>) => boolean): Promise<void> {
  const store = session.store(topic);
  return new Promise((resolve) => {
    const life = new AbortController();
    const check = (): void => {
      if (store.status !== 'ready' || !wanted(store.rows)) return;
      life.abort();
      resolve();
    };
    store.watch(check, life.signal);
    check();
  });
}

describe('a session with the real gateway', () => {
  it('signs in, resumes after a reload as the same device, signs out', async () => {
    const storage = new Map<string, string>();
    const first = start({ storage });
    expect(await first.signIn('1001', gateway.password)).toBeNull();
    expect((await until(first, 'connected')).account).toMatchObject({ extension: { number: '1001' } });
    first.dispose();
    const second = start({ storage });
    expect((await until(second, 'connected')).account).toMatchObject({ extension: { number: '1001' } });
    await rowsOf(second, 'devices', (rows) => rows.size === 1);
    await second.signOut();
    expect(second.state).toMatchObject({ status: 'ended', cause: 'SIGNED_OUT' });
    expect(await start({ storage }).signIn('1001', 'not the password')).toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  it('goes on in both of two tabs that sign in at the same moment', async () => {
    const storage = new Map<string, string>();
    const tabs = [start({ storage }), start({ storage })];
    expect(await Promise.all(tabs.map((tab) => tab.signIn('1005', gateway.password)))).toEqual([null, null]);
    for (const tab of tabs) {
      await until(tab, 'connected');
      await expect(tab.upload(new File(['Hello'], 'hello.txt', { type: 'text/plain' }), {})).resolves.toMatchObject({ bytes: 5 });
      await rowsOf(tab, 'devices', (rows) => rows.size === 1);
    }
    expect(tabs.map(({ state }) => state.status)).toEqual(['connected', 'connected']);
  });

  it('takes a host’s token and shows what another session does', async () => {
    const jana = start({ token: gateway.token('1001') });
    const petr = start({ token: gateway.token('1002') });
    await Promise.all([until(jana, 'connected'), until(petr, 'connected')]);
    await rowsOf(jana, 'extensions', (rows) => rows.size === 8);
    const seen = rowsOf(jana, 'extensions', (rows) => [...rows.values()].some((row) => 'presence' in row && JSON.stringify(row.presence).includes('zpět ve 13:00')));
    await petr.command('presence:set', { state: 'lunch', note: 'zpět ve 13:00' });
    await seen;
  });

  it('is refused with the gateway’s own codes', async () => {
    const session = start({ token: gateway.token('1003') });
    await until(session, 'connected');
    await expect(session.command('conversation:pick-up', { conversationId: 'nothing' })).rejects.toMatchObject({ body: { code: 'NOT_FOUND' } });
    await expect(session.request('GET', '/api/admin/extensions')).rejects.toMatchObject({ body: { code: 'FORBIDDEN' } });
    const nobody = start({ token: gateway.token('4711') });
    expect(await until(nobody, 'ended')).toMatchObject({ cause: 'SIGN_IN_AGAIN' });
  });

  it('uploads a file, and is refused a program that calls itself a picture', async () => {
    const session = start({ token: gateway.token('1002') });
    await until(session, 'connected');
    const file = new File(['Dobrý den'], 'pozdrav ě.txt', { type: 'text/plain' });
    await expect(session.upload(file, {})).resolves.toMatchObject({ name: 'pozdrav ě.txt', bytes: 10 });
    const program = new File([new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0])], 'picture.png', { type: 'image/png' });
    await expect(session.upload(program, {})).rejects.toMatchObject({ body: { code: 'TYPE_NOT_ALLOWED' } });
  });

  it('comes back after the gateway was killed, with its rows and what was asked meanwhile', async () => {
    const session = start({ token: gateway.token('1001'), getToken: () => Promise.resolve(gateway.token('1001')) });
    await until(session, 'connected');
    const life = new AbortController();
    const store = session.store('extensions');
    store.watch(() => undefined, life.signal);
    await rowsOf(session, 'extensions', (rows) => rows.size === 8);
    const restarted = gateway.restart('SIGKILL');
    await until(session, 'reconnecting');
    expect(store).toMatchObject({ status: 'stale' });
    expect(store.rows.size).toBe(8);
    const asked = session.command('presence:set', { state: 'away', note: 'asked while away' });
    await restarted;
    await until(session, 'connected');
    await asked;
    await rowsOf(session, 'extensions', (rows) => JSON.stringify([...rows.values()]).includes('asked while away'));
    life.abort();
  }, 60_000);
});
