import { createHash, timingSafeEqual } from 'node:crypto';
import { type Request, Router } from 'express';
import type { TrunkStates } from '../domain/directory/trunk-states.ts';
import { DomainError } from '../domain/errors.ts';
import { PbxError, type PbxPort } from '../ports/pbx.ts';
import type { StoragePort } from '../ports/storage.ts';
import type { Metrics } from '../observability/metrics.ts';

export interface HealthDeps {
  storage: StoragePort;
  pbx: PbxPort;
  trunks: TrunkStates;
  metrics: Metrics;
  metricsToken: string | null;
  /** True from the first moment of stopping. */
  stopping: () => boolean;
}

/** A part that does not answer in this time is not ready, ms. */
const patience = 2000;

export function healthRouter({ storage, pbx, trunks, metrics, metricsToken, stopping }: HealthDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const [database, telephony] = await Promise.all([check(() => storage.ping()), check(() => pbx.ping())]);
    const ready = database.state === 'ok' && telephony.state === 'ok' && !stopping();
    response.set('Cache-Control', 'no-store');
    const status = stopping() ? 'stopping' : ready ? 'ready' : 'not ready';
    response.status(ready ? 200 : 503).json({ status, database: database.state, pbx: telephony.state, ...(telephony.reason === undefined ? {} : { pbxReason: telephony.reason }), ...trunksOf(trunks) });
  });
  router.get('/metrics', async (request, response) => {
    if (!mayRead(request, metricsToken)) throw new DomainError('FORBIDDEN', 'Metrics need KLAPKA_METRICS_TOKEN, or a request from the same machine');
    response.set('Content-Type', metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}

/** How many, not which: a carrier that is away makes no gateway unready. */
function trunksOf(trunks: TrunkStates): object {
  const counts = trunks.counts();
  return counts === null ? {} : { trunks: counts };
}

/** Why, only where the PBX has said it in words for whoever runs it: what it lacks, never what it was sent. */
async function check(ask: () => Promise<void>): Promise<{ state: 'ok' | 'failed'; reason?: string }> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('late')), patience);
  try {
    await Promise.race([ask(), late]);
    return { state: 'ok' };
  } catch (error) {
    return { state: 'failed', ...(error instanceof PbxError ? { reason: error.message } : {}) };
  } finally {
    clearTimeout(timer);
  }
}

/** With a token: who knows it. Without: who sits on this machine, and did not come through a proxy that does. */
function mayRead(request: Request, token: string | null): boolean {
  if (token !== null) return sameSecret(request.headers.authorization ?? '', `Bearer ${token}`);
  const address = request.socket.remoteAddress ?? '';
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded ?? request.headers['x-real-ip'];
  return forwarded === undefined && /^(::ffff:)?127\.|^::1$/.test(address);
}

function sameSecret(given: string, wanted: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}
