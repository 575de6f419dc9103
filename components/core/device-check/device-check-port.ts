import type { ErrorCode } from '@klapka/protocol';

/**
 * What stands between somebody and a call, in the order in which one depends on the other:
 *
 *   page        it is secure, and its policy lets it use the microphone
 *   microphone  there is one, and the person allows it
 *   level       it hears something
 *   sound       the browser plays what it is told to
 *   gateway     the connection over which everything but audio goes
 *   phone       it is registered
 *   call        a call to the echo service: both can send and receive audio
 */
export const checkSteps = ['page', 'microphone', 'level', 'sound', 'gateway', 'phone', 'call'] as const;
export type CheckStep = (typeof checkSteps)[number];

/** `warning`: calls work, but perhaps not as wished. `skipped`: it could not be looked at, `code` or a step before says why. */
export type CheckOutcome = 'ok' | 'warning' | 'failed' | 'skipped';

export interface CheckResult {
  readonly step: CheckStep;
  readonly outcome: CheckOutcome;
  readonly code: ErrorCode | null;
  /** What was found, in the browser's words: the microphone's name. Empty: nothing to say. */
  readonly found: string;
}

export interface CheckListener {
  onStart(step: CheckStep): void;
  onResult(result: CheckResult): void;
  /** How loud the microphone is just now, 0–1. */
  onLevel(level: number): void;
}

/** Looks at everything a call needs, one after the other. */
export interface DeviceCheckPort {
  /** Resolves when all steps are through, or soon after the signal ended them. Rejects only where its code could not be fetched. */
  run(listener: CheckListener, signal: AbortSignal): Promise<void>;
}
