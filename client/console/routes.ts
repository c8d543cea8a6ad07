/**
 * The JSON API: one route a verb, described once, so that what validates a request is what the OpenAPI
 * document says. No rule stands here.
 */

import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Connector } from '../connector.ts';
import * as shapes from '../shapes.ts';

const json = <T extends z.ZodType>(schema: T) => ({ 'application/json': { schema } });
const refused = {
  default: {
    description: 'Refused: what is wrong and what cures it; nothing was changed unless it says so.',
    content: { 'application/problem+json': { schema: shapes.ProblemAnswer } },
  },
} as const;
const security = [{ token: [] }];

const idParam = z.object({ id: z.string().openapi({ description: 'Id of a connection.' }) });
const page = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) });

type Method = 'get' | 'post' | 'put';

/** A route under a connection; its answer has one shape. */
function described<const M extends Method, const P extends string, A extends z.ZodType>(
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

const body = <T extends z.ZodType>(schema: T) => ({ body: { required: true, content: json(schema) } });

/** Everything under `/api` but the OpenAPI document itself. */
export function addRoutes(app: OpenAPIHono, verbs: Connector): void {
  addConnectionRoutes(app, verbs);
  addOnboardingRoutes(app, verbs);
  addOperatingRoutes(app, verbs);
  addDocumentRoutes(app, verbs);
}

function addConnectionRoutes(app: OpenAPIHono, verbs: Connector): void {
  app.openapi(
    createRoute({
      ...described(
        'post',
        '/api/connections',
        'Begin a connection: a draft and its authorisation address',
        shapes.BegunAnswer,
      ),
      request: { body: { required: false, content: json(shapes.BeginOrder) } },
    }),
    async (c) => c.json(await verbs.beginConnection(c.req.valid('json') ?? {}), 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'post',
        '/api/connect',
        'Connect unattended, with all answers at once',
        shapes.ConnectedAnswer,
      ),
      request: body(shapes.ConnectAnswers),
    }),
    async (c) => c.json(await verbs.connect(c.req.valid('json')), 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections',
        'List connections',
        z.object({ connections: z.array(shapes.ConnectionAnswer), after: z.string().nullable() }),
      ),
      request: { query: page.extend({ after: z.string().max(64).optional() }) },
    }),
    async (c) => c.json(await verbs.listConnections(c.req.valid('query')), 200),
  );
  app.openapi(
    createRoute({
      ...described('get', '/api/connections/{id}', 'Status of a connection', shapes.StatusAnswer),
      request: { params: idParam },
    }),
    async (c) => c.json(await verbs.connectionStatus(c.req.valid('param').id), 200),
  );
  app.openapi(
    createRoute(described('get', '/api/doctor', 'Examine every part', shapes.DoctorAnswer)),
    async (c) => c.json(await verbs.doctor(), 200),
  );
}

