// What bookkeepers and accountants do in the pretend Yuki, as routes of the control API: names and bodies. The acts
// themselves belong to sandbox/yuki; here a body is only checked and taken apart.
import { z } from 'zod';
import { act, type Act } from '../focus/act.ts';
import type { YukiActs } from '../yuki/index.ts';
import { glAccountSchema, typedDocumentSchema, vatCodeSchema } from '../yuki/world.ts';

const administrationId = z.string().min(1);
const reference = z.string().min(1);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date is written as yyyy-MM-dd');
const cents = z.int();
const at = <S extends z.ZodRawShape>(shape: S) => z.strictObject({ administrationId, ...shape });
const done = (): { done: true } => ({ done: true });

/** The acts by their kebab-case name. */
export function yukiActRoutes(acts: YukiActs): Record<string, Act> {
  return { ...settingRoutes(acts), ...keyAndQuotaRoutes(acts), ...bookkeepingRoutes(acts) };
}

function settingRoutes(acts: YukiActs): Record<string, Act> {
  return {
    // An account opened while a story runs is a revenue account unless the caller says otherwise.
    'add-gl-account': act(
      at({ ...glAccountSchema.shape, isRevenue: z.boolean().default(true) }),
      ({ administrationId: id, ...account }) => {
        acts.addGlAccount(id, account);
        return done();
      },
    ),
    'enable-gl-account': act(at({ code: z.string().min(1), enabled: z.boolean() }), (body) => {
      acts.enableGlAccount(body.administrationId, body.code, body.enabled);
      return done();
    }),
    'add-vat-code': act(at(vatCodeSchema.shape), ({ administrationId: id, ...code }) => {
      acts.addVatCode(id, code);
      return done();
    }),
    'remove-vat-code': act(
      at({ type: z.int(), percentage: z.number() }),
      ({ administrationId: id, ...code }) => {
        acts.removeVatCode(id, code);
        return done();
      },
    ),
    'set-module': act(at({ on: z.boolean() }), (body) => {
      acts.setModule(body.administrationId, body.on);
      return done();
    }),
    'set-active': act(at({ active: z.boolean() }), (body) => {
      acts.setActive(body.administrationId, body.active);
      return done();
    }),
    'close-until': act(at({ date: date.nullable() }), (body) => {
      acts.closeUntil(body.administrationId, body.date);
      return done();
    }),
    'end-sessions': act(at({}), (body) => {
      acts.endSessions(body.administrationId);
      return done();
    }),
  };
}

function keyAndQuotaRoutes(acts: YukiActs): Record<string, Act> {
  const key = z.string().min(1);
  const domainId = z.string().min(1);
  return {
    'withdraw-key': act(z.strictObject({ key, withdrawn: z.boolean().default(true) }), (body) => {
      acts.withdrawKey(body.key, body.withdrawn);
      return done();
    }),
    'set-rights': act(z.strictObject({ key, rights: z.array(z.string()) }), (body) => {
      acts.setRights(body.key, body.rights);
      return done();
    }),
    'set-daily-limit': act(z.strictObject({ domainId, limit: z.int().min(0) }), (body) => {
      acts.setDailyLimit(body.domainId, body.limit);
      return done();
    }),
    'use-calls': act(z.strictObject({ domainId, calls: z.int().min(0) }), (body) => {
      acts.useCalls(body.domainId, body.calls);
      return { callsToday: acts.callsToday(body.domainId) };
    }),
    'calls-today': act(z.strictObject({ domainId }), (body) => ({
      callsToday: acts.callsToday(body.domainId),
    })),
    'change-contact': act(
      z.strictObject({
        domainId,
        find: z.string().min(1),
        fields: z.record(z.string(), z.union([z.string(), z.boolean()])),
      }),
      (body) => {
        acts.changeContact(body.domainId, body.find, body.fields);
        return done();
      },
    ),
  };
}

function bookkeepingRoutes(acts: YukiActs): Record<string, Act> {
  return {
    reconcile: act(
      at({ reference, amountCents: cents.optional(), date }),
      ({ administrationId: id, ...given }) => {
        const { amountCents, ...rest } = given;
        acts.reconcile(id, amountCents === undefined ? rest : { ...rest, amountCents });
        return done();
      },
    ),
    unreconcile: act(at({ reference }), (body) => {
      acts.unreconcile(body.administrationId, { reference: body.reference });
      return done();
    }),
    'match-credit-note': act(
      at({ invoiceReference: reference, creditReference: reference, date: date.optional() }),
      ({ administrationId: id, date: on, ...given }) => {
        acts.matchCreditNote(id, on === undefined ? given : { ...given, date: on });
        return done();
      },
    ),
    'match-journal': act(at({ reference }), (body) => {
      acts.matchJournal(body.administrationId, { reference: body.reference });
      return done();
    }),
    'write-off': act(
      at({ reference, date: date.optional() }),
      ({ administrationId: id, date: on, ...given }) => {
        acts.writeOff(id, on === undefined ? given : { ...given, date: on });
        return done();
      },
    ),
    renumber: act(at({ reference, newReference: reference }), ({ administrationId: id, ...given }) => {
      acts.renumber(id, given);
      return done();
    }),
    'remove-document': act(at({ reference }), (body) => {
      acts.removeDocument(body.administrationId, { reference: body.reference });
      return done();
    }),
    'type-invoice': act(at(typedDocumentSchema.shape), ({ administrationId: id, ...given }) =>
      acts.typeInvoice(id, given),
    ),
    receive: act(
      at({
        amountCents: cents,
        date,
        description: z.string().default('Bank'),
        contactName: z.string().default(''),
      }),
      ({ administrationId: id, ...given }) => {
        acts.receive(id, given);
        return done();
      },
    ),
  };
}
