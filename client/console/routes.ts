/**
 * The JSON API: one route a verb, described once, so that what validates a request is what the OpenAPI
 * document says. No rule stands here.
 */

import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Connector } from '../connector.ts';
import * as answers from '../answers.ts';
import { FindingAnswer } from '../finding-answer.ts';
import * as orders from '../orders.ts';
import { ResolutionAnswer } from '../resolution-answers.ts';
import { addAdoptionRoutes } from './adoption-routes.ts';
import { body, described, idParam, json } from './describe.ts';
import { addCompletenessRoutes } from './completeness-routes.ts';
import { addDryRunRoutes } from './dry-run-routes.ts';
import { addOnboardingRoutes } from './onboarding-routes.ts';
import { languageOf } from './reader.ts';
import { addRecipientRoutes } from './recipient-routes.ts';
import { addSettingsRoutes } from './settings-routes.ts';

const page = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) });

/** Everything under `/api` but the OpenAPI document itself. */
export function addRoutes(app: OpenAPIHono, verbs: Connector): void {
  addConnectionRoutes(app, verbs);
  addOnboardingRoutes(app, verbs);
  addSettingsRoutes(app, verbs);
  addRecipientRoutes(app, verbs);
  addOperatingRoutes(app, verbs);
  addDryRunRoutes(app, verbs);
  addCompletenessRoutes(app, verbs);
  addDocumentRoutes(app, verbs);
  addResolutionRoutes(app, verbs);
  addAdoptionRoutes(app, verbs);
}

function addConnectionRoutes(app: OpenAPIHono, verbs: Connector): void {
  app.openapi(
    createRoute({
      ...described(
        'post',
        '/api/connections',
        'Begin a connection: a draft and its authorisation address',
        answers.BegunAnswer,
      ),
      request: { body: { required: false, content: json(orders.BeginOrder) } },
    }),
    async (c) => c.json(await verbs.beginConnection(c.req.valid('json') ?? {}), 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'post',
        '/api/connect',
        'Connect unattended, with all answers at once',
        answers.ConnectedAnswer,
      ),
      request: body(orders.ConnectAnswers),
    }),
    async (c) => c.json(await verbs.connect(c.req.valid('json')), 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections',
        'List connections',
        z.object({ connections: z.array(answers.ConnectionAnswer), after: z.string().nullable() }),
      ),
      request: { query: page.extend({ after: z.string().max(64).optional() }) },
    }),
    async (c) => c.json(await verbs.listConnections(c.req.valid('query'), languageOf(c)), 200),
  );
  app.openapi(
    createRoute({
      ...described('get', '/api/connections/{id}', 'Status of a connection', answers.StatusAnswer),
      request: { params: idParam },
    }),
    async (c) => c.json(await verbs.connectionStatus(c.req.valid('param').id, languageOf(c)), 200),
  );
  app.openapi(
    createRoute(described('get', '/api/doctor', 'Examine every part', answers.DoctorAnswer)),
    async (c) => c.json(await verbs.doctor(), 200),
  );
}

function addOperatingRoutes(app: OpenAPIHono, verbs: Connector): void {
  app.openapi(
    createRoute({
      ...described('post', '/api/connections/{id}/sync', 'Sync now', answers.SyncAnswer),
      request: { params: idParam },
    }),
    async (c) => c.json(await verbs.syncNow(c.req.valid('param').id), 200),
  );
  const told = <const P extends string>(path: P, summary: string) =>
    createRoute({ ...described('post', path, summary, answers.ToldAnswer), request: { params: idParam } });
  app.openapi(told('/api/connections/{id}/pause', 'Pause'), async (c) =>
    c.json(await verbs.pause(c.req.valid('param').id), 200),
  );
  app.openapi(told('/api/connections/{id}/resume', 'Resume'), async (c) =>
    c.json(await verbs.resume(c.req.valid('param').id), 200),
  );
  app.openapi(told('/api/connections/{id}/retry', 'Retry the pause and all holds'), async (c) =>
    c.json(await verbs.retry(c.req.valid('param').id), 200),
  );
  app.openapi(told('/api/connections/{id}/disconnect', 'Disconnect for good'), async (c) =>
    c.json(await verbs.disconnect(c.req.valid('param').id), 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections/{id}/holds',
        'List what waits for a cause',
        answers.listOf('holds', answers.HoldAnswer),
      ),
      request: { params: idParam },
    }),
    async (c) => c.json({ holds: await verbs.holds(c.req.valid('param').id, languageOf(c)) }, 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'post',
        '/api/connections/{id}/holds/{causeId}/retry',
        'Retry one hold',
        answers.ToldAnswer,
      ),
      request: { params: idParam.extend({ causeId: z.string() }) },
    }),
    async (c) => {
      const { id, causeId } = c.req.valid('param');
      return c.json(await verbs.retryHold(id, causeId), 200);
    },
  );
}

