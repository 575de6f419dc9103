import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { localFiles } from './adapters/files/local/index.ts';
import { smtpMail } from './adapters/mail/smtp/index.ts';
import { argon2Passwords } from './adapters/passwords/argon2/index.ts';
import { openSqlite } from './adapters/storage/sqlite/index.ts';
import { holdAlone } from './adapters/storage/sqlite/lock.ts';
import { joseTokens } from './adapters/tokens/jose/index.ts';
import type { AppDeps } from './app.ts';
import type { Config } from './config.ts';
import { systemClock } from './ports/clock.ts';
import type { Logger } from './ports/logger.ts';
import type { PbxPort } from './ports/pbx.ts';
import type { TranscriberPort } from './ports/transcriber.ts';
import { StorageError, type StoragePort } from './ports/storage.ts';

/** The adapters a configuration asks for. The PBX is apart, because administration by command line needs none. */
export type Parts = Pick<AppDeps, 'storage' | 'files' | 'clock' | 'logger' | 'passwords' | 'tokens' | 'mail' | 'keys'>;

export async function openParts(config: Config, logger: Logger): Promise<Parts> {
  await makeFolders(config);
  const storage = await openSqlite(config.database.path);
  const keys = { refresh: await keptKey(storage, 'refreshKey'), files: await keptKey(storage, 'fileKey') };
  return {
    storage,
    files: await localFiles(filesFolder(config)),
    clock: systemClock,
    logger,
    passwords: argon2Passwords(),
    tokens: joseTokens({ key: await keptKey(storage, 'accessKey'), embedSecret: config.embed.secret, clock: systemClock }),
    mail: config.mail === null ? null : smtpMail(config.mail),
    keys,
  };
}

/**
 * Makes this gateway the only one on its database and files: two would each miss what the other does, and sweep away
 * what it is writing. Administration by command line needs no such hold. Answers the release.
 */
export async function holdData(config: Config): Promise<() => void> {
  await makeFolders(config);
  const releases = [config.database.path, filesFolder(config)].map(holdAlone);
  return () => {
    for (const release of releases) release();
  };
}

function filesFolder({ dataDir, demo }: Config): string {
  return join(dataDir, demo ? 'demo-files' : 'files');
}

function pbxFolder({ dataDir, demo }: Config): string {
  return demo ? join(dataDir, 'demo-pbx') : dataDir;
}

async function makeFolders({ dataDir, database }: Config): Promise<void> {
  await makeFolder(dataDir, 'KLAPKA_DATA');
  await makeFolder(dirname(database.path), 'KLAPKA_DATABASE_URL');
}

async function makeFolder(path: string, variable: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StorageError('UNAVAILABLE', `The folder ${path} (${variable}) cannot be made`, { cause: error });
  }
}

/** Imported on demand, too. */
export async function openTranscriber({ transcriber }: Config): Promise<TranscriberPort | null> {
  if (transcriber === null) return null;
  if (transcriber.kind === 'openai') return (await import('./adapters/transcribers/openai/index.ts')).create({ config: transcriber, fetch });
  return (await import('./adapters/transcribers/command/index.ts')).create({ config: transcriber });
}

/** Imported on demand: whoever uses another PBX loads no media engine. */
export async function openPbx(config: Config, logger: Logger): Promise<PbxPort> {
  const deps = { logger: logger.child({ part: 'pbx' }), clock: systemClock };
  if (config.asterisk !== null) {
    const { create } = await import('./adapters/pbx/asterisk/index.ts');
    return create({ ...deps, config: config.asterisk, fetch });
  }
  const { create } = await import('./adapters/pbx/embedded/index.ts');
  const { addresses, ports } = config.media;
  return create({ ...deps, config: { addresses: [...addresses], ports, sounds: config.sounds, folder: pbxFolder(config), udp: config.sipUdp } });
}

/** A random key that is made once and kept in the database. */
async function keptKey(storage: StoragePort, name: string): Promise<Buffer> {
  const kept = await storage.write((tx) => tx.settings.setOnce(name, randomBytes(32).toString('base64')));
  return Buffer.from(kept, 'base64');
}
