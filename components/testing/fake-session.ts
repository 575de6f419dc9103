import type { Account, Call, CommandInput, CommandName, CommandResults, Conversation, Device, ErrorBody, ErrorCode, Extension, Favourite, FileRef, Hours, Message, Queue, SessionEndCause, TopicName, TopicRows, UploadAnswer, Voicemail } from '@klapka/protocol';
import { PbxCommandError, type PbxSession, type SessionState, type TabStorage } from '../core/session.ts';
import type { Store, StoreStatus } from '../core/stores/store.ts';
import { demoAccount, demoDevices, demoExtensions, demoQueues } from './data.ts';
import { FakeChat, type VisitorWrites } from './fake-chat.ts';
import { FakeClock } from './fake-clock.ts';
import { checkCommand, createHandlers } from './fake-commands.ts';
import { FakeDeviceCheck } from './fake-device-check.ts';
import { FakeDevices } from './fake-devices.ts';
import { FakeFiles } from './fake-files.ts';
import { FakePbx } from './fake-pbx.ts';
import { FakePhone } from './fake-phone.ts';
import { FakeStorage } from './fake-storage.ts';
import { FakeStore } from './fake-store.ts';
import { Listeners } from '../core/listeners.ts';
import { errorBody, FakeRefusal } from './refusal.ts';

export interface FakeOptions {
  /** Where the fake clock starts, ms since the epoch. Default: the real time, so that shown durations make sense. */
  now?: number;
  /** Lets the fake clock run by itself, for stories a person plays with. */
  realTime?: boolean;
  /** Fills `extensions` with other people than the demo company. */
  extensions?: Extension[];
  /** Where unsent messages outlive a reload: two sessions of one storage are the same tab before and after it. Default: of its own. */
  tabStorage?: TabStorage | null;
}

/** Any of the demo people signs in with this password. */
export const fakePassword = 'demo-password';

type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** What goes over HTTP and can be made to fail. */
type FakeRequest = 'sign-in' | 'forgot' | 'reset' | 'change-password' | 'request' | 'upload' | 'file';

const signedOut: SessionState = { status: 'signed-out', account: null, error: null, cause: null, retryAt: null };

/** What a file of a visitor or an agent may be. As on the gateway, by type. */
const allowedTypes = /^(image\/(png|jpeg|gif|webp)|application\/(pdf|zip|vnd\.openxml.*)|text\/plain|audio\/(mpeg|ogg|wav)|video\/mp4)$/;
const fileBytes = 20 * 1024 * 1024;

/** A `PbxSession` without a gateway: a scripted PBX, a scripted chat and a clock that the test moves. */
export class FakeSession implements PbxSession {
  readonly clock: FakeClock;
  readonly pbx: FakePbx;
  readonly chat: FakeChat;
  readonly phone: FakePhone;
  readonly devices: FakeDevices;
  readonly deviceCheck: FakeDeviceCheck;
  /** Photos, pictures and attachments; those of the scenarios are there, others are put. */
  readonly files: FakeFiles;
  readonly tabStorage: TabStorage | null;
  /** Rows of the topics, to be changed by hand: `fake.extensions.patch('ext-1002', { … })`. */
  readonly extensions: FakeStore<Extension>;
  readonly calls: FakeStore<Call>;
  readonly conversations: FakeStore<Conversation>;
  readonly signedInDevices: FakeStore<Device>;
  readonly voicemails = new FakeStore<Voicemail>();
  readonly favourites = new FakeStore<Favourite>();
  readonly queues: FakeStore<Queue>;
  /** Business hours opened or closed by hand, by their id; null: by the clock. */
  readonly hours = new Map<string, Hours['override']>([['hours-1', null]]);
  /** Every command sent so far, oldest first. */
  readonly sent: { name: CommandName; payload: unknown }[] = [];
  /** How long the scripted gateway takes to answer, ms on the fake clock; `Infinity`: never. */
  latency = 0;
  account: Account = demoAccount();
  readonly #uploads = new Map<string, FileRef>();
  readonly #requests = new Map<string, (body: unknown) => unknown>();
  readonly #failures = new Map<string, ErrorCode>();
  readonly #topicStatus = new Map<TopicName, { status: StoreStatus; errorCode: ErrorCode | null }>();
  readonly #problems = new Listeners<[ErrorBody]>();
  readonly #listeners = new Listeners<[SessionState]>();
  readonly #handlers: ReturnType<typeof createHandlers>;
  readonly #queued: (() => void)[] = [];
  #state: SessionState = signedOut;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #disposed = false;

