import type { AgentState, Call, LineState } from '@klapka/protocol';
import type { PbxEvent, PbxPort } from '../../../server/ports/pbx.ts';
import type { PbxAgent } from '../../../server/ports/queue-actions.ts';

/** ms a test waits for what must come. */
export const patience = 8000;

/** Follows a PBX's events and waits for the one that is meant. */
export class Watch {
  readonly events: PbxEvent[] = [];
  readonly #waiting = new Set<(event: PbxEvent) => void>();

  constructor(pbx: PbxPort, signal: AbortSignal) {
    pbx.subscribe((event) => {
      this.events.push(event);
      for (const waiting of [...this.#waiting]) waiting(event);
    }, signal);
  }

  next(matches: (event: PbxEvent) => boolean, what: string): Promise<PbxEvent> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`No event within ${patience} ms: ${what}`)), patience);
      const listener = (event: PbxEvent): void => {
        if (!matches(event)) return;
        clearTimeout(timer);
        this.#waiting.delete(listener);
        resolve(event);
      };
      this.#waiting.add(listener);
    });
  }

  async call(matches: (call: Call) => boolean, what: string): Promise<Call> {
    const told = this.events.findLast((event) => event.type === 'call' && matches(event.call));
    const event = told ?? (await this.next((candidate) => candidate.type === 'call' && matches(candidate.call), what));
    if (event.type !== 'call') throw new Error('not a call');
    return event.call;
  }

  /** A recording of a call that is told after so many events. */
  async recording(after: number, callId: string): Promise<void> {
    const matches = (event: PbxEvent): boolean => event.type === 'recorded' && event.recording.callId === callId;
    if (!this.events.slice(after).some(matches)) await this.next(matches, 'a recording');
  }

  async device(deviceId: string, registered: boolean): Promise<void> {
    const last = this.events.findLast((event) => event.type === 'device' && event.device.deviceId === deviceId);
    if (last?.type === 'device' && last.registered === registered) return;
    await this.next((event) => event.type === 'device' && event.device.deviceId === deviceId && event.registered === registered, `device ${registered}`);
  }

  /** Resolves when the last word about an agent of a queue is so. */
  async agent(queueNumber: string, extensionNumber: string, state: AgentState): Promise<PbxAgent> {
    const about = (event: PbxEvent): event is PbxEvent & { type: 'agent' } => event.type === 'agent' && event.agent.queueNumber === queueNumber && event.agent.extensionNumber === extensionNumber;
    const last = this.events.findLast(about);
    if (last?.agent.state === state) return last.agent;
    const event = await this.next((candidate) => about(candidate) && candidate.agent.state === state, `${extensionNumber} of ${queueNumber} ${state}`);
    if (!about(event)) throw new Error('not an agent');
    return event.agent;
  }

  /** Resolves when these calls wait in a queue, in this order. */
  async waiting(queueNumber: string, callIds: readonly string[]): Promise<void> {
    const about = (event: PbxEvent): event is PbxEvent & { type: 'waiting' } => event.type === 'waiting' && event.waiting.queueNumber === queueNumber;
    const waits = (event: PbxEvent): boolean => about(event) && event.waiting.callers.map(({ callId }) => callId).join() === callIds.join();
    const last = this.events.findLast(about);
    if (last ? !waits(last) : callIds.length > 0) await this.next(waits, `${callIds.length} wait in ${queueNumber}`);
  }

  async line(extensionNumber: string, line: LineState): Promise<void> {
    const last = this.events.findLast((event) => event.type === 'line' && event.line.extensionNumber === extensionNumber);
    if (last?.type === 'line' && last.line.line === line) return;
    await this.next((event) => event.type === 'line' && event.line.extensionNumber === extensionNumber && event.line.line === line, `${extensionNumber} ${line}`);
  }
}
