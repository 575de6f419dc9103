import { connect } from 'node:net';
import { randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { SipTicket } from '@klapka/protocol';
import { closed, shop, startGateway } from './harness.ts';
import type { Agent, Gateway } from './harness.ts';

let gateway: Gateway;
beforeEach(async () => { gateway = await startGateway(); });

/** Origins that look like the one allowed and are not. */
const alike = (allowed: string) => [
  'https://evil.example.com', `${allowed}.evil.com`, allowed.replace('https://', 'https://evil-'), allowed.replace('https:', 'http:'), `${allowed}:8443`, 'null', 'file://', `${allowed}@evil.com`,
];

describe('an agent’s socket', () => {
  test.each([...alike('https://crm.example.com'), shop])('is refused to a page of %s', async (origin) => {
    await expect(gateway.agent(0, { origin })).rejects.toThrow();
  });

  test.each(['https://crm.example.com', 'http://localhost:8080', undefined])('is opened to %s', async (origin) => {
    const agent = await gateway.agent(0, origin === undefined ? {} : { origin });
    expect(agent.socket.connected).toBe(true);
  });

  test.each([['no token', ''], ['a made-up token', 'abc.def.ghi'], ['a visitor’s secret', randomBytes(24).toString('base64url')]])('is refused with %s', async (_what, token) => {
    await expect(gateway.agent(0, { token })).rejects.toThrow('NOT_SIGNED_IN');
  });

  test('is refused with the token of another device', async () => {
    const token = await gateway.token(0, randomUUID());
    await expect(gateway.agent(0, { token, deviceId: randomUUID() })).rejects.toThrow();
  });

  test('is closed with the cause when the account is disabled, and stays shut', async () => {
    await gateway.app.admin.accounts.create({ name: 'Administrator', email: 'admin@example.com', roles: ['administrator'], password: 'violet harbour lantern' });
    const agent = await gateway.agent(0);
    const cause = new Promise((resolve) => agent.socket.once('session:ended', resolve));
    await gateway.app.admin.accounts.update(gateway.accounts[0] ?? '', { disabled: true });
    expect(await cause).toBe('SIGN_IN_DISABLED');
    await closed(agent.socket);
    await expect(gateway.agent(0)).rejects.toThrow();
  });
});

describe('a visitor’s socket', () => {
  test.each([...alike(shop), undefined])('is refused to a page of %s', async (origin) => {
    await expect(gateway.visitor({ origin })).rejects.toThrow();
  });

  test('is opened to our own page by polling, whose GET says no origin', async () => {
    await gateway.app.admin.chatButtons.create({ name: 'Own page', queueId: gateway.queueId, origins: ['http://localhost:8080'] }, 'own');
    const polling = { buttonId: 'own', origin: undefined, transports: ['polling' as const] };
    const visitor = await gateway.visitor({ ...polling, headers: { 'sec-fetch-site': 'same-origin' } });
    expect(visitor.socket.connected).toBe(true);
    for (const site of ['same-site', 'cross-site', 'none']) await expect(gateway.visitor({ ...polling, headers: { 'sec-fetch-site': site } })).rejects.toThrow();
    // The shop's button does not name the gateway's page.
    await expect(gateway.visitor({ ...polling, buttonId: 'demo', headers: { 'sec-fetch-site': 'same-origin' } })).rejects.toThrow();
  });

  test('is refused for a button that does not exist', async () => {
    await expect(gateway.visitor({ buttonId: 'other' })).rejects.toThrow();
  });

  test('opens nothing to who guesses a token', async () => {
    const visitor = await gateway.visitor();
    const { token } = await visitor.ok('send', { clientId: randomUUID(), text: 'mine' });
    expect(Buffer.from(token, 'base64url').length * 8).toBeGreaterThanOrEqual(122);
    const guesses = [`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, randomBytes(18).toString('base64url'), token.toUpperCase(), `${token} `];
    for (const guess of guesses) await expect(gateway.visitor({ token: guess })).rejects.toThrow();
  });

  test('knows no command of agents, and no other conversation', async () => {
    const visitor = await gateway.visitor();
    await visitor.ok('send', { clientId: randomUUID(), text: 'mine' });
    const stranger = await gateway.visitor();
    expect((await stranger.ok('sync', { after: 0 })).messages).toEqual([]);
    // An event it does not know is not even acknowledged.
    await expect(stranger.socket.timeout(300).emitWithAck('command', { id: randomUUID(), name: 'message:list', payload: {} })).rejects.toThrow();
    for (const request of [null, [], 'x', { after: -1 }, { after: 0, conversationId: 'other' }]) {
      expect(await stranger.ask('sync', request)).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
    }
  });
});

describe('the SIP socket', () => {
  const ticketOf = async (agent: Agent): Promise<Extract<SipTicket, { kind: 'sip' }>> => {
    const answer = await agent.command('sip:ticket', {});
    if (!answer.ok || answer.result.kind !== 'sip') throw new Error(JSON.stringify(answer));
    return answer.result;
  };
  /** Resolves with the open socket, rejects with the status it was refused with. */
  const open = (protocols: string[], origin?: string): Promise<WebSocket> => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/sip`, protocols, origin === undefined ? {} : { origin });
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(socket));
      socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))));
      socket.once('error', reject);
    });
  };

  test('is opened once with a ticket, passes messages, and carries the ticket in no answer', async () => {
    const agent = await gateway.agent(0);
    const { ticket, deviceId, url } = await ticketOf(agent);
    expect(url).not.toContain(ticket);
    const socket = await open(['sip', `ticket.${ticket}`]);
    expect(socket.protocol).toBe('sip');
    expect(gateway.pbx.phones).toMatchObject([{ extensionNumber: '1001', deviceId }]);
    const answer = new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())));
    socket.send('REGISTER');
    expect(await answer).toBe('echo REGISTER');
    await expect(open(['sip', `ticket.${ticket}`])).rejects.toThrow('401');
    socket.close();
  });

  test.each([
    ['no ticket', ['sip'], '401'], ['a made-up ticket', ['sip', `ticket.${randomUUID()}`], '401'], ['an empty ticket', ['sip', 'ticket.'], '401'], ['no sip', ['chat'], '400'],
  ])('is refused with %s', async (_what, protocols, status) => {
    await expect(open(protocols)).rejects.toThrow(status);
  });

  test('is refused to a page of another origin', async () => {
    const { ticket } = await ticketOf(await gateway.agent(0));
    await expect(open(['sip', `ticket.${ticket}`], 'https://evil.example.com')).rejects.toThrow('403');
  });

  test('is closed with 1009 by a frame beyond 64 kB', async () => {
    const { ticket } = await ticketOf(await gateway.agent(0));
    const socket = await open(['sip', `ticket.${ticket}`]);
    const code = new Promise((resolve) => socket.once('close', resolve));
    socket.send('x'.repeat(64 * 1024 + 1));
    expect(await code).toBe(1009);
  });

  test('is closed when its device is signed out', async () => {
    const agent = await gateway.agent(0);
    const other = await gateway.agent(0);
    const { ticket, deviceId } = await ticketOf(agent);
    const socket = await open(['sip', `ticket.${ticket}`]);
    const code = new Promise((resolve) => socket.once('close', resolve));
    await other.command('device:sign-out', { deviceId });
    expect(await code).toBe(4001);
    expect(gateway.pbx.revoked).toContainEqual({ extensionNumber: '1001', deviceId });
  });

  test.each(['/socket.iox/?EIO=4&transport=websocket', '/elsewhere', '/sip/more'])('is not mistaken: an upgrade of %s is answered and closed', async (path) => {
    const { port } = new URL(gateway.url);
    const socket = connect(Number(port), '127.0.0.1');
    const answer = Promise.withResolvers<string>();
    let text = '';
    socket.on('data', (data: Buffer) => { text += data.toString(); });
    socket.on('close', () => answer.resolve(text));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
    expect(await answer.promise).toMatch(/^HTTP\/1\.1 404 /);
  });

  test('has no ticket to give while the PBX is down', async () => {
    const agent = await gateway.agent(0);
    gateway.pbx.available = false;
    expect(await agent.command('sip:ticket', {})).toMatchObject({ ok: false, error: { code: 'PBX_UNAVAILABLE', retryable: true } });
  });
});
