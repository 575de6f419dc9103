import type { InboundRoute, OutboundRoute } from '@klapka/protocol';
import type { PbxOutboundRights } from '../../../../ports/pbx-plan.ts';

/** Between numbers of ours and numbers outside. */

const longestFirst = <T extends { prefix: string }>(rules: readonly T[]): T[] => rules.toSorted((one, other) => other.prefix.length - one.prefix.length);

/** What a carrier may be asked for. A rule would not know a number again that is written in another way: `0-900` is not `0900`. */
const dialable = /^\+?[0-9*#]+$/;

/** The way out for a number; null where there is none. */
export function outboundRoute(routes: readonly OutboundRoute[], number: string): OutboundRoute | null {
  if (!dialable.test(number)) return null;
  return longestFirst(routes).find(({ prefix }) => number.startsWith(prefix) && number.length > prefix.length) ?? null;
}

/** The number as a carrier is sent it. */
export const sentNumber = ({ strip, prepend }: OutboundRoute, number: string): string => prepend + number.slice(strip);

/** Whether a number outside may be dialled. What no rule allows is forbidden. */
export function mayDial(rights: PbxOutboundRights | undefined, number: string): boolean {
  return longestFirst(rights?.rules ?? []).find(({ prefix }) => number.startsWith(prefix))?.allowed ?? false;
}

/** Some carriers write a number with a plus, some without. */
const bare = (number: string): string => number.replace(/^\+/, '');

/** Where a number of ours leads that is called from outside: its own route first, and one of this trunk before one of any. */
export function inboundRoute(routes: readonly InboundRoute[], trunkId: string, number: string): InboundRoute | null {
  const fits = routes.filter((route) => (route.trunkId ?? trunkId) === trunkId && (route.number === null || bare(route.number) === bare(number)));
  const weight = (route: InboundRoute): number => (route.number === null ? 0 : 2) + (route.trunkId === null ? 0 : 1);
  return fits.toSorted((one, other) => weight(other) - weight(one))[0] ?? null;
}
