import { describe, expect, it } from 'vitest';
import { Ari } from '../../../../server/adapters/pbx/asterisk/ari.ts';
import { dialplan } from '../../../../server/adapters/pbx/asterisk/provisioning.ts';
import { Sessions } from '../../../../server/adapters/pbx/asterisk/sessions.ts';

/** Asterisk's own rules: a listed auth that is missing refuses everybody, an empty list lets everybody in. */
class FakeAri {
  readonly auths = new Set(['klapka-locked']);
  readonly lists = new Map<string, string[]>();
  readonly bodies: string[] = [];
  broken = 0;
  down = false;

  readonly fetch: typeof fetch = async (input, init) => {
    await Promise.resolve();
    if (this.down) throw new TypeError('fetch failed');
    const [kind, id = ''] = String(input instanceof Request ? input.url : input).split('/').slice(-2);
    const body = typeof init?.body === 'string' ? init.body : '';
    this.bodies.push(body);
    const list = /"attribute":"auth","value":"([^"]*)"/.exec(body)?.[1];
    if (kind === 'auth' && init?.method === 'PUT') this.auths.add(id);
    const found = kind !== 'auth' || init?.method !== 'DELETE' || this.auths.delete(id);
    if (kind === 'endpoint' && list !== undefined) this.lists.set(id, list.split(','));
    for (const names of this.lists.values()) if (names.join(',').length > 255 || names.some((name) => !this.auths.has(name))) this.broken++;
    return new Response(null, { status: found ? 204 : 404 });
  };
}

function rig(inUse: (device: string) => boolean = () => false): { ari: FakeAri; sessions: Sessions } {
  const ari = new FakeAri();
  return { ari, sessions: new Sessions(new Ari({ url: 'http://127.0.0.1:1', username: 'a', password: 'b' }, ari.fetch), (_number, device) => inUse(device)) };
}

describe('what devices sign in with', () => {
  it('belongs to one device, and ends with the next of the same', async () => {
    const { ari, sessions } = rig();
    const first = await sessions.issue('1001', 'a', 0);
    const second = await sessions.issue('1001', 'a', 0);
    expect(first.username).not.toBe(second.username);
    expect(sessions.of('1001', 'a')?.username).toBe(second.username);
    expect(sessions.of('1001', 'b')).toBeUndefined();
    expect([ari.auths.size, ari.lists.get('1001')?.length, ari.broken]).toEqual([2, 2, 0]);
    expect(ari.bodies.join('')).not.toContain(second.password);
  });

  it('never leaves a list that refuses everybody or lets everybody in, whatever happens at once', async () => {
    const { ari, sessions } = rig();
    const devices = Array.from({ length: 30 }, (_, index) => `device-${index % 7}`);
    await Promise.all(devices.flatMap((device, index) => [sessions.issue('1001', device, 0), index % 3 === 0 ? sessions.revoke('1001', device) : sessions.putEndpoint('1001', { context: 'klapka' })]));
    for (const device of devices) await sessions.revoke('1001', device);
    expect(ari.broken).toBe(0);
    expect(ari.lists.get('1001')).toEqual(['klapka-locked']);
    expect([...ari.auths]).toEqual(['klapka-locked']);
  });

  it('is for so many devices as an endpoint’s list has room for; those that are not connected go first', async () => {
    const { ari, sessions } = rig((device) => device === 'first');
    await sessions.issue('12345678901', 'first', 0);
    for (let device = 0; device < 30; device++) await sessions.issue('12345678901', `device-${device}`, 0);
    expect(sessions.of('12345678901', 'first')).toBeDefined();
    expect(sessions.of('12345678901', 'device-0')).toBeUndefined();
    expect([ari.lists.get('12345678901')?.length, ari.broken]).toEqual([13, 0]);
  });

  it('is not there where Asterisk does not answer, and the next one is', async () => {
    const { ari, sessions } = rig();
    ari.down = true;
    await expect(sessions.issue('1001', 'a', 0)).rejects.toMatchObject({ name: 'AriError', status: 0 });
    expect(sessions.of('1001', 'a')).toBeUndefined();
    ari.down = false;
    await expect(sessions.issue('1001', 'a', 0)).resolves.toMatchObject({ aor: '1001@klapka.invalid', expiresAt: 300_000 });
  });
});

describe('the dialplan of the extensions', () => {
  it('has a number for each, and how long they ring', () => {
    expect(dialplan(['1002', '1001'], { ring: 45, wait: 25 })).toBe([
      '; Written by the gateway, again and again: changes are lost.', '[globals](+)', 'KLAPKA_RING=45', 'KLAPKA_WAIT=25', '', '[klapka-extensions]',
      'exten => 1001,hint,PJSIP/1001', 'exten => 1001,1,Goto(klapka-ring,1001,1)', 'exten => 1002,hint,PJSIP/1002', 'exten => 1002,1,Goto(klapka-ring,1002,1)', '',
    ].join('\n'));
  });
});
