import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../../../scripts/find-browser.ts';
import { freePorts } from '../../../scripts/lib/ports.ts';

export interface Network {
  /** Address of this machine as the other network sees it. */
  readonly near: string;
  /** Address of the machine that stands in the other network. */
  readonly far: string;
  /** A browser that runs over there. */
  readonly browser: string;
  stop(): Promise<void>;
}

function ip(...words: string[]): void {
  try {
    execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const reason = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`This test makes a network namespace, which needs root on Linux and iproute2: "ip ${words.join(' ')}" failed: ${reason}`, { cause: error });
  }
}

/**
 * A second machine of our own: a network namespace joined to this one by a virtual cable, with an address of its own
 * and nothing else, not even this machine's loopback.
 */
export async function createNetwork(): Promise<Network> {
  const id = randomBytes(3).toString('hex');
  const [space, cable, plug] = [`klapka-${id}`, `kl-${id}-a`, `kl-${id}-b`];
  // Of the range for tests between networks (RFC 2544), a subnet by chance, so that two runs do not meet.
  const subnet = `198.18.${randomBytes(1)[0] ?? 0}`;
  const [near, far] = [`${subnet}.1`, `${subnet}.2`];
  const folder = await mkdtemp(join(tmpdir(), 'klapka-net-'));
  ip('netns', 'add', space);
  const stop = async () => {
    ip('netns', 'del', space);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', plug, 'netns', space);
    ip('addr', 'add', `${near}/30`, 'dev', cable);
    ip('link', 'set', cable, 'up');
    ip('-n', space, 'addr', 'add', `${far}/30`, 'dev', plug);
    ip('-n', space, 'link', 'set', 'lo', 'up');
    ip('-n', space, 'link', 'set', plug, 'up');
    ip('-n', space, 'route', 'add', 'default', 'via', near);
    const browser = join(folder, 'browser');
    await writeFile(browser, `#!/bin/sh\nexec ip netns exec ${space} ${(await findBrowser()) ?? 'chromium'} "$@"\n`);
    await chmod(browser, 0o755);
    return { near, far, browser, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface Forward {
  readonly port: number;
  stop(): Promise<void>;
}

/** Makes a port of loopback reachable at another address, as a reverse proxy does: the demo listens on loopback alone. */
export async function forward(address: string, target: number, port = 0): Promise<Forward> {
  const open = new Set<{ destroy(): void }>();
  const server = createServer((incoming) => {
    const outgoing = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => open.delete(one));
    }
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, address, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface TurnServer {
  readonly url: string;
  readonly secret: string;
  stop(): Promise<void>;
}

/** coturn on loopback, with credentials that the gateway makes from a shared secret. */
export async function startTurn(): Promise<TurnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'klapka-turn-'));
  const { port } = await freePorts('port');
  const secret = randomBytes(16).toString('hex');
  const options = [
    '--listening-ip=127.0.0.1',
    `--listening-port=${port}`,
    '--relay-ip=127.0.0.1',
    '--use-auth-secret',
    `--static-auth-secret=${secret}`,
    '--realm=klapka.test',
    '--allow-loopback-peers',
    '--cli-password=not-used',
    '--no-cli',
    '--no-tls',
    '--no-dtls',
    '--fingerprint',
    '--verbose',
    '--log-file=stdout',
    `--userdb=${join(folder, 'users.db')}`,
    `--pidfile=${join(folder, 'pid')}`,
  ];
  const child = spawn('turnserver', ['-n', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    if (child.exitCode === null && child.pid !== undefined) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await listening(child);
    return { url: `turn:127.0.0.1:${port}?transport=udp`, secret, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`coturn does not listen:\n${text}`)), 15_000);
    child.on('error', (error) => reject(new Error('This test needs coturn (apt-get install coturn)', { cause: error })));
    child.on('exit', (code) => reject(new Error(`coturn ended with ${code}:\n${text}`)));
    const read = (chunk: Buffer) => {
      text += String(chunk);
      if (!/UDP listener opened/i.test(text)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  });
}
