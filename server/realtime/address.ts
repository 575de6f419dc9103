import type { IncomingMessage } from 'node:http';

/** Where a request comes from, behind so many proxies of ours: each appends the address it saw to `X-Forwarded-For`. */
export function clientAddress(request: IncomingMessage, trustProxy: number): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (trustProxy === 0) return direct;
  const header = request.headers['x-forwarded-for'];
  const hops = (Array.isArray(header) ? header.join(',') : header ?? '').split(',').map((hop) => hop.trim()).filter((hop) => hop !== '');
  return hops.at(-trustProxy) ?? direct;
}
