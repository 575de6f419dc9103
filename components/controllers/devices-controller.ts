import type { ReactiveController } from 'lit';
import type { DevicesPort } from '../core/devices/devices-port.ts';
import type { ControllerHost, SessionSource } from './session-controller.ts';

/** Microphones, speakers and ringers of this browser for an element. */
export class DevicesController implements ReactiveController {
  readonly #host: ControllerHost;
  readonly #sessions: SessionSource;
  #connection: AbortController | null = null;
  #devices: DevicesPort | null = null;

  constructor(host: ControllerHost, sessions: SessionSource) {
    this.#host = host;
    this.#sessions = sessions;
    host.addController(this);
  }

  get devices(): DevicesPort | null {
    return this.#devices;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#leave();
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const devices = this.#sessions.session?.devices ?? null;
    if (devices === this.#devices) return;
    this.#leave();
    if (!devices) return;
    this.#devices = devices;
    this.#connection = new AbortController();
    devices.onChange(() => this.#host.requestUpdate(), this.#connection.signal);
  }

  #leave(): void {
    this.#connection?.abort();
    this.#connection = null;
    this.#devices = null;
  }
}
