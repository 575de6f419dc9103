import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import type { SipSocket } from '../../../../ports/pbx.ts';
import { deviceKey } from '../sessions.ts';
import type { Session } from '../sessions.ts';
import { understandable } from './description.ts';
import { judge } from './identity.ts';
import { answer, header, readMessage, ticketHeader, userIn, withoutOurs } from './message.ts';
import type { SipMessage } from './message.ts';
import { Reinvites } from './reinvites.ts';
import type { ReinvitesOptions } from './reinvites.ts';

export interface GateOptions extends ReinvitesOptions {
  /** Asterisk's SIP socket. */
  url: string;
  sessionOf(extensionNumber: string, deviceId: string): Session | undefined;
  /** A socket was cut off, for the log; without a word of whose. */
  cutOff(reason: string): void;
  /** A device has no socket any more. */
  unplugged(deviceId: string): void;
}

/** Frames that wait for Asterisk's side to open. */
const maximumWaiting = 64;
const maximumPayload = 64 * 1024;
const maximumFailures = 5;
/** Devices' calls, addresses and tickets are remembered for the latest of each. */
const maximumRemembered = 20_000;

interface Line {
  extensionNumber: string;
  deviceId: string;
  phone: SipSocket;
  asterisk: WebSocket;
  waiting: string[];
  failures: number;
  closed: boolean;
  /** Call-ID of its registration: the same one again is the same page. */
  page: string | undefined;
}

/** Whose a SIP Call-ID or contact is. */
interface Owner {
  deviceId: string;
  page: string | undefined;
}

/** Joins phones' sockets to Asterisk's, one to one, frame by frame. */
export class SipGate {
  readonly #options: GateOptions;
  readonly #reinvites: Reinvites;
  readonly #lines = new Map<string, Line>();
  /** SIP Call-IDs and users of contacts, each unique to a device. */
  readonly #owners = new Map<string, Owner>();
  /** What an INVITE of our own is known by, and which device it is for. */
  readonly #tickets = new Map<string, string>();

  constructor(options: GateOptions) {
    this.#options = options;
    this.#reinvites = new Reinvites(options);
  }

