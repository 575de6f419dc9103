import type { Account, CommandInput, CommandName, CommandResults, ErrorBody, SessionEndCause, TopicName, TopicRows, UploadAnswer } from '@klapka/protocol';
import { browserName, defaultStorage, deviceIdOf, tabStorage } from './connection/browser.ts';
import { Connection, sessionOver } from './connection/connection.ts';
import { download } from './connection/download.ts';
import { endCauseOf, failure } from './connection/errors.ts';
import { HostTokens } from './connection/host-tokens.ts';
import { requestJson, type HttpMethod } from './connection/http.ts';
import { SignInTokens } from './connection/sign-in-tokens.ts';
import { upload, type UploadOptions } from './connection/upload.ts';
import { openSocket, type OpenWire } from './connection/wire.ts';
import { createDevices } from './devices/devices.ts';
import type { DeviceCheckPort } from './device-check/device-check-port.ts';
import type { AudioDevices } from './devices/devices.ts';
import { Files } from './files/files.ts';
import { Listeners } from './listeners.ts';
import { createPhone } from './phone/phone.ts';
import type { PhonePort } from './phone/phone-port.ts';
import { errorBodyOf, PbxCommandError, type PbxSession, type SessionOptions, type SessionState, type SessionStorage } from './session.ts';
import type { Store } from './stores/store.ts';
import { TopicHub } from './stores/topic-hub.ts';
import { whenIdle } from './idle.ts';

/** Parts that a test replaces. */
export interface SessionParts {
  open?: OpenWire;
  /** False: no phone is started. */
  canCall?: boolean;
}

const signedOut: SessionState = { status: 'signed-out', account: null, error: null, cause: null, retryAt: null };
/** A token is renewed so long before it runs out, ms; the gateway's own warning comes at the same time. */
const renewBefore = 60_000;
/** And not more often than this, whatever the clocks say, ms. */
const renewPause = 30_000;

/** How long a tab with an open socket waits for the gateway's word after another tab signed out, ms. */
const otherTabPatience = 1000;

