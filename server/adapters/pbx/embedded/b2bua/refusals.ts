import type { CallEndReason } from '@klapka/protocol';

const said: Readonly<Record<number, CallEndReason>> = {
  404: 'unknown-number', 410: 'unknown-number', 414: 'unknown-number', 416: 'unknown-number', 484: 'unknown-number', 485: 'unknown-number', 604: 'unknown-number',
  480: 'no-answer', 487: 'no-answer',
  486: 'busy', 600: 'busy',
  603: 'declined', 607: 'declined',
  415: 'failed', 488: 'failed', 606: 'failed',
};

/** What a carrier says of who was called; null where it is the carrier that cannot or will not, and another one may (no word, 5xx, 403). */
export function saidByCarrier(status: number, rang: boolean): CallEndReason | null {
  return status === 408 && rang ? 'no-answer' : (said[status] ?? null);
}