  open(extensionNumber: string, deviceId: string, phone: SipSocket): void {
    const key = deviceKey(extensionNumber, deviceId);
    const before = this.#lines.get(key);
    if (before) this.#end(before, 1000, 'Replaced by a newer socket');
    const asterisk = new WebSocket(this.#options.url, ['sip'], { perMessageDeflate: false, maxPayload: maximumPayload, handshakeTimeout: 5_000 });
    const line: Line = { extensionNumber, deviceId, phone, asterisk, waiting: [], failures: 0, closed: false, page: undefined };
    this.#lines.set(key, line);
    phone.onMessage((text) => this.#fromPhone(line, text));
    phone.onClose(() => this.#end(line, 1000, 'The phone has gone'));
    asterisk.on('open', () => {
      for (const text of line.waiting.splice(0)) asterisk.send(text);
    });
    asterisk.on('message', (data: Buffer) => this.#fromAsterisk(line, data.toString('utf8')));
    asterisk.on('error', () => undefined);
    asterisk.on('close', () => this.#end(line, 1012, 'The PBX is restarting'));
  }

  /** The device a SIP Call-ID or the user of a contact belongs to. */
  deviceOf(token: string): string | undefined {
    return this.#owners.get(token)?.deviceId;
  }

  /** The page it belongs to; undefined where nobody knows. */
  pageOf(token: string): string | undefined {
    return this.#owners.get(token)?.page;
  }

  /** Whether a device has a socket; with `page`, whether it is this page's. */
  isOpen(extensionNumber: string, deviceId: string, page?: string): boolean {
    const line = this.#lines.get(deviceKey(extensionNumber, deviceId));
    return line !== undefined && (page === undefined || line.page === page);
  }

  /** Devices of an extension whose page registers, or has. */
  devicesOf(extensionNumber: string): string[] {
    return [...this.#lines.values()].filter((line) => line.extensionNumber === extensionNumber && line.page !== undefined).map(({ deviceId }) => deviceId);
  }

  /** A ticket for one INVITE of ours to this device: its headers are the gateway's word to the page, and pass. */
  admit(extensionNumber: string, deviceId: string): string {
    const ticket = randomBytes(12).toString('hex');
    this.#tickets.set(ticket, deviceKey(extensionNumber, deviceId));
    trim(this.#tickets);
    return ticket;
  }

  close(extensionNumber: string, deviceId: string, code: number, reason: string): void {
    const line = this.#lines.get(deviceKey(extensionNumber, deviceId));
    if (line) this.#end(line, code, reason);
  }

  closeExtension(extensionNumber: string, code: number, reason: string): void {
    for (const line of [...this.#lines.values()]) if (line.extensionNumber === extensionNumber) this.#end(line, code, reason);
  }

  closeAll(code: number, reason: string): void {
    for (const line of [...this.#lines.values()]) this.#end(line, code, reason);
  }

  #end(line: Line, code: number, reason: string): void {
    if (line.closed) return;
    line.closed = true;
    const key = deviceKey(line.extensionNumber, line.deviceId);
    if (this.#lines.get(key) === line) this.#lines.delete(key);
    // At once: Asterisk takes the registration away with the connection.
    line.asterisk.terminate();
    line.phone.close(code, reason);
    if (!this.#lines.has(key)) this.#options.unplugged(line.deviceId);
  }

  #fromPhone(line: Line, text: string): void {
    if (line.closed || text.trim() === '') return;
    const message = readMessage(text);
    if (!message) return this.#cutOff(line, 1007, 'not SIP');
    const session = this.#options.sessionOf(line.extensionNumber, line.deviceId);
    const verdict = judge(message, line.extensionNumber, session);
    if (!verdict.pass) {
      line.phone.send(answer(message, verdict.status, verdict.text));
      if (verdict.wrongPassword && ++line.failures >= maximumFailures) this.#cutOff(line, 1008, 'too many wrong credentials');
      return;
    }
    if (message.method === 'REGISTER') {
      line.page = header(message, 'call-id');
      this.#remember(userIn(header(message, 'contact')), line);
    }
    if (message.method === 'INVITE') this.#remember(header(message, 'call-id'), line);
    this.#reinvites.pass(message, () => this.#forward(line, understandable(withoutOurs(text))));
  }

  #forward(line: Line, text: string): void {
    if (line.closed) return;
    if (line.asterisk.readyState === WebSocket.OPEN) line.asterisk.send(text);
    else if (line.waiting.push(text) > maximumWaiting) this.#cutOff(line, 1013, 'too many waiting messages');
  }

  #fromAsterisk(line: Line, text: string): void {
    if (line.closed) return;
    const message = readMessage(text);
    if (message?.method === 'INVITE') this.#remember(header(message, 'call-id'), line);
    // Asterisk says 403 where the called person said no; to a phone that is "you may not call there", which Asterisk says by 603 and cause 52.
    const cause = message && /INVITE$/.test(header(message, 'cseq')) ? /^Q\.850\s*;\s*cause=(\d+)/i.exec(header(message, 'reason'))?.[1] : undefined;
    const said = cause === '21' && message?.status === 403 ? '603 Decline' : cause === '52' && message?.status === 603 ? '403 Forbidden' : null;
    line.phone.send(said === null ? withoutOurs(text, this.#isAdmitted(line, message)) : text.replace(/^SIP\/2\.0 \d+ [^\r\n]*/, `SIP/2.0 ${said}`));
  }

  /** Whether Asterisk was asked for this INVITE to this device, once. */
  #isAdmitted({ extensionNumber, deviceId }: Line, message: SipMessage | null): boolean {
    const ticket = message?.method === 'INVITE' ? header(message, ticketHeader) : '';
    return ticket !== '' && this.#tickets.get(ticket) === deviceKey(extensionNumber, deviceId) && this.#tickets.delete(ticket);
  }

  #remember(token: string, { deviceId, page }: Line): void {
    if (token === '') return;
    const before = this.#owners.get(token);
    this.#owners.delete(token);
    // A new socket of a page speaks in its calls before it has registered.
    this.#owners.set(token, { deviceId, page: page ?? (before?.deviceId === deviceId ? before.page : undefined) });
    trim(this.#owners);
  }

  #cutOff(line: Line, code: number, reason: string): void {
    this.#options.cutOff(reason);
    this.#end(line, code, reason);
  }
}

function trim(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (map.size > maximumRemembered && oldest !== undefined) map.delete(oldest);
}
