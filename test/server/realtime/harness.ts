import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { expect, onTestFinished } from 'vitest';
import type { CommandAnswer, CommandInput, CommandName, CommandResults, TopicName, TopicPatch, TopicRows, TopicSnapshot, VisitorAnswer, VisitorRequest, VisitorResults } from '@klapka/protocol';
import { createApp } from '../../../server/app.ts';
import type { App, AppDeps, AppLimits } from '../../../server/app.ts';
import { websiteChannel } from '../../../server/adapters/channels/website/index.ts';
import { localFiles } from '../../../server/adapters/files/local/index.ts';
import { openSqlite } from '../../../server/adapters/storage/sqlite/index.ts';
import { joseTokens } from '../../../server/adapters/tokens/jose/index.ts';
import { createLogger } from '../../../server/observability/logger.ts';
import { systemClock } from '../../../server/ports/clock.ts';
import type { Logger } from '../../../server/ports/logger.ts';
import type { StoragePort } from '../../../server/ports/storage.ts';
import { FakePbx } from '../../fakes/pbx.ts';

export const shop = 'https://shop.example.com';
export const password = 'long enough for a test';

/** Keeps what is logged as an error, so that a test can say there was none. */
export function recordingLogger(errors: string[] = []): Logger {
  return createLogger('error', new Writable({
    write(line: Buffer, _encoding, done) {
      errors.push(line.toString());
      done();
    },
  }));
}

export interface Gateway {
  app: App;
  url: string;
  pbx: FakePbx;
  storage: StoragePort;
  folder: string;
  /** Accounts of 1001, 1002, 1003; the first two are in the queue of the chat button `demo`. */
  accounts: string[];
  queueId: string;
  agent(index: number, options?: AgentOptions): Promise<Agent>;
  token(index: number, deviceId?: string): Promise<string>;
  visitor(options?: VisitorOptions): Promise<VisitorClient>;
  /** Stops without wiping; `restart` starts again on the same data. */
  stop(): Promise<void>;
  restart(): Promise<void>;
}

export interface GatewayOptions {
  limits?: Partial<AppLimits>;
  config?: Partial<AppDeps['config']>;
  agents?: number;
}

/**
 * A gateway for one test, started in it or before it, as in real life but for the PBX and the slow password hash, on a free
 * port with its own folder. When the test is over it is closed, and must not have logged an error.
 */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const folder = await mkdtemp(join(tmpdir(), 'klapka-live-'));
  const errors: string[] = [];
  const keys = { refresh: randomBytes(32), files: randomBytes(32), access: randomBytes(32) };
  const clients: { close(): void }[] = [];
  const boot = async () => {
    const pbx = new FakePbx();
    const storage = await openSqlite(join(folder, 'test.sqlite'));
    const app = await createApp({
      storage, pbx, files: await localFiles(join(folder, 'files')), clock: systemClock, logger: recordingLogger(errors),
      passwords: { hash: (plain) => Promise.resolve(`plain:${plain}`), verify: (hash, plain) => Promise.resolve(hash === `plain:${plain}`) },
      tokens: joseTokens({ key: keys.access, embedSecret: null, clock: systemClock }),
      mail: null, assetsDir: folder, keys, websiteChannel: websiteChannel(), transcriber: null,
      config: { host: '127.0.0.1', port: 0, publicUrl: 'http://localhost:8080', trustProxy: 0, embedOrigins: ['https://crm.example.com'], iceServers: [], metricsToken: null, demoUrl: null, ...options.config },
      limits: { api: 100_000, auth: 100_000, ...options.limits },
    });
    return { app, pbx, storage };
  };
  let running = await boot();
  const seeded = await seed(running.app, options.agents ?? 3);
  let port = await running.app.listen();
  const gateway: Gateway = {
    get app() { return running.app; },
    get pbx() { return running.pbx; },
    get storage() { return running.storage; },
    get url() { return `http://127.0.0.1:${port}`; },
    folder, ...seeded,
    async token(index, deviceId = randomUUID()) {
      return (await signIn(gateway, index, deviceId)).accessToken;
    },
    async agent(index, agentOptions = {}) {
      const deviceId = agentOptions.deviceId ?? randomUUID();
      const token = agentOptions.token ?? (await gateway.token(index, deviceId));
      const agent = await connectAgent(gateway.url, token, deviceId, agentOptions);
      clients.push(agent.socket);
      return agent;
    },
    async visitor(visitorOptions = {}) {
      const visitor = await connectVisitor(gateway.url, visitorOptions);
      clients.push(visitor.socket);
      return visitor;
    },
    stop: () => running.app.stop(),
    async restart() {
      await running.app.stop();
      running = await boot();
      port = await running.app.listen();
    },
  };
  onTestFinished(async () => {
    for (const client of clients) client.close();
    await running.app.stop();
    await rm(folder, { recursive: true, force: true });
  });
  onTestFinished(() => expect(errors).toEqual([]));
  return gateway;
}

async function seed(app: App, count: number): Promise<{ accounts: string[]; queueId: string }> {
  const accounts: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const number = String(1001 + index);
    await app.admin.extensions.create({ number, firstName: 'Agent', lastName: number, departments: [], recordingRight: 'none', groupIds: [] });
    const { account } = await app.admin.accounts.create({ name: `Agent ${number}`, extensionNumber: number, roles: ['user'], password });
    accounts.push(account.id);
  }
  const queue = await app.admin.queues.create({ name: 'Support', takes: ['messages'], memberAccountIds: accounts.slice(0, Math.max(2, count - 1)) });
  await app.admin.chatButtons.create({ name: 'Shop', origins: [shop], queueId: queue.id }, 'demo');
  return { accounts, queueId: queue.id };
}

