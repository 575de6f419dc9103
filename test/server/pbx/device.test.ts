import { describe, expect, it } from 'vitest';
import { Credentials } from '../../../server/adapters/pbx/embedded/sip/auth.ts';
import { Device } from '../../../server/adapters/pbx/embedded/sip/device.ts';
import { randomOf } from '../../fakes/random.ts';
import { invalid } from './rfc4475/invalid.ts';
import { semantic } from './rfc4475/semantic.ts';
import { valid } from './rfc4475/valid.ts';

const register = (cseq: number, headers = ''): string =>
  [
    'REGISTER sip:klapka.invalid SIP/2.0',
    `Via: SIP/2.0/WS phone.invalid;branch=z9hG4bK${cseq}`,
    'Max-Forwards: 70',
    'To: <sip:1001@klapka.invalid>',
    'From: <sip:1001@klapka.invalid>;tag=abc',
    'Call-ID: 1-2-3',
    `CSeq: ${cseq} REGISTER`,
    'Contact: <sip:x@phone.invalid;transport=ws>;+sip.instance="<urn:uuid:1>";reg-id=1;expires=300',
    'Supported: path, gruu, outbound',
    `${headers}Content-Length: 0`,
    '',
    '',
  ].join('\r\n');

function createDevice(): { device: Device; sent: string[]; closed: number[] } {
  const sent: string[] = [];
  const closed: number[] = [];
  const device = new Device('1001', 'device', new Credentials(), {
    now: () => 0,
    send: (_socketId, message) => sent.push(message),
    closeSocket: (_socketId, code) => closed.push(code),
    authenticated: () => undefined,
    registered: () => undefined,
    unregistered: () => undefined,
    invited: () => undefined,
  });
  device.adopt(1);
  return { device, sent, closed };
}

const status = (message: string | undefined): number => Number(message?.split(' ')[1]);

/** One to four changes: a character, a cut, a doubled or removed piece, something nasty put in. */
function mutate(message: string, chance: () => number): string {
  const nasty = ['\r\n', '\0', '"', '<', '>', ';', ',', '%', '\\', '\uD800', '\uFFFF', 'Content-Length: 999999999\r\n', 'Via: ', ' '.repeat(2000), 'A'.repeat(5000), '__proto__: 1\r\n', 'constructor: 1\r\n'];
  let text = message;
  for (let change = 0; change <= Math.floor(chance() * 4); change++) {
    const at = Math.floor(chance() * text.length);
    const length = Math.floor(chance() * 30);
    const piece = text.slice(at, at + length);
    const kinds = [
      text.slice(0, at) + String.fromCharCode(Math.floor(chance() * 256)) + text.slice(at + 1),
      text.slice(0, at),
      text.slice(0, at) + text.slice(at + length),
      text.slice(0, at) + piece.repeat(3) + text.slice(at),
      text.slice(0, at) + (nasty[Math.floor(chance() * nasty.length)] ?? '') + text.slice(at),
    ];
    text = kinds[Math.floor(chance() * kinds.length)] ?? text;
  }
  return text;
}

describe('a device', () => {
  it('challenges a REGISTER and refuses another identity', () => {
    const { device, sent } = createDevice();
    device.receive(1, register(1));
    expect(sent[0]).toMatch(/^SIP\/2\.0 401 /);
    expect(sent[0]).toMatch(/WWW-Authenticate: Digest realm="klapka", nonce="[^"]+", algorithm=MD5, qop="auth"/);
    device.receive(1, register(2).replace('To: <sip:1001@', 'To: <sip:1002@'));
    expect(status(sent[1])).toBe(403);
    device.receive(1, register(3).replace('From: <sip:1001@', 'From: <sip:1002@'));
    expect(status(sent[2])).toBe(403);
  });

  it('closes a socket that goes on guessing', () => {
    const { device, sent, closed } = createDevice();
    for (let attempt = 1; attempt <= 5; attempt++) device.receive(1, register(attempt, 'Authorization: Digest username="x", realm="klapka", nonce="y", uri="sip:k", response="z"\r\n'));
    expect(sent.map(status)).toEqual([403, 403, 403, 403, 403]);
    expect(closed).toEqual([1008]);
  });

  it('hears only its present socket', () => {
    const { device, sent, closed } = createDevice();
    device.adopt(2);
    expect(closed).toEqual([1000]);
    device.receive(1, register(1));
    expect(sent).toEqual([]);
    device.receive(2, register(2));
    expect(status(sent[0])).toBe(401);
  });

  it('survives every torture message and never says yes to one', () => {
    const { device, sent } = createDevice();
    for (const { message } of [...valid, ...invalid, ...semantic]) device.receive(1, message);
    const statuses = sent.map(status);
    // The valid OPTIONS are the requests anybody may make, but these come from strangers.
    expect(statuses.every((code) => code >= 400 && code < 600)).toBe(true);
    expect(statuses.length).toBeGreaterThan(20);
    device.receive(1, register(77));
    expect(status(sent.at(-1))).toBe(401);
  });

  it('survives 1500 mutated REGISTERs, without a hang and without a registration', () => {
    const { device, sent } = createDevice();
    const chance = randomOf(4475);
    let slowest = 0;
    for (let count = 0; count < 1500; count++) {
      // The processor's time, not the clock's: a busy machine makes others wait.
      const before = process.cpuUsage();
      device.receive(1, mutate(register(count + 1), chance));
      slowest = Math.max(slowest, process.cpuUsage(before).user / 1000);
    }
    expect(slowest).toBeLessThan(1000);
    expect(device.registration).toBeNull();
    expect(sent.map(status).every((code) => code >= 400 && code < 600)).toBe(true);
    device.receive(1, register(9999));
    expect(status(sent.at(-1))).toBe(401);
  });
});
