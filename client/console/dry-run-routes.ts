/** The routes of the dry run: ask for one, read what it found, and page through its documents. */

import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { SyncAnswer } from '../answers.ts';
import type { Connector } from '../connector.ts';
import { DryRunAnswer, DryRunDocumentsAnswer } from '../dry-run-answers.ts';
import { described, idParam } from './describe.ts';
import { languageOf } from './reader.ts';

const page = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  after: z.string().max(40).optional(),
});

export function addDryRunRoutes(app: OpenAPIHono, verbs: Connector): void {
  app.openapi(
    createRoute({
      ...described(
        'post',
        '/api/connections/{id}/dry-run',
        'Look at what a sync would send, and send nothing',
        SyncAnswer,
      ),
      request: { params: idParam },
    }),
    async (c) => c.json(await verbs.dryRun(c.req.valid('param').id), 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections/{id}/dry-run',
        'What a sync would send, what would wait, and what it would cost',
        DryRunAnswer,
      ),
      request: { params: idParam },
    }),
    async (c) => c.json(await verbs.dryRunReport(c.req.valid('param').id, languageOf(c)), 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections/{id}/dry-run/documents',
        'The documents of a dry run, page by page',
        DryRunDocumentsAnswer,
      ),
      request: { params: idParam, query: page },
    }),
    async (c) =>
      c.json(await verbs.dryRunDocuments(c.req.valid('param').id, c.req.valid('query'), languageOf(c)), 200),
  );
}
