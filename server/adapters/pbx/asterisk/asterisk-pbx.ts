import type { Call, CallEndReason, Reach } from '@klapka/protocol';
import type { z } from 'zod';
import type { CallActions, DeviceRef } from '../../../ports/call-actions.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Logger } from '../../../ports/logger.ts';
import { PbxError } from '../../../ports/pbx.ts';
import type { PbxCapabilities, PbxEvent, PbxPort, PbxRegistrar, PbxSnapshot, SipCredentials, SipSocket } from '../../../ports/pbx.ts';
import { emptyPlan } from '../../../ports/pbx-plan.ts';
import type { PbxExtension, PbxPlan } from '../../../ports/pbx-plan.ts';
import type { MailboxActions } from '../../../ports/mailbox-actions.ts';
import type { QueueActions } from '../../../ports/queue-actions.ts';
import { PbxListeners } from '../../../ports/pbx-listeners.ts';
import { AmiClient } from './ami/client.ts';
import { AmiError } from './ami/errors.ts';
import type { AmiMessage } from './ami/message.ts';
import { callActions } from './actions.ts';
import { Ari } from './ari.ts';
import { addressOf } from './calling-in.ts';
import type { ActionTools } from './calling-in.ts';
import { Conferences } from './conference.ts';
import type { configSchema } from './index.ts';
import { Handover } from './handover.ts';
import type { Arrival } from './handover.ts';
import { readHistory } from './history.ts';
import { missingContexts, missingModules, readInventory } from './inventory.ts';
import { KeyPresses } from './key-presses.ts';
import { Meeting } from './meeting.ts';
import { Monitoring } from './monitoring.ts';
import { Muting } from './muting.ts';
import { Parking, parkingSlots } from './parking.ts';
import { ringToo } from './pick-up.ts';
import { Picture } from './picture.ts';
import { Provisioning } from './provisioning.ts';
import { Recordings } from './recording.ts';
import { unavailable } from './refusals.ts';
import { Services } from './services.ts';
import { Sessions } from './sessions.ts';
import { SipGate } from './sip/gate.ts';
import { Switchboard } from './switchboard.ts';
import { told } from './told.ts';
import { sideOf } from './tracked.ts';
import type { Channel, EndedBy } from './tracked.ts';
import { looseAnswered, sendBack, sendLost } from './transfer.ts';
import { causeDeclined, causeLost, causeNormal, userOf, whyUnanswered } from './translate.ts';

export interface AsteriskPbxOptions {
  id: string;
  capabilities: PbxCapabilities;
  settings: z.output<typeof configSchema>;
  logger: Logger;
  clock: Clock;
  fetch: typeof fetch;
}

/** ms until what Asterisk did not answer is tried again. */
const retryAfter = 5_000;

/** Asterisk as the gateway sees it. Its calls are its own: they go on when the gateway stops. */
export class AsteriskPbx implements PbxPort {
  readonly id: string;
  readonly capabilities: PbxCapabilities;
  readonly actions: CallActions;
  readonly queues: QueueActions;
  readonly mailboxes: MailboxActions;
  readonly parkingSlots = parkingSlots;
  readonly echoNumber = '*43';
  readonly registrar = (): Promise<PbxRegistrar | null> => this.#provisioning.registrar().catch(unavailable);
  readonly #options: AsteriskPbxOptions;
  readonly #listeners: PbxListeners;
  readonly #ami: AmiClient;
  readonly #sessions: Sessions;
  readonly #gate: SipGate;
  readonly #picture: Picture;
  readonly #provisioning: Provisioning;
  readonly #services: Services;
  readonly #switchboard: Switchboard;
  readonly #meeting: Meeting;
  readonly #tools: ActionTools;
  readonly #handover: Handover;
  readonly #recordings: Recordings;
  readonly #keys: KeyPresses;
  /** They do what a change of a call means to them. */
  readonly #followers: readonly { changed(callId: string): void }[];
  readonly #life = new AbortController();
  #plan: PbxPlan = emptyPlan;
  #extensions = new Map<string, PbxExtension>();
  /** Events that come while the picture is read anew; null: it is right. */
  #waiting: AmiMessage[] | null = [];
  /** When Asterisk was started, in its words: another one means that its calls are over. */
  #startedAt: string | null = null;
  #missing: readonly string[] = [];
  #loaded: Promise<void> = Promise.resolve();
  /** How often the picture was read: a retry is for the latest reading alone. */
  #loads = 0;

