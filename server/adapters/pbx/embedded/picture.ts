import type { Call } from '@klapka/protocol';
import type { PbxPlan } from '../../../ports/pbx-plan.ts';
import type { PbxDevice, PbxEvent, PbxLine, PbxSnapshot, PbxTrunkState } from '../../../ports/pbx.ts';
import type { PbxAgent, PbxWaiting } from '../../../ports/queue-actions.ts';
import { deviceKey } from './sip/auth.ts';

/** What the PBX has told so far, kept in the gateway's thread: the snapshot, and what to say when the threads are gone. */
export class Picture {
  readonly #calls = new Map<string, Call>();
  readonly #devices = new Map<string, PbxDevice>();
  readonly #lines = new Map<string, PbxLine>();
  readonly #agents = new Map<string, PbxAgent>();
  readonly #waiting = new Map<string, PbxWaiting>();
  readonly #trunks = new Map<string, PbxTrunkState>();

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
    } else if (event.type === 'agent') {
      this.#agents.set(agentKey(event.agent), event.agent);
    } else if (event.type === 'waiting') {
      this.#waiting.set(event.waiting.queueNumber, event.waiting);
    } else if (event.type === 'trunk') {
      this.#trunks.set(event.trunk.id, event.trunk);
    }
  }

  /** Forgets lines, agents, queues and trunks that are no more. */
  keep({ extensions, queues, trunks }: PbxPlan): void {
    keepOnly(this.#lines, extensions.map(({ number }) => number));
    keepOnly(this.#agents, queues.flatMap(({ number: queueNumber, agents }) => agents.map(({ extensionNumber }) => agentKey({ queueNumber, extensionNumber }))));
    keepOnly(this.#waiting, queues.map(({ number }) => number));
    keepOnly(this.#trunks, trunks.map(({ id }) => id));
  }

  snapshot(): PbxSnapshot {
    return {
      calls: [...this.#calls.values()], devices: [...this.#devices.values()], lines: [...this.#lines.values()],
      agents: [...this.#agents.values()], waiting: [...this.#waiting.values()], trunks: [...this.#trunks.values()],
    };
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
    const agents = [...this.#agents.values()]
      .filter(({ state }) => state !== 'logged-out' && state !== 'unreachable')
      .map(({ queueNumber, extensionNumber }): PbxEvent => ({ type: 'agent', agent: { queueNumber, extensionNumber, state: 'unreachable', since: now } }));
    const waiting = [...this.#waiting.values()]
      .filter(({ callers }) => callers.length > 0)
      .map(({ queueNumber }): PbxEvent => ({ type: 'waiting', waiting: { queueNumber, callers: [] } }));
    const trunks = [...this.#trunks.keys()].map((id): PbxEvent => ({ type: 'trunk', trunk: { id, state: 'unknown', since: now } }));
    return [...calls, ...devices, ...lines, ...agents, ...waiting, ...trunks];
  }
}

const agentKey = ({ queueNumber, extensionNumber }: Pick<PbxAgent, 'queueNumber' | 'extensionNumber'>): string => `${queueNumber} ${extensionNumber}`;

function keepOnly(map: Map<string, unknown>, keys: readonly string[]): void {
  const kept = new Set(keys);
  for (const key of map.keys()) if (!kept.has(key)) map.delete(key);
}
