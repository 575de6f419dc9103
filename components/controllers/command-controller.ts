import type { CommandInput, CommandName, CommandResults, ErrorBody } from '@klapka/protocol';
import type { ReactiveController } from 'lit';
import { errorBodyOf } from '../core/session.ts';
import { fireError } from './events.ts';
import type { ControllerHost, SessionSource } from './session-controller.ts';

const notConnected: ErrorBody = { code: 'NOT_CONNECTED', message: 'There is no session', retryable: true };

/** Asks the gateway for something on behalf of an element. Never throws: a failure is kept in `error` and fired as `pbx-error`. */
export class CommandController implements ReactiveController {
  readonly #host: ControllerHost;
  readonly #sessions: SessionSource;
  readonly #running = new Map<CommandName, number>();
  #pending: ReadonlySet<CommandName> = new Set();
  #error: ErrorBody | null = null;

  constructor(host: ControllerHost, sessions: SessionSource) {
    this.#host = host;
    this.#sessions = sessions;
    host.addController(this);
  }

  /** Commands that were sent and not answered yet. */
  get pending(): ReadonlySet<CommandName> {
    return this.#pending;
  }

  /** Why the last command failed; cleared by the next one. */
  get error(): ErrorBody | null {
    return this.#error;
  }

  clearError(): void {
    if (!this.#error) return;
    this.#error = null;
    this.#host.requestUpdate();
  }

  /** The gateway's result, or null where it failed. */
  async run<Name extends CommandName>(name: Name, payload: CommandInput<Name>): Promise<CommandResults[Name] | null> {
    const { session } = this.#sessions;
    this.#count(name, 1);
    this.#error = null;
    try {
      if (!session) return this.#fail(notConnected);
      return await session.command(name, payload);
    } catch (error) {
      return this.#fail(errorBodyOf(error));
    } finally {
      this.#count(name, -1);
    }
  }

  // Required of a controller; a running command outlives its host on purpose: what was typed must still arrive.
  hostDisconnected(): void {
    this.#error = null;
  }

  #fail(error: ErrorBody): null {
    this.#error = error;
    fireError(this.#host, error);
    return null;
  }

  #count(name: CommandName, by: 1 | -1): void {
    const count = (this.#running.get(name) ?? 0) + by;
    if (count > 0) this.#running.set(name, count);
    else this.#running.delete(name);
    this.#pending = new Set(this.#running.keys());
    this.#host.requestUpdate();
  }
}
