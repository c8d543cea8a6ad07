/**
 * How one route of the API is described, so that every route has the same refusals, security and a stable
 * operation id.
 */

import { z } from '@hono/zod-openapi';
import { ProblemAnswer } from '../answers.ts';

export const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const refused = {
  default: {
    description: 'Refused: what is wrong and what cures it; nothing was changed unless it says so.',
    content: { 'application/problem+json': { schema: ProblemAnswer } },
  },
} as const;
const security = [{ token: [] }];

export const idParam = z.object({ id: z.string().openapi({ description: 'Id of a connection.' }) });

type Method = 'get' | 'post' | 'put';

/** A route under a connection; its answer has one shape. */
export function described<const M extends Method, const P extends string, A extends z.ZodType>(
  method: M,
  path: P,
  summary: string,
  answer: A,
) {
  return {
    method,
    path,
    summary,
    operationId: operationId(method, path),
    security,
    responses: { 200: { description: summary, content: json(answer) }, ...refused },
  };
}

/** `put /api/connections/{id}/start-date` is `putStartDate`; stable, because programs are generated from it. */
function operationId(method: string, path: string): string {
  const words = path
    .replace('/api/', '')
    .replace('connections/{id}/', '')
    .split(/[^A-Za-z]+/)
    .filter((word) => word !== '');
  return method + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}

export const body = <T extends z.ZodType>(schema: T) => ({ body: { required: true, content: json(schema) } });
