import type { Call, Reach } from '@klapka/protocol';
import type { CallActions } from '../../../ports/call-actions.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Logger } from '../../../ports/logger.ts';
import { PbxError } from '../../../ports/pbx.ts';
import type { PbxCapabilities, PbxEvent, PbxPort, PbxRegistrar, PbxSnapshot, SipCredentials, SipSocket } from '../../../ports/pbx.ts';
import { emptyPlan } from '../../../ports/pbx-plan.ts';
import type { PbxAgentStanding, PbxPlan } from '../../../ports/pbx-plan.ts';
import type { MailboxActions } from '../../../ports/mailbox-actions.ts';
import type { QueueActions } from '../../../ports/queue-actions.ts';
import { PbxListeners } from '../../../ports/pbx-listeners.ts';
import { Threads } from './client.ts';
import type { ThreadsOptions } from './client.ts';
import { specified } from '../shared/registrar.ts';
import { putOwnSound } from './own-sounds.ts';
import { completeLeftOvers } from './recordings.ts';
import { remoteActions, remoteMailboxes } from './remote-actions.ts';
import { parkingSlots } from './b2bua/slots.ts';
import { Picture } from './picture.ts';
import { SipGate } from './sip/gate.ts';

export interface EmbeddedPbxOptions {
  id: string;
  capabilities: PbxCapabilities;
  threads: Pick<ThreadsOptions, 'addresses' | 'ports' | 'sounds' | 'ringTimeout' | 'quietAfter' | 'returnWithin' | 'parkTimeout' | 'folders' | 'udp' | 'messageSilence'>;
  logger: Logger;
  clock: Clock;
}

const firstRestartDelay = 500;
const longestRestartDelay = 30_000;
/** A PBX that ran this long starts its back-off anew. */
const calmAfter = 60_000;
const stopTimeout = 2_000;

/** The PBX as the gateway sees it. It keeps the picture and the sockets; the work is done in two threads. */
export class EmbeddedPbx implements PbxPort {
  readonly id: string;
  readonly capabilities: PbxCapabilities;
  readonly actions: CallActions;
  readonly queues: QueueActions;
  readonly mailboxes: MailboxActions;
  readonly parkingSlots = parkingSlots;
  readonly echoNumber = '*43';
  readonly #options: EmbeddedPbxOptions;
  readonly #picture = new Picture();
  readonly #listeners: PbxListeners;
  readonly #gate: SipGate;
  readonly #stopped = new AbortController();
  #threads: Threads | null = null;
  #plan: PbxPlan = emptyPlan;
  #startedAt = 0;
  #restartDelay = firstRestartDelay;

  constructor(options: EmbeddedPbxOptions) {
    this.#options = options;
    this.#listeners = new PbxListeners(options.logger);
    this.id = options.id;
    this.capabilities = options.capabilities;
    const { calls, queues } = remoteActions(() => this.#alive().sip, options.threads.folders?.recordings ?? null);
    this.actions = calls;
    this.queues = {
      ...queues,
      setStanding: (queueNumber, extensionNumber, standing) => {
        this.#remember(queueNumber, extensionNumber, standing);
        return queues.setStanding(queueNumber, extensionNumber, standing);
      },
    };
    this.mailboxes = remoteMailboxes(() => this.#alive().sip, options.threads.folders?.mailboxes ?? null);
    this.#gate = new SipGate({
      now: () => options.clock.now(),
      opened: (socketId, extensionNumber, deviceId) => this.#threads?.sip.notify('socketOpened', socketId, extensionNumber, deviceId),
      frame: (socketId, message) => this.#threads?.sip.notify('frame', socketId, message),
      closed: (socketId) => this.#threads?.sip.notify('socketClosed', socketId),
      cutOff: (reason) => options.logger.warn({ reason }, 'A SIP socket was cut off'),
    });
  }

  async start(): Promise<void> {
    const threads: Threads = new Threads({
      ...this.#options.threads,
      logger: this.#options.logger,
      reports: {
        event: (event) => this.#tell(event),
        send: (socketId, message) => this.#gate.send(socketId, message),
        closeSocket: (socketId, code, reason) => this.#gate.close(socketId, code, reason),
        authenticated: (socketId) => this.#gate.authenticated(socketId),
      },
      died: (reason) => this.#died(reason),
    });
    await threads.start();
    this.#threads = threads;
    this.#startedAt = this.#options.clock.now();
    await threads.sip.call('provision', this.#plan);
    await this.#completeRecordings();
  }

  /** Those of threads that died. */
  async #completeRecordings(): Promise<void> {
    const { threads: { folders }, logger } = this.#options;
    if (folders === null) return;
    try {
      for (const recording of await completeLeftOvers(folders.recordings)) this.#tell({ type: 'recorded', recording });
    } catch (error) {
      logger.error({ err: error }, 'Recordings that were being made could not be completed');
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    const threads = this.#threads;
    if (threads) {
      const patience = AbortSignal.timeout(stopTimeout);
      const tooLong = new Promise((resolve) => patience.addEventListener('abort', resolve, { once: true }));
      await Promise.race([threads.stop().catch(() => undefined), tooLong]);
      await threads.end('The PBX was stopped');
    }
    this.#threads = null;
    this.#gate.closeAll(1001, 'The PBX was stopped');
    for (const event of this.#picture.farewell(this.#options.clock.now())) this.#tell(event);
  }

  async ping(): Promise<void> {
    await this.#alive().ping().catch((error: unknown) => {
      throw new PbxError('PBX_UNAVAILABLE', 'The PBX does not answer', { cause: error });
    });
  }

