import { describe, expect, it } from 'vitest';
import { endReason, type SessionEnd } from '../../../components/core/phone/end-reason.ts';

describe('why a SIP session ended', () => {
  const cases: [SessionEnd, string][] = [
    [{ how: 'rejected', status: 486, progressed: true }, 'busy'],
    [{ how: 'rejected', status: 600, progressed: true }, 'busy'],
    [{ how: 'rejected', status: 603, progressed: true }, 'declined'],
    [{ how: 'rejected', status: 404, progressed: true }, 'unknown-number'],
    [{ how: 'rejected', status: 484 }, 'unknown-number'],
    [{ how: 'rejected', status: 403 }, 'forbidden'],
    [{ how: 'rejected', status: 487, progressed: true }, 'cancelled'],
    [{ how: 'rejected', status: 408, progressed: true }, 'no-answer'],
    [{ how: 'rejected', status: 408, progressed: false }, 'failed'],
    [{ how: 'rejected', status: 503, progressed: false }, 'failed'],
    [{ how: 'rejected', status: 480, progressed: true }, 'not-registered'],
    [{ how: 'rejected', status: 480, progressed: true, reason: 'Q.850;cause=19;text="No answer"' }, 'no-answer'],
    [{ how: 'rejected', status: 480, progressed: true, reason: 'Q.850;cause=20' }, 'not-registered'],
    [{ how: 'rejected', status: 999 }, 'failed'],
    [{ how: 'cancelled' }, 'cancelled'],
    [{ how: 'cancelled', reason: 'SIP;cause=200;text="Call completed elsewhere"' }, 'answered-elsewhere'],
    [{ how: 'cancelled', reason: 'SIP ;text="x" ;cause=603' }, 'declined'],
    [{ how: 'cancelled', reason: 'Q.850;cause=16' }, 'cancelled'],
    [{ how: 'cancelled', reason: 'nonsense' }, 'cancelled'],
    [{ how: 'bye' }, 'hung-up'],
    [{ how: 'bye', reason: 'Q.850;cause=16;text="Normal Clearing"' }, 'hung-up'],
    [{ how: 'bye', reason: 'Q.850;cause=44' }, 'lost'],
    [{ how: 'bye', reason: 'SIP;cause=503;text="Restart"' }, 'pbx-restarted'],
  ];
  it.each(cases)('%j is %s', (end, reason) => {
    expect(endReason(end)).toBe(reason);
  });
});
