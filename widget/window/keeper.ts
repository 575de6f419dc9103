/** A message on its way to the gateway. */
export interface Outgoing {
  clientId: string;
  text: string;
  files: { id: string; name: string; type: string; bytes: number }[];
  /** The gateway refused it, with this code; it waits for the visitor. */
  failed?: string;
}

/**
 * What the browser keeps of a visitor: the token the gateway gave with the first message, and messages still on their way.
 * Nothing is written before that first message was sent, and a page without storage works, until it is reloaded.
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
      this.token = localStorage.getItem(this.key);
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

  /** Writes, once there is a token; a stranger leaves no trace. */
  save(): void {
    try {
      if (this.token) {
        localStorage.setItem(this.key, this.token);
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
