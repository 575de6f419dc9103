import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ownOrigins } from '../domain/origins.ts';

/** Where a request comes from, behind so many proxies of ours: each appends the address it saw to `X-Forwarded-For`. */
export function clientAddress(request: IncomingMessage, trustProxy: number): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (trustProxy === 0) return direct;
  const header = request.headers['x-forwarded-for'];
  const hops = (Array.isArray(header) ? header.join(',') : header ?? '').split(',').map((hop) => hop.trim()).filter((hop) => hop !== '');
  return hops.at(-trustProxy) ?? direct;
}

/**
 * The origin of the page that asks. A GET to the page's own origin carries no `Origin` (Fetch, "append a request `Origin`
 * header"); `Sec-Fetch-Site`, which no page can set, then says that it is our own.
 */
export function pageOrigin(headers: IncomingHttpHeaders, publicUrl: string): string | undefined {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== 'same-origin') return headers.origin;
  const own = ownOrigins(publicUrl);
  return own.find((origin) => new URL(origin).host === headers.host) ?? own[0];
}
