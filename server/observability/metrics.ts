import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  /** Measures every request by route, never by address. */
  http: RequestHandler;
  signIns: Counter<'outcome'>;
}

/** One registry per gateway, so that several can live in one test. Labels are from small fixed sets: never a number or a name. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'klapka_http_request_seconds',
    help: 'Time to answer an HTTP request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
    registers: [registry],
  });
  const signIns = new Counter({ name: 'klapka_sign_ins_total', help: 'Sign-ins by outcome', labelNames: ['outcome'], registers: [registry] });
  const http: RequestHandler = (request, response, next) => {
    const stop = duration.startTimer({ method: known(request.method) });
    response.once('finish', () => {
      const route = request.route as { path?: unknown } | undefined;
      stop({ route: typeof route?.path === 'string' ? route.path : 'other', status: `${Math.floor(response.statusCode / 100)}xx` });
    });
    next();
  };
  return { registry, http, signIns };
}

function known(method: string): string {
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].includes(method) ? method : 'other';
}
