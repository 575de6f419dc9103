import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Response } from 'express';
import { contactRows, crmBackend, type Person } from './crm.ts';
import { drawings } from './drawings.ts';
import { products, type Product } from './products.ts';

export type { Person } from './crm.ts';

export interface DemoOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  /** How browsers reach the gateway: `http://localhost:8080`. */
  gateway: string;
  /** Shared with the gateway: `KLAPKA_EMBED_SECRET`. */
  embedSecret: string;
  /** Whom a visitor of the CRM may be. */
  people: readonly Person[];
}

export interface Demo {
  /** `http://localhost:8081` */
  origin: string;
  stop(): Promise<void>;
}

const page = (name: string): string => readFileSync(new URL(`./pages/${name}`, import.meta.url), 'utf8');
const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** What each page allows, and not a word more: the policy a strict host has, with what Klapka needs of it. */
function policies(gateway: string): { crm: string; shop: string } {
  const socket = gateway.replace(/^http/, 'ws');
  const strict = ["default-src 'none'", "style-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", 'trusted-types lit-html'];
  const common = [`script-src 'self' ${gateway}`, `img-src 'self' blob:`, ...strict].join('; ');
  return {
    crm: `${common}; connect-src 'self' ${gateway} ${socket}; media-src 'self' blob:`,
    shop: `${common}; connect-src ${gateway} ${socket}`,
  };
}

function shopPages(app: Express, html: string, policy: string): void {
  const price = new Intl.NumberFormat('cs', { style: 'currency', currency: 'CZK', maximumFractionDigits: 0 });
  const item = ({ id, name, note, price: amount, label }: Product): string => {
    const safe = escape(name);
    const corner = label ? `<span class="label">${escape(label)}</span>` : '';
    return `<li><img src="shop/products/${id}.svg" alt="" width="240" height="180" loading="lazy">${corner}<h3>${safe}</h3><p>${escape(note)}</p><div><strong>${price.format(amount)}</strong><button type="button" data-add aria-label="Add ${safe} to the basket">Add</button></div></li>`;
  };
  const listed = (wanted: Product['kind']): string => products.filter(({ kind }) => kind === wanted).map(item).join('\n');
  const ready = html.replace('{{bicycles}}', listed('bicycle')).replace('{{parts}}', listed('part'));
  app.get('/shop.html', (_request, response) => sendPage(response, ready, policy));
  app.get('/shop/products/:file', (request, response, next) => {
    const drawing = drawings.get(request.params.file);
    if (drawing) response.type('svg').send(drawing);
    else next();
  });
}

function sendPage(response: Response, html: string, policy: string): void {
  response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-cache', 'Referrer-Policy': 'strict-origin-when-cross-origin' });
  response.type('html').send(html);
}

function demoApp({ gateway, embedSecret, people }: DemoOptions): Express {
  const policy = policies(gateway);
  const app = express().disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Permissions-Policy': 'microphone=(self)' });
    next();
  });
  const options = people.map(({ number, name }) => `<option value="${number}">${escape(name)} · ${number}</option>`).join('');
  const crm = page('crm.html').replaceAll('{{gateway}}', gateway).replace('{{people}}', options).replace('{{contacts}}', contactRows(people));
  app.get('/', (_request, response) => response.redirect('/shop.html'));
  app.get('/crm.html', (_request, response) => sendPage(response, crm, policy.crm));
  shopPages(app, page('shop.html').replaceAll('{{gateway}}', gateway), policy.shop);
  app.use(crmBackend(embedSecret, people));
  for (const [path, file] of [
    ['/crm.css', 'crm.css'],
    ['/crm.js', 'crm.js'],
    ['/crm/orchard.svg', 'orchard.svg'],
    ['/shop.css', 'shop.css'],
    ['/shop.js', 'shop.js'],
  ] as const) {
    const text = page(file);
    app.get(path, (_request, response) => response.type(file).send(text));
  }
  return app;
}

/** Starts the two made-up sites on an origin of their own: a CRM that embeds the elements, a shop that embeds the chat button. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const server = createServer(demoApp(options));
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(options.port, options.host, done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
