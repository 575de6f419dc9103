import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePorts } from '../../scripts/lib/ports.ts';

/* `server/main.ts` as its user meets it: what it prints, what it refuses, how it ends. */

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Within this an orchestrator kills what has not ended, ms. */
const endsWithin = 5000;
/** Tests that start the gateway again and again: a second each, several where the machine is busy. */
const severalStarts = { timeout: 60_000 };

let data: string;
let running: Start[] = [];
let blockers: Server[] = [];
beforeEach(() => { data = mkdtempSync(join(tmpdir(), 'klapka-start-')); });
afterEach(async () => {
  await Promise.all(running.map((one) => one.end('SIGKILL')));
  for (const server of blockers) server.close();
  [running, blockers] = [[], []];
  rmSync(data, { recursive: true });
});

/** One run of the gateway, ended or not. */
class Start {
  readonly child: ChildProcess;
  readonly #closed: Promise<unknown[]>;
  text = '';

  constructor(environment: Record<string, string>) {
    this.child = spawn(process.execPath, ['--conditions=klapka-source', 'server/main.ts'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], KLAPKA_DATA: data, ...environment },
    });
    // Not at its 'exit': what it said last may still be on the way then.
    this.#closed = once(this.child, 'close');
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (chunk: Buffer) => { this.text += String(chunk); });
    running.push(this);
  }

  /** Resolves when it printed this. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.text);
      if (found) return found;
      const ended = await Promise.race([once(this.child.stdout!, 'data').then(() => false), this.#closed.then(() => true)]);
      if (ended && !pattern.test(this.text)) throw new Error(`It ended without saying ${String(pattern)}:\n${this.text}`);
    }
  }

  async exited(): Promise<number | null> {
    await this.#closed;
    return this.child.exitCode;
  }

  async end(...signals: NodeJS.Signals[]): Promise<number | null> {
    for (const signal of signals) this.child.kill(signal);
    return this.exited();
  }
}

async function portOf(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('No port');
  return address.port;
}

/** Somebody else's program on a port. */
async function taken(): Promise<number> {
  const server = createServer();
  blockers.push(server);
  return portOf(server);
}

async function ports(): Promise<{ PORT: string; KLAPKA_DEMO_PORT: string }> {
  const { port, demoPort } = await freePorts('port', 'demoPort');
  return { PORT: String(port), KLAPKA_DEMO_PORT: String(demoPort) };
}

describe('what cannot start says why in a sentence, without a trace', () => {
  async function refusal(environment: Record<string, string>): Promise<string> {
    const start = new Start({ ...(await ports()), ...environment });
    expect(await start.exited(), start.text).toBe(1);
    expect(start.text).not.toMatch(/\n\s+at /);
    return start.text;
  }

  test('the port is taken', async () => {
    const port = await taken();
    const text = await refusal({ PORT: String(port) });
    expect(text).toContain(`Port ${port} is taken`);
    expect(text).toContain('set PORT');
  });

  test('the port of the example sites is taken', async () => {
    const port = await taken();
    const text = await refusal({ KLAPKA_DEMO_PORT: String(port) });
    expect(text).toContain(`Port ${port} is taken`);
    expect(text).toContain('KLAPKA_DEMO_PORT');
  });

  test('the data folder is a file', async () => {
    const file = join(data, 'a-file');
    writeFileSync(file, '');
    expect(await refusal({ KLAPKA_DATA: file })).toContain(`${file} (KLAPKA_DATA) cannot be made`);
  });

  test('the database is no database', async () => {
    const file = join(data, 'notes.txt');
    writeFileSync(file, 'Not a database at all. '.repeat(100));
    expect(await refusal({ KLAPKA_DATABASE_URL: `sqlite:${file}` })).toContain(`${file} cannot be opened`);
  });
});

