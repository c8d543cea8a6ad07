/**
 * The console's HTTP face, in one place so that tests can ask it without a port: guards, the JSON API, its
 * OpenAPI document, the way back from Focus, and health. Starting the process is left to `main.ts`.
 */

import { OpenAPIHono } from '@hono/zod-openapi';
import type { Log } from '../../platform/log.ts';
import type { Connector } from '../connector.ts';
import type { Metrics } from '../ledger-metrics.ts';
import type { RefusalFacts } from '../refusal.ts';
import { connectionPage } from './connection-page.ts';
import { callbackPage } from './callback-page.ts';
import { limitBody, requireJson, requireToken } from './guard.ts';
import { problem, refusalOf, refusalOfShape } from './problems.ts';
import { chooseLanguage, languageOf } from './reader.ts';
import { addRoutes } from './routes.ts';
import { addWebhookRoutes } from './webhook-routes.ts';

export interface ConsoleOptions {
  readonly connector: Connector;
  readonly apiToken: string;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Throws what is wrong when the database or Temporal cannot be used. */
  readonly isReady: () => Promise<void>;
}

const version = '0.1.0';

const pageHeaders = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'referrer-policy': 'no-referrer',
};

export function createConsole(options: ConsoleOptions): OpenAPIHono {
  const { connector, log } = options;
  const app = new OpenAPIHono({
    defaultHook: (result, c) =>
      result.success ? undefined : problem(c, refusalOfShape(result.target, result.error.issues)),
  });
  app.onError((error, c) => problem(c, refusalOf(error, log)));
  app.notFound((c) => problem(c, unknownRoute));
  app.use('*', async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
    c.header('x-content-type-options', 'nosniff');
  });
  app.use('/api/*', ...chooseLanguage());
  app.use('/api/*', requireToken(options.apiToken), limitBody(), requireJson());

  addRoutes(app, connector);
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  app.get('/api/openapi.json', (c) => c.json(describeApi(app)));

  app.get('/oauth/focus/callback', async (c) => {
    const { code = '', state = '', error } = c.req.query();
    const page = await callbackPage(connector, { code, state, error: error ?? null }, log);
    return c.html(page.html, page.status, pageHeaders);
  });
  app.use('/connections/*', ...chooseLanguage());
  app.get('/connections/:id', (c) => {
    const page = connectionPage(c.req.param('id'), languageOf(c));
    return page === null ? problem(c, unknownRoute) : c.html(page, 200, pageHeaders);
  });
  // For those who watch from the inside; what comes through a proxy from the outside is not answered.
  app.get('/metrics', async (c) =>
    c.req.header('x-forwarded-for') === undefined && c.req.header('forwarded') === undefined
      ? c.text(await options.metrics.text(), 200, { 'content-type': options.metrics.contentType })
      : problem(c, unknownRoute),
  );
  addWebhookRoutes(app, connector);
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    await options.isReady();
    return c.json({ status: 'ready' });
  });
  return app;
}

function describeApi(app: OpenAPIHono): object {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Focus–Yuki connector',
      version,
      description: 'The verbs of the connector. Errors are problem+json with a cure.',
    },
    security: [{ token: [] }],
  });
}

const unknownRoute: RefusalFacts = {
  status: 404,
  type: 'unknown-address',
  title: 'Unknown address',
  detail: 'There is nothing at this address.',
  cure: 'See /api/openapi.json for what there is.',
};
