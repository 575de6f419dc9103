import { createHash, randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const field = (text: string, name: string): string => new RegExp(`${name}="?([^",\\r]+)`).exec(text)?.[1] ?? '';
/** What a header of a message says. */
export const header = (text: string, name: string): string => new RegExp(`^${name}: *(.*)\r$`, 'im').exec(text)?.[1] ?? '';

/** A fake of a carrier's registrar: challenges everything but OPTIONS and ACK, and takes nothing without a right digest. */
export class FakeRegistrar {
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
    const [, host = '', port] = /@([^:;]+):(\d+)/.exec(this.contact) ?? [];
    const message = [
      `INVITE ${this.contact} SIP/2.0`, `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK${randomUUID()}`, 'Max-Forwards: 70', 'From: <sip:+420608111222@carrier>;tag=c',
      `To: <sip:${number}@carrier>`, `Call-ID: ${randomUUID()}`, 'CSeq: 1 INVITE', `Contact: <sip:c@127.0.0.1:${this.port}>`, 'Content-Length: 0', '', '',
    ].join('\r\n');
    this.#socket.send(message, Number(port), host);
  }

  close(): void {
    this.#socket.close();
  }
}