  constructor(options: FakeOptions = {}) {
    this.clock = new FakeClock(options.now ?? Date.now());
    this.devices = new FakeDevices();
    this.deviceCheck = new FakeDeviceCheck(this.clock);
    this.files = new FakeFiles(() => this.#fileRefusal());
    this.tabStorage = options.tabStorage === undefined ? new FakeStorage() : options.tabStorage;
    this.phone = new FakePhone(this.clock, this.devices);
    this.extensions = new FakeStore('idle', options.extensions ?? demoExtensions());
    this.calls = new FakeStore<Call>();
    this.conversations = new FakeStore<Conversation>();
    this.signedInDevices = new FakeStore('idle', demoDevices(this.clock.now));
    this.queues = new FakeStore('idle', demoQueues(this.clock.now));
    this.chat = new FakeChat(this.clock, this.conversations, { accountId: this.account.id, name: this.account.name }, () => this.#applyStatus());
    this.pbx = new FakePbx({ clock: this.clock, phone: this.phone, calls: this.calls, extensions: this.extensions, devices: this.signedInDevices, account: () => this.account });
    this.#handlers = createHandlers({
      clock: this.clock,
      chat: this.chat,
      pbx: this.pbx,
      account: () => this.account,
      devices: this.signedInDevices,
      extensions: this.extensions,
      files: this.#uploads,
      voicemails: this.voicemails,
      favourites: this.favourites,
      queues: this.queues,
      hours: this.hours,
    });
    if (options.realTime) this.#ticking = setInterval(() => this.advance(100), 100);
  }

  get state(): SessionState {
    return this.#state;
  }

