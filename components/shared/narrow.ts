import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Whether the host is narrower than a limit, where a style sheet alone cannot do it: other content, not another look. */
export class Narrow implements ReactiveController {
  value = false;
  private observer: ResizeObserver | undefined;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    /** In CSS pixels, the same number as in the style sheet's container query. */
    private readonly limit: number,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.observer = new ResizeObserver(([entry]) => {
      const value = (entry?.contentRect.width ?? this.limit) < this.limit;
      if (value === this.value) return;
      this.value = value;
      this.host.requestUpdate();
    });
    this.observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.observer?.disconnect();
  }
}
