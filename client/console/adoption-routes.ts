/**
 * The routes of what stood in Yuki before us: doubtful customers, documents that are there already, and the start
 * date from which documents are asked for.
 */

import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Connector } from '../connector.ts';
import * as adoption from '../adoption-answers.ts';
import * as answers from '../answers.ts';
import * as orders from '../orders.ts';
import { body, described, idParam } from './describe.ts';

export function addAdoptionRoutes(app: OpenAPIHono, verbs: Connector): void {
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections/{id}/doubtful-customers',
        'List customers of whom a person has to say which relation they are',
        answers.listOf('customers', adoption.DoubtfulCustomerAnswer),
      ),
      request: { params: idParam },
    }),
    async (c) => c.json({ customers: await verbs.doubtfulCustomers(c.req.valid('param').id) }, 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'post',
        '/api/connections/{id}/doubtful-customers/{customerId}/relation',
        'Choose the relation of a customer, or a new one',
        answers.ToldAnswer,
      ),
      request: {
        params: idParam.extend({ customerId: z.string().max(64) }),
        ...body(orders.ChooseRelationOrder),
      },
    }),
    async (c) => {
      const { id, customerId } = c.req.valid('param');
      return c.json(await verbs.chooseRelation(id, customerId, c.req.valid('json')), 200);
    },
  );
  app.openapi(
    createRoute({
      ...described(
        'get',
        '/api/connections/{id}/adoption',
        'List unsent documents that stand in Yuki already',
        adoption.AdoptionAnswer,
      ),
      request: { params: idParam },
    }),
    async (c) => c.json(await verbs.adoption(c.req.valid('param').id), 200),
  );
  app.openapi(
    createRoute({
      ...described(
        'post',
        '/api/connections/{id}/adoption',
        'Link documents that stand in Yuki already',
        adoption.AdoptedAnswer,
      ),
      request: { params: idParam, ...body(orders.AdoptOrder) },
    }),
    async (c) => c.json(await verbs.adopt(c.req.valid('param').id, c.req.valid('json')), 200),
  );
  app.openapi(
    createRoute({
      ...described('post', '/api/connections/{id}/start-date', 'Move the start date', answers.ToldAnswer),
      request: { params: idParam, ...body(orders.MoveStartDateOrder) },
    }),
    async (c) => c.json(await verbs.moveStartDate(c.req.valid('param').id, c.req.valid('json')), 200),
  );
}
