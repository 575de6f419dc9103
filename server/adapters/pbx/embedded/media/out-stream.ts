import { RtpHeader } from 'werift';

export interface MediaFrame {
  payload: Buffer;
  /** In the source's own counting. */
  sequence: number;
  timestamp: number;
  marker: boolean;
  kind: 'audio' | 'telephone-event';
}

export interface PayloadTypes {
  pcmu: number;
  telephoneEvent: number | null;
}

const samplesPerMillisecond = 8;
const samplesPerFrame = 160;

/**
 * What one phone hears as one unbroken RTP stream, whoever speaks in it: sequence numbers and timestamps go on when the
 * source changes (party, music, tone), and a gap or a swap within one source stays visible to the receiver.
 */
export class OutStream {
  readonly ssrc: number;
  #source: object | string | null = null;
  #sequenceOffset = 0;
  #timestampOffset = 0;
  #lastSequence: number;
  #lastTimestamp: number;
  #lastAt: number | null = null;

  constructor(ssrc: number, random: () => number = Math.random) {
    this.ssrc = ssrc;
    this.#lastSequence = Math.floor(random() * 0x8000);
    this.#lastTimestamp = Math.floor(random() * 0x80000000);
  }

  /** The header to send the frame with, or null if the phone cannot take it. Another `source` counts its frames anew. */
  header(source: object | string, frame: MediaFrame, types: PayloadTypes, now: number): RtpHeader | null {
    const payloadType = frame.kind === 'audio' ? types.pcmu : types.telephoneEvent;
    if (payloadType === null) return null;
    const changed = source !== this.#source;
    if (changed) this.#splice(source, frame, now);
    const sequenceNumber = (frame.sequence + this.#sequenceOffset) & 0xffff;
    const timestamp = (frame.timestamp + this.#timestampOffset) >>> 0;
    if (((sequenceNumber - this.#lastSequence) & 0xffff) < 0x8000) {
      this.#lastSequence = sequenceNumber;
      this.#lastTimestamp = timestamp;
      this.#lastAt = now;
    }
    return new RtpHeader({ payloadType, sequenceNumber, timestamp, ssrc: this.ssrc, marker: frame.marker || changed });
  }

  /** The RTP time of `now` in this stream. */
  timeAt(now: number): number {
    return (this.#lastTimestamp + (this.#lastAt === null ? 0 : Math.round((now - this.#lastAt) * samplesPerMillisecond))) >>> 0;
  }

  #splice(source: object | string, frame: MediaFrame, now: number): void {
    const elapsed = this.#lastAt === null ? samplesPerFrame : Math.max(samplesPerFrame, Math.round((now - this.#lastAt) * samplesPerMillisecond));
    this.#source = source;
    this.#sequenceOffset = (this.#lastSequence + 1 - frame.sequence) & 0xffff;
    this.#timestampOffset = (this.#lastTimestamp + elapsed - frame.timestamp) >>> 0;
  }
}
