// The reading operations on settings: entities, VAT rates, product categories, payment terms and methods, the user,
// and the one-way bridge from the retired integer ids (focus-api.md 4, 5).
import type { FocusContext, Operation } from './context.ts';
import { ok } from './context.ts';
import type { Fields } from './fields.ts';
import { compareTexts, filterOf, includesPart, pageAnswer, pageOf, sortOf } from './listing.ts';
import { unknownId } from './reads.ts';
import { fieldRefusal } from './refusal.ts';
import type { Department } from './state.ts';
import type { Wire } from './wire.ts';

const departmentItem = (department: Department): Wire => ({
  id: department.id,
  name: department.name,
  vat_number: department.vat_number,
  currency: department.currency,
  emails: department.emails,
  status: department.status,
});

export const listDepartments: Operation = (context, fields) => {
  const switches = context.switches();
  const filter = filterOf(fields, ['ids', 'status'], switches);
  const ids = filter.uuids('ids');
  const statuses = filter.words('status', ['active', 'archived']);
  const sort = sortOf(fields, ['default_department', 'name', 'created_at'], switches);
  fields.refuseIfWrong();
  const found = [...context.state.departments.values()].filter(
    (department) =>
      (ids === undefined || ids.includes(department.id)) &&
      (statuses === undefined || statuses.includes(department.status)),
  );
  if (sort?.field === 'name' || sort?.field === 'created_at') {
    const { field, order } = sort;
    found.sort((a, b) => compareTexts(a[field], b[field], order));
  }
  return ok({ data: found.map(departmentItem) });
};

export const infoDepartment: Operation = (context, fields) => {
  const id = fields.uuid('id', true);
  fields.refuseIfWrong();
  const department = context.state.departments.get(id ?? '');
  if (department === undefined) throw unknownId(context.switches().unknownIdStatus);
  const record: Record<string, unknown> = department;
  const { address, telephones, website, iban, bic, fiscal_regime } = record;
  return ok({
    data: { ...departmentItem(department), address, telephones, website, iban, bic, fiscal_regime },
  });
};

export const listTaxRates: Operation = (context, fields) => {
  const switches = context.switches();
  const filter = filterOf(fields, ['department_id'], switches);
  const departmentId = filter.uuid('department_id');
  const page = pageOf(fields, switches);
  const sort = sortOf(fields, ['department_id', 'rate', 'description'], switches);
  fields.refuseIfWrong();
  const found = [...context.state.taxRates.values()].filter(
    (rate) => departmentId === undefined || rate.departmentId === departmentId,
  );
  if (sort?.field === 'rate')
    found.sort((a, b) => (sort.order === 'asc' ? a.rate - b.rate : b.rate - a.rate));
  if (sort?.field === 'description') {
    found.sort((a, b) => compareTexts(a.description, b.description, sort.order));
  }
  if (sort?.field === 'department_id') {
    found.sort((a, b) => compareTexts(a.departmentId, b.departmentId, sort.order));
  }
  // No code, no category and no archived flag: the answer has nothing but these four (5).
  const write = (rate: (typeof found)[number]): Wire => ({
    id: rate.id,
    description: rate.description,
    rate: rate.rate,
    department: { type: 'department', id: rate.departmentId },
  });
  const withMeta = switches.listMeta || includesPart(fields, 'pagination');
  return ok(pageAnswer(found, page, write, withMeta));
};

export const listProductCategories: Operation = (context, fields) => {
  const filter = filterOf(fields, ['department_id'], context.switches());
  const departmentId = filter.uuid('department_id');
  fields.refuseIfWrong();
  const found = [...context.state.productCategories.values()].filter(
    (category) =>
      departmentId === undefined || category.ledgers.some((ledger) => ledger.departmentId === departmentId),
  );
  return ok({
    data: found.map((category) => ({
      id: category.id,
      name: category.name,
      ledgers: category.ledgers.map((ledger) => ({
        department: { type: 'department', id: ledger.departmentId },
        ledger_account_number: ledger.ledger_account_number,
      })),
    })),
  });
};

export const listPaymentMethods: Operation = (context, fields) => {
  const switches = context.switches();
  const filter = filterOf(fields, ['ids', 'status'], switches);
  const ids = filter.uuids('ids');
  const statuses = filter.words('status', ['active', 'archived']);
  const page = pageOf(fields, switches);
  fields.refuseIfWrong();
  const found = [...context.state.paymentMethods.values()].filter(
    (method) =>
      (ids === undefined || ids.includes(method.id)) &&
      (statuses === undefined || statuses.includes(method.status)),
  );
  const withMeta = switches.listMeta || includesPart(fields, 'pagination');
  return ok(pageAnswer(found, page, (method) => ({ ...method }), withMeta));
};

export const listPaymentTerms: Operation = (context) =>
  ok({
    data: context.state.paymentTerms,
    meta: { default: context.state.paymentTerms[0]?.id ?? null },
  });

export const me: Operation = (context, _fields, caller) => {
  const user = context.state.users.find((one) => one.id === caller.userId);
  if (user === undefined) throw unknownId(404);
  return ok({
    data: {
      id: user.id,
      account: { type: 'account', id: context.state.account.id },
      first_name: user.first_name,
      last_name: user.last_name,
      email: user.email,
      email_verification_status: 'confirmed',
      telephones: [],
      language: user.language,
      function: null,
      time_zone: user.time_zone,
      preferences: { invoiceable: true },
    },
  });
};

const legacyTypes = [
  'account',
  'user',
  'department',
  'product',
  'contact',
  'company',
  'deal',
  'dealPhase',
  'project',
  'milestone',
  'task',
  'meeting',
  'call',
  'ticket',
  'invoice',
  'creditNote',
  'subscription',
  'quotation',
  'timeTracking',
  'customField',
] as const;

/** Integer to uuid, one direction only: nothing else in the pretend Focus tells an integer (R-CUST-5). */
export const migrateId: Operation = (context, fields) => {
  const type = fields.oneOf('type', legacyTypes, true);
  const integer = integerOf(fields);
  fields.refuseIfWrong();
  const id = context.state.integerIds.get(`${type} ${integer}`);
  if (id === undefined) throw unknownId(context.switches().unknownIdStatus);
  const newTypes: Record<string, string> = { task: 'todo', meeting: 'event', call: 'event' };
  return ok({ data: { type: newTypes[type ?? ''] ?? type, id } });
};

function integerOf(fields: Fields): number | undefined {
  const raw = fields.body['id'];
  const value = typeof raw === 'string' && /^\d{1,15}$/.test(raw) ? Number(raw) : raw;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  fields.wrong('id', raw === undefined || raw === null ? 'must be present' : 'must be valid');
  return undefined;
}

export const migrateTaxRate: Operation = (context, fields) => {
  const departmentId = fields.uuid('department_id', true);
  const code = fields.text('tax_rate', true);
  fields.refuseIfWrong();
  const rate = [...context.state.taxRates.values()].find(
    (one) => one.departmentId === departmentId && one.code === code,
  );
  if (rate === undefined) throw fieldRefusal('tax_rate', 'tax_rate must be valid');
  return ok({ data: { type: 'taxRate', id: rate.id } });
};

/** The customer that a reference names, or undefined when it has been deleted. */
export function customerOf(
  context: Pick<FocusContext, 'state'>,
  customer: { type: 'company' | 'contact'; id: string },
) {
  return customer.type === 'company'
    ? context.state.companies.get(customer.id)
    : context.state.contacts.get(customer.id);
}