  async provision(plan: PbxPlan): Promise<void> {
    this.#plan = plan;
    // Without threads the new plan waits for them.
    await this.#threads?.sip.call('provision', plan);
    this.#picture.keep(plan);
  }

  async setReach(extensionNumber: string, reach: Reach): Promise<void> {
    this.#plan = { ...this.#plan, extensions: this.#plan.extensions.map((extension) => (extension.number === extensionNumber ? { ...extension, reach } : extension)) };
    await this.#threads?.sip.call('setReach', extensionNumber, reach).catch(unavailable);
  }

  /** For threads that have to be started anew. */
  #remember(queueNumber: string, extensionNumber: string, standing: PbxAgentStanding): void {
    const queues = this.#plan.queues.map((queue) => {
      if (queue.number !== queueNumber) return queue;
      return { ...queue, agents: queue.agents.map((agent) => (agent.extensionNumber === extensionNumber ? { ...agent, ...standing } : agent)) };
    });
    this.#plan = { ...this.#plan, queues };
  }

  async putSound(name: string, wav: Uint8Array): Promise<void> {
    const { folders } = this.#options.threads;
    if (folders === null) throw new PbxError('NOT_SUPPORTED', 'This PBX has no folder for sounds');
    await putOwnSound(folders.sounds, name, wav);
  }

  /** Its calls end with the gateway, which has heard of them all. */
  callRecords(): Promise<Call[]> {
    return Promise.resolve([]);
  }

  registrar(): Promise<PbxRegistrar | null> {
    const { udp } = this.#options.threads;
    // Without an address they may register from, none ever does.
    return Promise.resolve(udp === null || udp.allow.length === 0 ? null : { host: specified(udp.host), port: udp.port });
  }

  snapshot(): Promise<PbxSnapshot> {
    return Promise.resolve(this.#picture.snapshot());
  }

  subscribe(listener: (event: PbxEvent) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  async sipCredentials(extensionNumber: string, deviceId: string): Promise<SipCredentials> {
    if (!this.#plan.extensions.some(({ number }) => number === extensionNumber)) throw new PbxError('NOT_FOUND', 'No such extension');
    const credentials = await this.#alive().sip.call('credentials', extensionNumber, deviceId).catch(unavailable);
    return { ...credentials, epoch: String(this.#startedAt) };
  }

  connectSip(extensionNumber: string, deviceId: string, socket: SipSocket): void {
    if (this.#threads) this.#gate.open(extensionNumber, deviceId, socket);
    else socket.close(1012, 'The PBX is restarting');
  }

  async revokeDevice(extensionNumber: string, deviceId: string): Promise<void> {
    await this.#threads?.sip.call('revoke', extensionNumber, deviceId).catch(unavailable);
  }

  async leaving(extensionNumber: string, deviceId: string): Promise<void> {
    await this.#threads?.sip.call('leaving', extensionNumber, deviceId).catch(unavailable);
  }

  async hangUp(callId: string): Promise<void> {
    if (!(await this.#alive().sip.call('hangUp', callId).catch(unavailable))) throw new PbxError('CALL_GONE', 'The call has ended');
  }

  #alive(): Threads {
    if (!this.#threads) throw new PbxError('PBX_UNAVAILABLE', 'The PBX is not running');
    return this.#threads;
  }

  #tell(event: PbxEvent): void {
    this.#picture.apply(event);
    this.#listeners.tell(event);
  }

  #died(reason: string): void {
    const { clock, logger } = this.#options;
    logger.error({ reason }, 'The PBX died and will be started again');
    const wasRunning = this.#threads !== null;
    this.#threads = null;
    if (wasRunning) {
      this.#gate.closeAll(1012, 'The PBX is restarting');
      this.#tell({ type: 'reset' });
      for (const event of this.#picture.farewell(clock.now())) this.#tell(event);
      if (clock.now() - this.#startedAt > calmAfter) this.#restartDelay = firstRestartDelay;
      this.#restart();
    }
  }

  #restart(): void {
    const delay = this.#restartDelay;
    this.#restartDelay = Math.min(longestRestartDelay, delay * 2);
    this.#options.clock.after(delay, () => {
      this.start().catch((error: unknown) => {
        this.#options.logger.error({ err: error }, 'The PBX could not be started again');
        this.#restart();
      });
    }, this.#stopped.signal);
  }
}

function unavailable(error: unknown): never {
  throw new PbxError('PBX_UNAVAILABLE', 'The PBX does not answer', { cause: error });
}
