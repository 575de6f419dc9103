import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** One action as it was received: header and value, in their order. */
export type ReceivedAction = readonly (readonly [string, string])[];

/** What a test's answer may do. */
export interface AmiAnswer {
  /** Sends one message with the action's id. */
  say(headers: readonly string[]): void;
  /** Sends bytes as they are. */
  raw(text: string): void;
  close(): void;
}

export interface AmiServerOptions {
  username: string;
  secret: string;
  /** The line it greets with. */
  greeting?: string;
  /** Answers nothing, from the first moment. */
  silent?: boolean;
  /** Never has everything loaded. */
  neverBoots?: boolean;
}

export function fieldOf(action: ReceivedAction, name: string): string {
  return action.find(([header]) => header === name)?.[1] ?? '';
}

/**
 * A fake manager interface of Asterisk, strict about what a client sends: headers of the shape `Name: value`, `Action`
 * first, an `ActionID` never used before, nothing but the login before the login. Anything else is kept in `complaints`
 * and ends the connection. It knows the login and `Ping`; a test adds the answers it needs.
 */
export class AmiServer {
  readonly actions: ReceivedAction[] = [];
  readonly complaints: string[] = [];
  connections = 0;
  options: AmiServerOptions;
  readonly #server: Server;
  readonly #sessions = new Set<Session>();
  readonly #answers = new Map<string, (action: ReceivedAction, answer: AmiAnswer) => void>();
  readonly #waiting = new Set<() => void>();

  constructor(options: AmiServerOptions) {
    this.options = options;
    this.#answers.set('Ping', (_action, answer) => answer.say(['Response: Success', 'Ping: Pong']));
    this.#server = createServer((socket) => {
      this.connections++;
      this.#sessions.add(new Session(socket, this, () => this.#changed()));
      this.#changed();
    });
  }

  async listen(port = 0): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.listen(port, '127.0.0.1', resolve);
    await promise;
    return (this.#server.address() as AddressInfo).port;
  }

  answer(name: string, how: (action: ReceivedAction, answer: AmiAnswer) => void): void {
    this.#answers.set(name, how);
  }

  answerOf(name: string): ((action: ReceivedAction, answer: AmiAnswer) => void) | undefined {
    return this.#answers.get(name);
  }

  /** To everybody who is signed in. */
  tell(headers: readonly string[]): void {
    for (const session of this.#sessions) if (session.signedIn) session.send(headers);
  }

  drop(): void {
    for (const session of this.#sessions) session.socket.destroy();
    this.#sessions.clear();
  }

  /** Resolves as soon as the condition holds; it is asked again after everything that arrives. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  close(): Promise<void> {
    this.drop();
    return new Promise((resolve) => { this.#server.close(() => resolve()); });
  }

  #changed(): void {
    for (const check of [...this.#waiting]) check();
  }
}

class Session {
  readonly socket: Socket;
  signedIn = false;
  readonly #server: AmiServer;
  readonly #changed: () => void;
  readonly #ids = new Set<string>();
  readonly #challenge = '840415273';
  #rest = '';

  constructor(socket: Socket, server: AmiServer, changed: () => void) {
    this.socket = socket;
    this.#server = server;
    this.#changed = changed;
    socket.on('error', () => undefined);
    if (!server.options.silent) socket.write(`${server.options.greeting ?? 'Asterisk Call Manager/11.0.0'}\r\n`);
    socket.setEncoding('utf8').on('data', (text: string) => this.#read(text));
  }

  send(headers: readonly string[]): void {
    this.socket.write(`${headers.join('\r\n')}\r\n\r\n`);
  }

  #read(text: string): void {
    this.#rest += text;
    for (let at = this.#rest.indexOf('\r\n\r\n'); at >= 0; at = this.#rest.indexOf('\r\n\r\n')) {
      const action = this.#parse(this.#rest.slice(0, at));
      this.#rest = this.#rest.slice(at + 4);
      this.#server.actions.push(action);
      if (!this.#server.options.silent) this.#take(action);
      this.#changed();
    }
  }

  #parse(text: string): ReceivedAction {
    return text.split('\r\n').map((line) => {
      const [, name, value] = /^([A-Za-z0-9-]+): ([^\r\n\0]*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) this.#complain(`a header of a wrong shape: ${JSON.stringify(line)}`);
      return [name ?? '', value ?? ''] as const;
    });
  }

  #complain(what: string): void {
    this.#server.complaints.push(what);
    this.socket.destroy();
  }

  #take(action: ReceivedAction): void {
    const name = action[0]?.[0] === 'Action' ? action[0][1] : '';
    const id = fieldOf(action, 'ActionID');
    if (name === '') return this.#complain('Action is not the first header');
    if (id === '' || this.#ids.has(id)) return this.#complain(`an ActionID that was used before: ${id}`);
    this.#ids.add(id);
    const say = (headers: readonly string[]): void => this.send([...headers.slice(0, 1), `ActionID: ${id}`, ...headers.slice(1)]);
    if (name === 'Challenge') return say(['Response: Success', `Challenge: ${this.#challenge}`]);
    if (name === 'Login') return this.#login(action, say);
    if (!this.signedIn) return say(['Response: Error', 'Message: Permission denied']);
    const answer = this.#server.answerOf(name);
    if (!answer) return say(['Response: Error', 'Message: Invalid/unknown command']);
    answer(action, { say, raw: (text) => void this.socket.write(text), close: () => void this.socket.end() });
  }

  #login(action: ReceivedAction, say: (headers: readonly string[]) => void): void {
    const { username, secret, neverBoots } = this.#server.options;
    const key = createHash('md5').update(this.#challenge + secret).digest('hex');
    this.signedIn = fieldOf(action, 'AuthType') === 'MD5' && fieldOf(action, 'Username') === username && fieldOf(action, 'Key') === key;
    if (!this.signedIn) return say(['Response: Error', 'Message: Authentication failed']);
    say(['Response: Success', 'Message: Authentication accepted']);
    if (!neverBoots) this.send(['Event: FullyBooted', 'Privilege: system,all', 'Status: Fully Booted']);
  }
}
