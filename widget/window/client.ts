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

export const connect: Connect = (address, namespace, auth, on) => {
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const waiting = new Map<number, (answer: VisitorAnswer) => void>();
  let count = 0;
  let opened = false;
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Until the gateway says how often it pings.
  let patience = 20_000;

  const end = (refusal?: ErrorBody): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    socket.close();
    for (const done of waiting.values()) done(lost);
    on.close(refusal, opened);
  };
  const expect = (): void => {
    clearTimeout(timer);
    timer = setTimeout(end, patience);
  };

  expect();
  socket.onclose = () => end();
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    if (over) return;
    expect();
    if (data === '2') return socket.send('3');
    if (data[0] === '0') {
      const { pingInterval, pingTimeout } = JSON.parse(data.slice(1)) as { pingInterval: number; pingTimeout: number };
      patience = pingInterval + pingTimeout;
      return socket.send(`40${namespace},${JSON.stringify(auth)}`);
    }
    // 4 = message; then the packet's type, the namespace, the acknowledgement's number, the data.
    const [, type, id, body] = /^4(\d)[^,]*,(\d*)(.*)/s.exec(data) ?? [];
    const value = (body ? JSON.parse(body) : []) as unknown[] & { data?: ErrorBody };
    if (type === '0') {
      opened = true;
      on.open();
    } else if (type === '2') on.event(value[0] as string, value[1]);
    else if (type === '3') {
      waiting.get(Number(id))?.(value[0] as VisitorAnswer);
      waiting.delete(Number(id));
    } else if (type) end(value.data);
  };

  return {
    request: (name, payload) =>
      new Promise((done) => {
        if (!opened || over) return done(lost);
        waiting.set(++count, done);
        socket.send(`42${namespace},${count}${JSON.stringify([name, payload])}`);
      }),
    end: () => end(),
  };
};
