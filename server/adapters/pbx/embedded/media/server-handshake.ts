/**
 * What arrives of a DTLS handshake, put in order for the server (RFC 6347 §4.2.2–4.2.4): fragments become whole messages,
 * each is handed on once and in sequence, and a repeated flight is answered with our last one once more. werift's server
 * takes fragments as they come: a lost half of a browser's ClientHello (it fills two datagrams) made it refuse the phone.
 */

const contentTypes = { handshake: 22 } as const;
const certificateVerify = 15;
const recordHeader = 13;
const messageHeader = 12;
/** A certificate chain is a few thousand bytes. */
const maximumMessage = 16_000;
/** A phone's longest flight is four messages. */
const maximumAhead = 4;

export interface HandshakeSides {
  /** Hands one whole record to the DTLS server. */
  deliver(record: Buffer): void;
  /** To the phone. */
  send(packet: Buffer): void;
}

interface Message {
  type: number;
  body: Buffer;
  missing: number;
  received: Uint8Array;
}

function* recordsOf(datagram: Buffer): Generator<Buffer> {
  for (let offset = 0; offset + recordHeader <= datagram.length; ) {
    const end = offset + recordHeader + datagram.readUInt16BE(offset + 11);
    if (end > datagram.length) return;
    yield datagram.subarray(offset, end);
    offset = end;
  }
}

/** An unencrypted record with one unfragmented message. */
function recordOf(sequence: number, { type, body }: Message): Buffer {
  const record = Buffer.alloc(recordHeader + messageHeader + body.length);
  record.writeUInt8(contentTypes.handshake, 0);
  record.writeUInt16BE(0xfefd, 1);
  record.writeUInt16BE(messageHeader + body.length, 11);
  record.writeUInt8(type, recordHeader);
  record.writeUIntBE(body.length, recordHeader + 1, 3);
  record.writeUInt16BE(sequence, recordHeader + 4);
  record.writeUIntBE(body.length, recordHeader + 9, 3);
  body.copy(record, recordHeader + messageHeader);
  return record;
}

export class ServerHandshake {
  readonly #sides: HandshakeSides;
  readonly #messages = new Map<number, Message>();
  /** The next message the server has not seen. */
  #next = 0;
  /** The phone's Finished, when it overtook what it finishes. */
  #held: Buffer[] = [];
  #keysKnown = false;
  #complete = false;
  /** Our last flight, and the message it answers; null for Finished, whose number is encrypted. */
  #flight: Buffer[] = [];
  #answered: number | null = null;
  #answering = false;

  constructor(sides: HandshakeSides) {
    this.#sides = sides;
  }

  /** The server has what it needs; from now on the phone can only ask for the last flight again. */
  complete(): void {
    this.#complete = true;
  }

  /** What the server sends; kept until the phone goes on. */
  send(packet: Buffer): void {
    if (this.#answering) this.#flight = [];
    this.#answering = false;
    // The server's own timer sends the same buffers again.
    if (!this.#flight.includes(packet)) this.#flight.push(packet);
    this.#sides.send(packet);
  }

  receive(datagram: Buffer): void {
    let repeated = false;
    for (const record of recordsOf(datagram)) {
      if (record.readUInt8(0) !== contentTypes.handshake) this.#sides.deliver(record);
      else if (record.readUInt16BE(3) > 0) repeated = this.#encrypted(record) || repeated;
      else repeated = this.#collect(record) || repeated;
    }
    if (repeated) for (const packet of this.#flight) this.#sides.send(packet);
  }

  /** Whether the phone repeats itself. */
  #encrypted(record: Buffer): boolean {
    if (this.#complete) return true;
    if (this.#keysKnown) this.#deliver(record, null);
    else if (this.#held.length < maximumAhead) this.#held.push(Buffer.from(record));
    return false;
  }

  #collect(record: Buffer): boolean {
    let repeated = false;
    for (let offset = recordHeader; offset + messageHeader <= record.length; ) {
      const end = offset + messageHeader + record.readUIntBE(offset + 9, 3);
      if (end > record.length) break;
      repeated = this.#fragment(record.subarray(offset, end)) || repeated;
      offset = end;
    }
    this.#deliverWhole();
    return repeated;
  }

  #fragment(fragment: Buffer): boolean {
    const type = fragment.readUInt8(0);
    const length = fragment.readUIntBE(1, 3);
    const sequence = fragment.readUInt16BE(4);
    const offset = fragment.readUIntBE(6, 3);
    const bytes = fragment.subarray(messageHeader);
    if (length > maximumMessage || offset + bytes.length > length) return false;
    if (sequence < this.#next) return sequence === this.#answered && offset + bytes.length === length;
    if (sequence >= this.#next + maximumAhead) return false;
    const message = this.#messages.get(sequence) ?? { type, body: Buffer.alloc(length), missing: length, received: new Uint8Array(length) };
    this.#messages.set(sequence, message);
    if (message.type !== type || message.body.length !== length) return false;
    bytes.copy(message.body, offset);
    message.missing -= message.received.subarray(offset, offset + bytes.length).filter((seen) => seen === 0).length;
    message.received.fill(1, offset, offset + bytes.length);
    return false;
  }

  #deliverWhole(): void {
    for (let message = this.#messages.get(this.#next); message?.missing === 0; message = this.#messages.get(this.#next)) {
      const sequence = this.#next++;
      this.#messages.delete(sequence);
      this.#deliver(recordOf(sequence, message), sequence);
      if (message.type !== certificateVerify) continue;
      this.#keysKnown = true;
      for (const record of this.#held.splice(0)) this.#deliver(record, null);
    }
  }

  #deliver(record: Buffer, sequence: number | null): void {
    this.#answering = true;
    this.#answered = sequence;
    this.#sides.deliver(record);
  }
}
