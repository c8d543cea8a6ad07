/** The routes of the onboarding, one for each answer; which answers are accepted when is for the verbs. */

import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import * as answers from '../answers.ts';
import type { Connector } from '../connector.ts';
import * as orders from '../orders.ts';
import { body, described, idParam } from './describe.ts';

/** The person's answers, each a `PUT`, because giving one twice is the same as once. */
export function addOnboardingRoutes(app: OpenAPIHono, verbs: Connector): void {
  app.openapi(
    createRoute({
      ...described(
        'put',
        '/api/connections/{id}/focus-authorisation',
        'Authorise at Focus, also again',
        answers.StepAnswer,
      ),
      request: { params: idParam, ...body(orders.FocusAuthorisationOrder) },
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
      ...described('put', path, summary, answers.StepAnswer),
      request: { params: idParam, ...body(order) },
    });
  const taken = (answer: { connectionId: string }) => ({
    connectionId: answer.connectionId,
    authorizeUrl: null,
  });
  app.openapi(
    step('/api/connections/{id}/entity', 'Choose the company entity', orders.EntityOrder),
    async (c) => c.json(taken(await verbs.chooseEntity(c.req.valid('param').id, c.req.valid('json'))), 200),
  );
  app.openapi(
    step('/api/connections/{id}/yuki-access', 'Give Yuki company id and access key', orders.YukiAccessOrder),
    async (c) => c.json(taken(await verbs.giveYukiAccess(c.req.valid('param').id, c.req.valid('json'))), 200),
  );
  app.openapi(
    step(
      '/api/connections/{id}/administration',
      'Confirm the administration by its name',
      orders.AdministrationOrder,
    ),
    async (c) =>
      c.json(taken(await verbs.confirmAdministration(c.req.valid('param').id, c.req.valid('json'))), 200),
  );
  app.openapi(
    step('/api/connections/{id}/start-date', 'Choose the start date', orders.StartDateOrder),
    async (c) =>
      c.json(taken(await verbs.chooseStartDate(c.req.valid('param').id, c.req.valid('json'))), 200),
  );
  app.openapi(
    step('/api/connections/{id}/mappings', 'Confirm VAT links and default accounts', orders.MappingsOrder),
    async (c) =>
      c.json(taken(await verbs.confirmMappings(c.req.valid('param').id, c.req.valid('json'))), 200),
  );
  app.openapi(
    step('/api/connections/{id}/automatic', 'Switch automatic sync on or off', orders.AutomaticOrder),
    async (c) =>
      c.json(taken(await verbs.switchAutomatic(c.req.valid('param').id, c.req.valid('json'))), 200),
  );
}
