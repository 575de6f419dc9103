import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { understandable } from '../../../../server/adapters/pbx/asterisk/sip/description.ts';
import { judge } from '../../../../server/adapters/pbx/asterisk/sip/identity.ts';
import { answer, readMessage, userIn, withoutOurs } from '../../../../server/adapters/pbx/asterisk/sip/message.ts';
import type { SipMessage } from '../../../../server/adapters/pbx/asterisk/sip/message.ts';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const session = { auth: '1001.0', username: 'name', ha1: md5('name:klapka:password') };

function request(method: string, headers: Record<string, string> = {}, user = '1002'): SipMessage {
  const all = { Via: 'SIP/2.0/WS phone.invalid;branch=z9hG4bK1', From: '<sip:1001@klapka.invalid>;tag=a', To: '<sip:1001@klapka.invalid>', 'Call-ID': 'c1', CSeq: `1 ${method}`, ...headers };
  const message = readMessage(`${method} sip:${user}@klapka.invalid SIP/2.0\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  if (!message) throw new Error('not read');
  return message;
}

function proof(method: string, { username = 'name', password = 'password' } = {}): string {
  const ha1 = md5(`${username}:klapka:${password}`);
  const response = md5(`${ha1}:n:00000001:cn:auth:${md5(`${method}:sip:klapka.invalid`)}`);
  return `Digest username="${username}", realm="klapka", nonce="n", uri="sip:klapka.invalid", qop=auth, nc=00000001, cnonce="cn", response="${response}"`;
}

describe('a SIP message on its way', () => {
  it('is read with short names, folded lines and white space before the colon', () => {
    const message = readMessage('BYE sip:x SIP/2.0\r\nv: SIP/2.0/WS a\r\nf: <sip:1001@x>\r\n ;tag=1\r\nt : <sip:y>\r\ni: c\r\nCSEQ: 2 BYE\r\n\r\n');
    expect(message?.method).toBe('BYE');
    expect(message?.headers.get('from')).toEqual(['<sip:1001@x> ;tag=1']);
    expect(message?.headers.get('to')).toEqual(['<sip:y>']);
  });

  it.each([
    ['nothing of SIP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a line that is no header', 'BYE sip:x SIP/2.0\r\nFrom <sip:1001@x>\r\n\r\n'],
    ['two of what there is one', 'BYE sip:x SIP/2.0\r\nFrom: <sip:1001@x>\r\nf: <sip:1002@x>\r\nTo: <sip:y>\r\nCall-ID: c\r\nCSeq: 1 BYE\r\n\r\n'],
    ['another message behind it', 'OPTIONS sip:x SIP/2.0\r\nFrom: <sip:1001@x>\r\nTo: <sip:y>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nl: 0\r\n\r\nBYE sip:z SIP/2.0\r\n\r\n'],
    ['two lengths', 'BYE sip:x SIP/2.0\r\nFrom: <sip:1001@x>\r\nTo: <sip:y>\r\nCall-ID: c\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\nl: 0\r\n\r\n'],
  ])('does not pass with %s', (_what, text) => {
    expect(readMessage(text)).toBeNull();
  });

  it('is read with a body as long as it says, in bytes', () => {
    const head = 'INVITE sip:x SIP/2.0\r\nFrom: <sip:1001@x>\r\nTo: <sip:y>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n';
    expect(readMessage(`${head}Content-Length:  13\r\n\r\nv=0\r\n\r\ns=é\r\n`)?.method).toBe('INVITE');
  });

  it.each([['"Anna" <sip:1001@x>', '1001'], ['<sips:%31001@x>;tag=a', '1001'], ['"sip:1002@y" <sip:1001@x>', '1001'], ['"a\\" <sip:1002@y>" <sip:1001@x>', '1001'], ['tel:1001', ''], ['<sip:%zz@x>', '%zz']])('%s is the user %j', (address, user) => {
    expect(userIn(address)).toBe(user);
  });

  it.each(['X-Klapka-Resume: incoming;age=1;replaces=a\r\n', 'x-klapka-resume :incoming;\r\n age=1;replaces=a\r\n'])('does not say to be a call of the page before: %j', (line) => {
    const [head, rest] = ['INVITE sip:x SIP/2.0\r\nCall-ID: a\r\n', 'Content-Length: 0\r\n\r\n'];
    expect(withoutOurs(head + line + rest)).toBe(head + rest);
    expect(withoutOurs(head + rest)).toBe(head + rest);
    expect(withoutOurs(head + line + 'X-Klapka-Ticket: t\r\n' + rest, true), 'one of ours').toBe(head + line + rest);
  });

  it('is answered with what belongs to its transaction', () => {
    const refused = readMessage(answer(request('INVITE'), 403, 'Forbidden'));
    expect(refused?.status).toBe(403);
    expect(refused?.headers.get('via')).toEqual(['SIP/2.0/WS phone.invalid;branch=z9hG4bK1']);
    expect(refused?.headers.get('to')?.[0]).toMatch(/;tag=/);
  });
});

describe('a phone is nobody but itself', () => {
  const status = (message: SipMessage): number => {
    const verdict = judge(message, '1001', session);
    return verdict.pass ? 200 : verdict.status;
  };

  it('passes as itself, without a password or with its own', () => {
    expect(status(request('REGISTER'))).toBe(200);
    expect(status(request('INVITE', { To: '<sip:1002@klapka.invalid>', Authorization: proof('INVITE') }))).toBe(200);
  });

  it.each([
    ['another extension’s call', 'INVITE', { From: '<sip:1002@klapka.invalid>;tag=a' }],
    ['another extension’s registration', 'REGISTER', { To: '<sip:1002@klapka.invalid>' }],
    ['a wrong password', 'REGISTER', { Authorization: proof('REGISTER', { password: 'wrong' }) }],
    ['another device’s name', 'REGISTER', { Authorization: proof('REGISTER', { username: 'other' }) }],
    ['a proof of another request', 'REGISTER', { Authorization: proof('INVITE') }],
    ['a proof for a proxy', 'INVITE', { 'Proxy-Authorization': proof('INVITE', { password: 'wrong' }) }],
    ['an empty proof within a call', 'BYE', { To: '<sip:1002@klapka.invalid>;tag=b', Authorization: 'Digest' }],
  ])('does not pass with %s', (_what, method, headers) => {
    expect(status(request(method, headers as Record<string, string>))).toBe(403);
  });

  it('passes with whatever belongs to a call but a transfer, and asks outside of one for calls only', () => {
    const within = { To: '<sip:1002@klapka.invalid>;tag=b' };
    for (const method of ['BYE', 'INFO', 'UPDATE']) expect(status(request(method, within)), method).toBe(200);
    expect(status(request('REFER', within))).toBe(405);
    expect(readMessage(answer(request('REFER', within), 405, 'Method Not Allowed'))?.headers.get('to')).toEqual([within.To]);
    for (const method of ['REFER', 'MESSAGE', 'SUBSCRIBE', 'PUBLISH']) expect(status(request(method)), method).toBe(405);
  });

  it.each(['0777&PJSIP', '0777%26PJSIP%2Ft%2Fsip:0900', '0777%2C30%2CS(5)', '0-900', '0777&x;sip:1002', '0777:1002', '', '%zz'])('calls nobody by what is no number: %j', (user) => {
    expect(status(request('INVITE', {}, user))).toBe(404);
    // Whom it is called by within a call is the phone's own address.
    expect(status(request('INVITE', { To: '<sip:1002@klapka.invalid>;tag=b' }, user))).toBe(200);
  });

  it.each(['1002', '%2A43', '#1002', '+420777123456', 'anna'])('calls the number %j', (user) => {
    expect(status(request('INVITE', {}, user))).toBe(200);
  });

  it('has no proof that counts without a session', () => {
    expect(judge(request('REGISTER', { Authorization: proof('REGISTER') }), '1001', undefined)).toMatchObject({ pass: false, status: 403 });
  });
});

describe('a browser’s description', () => {
  const message = (body: string): string => `INVITE sip:x SIP/2.0\r\nContent-Type: application/sdp\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const sdp = (ufrag: string): string => `v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 0.0.0.0\r\na=candidate:1 1 udp 2113 fd00::2 4000 typ host\r\na=candidate:2 1 udp 2113 192.0.2.7 4000 typ host\r\na=ice-ufrag:${ufrag}\r\n`;

  it('says where it is, so that nobody takes it for a phone on hold, and how long that is', () => {
    const [head = '', body = ''] = understandable(message(sdp('abcd'))).split('\r\n\r\n');
    expect(body).toContain('\r\nc=IN IP4 192.0.2.7\r\n');
    expect(head).toContain(`\r\nContent-Length: ${Buffer.byteLength(body)}`);
  });

  it('has other candidates after a restart, though the addresses are the same', () => {
    const candidates = (ufrag: string): unknown => understandable(message(sdp(ufrag))).match(/^a=candidate:\S+/gm);
    expect(candidates('abcd')).toEqual(['a=candidate:abcd1', 'a=candidate:abcd2']);
    expect(candidates('efgh')).toEqual(['a=candidate:efgh1', 'a=candidate:efgh2']);
    expect(candidates('x'.repeat(256))).toEqual(['a=candidate:xxxxxxxx1', 'a=candidate:xxxxxxxx2']);
  });

  it.each([['a phone without ICE, which may mean hold', message('v=0\r\nc=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 0\r\n')], ['a message without one', 'BYE sip:x SIP/2.0\r\nContent-Length: 0\r\n\r\n']])('is left alone for %s', (_what, text) => {
    expect(understandable(text)).toBe(text);
  });
});
