import type { PbxSession } from '../core/session.ts';

/*
 * How an element finds its session: the community context protocol
 * (https://github.com/webcomponents-cg/community-protocols/blob/main/proposals/context.md), keyed by a stable string,
 * so that two copies of this library, or a host's own provider, still find each other.
 */

/** The key of the session's context. */
export const sessionContext = 'pbx-session';

/** What a provider answers: a session, `loading` while it is being made, null where it has none. */
export type SessionOffer = PbxSession | 'loading' | null;

export type SessionCallback = (offer: SessionOffer, unsubscribe?: () => void) => void;

/** Bubbles from an element up to the nearest provider, through shadow roots. */
export class SessionRequestEvent extends Event {
  readonly context = sessionContext;
  readonly subscribe = true;
  readonly contextTarget: Element;
  readonly callback: SessionCallback;
  constructor(target: Element, callback: SessionCallback) {
    super('context-request', { bubbles: true, composed: true });
    this.contextTarget = target;
    this.callback = callback;
  }
}

/** A provider came into being: those who asked in vain before ask again. */
export class SessionProvidedEvent extends Event {
  readonly context = sessionContext;
  readonly contextTarget: Element;
  constructor(target: Element) {
    super('context-provider', { bubbles: true, composed: true });
    this.contextTarget = target;
  }
}

/** True for a request for the session, whichever copy of the library (or `@lit/context`) sent it. */
export function isSessionRequest(event: Event): event is SessionRequestEvent {
  return 'context' in event && event.context === sessionContext && 'callback' in event && typeof event.callback === 'function';
}

export function isSessionProvided(event: Event): boolean {
  return 'context' in event && event.context === sessionContext;
}

/** True for something that looks like a session; a host page may set anything. */
export function isSession(value: unknown): value is PbxSession {
  return typeof value === 'object' && value !== null && 'onState' in value && 'command' in value && 'store' in value;
}
