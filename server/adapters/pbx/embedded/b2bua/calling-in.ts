import type { Device } from '../sip/device.ts';
import { Attempt } from './attempt.ts';
import type { Call } from './call.ts';
import type { Destination } from './switchboard.ts';
import { gone } from './transfer.ts';

/** Calls a phone in and dials for it. */
export function originate(call: Call, device: Device, destination: Destination): void {
  if (destination.kind === 'unknown' || destination.kind === 'forbidden') return call.end(destination.kind === 'unknown' ? 'unknown-number' : 'forbidden', 'pbx');
  const attempt: Attempt = new Attempt({
    board: call.board, from: call.to, to: call.from, role: 'caller', legDelegate: call.legDelegate, header: 'X-Klapka-Answer: outgoing',
    outcome: {
      changed: () => call.tell(),
      rings: () => undefined,
      answered: (leg, answer) => {
        call.settle(attempt, leg);
        call.participants.push(leg);
        call.takeAnswer(leg, answer);
        call.reach(destination);
      },
      failed: (reason) => call.end(reason, 'caller'),
    },
  });
  call.ring(attempt, [device]);
}

/** Calls a phone in for a call that rings somewhere. */
export function pickUpRinging(call: Call, device: Device): void {
  const { main } = call;
  const busy = call.participants.some((leg) => leg.device === device);
  if (!main?.pending || main.claimed || busy) throw gone();
  main.add(device, 'X-Klapka-Answer: incoming');
  call.tell();
}
