import { AgentConversations } from '../domain/conversations/agents.ts';
import { ChannelDirectory } from '../domain/conversations/channel-directory.ts';
import { Outbox } from '../domain/conversations/outbox.ts';
import { Threads } from '../domain/conversations/threads.ts';
import type { ConversationListener } from '../domain/conversations/types.ts';
import { VisitorConversations } from '../domain/conversations/visitors.ts';
import { sweepAbandonedFiles } from '../domain/files/sweep.ts';
import { Favourites } from '../domain/directory/favourites.ts';
import { FileLinks } from '../domain/files/links.ts';
import type { Actor } from '../domain/permissions/authorise.ts';
import type { Mailboxes } from '../domain/voicemail/mailboxes.ts';
import type { ConversationRecord, OutboxRecord } from '../ports/storage-conversations.ts';
import { defaultLimits } from './deps.ts';
import type { RealtimeDeps } from './deps.ts';
import { createTelephony } from './live-telephony.ts';
import { callsTopic, conversationsTopic, devicesTopic, extensionsTopic, messagesTopic, queuesTopic } from './topics/live-topics.ts';
import { TopicEngine } from './topics/engine.ts';
import { favouritesTopic, voicemailsTopic } from './topics/voicemail-topics.ts';
import { Staffing } from './staffing.ts';
import type { VisitorsNamespace } from './visitors.ts';

/** Receipts of one moment share a write. */
const receiptsEvery = 100;
const sweepEvery = 3_600_000;

/** What is told to visitors' sockets; nobody, until they are attached. */
export type ToVisitors = Pick<VisitorsNamespace, 'changed' | 'messages' | 'forgotten' | 'staffed'>;

/**
 * The domain behind sockets and HTTP routes, each part told where to publish. Made before the HTTP server, because its
 * routes need it; `attachRealtime` then hangs the sockets on the server.
 */
export function createLive(deps: RealtimeDeps) {
  const { storage, clock, logger } = deps;
  const limits = { ...defaultLimits, ...deps.limits };
  const toVisitors: { current: ToVisitors | null } = { current: null };
  const engine = new TopicEngine({ clock, logger, coalesceMs: limits.coalesceMs });
  const staffing = new Staffing((queueId, staffed, by) => {
    toVisitors.current?.staffed(queueId, staffed);
    if (staffed) catchUp(conversations, receipts, by.who.actor, logger);
  });
  const channels = new ChannelDirectory(storage);
  const favourites = new Favourites(storage, (accountId, rows) => engine.replace('favourites', accountId, rows));
  const telephony = createTelephony(deps, engine);
  const links = new FileLinks(deps.config.secret);
  const receipts = new Receipts(deps, () => conversations);
  const threads: Threads = new Threads({
    storage, clock, logger, channels, links, staffed: (queueId) => staffing.has(queueId),
    listener: conversationListener(engine, () => toVisitors.current, () => threads, (record) => {
      if (staffing.has(channels.get(record.channelId)?.queueId ?? '')) receipts.add(record);
    }),
  });
  const outbox = createOutbox(deps, threads, links);
  const conversations: AgentConversations = new AgentConversations(threads, outbox);
  const visitorConversations = new VisitorConversations(threads, deps.files, deps.config.secret);

  registerTopics(engine, { ...telephony, sessions: deps.sessions, conversations, mailboxes: deps.mailboxes, favourites });

  return {
    deps, limits, engine, staffing, toVisitors, links, channels, ...telephony, favourites, threads, conversations, visitorConversations,
    async start(signal: AbortSignal): Promise<void> {
      await Promise.all([channels.reload(), telephony.startTelephony(signal)]);
      outbox.start();
      sweepNowAndThen(deps, signal);
    },
    async stop(): Promise<void> {
      await telephony.voicemail.stop();
      await receipts.flush();
      await outbox.stop();
    },
    async devicesChanged(accountId: string): Promise<void> {
      const devices = await deps.sessions.devices(accountId);
      engine.replace('devices', accountId, devices);
    },
  };
}

