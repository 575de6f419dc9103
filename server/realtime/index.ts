import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server } from 'socket.io';
import { limits, originAllowed } from '@klapka/protocol';
import { ownOrigins } from '../domain/origins.ts';
import { AgentsNamespace } from './agents.ts';
import { CommandRunner } from './commands.ts';
import type { Realtime } from './deps.ts';
import type { Live } from './live.ts';
import { commandHandlers } from './handlers.ts';
import { SipProxy, refuse } from './sip-proxy.ts';
import { SipTickets } from './sip-tickets.ts';
import { VisitorsNamespace } from './visitors.ts';

export { createLive } from './live.ts';
export type { Live } from './live.ts';
export type { IceServerConfig, Realtime, RealtimeLimits } from './deps.ts';

/** Where a page shall knock again after a stop: about a restart's time. */
const retryAfter = 1_000;

/**
 * Hangs the agents' and visitors' sockets and the SIP socket on an HTTP server. `live` comes from `createLive`, which the
 * HTTP routes share; call `start()` once the PBX runs.
 */
export function attachRealtime(httpServer: HttpServer, live: Live): Realtime {
  const { deps, engine, staffing } = live;
  const stopped = new AbortController();
  const origins = [...ownOrigins(deps.config.publicUrl), ...deps.config.embedOrigins];
  const io = createServer(httpServer, (origin) => originAllowed([...origins, ...live.channels.origins], origin));
  const tickets = new SipTickets(deps.pbx, deps.clock, deps.config);
  const sip = new SipProxy({ pbx: deps.pbx, tickets, logger: deps.logger, origins, trustProxy: deps.config.trustProxy });
  const commands = new CommandRunner(commandHandlers({ ...deps, ...live, tickets }), deps.logger);
  const agents = new AgentsNamespace(io, {
    ...deps, engine, commands, origins, settled: live.limits,
    arrived: (connection) => staffing.put(connection),
    changed: (connection) => staffing.put(connection),
    left: (connection) => staffing.remove(connection),
  });
  const visitors = new VisitorsNamespace(io, {
    conversations: live.visitorConversations, channel: deps.websiteChannel, live: live.threads.live,
    clock: deps.clock, logger: deps.logger, limits: live.limits, trustProxy: deps.config.trustProxy, publicUrl: deps.config.publicUrl,
  });
  live.toVisitors.current = visitors;
  watchEvents({ agents, sip, live }, stopped.signal);
  const upgrade = upgradeRouter(io, sip);
  httpServer.on('upgrade', upgrade);
  return {
    start: () => live.start(stopped.signal),
    stop: () => stop({ io, sip, agents, live, stopped, httpServer, upgrade }),
    stats: () => ({ agents: agents.connections, visitors: visitors.connections, phones: sip.connections, ...engine.stats() }),
  };
}

function createServer(httpServer: HttpServer, allowed: (origin: string | undefined) => boolean): Server {
  const io = new Server({
    transports: ['websocket', 'polling'],
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    maxHttpBufferSize: limits.frameBytes,
    connectTimeout: 10_000,
    // Each namespace checks the page again, and more closely; this keeps strangers out before anything is kept of them.
    allowRequest: (request, done) => {
      const { origin } = request.headers;
      done(null, origin === undefined || allowed(origin));
    },
    cors: { origin: (origin, done) => done(null, allowed(origin)), allowedHeaders: ['content-type'], methods: ['GET', 'POST'] },
  });
  // Attached without its own upgrade handler: `/sip` shares the server, and what nobody wants is refused at once.
  io.attach(httpServer, { destroyUpgrade: false });
  return io;
}

/** socket.io listens for upgrades of its own path; this one takes `/sip` and refuses the rest. */
function upgradeRouter(io: Server, sip: SipProxy) {
  // With the slash, as socket.io compares: what both took for the other's would hang for ever.
  const ownPath = `${io.path()}/`;
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (path === '/sip') sip.upgrade(request, socket, head);
    else if (!path.startsWith(ownPath)) refuse(socket, 404, 'Not Found');
  };
}

interface Parts {
  agents: AgentsNamespace;
  sip: SipProxy;
  live: Live;
}

function watchEvents({ agents, sip, live }: Parts, signal: AbortSignal): void {
  const { events, logger } = live.deps;
  const failed = (what: string) => (error: unknown): void => logger.error({ err: error }, what);
  events.subscribe('session:ended', ({ accountId, deviceId, cause }) => {
    agents.end(accountId, deviceId, cause);
    sip.end(accountId, deviceId).catch(failed('a phone could not be revoked'));
  }, signal);
  events.subscribe('devices:changed', ({ accountId }) => {
    live.devicesChanged(accountId).catch(failed('devices could not be read'));
  }, signal);
  events.subscribe('directory:changed', () => {
    // Rights first: a person moved out of somebody's sight must not be told once more.
    agents.reloadNarrowed().then(() => live.extensions.reload()).then(() => Promise.all([live.queues.reload(), live.voicemail.mailboxesChanged()])).catch(failed('the directory could not be read'));
  }, signal);
  events.subscribe('telephony:changed', () => {
    live.queues.reload().catch(failed('queues could not be read'));
  }, signal);
  events.subscribe('permissions:changed', ({ accountIds }) => {
    live.threads.forgetNames();
    agents.reload(accountIds).catch(failed('rights could not be read'));
  }, signal);
  events.subscribe('channels:changed', () => {
    live.channels.reload().then(() => live.engine.reset('conversations'), failed('channels could not be read'));
  }, signal);
}

interface Stopping extends Parts {
  io: Server;
  stopped: AbortController;
  httpServer: HttpServer;
  upgrade: ReturnType<typeof upgradeRouter>;
}

/** Says goodbye, sends what waits, and closes. A page that is told comes back by itself and finds everything. */
async function stop({ io, sip, agents, live, stopped, httpServer, upgrade }: Stopping): Promise<void> {
  agents.stopping(retryAfter);
  live.engine.flush();
  sip.stop();
  stopped.abort();
  await live.stop();
  httpServer.off('upgrade', upgrade);
  // Closes the engine alone: the HTTP server belongs to who gave it.
  io.engine.close();
  sip.terminate();
}
