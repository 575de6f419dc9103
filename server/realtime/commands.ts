import { CommandEnvelope, commandPayloads } from '@klapka/protocol';
import type { CommandAnswer, CommandName, CommandPayload, CommandResults, ErrorCode } from '@klapka/protocol';
import { errorBody } from '../domain/errors.ts';
import type { Logger } from '../ports/logger.ts';
import type { AgentConnection } from './connection.ts';
import { toErrorBody } from './errors.ts';

type Awaitable<Value> = Value | Promise<Value>;
/** What each command does. It authorises by itself, because only it knows about what. */
export type CommandHandlers = {
  [Name in CommandName]: (connection: AgentConnection, payload: CommandPayload<Name>) => Awaitable<CommandResults[Name]>;
};

/** Without lasting effect: run again when asked again, and not worth remembering. */
const repeatable: ReadonlySet<CommandName> = new Set(['session:renew', 'typing:set', 'message:list', 'conversation:read']);
const answersPerAccount = 200;
const rememberedAccounts = 5_000;

/** Runs commands once each: a repeated id is answered with the first answer, also while the first still runs. */
export class CommandRunner {
  readonly #handlers: CommandHandlers;
  readonly #logger: Logger;
  readonly #answers = new Map<string, Map<string, Promise<CommandAnswer>>>();

  constructor(handlers: CommandHandlers, logger: Logger) {
    this.#handlers = handlers;
    this.#logger = logger;
  }

  run(connection: AgentConnection, raw: unknown): Promise<CommandAnswer> {
    const envelope = CommandEnvelope.safeParse(raw);
    if (!envelope.success) return refused('BAD_REQUEST', 'Not a command');
    const { id, name, payload } = envelope.data;
    if (!isCommand(name)) return refused('UNKNOWN_COMMAND', 'There is no such command');
    if (repeatable.has(name)) return this.#run(connection, name, payload);
    const answers = this.#answersOf(connection.who.account.id);
    const first = answers.get(id);
    if (first) return first;
    const answer = this.#run(connection, name, payload);
    remember(answers, id, answer);
    return answer;
  }

  async #run<Name extends CommandName>(connection: AgentConnection, name: Name, raw: unknown): Promise<CommandAnswer> {
    const payload = commandPayloads[name].safeParse(raw);
    if (!payload.success) return refused('BAD_REQUEST', `The payload of ${name} has another shape`);
    try {
      const result = await this.#handlers[name](connection, payload.data as CommandPayload<Name>);
      return { ok: true, result };
    } catch (error) {
      return { ok: false, error: toErrorBody(error, this.#logger, name) };
    }
  }

  #answersOf(accountId: string): Map<string, Promise<CommandAnswer>> {
    const answers = this.#answers.get(accountId) ?? new Map<string, Promise<CommandAnswer>>();
    // Last used goes last, so that the first of the map is the one to forget.
    this.#answers.delete(accountId);
    this.#answers.set(accountId, answers);
    if (this.#answers.size > rememberedAccounts) this.#answers.delete(this.#answers.keys().next().value ?? '');
    return answers;
  }
}

function remember(answers: Map<string, Promise<CommandAnswer>>, id: string, answer: Promise<CommandAnswer>): void {
  answers.set(id, answer);
  if (answers.size > answersPerAccount) answers.delete(answers.keys().next().value ?? '');
  void answer.then((settled) => {
    if (!settled.ok && settled.error.retryable && answers.get(id) === answer) answers.delete(id);
  });
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commandPayloads, name);
}

function refused(code: ErrorCode, message: string): Promise<CommandAnswer> {
  return Promise.resolve({ ok: false, error: errorBody(code, message) });
}
