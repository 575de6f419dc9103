import { Readable } from 'node:stream';
import type { Call, Reach } from '@klapka/protocol';
import { noCallActionCapabilities, noCallActions } from '../../server/ports/call-actions.ts';
import type { CallActions } from '../../server/ports/call-actions.ts';
import { PbxError } from '../../server/ports/pbx.ts';
import type { PbxAgent, PbxWaiting, QueueActions } from '../../server/ports/queue-actions.ts';
import type { PbxCapabilities, PbxDevice, PbxEvent, PbxLine, PbxPort, PbxRegistrar, PbxSnapshot, PbxTrunkState, SipCredentials, SipSocket } from '../../server/ports/pbx.ts';
import { emptyPlan } from '../../server/ports/pbx-plan.ts';
import type { PbxExtension, PbxPlan } from '../../server/ports/pbx-plan.ts';
import { FakeMailboxes } from './mailboxes.ts';

/** A PBX in memory that a test plays. As strict as a real one about what it does not know. */
export class FakePbx implements PbxPort {
  readonly id = 'fake';
  capabilities: PbxCapabilities = {
    calls: 'push', devices: 'push', sip: 'sip', hangUp: 'push', holdMusic: 'pbx', resume: 'push', ...noCallActionCapabilities, redirect: 'push', video: 'none', park: 'push', reach: 'push',
    queues: 'push', ringGroups: 'push', menus: 'push', outside: 'push', featureCodes: 'push', voicemail: 'push', provision: 'push' };
  /** What was asked of it with calls, in order; it does nothing of it. */
  readonly asked: { action: string; args: unknown[] }[] = [];
  readonly actions = remembering(this.asked);
  parkingSlots: readonly string[] = ['701', '702'];
  echoNumber = '*43';
  deskPhones: PbxRegistrar | null = { host: null, port: 5060 };
  registrar(): Promise<PbxRegistrar | null> {
    return Promise.resolve(this.deskPhones);
  }
  readonly calls = new Map<string, Call>();
  readonly devices = new Map<string, PbxDevice>();
  readonly lines = new Map<string, PbxLine>();
  readonly hungUp: string[] = [];
  readonly revoked: { extensionNumber: string; deviceId: string }[] = [];
  readonly left: { extensionNumber: string; deviceId: string }[] = [];
  readonly phones: { extensionNumber: string; deviceId: string; socket: SipSocket }[] = [];
  readonly received: string[] = [];
  available = true;
  plan: PbxPlan = emptyPlan;
  get extensions(): readonly PbxExtension[] {
    return this.plan.extensions;
  }
  readonly agents = new Map<string, PbxAgent>();
  readonly waiting = new Map<string, PbxWaiting>();
  readonly trunks = new Map<string, PbxTrunkState>();
  readonly queues = this.#queueActions();
  readonly mailboxes = new FakeMailboxes((event) => this.tell(event));
  readonly sounds = new Map<string, Uint8Array>();
  /** What `callRecords` answers. */
  records: Call[] = [];
  readonly #listeners = new Set<(event: PbxEvent) => void>();

