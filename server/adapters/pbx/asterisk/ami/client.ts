import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Clock } from '../../../../ports/clock.ts';
import type { Logger } from '../../../../ports/logger.ts';
import { AmiConnection } from './connection.ts';
import type { AmiLogin } from './connection.ts';
import { AmiError } from './errors.ts';
import type { AmiFields, AmiMessage } from './message.ts';

export interface AmiClientOptions extends AmiLogin {
  host: string;
  port: number;
  clock: Clock;
  logger: Logger;
  onEvent(event: AmiMessage): void;
  /** Connected, the first time or again: everything known before may be wrong. */
  onReady(): void;
  onLost(): void;
  /** 0 to 1; for tests. */
  random?: () => number;
}

const firstDelay = 500;
/** ms. Whoever sees calls must see soon that they are over: an attempt costs little, and everything is right within 5 s of Asterisk's return. */
const longestDelay = 3_000;
/** ms for a connection to open. */
const connectTime = 5_000;

/** Milliseconds before the next attempt: doubles, and half of it is chance, so that gateways do not come back at once. */
export function backOff(attempt: number, random: number): number {
  return Math.min(longestDelay, firstDelay * 2 ** attempt) * (0.5 + random / 2);
}

/** A session with Asterisk's manager that comes back after it was lost, until it is stopped. */
export class AmiClient {
  readonly #options: AmiClientOptions;
  readonly #stopped = new AbortController();
  #connection: AmiConnection | null = null;
  #attempt = 0;

  constructor(options: AmiClientOptions) {
    this.#options = options;
  }

  /** The first connection. Rejects where there is none to be had, or Asterisk refuses us; `tryAgain` is the caller's to decide. */
  async start(): Promise<void> {
    await this.#connect();
  }

  /** Goes on trying until there is a connection. */
  tryAgain(): void {
    this.#again();
  }

  /** Ends the session for a new one. */
  renew(): void {
    this.#connection?.close();
  }

  stop(): void {
    this.#stopped.abort();
    this.#connection?.close();
  }

  get connected(): boolean {
    return this.#connection !== null;
  }

  action(name: string, fields?: AmiFields): Promise<AmiMessage> {
    return this.#session(name).then((session) => session.action(name, fields));
  }

  list(name: string, fields?: AmiFields): Promise<AmiMessage[]> {
    return this.#session(name).then((session) => session.list(name, fields));
  }

  #session(action: string): Promise<AmiConnection> {
    return this.#connection ? Promise.resolve(this.#connection) : Promise.reject(new AmiError('UNREACHABLE', `${action}: there is no connection`));
  }

  async #connect(): Promise<void> {
    const { clock, onEvent, onReady } = this.#options;
    const stream = await this.#open();
    const session: AmiConnection = new AmiConnection(stream, {
      clock,
      // What comes before the session counts is in the snapshot that is read when it does.
      onEvent: (event) => { if (this.#connection === session) onEvent(event); },
      onClosed: (error) => { if (this.#connection === session) this.#lost(error); },
    });
    const giveUp = (): void => session.close();
    this.#stopped.signal.addEventListener('abort', giveUp, { once: true });
    try {
      await session.login(this.#options);
    } catch (error) {
      session.close();
      throw error;
    } finally {
      this.#stopped.signal.removeEventListener('abort', giveUp);
    }
    this.#connection = session;
    this.#attempt = 0;
    onReady();
  }

  #open(): Promise<Socket> {
    const { host, port, clock } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    const timer = new AbortController();
    const signal = AbortSignal.any([timer.signal, this.#stopped.signal]);
    const socket = connect({ host, port, noDelay: true });
    const fail = (cause?: unknown): void => {
      socket.destroy();
      reject(new AmiError('UNREACHABLE', 'Asterisk’s manager interface cannot be reached', '', { cause }));
    };
    socket.once('error', fail).once('connect', () => {
      socket.off('error', fail);
      resolve(socket);
    });
    clock.after(connectTime, fail, signal);
    this.#stopped.signal.addEventListener('abort', fail, { once: true, signal: timer.signal });
    if (this.#stopped.signal.aborted) fail();
    return promise.finally(() => timer.abort());
  }

  #lost(error: AmiError): void {
    this.#connection = null;
    if (this.#stopped.signal.aborted) return;
    this.#options.logger.warn({ code: error.code, err: error }, 'The connection to Asterisk was lost');
    this.#options.onLost();
    this.#again();
  }

  #again(): void {
    const delay = backOff(this.#attempt++, (this.#options.random ?? Math.random)());
    this.#options.clock.after(delay, () => {
      this.#connect().catch((error: unknown) => {
        if (this.#stopped.signal.aborted) return;
        this.#options.logger.warn({ err: error }, 'Asterisk cannot be reached');
        this.#again();
      });
    }, this.#stopped.signal);
  }
}
