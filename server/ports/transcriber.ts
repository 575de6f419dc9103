import type { SpokenLanguage } from '@klapka/protocol';

/** Writes down what somebody has said. */
export interface TranscriberPort {
  readonly id: string;
  /** `wav`: mono, 8 kHz as a rule. Resolves to the text, empty where nothing was understood. Rejects with `TranscriberError`. */
  transcribe(wav: Uint8Array, language: SpokenLanguage, signal: AbortSignal): Promise<string>;
}

/** `retryable`: the same may work later. The recogniser's words go into `cause` and from there to the log only. */
export class TranscriberError extends Error {
  readonly retryable: boolean;
  constructor(message: string, { retryable, ...options }: ErrorOptions & { retryable: boolean }) {
    super(message, options);
    this.name = 'TranscriberError';
    this.retryable = retryable;
  }
}
