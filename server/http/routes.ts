import type { Account } from '@klapka/protocol';
import { raw } from 'express';
import type { NextFunction, Request, RequestHandler, Response, Router } from 'express';
import type { z } from 'zod';
import { DomainError } from '../domain/errors.ts';
import { type Actor, authorise } from '../domain/permissions/authorise.ts';

/** Who may call a route. Checked here, before anything of the request is read. */
export type Access = 'public' | 'signed-in' | 'administrator';

export interface Caller {
  actor: Actor;
  account: Account;
}

/** What a handler works with: everything in it was parsed. */
export interface Call<Body = unknown> {
  body: Body;
  params: Readonly<Record<string, string>>;
  /** Null on public routes. */
  caller: Caller | null;
  /** Of the client, behind the trusted proxies. */
  address: string;
}

/** One route of the HTTP interface. The rights matrix of the tests and `/openapi.json` are made from the same table. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** In Express form, `/api/admin/groups/:id`. */
  path: string;
  access: Access;
  summary: string;
  body?: z.ZodType;
  /** A body that is a file. */
  file?: { type: string; bytes: number };
  /** What a success answers with; none for 204. */
  answer?: z.ZodType;
  status: 200 | 201 | 202 | 204;
  handle: (call: Call<never>) => Promise<unknown>;
}

/** Ties the type of the body to its schema. */
export function route<Schema extends z.ZodType>(
  definition: Omit<Route, 'body' | 'handle'> & { body: Schema; handle: (call: Call<z.output<Schema>>) => Promise<unknown> },
): Route;
export function route(definition: Omit<Route, 'body' | 'file' | 'handle'> & { handle: (call: Call) => Promise<unknown> }): Route;
export function route(definition: Route): Route {
  return definition;
}

/** One whose body is a file. */
export function fileRoute(definition: Omit<Route, 'body' | 'handle'> & { file: NonNullable<Route['file']>; handle: (call: Call<Buffer>) => Promise<unknown> }): Route {
  return definition;
}

export type Authenticate = (request: Request) => Promise<Caller>;

export function mountRoutes(router: Router, routes: readonly Route[], authenticate: Authenticate, parseJson: RequestHandler): void {
  for (const definition of routes) {
    const { file } = definition;
    const parse = file ? raw({ type: () => true, limit: file.bytes }) : parseJson;
    router[definition.method](definition.path, guard(definition, authenticate), parse, (request, response, next) => {
      answer(definition, request, response).catch(next);
    });
  }
}

function guard(definition: Route, authenticate: Authenticate): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (definition.access === 'public') {
      next();
      return;
    }
    authenticate(request).then((caller) => {
      if (definition.access === 'administrator') authorise(caller.actor, 'gateway.administer', {});
      callers.set(response, caller);
      next();
    }).catch(next);
  };
}

const callers = new WeakMap<Response, Caller>();

async function answer(definition: Route, request: Request, response: Response): Promise<void> {
  const body: unknown = definition.body ? parseBody(definition.body, request.body) : definition.file ? fileOf(request.body) : undefined;
  const params = Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, String(value)]));
  const result = await definition.handle({ body, params, caller: callers.get(response) ?? null, address: request.ip ?? '' } as Call<never>);
  response.status(definition.status);
  if (definition.status === 204 || result === undefined) response.end();
  else response.json(result);
}

/** The bytes of a request; without any the parser leaves something else. */
function fileOf(body: unknown): Buffer {
  if (!Buffer.isBuffer(body) || body.length === 0) throw new DomainError('EMPTY_FILE', 'The file is empty');
  return body;
}

function parseBody(schema: z.ZodType, body: unknown): unknown {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  // A password that is too short is a weak password, whatever the schema calls it.
  if (where === 'password' && issue?.code === 'too_small') throw new DomainError('WEAK_PASSWORD', 'A password needs at least 10 characters');
  throw new DomainError('BAD_REQUEST', `${where === '' ? 'The request' : where}: ${issue?.message ?? 'is wrong'}`);
}

/** The caller of a route that is not public. */
export function callerOf(call: Call<unknown>): Caller {
  if (!call.caller) throw new DomainError('NOT_SIGNED_IN', 'Not signed in');
  return call.caller;
}

/** A parameter of the path. */
export function param(call: Call<unknown>, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new DomainError('BAD_REQUEST', `${name} is missing`);
  return value;
}