  onState(listener: (state: SessionState) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  onProblem(listener: (error: ErrorBody) => void, signal: AbortSignal): void {
    this.#problems.add(listener, signal);
  }

  /** Moves the fake clock and runs what is due. */
  advance(ms: number): void {
    this.clock.advance(ms);
  }

  // --- driving it -----------------------------------------------------------------------------------------------

  /** Signed in, phone registered. */
  connect(): void {
    this.#set({ status: 'connected', account: this.account, error: null, cause: null, retryAt: null });
    if (this.account.features.includes('phone')) this.phone.setStatus('registered');
    for (const run of this.#queued.splice(0)) run();
  }

  /** The code or the first snapshots are still on their way. */
  startConnecting(): void {
    this.#set({ ...signedOut, status: 'connecting' });
  }

  /** The network is gone; rows stay and are stale, commands wait. */
  loseConnection(retryIn = 4000): void {
    if (this.phone.status !== 'off') this.phone.setStatus('reconnecting');
    this.#set({ ...this.#state, status: 'reconnecting', retryAt: this.clock.now + retryIn });
  }

  /** The gateway ends the session for this cause. */
  end(cause: SessionEndCause): void {
    this.phone.setStatus('off');
    const error = cause === 'SIGNED_OUT' ? null : errorBody(cause);
    this.#set({ status: 'ended', account: null, error, cause, retryAt: null });
  }

  /** The next command of this name (or the next sign-in, upload, file) fails with this code. */
  failNext(name: CommandName | FakeRequest, code: ErrorCode): void {
    this.#failures.set(name, code);
  }

  /** Something goes wrong outside any command. */
  problem(code: ErrorCode): void {
    this.#problems.tell(errorBody(code));
  }

  /** Pins a topic's status: `loading` for ever, or `error` with a code; `ready` unpins it. */
  setTopic(topic: TopicName, status: StoreStatus, errorCode: ErrorCode | null = null): void {
    if (status === 'ready') this.#topicStatus.delete(topic);
    else this.#topicStatus.set(topic, { status, errorCode });
    this.#applyStatus();
  }

  /** What the scripted gateway answers to `session.request`. */
  onRequest(method: HttpMethod, path: `/api/${string}`, handler: (body: unknown) => unknown): void {
    this.#requests.set(`${method} ${path}`, handler);
  }

  visitorWrites(text: string, options?: VisitorWrites): Message {
    return this.chat.visitorWrites(text, options);
  }

  // --- PbxSession -----------------------------------------------------------------------------------------------

  async signIn(login: string, password: string): Promise<ErrorBody | null> {
    this.#set({ ...signedOut, status: 'connecting' });
    await this.#answerTime();
    const failure = this.#takeFailure('sign-in');
    const known = [...this.extensions.all.values()].some((row) => row.number === login.trim() || row.email === login.trim());
    if (failure || !known || password !== fakePassword) {
      const error = errorBody(failure ?? 'SIGN_IN_FAILED');
      this.#set({ ...signedOut, error });
      return error;
    }
    this.connect();
    return null;
  }

  signOut(): Promise<void> {
    this.end('SIGNED_OUT');
    return Promise.resolve();
  }

  forgotPassword(): Promise<ErrorBody | null> {
    return this.#outcome('forgot', null);
  }

  /** Every token is good but `expired`. */
  resetPassword(token: string, password: string): Promise<ErrorBody | null> {
    return this.#outcome('reset', token === 'expired' ? 'LINK_EXPIRED' : password.length < 10 ? 'WEAK_PASSWORD' : null);
  }

  changePassword(current: string, password: string): Promise<ErrorBody | null> {
    return this.#outcome('change-password', current !== fakePassword ? 'SIGN_IN_FAILED' : password.length < 10 ? 'WEAK_PASSWORD' : null);
  }

  /** Answers by `onRequest`; anything else is NOT_FOUND, as on the gateway. */
  async request<Answer>(method: HttpMethod, path: `/api/${string}`, body?: unknown): Promise<Answer> {
    await this.#answerTime();
    const handler = this.#requests.get(`${method} ${path}`);
    const failure = this.#takeFailure('request') ?? (handler ? null : 'NOT_FOUND');
    if (failure || !handler) throw new PbxCommandError(errorBody(failure ?? 'NOT_FOUND'));
    return handler(body) as Answer;
  }

  store<Name extends TopicName>(topic: Name, param?: string): Store<TopicRows[Name]>;
  store(topic: TopicName, param?: string): Store<TopicRows[TopicName]> {
    switch (topic) {
      case 'extensions':
        return this.extensions;
      case 'calls':
        return this.calls;
      case 'devices':
        return this.signedInDevices;
      case 'conversations':
        return this.conversations;
      case 'voicemails':
        return this.voicemails;
      case 'favourites':
        return this.favourites;
      case 'queues':
        return this.queues;
      case 'messages':
        return param === undefined ? refusedStore('BAD_REQUEST') : this.chat.messages(param);
      default:
        return refusedStore('UNKNOWN_TOPIC');
    }
  }

  async command<Name extends CommandName>(name: Name, payload: CommandInput<Name>): Promise<CommandResults[Name]> {
    if (this.#state.status !== 'connected' && this.#state.status !== 'reconnecting') throw new PbxCommandError(errorBody('NOT_SIGNED_IN'));
    this.sent.push({ name, payload });
    if (this.#state.status === 'reconnecting') await new Promise<void>((resolve) => this.#queued.push(resolve));
    await this.#answerTime();
    try {
      checkCommand(name, payload);
      const failure = this.#takeFailure(name);
      if (failure) throw new FakeRefusal(failure);
      return this.#handlers[name](payload);
    } catch (error) {
      if (error instanceof FakeRefusal) throw new PbxCommandError(errorBody(error.code));
      throw error;
    }
  }

  async upload(file: File, options: { signal?: AbortSignal; onProgress?: (done: number) => void }): Promise<UploadAnswer> {
    options.onProgress?.(0);
    await this.#answerTime();
    options.signal?.throwIfAborted();
    const failure = this.#takeFailure('upload') ?? (file.size > fileBytes ? 'TOO_LARGE' : file.size === 0 ? 'EMPTY_FILE' : allowedTypes.test(file.type) ? null : 'TYPE_NOT_ALLOWED');
    if (failure) throw new PbxCommandError(errorBody(failure));
    const id = `file-${this.#uploads.size + 1}`;
    const answer: UploadAnswer = { id, name: file.name, type: file.type, bytes: file.size };
    this.#uploads.set(id, { ...answer, url: `/files/${id}` });
    this.files.put(`/files/${id}`, file);
    options.onProgress?.(1);
    return answer;
  }

  resolve(url: string): string {
    return new URL(url, 'https://gateway.example').href;
  }

  dispose(): void {
    this.#disposed = true;
    clearInterval(this.#ticking);
    this.clock.clear();
    this.#set(signedOut);
  }

  // --- inside ---------------------------------------------------------------------------------------------------

  #set(state: SessionState): void {
    this.#state = this.#disposed ? signedOut : state;
    this.#applyStatus();
    this.files.follow(this.#state);
    this.#listeners.tell(this.#state);
  }

  #answerTime(): Promise<void> {
    if (this.latency === 0) return Promise.resolve();
    return new Promise((resolve) => this.clock.after(this.latency, resolve));
  }

  async #outcome(name: FakeRequest, refusal: ErrorCode | null): Promise<ErrorBody | null> {
    await this.#answerTime();
    const failure = this.#takeFailure(name) ?? refusal;
    return failure ? errorBody(failure) : null;
  }

  async #fileRefusal(): Promise<ErrorCode | null> {
    await this.#answerTime();
    return this.#takeFailure('file') ?? (this.#state.account ? null : 'NOT_SIGNED_IN');
  }

  #takeFailure(name: string): ErrorCode | null {
    const code = this.#failures.get(name) ?? null;
    this.#failures.delete(name);
    return code;
  }

  #applyStatus(): void {
    const live = { connected: 'ready', reconnecting: 'stale', connecting: 'loading', 'signed-out': 'idle', ended: 'idle' } as const;
    const natural = live[this.#state.status];
    const apply = (topic: TopicName, store: { setStatus(status: StoreStatus, code: string | null): void }): void => {
      const pinned = natural === 'ready' ? this.#topicStatus.get(topic) : undefined;
      store.setStatus(pinned?.status ?? natural, pinned?.errorCode ?? null);
    };
    apply('extensions', this.extensions);
    apply('calls', this.calls);
    apply('devices', this.signedInDevices);
    apply('conversations', this.conversations);
    apply('voicemails', this.voicemails);
    apply('favourites', this.favourites);
    apply('queues', this.queues);
    for (const store of this.chat.messageStores) apply('messages', store);
  }
}

function refusedStore(code: ErrorCode): FakeStore<never> {
  const store = new FakeStore<never>();
  store.setStatus('error', code);
  return store;
}
