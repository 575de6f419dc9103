import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Renders the host once a second while `running()` says so after a render: for call timers and "2 min ago". */
export class Timer implements ReactiveController {
  private handle: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly running: () => boolean,
    private readonly period = 1000,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    if (!this.running()) this.stop();
    else this.handle ??= setInterval(() => this.host.requestUpdate(), this.period);
  }

  hostDisconnected(): void {
    this.stop();
  }

  hostConnected(): void {
    // A host that was moved keeps its rendering and would not be updated by itself.
    this.host.requestUpdate();
  }

  private stop(): void {
    clearInterval(this.handle);
    this.handle = undefined;
  }
}
