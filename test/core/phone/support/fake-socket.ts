/** A WebSocket without a network: opens, delivers and closes when told, always in a later turn. */
export class FakeSocket extends EventTarget {
  readonly url: string;
  readonly protocols: readonly string[];
  readyState = 0;
  onSent: (text: string) => void = () => undefined;
  /** What the phone sends is swallowed, as on a network that went away without a word. */
  deaf = false;

  constructor(url: string, protocols: readonly string[], reachable: boolean) {
    super();
    this.url = url;
    this.protocols = protocols;
    queueMicrotask(() => {
      if (this.readyState !== 0) return;
      if (!reachable) return this.drop();
      this.readyState = 1;
      this.dispatchEvent(new Event('open'));
    });
  }

  send(data: string): void {
    if (this.readyState !== 1) throw new Error('Not open');
    if (!this.deaf) queueMicrotask(() => this.onSent(data));
  }

  deliver(text: string): void {
    queueMicrotask(() => this.readyState === 1 && this.dispatchEvent(new MessageEvent('message', { data: text })));
  }

  close(): void {
    if (this.readyState < 2) this.drop();
  }

  /** The network, or the other side, ends it. */
  drop(): void {
    this.readyState = 3;
    queueMicrotask(() => this.dispatchEvent(new Event('close')));
  }
}