async function signIn(gateway: Gateway, index: number, deviceId: string): Promise<{ accessToken: string }> {
  const response = await fetch(`${gateway.url}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: String(1001 + index), password, device: { id: deviceId, name: 'test' } }),
  });
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
  return (await response.json()) as { accessToken: string };
}

export interface AgentOptions {
  deviceId?: string;
  token?: string;
  origin?: string;
}

export interface Agent {
  socket: Socket;
  deviceId: string;
  patches: TopicPatch[];
  subscribe<Name extends TopicName>(topic: Name, param?: string): Promise<TopicSnapshot<TopicRows[Name]>>;
  command<Name extends CommandName>(name: Name, payload: CommandInput<Name>, id?: string): Promise<CommandAnswer<CommandResults[Name]>>;
  /** The raw event. */
  raw(event: string, ...args: unknown[]): Promise<CommandAnswer>;
  /** Resolves with the patch that satisfies the condition, also one that came already. */
  patch(found: (patch: TopicPatch) => boolean): Promise<TopicPatch>;
}

export async function connectAgent(url: string, token: string, deviceId: string, options: AgentOptions = {}): Promise<Agent> {
  const socket = io(url, {
    transports: ['websocket'], reconnection: false, forceNew: true, auth: { token, deviceId },
    ...(options.origin === undefined ? {} : { extraHeaders: { origin: options.origin } }),
  });
  const patches: TopicPatch[] = [];
  socket.on('patch', (patch: TopicPatch) => patches.push(patch));
  await connected(socket);
  return {
    socket, deviceId, patches,
    subscribe: async (topic, param) => {
      const answer = (await socket.timeout(5000).emitWithAck('topic:subscribe', { topic, ...(param === undefined ? {} : { param }) })) as CommandAnswer;
      if (!answer.ok) throw new Error(answer.error.code);
      return answer.result as never;
    },
    command: async (name, payload, id = randomUUID()) => (await socket.timeout(5000).emitWithAck('command', { id, name, payload })) as never,
    raw: async (event, ...args) => (await socket.timeout(5000).emitWithAck(event, ...args)) as CommandAnswer,
    patch: (found) => waitFor(socket, 'patch', patches, found),
  };
}

export interface VisitorOptions {
  buttonId?: string;
  token?: string | undefined;
  origin?: string | undefined;
  headers?: Record<string, string>;
  transports?: ('websocket' | 'polling')[];
}

export interface VisitorClient {
  socket: Socket;
  messages: unknown[];
  states: unknown[];
  ask<Name extends VisitorRequest>(name: Name, payload: unknown): Promise<VisitorAnswer<VisitorResults[Name]>>;
  ok<Name extends VisitorRequest>(name: Name, payload: unknown): Promise<VisitorResults[Name]>;
  message(found: (message: VisitorResults['send']['message']) => boolean): Promise<VisitorResults['send']['message']>;
  state(found: (state: VisitorResults['sync']['state']) => boolean): Promise<VisitorResults['sync']['state']>;
}

export async function connectVisitor(url: string, options: VisitorOptions = {}): Promise<VisitorClient> {
  const origin = 'origin' in options ? options.origin : shop;
  const socket = io(`${url}/visitor`, {
    transports: options.transports ?? ['websocket'], reconnection: false, forceNew: true,
    auth: { buttonId: options.buttonId ?? 'demo', ...(options.token === undefined ? {} : { token: options.token }) },
    extraHeaders: { ...(origin !== undefined && { origin }), ...options.headers },
  });
  const messages: VisitorResults['send']['message'][] = [];
  const states: VisitorResults['sync']['state'][] = [];
  socket.on('message', (message: VisitorResults['send']['message']) => messages.push(message));
  socket.on('state', (state: VisitorResults['sync']['state']) => states.push(state));
  await connected(socket);
  const ask = async (name: string, payload: unknown) => (await socket.timeout(5000).emitWithAck(name, payload)) as VisitorAnswer;
  return {
    socket, messages, states,
    ask: async (name, payload) => (await ask(name, payload)) as never,
    ok: async (name, payload) => {
      const answer = await ask(name, payload);
      if (!answer.ok) throw new Error(answer.error.code);
      return answer.result as never;
    },
    message: (found) => waitFor(socket, 'message', messages, found),
    state: (found) => waitFor(socket, 'state', states, found),
  };
}

/** Rejects with the error's code where the handshake was refused. */
function connected(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('connect', resolve);
  socket.once('connect_error', (error: Error & { data?: { code: string } }) => {
    socket.close();
    reject(new Error(error.data?.code ?? `transport: ${error.message}`));
  });
  return promise;
}

function waitFor<Item>(socket: Socket, event: string, seen: readonly Item[], found: (item: Item) => boolean): Promise<Item> {
  const already = seen.find(found);
  if (already) return Promise.resolve(already);
  const { promise, resolve, reject } = Promise.withResolvers<Item>();
  const timer = setTimeout(() => reject(new Error(`no such ${event}; seen: ${JSON.stringify(seen).slice(0, 2000)}`)), 5000);
  const listener = (item: Item): void => {
    if (!found(item)) return;
    clearTimeout(timer);
    socket.off(event, listener);
    resolve(item);
  };
  socket.on(event, listener);
  return promise;
}

/** Resolves when the socket is closed by the other side. */
export function closed(socket: Socket): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  if (!socket.connected) resolve('closed');
  socket.once('disconnect', (reason) => resolve(reason));
  return promise;
}
