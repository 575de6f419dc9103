import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

export interface PageServer {
  readonly port: number;
  readonly origin: string;
  stop(): Promise<void>;
}

const html = '<!doctype html><html lang="en"><title>A page that calls</title><script type="module" src="/phone-page.js"></script></html>';

/**
 * A site of somebody else: one page that uses the SDK, and the same page under policies that forbid the microphone or media.
 * `entry` is the page's script where it is not the tests' own: one that uses an installed package, and `plugins` what it
 * takes to build it.
 */
export async function startPageServer(host = '127.0.0.1', entry?: string, plugins: Plugin[] = []): Promise<PageServer> {
  const { outputFiles } = await build({
    entryPoints: { 'phone-page': entry ?? fileURLToPath(new URL('phone-page.ts', import.meta.url)) },
    bundle: true,
    splitting: true,
    outdir: '/',
    format: 'esm',
    target: 'es2022',
    write: false,
    plugins,
    ...(entry === undefined && { conditions: ['klapka-source'] }),
  });
  const scripts = new Map(outputFiles.map((file) => [file.path, file.contents]));
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    const script = scripts.get(path);
    if (script) response.setHeader('Content-Type', 'text/javascript');
    else response.setHeader('Content-Type', 'text/html');
    if (path === '/no-media') response.setHeader('Content-Security-Policy', "default-src *; media-src 'none'; script-src 'self'");
    if (path === '/no-microphone') response.setHeader('Permissions-Policy', 'microphone=()');
    response.end(script ?? html);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://localhost:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
