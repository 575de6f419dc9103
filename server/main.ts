#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { websiteChannel } from './adapters/channels/website/index.ts';
import { type App, createApp } from './app.ts';
import { type Config, ConfigError, readEnvironment } from './config.ts';
import { type Demo, startDemo } from './demo/index.ts';
import { checkDatabaseFits, demoPeople, seedDemo } from './demo/seed.ts';
import { explain } from './explain.ts';
import { createLogger } from './observability/logger.ts';
import { holdData, openParts, openPbx, openTranscriber } from './parts.ts';
import type { Logger } from './ports/logger.ts';

/** A stop that takes longer is cut off: whoever asked for it will not wait, ms. */
const stopTime = 4800;

/** Ctrl+C reaches every process of the terminal, and npm and the launcher pass it on: within this time it is one wish, ms. */
const sameWish = 1000;

const assetsDir = fileURLToPath(new URL('../dist/browser', import.meta.url));

/** What to end on a signal, the last started first. */
interface Running {
  app: App;
  logger: Logger;
  stopDemo: () => Promise<void>;
  /** Lets another gateway work with the data. Kept until the end: the lock goes with its last reference. */
  releaseData: () => void;
}

async function start(): Promise<void> {
  const config = withDemoEmbedding(readEnvironment());
  const logger = createLogger(config.logLevel);
  const releaseData = await holdData(config);
  const parts = await openParts(config, logger);
  const misfit = await checkDatabaseFits(parts.storage, config.demo !== null);
  if (misfit !== null) {
    await parts.storage.close();
    throw new ConfigError([misfit]);
  }
  const app = await createApp({
    ...parts,
    pbx: await openPbx(config, logger),
    websiteChannel: websiteChannel(),
    transcriber: await openTranscriber(config),
    assetsDir,
    config: {
      host: config.host, port: config.port, publicUrl: config.publicUrl, trustProxy: config.trustProxy, embedOrigins: config.embed.origins,
      iceServers: config.iceServers, metricsToken: config.metricsToken, demoUrl: config.demo && demoUrl(config.demo.port),
    },
  });
  const password = config.demo && (await seedDemo(app.admin, parts.storage, config.demo.port));
  await app.listen();
  const demo = await openDemoSites(config);
  // Before it says that it runs: who reads that may stop it at once.
  stopOnSignal({ app, logger, stopDemo: () => demo?.stop() ?? Promise.resolve(), releaseData });
  announce(config, password, logger);
}

async function openDemoSites({ demo, embed, host, publicUrl }: Config): Promise<Demo | null> {
  if (!demo || embed.secret === null) return null;
  return startDemo({ host, port: demo.port, gateway: publicUrl, embedSecret: embed.secret, people: demoPeople });
}

/** The demo's CRM stands on another origin and signs its users in by a secret nobody had to configure. */
function withDemoEmbedding(config: Config): Config {
  if (!config.demo) return config;
  const { port } = config.demo;
  const origins = [...config.embed.origins, demoUrl(port), `http://127.0.0.1:${port}`];
  return { ...config, embed: { origins, secret: config.embed.secret ?? randomBytes(32).toString('base64url') } };
}

function demoUrl(port: number): string {
  return `http://localhost:${port}`;
}

function announce(config: Config, password: string | null, logger: Logger): void {
  if (!config.demo || password === null) {
    logger.info({ url: config.publicUrl }, 'Klapka listens');
    return;
  }
  const at = demoUrl(config.demo.port);
  console.log(`
Klapka runs in demo mode.

  The client          ${config.publicUrl}/
  A CRM that embeds   ${at}/crm.html
  A shop with a chat  ${at}/shop.html

  Sign in as 1001 to 1008 (1001 is the administrator, 1002 the supervisor).
Demo password: ${password}
`);
}

function stopOnSignal({ app, logger, stopDemo, releaseData }: Running): void {
  let asked: number | null = null;
  const stop = (): void => {
    if (asked !== null) {
      // Asked again: somebody is in a hurry.
      if (performance.now() - asked > sameWish) process.exit(1);
      return;
    }
    asked = performance.now();
    setTimeout(() => process.exit(1), stopTime).unref();
    Promise.all([stopDemo(), app.stop()]).then(
      () => {
        releaseData();
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'the gateway did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

try {
  await start();
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}
