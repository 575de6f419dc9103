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

/** ms until a socket that does not open is given up. */
const openTimeout = 10_000;

/**
 * The real wire. socket.io's own reconnecting is off: `Connection` does it, because a new token, the visible time of the
 * next attempt and the stores' resync belong together. Fetched on first use, so that a page shows something before.
 */
export const openSocket: OpenWire = async (gateway, handshake, listeners) => {
  const { io } = await import('socket.io-client');
  const socket = io(gateway, { auth: { ...handshake }, transports: ['websocket'], reconnection: false, forceNew: true, timeout: openTimeout });
  let over = false;
  const end = (refusal: ErrorBody | null): void => {
    if (over) return;
    over = true;
    socket.disconnect();
    listeners.close(refusal);
  };
  socket.on('connect', () => listeners.open());
  socket.on('connect_error', (error: Error & { data?: unknown }) => end(parseErrorBody(error.data)));
  socket.on('disconnect', () => end(null));
  socket.on('patch', (...args: Parameters<GatewayToAgent['patch']>) => listeners.patch(...args));
  socket.on('session:ended', (...args: Parameters<GatewayToAgent['session:ended']>) => listeners['session:ended'](...args));
  socket.on('session:expiring', (...args: Parameters<GatewayToAgent['session:expiring']>) => listeners['session:expiring'](...args));
  socket.on('gateway:stopping', (...args: Parameters<GatewayToAgent['gateway:stopping']>) => listeners['gateway:stopping'](...args));
  socket.on('problem', (...args: Parameters<GatewayToAgent['problem']>) => listeners.problem(...args));
  return {
    emit: (event, ...args) => void socket.emit(event, ...args),
    close: () => {
      over = true;
      socket.disconnect();
    },
  };
};
