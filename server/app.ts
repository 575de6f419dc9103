import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { callFeatures, featureCodes } from '@klapka/protocol';
import type { FeatureCode } from '@klapka/protocol';
import express, { type Express, type RequestHandler } from 'express';
import { Links } from './domain/accounts/links.ts';
import { Sessions } from './domain/accounts/sessions.ts';
import { type Admin, createAdmin } from './domain/admin/index.ts';
import { watchChanges } from './domain/directory/changes.ts';
import { seedDefaults } from './domain/directory/defaults.ts';
import { HoursSwitch } from './domain/directory/hours-switch.ts';
import { Provisioner } from './domain/directory/provisioner.ts';
import { Reaching } from './domain/directory/reaching.ts';
import { TrunkStates } from './domain/directory/trunk-states.ts';
import { DomainError } from './domain/errors.ts';
import { Mailboxes } from './domain/voicemail/mailboxes.ts';
import { createEventHub, type EventHub } from './domain/events.ts';
import { createRights } from './domain/permissions/rights.ts';
import type { PhoneAbilities } from './domain/permissions/rights.ts';
import { Sounds } from './domain/sounds/sounds.ts';
import { Turns } from './domain/turns.ts';
import { telephonyRoutes } from './http/admin-telephony.ts';
import { adminRoutes } from './http/admin.ts';
import { authRoutes, bearer } from './http/auth.ts';
import { chatRouter } from './http/chat.ts';
import { errorHandler } from './http/errors.ts';
import { filesRouter } from './http/files.ts';
import { healthRouter } from './http/health.ts';
import { openApi } from './http/openapi.ts';
import { ownTelephonyRoutes } from './http/own-telephony.ts';
import { reachRoutes } from './http/reach.ts';
import { recordingsRouter } from './http/recordings.ts';
import { mountRoutes, type Route } from './http/routes.ts';
import { mailboxRoutes, voicemailsRouter } from './http/voicemail.ts';
import { corsForAgents, perAddress, permissionsPolicy, securityHeaders } from './http/security.ts';
import { staticRouter } from './http/static.ts';
import { createMetrics, type Metrics } from './observability/metrics.ts';
import { requestLog } from './observability/requests.ts';
import type { ChannelPort } from './ports/channel.ts';
import type { Clock } from './ports/clock.ts';
import type { FilePort } from './ports/file.ts';
import type { Logger } from './ports/logger.ts';
import type { MailPort } from './ports/mail.ts';
import type { PasswordPort } from './ports/password.ts';
import type { PbxCapabilities, PbxPort } from './ports/pbx.ts';
import type { StoragePort } from './ports/storage.ts';
import type { TokenPort } from './ports/token.ts';
import type { TranscriberPort } from './ports/transcriber.ts';
import { attachRealtime, createLive } from './realtime/index.ts';
import type { IceServerConfig, Live, Realtime, RealtimeLimits } from './realtime/index.ts';

/** The parts a gateway is made of. `main.ts` makes the real ones, a test its own. */
export interface AppDeps {
  config: AppConfig;
  storage: StoragePort;
  files: FilePort;
  pbx: PbxPort;
  clock: Clock;
  logger: Logger;
  passwords: PasswordPort;
  tokens: TokenPort;
  /** Null: links are shown to the administrator. */
  mail: MailPort | null;
  websiteChannel: ChannelPort;
  /** Null: messages are not written down. */
  transcriber: TranscriberPort | null;
  /** Folder of the browser builds. */
  assetsDir: string;
  /** Random secrets, kept across restarts. */
  keys: { refresh: Buffer; files: Buffer };
  limits?: Partial<AppLimits>;
}

export interface AppConfig {
  host: string;
  port: number;
  publicUrl: string;
  trustProxy: number;
  embedOrigins: readonly string[];
  iceServers: readonly IceServerConfig[];
  metricsToken: string | null;
  /** Where `/demo/…` leads; null outside demo mode. */
  demoUrl: string | null;
}

export interface AppLimits {
  /** Requests a minute and address. */
  api: number;
  auth: number;
  realtime: Partial<RealtimeLimits>;
}

