import type { SessionEndCause } from '@klapka/protocol';

/** What the parts of the gateway tell each other after a change was stored. Nothing here is a source of truth. */
export interface GatewayEvents {
  /** Sessions of an account were ended: one device, or all where `deviceId` is null. Their sockets are closed. */
  'session:ended': { accountId: string; deviceId: string | null; cause: SessionEndCause };
  /** The list of signed-in devices of an account changed (signed in, renamed, ended). */
  'devices:changed': { accountId: string };
  /** Extensions, their groups or their visibility changed. */
  'directory:changed': Record<string, never>;
  /** Rights, roles, group or queue memberships changed; null: of anybody. */
  'permissions:changed': { accountIds: readonly string[] | null };
  /** Queues, ring groups, menus, outside lines or settings of the telephony changed. */
  'telephony:changed': Record<string, never>;
  /** Chat buttons or their queues changed. */
  'channels:changed': Record<string, never>;
}

type Name = keyof GatewayEvents;
type Listener<Event extends Name> = (event: GatewayEvents[Event]) => void;

export interface EventHub {
  publish<Event extends Name>(name: Event, event: GatewayEvents[Event]): void;
  subscribe<Event extends Name>(name: Event, listener: Listener<Event>, signal?: AbortSignal): void;
}

export function createEventHub(): EventHub {
  const listeners: { [Event in Name]: Set<Listener<Event>> } = {
    'session:ended': new Set(),
    'devices:changed': new Set(),
    'directory:changed': new Set(),
    'permissions:changed': new Set(),
    'telephony:changed': new Set(),
    'channels:changed': new Set(),
  };
  return {
    publish(name, event) {
      for (const listener of listeners[name]) listener(event);
    },
    subscribe(name, listener, signal) {
      if (signal?.aborted) return;
      listeners[name].add(listener);
      signal?.addEventListener('abort', () => listeners[name].delete(listener), { once: true });
    },
  };
}
