import type { CallEndReason, DeviceKind, Forwarding, Party, Reach } from '@klapka/protocol';
import type { Device } from '../sip/device.ts';
import type { ExtensionDestination } from './switchboard.ts';

/** What every phone of ours is. */
const ourKind: DeviceKind = 'web';
const nowhere: Forwarding = { always: null, busy: null, noAnswer: null };

/** How an extension is reached now; everybody who calls is a colleague, since no line leads outside yet. */
export function extensionDestination(party: Party, reach: Reach | undefined, devices: Device[], ringTimeout: number): ExtensionDestination {
  if (!reach) return { kind: 'extension', party, devices, later: [], ringTimeout, rings: true, forwarding: nowhere };
  const { rings, internal, first, second, ringSeconds } = reach;
  const atOnce = rings && first.includes(ourKind);
  const afterwards = rings && !atOnce && second.includes(ourKind);
  return {
    kind: 'extension', party, devices: atOnce ? devices : [], later: afterwards ? devices : [], ringTimeout: ringSeconds * 1000, rings, forwarding: internal,
  };
}

/** Whether anything can come of calling it. */
export function isReachable({ devices, later, rings, forwarding: { always, busy, noAnswer } }: ExtensionDestination): boolean {
  return devices.length + later.length > 0 || !rings || [always, busy, noAnswer].some((number) => number !== null);
}

/** Where a call goes that was not taken for this reason. Whoever declines is as good as busy. */
export function forwardedTo({ forwarding }: ExtensionDestination, reason: CallEndReason): string | null {
  if (reason === 'busy' || reason === 'declined') return forwarding.busy;
  return reason === 'no-answer' || reason === 'not-registered' ? forwarding.noAnswer : null;
}
