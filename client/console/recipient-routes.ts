/** The routes of those who are told by message; which address may be used is for the verbs. */

import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Connector } from '../connector.ts';
import * as orders from '../orders.ts';
import { AddedRecipientAnswer, RecipientAnswer, RecipientsAnswer } from '../recipient-answers.ts';
import { body, described, idParam } from './describe.ts';

const recipientParam = idParam.extend({
  recipientId: z.string().openapi({ description: 'Id of a recipient.' }),
});

export function addRecipientRoutes(app: OpenAPIHono, verbs: Connector): void {
  const path = '/api/connections/{id}/recipients' as const;
  app.openapi(
    createRoute({
      ...described('get', path, 'List who is told by message', RecipientsAnswer),
      request: { params: idParam },
    }),
    async (c) => c.json({ recipients: await verbs.recipients(c.req.valid('param').id) }, 200),
  );
  app.openapi(
    createRoute({
      ...described('post', path, 'Add who is told by message', AddedRecipientAnswer),
      request: { params: idParam, ...body(orders.RecipientOrder) },
    }),
    async (c) => c.json(await verbs.addRecipient(c.req.valid('param').id, c.req.valid('json')), 200),
  );
  app.openapi(
    createRoute({
      ...described('post', `${path}/{recipientId}/removal`, 'Tell somebody no longer', RecipientsAnswer),
      request: { params: recipientParam },
    }),
    async (c) => {
      const { id, recipientId } = c.req.valid('param');
      return c.json({ recipients: await verbs.removeRecipient(id, recipientId) }, 200);
    },
  );
  app.openapi(
    createRoute({
      ...described('post', `${path}/{recipientId}/trial`, 'Send a message to try', RecipientAnswer),
      request: { params: recipientParam },
    }),
    async (c) => {
      const { id, recipientId } = c.req.valid('param');
      return c.json(await verbs.tryRecipient(id, recipientId), 200);
    },
  );
}
