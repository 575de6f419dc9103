import type { MediaFrame } from './out-stream.ts';
import type { Direction } from './sdp.ts';

/** One phone's or carrier's audio, whatever protects it on its way. */
export interface AudioLeg {
  /** Whether the other side sends audio and may hear some. */
  readonly direction: Direction;
  readonly connected: boolean;
  readonly lastHeardAt: number;
  /** ms without a packet after which it counts as quiet. */
  readonly quietAfter: number;
  answer(sdp: string): string;
  offer(): string;
  acceptAnswer(sdp: string): void;
  /** Sends a frame of a source, if the other side wants to hear anything. `source` is whatever counts the frames. */
  play(source: object | string, frame: MediaFrame): void;
  /** Tells how its voice arrives, when it is time to. */
  report(): void;
  close(): void;
}
