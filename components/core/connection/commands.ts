import type { CommandAnswer, CommandEnvelope, CommandInput, CommandName, CommandResults, ErrorBody } from '@klapka/protocol';
import { PbxCommandError } from '../session.ts';
import { randomId } from './browser.ts';
import { failure } from './errors.ts';

/** ms to wait for an answer over an open wire. */
export const answerTimeout = 15_000;
/** ms a command may wait for a wire. */
export const queueTimeout = 60_000;

/** What is worth nothing later: not kept while there is no wire. */
const momentary: ReadonlySet<CommandName> = new Set(['typing:set', 'session:leaving', 'session:renew']);

interface Pending {
  envelope: CommandEnvelope;
  settle(answer: CommandAnswer): void;
  timer: ReturnType<typeof setTimeout> | undefined;
}

type Send = (envelope: CommandEnvelope, done: (answer: CommandAnswer) => void) => void;

/**
 * Commands on their way. While there is no wire they wait; on the next one all that are unanswered go again, in order and
 * under their old ids, and the gateway answers a repeated id with its first answer: sent twice, done once.
 */
export class Commands {
  readonly #pending = new Map<string, Pending>();
  #send: Send | null = null;

  /** Rejects with `PbxCommandError`: the gateway's refusal, NOT_CONNECTED for what cannot wait, or TIMED_OUT. */
  run<Name extends CommandName>(name: Name, payload: CommandInput<Name>): Promise<CommandResults[Name]> {
    return new Promise((resolve, reject) => {
      if (!this.#send && momentary.has(name)) {
        reject(new PbxCommandError(failure('NOT_CONNECTED', 'There is no connection to the gateway', true)));
        return;
      }
      const envelope: CommandEnvelope = { id: randomId(), name, payload };
      const settle = (answer: CommandAnswer): void => {
        const pending = this.#pending.get(envelope.id);
        if (!pending) return;
        clearTimeout(pending.timer);
        this.#pending.delete(envelope.id);
        if (answer.ok) resolve(answer.result as CommandResults[Name]);
        else reject(new PbxCommandError(answer.error));
      };
      const pending: Pending = { envelope, settle, timer: undefined };
      this.#pending.set(envelope.id, pending);
      this.#dispatch(pending);
    });
  }

  /** A wire is open: everything unanswered goes (again). */
  attach(send: Send): void {
    this.#send = send;
    for (const pending of [...this.#pending.values()]) this.#dispatch(pending);
  }

  /** The wire is gone: what was sent may or may not have arrived, and waits for the next one. */
  detach(): void {
    // An attempt that failed is no new loss: what waits goes on waiting from when it began.
    if (!this.#send) return;
    this.#send = null;
    for (const pending of [...this.#pending.values()]) {
      const name = pending.envelope.name;
      if (momentary.has(name as CommandName)) pending.settle({ ok: false, error: failure('NOT_CONNECTED', 'The connection was lost', true) });
      else this.#dispatch(pending);
    }
  }

  /** Nothing will ever be answered. */
  rejectAll(error: ErrorBody): void {
    this.#send = null;
    for (const pending of [...this.#pending.values()]) pending.settle({ ok: false, error });
  }

  #dispatch(pending: Pending): void {
    clearTimeout(pending.timer);
    const timedOut = (): void => pending.settle({ ok: false, error: failure('TIMED_OUT', `No answer to ${pending.envelope.name}`, true) });
    pending.timer = setTimeout(timedOut, this.#send ? answerTimeout : queueTimeout);
    this.#send?.(pending.envelope, pending.settle);
  }
}
