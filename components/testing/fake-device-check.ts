import type { ErrorCode } from '@klapka/protocol';
import { checkSteps, type CheckListener, type CheckOutcome, type CheckStep, type DeviceCheckPort } from '../core/device-check/device-check-port.ts';
import type { FakeClock } from './fake-clock.ts';

/** How long each step takes on the fake clock, ms. */
export const checkTime = 500;

interface Found {
  outcome: CheckOutcome;
  code?: ErrorCode;
  found?: string;
}

/** A device check that finds what the test says; what it does not say is found to be well. */
export class FakeDeviceCheck implements DeviceCheckPort {
  findings: Partial<Record<CheckStep, Found>> = { microphone: { outcome: 'ok', found: 'Headset' } };
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  async run(listener: CheckListener, signal: AbortSignal): Promise<void> {
    for (const step of checkSteps) {
      listener.onStart(step);
      if (step === 'level') listener.onLevel(0.6);
      await this.#passes(signal);
      if (signal.aborted) return;
      const { outcome, code = null, found = '' } = this.findings[step] ?? { outcome: 'ok' };
      listener.onResult({ step, outcome, code, found });
    }
  }

  #passes(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      this.#clock.after(checkTime, resolve);
    });
  }
}
