import type { Socket } from 'socket.io';
import type { AgentToGateway, GatewayToAgent, SessionEndCause } from '@klapka/protocol';
import { TokenBucket } from '../domain/rate-limit.ts';
import type { Clock } from '../ports/clock.ts';
import type { RealtimeLimits, SignedIn } from './deps.ts';
import { FrameWriter, cutOff } from './frame.ts';
import type { Frame } from './frame.ts';
import type { Viewer } from './topics/view.ts';

export type AgentSocket = Socket<AgentToGateway, GatewayToAgent>;

/** A token is announced to run out so long before it does, and its socket lives on so long after. */
const warning = 60_000;
const grace = 30_000;
/** Refused requests in a row after which a socket is closed; one second of silence forgives one. */
const patience = 100;

/** One signed-in browser tab. */
export class AgentConnection implements Viewer {
  readonly socket: AgentSocket;
  readonly #clock: Clock;
  readonly #limits: RealtimeLimits;
  readonly #requests: TokenBucket;
  readonly #strikes: TokenBucket;
  readonly #ended = new AbortController();
  readonly #writer: FrameWriter;
  #expiry = new AbortController();
  #who: SignedIn;

  constructor(socket: AgentSocket, who: SignedIn, clock: Clock, limits: RealtimeLimits) {
    this.socket = socket;
    this.#writer = new FrameWriter(socket);
    this.#who = who;
    this.#clock = clock;
    this.#limits = limits;
    this.#requests = new TokenBucket(limits.commandBurst, limits.commandsPerSecond, clock.now());
    this.#strikes = new TokenBucket(patience, 1, clock.now());
    this.#watchExpiry();
  }

  get who(): SignedIn {
    return this.#who;
  }

  /** Aborted when the socket is gone. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  get closed(): boolean {
    return this.#ended.signal.aborted;
  }

  deliver(frame: Frame): void {
    if (this.closed) return;
    // A reader too slow has a gap from here on; cut off, it comes back and starts from a snapshot.
    if (!this.#writer.write(frame, this.#limits.bufferedBytes)) cutOff(this.socket);
  }

  /** Whether one more request is welcome; a socket that keeps on asking, or does not read the answers, is closed. */
  admits(): boolean {
    if (this.#writer.behind(this.#limits.bufferedBytes)) {
      cutOff(this.socket);
      return false;
    }
    if (this.#requests.take(this.#clock.now())) return true;
    this.strike();
    return false;
  }

  /** Counts something no honest client sends. */
  strike(): void {
    if (!this.#strikes.take(this.#clock.now())) cutOff(this.socket);
  }

  /** New rights, or a new token. */
  update(who: SignedIn): void {
    this.#who = who;
    this.#watchExpiry();
  }

  /** Says why, then closes for good. */
  end(cause: SessionEndCause): void {
    this.socket.emit('session:ended', cause);
    this.socket.disconnect(true);
  }

  left(): void {
    this.#expiry.abort();
    this.#ended.abort();
  }

  #watchExpiry(): void {
    this.#expiry.abort();
    this.#expiry = new AbortController();
    const { expiresAt } = this.#who;
    const left = Math.max(0, expiresAt - this.#clock.now());
    this.#clock.after(Math.max(0, left - warning), () => this.socket.emit('session:expiring', { expiresAt }), this.#expiry.signal);
    this.#clock.after(left + grace, () => cutOff(this.socket), this.#expiry.signal);
  }
}
