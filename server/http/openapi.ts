import { z } from 'zod';
import { ErrorAnswer } from './answers.ts';
import type { Route } from './routes.ts';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 of the given routes; its schemas are JSON Schema as zod writes it. */
export function openApi(routes: readonly Route[], publicUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Klapka gateway', version: '1', description: 'Sign-in and administration. Everything live goes over the socket; see the protocol package.' },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Error: schemaOf(ErrorAnswer, 'output') },
    },
  };
}

function operation(route: Route): Json {
  const parameters = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const json = (schema: Json): Json => ({ 'application/json': { schema } });
  return {
    operationId: `${route.method} ${route.path}`.replaceAll(/[^A-Za-z]+(\w)/g, (_match, letter: string) => letter.toUpperCase()),
    summary: route.summary,
    ...(route.access === 'public' ? {} : { security: [{ bearer: [] }] }),
    ...(route.access === 'administrator' ? { description: 'Only for an account with the role administrator.' } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: { required: true, content: json(schemaOf(route.body, 'input')) } } : {}),
    ...(route.file ? { requestBody: { required: true, content: { [route.file.type]: { schema: { type: 'string', format: 'binary', maxLength: route.file.bytes } } } } } : {}),
    responses: {
      [String(route.status)]: { description: 'Done', ...(route.answer ? { content: json(schemaOf(route.answer, 'output')) } : {}) },
      default: { description: 'Failed', content: json({ $ref: '#/components/schemas/Error' }) },
    },
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  // What is checked in code and cannot be said in JSON Schema is left open there.
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
}
