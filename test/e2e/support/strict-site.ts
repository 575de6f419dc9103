import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The strictest policy an embedder may send; the gateway, which is another origin, is let in by `connect-src` alone. */
const policy = (gateway: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ${gateway} ${gateway.replace(/^http/, 'ws')}; img-src 'self' blob:; media-src 'self' blob:; worker-src 'self'; require-trusted-types-for 'script'`;

export interface Script {
  src: string;
  integrity?: string;
}
const html = (scripts: readonly Script[]): string =>
  `<!doctype html><html lang="en"><title>A strict page</title>${scripts.map(({ src, integrity = '' }) => `<script type="module" src="${src}" integrity="${integrity}"></script>`).join('')}<main></main></html>`;

/** A picture of one pixel. */
export const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

export interface StrictSite {
  readonly origin: string;
  /** The gateway its policy names. */
  gateway: string;
  /** Address of a page with these scripts. */
  page(scripts: readonly Script[]): string;
  stop(): Promise<void>;
}

/** A site with its own copy of the built modules, whose policy names nobody but itself and, to connect to, the gateway. */
export async function startStrictSite(): Promise<StrictSite> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('strict-page.ts', import.meta.url))],
    bundle: true, format: 'esm', target: 'es2022', write: false, conditions: ['klapka-source'],
  });
  const own: Record<string, string> = { '/strict/page.js': outputFiles[0]?.text ?? '' };
  const built = new URL('../../../dist/browser/', import.meta.url);
  const server = createServer((incoming, response) => {
    const { pathname } = new URL(incoming.url ?? '/', site.origin);
    const content = own[pathname] ?? (pathname.endsWith('.js') ? readFile(new URL(`.${pathname}`, built)) : null);
    Promise.resolve(content).then(
      (body) => response.writeHead(body === null ? 404 : 200, { 'Content-Type': pathname.endsWith('.js') ? 'text/javascript' : 'text/html', 'Content-Security-Policy': policy(site.gateway) }).end(body ?? undefined),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const site: StrictSite = {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    gateway: '',
    page(scripts) {
      const path = `/strict/${Object.keys(own).length}.html`;
      own[path] = html(scripts);
      return site.origin + path;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return site;
}