describe('the demo', severalStarts, () => {
  const started = async (environment: Record<string, string>): Promise<{ start: Start; password: string; url: string }> => {
    const start = new Start(environment);
    const [, password = ''] = await start.said(/^Demo password: (\S+)$/m);
    return { start, password, url: `http://localhost:${environment['PORT'] ?? ''}` };
  };

  async function api<Body>(url: string, path: string, token = '', method = 'GET', body?: unknown): Promise<Body> {
    const response = await fetch(url + path, {
      method, headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }, ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(response.ok, `${method} ${path} ${response.status}`).toBe(true);
    return await response.json() as Body;
  }

  async function tokenOf(url: string, password: string): Promise<string> {
    const { accessToken } = await api<{ accessToken: string }>(url, '/api/auth/sign-in', '', 'POST', { login: '1001', password, device: { id: 'device-of-a-test-00000', name: 'Test' } });
    return accessToken;
  }

  test('started twice keeps its password and what was changed, and doubles nothing', async () => {
    const environment = await ports();
    const lists = ['extensions', 'accounts', 'groups', 'queues', 'chat-buttons'];
    const all = (url: string, token: string): Promise<{ id: string; number?: string }[][]> => Promise.all(lists.map((list) => api<{ id: string; number?: string }[]>(url, `/api/admin/${list}`, token)));
    const first = await started(environment);
    let token = await tokenOf(first.url, first.password);
    const [extensions] = await all(first.url, token);
    expect(extensions).toHaveLength(8);
    const hynek = extensions?.find(({ number }) => number === '1008');
    await api(first.url, `/api/admin/extensions/${hynek?.id ?? ''}`, token, 'PATCH', { title: 'Retired' });
    const before = await all(first.url, token);
    expect(await first.start.end('SIGTERM')).toBe(0);

    const second = await started(environment);
    expect(second.password).toBe(first.password);
    token = await tokenOf(second.url, second.password);
    const after = await all(second.url, token);
    expect(after).toEqual(before);
    expect(JSON.stringify(after)).toContain('Retired');
  });

  test('its database is refused outside demo mode: everybody knows its people', async () => {
    const environment = { ...(await ports()), KLAPKA_DATABASE_URL: `sqlite:${join(data, 'one.sqlite')}` };
    const { start } = await started(environment);
    await start.end('SIGTERM');
    const real = new Start({ ...environment, KLAPKA_DEMO: '0' });
    expect(await real.exited()).toBe(1);
    expect(real.text).toMatch(/made by demo mode/);
    await expect(fetch(`http://localhost:${environment.PORT}/healthz`)).rejects.toThrow();
  });

  test('a real company’s database gets no demo people', async () => {
    const environment = { ...(await ports()), KLAPKA_DATABASE_URL: `sqlite:${join(data, 'one.sqlite')}` };
    const made = spawn(process.execPath, ['--conditions=klapka-source', 'server/cli.ts', 'create-administrator', '--name', 'Jana', '--email', 'jana@example.com'], {
      cwd: root, env: { PATH: process.env['PATH'], KLAPKA_DATA: data, ...environment },
    });
    expect(await once(made, 'exit')).toEqual([0, null]);
    const demo = new Start(environment);
    expect(await demo.exited()).toBe(1);
    expect(demo.text).toMatch(/holds real accounts/);
  });
});

describe('a second gateway on the same data', severalStarts, () => {
  const refused = async (environment: Record<string, string>): Promise<string> => {
    const second = new Start({ ...(await ports()), ...environment });
    expect(await second.exited(), second.text).toBe(1);
    expect(second.text).not.toMatch(/\n\s+at /);
    return second.text;
  };

  test('is refused while the first one lives, and starts after its kill -9; the command line works beside it', async () => {
    const first = new Start({ ...(await ports()), KLAPKA_DEMO: '0' });
    await first.said(/Klapka listens/);
    expect(await refused({ KLAPKA_DEMO: '0' })).toContain(`Another gateway works with ${join(data, 'klapka.sqlite')}`);
    const administered = spawn(process.execPath, ['--conditions=klapka-source', 'server/cli.ts', 'create-administrator', '--name', 'Jana', '--email', 'jana@example.com'], {
      cwd: root, env: { PATH: process.env['PATH'], KLAPKA_DATA: data },
    });
    expect(await once(administered, 'exit')).toEqual([0, null]);
    await first.end('SIGKILL');
    const third = new Start({ ...(await ports()), KLAPKA_DEMO: '0' });
    await third.said(/Klapka listens/);
    expect(await third.end('SIGTERM')).toBe(0);
  });

  test('is refused for the files alone, and for the database alone', async () => {
    const elsewhere = { KLAPKA_DATABASE_URL: `sqlite:${join(data, 'other', 'one.sqlite')}` };
    const first = new Start({ ...(await ports()), ...elsewhere });
    await first.said(/Demo password/);
    expect(await refused({})).toContain(`Another gateway works with ${join(data, 'demo-files')}`);
    expect(await refused({ ...elsewhere, KLAPKA_DATA: join(data, 'third') })).toContain(`Another gateway works with ${join(data, 'other', 'one.sqlite')}`);
  });
});

describe('a stop', () => {
  /** A page that stays connected: a kept-alive request and an open socket. */
  async function connected(port: string): Promise<WebSocket> {
    const socket = new WebSocket(`ws://localhost:${port}/socket.io/?EIO=4&transport=websocket`);
    await once(socket, 'open');
    return socket;
  }

  test.each([[['SIGTERM']], [['SIGINT']], [['SIGINT', 'SIGINT']]] as const)('by %s ends cleanly in time, with pages open', async (signals) => {
    const environment = await ports();
    const start = new Start(environment);
    await start.said(/Demo password/);
    await connected(environment.PORT);
    const began = performance.now();
    // Twice at once is one Ctrl+C: the terminal tells every process, and the launcher passes it on.
    expect(await start.end(...signals), start.text).toBe(0);
    expect(performance.now() - began).toBeLessThan(endsWithin);
  });
});
