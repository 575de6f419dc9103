import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  /** Measures every request by route, never by address. */
  http: RequestHandler;
  /** Asks for these figures whenever somebody reads the metrics. */
  watch(figures: () => object): void;
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
  const http: RequestHandler = (request, response, next) => {
    const stop = duration.startTimer({ method: known(request.method) });
    response.once('finish', () => {
      const route = request.route as { path?: unknown } | undefined;
      stop({ route: typeof route?.path === 'string' ? route.path : 'other', status: `${Math.floor(response.statusCode / 100)}xx` });
    });
    next();
  };
  const watch = (figures: () => object): void => {
    void new Gauge({
      name: 'klapka_realtime',
      help: 'Open sockets by kind, live feeds and subscriptions',
      labelNames: ['what'],
      registers: [registry],
      collect() {
        for (const [what, value] of Object.entries(figures())) this.set({ what }, Number(value));
      },
    });
  };
  return { registry, http, watch };
}

function known(method: string): string {
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].includes(method) ? method : 'other';
}
