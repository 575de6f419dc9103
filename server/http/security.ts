import { originAllowed } from '@klapka/protocol';
import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { DomainError } from '../domain/errors.ts';
import { ownOrigins } from '../domain/origins.ts';

/**
 * Headers of every answer. Our own pages run under the strictest policy there is: no inline script or style, Trusted
 * Types required. `lit-html` is Lit's policy.
 */
export function securityHeaders(publicUrl: string): RequestHandler {
  const secure = publicUrl.startsWith('https:');
  const { host } = new URL(publicUrl);
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'blob:', 'data:'],
        'media-src': ["'self'", 'blob:'],
        'font-src': ["'self'"],
        // Safari before 15.4 does not count a WebSocket of the same host as 'self'.
        'connect-src': ["'self'", `${secure ? 'wss' : 'ws'}://${host}`],
        'worker-src': ["'self'"],
        'manifest-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
        'require-trusted-types-for': ["'script'"],
        'trusted-types': ['lit-html', 'pbx-loader'],
      },
    },
    strictTransportSecurity: secure,
    // A host's page may itself be isolated (COEP); what may be embedded says so below.
    crossOriginEmbedderPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** Our own pages use the microphone and the camera and choose the speaker, and need nothing else of the machine. */
export const permissionsPolicy: RequestHandler = (_request, response, next) => {
  response.set('Permissions-Policy', 'microphone=(self), speaker-selection=(self), camera=(self), geolocation=(), payment=(), usb=()');
  next();
};

/** Scripts are public and hold no secret: any page may load them as a module, also an isolated one. */
export const publicScripts: RequestHandler = (_request, response, next) => {
  response.set('Access-Control-Allow-Origin', '*');
  response.set('Cross-Origin-Resource-Policy', 'cross-origin');
  next();
};

const preflightMethods = 'GET, POST, PUT, PATCH, DELETE';
const preflightHeaders = 'authorization, content-type, x-file-name';

/**
 * Which pages may call the interface: our own and those that may embed agents' elements. There are no cookies, so a
 * foreign page could do nothing with an answer; it is refused all the same, aloud.
 */
export function corsForAgents(publicUrl: string, origins: readonly string[]): RequestHandler {
  const own = ownOrigins(publicUrl);
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary('Origin');
    if (origin === undefined) {
      next();
      return;
    }
    if (!own.includes(origin) && !originAllowed(origins, origin)) {
      next(new DomainError('ORIGIN_NOT_ALLOWED', 'Pages of this origin may not use the gateway; see KLAPKA_EMBED_ORIGINS'));
      return;
    }
    response.set('Access-Control-Allow-Origin', origin);
    response.set('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id');
    response.set('Cross-Origin-Resource-Policy', 'cross-origin');
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response.set('Access-Control-Allow-Methods', preflightMethods);
    response.set('Access-Control-Allow-Headers', preflightHeaders);
    response.set('Access-Control-Max-Age', '600');
    response.status(204).end();
  };
}

/** At most so many requests a minute and address, answered in our own words beyond. */
export function perAddress(limit: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Said once by our configuration; the library's own guess would only warn.
    validate: { xForwardedForHeader: false, trustProxy: false },
    handler(_request, response, next) {
      const retryAfter = Number(response.getHeader('Retry-After') ?? 60);
      next(new DomainError('TOO_MANY_REQUESTS', 'Too many requests', { retryAfter }));
    },
  });
}