function addDocumentRoutes(app: OpenAPIHono, verbs: Connector): void {
  const documentParam = idParam.extend({ documentId: z.string() });
  app.openapi(
    createRoute({
      ...described('get', '/api/connections/{id}/documents', 'List documents', answers.DocumentsAnswer),
      request: { params: idParam, query: orders.DocumentsQuery },
    }),
    async (c) => c.json(await verbs.documents(c.req.valid('param').id, c.req.valid('query')), 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections/{id}/documents/{documentId}',
        'One document and its history',
        answers.DocumentPageAnswer,
      ),
      request: { params: documentParam },
    }),
    async (c) => {
      const { id, documentId } = c.req.valid('param');
      return c.json(await verbs.document(id, documentId, languageOf(c)), 200);
    },
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections/{id}/runs',
        'List runs, the newest first',
        answers.listOf('runs', answers.RunAnswer),
      ),
      request: { params: idParam, query: page },
    }),
    async (c) => c.json({ runs: await verbs.runs(c.req.valid('param').id, c.req.valid('query').limit) }, 200),
  );
  app.openapi(
    createRoute({
      ...described('get', '/api/connections/{id}/runs/{number}', 'One run', answers.RunAnswer),
      request: { params: idParam.extend({ number: z.string() }) },
    }),
    async (c) => {
      const { id, number } = c.req.valid('param');
      return c.json(await verbs.runSummary(id, number), 200);
    },
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections/{id}/findings',
        'What was reported and is still open',
        answers.listOf('findings', FindingAnswer),
      ),
      request: { params: idParam },
    }),
    async (c) => c.json({ findings: await verbs.findings(c.req.valid('param').id, languageOf(c)) }, 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections/{id}/audit',
        'Who did what, the newest first',
        answers.listOf('audit', answers.AuditAnswer),
      ),
      request: { params: idParam, query: page },
    }),
    async (c) =>
      c.json({ audit: await verbs.audit(c.req.valid('param').id, c.req.valid('query').limit) }, 200),
  );
}

function addResolutionRoutes(app: OpenAPIHono, verbs: Connector): void {
  app.openapi(
    createRoute({
      ...described(
        'post',
        '/api/connections/{id}/documents/{documentId}/resolution',
        'Decide about a document: ignore, link, undo, send again after a look-up',
        ResolutionAnswer,
      ),
      request: { params: idParam.extend({ documentId: z.string() }), ...body(orders.ResolutionOrder) },
    }),
    async (c) => {
      const { id, documentId } = c.req.valid('param');
      return c.json(await verbs.resolveDocument(id, documentId, c.req.valid('json')), 200);
    },
  );
  app.openapi(
    createRoute({
      ...described(
        'post',
        '/api/connections/{id}/holds/{causeId}/resolution',
        'Decide about everything that waits for a cause: ignore, link',
        ResolutionAnswer,
      ),
      request: { params: idParam.extend({ causeId: z.string() }), ...body(orders.HoldResolutionOrder) },
    }),
    async (c) => {
      const { id, causeId } = c.req.valid('param');
      return c.json(await verbs.resolveHold(id, causeId, c.req.valid('json')), 200);
    },
  );
}
