export interface TabClaim {
  signal: AbortSignal;
  /** Another tab owns the phone; called at most once, before `onOwner`. */
  onElsewhere(channel: BroadcastChannel): void;
  /** This tab is the owner until the signal is aborted or the page goes. */
  onOwner(channel: BroadcastChannel): void | Promise<void>;
}

/** Who of a browser's tabs owns the phone, and how they talk. */
export interface Tabs {
  claim(key: string, claim: TabClaim): void;
}

/**
 * A Web Lock is freed by the browser whatever happens to its tab, so the next tab in the queue takes over by itself.
 * Where there are no locks (a page that is not a secure context) every tab is an owner; it has no microphone anyway.
 */
export class BrowserTabs implements Tabs {
  #locks: LockManager | undefined;
  #open: (name: string) => BroadcastChannel;

  constructor(locks: LockManager | undefined = globalThis.navigator?.locks, open = (name: string) => new BroadcastChannel(name)) {
    this.#locks = locks;
    this.#open = open;
  }

  claim(key: string, claim: TabClaim): void {
    const name = `pbx-phone:${key}`;
    const channel = this.#open(name);
    claim.signal.addEventListener('abort', () => channel.close(), { once: true });
    const hold = async () => {
      await claim.onOwner(channel);
      await untilAborted(claim.signal);
    };
    if (!this.#locks) {
      void hold();
      return;
    }
    void this.#queue(this.#locks, name, claim, channel, hold);
  }

  async #queue(locks: LockManager, name: string, claim: TabClaim, channel: BroadcastChannel, hold: () => Promise<void>): Promise<void> {
    const owned = await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (!lock || claim.signal.aborted) return false;
      await hold();
      return true;
    });
    if (owned || claim.signal.aborted) return;
    claim.onElsewhere(channel);
    // Rejects with AbortError when this tab no longer wants the phone.
    await locks.request(name, { signal: claim.signal }, hold).catch(() => undefined);
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
