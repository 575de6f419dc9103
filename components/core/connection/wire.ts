import type { AgentHandshake, AgentToGateway, ErrorBody, GatewayToAgent } from '@klapka/protocol';
import { parseErrorBody } from './errors.ts';

/** One open socket. */
export interface Wire {
  emit<Event extends keyof AgentToGateway>(event: Event, ...args: Parameters<AgentToGateway[Event]>): void;
  /** Closes without another word to the listeners. */
  close(): void;
}

export interface WireListeners extends GatewayToAgent {
  open(): void;
  /** Once, and the last call: the socket is gone or was never opened; `refusal` where the gateway said why. */
  close(refusal: ErrorBody | null): void;
}

/** The listeners are called in a later task than the one that gives the wire back. */
export type OpenWire = (gateway: string, handshake: AgentHandshake, listeners: WireListeners) => Promise<Wire>;

/** ms until a socket that does not open, or whose gateway has not said how often it pings, is given up. */
const openTimeout = 10_000;

/**
 * The real wire: socket.io's protocol, version 5 over Engine.IO 4 (https://socket.io/docs/v4/socket-io-protocol/), as far as
 * agents need it: WebSocket only, the default namespace, text frames, acknowledged events out, plain events in, heartbeat.
 *
 * Why not the stock client: nearly all of it is what is switched off here (its reconnecting, buffering and transports;
 * `Connection` and `Commands` do theirs, because a new token, the visible time of the next attempt and the stores' resync
 * belong together), and its 11.8 kB (brotli) leave 1.2 kB of a connection's 13 kB for signing in, commands and stores.
 */
export const openSocket: OpenWire = async (gateway, handshake, listeners) => {
  // A page's policy may refuse by throwing; the rejection counts as a socket that could not be opened.
  const socket = new WebSocket(`${gateway.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
  return new SocketWire(socket, handshake, listeners);
};

class SocketWire implements Wire {
  readonly #socket: WebSocket;
  readonly #handshake: AgentHandshake;
  readonly #listeners: WireListeners;
  /** Who waits for an answer, by the number of the question. */
  readonly #waiting = new Map<number, (answer: never) => void>();
  #count = 0;
  #over = false;
  #patience = openTimeout;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(socket: WebSocket, handshake: AgentHandshake, listeners: WireListeners) {
    this.#socket = socket;
    this.#handshake = handshake;
    this.#listeners = listeners;
    socket.onclose = () => this.#end(null);
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      if (!this.#over) this.#receive(data);
    };
    this.#expectFrame();
  }

  emit<Event extends keyof AgentToGateway>(event: Event, ...[payload, done]: Parameters<AgentToGateway[Event]>): void {
    if (this.#over) return;
    if (done) this.#waiting.set(++this.#count, done);
    this.#socket.send(`42${done ? this.#count : ''}${JSON.stringify([event, payload])}`);
  }

  close(): void {
    if (this.#over) return;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send('41');
    this.#finish();
  }

  #receive(frame: string): void {
    this.#expectFrame();
    if (frame === '2') this.#socket.send('3');
    else if (frame.startsWith('0')) {
      const { pingInterval, pingTimeout } = JSON.parse(frame.slice(1)) as { pingInterval: number; pingTimeout: number };
      this.#patience = pingInterval + pingTimeout;
      this.#socket.send(`40${JSON.stringify(this.#handshake)}`);
    } else if (frame.startsWith('4')) this.#take(parsePacket(frame));
  }

  #take({ type, id, data }: Packet): void {
    if (type === '0') this.#listeners.open();
    else if (type === '1') this.#end(null);
    else if (type === '2') tell(this.#listeners, data);
    else if (type === '3') {
      const done = this.#waiting.get(id);
      this.#waiting.delete(id);
      done?.((data as never[])[0] as never);
    } else if (type === '4') this.#end(parseErrorBody((data as { data?: unknown } | null)?.data));
  }

  /** A gateway that is silent for longer than its heartbeat is gone, whatever the network says. */
  #expectFrame(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#end(null), this.#patience);
  }

  #end(refusal: ErrorBody | null): void {
    if (this.#over) return;
    this.#finish();
    this.#listeners.close(refusal);
  }

  #finish(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#waiting.clear();
    this.#socket.close();
  }
}

interface Packet {
  /** 0 connected, 1 disconnected, 2 event, 3 acknowledgement, 4 refused */
  type: string;
  id: number;
  data: unknown;
}

/** `4` (a message), the packet's type, the acknowledgement's number where there is one, JSON. */
function parsePacket(frame: string): Packet {
  let start = 2;
  while (frame.charCodeAt(start) >= 48 && frame.charCodeAt(start) <= 57) start += 1;
  return { type: frame.charAt(1), id: Number(frame.slice(2, start)), data: frame.length > start ? JSON.parse(frame.slice(start)) : null };
}

/** An event of a newer gateway that this page does not know is passed over. */
function tell(listeners: GatewayToAgent, data: unknown): void {
  const [event, payload] = data as [keyof GatewayToAgent, never];
  switch (event) {
    case 'patch':
      return listeners.patch(payload);
    case 'session:ended':
      return listeners['session:ended'](payload);
    case 'session:expiring':
      return listeners['session:expiring'](payload);
    case 'gateway:stopping':
      return listeners['gateway:stopping'](payload);
    case 'problem':
      return listeners.problem(payload);
  }
}
