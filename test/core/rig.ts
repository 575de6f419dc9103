import { vi } from 'vitest';
import { GatewaySession } from '../../components/core/gateway-session.ts';
import type { SessionOptions, SessionStorage } from '../../components/core/session.ts';
import { FakeGateway, password } from '../fakes/gateway.ts';

/** A session and its gateway in memory, on the fake clock. Sessions of one rig are tabs of one browser. */
export class Rig {
  readonly gateway = new FakeGateway();
  readonly kept = new Map<string, string>();
  readonly storage: SessionStorage = {
    getItem: (key) => this.kept.get(key) ?? null,
    setItem: (key, value) => void this.kept.set(key, value),
    removeItem: (key) => void this.kept.delete(key),
  };
  readonly #sessions: GatewaySession[] = [];

  constructor() {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', this.gateway.fetch);
  }

  start(options: Partial<SessionOptions> = {}): GatewaySession {
    const session = new GatewaySession({ gateway: 'https://pbx.example', storage: this.storage, ...options }, { open: this.gateway.open, canCall: false });
    this.#sessions.push(session);
    return session;
  }

  async signedIn(): Promise<GatewaySession> {
    const session = this.start();
    void session.signIn('1001', password);
    await this.settle();
    if (session.state.status !== 'connected') throw new Error(`Not connected but ${session.state.status}`);
    return session;
  }

  /** Lets requests, handshakes and answers of the fake gateway happen; no timer of a second is reached. */
  async settle(): Promise<void> {
    await vi.advanceTimersByTimeAsync(50);
  }

  /** What a page has beside node: events of the window and of the document. */
  stubPage(): void {
    vi.stubGlobal('window', new EventTarget());
    vi.stubGlobal('document', Object.assign(new EventTarget(), { baseURI: 'https://host.example/', visibilityState: 'visible' }));
  }

  stop(): void {
    for (const session of this.#sessions) session.dispose();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  }
}
