import { expect } from 'vitest';
import type { Route } from '../../../server/http/routes.ts';
import type { Answer, Rig } from '../rig.ts';

/* Asks routes of a rig and holds what they answer to the schema that stands in `/openapi.json`. */

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

export interface Held {
  ask<Body = Row>(method: string, path: string, body?: unknown): Promise<Answer<Body>>;
  /** Routes under this path that were never asked with success. */
  missing(path: RegExp): string[];
}

export interface Row { id: string; [field: string]: unknown }

export function heldTo(rig: () => Rig, token: () => string): Held {
  const held = new Set<string>();
  const routeOf = (method: string, path: string): Route => {
    const found = rig().app.routes.find((candidate) => candidate.method === method.toLowerCase() && new RegExp(`^${candidate.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path));
    if (!found) throw new Error(`No route ${method} ${path}`);
    return found;
  };
  return {
    async ask<Body = Row>(method: string, path: string, body?: unknown) {
      const answer = await rig().call<Body>(method, path, { token: token(), ...(body === undefined ? {} : { body }) });
      const route = routeOf(method, path);
      if (answer.status < 400) {
        held.add(nameOf(route));
        expect(answer.status, `${method} ${path}`).toBe(route.status);
        if (route.answer) expect(route.answer.parse(answer.body)).toEqual(answer.body);
      }
      return answer;
    },
    missing: (path) => rig().app.routes.filter((route) => path.test(route.path)).map(nameOf).filter((name) => !held.has(name)),
  };
}

/** Routes of where calls go, which have a test of their own. */
export const telephonyPaths = /^\/api\/admin\/(?:ring-groups|menus|hours|trunks|inbound-routes|outbound-routes|outbound-rights|telephony|sounds)/;
/** Every other of the administration. */
export const officePaths = new RegExp(`^(?!${telephonyPaths.source.slice(1)})/api/admin/`);