  start(): Promise<void> {
    return Promise.resolve();
  }
  stop(): Promise<void> {
    for (const { socket } of this.phones) socket.close(1001, 'stopping');
    return Promise.resolve();
  }
  ping(): Promise<void> {
    return this.available ? Promise.resolve() : Promise.reject(new PbxError('PBX_UNAVAILABLE', 'The PBX is down'));
  }
  provision(plan: PbxPlan): Promise<void> {
    this.plan = plan;
    return Promise.resolve();
  }
  putSound(name: string, wav: Uint8Array): Promise<void> {
    this.sounds.set(name, wav);
    return Promise.resolve();
  }
  callRecords(since: number): Promise<Call[]> {
    return Promise.resolve(this.records.filter(({ endedAt = 0 }) => endedAt >= since));
  }
  readonly reaches: [string, Reach][] = [];
  setReach(extensionNumber: string, reach: Reach): Promise<void> {
    if (!this.available) return Promise.reject(new PbxError('PBX_UNAVAILABLE', 'The PBX is down'));
    this.reaches.push([extensionNumber, reach]);
    return Promise.resolve();
  }
  snapshot(): Promise<PbxSnapshot> {
    return Promise.resolve({ calls: [...this.calls.values()], devices: [...this.devices.values()], lines: [...this.lines.values()], agents: [...this.agents.values()], waiting: [...this.waiting.values()], trunks: [...this.trunks.values()] });
  }
  subscribe(listener: (event: PbxEvent) => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }
  sipCredentials(extensionNumber: string, deviceId: string): Promise<SipCredentials> {
    if (!this.available) return Promise.reject(new PbxError('PBX_UNAVAILABLE', 'The PBX is down'));
    if (!this.extensions.some(({ number }) => number === extensionNumber)) return Promise.reject(new PbxError('NOT_FOUND', 'No such extension'));
    return Promise.resolve({ aor: `${extensionNumber}@fake`, username: `${extensionNumber}-${deviceId}`, password: 'short-lived', expiresAt: Date.now() + 300_000 });
  }
  connectSip(extensionNumber: string, deviceId: string, socket: SipSocket): void {
    this.phones.push({ extensionNumber, deviceId, socket });
    socket.onMessage((message) => {
      this.received.push(message);
      socket.send(`echo ${message}`);
    });
  }
  revokeDevice(extensionNumber: string, deviceId: string): Promise<void> {
    this.revoked.push({ extensionNumber, deviceId });
    return Promise.resolve();
  }
  leaving(extensionNumber: string, deviceId: string): Promise<void> {
    this.left.push({ extensionNumber, deviceId });
    return Promise.resolve();
  }
  hangUp(callId: string): Promise<void> {
    if (!this.calls.has(callId)) return Promise.reject(new PbxError('CALL_GONE', 'No such call'));
    this.hungUp.push(callId);
    return Promise.resolve();
  }

  /** The PBX tells something. */
  tell(event: PbxEvent): void {
    if (event.type === 'call') {
      if (event.call.state === 'ended') this.calls.delete(event.call.id);
      else this.calls.set(event.call.id, event.call);
    } else if (event.type === 'line') this.lines.set(event.line.extensionNumber, event.line);
    else if (event.type === 'device') {
      if (event.registered) this.devices.set(event.device.deviceId, event.device);
      else this.devices.delete(event.device.deviceId);
    } else if (event.type === 'agent') this.agents.set(`${event.agent.queueNumber}:${event.agent.extensionNumber}`, event.agent);
    else if (event.type === 'waiting') this.waiting.set(event.waiting.queueNumber, event.waiting);
    else if (event.type === 'trunk') this.trunks.set(event.trunk.id, event.trunk);
    for (const listener of this.#listeners) listener(event);
  }

  /** Takes what a real one would: of queues and agents its plan names. */
  #queueActions(): QueueActions {
    const keep = (action: string, ...args: unknown[]): Promise<void> => {
      if (!this.available) return Promise.reject(new PbxError('PBX_UNAVAILABLE', 'The PBX is down'));
      this.asked.push({ action, args });
      return Promise.resolve();
    };
    const known = (queueNumber: string, extensionNumber: string): boolean =>
      this.plan.queues.some(({ number, agents }) => number === queueNumber && agents.some((agent) => agent.extensionNumber === extensionNumber));
    const unknown = (): Promise<never> => Promise.reject(new PbxError('NOT_FOUND', 'No such agent'));
    return {
      setStanding: (queue, extension, standing) => (known(queue, extension) ? keep('setStanding', queue, extension, standing) : unknown()),
      endWrapUp: (queue, extension) => (known(queue, extension) ? keep('endWrapUp', queue, extension) : unknown()),
      moveFirst: (callId) => keep('moveFirst', callId),
    };
  }
}

/** Takes every action and keeps it. */
function remembering(asked: FakePbx['asked']): CallActions {
  const answers: Partial<Record<keyof CallActions, unknown>> = { originate: { callId: 'originated' }, park: { slot: '701' } };
  const audio = (id: unknown): Promise<AsyncIterable<Uint8Array>> => Promise.resolve(Readable.from([Buffer.from(`RIFF of ${String(id)}`)]));
  return Object.fromEntries((Object.keys(noCallActions) as (keyof CallActions)[]).map((action) => [action, (...args: unknown[]) => {
    asked.push({ action, args });
    return action === 'recordingAudio' ? audio(args[0]) : Promise.resolve(answers[action]);
  }])) as unknown as CallActions;
}
