/** A message on its way to the gateway. */
export interface Outgoing {
  clientId: string;
  text: string;
  files: { id: string; name: string; type: string; bytes: number }[];
  /** The gateway refused it, with this code; it waits for the visitor. */
  failed?: string;
}

/**
 * What the browser keeps of a visitor: messages still on their way, from the press of Send on, and the token the gateway gave
 * with the first of them. Until then the token is an empty string, which tells the button to fetch the window and so to send
 * them again. Nothing is written before the first message, and a page without storage works, until it is reloaded.
 */
export class Keeper {
  token: string | null = null;
  outbox: Outgoing[] = [];

  constructor(readonly key: string) {
    this.load();
  }

  /** Reads again what another tab may have changed; `outbox` only rises: what this page wants to send stays. */
  load(): void {
    try {
      this.token = localStorage.getItem(this.key) || null;
      const kept: unknown = JSON.parse(localStorage.getItem(`${this.key}/outbox`) ?? '[]');
      if (!Array.isArray(kept)) return;
      for (const entry of kept as Partial<Outgoing>[]) {
        const { clientId, text, files } = entry;
        if (typeof clientId === 'string' && typeof text === 'string' && Array.isArray(files) && !this.outbox.some((other) => other.clientId === clientId)) {
          this.outbox.push({ clientId, text, files });
        }
      }
    } catch {
      // No storage, or something else wrote there.
    }
  }

  /** Writes, once something was sent; a stranger leaves no trace. */
  save(): void {
    try {
      if (this.token || this.outbox.length) {
        localStorage.setItem(this.key, this.token ?? '');
        localStorage.setItem(`${this.key}/outbox`, JSON.stringify(this.outbox));
      } else {
        localStorage.removeItem(this.key);
        localStorage.removeItem(`${this.key}/outbox`);
      }
    } catch {
      // Full or forbidden: the thread lives as long as the page.
    }
  }
}
