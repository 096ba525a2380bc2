import { z } from 'zod';
import type { Endpoint } from './contract.ts';

const parameterNames = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

const toSchema = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>;
  return json;
};

const operation = (endpoint: Endpoint): Record<string, unknown> => {
  const input = toSchema(endpoint.input, 'input');
  const properties = (input['properties'] ?? {}) as Record<string, unknown>;
  const required = (input['required'] ?? []) as string[];
  const inPath = parameterNames(endpoint.path);
  const rest = Object.keys(properties).filter((name) => !inPath.includes(name));
  const parameters = [
    ...inPath.map((name) => ({ name, in: 'path', required: true, schema: properties[name] ?? { type: 'string' } })),
    ...(endpoint.method === 'GET' ? rest.map((name) => ({ name, in: 'query', required: required.includes(name), schema: properties[name] })) : []),
  ];
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    'x-permission': endpoint.permission,
    ...(endpoint.scope ? { 'x-token-permission': endpoint.scope } : {}),
    parameters,
    ...(endpoint.method === 'POST'
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: { type: 'object', properties: Object.fromEntries(rest.map((name) => [name, properties[name]])), required: required.filter((name) => rest.includes(name)) },
              },
            },
          },
        }
      : {}),
    ...(endpoint.permission === 'public' ? { security: [] } : endpoint.permission === 'signed-in' && !endpoint.scope ? { security: [{ session: [] }] } : {}),
    responses: {
      '200': { description: 'Done', content: { 'application/json': { schema: toSchema(endpoint.output, 'output') } } },
      default: { description: 'Refused (RFC 9457 problem details with a stable code)', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  };
};

/** The contract as OpenAPI 3.1. */
export const openApiOf = (endpoints: readonly Endpoint[], version: string): Record<string, unknown> => {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) (paths[endpoint.path] ??= {})[endpoint.method.toLowerCase()] = operation(endpoint);
  return {
    openapi: '3.1.0',
    info: { title: 'Foyer 前厅', version },
    paths,
    security: [{ session: [] }, { token: [] }],
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'foyer.session_token' },
        token: { type: 'http', scheme: 'bearer', description: 'A personal API token. It reaches what its permissions name (x-permission, x-token-permission), never what is its owner’s own' },
      },
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'code'],
          properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string' }, facts: { type: 'object' } },
        },
      },
    },
  };
};
