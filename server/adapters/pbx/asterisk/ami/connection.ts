import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../../../ports/clock.ts';
import { AmiError } from './errors.ts';
import { AmiReader, encodeAction } from './message.ts';
import type { AmiFields, AmiMessage } from './message.ts';

export interface AmiLogin {
  username: string;
  secret: string;
}

export interface AmiConnectionOptions {
  clock: Clock;
  onEvent(event: AmiMessage): void;
  /** Said once, whoever ended it. */
  onClosed(error: AmiError): void;
}

/** ms without an answer, or without the next item of a list. */
const patience = 5_000;
/** ms an Asterisk may take from login to having everything loaded. */
const bootTime = 60_000;
const pingEvery = 15_000;
/** Items of one list; a PBX has not so many of anything. */
const maximumList = 100_000;

interface Pending {
  action: string;
  /** Null: the answer is one message. */
  items: AmiMessage[] | null;
  resolve(message: AmiMessage, items: AmiMessage[]): void;
  reject(error: AmiError): void;
  timer: AbortController;
}

/** One session with Asterisk's manager, over a stream that is open. It ends at the first thing it does not understand. */
export class AmiConnection {
  readonly #stream: Duplex;
  readonly #options: AmiConnectionOptions;
  readonly #reader = new AmiReader();
  readonly #pending = new Map<string, Pending>();
  readonly #booted = Promise.withResolvers<void>();
  readonly #over = new AbortController();
  #lastActionId = 0;

  constructor(stream: Duplex, options: AmiConnectionOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#booted.promise.catch(() => undefined);
    stream.on('data', (chunk: Buffer) => this.#read(chunk));
    stream.on('error', (error: Error) => this.close(new AmiError('UNREACHABLE', 'The manager interface was lost', '', { cause: error })));
    stream.on('close', () => this.close(new AmiError('UNREACHABLE', 'The manager interface closed the connection')));
  }

  /** Resolves when Asterisk knows us and has loaded everything. The secret itself does not go over the wire. */
  async login({ username, secret }: AmiLogin): Promise<void> {
    const challenge = (await this.action('Challenge', { AuthType: 'MD5' })).get('Challenge');
    const key = createHash('md5').update(challenge + secret).digest('hex');
    await this.action('Login', { AuthType: 'MD5', Username: username, Key: key }).catch((error: unknown) => {
      if (!(error instanceof AmiError) || error.code !== 'REFUSED') throw error;
      throw new AmiError('LOGIN_REFUSED', 'Asterisk refused the login to its manager interface', error.reason);
    });
    const waiting = this.#deadline(bootTime, () => this.#booted.reject(new AmiError('TIMEOUT', 'Asterisk did not finish starting')));
    await this.#booted.promise.finally(() => waiting.abort());
    this.#pingLater();
  }

  /** Resolves with a response that says Success; rejects with `AmiError`. */
  action(name: string, fields: AmiFields = {}): Promise<AmiMessage> {
    return new Promise((resolve, reject) => this.#send(name, fields, { items: null, resolve, reject }));
  }

  /** The items of a list action, whole; half a list is an error. */
  list(name: string, fields: AmiFields = {}): Promise<AmiMessage[]> {
    return new Promise((resolve, reject) => this.#send(name, fields, { items: [], resolve: (_end, items) => resolve(items), reject }));
  }

  close(error: AmiError = new AmiError('UNREACHABLE', 'The connection was closed')): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#stream.destroy();
    this.#booted.reject(error);
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(error);
    this.#options.onClosed(error);
  }

  #send(action: string, fields: AmiFields, wanted: Pick<Pending, 'items' | 'resolve' | 'reject'>): void {
    if (this.#over.signal.aborted) return wanted.reject(new AmiError('UNREACHABLE', `${action}: there is no connection`));
    const id = String(++this.#lastActionId);
    const timer = this.#expire(id, action);
    this.#pending.set(id, { action, ...wanted, timer });
    this.#stream.write(encodeAction(action, id, fields));
  }

  #expire(id: string, action: string): AbortController {
    return this.#deadline(patience, () => this.#settle(id)?.reject(new AmiError('TIMEOUT', `${action}: Asterisk does not answer`)));
  }

  #deadline(delay: number, task: () => void): AbortController {
    const timer = new AbortController();
    this.#options.clock.after(delay, task, timer.signal);
    return timer;
  }

  #settle(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    pending?.timer.abort();
    this.#pending.delete(id);
    return pending;
  }

  #read(chunk: Buffer): void {
    if (this.#over.signal.aborted) return;
    try {
      for (const message of this.#reader.read(chunk)) this.#take(message);
    } catch (error) {
      this.close(error instanceof AmiError ? error : new AmiError('PROTOCOL', 'A message could not be taken', '', { cause: error }));
    }
  }

  #take(message: AmiMessage): void {
    const pending = this.#pending.get(message.actionId);
    if (message.event === '') {
      if (pending) this.#answered(message, pending);
    } else if (pending?.items) {
      this.#listed(message, pending, pending.items);
    } else {
      if (message.event === 'FullyBooted') this.#booted.resolve();
      this.#options.onEvent(message);
    }
  }

  #answered(message: AmiMessage, pending: Pending): void {
    const { action, items } = pending;
    const response = message.get('Response');
    if (response === 'Error') {
      this.#settle(message.actionId)?.reject(new AmiError('REFUSED', `${action}: Asterisk refused it`, message.get('Message')));
    } else if (items === null) {
      this.#settle(message.actionId)?.resolve(message, []);
    }
  }

  #listed(message: AmiMessage, pending: Pending, items: AmiMessage[]): void {
    const id = message.actionId;
    if (message.get('EventList') === 'Complete') {
      this.#settle(id)?.resolve(message, items);
    } else if (items.push(message) > maximumList) {
      throw new AmiError('PROTOCOL', `${pending.action}: the list does not end`);
    } else {
      pending.timer.abort();
      pending.timer = this.#expire(id, pending.action);
    }
  }

  /** An Asterisk that hangs keeps the connection open: whoever does not answer is gone. */
  #pingLater(): void {
    this.#options.clock.after(pingEvery, () => {
      this.action('Ping').then(() => this.#pingLater(), (error: unknown) => this.close(error instanceof AmiError ? error : undefined));
    }, this.#over.signal);
  }
}
