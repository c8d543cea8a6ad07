/** The OpenAPI document: complete, readable by others, and of the same shapes that validate. */

import Ajv from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConsole, type ConsoleUnderTest } from './console-under-test.ts';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly parameters?: readonly { name: string; in: string; required?: boolean }[];
  readonly responses: Record<string, { content?: Record<string, unknown> }>;
  readonly requestBody?: { content: Record<string, unknown> };
}
interface Description {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, object>; securitySchemes: Record<string, unknown> };
}

let console: ConsoleUnderTest;
let description: Description;
beforeAll(async () => {
  console = await openConsole({ callMs: 1_500 });
  description = (await (await console.ask('/api/openapi.json')).json()) as Description;
});
afterAll(() => console.close());

const operations = (): [string, Operation][] =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method} ${path}`,
      operation,
    ]),
  );

test('every verb that exists now has a route', () => {
  expect(
    operations()
      .map(([name]) => name)
      .sort(),
  ).toEqual(
    [
      'get /api/connections',
      'get /api/connections/{id}',
      'get /api/connections/{id}/adoption',
      'get /api/connections/{id}/audit',
      'get /api/connections/{id}/doubtful-customers',
      'get /api/connections/{id}/completeness',
      'get /api/connections/{id}/documents',
      'get /api/connections/{id}/documents/{documentId}',
      'get /api/connections/{id}/dry-run',
      'get /api/connections/{id}/dry-run/documents',
      'get /api/connections/{id}/findings',
      'get /api/connections/{id}/holds',
      'get /api/connections/{id}/recipients',
      'get /api/connections/{id}/runs',
      'get /api/connections/{id}/runs/{number}',
      'get /api/connections/{id}/settings',
      'get /api/doctor',
      'post /api/connect',
      'post /api/connections',
      'post /api/connections/{id}/adoption',
      'post /api/connections/{id}/completeness',
      'post /api/connections/{id}/disconnect',
      'post /api/connections/{id}/documents/{documentId}/resolution',
      'post /api/connections/{id}/doubtful-customers/{customerId}/relation',
      'post /api/connections/{id}/dry-run',
      'post /api/connections/{id}/holds/{causeId}/resolution',
      'post /api/connections/{id}/holds/{causeId}/retry',
      'post /api/connections/{id}/pause',
      'post /api/connections/{id}/recipients',
      'post /api/connections/{id}/recipients/{recipientId}/removal',
      'post /api/connections/{id}/recipients/{recipientId}/trial',
      'post /api/connections/{id}/resume',
      'post /api/connections/{id}/retry',
      'post /api/connections/{id}/start-date',
      'post /api/connections/{id}/sync',
      'put /api/connections/{id}/administration',
      'put /api/connections/{id}/automatic',
      'put /api/connections/{id}/entity',
      'put /api/connections/{id}/focus-authorisation',
      'put /api/connections/{id}/mappings',
      'put /api/connections/{id}/settings',
      'put /api/connections/{id}/start-date',
      'put /api/connections/{id}/yuki-access',
    ].sort(),
  );
});

test('every operation has an id of its own, a summary, its path parameters and a problem', () => {
  expect(description.openapi).toBe('3.1.0');
  const ids = operations().map(([, { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [name, operation] of operations()) {
    expect(operation.summary, name).toMatch(/\w+/);
    const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    const described = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(described.map((parameter) => parameter.name).sort(), name).toEqual(inPath.sort());
    expect(operation.responses.default?.content, name).toHaveProperty(['application/problem+json']);
    expect(operation.responses['200']?.content, name).toHaveProperty(['application/json']);
  }
});

test('every named shape is JSON Schema of the edition that OpenAPI 3.1 names', () => {
  const ajv = new Ajv.default({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', components: description.components });
  for (const name of Object.keys(description.components.schemas))
    expect(() => ajv.compile({ $ref: `api#/components/schemas/${name}` }), name).not.toThrow();
  expect(Object.keys(description.components.schemas)).toContain('ConnectionStatus');
  expect(description.components.securitySchemes).toEqual({ token: { type: 'http', scheme: 'bearer' } });
});

test('answers have the shapes that are described', async () => {
  const ajv = new Ajv.default({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', components: description.components });
  const asDoctor = ajv.compile({ $ref: 'api#/components/schemas/Doctor' });
  const asProblem = ajv.compile({ $ref: 'api#/components/schemas/Problem' });
  expect(asDoctor(await (await console.ask('/api/doctor')).json())).toBe(true);
  expect(asProblem(await (await console.ask('/api/connections')).json())).toBe(true);
});
