// Starts an Asterisk of our own configuration on free ports of loopback, as somebody without rights.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { chownSync, existsSync, globSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AmiClient } from '../../server/adapters/pbx/asterisk/ami/client.ts';
import { AmiError } from '../../server/adapters/pbx/asterisk/ami/errors.ts';
import { asteriskConfig } from '../../server/adapters/pbx/asterisk/config/index.ts';
import { systemClock } from '../../server/ports/clock.ts';
import type { Logger } from '../../server/ports/logger.ts';
import { freePorts } from '../lib/ports.ts';
import type { AsteriskProgram } from './program.ts';
import { copySounds } from './sounds.ts';

export interface RunningAsterisk {
  readonly process: ChildProcess;
  /** Everything it writes. */
  readonly folder: string;
  readonly version: string;
  /** UDP port on loopback where carriers reach it. */
  readonly sipPort: number;
  /** What the gateway is told by its environment. */
  readonly settings: Record<'KLAPKA_PBX' | 'KLAPKA_ASTERISK_AMI' | 'KLAPKA_ASTERISK_HTTP' | 'KLAPKA_ASTERISK_CONFIG' | 'KLAPKA_ASTERISK_CALLS', string>;
  /** Ends it as a signal would, and takes its folder away. */
  stop(): Promise<void>;
  /** Ends it at once, and starts it again at the same place. */
  restart(): Promise<void>;
}

/** Nobody of this number needs to exist; nothing else of the machine belongs to it. */
const unprivileged = 47_422;
const bootTime = 60_000;
const stopTime = 5_000;
const pollEvery = 100;

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, child: () => silent };

/** Starts it, with the configuration files of the folder `own` in place of ours; resolves when everything is loaded. */
export async function startAsterisk(program: AsteriskProgram, own?: string): Promise<RunningAsterisk> {
  const folder = mkdtempSync(join(tmpdir(), 'klapka-asterisk-'));
  const { ami, http, sip } = await freePorts('ami', 'http', 'sip');
  const [amiSecret, ariSecret] = [randomBytes(24).toString('base64url'), randomBytes(24).toString('base64url')];
  const from = 20_000 + 2 * randomInt(9_000);
  const config = await asteriskConfig({
    name: `pbx${randomBytes(3).toString('hex')}`, folder, modules: program.modules, amiPort: ami, httpPort: http, sipBind: `127.0.0.1:${sip}`, amiSecret, ariSecret, rtp: { from, to: from + 999 },
  }, own);
  furnish(folder, program, config);
  let child = spawnAsterisk(program, folder);
  const login = { host: '127.0.0.1', port: ami, username: 'klapka', secret: amiSecret };
  const stop = async (): Promise<void> => {
    await end(child, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const version = await booted(child, folder, login);
    return {
      get process() { return child; },
      folder, version, stop, sipPort: sip,
      settings: {
        KLAPKA_PBX: 'asterisk',
        KLAPKA_ASTERISK_AMI: `ami://klapka:${amiSecret}@127.0.0.1:${ami}`,
        KLAPKA_ASTERISK_HTTP: `http://klapka:${ariSecret}@127.0.0.1:${http}`,
        KLAPKA_ASTERISK_CONFIG: join(folder, 'etc'),
        KLAPKA_ASTERISK_CALLS: join(folder, 'log/cdr-custom/klapka-calls.csv'),
      },
      async restart() {
        await end(child, 'SIGKILL');
        child = spawnAsterisk(program, folder);
        await booted(child, folder, login);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Its folders and files, which it alone may read: there are passwords in them. */
function furnish(folder: string, { share }: AsteriskProgram, config: ReadonlyMap<string, string>): void {
  for (const path of ['etc', 'lib', 'spool/recording', 'run', 'log/cdr-custom', 'log/cel-custom', 'cache', 'data/sounds', 'data/moh']) {
    mkdirSync(join(folder, path), { recursive: true, mode: 0o700 });
  }
  for (const [name, text] of config) writeFileSync(join(folder, 'etc', name), text, { mode: 0o600 });
  for (const name of ['documentation', 'rest-api', 'static-http']) {
    if (existsSync(join(share, name))) symlinkSync(join(share, name), join(folder, 'data', name));
  }
  copySounds(join(folder, 'data'), process.env['KLAPKA_SOUNDS']);
  if (process.getuid?.() !== 0) return;
  for (const path of [folder, ...globSync(join(folder, '**'))]) {
    if (!lstatSync(path).isSymbolicLink()) chownSync(path, unprivileged, unprivileged);
  }
}

function spawnAsterisk({ command }: AsteriskProgram, folder: string): ChildProcess {
  const asterisk = [...command, '-C', join(folder, 'etc/asterisk.conf'), '-f', '-n'];
  const drop = process.getuid?.() === 0 ? [`--reuid=${unprivileged}`, `--regid=${unprivileged}`, '--clear-groups'] : [];
  // It goes when we go, even where nobody could tell it.
  return spawn('setpriv', ['--pdeathsig=TERM', '--no-new-privs', ...drop, ...asterisk], {
    cwd: folder, stdio: ['ignore', 'ignore', 'ignore'], env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', TZ: process.env['TZ'] ?? 'UTC' },
  });
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => resolve());
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTime);
  await promise.finally(() => clearTimeout(timer));
}

/** Resolves with its version when it lets us in and has loaded everything. */
async function booted(child: ChildProcess, folder: string, login: { host: string; port: number; username: string; secret: string }): Promise<string> {
  const until = Date.now() + bootTime;
  for (;;) {
    const client = new AmiClient({ ...login, clock: systemClock, logger: silent, onEvent: () => undefined, onReady: () => undefined, onLost: () => undefined });
    try {
      await client.start();
      return (await client.action('CoreSettings')).get('AsteriskVersion');
    } catch (error) {
      if (child.exitCode !== null || Date.now() > until || !(error instanceof AmiError) || error.code === 'LOGIN_REFUSED') {
        throw new Error(`Asterisk did not start: ${lastWords(folder)}`, { cause: error });
      }
    } finally {
      client.stop();
    }
    await new Promise((resolve) => setTimeout(resolve, pollEvery));
  }
}

function lastWords(folder: string): string {
  const log = join(folder, 'log/messages.log');
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n') : 'it wrote no log';
}
