import type { Call } from '@klapka/protocol';
import type { PbxDevice, PbxEvent, PbxLine, PbxSnapshot } from '../../../ports/pbx.ts';
import { deviceKey } from './sip/auth.ts';

/** What the PBX has told so far, kept in the gateway's thread: the snapshot, and what to say when the threads are gone. */
export class Picture {
  readonly #calls = new Map<string, Call>();
  readonly #devices = new Map<string, PbxDevice>();
  readonly #lines = new Map<string, PbxLine>();

  apply(event: PbxEvent): void {
    if (event.type === 'call') {
      if (event.call.state === 'ended') this.#calls.delete(event.call.id);
      else this.#calls.set(event.call.id, event.call);
    } else if (event.type === 'device') {
      const key = deviceKey(event.device.extensionNumber, event.device.deviceId);
      if (event.registered) this.#devices.set(key, event.device);
      else this.#devices.delete(key);
    } else if (event.type === 'line') {
      this.#lines.set(event.line.extensionNumber, event.line);
    }
  }

  /** Forgets the lines of extensions that are no more. */
  keepLines(numbers: ReadonlySet<string>): void {
    for (const number of this.#lines.keys()) if (!numbers.has(number)) this.#lines.delete(number);
  }

  snapshot(): PbxSnapshot {
    return { calls: [...this.#calls.values()], devices: [...this.#devices.values()], lines: [...this.#lines.values()] };
  }

  /** The events that end everything, for a PBX whose threads have died. */
  farewell(now: number): PbxEvent[] {
    const calls = [...this.#calls.values()].map((call): PbxEvent => {
      const legs = call.legs.map((leg) => ({ ...leg, state: 'ended' as const }));
      return { type: 'call', call: { ...call, legs, state: 'ended', endedAt: now, endReason: 'pbx-restarted', endedBy: 'pbx' } };
    });
    const devices = [...this.#devices.values()].map((device): PbxEvent => ({ type: 'device', device, registered: false }));
    const lines = [...this.#lines.values()]
      .filter(({ line }) => line !== 'offline')
      .map(({ extensionNumber }): PbxEvent => ({ type: 'line', line: { extensionNumber, line: 'offline' } }));
    return [...calls, ...devices, ...lines];
  }
}
