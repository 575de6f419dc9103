import { z } from 'zod';
import { deviceKinds } from './extension.ts';
import type { PresenceState } from './extension.ts';
import { DialledNumber } from './text.ts';

const forwardTo = DialledNumber.nullable();

/** Where calls go instead, each a number as somebody would dial it; null: nowhere, and the caller is told why. */
export const Forwarding = z.strictObject({
  /** At once, without ringing. */
  always: forwardTo,
  busy: forwardTo,
  /** Nobody took it in time, or no phone is there. */
  noAnswer: forwardTo,
});
export type Forwarding = z.infer<typeof Forwarding>;

const kinds = z.array(z.enum(deviceKinds)).max(deviceKinds.length).transform((list) => [...new Set(list)]);

/** How calls reach somebody; each presence has its own. */
export const Reach = z.strictObject({
  /** Calls of colleagues, and calls from outside. */
  internal: Forwarding,
  external: Forwarding,
  /** False: no phone rings, the caller hears that the line is busy. */
  rings: z.boolean(),
  /** Kinds of device that ring at once. */
  first: kinds,
  /** Kinds that ring when the first were not answered. A kind in neither list does not ring. */
  second: kinds,
  /** How long each of the two rings, s. */
  ringSeconds: z.number().int().min(5).max(120),
});
export type Reach = z.infer<typeof Reach>;

/** GET /api/reach: one's own, by presence. PUT /api/reach/:state changes one. */
export type ReachByPresence = Record<PresenceState, Reach>;

const nowhere: Forwarding = { always: null, busy: null, noAnswer: null };

/** How somebody is reached who has set nothing. */
export function defaultReach(state: PresenceState): Reach {
  return { internal: nowhere, external: nowhere, rings: state !== 'do_not_disturb', first: [...deviceKinds], second: [], ringSeconds: 30 };
}
