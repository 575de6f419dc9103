import type { SipSocket } from '../../../../ports/pbx.ts';
import { AddressLimiter, TokenBucket, limits } from './rate-limit.ts';

export interface GateDelegate {
  now(): number;
  opened(socketId: number, extensionNumber: string, deviceId: string): void;
  frame(socketId: number, message: string): void;
  closed(socketId: number): void;
  /** A sender was cut off; for the log. */
  cutOff(reason: string): void;
}

interface Entry {
  socket: SipSocket;
  bucket: TokenBucket;
}

/**
 * Where SIP comes in, in the gateway's thread: counts and measures every frame before anything parses it, and hands
 * the SIP thread only what is within the limits. Parsing one message costs milliseconds, refusing one microseconds.
 */
export class SipGate {
  readonly #delegate: GateDelegate;
  readonly #entries = new Map<number, Entry>();
  readonly #addresses = new AddressLimiter();
  #lastId = 0;

  constructor(delegate: GateDelegate) {
    this.#delegate = delegate;
  }

  open(extensionNumber: string, deviceId: string, socket: SipSocket): void {
    const id = ++this.#lastId;
    const { rate, burst } = limits.beforeAuthentication;
    this.#entries.set(id, { socket, bucket: new TokenBucket(rate, burst, this.#delegate.now()) });
    this.#delegate.opened(id, extensionNumber, deviceId);
    socket.onMessage((message) => this.#receive(id, message));
    socket.onClose(() => this.#forget(id));
  }

  #receive(id: number, message: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const now = this.#delegate.now();
    const { remoteAddress } = entry.socket;
    if (!entry.bucket.take(now) || (remoteAddress !== undefined && !this.#addresses.take(remoteAddress, now))) {
      this.#delegate.cutOff('too many messages');
      this.close(id, 1008, 'Too many messages');
      return;
    }
    if (message.length > limits.frameBytes || Buffer.byteLength(message) > limits.frameBytes) {
      this.#delegate.cutOff('oversized message');
      this.close(id, 1009, 'Message too big');
      return;
    }
    // RFC 5626 §3.5.1: a ping is two line ends, its answer one.
    if (message.trim() === '') {
      if (message === '\r\n\r\n') entry.socket.send('\r\n');
      return;
    }
    this.#delegate.frame(id, message);
  }

  #forget(id: number): void {
    if (this.#entries.delete(id)) this.#delegate.closed(id);
  }

  authenticated(id: number): void {
    this.#entries.get(id)?.bucket.widen(limits.authenticated.rate, limits.authenticated.burst);
  }

  send(id: number, message: string): void {
    this.#entries.get(id)?.socket.send(message);
  }

  close(id: number, code: number, reason: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#forget(id);
    entry.socket.close(code, reason);
  }

  /** The SIP thread is gone, and every dialog with it. */
  closeAll(code: number, reason: string): void {
    for (const [id, { socket }] of [...this.#entries]) {
      this.#entries.delete(id);
      socket.close(code, reason);
    }
  }
}
