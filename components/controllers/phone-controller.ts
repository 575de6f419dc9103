import type { Call } from '@klapka/protocol';
import type { PhoneCall, PhonePort, PhoneStatus } from '../core/phone/phone-port.ts';
import { PortController } from './port-controller.ts';
import type { ControllerHost, SessionSource } from './session-controller.ts';

/** The phone of this page for an element. */
export class PhoneController extends PortController<PhonePort> {
  constructor(host: ControllerHost, sessions: SessionSource) {
    super(host, sessions, ({ phone }) => phone);
  }

  get phone(): PhonePort | null {
    return this.port;
  }

  get calls(): readonly PhoneCall[] {
    return this.port?.calls ?? [];
  }

  get status(): PhoneStatus {
    return this.port?.status ?? 'off';
  }
}

/** The row of the topic `calls` that a call of this phone belongs to, where the gateway has told of it already. */
export function callOf(phoneCall: PhoneCall, calls: Iterable<Call>): Call | undefined {
  for (const call of calls) {
    if (call.legs.some((leg) => leg.sipCallId === phoneCall.sipCallId)) return call;
  }
  return undefined;
}
