import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../../scripts/lib/ports.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const startTime = 30_000;

export interface Gateway {
  readonly url: string;
  /** Where the demo's CRM and shop are. */
  readonly demoUrl: string;
  /** The demo accounts' password. */
  readonly password: string;
  readonly process: ChildProcess;
  /** Ends the process and starts another with the same data at the same address. */
  restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** A host's token for this extension, as a CRM's backend would mint it. */
  token(extension: string): string;
  stop(): Promise<void>;
}

export interface GatewayOptions {
  /** Pages of other origins that use the SDK. */
  origins?: string[];
  env?: Record<string, string>;
  /** How browsers reach it, where that is not localhost. */
  publicUrl?: (port: number) => string;
  /** Another gateway than this checkout's: an installed package. */
  installed?: { folder: string; script: string };
}

/** Starts the gateway as `npm start` does, in demo mode with data of its own; resolves when it printed its password. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const data = await mkdtemp(join(tmpdir(), 'klapka-e2e-'));
  const { port, demoPort } = await freePorts('port', 'demoPort');
  const secret = randomBytes(32).toString('hex');
  const command = options.installed ? [options.installed.script] : ['--conditions=klapka-source', 'server/main.ts'];
  const run = () =>
    spawn(process.execPath, command, {
      cwd: options.installed?.folder ?? root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        PORT: String(port),
        KLAPKA_DEMO_PORT: String(demoPort),
        KLAPKA_DATA: data,
        KLAPKA_EMBED_SECRET: secret,
        KLAPKA_EMBED_ORIGINS: (options.origins ?? []).join(','),
        ...(options.publicUrl && { KLAPKA_PUBLIC_URL: options.publicUrl(port) }),
        ...options.env,
      },
    });
  let child = run();
  const stop = async () => {
    await end(child, 'SIGTERM');
    await rm(data, { recursive: true, force: true });
  };
  try {
    const password = await printedPassword(child);
    return {
      url: `http://localhost:${port}`,
      demoUrl: `http://localhost:${demoPort}`,
      password,
      get process() {
        return child;
      },
      token: (extension) => hostToken(secret, extension),
      async restart(signal) {
        await end(child, signal);
        child = run();
        await printedPassword(child);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

function printedPassword(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`The gateway did not start:\n${text}`)), startTime);
    const read = (chunk: Buffer) => {
      text += String(chunk);
      const found = /Demo password: (\S+)/.exec(text);
      if (!found?.[1]) return;
      clearTimeout(timer);
      resolve(found[1]);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The gateway ended with ${code}:\n${text}`));
    });
  });
}

/** JWT, HS256 (RFC 7519), ten minutes. */
function hostToken(secret: string, subject: string): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject, aud: 'klapka', iat: now, exp: now + 600 })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
