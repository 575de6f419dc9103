import type { PbxPort, SipSocket } from '../../../server/ports/pbx.ts';

/** The part of a PBX a phone talks to. */
export type PhoneSide = Pick<PbxPort, 'connectSip' | 'sipCredentials'>;

/** A SIP WebSocket without the network: what the gateway hands to `connectSip`, and the phone's end of it. */
export interface Wire {
  send(message: string): void;
  /** The phone's end goes away without a word, like a lost network. */
  drop(): void;
  readonly closed: Promise<{ code: number; reason: string }>;
  onMessage: (message: string) => void;
}

export function connectWire(pbx: PhoneSide, extensionNumber: string, deviceId: string, remoteAddress?: string): Wire {
  let toPbx: (message: string) => void = () => undefined;
  let pbxClosed: () => void = () => undefined;
  let open = true;
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  const wire: Wire = {
    onMessage: () => undefined,
    closed: closed.promise,
    send: (message) => {
      if (open) queueMicrotask(() => toPbx(message));
    },
    drop: () => {
      if (!open) return;
      open = false;
      closed.resolve({ code: 1006, reason: 'dropped' });
      pbxClosed();
    },
  };
  const socket: SipSocket = {
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
    send: (message) => {
      if (open) queueMicrotask(() => wire.onMessage(message));
    },
    close: (code, reason) => {
      if (!open) return;
      open = false;
      closed.resolve({ code, reason });
      pbxClosed();
    },
    onMessage: (listener) => (toPbx = listener),
    onClose: (listener) => (pbxClosed = listener),
  };
  pbx.connectSip(extensionNumber, deviceId, socket);
  return wire;
}
