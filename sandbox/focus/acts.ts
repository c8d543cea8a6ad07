// What people do in the pretend Focus's screens, for the control API: book, credit, edit, delete, pay, change
// customers and settings. Each act has a validated body; a wrong one is refused with a sentence and changes nothing.
import { z } from 'zod';
import { act, type Act } from './act.ts';
import type { FocusContext } from './context.ts';
import { nowText } from './context.ts';
import { documentActs } from './document-acts.ts';
import type { OAuth, TokenPair } from './oauth.ts';
import { newFocusId } from './state.ts';
import { companySchema, contactSchema, uuid } from './world.ts';

/** All acts by the name they have in the control API. */
export function focusActs(context: FocusContext, oauth: OAuth): Record<string, Act> {
  return {
    ...documentActs(context),
    ...customerActs(context),
    ...categoryActs(context),
    ...settingActs(context),
    ...accessActs(context, oauth),
  };
}

function customerActs(context: FocusContext): Record<string, Act> {
  const { state } = context;
  const schema = z.strictObject({
    type: z.enum(['company', 'contact']),
    /** Absent: a new customer. */
    id: uuid.optional(),
    /** Any property of companies.info or contacts.info. */
    set: z.record(z.string(), z.unknown()).default({}),
    delete: z.boolean().default(false),
    /** The retired integer id, known to migrate.id only. */
    integerId: z.int().min(0).optional(),
  });
  const merging = z.strictObject({ type: z.enum(['company', 'contact']), from: uuid, into: uuid });
  return {
    // Two records become one; it cannot be undone (R-CUST-12).
    'merge-customers': act(merging, ({ type, from, into }) => {
      const records: Map<string, unknown> = type === 'company' ? state.companies : state.contacts;
      if (from === into || !records.has(from) || !records.has(into))
        throw new Error(`There are no two records of this kind to merge: ${from} and ${into}.`);
      records.delete(from);
      state.mergedInto.set(from, into);
      if (context.switches().mergedCustomerShows === 'survivor')
        for (const document of [...state.invoices.values(), ...state.creditNotes.values()])
          if (document.invoicee.customer.id === from)
            document.invoicee = { ...document.invoicee, customer: { type, id: into } };
      context.emit(`${type}.deleted`, { type, id: from });
      context.emit(`${type}.updated`, { type, id: into });
      return { type, id: into };
    }),
    customer: act(schema, (body) => {
      const records: Map<string, unknown> = body.type === 'company' ? state.companies : state.contacts;
      const known = body.id === undefined ? undefined : records.get(body.id);
      if (body.id !== undefined && known === undefined)
        throw new Error(`There is no ${body.type} ${body.id}.`);
      const subject = { type: body.type, id: body.id ?? newFocusId() };
      if (body.delete) {
        records.delete(subject.id);
        context.emit(`${body.type}.deleted`, subject);
        return subject;
      }
      const recordSchema = body.type === 'company' ? companySchema : contactSchema;
      const at = nowText(context);
      const added = known === undefined ? { added_at: at } : {};
      const record = recordSchema.parse({
        ...(known as object | undefined),
        ...added,
        ...body.set,
        id: subject.id,
        updated_at: at,
      });
      records.set(subject.id, record);
      if (body.integerId !== undefined) state.integerIds.set(`${body.type} ${body.integerId}`, subject.id);
      context.emit(`${body.type}.${known === undefined ? 'added' : 'updated'}`, subject);
      return subject;
    }),
  };
}

/** The entity that a body names; the first one when it names none. */
const departmentFinder =
  (context: FocusContext) =>
  (id: string | undefined): string => {
    const department = id ?? [...context.state.departments.keys()][0] ?? '';
    if (!context.state.departments.has(department)) throw new Error(`There is no department ${department}.`);
    return department;
  };

function categoryActs(context: FocusContext): Record<string, Act> {
  const { state } = context;
  const departmentOf = departmentFinder(context);
  return {
    'set-category-ledger': act(
      z.strictObject({
        categoryId: uuid,
        departmentId: uuid.optional(),
        account: z.string().min(1).nullable(),
      }),
      ({ categoryId, departmentId, account }) => {
        const category = state.productCategories.get(categoryId);
        if (category === undefined) throw new Error(`There is no product category ${categoryId}.`);
        const department = departmentOf(departmentId);
        category.ledgers = category.ledgers.filter((ledger) => ledger.departmentId !== department);
        if (account !== null)
          category.ledgers.push({ departmentId: department, ledger_account_number: account });
        return category;
      },
    ),
    'add-category': act(
      z.strictObject({ name: z.string().min(1), departmentId: uuid.optional(), account: z.string().min(1) }),
      ({ name, departmentId, account }) => {
        const ledgers = [{ departmentId: departmentOf(departmentId), ledger_account_number: account }];
        const category = { id: newFocusId(), name, ledgers };
        state.productCategories.set(category.id, category);
        return category;
      },
    ),
  };
}

