import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The strictest policy an embedder may send. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; media-src 'self' blob:; worker-src 'self'; require-trusted-types-for 'script'";

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
  /** Address of a page with these scripts. */
  page(scripts: readonly Script[]): string;
  stop(): Promise<void>;
}

/** A site whose policy names nobody but itself; what is not its own it passes on to the gateway, as a reverse proxy does. */
export async function startStrictSite(gatewayUrl: string): Promise<StrictSite> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('strict-page.ts', import.meta.url))],
    bundle: true, format: 'esm', target: 'es2022', write: false, conditions: ['klapka-source'],
  });
  const own: Record<string, readonly [type: string, body: string | Buffer]> = {
    '/strict/page.js': ['text/javascript', outputFiles[0]?.text ?? ''],
    '/strict/photo.png': ['image/png', png],
    '/files/file-demo': ['image/png', png],
  };
  const server = createServer((incoming, response) => {
    const found = own[incoming.url ?? ''];
    if (found) return void response.writeHead(200, { 'Content-Type': found[0], 'Content-Security-Policy': policy }).end(found[1]);
    const { method, headers, url } = incoming;
    const passed = request(new URL(url ?? '/', gatewayUrl), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    incoming.pipe(passed);
  });
  passUpgrades(server, gatewayUrl);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    page(scripts) {
      const path = `/strict/${Object.keys(own).length}.html`;
      own[path] = ['text/html', html(scripts)];
      return origin + path;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function passUpgrades(server: Server, gatewayUrl: string): void {
  server.on('upgrade', ({ method, url, rawHeaders }: IncomingMessage, socket, head: Buffer) => {
    const { hostname, port } = new URL(gatewayUrl);
    const gateway = connect(Number(port), hostname, () => {
      const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1] ?? ''}`] : []));
      gateway.write(`${[`${method ?? 'GET'} ${url ?? '/'} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`);
      gateway.write(head);
      gateway.pipe(socket).pipe(gateway);
    });
    const end = (): void => void (gateway.destroy(), socket.destroy());
    for (const one of [gateway, socket]) one.on('error', end).on('close', end);
  });
}
