/** Calls and notices between the threads of the PBX, over any message port. */

export interface PortLike {
  postMessage(value: unknown): void;
  on(event: 'message', listener: (value: unknown) => void): unknown;
}

type Handler = (...args: never[]) => unknown;
type Handlers = Record<string, Handler>;
type Result<F> = F extends (...args: never[]) => infer R ? Promise<Awaited<R>> : never;
type Arguments<F> = F extends (...args: infer A) => unknown ? A : never;

export interface Peer<Remote extends object> {
  /** Rejects with the other side's error message, or when the peer is closed before it answered. */
  call<K extends keyof Remote & string>(method: K, ...args: Arguments<Remote[K]>): Result<Remote[K]>;
  /** Without an answer. */
  notify<K extends keyof Remote & string>(method: K, ...args: Arguments<Remote[K]>): void;
  close(reason: string): void;
}

interface Message {
  id?: number;
  method?: string;
  args?: unknown[];
  result?: unknown;
  error?: { name: string; message: string };
}

/** `name` of the error on the other side is kept, so that a caller can tell kinds apart. */
export class RemoteError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const errorBody = (error: unknown): { name: string; message: string } =>
  error instanceof Error ? { name: error.constructor.name, message: error.message } : { name: 'Error', message: String(error) };

/** Serves `handlers` on the port and calls the other side's. `onError` hears what a notice's handler throws. */
export function createPeer<Remote extends object>(port: PortLike, handlers: object, onError: (error: unknown) => void): Peer<Remote> {
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  let closed: string | null = null;

  async function serve(message: Message): Promise<void> {
    try {
      const handler = (handlers as Handlers)[message.method ?? ''];
      if (!handler) throw new Error(`Unknown method ${message.method}`);
      const result = await handler(...((message.args ?? []) as never[]));
      if (message.id !== undefined) port.postMessage({ id: message.id, result });
    } catch (error) {
      if (message.id === undefined) onError(error);
      else port.postMessage({ id: message.id, error: errorBody(error) });
    }
  }

  port.on('message', (value) => {
    const message = value as Message;
    if (message.method !== undefined) {
      void serve(message);
      return;
    }
    const waiting = pending.get(message.id ?? 0);
    pending.delete(message.id ?? 0);
    if (message.error) waiting?.reject(new RemoteError(message.error.name, message.error.message));
    else waiting?.resolve(message.result);
  });

  return {
    call(method, ...args) {
      const id = ++lastId;
      const answer = new Promise<unknown>((resolve, reject) => {
        if (closed !== null) return reject(new Error(closed));
        pending.set(id, { resolve, reject });
        port.postMessage({ id, method, args });
      });
      return answer as Result<Remote[typeof method]>;
    },
    notify(method, ...args) {
      if (closed === null) port.postMessage({ method, args });
    },
    close(reason) {
      closed = reason;
      for (const { reject } of pending.values()) reject(new Error(reason));
      pending.clear();
    },
  };
}
