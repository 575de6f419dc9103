import type { ErrorBody, VisitorAnswer } from '@klapka/protocol';

/*
 * A very small client of the socket.io protocol, version 5 over Engine.IO 4 (https://socket.io/docs/v4/socket-io-protocol/):
 * WebSocket only, one namespace, handshake data, events in, acknowledged requests out, heartbeat. It connects once; whoever
 * uses it connects again. Stock socket.io-client is twenty times its size, and a stranger's page pays for it.
 */

export interface LinkHandlers {
  open(): void;
  event(name: string, payload: unknown): void;
  /** Once, at the end: with the gateway's reason where it refused the handshake, `opened` where the link had worked. */
  close(refusal: ErrorBody | undefined, opened: boolean): void;
}

export interface Link {
  /** Never rejects: a link lost on the way answers with `NOT_CONNECTED`, and nobody knows whether the request was handled. */
  request(name: string, payload: unknown): Promise<VisitorAnswer>;
  end(): void;
}

/** Opens a link to `address` (`https://…`); every frame of the protocol is text. */
export type Connect = (address: string, namespace: string, auth: object, on: LinkHandlers) => Link;

export const lost: VisitorAnswer = { ok: false, error: { code: 'NOT_CONNECTED', message: 'Not connected', retryable: true } };

export const connect: Connect = (address, namespace, auth, on) => new SocketLink(address, namespace, auth, on);

class SocketLink implements Link {
  readonly #socket: WebSocket;
  readonly #namespace: string;
  readonly #auth: object;
  readonly #on: LinkHandlers;
  readonly #waiting = new Map<number, (answer: VisitorAnswer) => void>();
  #count = 0;
  #opened = false;
  #over = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Until the gateway says how often it pings, ms. */
  #patience = 20_000;

  constructor(address: string, namespace: string, auth: object, on: LinkHandlers) {
    this.#namespace = namespace;
    this.#auth = auth;
    this.#on = on;
    this.#socket = new WebSocket(`${address.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
    this.#socket.onclose = () => this.end();
    this.#socket.onmessage = ({ data }: MessageEvent<string>) => {
      if (!this.#over) this.#receive(data);
    };
    this.#expect();
  }

  request(name: string, payload: unknown): Promise<VisitorAnswer> {
    return new Promise((done) => {
      if (!this.#opened || this.#over) return done(lost);
      this.#waiting.set(++this.#count, done);
      this.#socket.send(`42${this.#namespace},${this.#count}${JSON.stringify([name, payload])}`);
    });
  }

  end(refusal?: ErrorBody): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#socket.close();
    for (const done of this.#waiting.values()) done(lost);
    this.#on.close(refusal, this.#opened);
  }

  /** A gateway that says nothing for longer than its pings allow is gone. */
  #expect(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), this.#patience);
  }

  #receive(frame: string): void {
    this.#expect();
    if (frame === '2') return this.#socket.send('3');
    if (frame[0] === '0') {
      const { pingInterval, pingTimeout } = JSON.parse(frame.slice(1)) as { pingInterval: number; pingTimeout: number };
      this.#patience = pingInterval + pingTimeout;
      return this.#socket.send(`40${this.#namespace},${JSON.stringify(this.#auth)}`);
    }
    // 4 = message; then the packet's type, the namespace, the acknowledgement's number, the data.
    const [, type, id, body] = /^4(\d)[^,]*,(\d*)(.*)/s.exec(frame) ?? [];
    const value = (body ? JSON.parse(body) : []) as unknown[] & { data?: ErrorBody };
    if (type === '0') {
      this.#opened = true;
      this.#on.open();
    } else if (type === '2') this.#on.event(value[0] as string, value[1]);
    else if (type === '3') {
      this.#waiting.get(Number(id))?.(value[0] as VisitorAnswer);
      this.#waiting.delete(Number(id));
    } else if (type) this.end(value.data);
  }
}
