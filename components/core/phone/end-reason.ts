import type { CallEndReason } from '@klapka/protocol';

/** How a SIP session ended, without a word of SIP. */
export interface SessionEnd {
  /** `rejected`: a final answer above 299 to our INVITE; `cancelled`: a CANCEL before we answered; `bye`: after it was answered. */
  how: 'rejected' | 'cancelled' | 'bye';
  /** Final status of a rejected INVITE. */
  status?: number;
  /** Header `Reason` (RFC 3326), as received. */
  reason?: string | undefined;
  /** Something came back before: a 408 or 503 of our own stack means an unreachable PBX only if nothing did. */
  progressed?: boolean;
}

const byStatus: Readonly<Record<number, CallEndReason>> = {
  403: 'forbidden',
  404: 'unknown-number',
  408: 'no-answer',
  410: 'unknown-number',
  480: 'not-registered',
  484: 'unknown-number',
  486: 'busy',
  487: 'cancelled',
  600: 'busy',
  603: 'declined',
  604: 'unknown-number',
  607: 'declined',
};

/** Causes of ITU-T Q.850 as PBXes put them into `Reason`. */
const byQ850: Readonly<Record<number, CallEndReason>> = {
  1: 'unknown-number',
  16: 'hung-up',
  17: 'busy',
  18: 'no-answer',
  19: 'no-answer',
  20: 'not-registered',
  21: 'declined',
  26: 'answered-elsewhere',
  27: 'lost',
  28: 'unknown-number',
  38: 'lost',
  41: 'lost',
  44: 'lost',
};

export function endReason(end: SessionEnd): CallEndReason {
  const told = reasonHeader(end.reason);
  switch (end.how) {
    case 'bye':
      return told && told !== 'cancelled' && told !== 'unknown-number' ? told : 'hung-up';
    case 'cancelled':
      // RFC 3326 §2: the caller's side says "SIP;cause=200" when another device took the call.
      return told && told !== 'hung-up' ? told : 'cancelled';
    case 'rejected': {
      if (!end.progressed && (end.status === 408 || end.status === 503)) return 'failed';
      // 480 is said both for "not there" and for "does not answer"; only the cause tells them apart.
      if (end.status === 480 && told) return told === 'hung-up' ? 'not-registered' : told;
      return byStatus[end.status ?? 0] ?? 'failed';
    }
  }
}

/** `SIP;cause=200;text="…"`, `Q.850;cause=19`. */
function reasonHeader(header: string | undefined): CallEndReason | null {
  const found = /^\s*(SIP|Q\.850)\s*;(?:.*;)?\s*cause\s*=\s*(\d+)/i.exec(header ?? '');
  if (!found) return null;
  const cause = Number(found[2]);
  if (found[1]?.toUpperCase() === 'Q.850') return byQ850[cause] ?? null;
  if (cause === 200) return 'answered-elsewhere';
  if (cause === 503) return 'pbx-restarted';
  return byStatus[cause] ?? null;
}
