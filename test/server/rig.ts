import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { ErrorBody, Role, SessionEndCause, TokenAnswer } from '@klapka/protocol';
import { onTestFinished } from 'vitest';
import { websiteChannel } from '../../server/adapters/channels/website/index.ts';
import { localFiles } from '../../server/adapters/files/local/index.ts';
import { openSqlite } from '../../server/adapters/storage/sqlite/index.ts';
import { joseTokens } from '../../server/adapters/tokens/jose/index.ts';
import { type App, type AppConfig, createApp } from '../../server/app.ts';
import { createLogger } from '../../server/observability/logger.ts';
import type { Mail } from '../../server/ports/mail.ts';
import type { PbxPort } from '../../server/ports/pbx.ts';
import type { PasswordPort } from '../../server/ports/password.ts';
import type { StoragePort } from '../../server/ports/storage.ts';
import { TestClock } from '../fakes/clock.ts';
import type { TranscriberPort } from '../../server/ports/transcriber.ts';
import { FakePbx } from '../fakes/pbx.ts';

export const password = 'violet harbour lantern';
export const embedSecret = 'a secret the host and the gateway share';

/** Fast, and as strict as the real one: what was not hashed is not verified. */
export const plainPasswords: PasswordPort = {
  hash: (plain) => Promise.resolve(`plain:${plain}`),
  verify: (hash, plain) => Promise.resolve(hash === `plain:${plain}`),
};

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface Person {
  accountId: string;
  extensionId: string;
  number: string;
  email: string;
}

export interface Rig {
  app: App;
  url: string;
  pbx: FakePbx;
  clock: TestClock;
  storage: StoragePort;
  /** Every line logged. */
  log: string[];
  mails: Mail[];
  ended: { accountId: string; deviceId: string | null; cause: SessionEndCause }[];
  call<Body = ErrorBody>(method: string, path: string, options?: CallOptions): Promise<Answer<Body>>;
  signIn(login: string, options?: { deviceId?: string; password?: string }): Promise<Answer<TokenAnswer & ErrorBody>>;
  /** An access token of a fresh sign-in. */
  token(login: string): Promise<string>;
  person(number: string, roles?: Role[]): Promise<Person>;
  close(): Promise<void>;
}

export interface CallOptions {
  body?: unknown;
  token?: string;
  headers?: Record<string, string>;
}

export interface RigOptions {
  config?: Partial<AppConfig>;
  mail?: 'works' | 'fails';
  passwords?: PasswordPort;
  embedSecret?: string | null;
  transcriber?: TranscriberPort;
  /** In place of the one to play. */
  pbx?: PbxPort;
  limits?: { api: number; auth: number };
}

/** A whole gateway on a free port with its own database, a PBX to play and a clock to hold. 1001 is its administrator. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'klapka-rig-'));
  const clock = new TestClock();
  const pbx = new FakePbx();
  const log: string[] = [];
  const mails: Mail[] = [];
  const storage = await openSqlite(join(folder, 'klapka.sqlite'));
  const app = await createApp({
    storage, clock,
    pbx: options.pbx ?? pbx,
    files: await localFiles(join(folder, 'files')),
    logger: createLogger('debug', new Writable({ write: (line: Buffer, _encoding, done) => done(void log.push(line.toString())) })),
    passwords: options.passwords ?? plainPasswords,
    tokens: joseTokens({ key: randomBytes(32), embedSecret: options.embedSecret === undefined ? embedSecret : options.embedSecret, clock }),
    mail: options.mail ? { send: (mail) => (options.mail === 'works' ? Promise.resolve(void mails.push(mail)) : Promise.reject(new Error('no mail today'))) } : null,
    websiteChannel: websiteChannel(),
    transcriber: options.transcriber ?? null,
    assetsDir: join(folder, 'browser'),
    keys: { refresh: randomBytes(32), files: randomBytes(32) },
    config: {
      host: '127.0.0.1', port: 0, publicUrl: 'http://pbx.example.com', trustProxy: 0, embedOrigins: ['https://crm.example.com'], iceServers: [],
      metricsToken: null, demoUrl: null, ...options.config,
    },
    limits: options.limits ?? { api: 100_000, auth: 100_000 },
  });
  const ended: Rig['ended'] = [];
  app.events.subscribe('session:ended', (event) => ended.push(event));
  const url = `http://127.0.0.1:${await app.listen()}`;
  const rig: Rig = {
    app, url, pbx, clock, storage, log, mails, ended,
    call: (method, path, callOptions) => call(url, method, path, callOptions),
    signIn: (login, given = {}) => rig.call('POST', '/api/auth/sign-in', {
      body: { login, password: given.password ?? password, device: { id: given.deviceId ?? randomUUID(), name: 'Test browser' } },
    }),
    token: async (login) => (await rig.signIn(login)).body.accessToken,
    person: (number, roles = ['user']) => person(app, number, roles),
    async close() {
      await app.stop();
      await rm(folder, { recursive: true });
    },
  };
  await rig.person('1001', ['administrator', 'user']);
  return rig;
}

/** `startRig` for one test, in it or before it: closed when the test is over. */
export async function rigOfTest(options?: RigOptions): Promise<Rig> {
  const rig = await startRig(options);
  onTestFinished(() => rig.close());
  return rig;
}

async function person(app: App, number: string, roles: Role[]): Promise<Person> {
  const email = `person${number}@example.com`;
  const extension = await app.admin.extensions.create({ number, firstName: 'Person', lastName: 'Of Test', email, departments: [], recordingRight: 'none', groupIds: [] });
  const { account } = await app.admin.accounts.create({ name: 'Person Of Test', email, extensionNumber: number, roles, password });
  return { accountId: account.id, extensionId: extension.id, number, email };
}

async function call<Body>(url: string, method: string, path: string, { body, token, headers = {} }: CallOptions = {}): Promise<Answer<Body>> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': body instanceof Uint8Array ? 'application/octet-stream' : 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof Uint8Array ? body as BodyInit : JSON.stringify(body) }),
    redirect: 'manual',
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as Body };
}