  constructor(options: AsteriskPbxOptions) {
    const { settings, logger, clock } = options;
    this.#options = options;
    this.#listeners = new PbxListeners(options.logger);
    this.id = options.id;
    this.capabilities = options.capabilities;
    const ari = new Ari(settings.ari, options.fetch);
    this.#sessions = new Sessions(ari, (extensionNumber, deviceId) => this.#gate.isOpen(extensionNumber, deviceId));
    this.#gate = this.#createGate();
    this.#ami = new AmiClient({
      ...settings.ami, clock, logger,
      onEvent: (event) => this.#heard(event),
      onReady: () => void (this.#loaded = this.#load()),
      onLost: () => void (this.#waiting ??= []),
    });
    const { configFolder: folder, ringTimeout, lostAfter, quietAfter, returnWithin } = settings;
    this.#provisioning = new Provisioning({ ami: this.#ami, ari, logger, sessions: this.#sessions, folder, ringTimeout, lostAfter, returnWithin });
    this.#switchboard = new Switchboard(this.#ami, logger, folder !== null);
    this.#services = this.#createServices(ari);
    ({ queues: this.queues, mailboxes: this.mailboxes } = this.#services);
    this.#picture = this.#createPicture();
    const nameOf = (number: string): string | undefined => this.#extensions.get(number)?.name;
    const { calls } = this.#picture;
    const shared = { picture: this.#picture, calls, gate: this.#gate, switchboard: this.#switchboard, clock, life: this.#life.signal, nameOf, ringTimeout };
    this.#recordings = new Recordings({ ...shared, ari, logger, recorded: (recording) => this.#tell({ type: 'recorded', recording }) });
    const registered = (deviceId: string): Promise<void> => this.#told((event) => event.type === 'device' && event.registered && event.device.deviceId === deviceId);
    const find = (device: DeviceRef): Promise<string> => addressOf({ ...shared, registered }, device);
    const conferences = new Conferences({ ...shared, addressOf: find, hangUp: (callId) => void this.#endCall(callId, 'hung-up', causeNormal, null) });
    const [monitoring, muting] = [new Monitoring({ ...shared, addressOf: find }), new Muting(calls, this.#switchboard)];
    this.#followers = [this.#recordings, conferences, monitoring, muting];
    this.#meeting = new Meeting({ calls, switchboard: this.#switchboard, clock, confer: (call) => conferences.back(call) });
    this.#tools = {
      ...shared, registered, meeting: this.#meeting,
      settled: (callId) => this.#recordings.settled(callId),
      answered: (callId) => this.#until(callId, ({ state }) => state !== 'ringing'),
    };
    this.actions = callActions({ ...this.#tools, parking: new Parking(this.#tools, settings.parkTimeout), recordings: this.#recordings, conferences, monitoring, muting });
    this.#keys = new KeyPresses({ ...shared, logger, actions: this.actions, able: this.capabilities.featureCodes !== 'none', plan: () => this.#plan, extension: (number) => this.#extensions.get(number) });
    const lose = (callId: string, leg: Readonly<Channel>): unknown => conferences.lose(callId, leg.uniqueId) || this.#endCall(callId, 'lost', causeLost, sideOf(leg));
    this.#handover = new Handover({
      ...shared, meeting: this.#meeting, quietAfter, returnWithin, refused: lose, succeed: (former, next) => this.#services.succeed(former, next),
      lost: (callId, leg) => void sendLost(this.#tools, callId, leg, this.#extensions.get(leg.endpoint)?.reach).then((sent) => sent || lose(callId, leg)),
    });
  }

  #createGate(): SipGate {
    const { settings, logger, clock } = this.#options;
    return new SipGate({
      url: `${settings.ari.url.replace(/^http/, 'ws')}/ws`,
      sessionOf: (extensionNumber, deviceId) => this.#sessions.of(extensionNumber, deviceId),
      cutOff: (reason) => logger.warn({ reason }, 'A SIP socket was cut off'),
      unplugged: (deviceId) => this.#handover.unplugged(deviceId),
      clock,
      heard: (sipCallId) => this.#switchboard.heard(this.#picture.calls.channelOf(sipCallId) ?? ''),
    });
  }

  #createServices(ari: Ari): Services {
    const { clock, logger, settings: { configFolder: folder, messageSilence } } = this.#options;
    return new Services({
      ami: this.#ami, ari, clock, life: this.#life.signal, folder, silence: Math.round(messageSilence / 1000),
      nameOf: (number) => this.#extensions.get(number)?.name,
      callOf: (uniqueId) => this.#picture.calls.legOf(uniqueId)?.call.id,
      isComing: (callId) => this.#picture.calls.get(callId)?.at?.kind === 'queue',
      tell: (event) => this.#tell(event),
      failed: (error) => logger.warn({ err: error }, 'What Asterisk told of could not be looked up'),
    });
  }

  #createPicture(): Picture {
    const { clock } = this.#options;
    return new Picture({
      now: () => clock.now(),
      nameOf: (number) => this.#extensions.get(number)?.name,
      nameOfPlace: (number) => this.#services.nameOfPlace(number) ?? this.#extensions.get(number)?.name,
      deviceOf: (token) => this.#gate.deviceOf(token),
      tell: (event) => this.#tell(event),
      appeared: (channel) => void this.#identify(channel),
      arrived: (device, uri) => this.#arrived({ ...device, uri, page: this.#gate.pageOf(userOf(uri)) }),
      declined: (names) => void this.#switchboard.hangUp(names, causeDeclined),
      released: (names) => void this.#switchboard.hangUp(names, causeNormal),
      holdChanged: (callId) => this.#meeting.holdChanged(callId),
      reached: (callId, legId) => void looseAnswered(this.#tools, callId, legId),
      notReached: (callId, cause) => void this.#notReached(callId, cause),
    });
  }

  /** A phone has registered. */
  #arrived(arrival: Arrival): void {
    this.#handover.arrived(arrival);
    void ringToo(this.#tools, arrival);
  }

  async #notReached(callId: string, cause: number): Promise<void> {
    if (await sendBack(this.#tools, callId)) return;
    const { reason, by } = whyUnanswered(cause);
    this.#endCall(callId, reason, cause, by);
  }

  /** A wrong secret is an error; an Asterisk that is not there yet is waited for. */
  async start(): Promise<void> {
    try {
      await this.#ami.start();
      await this.#loaded;
    } catch (error) {
      if (error instanceof AmiError && (error.code === 'LOGIN_REFUSED' || error.code === 'PROTOCOL')) {
        throw new PbxError('PBX_UNAVAILABLE', error.message, { cause: error });
      }
      this.#options.logger.warn({ err: error }, 'Asterisk is not there yet');
      this.#ami.tryAgain();
    }
  }

  stop(): Promise<void> {
    this.#life.abort();
    this.#gate.closeAll(1001, 'The gateway stops');
    this.#ami.stop();
    return Promise.resolve();
  }

  async ping(): Promise<void> {
    await this.#ami.action('Ping').catch(unavailable);
    if (this.#waiting !== null) throw new PbxError('PBX_UNAVAILABLE', 'Asterisk is being read');
    if (this.#missing.length > 0) throw new PbxError('PBX_UNAVAILABLE', `Asterisk has not loaded ${this.#missing.join(', ')}`);
  }

  async provision(plan: PbxPlan): Promise<void> {
    const before = this.#extensions;
    this.#plan = plan;
    this.#extensions = new Map(plan.extensions.map((extension) => [extension.number, extension]));
    // Without a connection the new plan waits for it.
    if (this.#ami.connected) await this.#applyPlan().catch(unavailable);
    for (const number of before.keys()) {
      if (this.#extensions.has(number)) continue;
      for (const callId of this.#picture.calls.ofExtension(number)) this.#endCall(callId, 'failed', causeNormal, null);
      this.#gate.closeExtension(number, 1008, 'No such extension');
    }
  }

  async setReach(extensionNumber: string, reach: Reach): Promise<void> {
    const extension = this.#extensions.get(extensionNumber);
    if (!extension) return;
    this.#extensions.set(extensionNumber, { ...extension, reach });
    this.#plan = { ...this.#plan, extensions: [...this.#extensions.values()] };
    // Without a connection it waits for one.
    if (this.#ami.connected) await this.#provisioning.setReach(extensionNumber, reach).catch(unavailable);
  }

  async putSound(name: string, wav: Uint8Array): Promise<void> {
    if (this.capabilities.provision === 'none') throw new PbxError('NOT_SUPPORTED', 'This Asterisk’s sounds are somebody else’s');
    await this.#services.putSound(name, wav);
  }

  async callRecords(since: number): Promise<Call[]> {
    const { callsFile } = this.#options.settings;
    return callsFile === null ? [] : readHistory(callsFile, since, (number) => this.#extensions.get(number)?.name);
  }

  snapshot(): Promise<PbxSnapshot> {
    return Promise.resolve({ ...this.#picture.snapshot(), ...this.#services.snapshot() });
  }

  subscribe(listener: (event: PbxEvent) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  async sipCredentials(extensionNumber: string, deviceId: string): Promise<SipCredentials> {
    if (!this.#extensions.has(extensionNumber)) throw new PbxError('NOT_FOUND', 'No such extension');
    if (this.#provisioning.isForeign(extensionNumber)) throw new PbxError('NOT_SUPPORTED', 'This extension’s phones are of Asterisk’s own configuration');
    const credentials = await this.#sessions.issue(extensionNumber, deviceId, this.#options.clock.now()).catch(unavailable);
    this.#expire(extensionNumber, deviceId, credentials);
    return this.#startedAt === null ? credentials : { ...credentials, epoch: this.#startedAt };
  }

  connectSip(extensionNumber: string, deviceId: string, socket: SipSocket): void {
    if (this.#extensions.has(extensionNumber)) this.#gate.open(extensionNumber, deviceId, socket);
    else socket.close(1008, 'No such extension');
  }

  async revokeDevice(extensionNumber: string, deviceId: string): Promise<void> {
    this.#gate.close(extensionNumber, deviceId, 1001, 'The device was removed');
    for (const { call, leg } of this.#picture.calls.ofDevice(deviceId)) this.#endCall(call.id, 'lost', causeNormal, sideOf(leg));
    await this.#sessions.revoke(extensionNumber, deviceId).catch(unavailable);
  }

  async leaving(_extensionNumber: string, deviceId: string): Promise<void> {
    for (const { call, leg } of this.#picture.calls.ofDevice(deviceId)) {
      if (call.answeredAt !== null || leg.role !== 'caller' || (call.at && leg.state === 'talking')) continue;
      // Asterisk's events come a moment after what they tell: it may have been answered just now.
      if (await this.#switchboard.isUp(leg.name)) await this.#until(call.id, ({ state }) => state !== 'ringing');
      else this.#endCall(call.id, 'cancelled', causeNormal, 'caller');
    }
    this.#handover.leaving(deviceId);
  }

  async hangUp(callId: string): Promise<void> {
    if (!this.#ami.connected) throw new PbxError('PBX_UNAVAILABLE', 'Asterisk is not connected');
    if (!this.#endCall(callId, 'hung-up', causeNormal, null)) throw new PbxError('CALL_GONE', 'The call has ended');
    await this.#until(callId, ({ state }) => state === 'ended');
  }

  /** Resolves when a call is told of as wanted, or that takes too long. */
  #until(callId: string, wanted: (call: Call) => boolean): Promise<void> {
    return this.#told((event) => event.type === 'call' && event.call.id === callId && wanted(event.call));
  }

  #told(wanted: (event: PbxEvent) => boolean): Promise<void> {
    return told(this.#listeners, this.#options.clock, wanted);
  }

  /** Passwords whose phone is not there when they end are taken back. One that is there has shown them, and asks for new ones in time. */
  #expire(extensionNumber: string, deviceId: string, { username, expiresAt }: SipCredentials): void {
    const { clock, logger } = this.#options;
    clock.after(expiresAt - clock.now(), () => {
      if (this.#sessions.of(extensionNumber, deviceId)?.username !== username) return;
      if (this.#gate.isOpen(extensionNumber, deviceId)) return this.#expire(extensionNumber, deviceId, { username, expiresAt: clock.now() + 60_000, aor: '', password: '' });
      this.#sessions.revoke(extensionNumber, deviceId).catch((error: unknown) => logger.warn({ err: error }, 'A password could not be taken back'));
    });
  }

  /** False: there is no such call. The answer is the event of its end. */
  #endCall(callId: string, reason: CallEndReason, cause: number, by: EndedBy | null): boolean {
    const { calls } = this.#picture;
    const channels = calls.channelsOf(callId);
    if (!channels) return false;
    calls.endingForUs(callId, reason, by);
    // With the first one the others are gone as a rule.
    void this.#switchboard.hangUp(channels, cause).then(() => calls.endIfEmpty(callId));
    return true;
  }

  async #identify({ uniqueId, name }: { uniqueId: string; name: string }): Promise<void> {
    const sipCallId = await this.#switchboard.dialogOf(name);
    if (sipCallId !== '') this.#picture.calls.identify(uniqueId, sipCallId);
  }

  #heard(event: AmiMessage): void {
    if (this.#waiting) this.#waiting.push(event);
    else this.#apply(event);
  }

  #apply(event: AmiMessage): void {
    if (!this.#keys.heard(event) && !this.#services.heard(event)) this.#picture.apply(event);
  }

  async #applyPlan(): Promise<void> {
    await this.#provisioning.apply(this.#plan);
    await this.#services.apply(this.#plan);
  }

  /** The snapshot, then what came meanwhile: what is in both changes nothing the second time. */
  async #load(): Promise<void> {
    const { logger } = this.#options;
    const load = ++this.#loads;
    this.#waiting = [];
    try {
      const [modules, contexts] = await Promise.all([missingModules(this.#ami, this.capabilities), missingContexts(this.#ami)]);
      if (modules.length > 0) logger.error({ modules }, 'Asterisk lacks modules');
      if (contexts.length > 0) logger.error({ contexts }, 'Asterisk’s dialplan lacks contexts');
      this.#missing = [...modules, ...contexts.map((name) => `[${name}]`)];
      const { startedAt, ...inventory } = await readInventory(this.#ami);
      const [first, restarted] = [this.#startedAt === null, this.#startedAt !== null && this.#startedAt !== startedAt];
      this.#startedAt = startedAt;
      this.#picture.load({ ...inventory, restarted });
      for (const event of this.#waiting) this.#apply(event);
      this.#waiting = null;
      if (restarted) this.#sessions.clear();
      for (const told of restarted ? [this.#provisioning, this.#services] : []) told.forget();
      if (!first) this.#tell({ type: 'reset' });
    } catch (error) {
      logger.error({ err: error }, 'Asterisk could not be read');
      // A connection that was lost on the way comes back with another load; one that is still there would never be read.
      this.#retry(load, () => this.#ami.renew());
      return;
    }
    await this.#tellExtensions(load);
    await this.#keys.load().catch((error: unknown) => logger.warn({ err: error }, 'Whoever was made quiet could not be looked up'));
    await this.#recordings.load().catch((error: unknown) => logger.warn({ err: error }, 'Recordings could not be gone on with'));
  }

  async #tellExtensions(load: number): Promise<void> {
    try {
      await this.#applyPlan();
    } catch (error) {
      this.#options.logger.error({ err: error }, 'Asterisk could not be told of the extensions');
      this.#retry(load, () => void this.#tellExtensions(load));
    }
  }

  #retry(load: number, task: () => void): void {
    this.#options.clock.after(retryAfter, () => {
      if (load === this.#loads && this.#ami.connected) task();
    });
  }

  #tell(event: PbxEvent): void {
    if (event.type === 'call' && event.call.state === 'ended') {
      this.#handover.ended(event.call.id);
      this.#meeting.forget(event.call.id);
    }
    this.#listeners.tell(event);
    if (event.type === 'call') this.#services.callChanged(event.call);
    if (event.type === 'call') for (const follower of this.#followers) follower.changed(event.call.id);
  }
}
