import type { CheckResult } from '../controllers/index.ts';

export interface DeviceCheckDetail {
  /** Whether somebody can call from here: nothing failed. */
  ok: boolean;
  /** What was found, step by step. */
  results: readonly CheckResult[];
}

declare global {
  interface HTMLElementEventMap {
    /** A check of sound and network went to its end. */
    'pbx-device-check-done': CustomEvent<DeviceCheckDetail>;
  }
}