function addOnboardingRoutes(app: OpenAPIHono, verbs: Connector): void {
  app.openapi(
    createRoute({
      ...described(
        'put',
        '/api/connections/{id}/focus-authorisation',
        'Authorise at Focus, also again',
        shapes.StepAnswer,
      ),
      request: { params: idParam, ...body(shapes.FocusAuthorisationOrder) },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { refreshToken, redirectUri } = c.req.valid('json');
      if (refreshToken === undefined) return c.json(await verbs.authoriseInBrowser(id, redirectUri), 200);
      const { connectionId } = await verbs.authoriseByRefreshToken(id, refreshToken);
      return c.json({ connectionId, authorizeUrl: null }, 200);
    },
  );
  const step = <const P extends string, O extends z.ZodType>(path: P, summary: string, order: O) =>
    createRoute({
      ...described('put', path, summary, shapes.StepAnswer),
      request: { params: idParam, ...body(order) },
    });
  const taken = (answer: { connectionId: string }) => ({
    connectionId: answer.connectionId,
    authorizeUrl: null,
  });
  app.openapi(
    step('/api/connections/{id}/entity', 'Choose the company entity', shapes.EntityOrder),
    async (c) => c.json(taken(await verbs.chooseEntity(c.req.valid('param').id, c.req.valid('json'))), 200),
  );
  app.openapi(
    step('/api/connections/{id}/yuki-access', 'Give Yuki company id and access key', shapes.YukiAccessOrder),
    async (c) => c.json(taken(await verbs.giveYukiAccess(c.req.valid('param').id, c.req.valid('json'))), 200),
  );
  app.openapi(
    step(
      '/api/connections/{id}/administration',
      'Confirm the administration by its name',
      shapes.AdministrationOrder,
    ),
    async (c) =>
      c.json(taken(await verbs.confirmAdministration(c.req.valid('param').id, c.req.valid('json'))), 200),
  );
  app.openapi(
    step('/api/connections/{id}/start-date', 'Choose the start date', shapes.StartDateOrder),
    async (c) =>
      c.json(taken(await verbs.chooseStartDate(c.req.valid('param').id, c.req.valid('json'))), 200),
  );
  app.openapi(
    step('/api/connections/{id}/mappings', 'Confirm VAT links and default accounts', shapes.MappingsOrder),
    async (c) =>
      c.json(taken(await verbs.confirmMappings(c.req.valid('param').id, c.req.valid('json'))), 200),
  );
  app.openapi(
    step('/api/connections/{id}/automatic', 'Switch automatic sync on or off', shapes.AutomaticOrder),
    async (c) =>
      c.json(taken(await verbs.switchAutomatic(c.req.valid('param').id, c.req.valid('json'))), 200),
  );
}

function addOperatingRoutes(app: OpenAPIHono, verbs: Connector): void {
  app.openapi(
    createRoute({
      ...described('post', '/api/connections/{id}/sync', 'Sync now', shapes.SyncAnswer),
      request: { params: idParam },
    }),
    async (c) => c.json(await verbs.syncNow(c.req.valid('param').id), 200),
  );
  const told = <const P extends string>(path: P, summary: string) =>
    createRoute({ ...described('post', path, summary, shapes.ToldAnswer), request: { params: idParam } });
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
        shapes.listOf('holds', shapes.HoldAnswer),
      ),
      request: { params: idParam },
    }),
    async (c) => c.json({ holds: await verbs.holds(c.req.valid('param').id) }, 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'post',
        '/api/connections/{id}/holds/{causeId}/retry',
        'Retry one hold',
        shapes.ToldAnswer,
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
      ...described('get', '/api/connections/{id}/documents', 'List documents', shapes.DocumentsAnswer),
      request: { params: idParam, query: shapes.DocumentsQuery },
    }),
    async (c) => c.json(await verbs.documents(c.req.valid('param').id, c.req.valid('query')), 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections/{id}/documents/{documentId}',
        'One document and its history',
        shapes.DocumentPageAnswer,
      ),
      request: { params: documentParam },
    }),
    async (c) => {
      const { id, documentId } = c.req.valid('param');
      return c.json(await verbs.document(id, documentId), 200);
    },
  );
  app.openapi(
    createRoute({
      ...described(
        'post',
        '/api/connections/{id}/documents/{documentId}/ignore',
        'Set a document aside',
        shapes.ToldAnswer,
      ),
      request: { params: documentParam, ...body(shapes.IgnoreOrder) },
    }),
    async (c) => {
      const { id, documentId } = c.req.valid('param');
      return c.json(await verbs.ignore(id, documentId, c.req.valid('json')), 200);
    },
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections/{id}/runs',
        'List runs, the newest first',
        shapes.listOf('runs', shapes.RunAnswer),
      ),
      request: { params: idParam, query: page },
    }),
    async (c) => c.json({ runs: await verbs.runs(c.req.valid('param').id, c.req.valid('query').limit) }, 200),
  );
  app.openapi(
    createRoute({
      ...described('get', '/api/connections/{id}/runs/{number}', 'One run', shapes.RunAnswer),
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
        shapes.listOf('findings', shapes.FindingAnswer),
      ),
      request: { params: idParam },
    }),
    async (c) => c.json({ findings: await verbs.findings(c.req.valid('param').id) }, 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections/{id}/audit',
        'Who did what, the newest first',
        shapes.listOf('audit', shapes.AuditAnswer),
      ),
      request: { params: idParam, query: page },
    }),
    async (c) =>
      c.json({ audit: await verbs.audit(c.req.valid('param').id, c.req.valid('query').limit) }, 200),
  );
}
