import {
  ChangePasswordRequest,
  ForgotRequest,
  RefreshRequest,
  ResetRequest,
  SignInRequest,
} from '@klapka/protocol';
import type { Request } from 'express';
import type { Links } from '../domain/accounts/links.ts';
import type { Sessions } from '../domain/accounts/sessions.ts';
import { DomainError } from '../domain/errors.ts';
import type { Logger } from '../ports/logger.ts';
import { AccountAnswer, TokenAnswerSchema } from './answers.ts';
import { type Authenticate, callerOf, type Route, route } from './routes.ts';

/** Who sends a request: `Authorization: Bearer` with an access token or a host's JWT. */
export function bearer(sessions: Sessions): Authenticate {
  return async (request: Request) => {
    const [, token] = /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined) throw new DomainError('NOT_SIGNED_IN', 'Not signed in');
    const { actor, account } = await sessions.authenticate(token);
    return { actor, account };
  };
}

export function authRoutes({ sessions, links, logger }: { sessions: Sessions; links: Links; logger: Logger }): Route[] {
  return [
    route({
      method: 'post', path: '/api/auth/sign-in', access: 'public', summary: 'Sign in by extension number or e-mail',
      body: SignInRequest, answer: TokenAnswerSchema, status: 200,
      handle: ({ body, address }) => sessions.signIn(body, address),
    }),
    route({
      method: 'post', path: '/api/auth/refresh', access: 'public', summary: 'A new access token; the refresh token is used up',
      body: RefreshRequest, answer: TokenAnswerSchema, status: 200,
      handle: ({ body }) => sessions.refresh(body.refreshToken),
    }),
    route({
      method: 'post', path: '/api/auth/sign-out', access: 'public', summary: 'End the session of a refresh token',
      body: RefreshRequest, status: 204,
      handle: ({ body }) => sessions.signOut(body.refreshToken),
    }),
    route({
      method: 'post', path: '/api/auth/forgot', access: 'public', summary: 'Ask for a link to set a new password; answers the same for everybody',
      body: ForgotRequest, status: 202,
      handle({ body }) {
        // Not awaited: the time an answer takes would tell whether the account exists.
        links.forgot(body.login).catch((error: unknown) => logger.error({ err: error }, 'a forgotten password could not be handled'));
        return Promise.resolve({});
      },
    }),
    route({
      method: 'post', path: '/api/auth/reset', access: 'public', summary: 'Set a password by the token of a link',
      body: ResetRequest, status: 204,
      handle: ({ body }) => links.reset(body.token, body.password),
    }),
    route({
      method: 'post', path: '/api/auth/password', access: 'signed-in', summary: 'Change one’s own password',
      body: ChangePasswordRequest, status: 204,
      handle(call) {
        const { actor } = callerOf(call);
        return links.change(actor.accountId, actor.sessionId, call.body.current, call.body.password);
      },
    }),
    route({
      method: 'get', path: '/api/auth/account', access: 'signed-in', summary: 'Who is signed in',
      answer: AccountAnswer, status: 200,
      handle: (call) => Promise.resolve(callerOf(call).account),
    }),
  ];
}
