import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { originAllowed } from '@klapka/protocol';
import type { Logger } from '../ports/logger.ts';
import type { PbxPort, SipSocket } from '../ports/pbx.ts';
import { clientAddress } from './address.ts';
import type { SipTickets, TicketHolder } from './sip-tickets.ts';

/** A SIP message with a session description is some 3 kB; beyond this it is no honest one (closes with 1009). */
const maxPayload = 64 * 1024;
/** Bytes a phone may leave unread. */
const maxBuffered = 1024 * 1024;
const heartbeat = 25_000;

export interface SipProxyDeps {
  pbx: PbxPort;
  tickets: SipTickets;
  logger: Logger;
  origins: readonly string[];
  trustProxy: number;
}

interface Phone extends TicketHolder {
  socket: WebSocket;
  alive: boolean;
}

/** The SIP socket: a ticket is checked and used up, then messages pass between phone and PBX untouched (RFC 7118). */
export class SipProxy {
  readonly #deps: SipProxyDeps;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false, handleProtocols: () => 'sip' });
  readonly #phones = new Set<Phone>();
  readonly #pulse: NodeJS.Timeout;

  constructor(deps: SipProxyDeps) {
    this.#deps = deps;
    this.#pulse = setInterval(() => this.#beat(), heartbeat).unref();
  }

  get connections(): number {
    return this.#phones.size;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { origin } = request.headers;
    if (origin !== undefined && !originAllowed(this.#deps.origins, origin)) return refuse(socket, 403, 'Forbidden');
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    const ticket = protocols.find((name) => name.startsWith('ticket.'))?.slice('ticket.'.length);
    if (!protocols.includes('sip')) return refuse(socket, 400, 'Bad Request');
    const holder = ticket === undefined ? null : this.#deps.tickets.redeem(ticket);
    if (!holder) return refuse(socket, 401, 'Unauthorized');
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#connected(opened, holder, clientAddress(request, this.#deps.trustProxy)));
  }

  /** Closes the phones of a device, or of all devices of an account, and takes their credentials away. */
  async end(accountId: string, deviceId: string | null): Promise<void> {
    this.#deps.tickets.revoke(accountId, deviceId);
    const ended = [...this.#phones].filter((phone) => phone.accountId === accountId && (deviceId === null || phone.deviceId === deviceId));
    for (const phone of ended) phone.socket.close(4001, 'signed out');
    await Promise.all(ended.map((phone) => this.#deps.pbx.revokeDevice(phone.extensionNumber, phone.deviceId)));
  }

  stop(): void {
    clearInterval(this.#pulse);
    for (const { socket } of this.#phones) socket.close(1001, 'gateway stopping');
  }

  /** Ends those that did not go by themselves. */
  terminate(): void {
    for (const { socket } of this.#phones) socket.terminate();
  }

  #connected(socket: WebSocket, holder: TicketHolder, address: string): void {
    const phone: Phone = { ...holder, socket, alive: true };
    this.#phones.add(phone);
    socket.on('pong', () => { phone.alive = true; });
    // Too large or not UTF-8: `ws` closes with 1009 or 1007 by itself.
    socket.on('error', () => {});
    socket.on('close', () => this.#phones.delete(phone));
    try {
      this.#deps.pbx.connectSip(holder.extensionNumber, holder.deviceId, sipSocket(socket, address));
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'the PBX refused a phone');
      socket.close(1013, 'PBX unavailable');
    }
  }

  #beat(): void {
    for (const phone of this.#phones) {
      if (!phone.alive) phone.socket.terminate();
      else {
        phone.alive = false;
        phone.socket.ping();
      }
    }
  }
}

function sipSocket(socket: WebSocket, remoteAddress: string): SipSocket {
  return {
    remoteAddress,
    send(message) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > maxBuffered) socket.terminate();
      else socket.send(message);
    },
    close: (code, reason) => socket.close(code, reason),
    onMessage(listener) {
      socket.on('message', (data: Buffer) => listener(data.toString('utf8')));
    },
    onClose(listener) {
      socket.on('close', listener);
    },
  };
}

export function refuse(socket: Duplex, status: number, text: string): void {
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
