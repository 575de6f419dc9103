import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

export interface ReceivedMail {
  from: string;
  to: string[];
  /** Header and body as sent, the dots that were doubled for the way taken off again. */
  text: string;
}

/** How a server shall misbehave. */
export interface SmtpBehaviour {
  /** Answers no such user here. */
  unknown?: string;
  /** Takes the connection and says nothing. */
  silent?: boolean;
  /** Wants AUTH PLAIN (RFC 4616) with these. */
  user?: string;
  password?: string;
}

/**
 * A fake mail server that is strict about the order of commands and the shape of lines (RFC 5321 §4.1): a client that is
 * merely understood by lenient servers gets a 5xx here.
 */
export class SmtpServer {
  readonly mails: ReceivedMail[] = [];
  /** Every command, for a test to look at. */
  readonly commands: string[] = [];
  readonly #behaviour: SmtpBehaviour;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(behaviour: SmtpBehaviour = {}) {
    this.#behaviour = behaviour;
    this.#server = createServer((socket) => this.#converse(socket));
  }

  async listen(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.listen(0, '127.0.0.1', resolve);
    await promise;
    const { user, password } = this.#behaviour;
    const login = user === undefined ? '' : `${user}:${password ?? ''}@`;
    return `smtp://${login}127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => { this.#server.close(() => resolve()); });
  }

  #converse(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    if (this.#behaviour.silent) return;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const dialogue = new Dialogue(this.#behaviour, this.mails, this.commands, say);
    say('220 mail.example.com ESMTP');
    createInterface({ input: socket, crlfDelay: 0 }).on('line', (line) => {
      if (dialogue.hear(line)) socket.end();
    });
  }
}

class Dialogue {
  readonly #behaviour: SmtpBehaviour;
  readonly #mails: ReceivedMail[];
  readonly #commands: string[];
  readonly #say: (line: string) => void;
  #greeted = false;
  #signedIn: boolean;
  #mail: { from: string; to: string[]; lines: string[] | null } | null = null;

  constructor(behaviour: SmtpBehaviour, mails: ReceivedMail[], commands: string[], say: (line: string) => void) {
    this.#behaviour = behaviour;
    this.#mails = mails;
    this.#commands = commands;
    this.#say = say;
    this.#signedIn = behaviour.user === undefined;
  }

  /** True where the conversation is over. */
  hear(line: string): boolean {
    if (this.#mail?.lines) {
      this.#data(this.#mail.lines, line);
      return false;
    }
    this.#commands.push(line);
    if (line === 'QUIT') {
      this.#say('221 bye');
      return true;
    }
    this.#say(this.#answer(line));
    return false;
  }

  #answer(line: string): string {
    if (line.length > 510) return '500 line too long';
    const [, ehlo] = /^EHLO (\S+)$/.exec(line) ?? [];
    if (ehlo !== undefined) {
      this.#greeted = true;
      return this.#behaviour.user === undefined ? '250 mail.example.com' : '250-mail.example.com\r\n250 AUTH PLAIN';
    }
    if (!this.#greeted) return '503 say EHLO first';
    const [, secret] = /^AUTH PLAIN (\S+)$/.exec(line) ?? [];
    if (secret !== undefined) return this.#signIn(secret);
    if (!this.#signedIn) return '530 sign in first';
    const [, from] = /^MAIL FROM:<([^<>\s]+@[^<>\s]+)>( \S+)*$/.exec(line) ?? [];
    if (from !== undefined) {
      if (this.#mail) return '503 one mail at a time';
      this.#mail = { from, to: [], lines: null };
      return '250 sender noted';
    }
    const [, to] = /^RCPT TO:<([^<>\s]+@[^<>\s]+)>$/.exec(line) ?? [];
    if (to !== undefined) {
      if (!this.#mail) return '503 who sends it?';
      if (to === this.#behaviour.unknown) return '550 no such user here';
      this.#mail.to.push(to);
      return '250 recipient noted';
    }
    if (line !== 'DATA') return '500 not understood';
    if (!this.#mail || this.#mail.to.length === 0) return '503 to whom?';
    this.#mail.lines = [];
    return '354 end with a dot alone';
  }

  #signIn(secret: string): string {
    const { user, password } = this.#behaviour;
    this.#signedIn = Buffer.from(secret, 'base64').toString() === `\0${user}\0${password}`;
    return this.#signedIn ? '235 welcome' : '535 wrong';
  }

  #data(lines: string[], line: string): void {
    if (line !== '.') {
      lines.push(line.startsWith('.') ? line.slice(1) : line);
      return;
    }
    const { from = '', to = [] } = this.#mail ?? {};
    this.#mails.push({ from, to, text: lines.join('\n') });
    this.#mail = null;
    this.#say('250 taken');
  }
}

/** What somebody reads: the body without its transfer encoding (RFC 2045 §6). */
export function bodyOf(mail: ReceivedMail | undefined): string {
  const [head = '', ...rest] = (mail?.text ?? '').split('\n\n');
  const body = rest.join('\n\n');
  if (/quoted-printable/i.test(head)) {
    return decodeURIComponent(body.replace(/=\n/g, '').replace(/%/g, '%25').replace(/=([0-9A-F]{2})/g, '%$1'));
  }
  return /base64/i.test(head) ? Buffer.from(body, 'base64').toString() : body;
}
