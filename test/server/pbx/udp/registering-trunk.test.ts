import { createHash, randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { create } from '../../../../server/adapters/pbx/embedded/index.ts';
import { systemClock } from '../../../../server/ports/clock.ts';
import type { PbxPort } from '../../../../server/ports/pbx.ts';
import { emptyPlan } from '../../../../server/ports/pbx-plan.ts';
import { freePort } from '../../../fakes/peers/ports.ts';
import { silentLogger } from '../../../fakes/sip-phone/logger.ts';
import { TestPhone } from '../../../fakes/sip-phone/phone.ts';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const field = (text: string, name: string): string => new RegExp(`${name}="?([^",\\r]+)`).exec(text)?.[1] ?? '';
const header = (text: string, name: string): string => new RegExp(`^${name}: *(.*)\r$`, 'im').exec(text)?.[1] ?? '';

/** A fake of a carrier's registrar: challenges everything but OPTIONS and ACK, and takes nothing without a right digest. */
class FakeRegistrar {
  readonly #socket: Socket;
  readonly heard: string[] = [];
  contact = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (data, from) => this.#receive(data.toString(), from));
  }

  static async start(): Promise<FakeRegistrar> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new FakeRegistrar(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  #receive(text: string, from: RemoteInfo): void {
    this.heard.push(text);
    const [method = ''] = text.split(' ');
    if (method === 'ACK' || method.startsWith('SIP/')) return;
    const status = method === 'OPTIONS' ? '200 OK' : this.#judge(text, method);
    const answer = [`SIP/2.0 ${status}`, ...['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(text, name)}`), `To: ${header(text, 'To')};tag=r`];
    if (status.startsWith('401')) answer.push('WWW-Authenticate: Digest realm="carrier", nonce="n1", algorithm=MD5, qop="auth"');
    if (status.startsWith('200') && method === 'REGISTER') {
      this.contact = /<([^>]+)>/.exec(header(text, 'Contact'))?.[1] ?? '';
      answer.push(`Contact: <${this.contact}>;expires=120`);
    }
    this.#socket.send([...answer, 'Content-Length: 0', '', ''].join('\r\n'), from.port, from.address);
  }

  #judge(text: string, method: string): string {
    const proof = header(text, 'Authorization');
    if (proof === '') return '401 Unauthorized';
    const ha2 = md5(`${method}:${field(proof, 'uri')}`);
    const expected = md5([md5('klapka:carrier:secret'), 'n1', field(proof, 'nc'), field(proof, 'cnonce'), 'auth', ha2].join(':'));
    if (field(proof, 'response') !== expected) return '403 Forbidden';
    return method === 'INVITE' ? '486 Busy Here' : '200 OK';
  }

  /** Calls where it was told that we are; the number stands in To alone. */
  call(number: string): void {
    const uri = new URL(this.contact.replace('sip:', 'sip://'));
    const message = [
      `INVITE ${this.contact} SIP/2.0`, `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK${randomUUID()}`, 'Max-Forwards: 70', 'From: <sip:+420608111222@carrier>;tag=c',
      `To: <sip:${number}@carrier>`, `Call-ID: ${randomUUID()}`, 'CSeq: 1 INVITE', `Contact: <sip:c@127.0.0.1:${this.port}>`, 'Content-Length: 0', '', '',
    ].join('\r\n');
    this.#socket.send(message, Number(uri.port), uri.hostname);
  }

  close(): void {
    this.#socket.close();
  }
}

describe('a trunk that registers', { timeout: 30_000 }, () => {
  let pbx: PbxPort;
  let registrar: FakeRegistrar;

  afterEach(async () => {
    await pbx.stop();
    registrar.close();
  });

  async function start(password: string): Promise<void> {
    registrar = await FakeRegistrar.start();
    pbx = create({ config: { udp: { host: '127.0.0.1', port: await freePort(), allow: [] } }, logger: silentLogger, clock: systemClock });
    await pbx.start();
    await pbx.provision({
      ...emptyPlan,
      extensions: [{ number: '1001', name: 'Anna', outboundRights: 'all' }, { number: '1002', name: 'Bert' }],
      trunks: [{ id: 'main', name: 'Main', server: `127.0.0.1:${registrar.port}`, username: 'klapka', password, registers: true, addresses: [], callerId: '+420111222333', maximumCalls: 3 }],
      outboundRoutes: [{ name: 'Out', prefix: '0', strip: 0, prepend: '', trunkIds: ['main'] }],
      outboundRights: [{ id: 'all', rules: [{ prefix: '', allowed: true }] }],
      inboundRoutes: [{ name: 'In', trunkId: 'main', number: '+420555666777', to: '1002', hoursId: null, closedTo: null, holidayTo: null }],
    });
  }

  const state = async (): Promise<string | undefined> => (await pbx.snapshot()).trunks[0]?.state;

  it('proves who it is, to register and for each call, and is called by the number in To', async () => {
    await start('secret');
    await expect.poll(state).toBe('up');
    const anna = new TestPhone(pbx, '1001');
    await anna.register();
    expect(await (await anna.dial('0777123456')).ended).toMatchObject({ how: 'refused', status: 486 });
    expect(registrar.heard.filter((text) => text.startsWith('INVITE ')).map((text) => header(text, 'Authorization') !== '')).toEqual([false, true]);
    const bert = new TestPhone(pbx, '1002');
    await bert.register();
    registrar.call('+420555666777');
    expect((await bert.nextCall()).from).toBe('+420608111222');
    await Promise.all([anna.dispose(), bert.dispose()]);
  });

  it('is down with a wrong password, which is said nowhere', async () => {
    await start('wrong-password');
    await expect.poll(state).toBe('down');
    expect(registrar.contact).toBe('');
    expect(registrar.heard.join()).not.toContain('wrong-password');
  });
});
