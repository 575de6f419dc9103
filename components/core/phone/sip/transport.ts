import type { Transport } from 'sip.js/lib/core/index.js';

/** Makes the socket; a test hands in its own. */
export type SocketFactory = (url: string, protocols: string[]) => WebSocket;

export interface TransportEvents {
  onMessage(text: string): void;
  /** The socket of a successful `connect` is gone. */
  onLost(): void;
}

const connectTime = 10_000;

/**
 * SIP over WebSocket (RFC 7118), one message a frame. sip.js keeps this one object in its dialogs and transactions;
 * the socket inside is replaced when the network drops it, so that a call goes on over the next one.
 */
export class SipTransport implements Transport {
  readonly protocol = 'WS';

  #create: SocketFactory;
  #events: TransportEvents;
  #socket: WebSocket | null = null;

  constructor(create: SocketFactory, events: TransportEvents) {
    this.#create = create;
    this.#events = events;
  }

  get connected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Opens a socket with a fresh ticket; rejects where none can be opened. */
  connect(url: string, ticket: string): Promise<void> {
    this.close();
    // The ticket travels as a subprotocol: a page can set no header, and an address stands in every log.
    const socket = this.#create(url, ['sip', `ticket.${ticket}`]);
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => socket.close(), connectTime);
      let open = false;
      socket.addEventListener('open', () => {
        clearTimeout(timer);
        open = true;
        resolve();
      });
      socket.addEventListener('close', () => {
        clearTimeout(timer);
        const current = this.#socket === socket;
        if (current) this.#socket = null;
        if (!open) reject(new Error('The SIP socket could not be opened'));
        else if (current) this.#events.onLost();
      });
      socket.addEventListener('message', (event: MessageEvent) => {
        if (this.#socket === socket && typeof event.data === 'string') this.#events.onMessage(event.data);
      });
    });
  }

  send(message: string): Promise<void> {
    if (!this.#socket || !this.connected) return Promise.reject(new Error('No SIP socket'));
    this.#socket.send(message);
    return Promise.resolve();
  }

  /** Closes without `onLost`: who closes knows. */
  close(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
