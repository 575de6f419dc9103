import { createHash, randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { create } from '../../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../../server/ports/clock.ts';
import type { PbxPort } from '../../../../server/ports/pbx.ts';
import { emptyPlan } from '../../../../server/ports/pbx-plan.ts';
import { freePort } from '../../../fakes/peers/ports.ts';
import { silentLogger } from '../../../fakes/sip-phone/logger.ts';
import { invalid } from '../rfc4475/invalid.ts';
import { semantic } from '../rfc4475/semantic.ts';
import { valid } from '../rfc4475/valid.ts';

const password = 'on-the-desk';
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

interface Asked {
  method: string;
  number?: string;
  to?: string;
  branch?: string;
  callId?: string;
  headers?: string[];
}

/** Says over UDP whatever it is told to, from an address of loopback, and keeps what it hears. */
class Stranger {
  readonly #socket: Socket;
  readonly #to: number;
  readonly heard: string[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(socket: Socket, to: number) {
    this.#socket = socket;
    this.#to = to;
    socket.on('message', (data) => {
      this.heard.push(data.toString());
      for (const waiting of [...this.#waiting]) waiting();
    });
  }

  static async at(address: string, to: number): Promise<Stranger> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
    await new Promise<void>((resolve) => socket.bind(0, address, resolve));
    return new Stranger(socket, to);
  }

  text({ method, number = '1001', to = number, branch = `z9hG4bK${randomUUID()}`, callId = randomUUID(), headers = [] }: Asked): string {
    const { address, port } = this.#socket.address();
    return [
      `${method} sip:${method === 'REGISTER' ? '' : `${to}@`}127.0.0.1:${this.#to} SIP/2.0`, `Via: SIP/2.0/UDP ${address}:${port};branch=${branch};rport`, 'Max-Forwards: 70',
      `From: <sip:${number}@127.0.0.1>;tag=f`, `To: <sip:${to}@127.0.0.1>`, `Call-ID: ${callId}`, `CSeq: 1 ${method}`, `Contact: <sip:${number}-desk@${address}:${port}>`, ...headers, 'Content-Length: 0', '', '',
    ].join('\r\n');
  }

  send(message: string | Buffer): Promise<void> {
    return new Promise((resolve) => this.#socket.send(message, this.#to, '127.0.0.1', () => resolve()));
  }

  /** The answer to a message, by its status. */
  async ask(asked: Asked): Promise<string> {
    const callId = asked.callId ?? randomUUID();
    const before = this.heard.length;
    const message = this.text({ ...asked, callId });
    await this.send(message);
    // A flood fills the machine's own buffers, too: what is lost there is said again, as phones do.
    const again = setInterval(() => void this.send(message), 500);
    return this.next((text) => text.includes(callId) && !text.startsWith('SIP/2.0 100'), before).finally(() => clearInterval(again));
  }

  next(matches: (text: string) => boolean, after = 0): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('No answer within 3 s')), 3000);
      const check = (): void => {
        const found = this.heard.slice(after).find(matches);
        if (found === undefined) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** The header that answers a challenge. */
  proof(challenge: string, method: string, count = '00000001', secret = password): string {
    const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? '';
    const response = md5([md5(`1001:klapka:${secret}`), nonce, count, 'c', 'auth', md5(`${method}:sip:pbx`)].join(':'));
    return `${method === 'REGISTER' ? '' : 'Proxy-'}Authorization: Digest username="1001", realm="klapka", nonce="${nonce}", uri="sip:pbx", response="${response}", cnonce="c", qop=auth, nc=${count}`;
  }

  async register(): Promise<void> {
    const challenge = await this.ask({ method: 'REGISTER' });
    expect(await this.ask({ method: 'REGISTER', headers: [this.proof(challenge, 'REGISTER')] })).toMatch(/^SIP\/2\.0 200 /);
  }

  close(): void {
    this.#socket.close();
  }
}

describe('SIP over UDP, from everywhere', { timeout: 30_000 }, () => {
  let pbx: PbxPort;
  let port: number;
  const strangers: Stranger[] = [];

  beforeAll(async () => {
    port = await freePort();
    pbx = create({ config: { udp: { host: '127.0.0.1', port, allow: ['127.0.0.0/23'] } }, logger: silentLogger, clock: systemClock });
    await pbx.start();
    await pbx.provision({ ...emptyPlan, extensions: [{ number: '1001', name: 'Anna', deskPassword: password }, { number: '1002', name: 'Bert' }] });
  });

  afterAll(() => pbx.stop());
  afterEach(() => strangers.splice(0).forEach((stranger) => stranger.close()));

  async function stranger(address: string): Promise<Stranger> {
    const made = await Stranger.at(address, port);
    strangers.push(made);
    return made;
  }

  it('does not answer an address that is not on the list', async () => {
    const outside = await stranger('127.0.5.1');
    const inside = await stranger('127.0.0.2');
    for (const method of ['REGISTER', 'INVITE', 'OPTIONS', 'BYE']) await outside.send(outside.text({ method }));
    expect(await inside.ask({ method: 'REGISTER' })).toMatch(/^SIP\/2\.0 401 /);
    expect(outside.heard).toEqual([]);
  });

  it('registers nobody without a desk password, in words that do not tell who there is', async () => {
    const phone = await stranger('127.0.0.3');
    const answers = await Promise.all(['1001', '1002', '9999'].map(async (number) => {
      const challenge = await phone.ask({ method: 'REGISTER', number });
      return (await phone.ask({ method: 'REGISTER', number, headers: [phone.proof(challenge, 'REGISTER', '00000001', 'wrong')] })).split('\r\n')[0];
    }));
    expect(new Set(answers)).toEqual(new Set(['SIP/2.0 403 Forbidden']));
    expect(await phone.ask({ method: 'INVITE', to: '1002' })).toMatch(/^SIP\/2\.0 403 /);
    expect((await pbx.snapshot()).devices).toEqual([]);
  });

  it('is deaf to an address that goes on guessing', async () => {
    const guesser = await stranger('127.0.0.4');
    let count = 0;
    const guess = async (): Promise<string> => guesser.ask({ method: 'REGISTER', headers: [guesser.proof(await guesser.ask({ method: 'REGISTER' }), 'REGISTER', String(++count).padStart(8, '0'), `guess ${count}`)] });
    for (let round = 0; round < 11; round++) expect(await guess()).toMatch(/^SIP\/2\.0 403 /);
    await expect(guess()).rejects.toThrow('No answer');
  });

  it('asks for a proof of every call, and takes each once', async () => {
    const phone = await stranger('127.0.0.5');
    await phone.register();
    const challenge = await phone.ask({ method: 'INVITE', to: '1002' });
    expect(challenge).toMatch(/^SIP\/2\.0 407 /);
    const headers = [phone.proof(challenge, 'INVITE')];
    // Nobody is registered there, so the call was dialled.
    expect(await phone.ask({ method: 'INVITE', to: '1002', headers })).toMatch(/^SIP\/2\.0 480 /);
    expect(await phone.ask({ method: 'INVITE', to: '1002', headers })).toMatch(/^SIP\/2\.0 407 [^]*stale=true/);
    const elsewhere = await stranger('127.0.0.6');
    expect(await elsewhere.ask({ method: 'REGISTER', headers: [elsewhere.proof(challenge, 'REGISTER')] })).toMatch(/^SIP\/2\.0 401 /);
  });

  it('ends nothing and takes nothing on the word of who began nothing', async () => {
    const phone = await stranger('127.0.0.7');
    expect(await phone.ask({ method: 'CANCEL', to: '1002' })).toMatch(/^SIP\/2\.0 481 /);
    expect(await phone.ask({ method: 'BYE', to: '1002' })).toMatch(/^SIP\/2\.0 403 /);
    await phone.send(phone.text({ method: 'ACK', to: '1002' }));
    await phone.send(phone.text({ method: 'INVITE' }).replace(/^INVITE .*/, 'SIP/2.0 200 OK'));
    expect(await phone.ask({ method: 'REGISTER' })).toMatch(/^SIP\/2\.0 401 /);
  });

  it('survives every torture message, garbage and what is too long, and says yes to none', async () => {
    const fuzzer = await stranger('127.0.0.8');
    const messages = [...valid, ...invalid, ...semantic].map(({ message }) => message);
    for (const message of messages.slice(0, 30)) await fuzzer.send(message);
    await fuzzer.send(Buffer.alloc(60_000, 0x41));
    await fuzzer.send(Buffer.from([0]));
    await fuzzer.send(Buffer.alloc(0));
    await fuzzer.send(`${fuzzer.text({ method: 'REGISTER' })}${'x'.repeat(20_000)}`);
    const next = await stranger('127.0.0.9');
    for (const message of messages.slice(30)) await next.send(message);
    const calm = await stranger('127.0.0.10');
    expect(await calm.ask({ method: 'REGISTER' })).toMatch(/^SIP\/2\.0 401 /);
    expect([...fuzzer.heard, ...next.heard].filter((text) => /^SIP\/2\.0 [123]/.test(text))).toEqual([]);
  });

  it('answers the ping of a phone that keeps its router’s way open', async () => {
    const phone = await stranger('127.0.0.5');
    await phone.send('\r\n\r\n');
    expect(await phone.next(() => true)).toBe('\r\n');
  });

  it('lets a flood from one address and from many starve nobody who is registered', async () => {
    const phone = await stranger('127.0.0.11');
    await phone.register();
    const flooder = await stranger('127.0.0.12');
    for (let count = 0; count < 1_000; count++) await flooder.send(flooder.text({ method: 'REGISTER' }));
    const many = await Promise.all(Array.from({ length: 120 }, (_, index) => stranger(`127.0.1.${index + 1}`)));
    const startedAt = performance.now();
    for (let round = 0; round < 20; round++) for (const one of many) await one.send(one.text({ method: 'REGISTER' }));
    expect(await phone.ask({ method: 'INVITE', to: '1002' })).toMatch(/^SIP\/2\.0 407 /);
    const seconds = (performance.now() - startedAt) / 1000 + 3;
    expect(flooder.heard.length).toBeLessThan(40 + 10 * (seconds + 5));
    expect(many.reduce((sum, { heard }) => sum + heard.length, 0)).toBeLessThan(200 + 50 * (seconds + 5));
  });
});

describe('without SIP over UDP', () => {
  it('tells that outside lines are down, and why', async () => {
    const said: string[] = [];
    const logger = { ...silentLogger, warn: (_fields: object, message?: string) => void said.push(message ?? ''), child: () => logger };
    const off = create({ config: {}, logger, clock: systemClock });
    await off.start();
    const trunk = { id: 'main', name: 'Main', server: '127.0.0.1', username: null, password: null, registers: false, addresses: [], callerId: null, maximumCalls: 3 };
    await off.provision({ ...emptyPlan, trunks: [trunk] });
    await expect.poll(async () => (await off.snapshot()).trunks).toMatchObject([{ id: 'main', state: 'down' }]);
    expect(said.filter((message) => message.includes('KLAPKA_SIP_UDP'))).toHaveLength(1);
    await off.stop();
  });
});