export interface App {
  readonly httpServer: Server;
  readonly events: EventHub;
  readonly sessions: Sessions;
  readonly links: Links;
  readonly admin: Admin;
  /** Every route of the sign-in and administration interface. */
  readonly routes: readonly Route[];
  /** Starts the PBX, then listens. Resolves with the port. */
  listen(): Promise<number>;
  /**
   * Ends everything within five seconds: not ready, no new connections, calls ended, pages told, requests drained, the
   * last write on disk. Closes the storage, which it was given.
   */
  stop(): Promise<void>;
}

/** Mailboxes have their codes on every PBX that has mailboxes. */
function codesOf({ featureCodes: codes, voicemail }: PbxCapabilities): readonly FeatureCode[] {
  if (codes !== 'none') return featureCodes;
  return voicemail === 'none' ? [] : ['voicemail', 'leaveVoicemail'];
}

/** What people are told that their phones can do here. */
function abilitiesOf({ capabilities, parkingSlots, echoNumber }: PbxPort): PhoneAbilities {
  return { can: callFeatures.filter((feature) => capabilities[feature] !== 'none'), parkingSlots, echoNumber, codes: codesOf(capabilities) };
}

/** Largest JSON body; files have their own route and limit. */
const jsonBytes = 100 * 1024;

/** Requests under way get so long to end, ms. */
const drainTime = 1000;

export async function createApp(deps: AppDeps): Promise<App> {
  const { config, storage, clock, logger, pbx } = deps;
  const ended = new AbortController();
  const events = createEventHub();
  const metrics = createMetrics();
  await seedDefaults(storage, clock);
  const rights = createRights({ storage, events, phone: abilitiesOf(pbx), signal: ended.signal });
  const sessions = new Sessions({ storage, clock, events, tokens: deps.tokens, passwords: deps.passwords, rights, refreshKey: deps.keys.refresh });
  const links = new Links({ storage, clock, logger, passwords: deps.passwords, sessions, rights, mail: deps.mail, publicUrl: config.publicUrl });
  const sounds = new Sounds({ storage, files: deps.files, clock });
  const admin = createAdmin({ storage, clock, events, sessions, links, sounds, phone: pbx, publicUrl: config.publicUrl });
  const turns = new Turns();
  const trunks = new TrunkStates();
  const hours = new HoursSwitch(storage, events);
  const provisioner = new Provisioner({ storage, pbx, sounds, clock, events, logger, turns });
  const mailboxes = new Mailboxes({ storage, events, clock, sounds, numbers: pbx });
  const reaching = new Reaching({ storage, pbx, logger });
  const own = [...authRoutes({ sessions, links, logger }), ...reachRoutes(reaching), ...ownTelephonyRoutes(hours, storage), ...mailboxRoutes(mailboxes)];
  const routes = [...own, ...adminRoutes({ admin, sessions, links }), ...telephonyRoutes(admin, trunks)];

  let stopping: Promise<void> | null = null;
  const live = createLive({
    config: {
      publicUrl: config.publicUrl, embedOrigins: config.embedOrigins, iceServers: config.iceServers, secret: deps.keys.files, trustProxy: config.trustProxy,
    },
    storage, files: deps.files, pbx, reaching, mailboxes, transcriber: deps.transcriber, trunks, hours, turns, clock, logger, events, sessions, websiteChannel: deps.websiteChannel, limits: deps.limits?.realtime,
  });
  const http = createHttp({ deps, routes, sessions, metrics, trunks, live, stopping: () => stopping !== null });
  const httpServer = createServer({ requestTimeout: 60_000, headersTimeout: 20_000 }, http);
  const connections = trackConnections(httpServer);
  const realtime = attachRealtime(httpServer, live);
  metrics.watch(() => realtime.stats());

  return {
    httpServer, events, sessions, links, admin, routes,
    async listen() {
      await pruneDaily(sessions, clock, logger, ended.signal);
      await pbx.start();
      await provisioner.start(ended.signal);
      await realtime.start();
      await watchChanges({ storage, clock, events, logger }, ended.signal);
      return listen(httpServer, config);
    },
    stop() {
      ended.abort();
      return (stopping ??= stop({ httpServer, connections, realtime, pbx, storage, logger }));
    },
  };
}

