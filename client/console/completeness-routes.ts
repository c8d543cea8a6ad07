/** The routes of completeness: what both sides tell of a period, and the wish that they be compared again. */

import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { SyncAnswer } from '../answers.ts';
import { CompletenessAnswer } from '../completeness-answers.ts';
import type { Connector } from '../connector.ts';
import { described, idParam } from './describe.ts';
import { languageOf } from './reader.ts';

const day = z.string().max(20).optional();

export function addCompletenessRoutes(app: OpenAPIHono, verbs: Connector): void {
  const path = '/api/connections/{id}/completeness';
  app.openapi(
    createRoute({
      ...described(
        'get',
        path,
        'Whether Focus and Yuki tell the same story for a period',
        CompletenessAnswer,
      ),
      request: { params: idParam, query: z.object({ from: day, to: day }) },
    }),
    async (c) =>
      c.json(await verbs.completeness(c.req.valid('param').id, c.req.valid('query'), languageOf(c)), 200),
  );
  app.openapi(
    createRoute({
      ...described('post', path, 'Read both sides again and compare them', SyncAnswer),
      request: { params: idParam, query: z.object({ from: day }) },
    }),
    async (c) => c.json(await verbs.compareNow(c.req.valid('param').id, c.req.valid('query')), 200),
  );
}