/** The session with a real gateway. */
export class GatewaySession implements PbxSession {
  readonly phone: PhonePort;
  readonly devices: AudioDevices;
  readonly deviceCheck: DeviceCheckPort = {
    run: async (listener, signal) => {
      const { DeviceCheck } = await import('./device-check/device-check.ts');
      await new DeviceCheck({ devices: this.devices, phone: this.phone, session: () => this.#state }).run(listener, signal);
    },
  };
  readonly files = new Files((url, signal) => this.#withToken((token) => download(this.#gateway, token, url, signal)));
  readonly tabStorage = tabStorage();
  readonly #gateway: string;
  readonly #life = new AbortController();
  readonly #device: { deviceId: string; deviceName: string };
  /** Null where the host page hands in tokens. */
  readonly #signIn: SignInTokens | null;
  readonly #tokens: SignInTokens | HostTokens;
  readonly #connection: Connection;
  readonly #topics: TopicHub;
  readonly #canCall: boolean;
  readonly #stateListeners = new Listeners<[SessionState]>();
  readonly #problemListeners = new Listeners<[ErrorBody]>();
  #state: SessionState = signedOut;
  /** Counts sign-ins, so that a late answer to an earlier one changes nothing. */
  #round = 0;
  #renewal: ReturnType<typeof setTimeout> | undefined;

  /** Throws `PbxCommandError` (BAD_REQUEST) for an address that is none. */
  constructor(options: SessionOptions, parts: SessionParts = {}) {
    this.#gateway = originOf(options.gateway);
    const storage = options.storage ?? defaultStorage();
    this.#device = { deviceId: deviceIdOf(storage), deviceName: options.deviceName ?? browserName() };
    this.#canCall = parts.canCall ?? true;
    this.#signIn = options.token || options.getToken ? null : new SignInTokens(this.#gateway, storage);
    this.#tokens = this.#signIn ?? new HostTokens(options.token ?? '', options.getToken);
    this.#connection = this.#connect(parts.open ?? openSocket);
    this.#topics = new TopicHub(this.#connection);
    const { phone, devices } = this.#makePhone(storage);
    this.phone = phone;
    this.devices = devices;
    this.#signIn?.onOtherTab((event, accountId) => this.#otherTab(event, accountId), this.#life.signal);
    if (!this.#signIn || this.#signIn.isKept) this.#begin(null);
  }

  get state(): SessionState {
    return this.#state;
  }

  onState(listener: (state: SessionState) => void, signal: AbortSignal): void {
    this.#stateListeners.add(listener, signal);
  }

  onProblem(listener: (error: ErrorBody) => void, signal: AbortSignal): void {
    this.#problemListeners.add(listener, signal);
  }

  async signIn(login: string, password: string): Promise<ErrorBody | null> {
    const tokens = this.#signIn;
    if (!tokens || this.#life.signal.aborted) return failure('BAD_REQUEST', 'This session takes its token from the page');
    this.#halt();
    const round = this.#round;
    this.#set({ ...signedOut, status: 'connecting' });
    const error = await errorOf(
      tokens.signIn({ login: login.trim(), password, device: { id: this.#device.deviceId, name: this.#device.deviceName } }),
    );
    if (round !== this.#round) return error;
    if (error) this.#set({ ...signedOut, error });
    else this.#begin(tokens.account);
    return error;
  }

  async signOut(): Promise<void> {
    // First, so that calls are hung up: the gateway takes the phone's socket away with the session.
    void this.phone.stop();
    const told = this.#signIn?.signOut();
    // At once, not by way of the lock: whoever leaves has left, whatever another tab does.
    this.#close('SIGNED_OUT');
    await told;
  }

  forgotPassword(login: string): Promise<ErrorBody | null> {
    return errorOf(requestJson(this.#gateway, { method: 'POST', path: '/api/auth/forgot', body: { login: login.trim() } }));
  }

  resetPassword(token: string, password: string): Promise<ErrorBody | null> {
    return errorOf(requestJson(this.#gateway, { method: 'POST', path: '/api/auth/reset', body: { token, password } }));
  }

  changePassword(current: string, password: string): Promise<ErrorBody | null> {
    return errorOf(this.request('POST', '/api/auth/password', { current, password }));
  }

  store<Name extends TopicName>(topic: Name, param?: string): Store<TopicRows[Name]> {
    return this.#topics.store(topic, param);
  }

  command<Name extends CommandName>(name: Name, payload: CommandInput<Name>): Promise<CommandResults[Name]> {
    if (!this.#isOn) return Promise.reject(new PbxCommandError(failure('NOT_SIGNED_IN', 'Nobody is signed in')));
    return this.#connection.commands.run(name, payload);
  }

  request<Answer>(method: HttpMethod, path: `/api/${string}`, body?: unknown): Promise<Answer> {
    return this.#withToken((token) => requestJson(this.#gateway, { method, path, token, body }) as Promise<Answer>);
  }

  upload(file: File, options: UploadOptions): Promise<UploadAnswer> {
    return this.#withToken((token) => upload(this.#gateway, token, file, options));
  }

  resolve(url: string): string {
    return new URL(url, this.#gateway).href;
  }

  dispose(): void {
    if (this.#life.signal.aborted) return;
    this.#halt();
    this.#topics.clear('idle');
    this.#set(signedOut);
    this.#life.abort();
  }

  /** Signed in, or on the way there. */
  get #isOn(): boolean {
    const { status } = this.#state;
    return status === 'connected' || status === 'reconnecting' || status === 'connecting';
  }

  #connect(open: OpenWire): Connection {
    return new Connection({
      gateway: this.#gateway,
      device: this.#device,
      open,
      token: async (renew) => {
        const known = this.#tokens.account;
        const token = await this.#tokens.get(renew);
        // Only what a refresh has just brought is newer than what the last socket told.
        if (this.#tokens.account && this.#tokens.account !== known) this.#take(this.#tokens.account);
        return token;
      },
      onOpen: () => void this.#opened(),
      onReconnecting: (retryAt) => {
        this.#topics.disconnected();
        this.#set({ ...this.#state, status: 'reconnecting', retryAt });
      },
      onEnded: (cause) => this.#end(cause),
      onRefused: (error) => {
        this.#halt();
        this.#topics.clear('idle');
        this.#set({ ...signedOut, error });
      },
      onPatch: (patch) => this.#topics.patch(patch),
      onExpiring: () => void this.#renew(true),
      onProblem: (error) => this.#problemListeners.tell(error),
    });
  }

  #makePhone(storage: SessionStorage): { phone: PhonePort; devices: AudioDevices } {
    const { signal } = this.#life;
    const devices = createDevices({ signal, storage });
    const phone = createPhone({
      ticket: () => this.command('sip:ticket', {}),
      devices,
      storage,
      key: () => `${this.#gateway} ${this.#state.account?.id ?? ''}`,
      onError: (code, message) => this.#problemListeners.tell(failure(code, message)),
      leaving: () => void this.#connection.commands.run('session:leaving', {}).catch(() => undefined),
      signal,
    });
    return { phone, devices };
  }

  /** From here on the connection keeps itself open; `account` where it is known already. */
  #begin(account: Account | null): void {
    this.#topics.clear('loading');
    this.#set({ ...signedOut, status: 'connecting', account });
    this.#connection.start();
  }

  async #opened(): Promise<void> {
    const round = this.#round;
    if (this.#state.account) this.#connected();
    // Rights may have changed while the page was away, and a host's token says nothing of the account.
    await this.#renew(false);
    if (round === this.#round && this.#connection.isOpen && this.#state.account) this.#connected();
  }

  #connected(): void {
    if (this.#state.status === 'connected') return;
    this.#set({ ...this.#state, status: 'connected', error: null, cause: null, retryAt: null });
    this.#topics.connected();
    this.#startPhone();
  }

  #startPhone(): void {
    if (!this.#canCall || !this.#state.account?.features.includes('phone')) return;
    const round = this.#round;
    whenIdle(() => {
      if (round === this.#round && this.#isOn) void this.phone.start();
    }, this.#life.signal);
  }

  /** Tells the open socket its token, the next one if `fresh`; the answer brings the account as it is now. */
  async #renew(fresh: boolean): Promise<void> {
    const round = this.#round;
    clearTimeout(this.#renewal);
    try {
      const token = await this.#tokens.get(fresh);
      if (round !== this.#round) return;
      const { account, expiresAt } = await this.#connection.commands.run('session:renew', { token });
      if (round !== this.#round) return;
      this.#take(account);
      this.#renewal = setTimeout(() => void this.#renew(true), Math.max(expiresAt - Date.now() - renewBefore, renewPause));
    } catch (error) {
      if (round !== this.#round) return;
      const body = errorBodyOf(error);
      const cause = endCauseOf(body.code);
      if (cause) this.#end(cause);
      // Without a wire the next one brings it; over an open one it is worth another try before the token runs out.
      else if (this.#connection.isOpen) this.#renewal = setTimeout(() => void this.#renew(fresh), renewPause);
    }
  }

  #take(account: Account): void {
    if (this.#state.account !== account) this.#set({ ...this.#state, account });
  }

  async #withToken<Answer>(work: (token: string) => Promise<Answer>): Promise<Answer> {
    if (!this.#isOn) throw new PbxCommandError(failure('NOT_SIGNED_IN', 'Nobody is signed in'));
    const used = await this.#tokens.get(false);
    try {
      return await work(used);
    } catch (error) {
      const { code } = errorBodyOf(error);
      // What ended may be the sign-in of before: this tab has gone on meanwhile, or is about to.
      const otherTabs = this.#signIn && endCauseOf(code) && ((await this.#signIn.isReplaced()) || (await this.#tokens.get(false)) !== used);
      if (code !== 'TOKEN_EXPIRED' && code !== 'NOT_SIGNED_IN' && !otherTabs) throw error;
      return await work(await this.#tokens.get(true));
    }
  }

  #otherTab(event: 'signed-out' | 'signed-in', accountId: string | null): void {
    if (event === 'signed-out') {
      // The gateway tells every tab's socket the true cause; only a tab without one has to guess.
      const round = this.#round;
      const end = (): void => {
        if (round === this.#round && this.#isOn) this.#end('SIGNED_OUT');
      };
      if (this.#connection.isOpen) setTimeout(end, otherTabPatience);
      else end();
      return;
    }
    // The other tab only rotated the refresh token of the same person.
    if (this.#isOn && (this.#state.account === null || this.#state.account.id === accountId)) return;
    this.#halt();
    this.#begin(null);
  }

  /** Two tabs signed in at once: the later one ended this one's session, and this tab goes on with the later one's. */
  #end(cause: SessionEndCause): void {
    const round = this.#round;
    if (!this.#signIn) {
      this.#close(cause);
      return;
    }
    void this.#signIn.isReplaced().then((replaced) => {
      if (round !== this.#round || !this.#isOn) return;
      if (!replaced) {
        this.#close(cause);
        return;
      }
      this.#halt();
      this.#begin(null);
    });
  }

  #close(cause: SessionEndCause): void {
    this.#signIn?.discard();
    this.#halt();
    this.#topics.clear('idle');
    const error = cause === 'SIGNED_OUT' ? null : failure(cause, 'The session was ended');
    this.#set({ ...signedOut, status: 'ended', cause, error });
  }

  /** Ends what runs for the present sign-in. */
  #halt(): void {
    this.#round += 1;
    clearTimeout(this.#renewal);
    this.#connection.stop(sessionOver);
    this.#signIn?.forget();
    void this.phone.stop();
  }

  #set(state: SessionState): void {
    if (this.#life.signal.aborted) return;
    this.#state = state;
    this.files.follow(state);
    this.#stateListeners.tell(state);
  }
}

async function errorOf(work: Promise<unknown>): Promise<ErrorBody | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return errorBodyOf(error);
  }
}

function originOf(gateway: string): string {
  const base = typeof document === 'undefined' ? undefined : document.baseURI;
  if (URL.canParse(gateway, base)) {
    const { origin, protocol } = new URL(gateway, base);
    if (protocol === 'https:' || protocol === 'http:') return origin;
  }
  throw new PbxCommandError(failure('BAD_REQUEST', `Not the address of a gateway: ${gateway}`));
}
