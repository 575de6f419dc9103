import type { Socket } from 'socket.io';

/**
 * One socket.io event, encoded once for every socket it goes to: encoding per socket is most of the cost of a broadcast.
 */
export interface Frame {
  readonly event: string;
  readonly payload: unknown;
  /** The finished WebSocket frame, header included. */
  readonly bytes: Buffer;
}

/** The part of a `ws` socket used here. `_sender` is what Engine.IO itself uses for frames made in advance. */
interface OpenSocket {
  readyState: number;
  bufferedAmount: number;
  terminate(): void;
  _sender: { sendFrame(list: Buffer[]): void };
}

/** `4` is Engine.IO's message, `2` Socket.IO's event (socket.io-protocol v5). */
const eventPrefix = '42';
const webSocketOpen = 1;
/** Packets Engine.IO may keep for one socket, however small. */
const keptPackets = 1000;

/** A packet Engine.IO keeps until the last flush is through. */
interface KeptPacket {
  readonly data?: { readonly length: number };
}

export function encodeFrame(event: string, payload: unknown, namespace: '/' | '/visitor' = '/'): Frame {
  const text = `${eventPrefix}${namespace === '/' ? '' : `${namespace},`}${JSON.stringify([event, payload])}`;
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(header + length);
  bytes[0] = 0x81; // final, text (RFC 6455 §5.2); a server does not mask
  if (header === 2) bytes[1] = length;
  else if (header === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.write(text, header);
  return { event, payload, bytes };
}

/** What a socket writes to, found once. One that begins by polling keeps to socket.io's own way for good. */
export class FrameWriter {
  readonly #socket: Socket;
  readonly #open: OpenSocket | null;
  /** Engine.IO's connection; its buffer is another array after every flush. */
  readonly #conn: { readonly writeBuffer: readonly KeptPacket[] };

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#open = webSocketOf(socket);
    this.#conn = socket.conn as unknown as { readonly writeBuffer: readonly KeptPacket[] };
  }

  /**
   * Whether the other side leaves more than `limit` bytes unread. While the kernel takes nothing, Engine.IO keeps back what
   * follows, so both places are counted.
   */
  behind(limit: number): boolean {
    const { writeBuffer } = this.#conn;
    if (writeBuffer.length > keptPackets) return true;
    let bytes = this.#open?.bufferedAmount ?? 0;
    for (const { data } of writeBuffer) bytes += data?.length ?? 0;
    return bytes > limit;
  }

  /**
   * Writes an encoded frame; false, and nothing is written, where the other side is `behind`.
   * It goes straight to the WebSocket where nothing waits in front of it in Engine.IO's own buffer, so order is kept;
   * without compression `ws` writes at once, so that is nearly always.
   */
  write(frame: Frame, limit: number): boolean {
    if (this.behind(limit)) return false;
    const open = this.#open;
    if (open?.readyState === webSocketOpen && this.#conn.writeBuffer.length === 0) open._sender.sendFrame([frame.bytes]);
    else this.#socket.emit(frame.event, frame.payload);
    return true;
  }
}

/** Closes so that a client comes back by itself: socket.io's own disconnect would tell it to stay away. */
export function cutOff(socket: Socket): void {
  const open = webSocketOf(socket);
  if (open) open.terminate();
  else socket.conn.close(true);
}

function webSocketOf(socket: Socket): OpenSocket | null {
  const transport: unknown = socket.conn.transport;
  if (typeof transport !== 'object' || transport === null || !('socket' in transport)) return null;
  const open: unknown = transport.socket;
  const usable = typeof open === 'object' && open !== null && '_sender' in open && typeof open._sender === 'object' && open._sender !== null && 'sendFrame' in open._sender;
  return usable ? (open as OpenSocket) : null;
}
