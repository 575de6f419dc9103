import type { Conversation } from '@klapka/protocol';

interface Look {
  me: string;
  /** The conversation somebody looks at this moment; empty: none. */
  reading: string;
}

/** Tells what visitors wrote just now from what was there: in one's own conversations, and in those nobody has. */
export class NewMessages {
  private newest: number | null = null;

  /** True where something came since the last look; the first look only takes in what is there. */
  look(conversations: readonly Conversation[], { me, reading }: Look): boolean {
    const waiting = conversations.filter(({ state, lastFrom, assignee }) => state === 'open' && lastFrom === 'visitor' && (!assignee || assignee.accountId === me));
    const since = this.newest ?? Infinity;
    const fresh = waiting.some(({ id, lastAt }) => lastAt > since && id !== reading);
    this.newest = waiting.reduce((newest, { lastAt }) => Math.max(newest, lastAt), this.newest ?? 0);
    return fresh;
  }

  /** Somebody else may sign in here. */
  forget(): void {
    this.newest = null;
  }
}