/** The first agent of a queue arrived: what waited has reached a browser now. */
function catchUp(conversations: AgentConversations, receipts: Receipts, actor: Actor, logger: RealtimeDeps['logger']): void {
  conversations.list(actor).then((records) => {
    for (const record of records) if (record.agentDeliveredSeq < record.seq) receipts.add(record);
  }, (error: unknown) => logger.error({ err: error }, 'waiting conversations could not be read'));
}

interface TopicSources extends Pick<ReturnType<typeof createTelephony>, 'extensions' | 'calls' | 'queues' | 'voicemails'> {
  sessions: RealtimeDeps['sessions'];
  conversations: AgentConversations;
  mailboxes: Mailboxes;
  favourites: Favourites;
}

function registerTopics(engine: TopicEngine, { extensions, calls, queues, sessions, conversations, voicemails, mailboxes, favourites }: TopicSources): void {
  engine.register(voicemailsTopic(voicemails, mailboxes));
  engine.register(favouritesTopic(favourites));
  engine.register(extensionsTopic(extensions));
  engine.register(callsTopic(calls, extensions));
  engine.register(queuesTopic(queues));
  engine.register(devicesTopic(sessions));
  engine.register(conversationsTopic(conversations));
  engine.register(messagesTopic(conversations));
}

function sweepNowAndThen(deps: RealtimeDeps, signal: AbortSignal): void {
  deps.clock.after(sweepEvery, () => {
    sweepAbandonedFiles(deps).catch((error: unknown) => deps.logger.error({ err: error }, 'old uploads could not be swept'));
    sweepNowAndThen(deps, signal);
  }, signal);
}

function conversationListener(engine: TopicEngine, visitors: () => ToVisitors | null, threads: () => Threads, arrived: (record: ConversationRecord) => void): ConversationListener {
  return {
    changed(record) {
      engine.publish('conversations', record);
      visitors()?.changed(record);
    },
    messages(record, messages, fresh) {
      for (const message of messages) engine.publish('messages', threads().message(record, message), { param: record.id });
      if (!fresh) return;
      visitors()?.messages(record, messages);
      if (messages.some(({ record: { from } }) => from === 'visitor')) arrived(record);
    },
    forgotten(record) {
      engine.remove('conversations', record.id);
      engine.reset('messages', record.id);
      visitors()?.forgotten(record);
    },
  };
}

function createOutbox(deps: RealtimeDeps, threads: Threads, links: FileLinks): Outbox {
  const { storage, clock, logger, config } = deps;
  const compose = async ({ conversationId, messageId }: OutboxRecord) => {
    const [message, record] = await Promise.all([storage.read.messages.byId(messageId), storage.read.conversations.byId(conversationId)]);
    const contact = record && (await storage.read.contacts.byId(record.contactId));
    if (!message || !contact) return null;
    const files = (await storage.read.files.byMessages([messageId])).map((file) => links.ref(file, clock.now()));
    return { to: contact.sourceId, text: message.text, files: files.map(({ url, type, name }) => ({ url: config.publicUrl + url, type, name })) };
  };
  return new Outbox({
    storage, clock, logger, compose,
    channel(channelId) {
      const channel = threads.deps.channels.get(channelId);
      return channel && { port: deps.websiteChannel, settings: { channelId, origins: channel.origins, secrets: {} } };
    },
    delivered({ conversationId, messageId }) {
      threads.tellDelivery(conversationId, messageId).catch((error: unknown) => logger.warn({ err: error }, 'a delivery could not be told'));
    },
  });
}

/** Collects "reached an agent's browser" for a moment: in a flood of messages one write tells of many. */
class Receipts {
  readonly #deps: RealtimeDeps;
  readonly #conversations: () => AgentConversations;
  #waiting = new Map<string, ConversationRecord>();

  constructor(deps: RealtimeDeps, conversations: () => AgentConversations) {
    this.#deps = deps;
    this.#conversations = conversations;
  }

  add(record: ConversationRecord): void {
    if (this.#waiting.size === 0) this.#deps.clock.after(receiptsEvery, () => void this.flush());
    this.#waiting.set(record.id, record);
  }

  async flush(): Promise<void> {
    const records = [...this.#waiting.values()];
    this.#waiting = new Map();
    await this.#conversations().delivered(records).catch((error: unknown) => this.#deps.logger.error({ err: error }, 'receipts could not be stored'));
  }
}

export type Live = ReturnType<typeof createLive>;
