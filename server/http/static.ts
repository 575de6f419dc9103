import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';
import { publicScripts } from './security.ts';

/** Files whose name holds a hash never change. */
const hashed = /-[A-Za-z0-9_-]{8}\.(js|css|svg|woff2)$/;

/** Serves what rollup wrote: the client's page, and the scripts other people's pages load. */
export function staticRouter(assetsDir: string): Router {
  const router = Router();
  router.use(['/cdn', '/es', '/chat', '/assets', '/chat-button.js'], publicScripts);
  router.use(express.static(assetsDir, {
    index: 'index.html',
    redirect: false,
    setHeaders(response, path) {
      response.setHeader('Cache-Control', hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  }));
  router.get('/', (_request, response) => {
    const page = join(assetsDir, 'index.html');
    if (existsSync(page)) response.sendFile(page);
    else response.status(503).type('text').send('The browser files are not built yet: run "npm run build".\n');
  });
  return router;
}
