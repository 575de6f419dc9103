import { errorBodyOf } from '../core/session.ts';
import type { CheckResult, CheckStep } from '../core/device-check/device-check-port.ts';
import type { ReactiveController } from 'lit';
import type { ErrorBody } from '@klapka/protocol';
import type { ControllerHost, SessionSource } from './session-controller.ts';

/** One run of the device check for an element; it ends with the element's leaving the page. */
export class DeviceCheckController implements ReactiveController {
  /** What was found so far, in the order of the steps. */
  results: readonly CheckResult[] = [];
  /** The step that is being looked at; null: none is. */
  step: CheckStep | null = null;
  /** How loud the microphone is just now, 0–1. */
  level = 0;
  error: ErrorBody | null = null;
  readonly #host: ControllerHost;
  readonly #sessions: SessionSource;
  #run: AbortController | null = null;

  constructor(host: ControllerHost, sessions: SessionSource) {
    this.#host = host;
    this.#sessions = sessions;
    host.addController(this);
  }

  get running(): boolean {
    return this.#run !== null;
  }

  /** Resolves to true when all steps are through. */
  async start(): Promise<boolean> {
    const { session } = this.#sessions;
    if (!session) return false;
    this.stop();
    const run = new AbortController();
    this.#run = run;
    Object.assign(this, { results: [], error: null });
    this.#host.requestUpdate();
    try {
      await session.deviceCheck.run({
        onStart: (step) => this.#show(run, { step }),
        onResult: (result) => this.#show(run, { results: [...this.results, result] }),
        onLevel: (level) => this.#show(run, { level }),
      }, run.signal);
    } catch (error) {
      this.#show(run, { error: errorBodyOf(error) });
    }
    const finished = this.#run === run;
    if (finished) this.stop();
    return finished && this.error === null;
  }

  stop(): void {
    this.#run?.abort();
    this.#run = null;
    this.step = null;
    this.level = 0;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.stop();
  }

  #show(run: AbortController, change: Partial<Pick<DeviceCheckController, 'results' | 'step' | 'level' | 'error'>>): void {
    if (this.#run !== run) return;
    Object.assign(this, change);
    this.#host.requestUpdate();
  }
}