function settingActs(context: FocusContext): Record<string, Act> {
  const { state } = context;
  const departmentOf = departmentFinder(context);
  return {
    'tax-rate': act(
      z.strictObject({
        /** Absent: a new rate. */
        id: uuid.optional(),
        departmentId: uuid.optional(),
        description: z.string().min(1).optional(),
        rate: z.number().min(0).max(1).optional(),
        code: z.string().min(1).optional(),
      }),
      ({ id, departmentId, description, rate, code }) => {
        const known = id === undefined ? undefined : state.taxRates.get(id);
        if (id !== undefined && known === undefined) throw new Error(`There is no tax rate ${id}.`);
        if (known === undefined && (description === undefined || rate === undefined)) {
          throw new Error('A new tax rate needs a description and a rate.');
        }
        const record = {
          id: known?.id ?? newFocusId(),
          departmentId: known?.departmentId ?? departmentOf(departmentId),
          description: description ?? known?.description ?? '',
          rate: rate ?? known?.rate ?? 0,
          ...((code ?? known?.code) === undefined ? {} : { code: code ?? known?.code }),
        };
        state.taxRates.set(record.id, record);
        return record;
      },
    ),
    department: act(
      z.strictObject({ id: uuid, status: z.enum(['active', 'archived']) }),
      ({ id, status }) => {
        const department = state.departments.get(departmentOf(id));
        if (department !== undefined) department.status = status;
        return department;
      },
    ),
    numbering: act(
      z.strictObject({
        departmentId: uuid.optional(),
        kind: z.enum(['invoice', 'creditNote']),
        prefix: z.string().min(1),
        next: z.int().min(1),
      }),
      ({ departmentId, kind, prefix, next }) => {
        state.numbering.set(`${departmentOf(departmentId)} ${kind} ${prefix}`, next);
        return { next };
      },
    ),
    'rate-limit': act(z.strictObject({ perMinute: z.int().min(1).max(1_000_000_000) }), ({ perMinute }) => {
      state.ratePerMinute = perMinute;
      return { perMinute };
    }),
  };
}

function accessActs(context: FocusContext, oauth: OAuth): Record<string, Act> {
  const { state } = context;
  const clientOf = (clientId: string | undefined) => {
    const client =
      clientId === undefined ? state.clients[0] : state.clients.find((one) => one.clientId === clientId);
    if (client === undefined) throw new Error(`There is no client ${clientId}.`);
    return client;
  };
  const optionalClient = { clientId: z.string().min(1).optional() };
  return {
    'revoke-refresh-tokens': act(
      z.strictObject({ accessToo: z.boolean().default(true) }),
      ({ accessToo }) => {
        oauth.revokeAll(accessToo);
        return { revoked: true };
      },
    ),
    'mint-tokens': act(z.strictObject(optionalClient), ({ clientId }): TokenPair => {
      const client = clientOf(clientId);
      return oauth.mint({ clientId: client.clientId, userId: state.users[0]?.id ?? '' });
    }),
    'redirect-uris': act(
      z.strictObject({ ...optionalClient, add: z.array(z.string().min(1).max(2_000)).min(1).max(50) }),
      ({ clientId, add }) => {
        const client = clientOf(clientId);
        client.redirectUris = [...new Set([...client.redirectUris, ...add])];
        return { redirectUris: client.redirectUris };
      },
    ),
    scopes: act(
      z.strictObject({ ...optionalClient, scopes: z.array(z.string()).nullable() }),
      ({ clientId, scopes }) => {
        const client = clientOf(clientId);
        client.scopes = scopes;
        return { scopes };
      },
    ),
    'emit-webhook': act(
      z.strictObject({
        type: z.string().min(1),
        subject: z.strictObject({ type: z.string(), id: uuid }).optional(),
      }),
      ({ type, subject }) => {
        context.emit(type, subject ?? { type: 'account', id: state.account.id });
        return { emitted: type };
      },
    ),
    'forget-webhooks': act(z.strictObject({ types: z.array(z.string()).optional() }), ({ types }) => ({
      forgotten: context.forgetWebhooks(types),
    })),
  };
}
