import { Reach, presenceStates } from '@klapka/protocol';
import { z } from 'zod';
import type { Reaching } from '../domain/directory/reaching.ts';
import { DomainError } from '../domain/errors.ts';
import { callerOf, param, type Route, route } from './routes.ts';

/** How one's own extension is reached, in each presence. */
export function reachRoutes(reaching: Reaching): Route[] {
  return [
    route({
      method: 'get', path: '/api/reach', access: 'signed-in', summary: 'How one’s own extension is reached, by presence',
      answer: z.record(z.enum(presenceStates), Reach), status: 200,
      handle: (call) => reaching.own(callerOf(call).actor),
    }),
    route({
      method: 'put', path: '/api/reach/:state', access: 'signed-in', summary: 'Change how one’s own extension is reached in one presence',
      body: Reach, status: 204,
      handle(call) {
        const state = presenceStates.find((one) => one === param(call, 'state'));
        if (!state) throw new DomainError('NOT_FOUND', 'There is no such presence');
        return reaching.set(callerOf(call).actor, state, call.body);
      },
    }),
  ];
}
