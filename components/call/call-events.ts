import type { PhoneCall } from '../controllers/index.ts';
import type { PbxElement } from '../shared/base-element.ts';
import type { CallDetail } from './call.types.ts';

function detailOf({ id, direction, number, name }: PhoneCall): CallDetail {
  return { callId: id, direction, number, name };
}

/** Turns the phone's states into events, each fired once, on the element that looks. */
export class CallWatch {
  private seen = new Map<string, PhoneCall['state']>();

  constructor(private readonly host: PbxElement) {}

  look(calls: readonly PhoneCall[]): void {
    const before = this.seen;
    // A listener may dial or hang up: what it causes must compare with this look.
    this.seen = new Map(calls.map((call) => [call.id, call.state]));
    for (const call of calls) {
      const was = before.get(call.id);
      if (was !== call.state) this.tell(call, was);
    }
  }

  private tell(call: PhoneCall, was: PhoneCall['state'] | undefined): void {
    const detail = detailOf(call);
    if (!was && call.state !== 'ended') this.host.emit('pbx-call-started', detail);
    if (call.state === 'talking') this.host.emit('pbx-call-answered', detail);
    if (call.state !== 'ended' || !was) return;
    const duration = call.answeredAt === null ? 0 : (call.endedAt ?? call.answeredAt) - call.answeredAt;
    this.host.emit('pbx-call-ended', { ...detail, reason: call.endReason ?? 'failed', duration });
  }
}
