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
  const waiting = new Map<number, (answer: never) => void>();
  let count = 0;
  let over = false;
  let patience = openTimeout;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const finish = (): void => {
    over = true;
    clearTimeout(timer);
    waiting.clear();
    socket.close();
  };
  const end = (refusal: ErrorBody | null): void => {
    if (over) return;
    finish();
    listeners.close(refusal);
  };
  const expectFrame = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => end(null), patience);
  };
  const take = (packet: Packet): void => {
    if (packet.type === '0') listeners.open();
    else if (packet.type === '2') tell(listeners, packet.data);
    else if (packet.type === '3') {
      const done = waiting.get(packet.id);
      waiting.delete(packet.id);
      done?.((packet.data as never[])[0] as never);
    } else if (packet.type === '4') end(parseErrorBody((packet.data as { data?: unknown } | null)?.data));
    else if (packet.type === '1') end(null);
  };

  expectFrame();
  socket.onclose = () => end(null);
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    if (over) return;
    expectFrame();
    if (data === '2') socket.send('3');
    else if (data.startsWith('0')) {
      const { pingInterval, pingTimeout } = JSON.parse(data.slice(1)) as { pingInterval: number; pingTimeout: number };
      patience = pingInterval + pingTimeout;
      socket.send(`40${JSON.stringify(handshake)}`);
    } else if (data.startsWith('4')) take(parsePacket(data));
  };

  return {
    emit: (event, ...args) => {
      if (over) return;
      const done = args.at(-1);
      const isAsked = typeof done === 'function';
      if (isAsked) waiting.set(++count, done);
      socket.send(`42${isAsked ? count : ''}${JSON.stringify([event, args[0]])}`);
    },
    close: () => {
      if (!over && socket.readyState === WebSocket.OPEN) socket.send('41');
      finish();
    },
  };
};

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
