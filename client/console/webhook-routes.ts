/**
 * The address that Focus tells news: no token, because Focus sends none; the secret part of the path is what proves the
 * sender. Answers at once and says nothing.
 */

import type { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { Connector } from '../connector.ts';
import type { NewsHeard } from '../news.ts';

/** Focus sends a few hundred bytes. */
const mostBytes = 16 * 1024;

const statusOf = {
  heard: 204,
  ignored: 204,
  'unknown-address': 404,
  unreadable: 400,
} as const satisfies Record<NewsHeard, number>;

export function addWebhookRoutes(app: OpenAPIHono, verbs: Connector): void {
  const limit = bodyLimit({ maxSize: mostBytes, onError: (c) => c.body(null, 413) });
  app.post('/webhooks/focus/:secret', limit, async (c) => {
    const heard = await verbs.hearNews(c.req.param('secret'), await c.req.text());
    return c.body(null, statusOf[heard]);
  });
}
