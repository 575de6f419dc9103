import type { CallEndReason, LegState, LineState } from '@klapka/protocol';

/** Asterisk's device states (`DeviceStateChange`), as what a line does. What is not here counts as offline. */
const lines: Readonly<Record<string, LineState>> = {
  NOT_INUSE: 'idle',
  INUSE: 'busy',
  BUSY: 'busy',
  RINGING: 'ringing',
  RINGINUSE: 'busy',
  ONHOLD: 'held',
  UNAVAILABLE: 'offline',
  INVALID: 'offline',
  UNKNOWN: 'offline',
};

export function lineOf(deviceState: string): LineState {
  return lines[deviceState] ?? 'offline';
}

/** Why a call was never answered, by the cause the caller's channel ended with (ITU-T Q.850), and who is to blame. */
const unanswered: Readonly<Record<number, { reason: CallEndReason; by: 'callee' | 'pbx' }>> = {
  1: { reason: 'unknown-number', by: 'pbx' },
  3: { reason: 'unknown-number', by: 'pbx' },
  17: { reason: 'busy', by: 'callee' },
  18: { reason: 'no-answer', by: 'pbx' },
  19: { reason: 'no-answer', by: 'pbx' },
  20: { reason: 'not-registered', by: 'pbx' },
  21: { reason: 'declined', by: 'callee' },
  28: { reason: 'unknown-number', by: 'pbx' },
};

export function whyUnanswered(cause: number): { reason: CallEndReason; by: 'callee' | 'pbx' } {
  return unanswered[cause] ?? { reason: 'failed', by: 'pbx' };
}

/** A phone said no for its person: 603 (or 403), and nobody else is to be rung. */
export const causeDeclined = 21;
/** What `rtp_timeout` ends a channel with. */
export const causeNoMedia = 44;
export const causeNormal = 16;
/** What `klapka-may` ends with. */
export const causeForbidden = 52;
/** Somebody else has it: no missed call. */
export const causeElsewhere = 26;
/** "Destination out of order": nobody came back. */
export const causeLost = 27;

/** Words of `ChannelStateDesc` that change a leg. */
export function legStateOf(channelState: string): LegState | null {
  if (channelState === 'Up') return 'talking';
  return channelState === 'Ringing' ? 'ringing' : null;
}

/** Behind the number of an extension: the endpoint of its phones on desks, whose audio is plain RTP. */
export const deskSuffix = '@desk';

/** The extension of an endpoint, or a trunk's name. */
export function extensionOf(endpoint: string): string {
  return endpoint.endsWith(deskSuffix) ? endpoint.slice(0, -deskSuffix.length) : endpoint;
}

/** `PJSIP/1001-0000002a` is a channel of the extension 1001, and so is `PJSIP/1001@desk-0000002b`. Null: no phone's channel. */
export function endpointOf(channel: string): string | null {
  const endpoint = /^PJSIP\/(.+)-[0-9a-f]{8}$/.exec(channel)?.[1];
  return endpoint === undefined ? null : extensionOf(endpoint);
}

/** The part of a SIP address before the @. */
export function userOf(uri: string): string {
  return /^<?sips?:([^@;>]*)@/i.exec(uri)?.[1] ?? '';
}
