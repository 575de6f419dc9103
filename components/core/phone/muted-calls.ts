import type { SessionStorage } from '../session.ts';
import type { PhoneCall } from './phone-port.ts';

const key = 'pbx:muted';

/**
 * Which calls are muted, kept for the page that takes them over: whoever muted a call and loads the page anew must not be
 * heard. The PBX does not know, for muting happens here.
 */
export class MutedCalls {
  #storage: SessionStorage;
  /** SIP Call-IDs, as the page before left them. */
  readonly #before: ReadonlySet<string>;
  /** SIP Call-IDs of calls taken over, and those they had before: the PBX may not know yet that this page has them. */
  readonly #former = new Map<string, string>();
  #kept = '';

  constructor(storage: SessionStorage) {
    this.#storage = storage;
    this.#before = new Set(read(storage).split(' '));
  }

  /** A call is taken over; tells whether it was muted. */
  takeOver(sipCallId: string, former: string): boolean {
    this.#former.set(sipCallId, former);
    return this.#before.has(former);
  }

  keep(calls: readonly PhoneCall[]): void {
    const muted = calls.filter((call) => call.muted && call.state !== 'ended').flatMap(({ sipCallId }) => [sipCallId, this.#former.get(sipCallId) ?? '']).filter(Boolean).join(' ');
    if (muted === this.#kept) return;
    this.#kept = muted;
    try {
      if (muted) this.#storage.setItem(key, muted);
      else this.#storage.removeItem(key);
    } catch {
      // Full or forbidden: the next page starts unmuted.
    }
  }
}

function read(storage: SessionStorage): string {
  try {
    return storage.getItem(key) ?? '';
  } catch {
    return '';
  }
}
