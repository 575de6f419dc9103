import { existsSync, globSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { Router } from 'express';
import type { RequestHandler } from 'express';
import { publicScripts } from './security.ts';

/** Files whose name holds a hash never change. */
const hashed = /-[A-Za-z0-9_-]{8}\.(js|css|svg|woff2)$/;

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** The build compressed every text once (`.br` beside it); whoever understands brotli gets that file under the plain one's name. */
function compressed(assetsDir: string): RequestHandler {
  const files = new Set(globSync('**/*.br', { cwd: assetsDir }).map((file) => `/${file}`));
  return (request, response, next) => {
    const path = request.path === '/' ? '/index.html' : request.path;
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    const type = types[extname(path)];
    if (type === undefined || !files.has(`${path}.br`)) return next();
    response.vary('Accept-Encoding');
    if (!request.acceptsEncodings('br')) return next();
    response.set({ 'Content-Type': `${type}; charset=utf-8`, 'Content-Encoding': 'br' });
    request.url = `${path}.br`;
    next();
  };
}

/** Serves what rollup wrote: the client's page, and the scripts other people's pages load. */
export function staticRouter(assetsDir: string): Router {
  const router = Router();
  router.use(['/cdn', '/es', '/phone', '/phone.js', '/chat', '/assets', '/chat-button.js'], publicScripts);
  router.use(compressed(assetsDir));
  router.use(express.static(assetsDir, {
    index: 'index.html',
    redirect: false,
    setHeaders(response, path) {
      response.setHeader('Cache-Control', hashed.test(path.replace(/\.br$/, '')) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  }));
  router.get('/', (_request, response) => {
    const page = join(assetsDir, 'index.html');
    if (existsSync(page)) response.sendFile(page);
    else response.status(503).type('text').send('The browser files are not built yet: run "npm run build".\n');
  });
  return router;
}
