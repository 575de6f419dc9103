import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.ts';
import { findProgram } from './program.ts';

/** sipp, which plays carriers: a SIP peer nobody here wrote. Its audio is an echo of what it hears. */
export const sipp = findProgram('sipp', 'sip-tester');

const sdp = (direction: string): string => `v=0
o=carrier 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 96
a=rtpmap:0 PCMU/8000
a=rtpmap:96 telephone-event/8000
a=fmtp:96 0-15
a=${direction}
`;
const send = (text: string, attributes = ''): string => `<send${attributes}><![CDATA[\n${text}\n]]></send>`;
const answer = (status: string, more = 'Content-Length: 0\n', tag = ''): string =>
  send(`SIP/2.0 ${status}
[last_Via:]
[last_From:]
[last_To:]${tag}
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:carrier@[local_ip]:[local_port]>
${more}`);
const described = (direction: string): string => `Content-Type: application/sdp\nContent-Length: [len]\n\n${sdp(direction)}`;
const tag = ';tag=[pid]c[call_number]';
const takesBye = `<recv request="BYE"/>${answer('200 OK')}`;
const remembers = (header: string, name: string): string => `<ereg regexp=".*" search_in="hdr" header="${header}:" assign_to="${name}"/>`;

/** What a carrier does with one call that is made to it. */
export const called = {
  /** Rings, answers, and waits for the BYE. */
  answers: `<recv request="INVITE"/>${answer('180 Ringing', undefined, tag)}${answer('200 OK', described('sendrecv'), tag)}<recv request="ACK"/>${takesBye}`,
  /** Answers, and hangs up after so many ms. */
  hangsUp: (after: number): string =>
    `<recv request="INVITE" rrs="true"><action>${remembers('From', 'caller')}${remembers('To', 'number')}</action></recv>${answer('200 OK', described('sendrecv'), tag)}<recv request="ACK"/><pause milliseconds="${after}"/>${send(
      `BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$number]${tag}
To:[$caller]
[last_Call-ID:]
CSeq: 1 BYE
Max-Forwards: 70
Content-Length: 0
`,
      ' retrans="500"',
    )}<recv response="200"/>`,
  refuses: (status: string): string => `<recv request="INVITE"/>${answer(status, undefined, tag)}<recv request="ACK"/>`,
};

const request = (method: string, uri: string, to: string, rest = 'Content-Length: 0\n'): string =>
  send(
    `${method} ${uri} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: "Karel" <sip:[service]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
${to}
Call-ID: [call_id]
CSeq: [cseq] ${method}
Contact: <sip:[service]@[local_ip]:[local_port]>
Max-Forwards: 70
${rest}`,
    method === 'ACK' ? '' : ' retrans="500"',
  );
const says = (method: string, rest?: string): string => request(method, '[next_url]', '[last_To:]', rest);
const invite = (number: string): string => request('INVITE', `sip:${number}@[remote_ip]:[remote_port]`, `To: <sip:${number}@[remote_ip]:[remote_port]>`, described('sendrecv'));
const optional = ['100', '180', '183'].map((status) => `<recv response="${status}" optional="true"/>`).join('');

/** A step of a carrier within a call of its own. */
export const step = {
  pause: (ms: number): string => `<pause milliseconds="${ms}"/>`,
  hold: `${says('INVITE', described('sendonly'))}${optional}<recv response="200"/>${says('ACK')}`,
  resume: `${says('INVITE', described('sendrecv'))}${optional}<recv response="200"/>${says('ACK')}`,
  presses: (keys: string): string => `<nop><action><exec play_dtmf="${keys}"/></action></nop><pause milliseconds="${keys.length * 400}"/>`,
  hangsUp: `${says('BYE')}<recv response="200"/>`,
  takesBye,
};

/** What a carrier does that calls a number. */
export const calls = {
  answered: (number: string, ...steps: string[]): string => `${invite(number)}${optional}<recv response="200" rrs="true"/>${says('ACK')}${steps.join('')}`,
  refused: (number: string, status: number): string => `${invite(number)}${optional}<recv response="${status}"/>${says('ACK')}`,
};

export interface SippOptions {
  scenario: string;
  /** 0: any. */
  port?: number;
  host?: string;
  /** Whom it calls; without it, it waits. */
  target?: string;
  /** Who it says that calls. */
  caller?: string;
  arguments?: readonly string[];
}

/** One sipp with one scenario. */
export class Sipp {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #exited: Promise<number>;
  /** What it says of its own accord: why it could not even begin. */
  #said = '';

  private constructor(port: number, child: ChildProcess, folder: string) {
    this.port = port;
    this.#child = child;
    this.#folder = folder;
    child.stderr?.on('data', (text: Buffer) => (this.#said += text.toString()));
    this.#exited = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
  }

  static async start({ scenario, port = 0, host = '127.0.0.1', target, caller = '+420608111222', arguments: more = [] }: SippOptions): Promise<Sipp> {
    const folder = mkdtempSync(join(tmpdir(), 'klapka-sipp-'));
    const bound = port === 0 ? await freePort() : port;
    const file = join(folder, 'scenario.xml');
    writeFileSync(file, `<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="carrier">\n${scenario}\n</scenario>\n`);
    const media = await freePort();
    const options = ['-sf', file, '-i', host, '-p', String(bound), '-mi', host, '-mp', String(media), '-rtp_echo', '-aa', '-nostdin', '-s', caller, '-timeout', '30', '-trace_msg', '-message_file', join(folder, 'messages'), '-trace_err', '-error_file', join(folder, 'errors')];
    const child = spawn(sipp ?? 'sipp', [...options, ...(target === undefined ? [] : ['-m', '1', target]), ...more], { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
    const made = new Sipp(bound, child, folder);
    if (target === undefined) await made.#listens();
    return made;
  }

  /** Until something has its port. */
  async #listens(): Promise<void> {
    const wanted = `:${this.port.toString(16).toUpperCase().padStart(4, '0')} `;
    while (!readFileSync('/proc/net/udp', 'utf8').includes(wanted)) {
      if (this.#child.exitCode !== null) throw new Error(`sipp has ended: ${this.errors}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** 0: everything went as its scenario says. */
  get exited(): Promise<number> {
    return this.#exited;
  }

  get errors(): string {
    return this.#said + this.#read('errors');
  }

  /** All that was said, in order; written a moment after it was. */
  get messages(): string {
    return this.#read('messages');
  }

  #read(name: string): string {
    const file = join(this.#folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** The INVITEs it was sent. */
  get invites(): string[] {
    return this.messages.split(/^-{20,}/m).filter((message) => /UDP message received/.test(message) && /^INVITE /m.test(message));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