const day = 24 * 3_600_000;

async function pruneDaily(sessions: Sessions, clock: Clock, logger: Logger, signal: AbortSignal): Promise<void> {
  await sessions.prune();
  clock.after(day, () => {
    pruneDaily(sessions, clock, logger, signal).catch((error: unknown) => logger.error({ err: error }, 'old sessions could not be forgotten'));
  }, signal);
}

interface HttpParts {
  deps: AppDeps;
  routes: readonly Route[];
  sessions: Sessions;
  metrics: Metrics;
  trunks: TrunkStates;
  live: Live;
  stopping: () => boolean;
}

function createHttp({ deps, routes, sessions, metrics, trunks, live, stopping }: HttpParts): Express {
  const { config, logger, storage, pbx } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');
  app.use(requestLog(logger), metrics.http, securityHeaders(config.publicUrl), permissionsPolicy);
  app.use(healthRouter({ storage, pbx, trunks, metrics, metricsToken: config.metricsToken, stopping }));
  app.get('/openapi.json', (_request, response) => void response.json(openApi(routes, config.publicUrl)));
  if (config.demoUrl !== null) app.get('/demo/:page', redirectTo(config.demoUrl));
  app.use('/api/auth', perAddress(deps.limits?.auth ?? 120));
  app.use('/api', perAddress(deps.limits?.api ?? 1200), noStore);
  const cors = corsForAgents(config.publicUrl, config.embedOrigins);
  app.use(chatRouter(live), filesRouter(live, bearer(sessions), cors), recordingsRouter(live.recordings, bearer(sessions), cors, logger), voicemailsRouter(live.voicemails, bearer(sessions), cors, logger));
  app.use('/api', cors);
  mountRoutes(app, routes, bearer(sessions), express.json({ limit: jsonBytes }));
  app.use(staticRouter(deps.assetsDir));
  app.use(() => {
    throw new DomainError('NOT_FOUND', 'Not found');
  });
  app.use(errorHandler(logger));
  return app;
}

const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

function redirectTo(demoUrl: string): RequestHandler {
  return (request, response) => {
    const page = String(request.params['page']);
    if (!/^[a-z-]+\.html$/.test(page)) throw new DomainError('NOT_FOUND', 'Not found');
    response.redirect(302, `${demoUrl}/${page}`);
  };
}

function listen(httpServer: Server, config: AppConfig): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  httpServer.once('error', reject);
  httpServer.listen(config.port, config.host, () => {
    httpServer.off('error', reject);
    resolve((httpServer.address() as AddressInfo).port);
  });
  return promise;
}

/** Every open connection, upgraded ones too, which the server itself loses sight of. */
function trackConnections(httpServer: Server): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  httpServer.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return open;
}

interface Stoppable {
  httpServer: Server;
  connections: ReadonlySet<Socket>;
  realtime: Realtime;
  pbx: PbxPort;
  storage: StoragePort;
  logger: Logger;
}

/** In this order: phones hear the BYE over sockets that are still open, and the last write goes after everything else. */
async function stop({ httpServer, connections, realtime, pbx, storage, logger }: Stoppable): Promise<void> {
  const closed = Promise.withResolvers<void>();
  if (httpServer.listening) httpServer.close(() => closed.resolve());
  else closed.resolve();
  for (const [part, end] of [['pbx', () => pbx.stop()], ['realtime', () => realtime.stop()]] as const) {
    await end().catch((error: unknown) => logger.error({ err: error, part }, 'a part did not stop cleanly'));
  }
  httpServer.closeIdleConnections();
  // Also those of browsers that read nothing, and so never hear that the socket is closed.
  const patience = setTimeout(() => { for (const socket of connections) socket.destroy(); }, drainTime);
  await closed.promise;
  clearTimeout(patience);
  await storage.close();
}
