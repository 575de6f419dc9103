/**
 * RTCP as far as the two ends of one audio stream need it (RFC 3550 §6.4): the phone learns how its voice arrives here
 * (loss, jitter, and with its own reports the round trip) and how ours was sent. Browsers show it in `getStats()`.
 */

const packetTypes = { senderReport: 200, receiverReport: 201, sourceDescription: 202 } as const;
const samplesPerMillisecond = 8;
/** ms between two reports, at least; half of it more by chance, so that calls do not report in step (§6.2). */
const interval = 2_000;
const firstAfter = 1_000;
/** Seconds from 1900, where NTP begins, to 1970. */
const ntpEpoch = 2_208_988_800;
const cname = 'pbx';

interface RtpArrival {
  ssrc: number;
  sequence: number;
  timestamp: number;
}

/** What arrived of one source (RFC 3550 appendices A.1, A.3, A.8). */
class Reception {
  readonly ssrc: number;
  readonly #first: number;
  #highest: number;
  #cycles = 0;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #jitter = 0;
  #last: { at: number; timestamp: number } | null = null;

  constructor({ ssrc, sequence }: RtpArrival) {
    this.ssrc = ssrc;
    this.#first = sequence;
    this.#highest = sequence;
  }

  count(sequence: number): void {
    this.#received += 1;
    const ahead = (sequence - this.#highest) & 0xffff;
    if (ahead === 0 || ahead >= 0x8000) return;
    if (sequence < this.#highest) this.#cycles += 0x10000;
    this.#highest = sequence;
  }

  /** Not for telephone events, which all carry the time of their beginning. */
  measure(timestamp: number, at: number): void {
    if (this.#last) {
      const apart = (at - this.#last.at) * samplesPerMillisecond - ((timestamp - this.#last.timestamp) | 0);
      this.#jitter += (Math.abs(apart) - this.#jitter) / 16;
    }
    this.#last = { at, timestamp };
  }

  /** The report block; what was lost since the last one is counted anew. */
  write(sender: { middle: number; at: number } | null, now: number): Buffer {
    const expected = this.#cycles + this.#highest - this.#first + 1;
    const expectedNow = expected - this.#expectedBefore;
    const lostNow = expectedNow - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    const block = Buffer.alloc(24);
    block.writeUInt32BE(this.ssrc, 0);
    block.writeUInt8(lostNow <= 0 || expectedNow === 0 ? 0 : Math.min(255, Math.floor((lostNow * 256) / expectedNow)), 4);
    // Packets that came twice make it negative.
    block.writeIntBE(Math.max(-0x800000, Math.min(0x7fffff, expected - this.#received)), 5, 3);
    block.writeUInt32BE((this.#cycles + this.#highest) >>> 0, 8);
    block.writeUInt32BE(Math.floor(this.#jitter), 12);
    if (!sender) return block;
    block.writeUInt32BE(sender.middle, 16);
    block.writeUInt32BE(Math.round(((now - sender.at) / 1000) * 65536) >>> 0, 20);
    return block;
  }
}

function packet(type: number, count: number, body: Buffer): Buffer {
  const header = Buffer.from([0x80 | count, type, 0, 0]);
  header.writeUInt16BE(body.length / 4, 2);
  return Buffer.concat([header, body]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** What a leg hears of its phone and sends to it, as reports. Times are those of `performance.now()`. */
export class Reports {
  readonly #ssrc: number;
  #reception: Reception | null = null;
  /** The phone's last sender report: the middle of its NTP time, and when it came. */
  #sender: { ssrc: number; middle: number; at: number } | null = null;
  #packets = 0;
  #octets = 0;
  #packetsBefore = 0;
  #next: number | null = null;

  constructor(ssrc: number) {
    this.#ssrc = ssrc;
  }

  heard(arrival: RtpArrival, isAudio: boolean, now: number): void {
    if (this.#reception?.ssrc !== arrival.ssrc) this.#reception = new Reception(arrival);
    this.#reception.count(arrival.sequence);
    if (isAudio) this.#reception.measure(arrival.timestamp, now);
  }

  sent(octets: number): void {
    this.#packets += 1;
    this.#octets += octets;
  }

  /** A compound packet of the phone. Takes its sender report; what it says of our stream is nobody's yet. */
  received(compound: Buffer, now: number): void {
    for (let offset = 0; offset + 4 <= compound.length; ) {
      const end = offset + 4 + compound.readUInt16BE(offset + 2) * 4;
      if (end > compound.length) return;
      if (compound.readUInt8(offset + 1) === packetTypes.senderReport && end - offset >= 28) {
        this.#sender = { ssrc: compound.readUInt32BE(offset + 4), middle: compound.readUInt32BE(offset + 10), at: now };
      }
      offset = end;
    }
  }

  /** The next report if it is time for one. `rtpTime` is the RTP time of now in our stream. */
  next(now: number, rtpTime: number): Buffer | null {
    this.#next ??= now + firstAfter;
    if (now < this.#next) return null;
    this.#next = now + interval * (1 + Math.random() / 2);
    const reception = this.#reception;
    const sender = this.#sender?.ssrc === reception?.ssrc ? this.#sender : null;
    const blocks = reception ? [reception.write(sender, now)] : [];
    const speaks = this.#packets > this.#packetsBefore;
    this.#packetsBefore = this.#packets;
    const report = speaks
      ? packet(packetTypes.senderReport, blocks.length, Buffer.concat([word(this.#ssrc), this.#senderInfo(now, rtpTime), ...blocks]))
      : packet(packetTypes.receiverReport, blocks.length, Buffer.concat([word(this.#ssrc), ...blocks]));
    return Buffer.concat([report, this.#description()]);
  }

  #senderInfo(now: number, rtpTime: number): Buffer {
    const seconds = (performance.timeOrigin + now) / 1000 + ntpEpoch;
    const fraction = Math.floor((seconds % 1) * 0x100000000);
    return Buffer.concat([seconds, fraction, rtpTime, this.#packets, this.#octets].map(word));
  }

  /** Every compound packet names its source (§6.1). */
  #description(): Buffer {
    const item = Buffer.from([1, cname.length, ...Buffer.from(cname)]);
    const chunk = Buffer.alloc(4 + Math.ceil((item.length + 1) / 4) * 4);
    chunk.writeUInt32BE(this.#ssrc, 0);
    item.copy(chunk, 4);
    return packet(packetTypes.sourceDescription, 1, chunk);
  }
}
