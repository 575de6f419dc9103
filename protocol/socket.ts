import type { CommandAnswer, CommandEnvelope } from './commands.ts';
import type { ErrorBody, SessionEndCause } from './errors.ts';
import type { SubscribeRequest, TopicPatch, TopicSnapshot } from './topics.ts';

/*
 * The agents' socket (socket.io, default namespace, WebSocket only). Handshake `auth`: `{ token, deviceId }` where
 * `token` is an access token or a host-minted JWT. A refused handshake fails with an `ErrorBody` in `error.data`.
 */

export interface AgentHandshake {
  token: string;
  deviceId: string;
  deviceName?: string;
}

export interface AgentToGateway {
  'topic:subscribe': (request: SubscribeRequest, done: (answer: CommandAnswer<TopicSnapshot>) => void) => void;
  'topic:unsubscribe': (request: SubscribeRequest) => void;
  command: (envelope: CommandEnvelope, done: (answer: CommandAnswer) => void) => void;
}

export interface GatewayToAgent {
  patch: (patch: TopicPatch) => void;
  /** The last word of the gateway on this socket: sign in again, or say why not. */
  'session:ended': (cause: SessionEndCause) => void;
  /** The token runs out at `expiresAt`; renew with `session:renew`. */
  'session:expiring': (at: { expiresAt: number }) => void;
  /** The gateway is about to stop; reconnect after about so many milliseconds. */
  'gateway:stopping': (hint: { retryAfter: number }) => void;
  /** Something went wrong outside any command, said once. */
  problem: (error: ErrorBody) => void;
}
