/** The routes of the settings by which documents are exported; which change is right is for the verbs. */

import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Connector } from '../connector.ts';
import * as orders from '../orders.ts';
import { SettingsAnswer } from '../settings-answer.ts';
import { body, described, idParam } from './describe.ts';

export function addSettingsRoutes(app: OpenAPIHono, verbs: Connector): void {
  const path = '/api/connections/{id}/settings' as const;
  app.openapi(
    createRoute({
      ...described('get', path, 'Show the settings of the export', SettingsAnswer),
      request: { params: idParam },
    }),
    async (c) => c.json(await verbs.settings(c.req.valid('param').id), 200),
  );
  app.openapi(
    createRoute({
      ...described('put', path, 'Change the settings that are named', SettingsAnswer),
      request: { params: idParam, ...body(orders.SettingsOrder) },
    }),
    async (c) => c.json(await verbs.changeSettings(c.req.valid('param').id, c.req.valid('json')), 200),
  );
}
