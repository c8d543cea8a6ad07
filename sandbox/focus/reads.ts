// The reading operations on documents and customers: lists with their documented filters, and `.info`
// (focus-api.md 2.1, 2.2, 3, 4).
import type { Operation } from './context.ts';
import { ok } from './context.ts';
import { isObject } from './fields.ts';
import { changedSince, compareTexts, filterOf, includesPart, pageAnswer, pageOf, sortOf } from './listing.ts';
import { fieldRefusal, refusal } from './refusal.ts';
import { splitNumber, type Company, type Contact, type StoredInvoice } from './state.ts';
import { creditNoteInfo, creditNoteItem, invoiceInfo, invoiceItem, type Wire } from './wire.ts';

/** The refusal for an `id` that names nothing; 404 or 400 by switch (11). */
export const unknownId = (status: 400 | 404) =>
  status === 404 ? refusal(404, 'Not found') : fieldRefusal('id', 'id must be valid');

const squeezed = (text: string): string => text.toLowerCase().replace(/[\s.]/g, '');

const invoiceFilters = [
  'ids',
  'term',
  'invoice_number',
  'department_id',
  'deal_id',
  'project_id',
  'subscription_id',
  'status',
  'updated_since',
  'purchase_order_number',
  'payment_reference',
  'invoice_date_after',
  'invoice_date_before',
  'customer',
] as const;

/** Numbers sort by prefix, then by suffix as a number; drafts have none and come last. */
function compareNumbers(a: string | null, b: string | null, order: 'asc' | 'desc'): number {
  const left = a === null ? null : splitNumber(a);
  const right = b === null ? null : splitNumber(b);
  if (left === null || right === null || left.prefix !== right.prefix) return compareTexts(a, b, order);
  return order === 'asc' ? left.suffix - right.suffix : right.suffix - left.suffix;
}

export const listInvoices: Operation = (context, fields) => {
  const switches = context.switches();
  const filter = filterOf(fields, invoiceFilters, switches);
  const ids = filter.uuids('ids');
  const term = filter.text('term');
  const number = filter.text('invoice_number');
  const departmentId = filter.uuid('department_id');
  const statuses = filter.words('status', ['draft', 'outstanding', 'matched']);
  const since = filter.moment('updated_since');
  const order = filter.text('purchase_order_number');
  const paymentReference = filter.text('payment_reference');
  const after = filter.date('invoice_date_after');
  const before = filter.date('invoice_date_before');
  const customer = filter.reference('customer', ['company', 'contact']);
  // No invoice of the sandbox belongs to a deal, project or subscription.
  const elsewhere = ['deal_id', 'project_id', 'subscription_id'].some(
    (name) => filter.uuid(name) !== undefined,
  );
  const page = pageOf(fields, switches);
  const sort = sortOf(fields, ['invoice_number', 'invoice_date'], switches);
  filter.refuseIfWrong();
  fields.refuseIfWrong();

  const wanted = ids && new Set(ids);
  const keeps = (invoice: StoredInvoice): boolean =>
    !elsewhere &&
    (wanted === undefined || wanted.has(invoice.id)) &&
    (departmentId === undefined || invoice.departmentId === departmentId) &&
    (statuses === undefined || statuses.includes(invoice.status)) &&
    (after === undefined || (invoice.date !== null && invoice.date >= after)) &&
    (before === undefined || (invoice.date !== null && invoice.date <= before)) &&
    (number === undefined || (invoice.number !== null && squeezed(invoice.number) === squeezed(number))) &&
    (order === undefined || invoice.purchaseOrderNumber === order) &&
    (paymentReference === undefined || invoice.paymentReference === paymentReference) &&
    (customer === undefined || invoice.invoicee.customer.id === customer.id) &&
    (term === undefined || matchesTerm(invoice, term)) &&
    changedSince(invoice.updatedAt, since, switches);

  const found = [...context.state.invoices.values()].filter(keeps);
  const direction = sort?.order ?? switches.defaultInvoiceOrder;
  found.sort((a, b) => {
    const byDate = sort?.field === 'invoice_date' ? compareTexts(a.date, b.date, direction) : 0;
    return byDate || compareNumbers(a.number, b.number, direction) || compareTexts(a.id, b.id, 'asc');
  });
  const lateFees = includesPart(fields, 'late_fees');
  const now = context.clock.now();
  const withMeta = switches.listMeta || includesPart(fields, 'pagination');
  return ok(pageAnswer(found, page, (invoice) => invoiceItem(invoice, now, lateFees), withMeta));
};

function matchesTerm(invoice: StoredInvoice, term: string): boolean {
  const places = [
    invoice.number,
    invoice.purchaseOrderNumber,
    invoice.paymentReference,
    invoice.invoicee.name,
  ];
  return places.some((place) => place !== null && squeezed(place).includes(squeezed(term)));
}

export const infoInvoice: Operation = (context, fields) => {
  const id = fields.uuid('id', true);
  fields.refuseIfWrong();
  const invoice = context.state.invoices.get(id ?? '');
  if (invoice === undefined) throw unknownId(context.switches().unknownIdStatus);
  const lateFees = includesPart(fields, 'late_fees');
  return ok({ data: invoiceInfo(invoice, context.clock.now(), lateFees, context.switches()) });
};

const creditNoteFilters = [
  'ids',
  'department_id',
  'updated_since',
  'invoice_id',
  'project_id',
  'customer',
  'credit_note_date_after',
  'credit_note_date_before',
] as const;

export const listCreditNotes: Operation = (context, fields) => {
  const switches = context.switches();
  const filter = filterOf(fields, creditNoteFilters, switches);
  const ids = filter.uuids('ids');
  const departmentId = filter.uuid('department_id');
  const since = filter.moment('updated_since');
  const invoiceId = filter.uuid('invoice_id');
  const after = filter.date('credit_note_date_after');
  const before = filter.date('credit_note_date_before');
  const customer = filter.reference('customer', ['company', 'contact']);
  const elsewhere = filter.uuid('project_id') !== undefined;
  const page = pageOf(fields, switches);
  filter.refuseIfWrong();
  fields.refuseIfWrong();

  const wanted = ids && new Set(ids);
  // The upper bound is exclusive, unlike that of invoices, and `sort` was never implemented (3).
  const found = [...context.state.creditNotes.values()].filter(
    (note) =>
      !elsewhere &&
      (wanted === undefined || wanted.has(note.id)) &&
      (departmentId === undefined || note.departmentId === departmentId) &&
      (invoiceId === undefined || note.invoiceId === invoiceId) &&
      (after === undefined || (note.date !== null && note.date >= after)) &&
      (before === undefined || (note.date !== null && note.date < before)) &&
      (customer === undefined || note.invoicee.customer.id === customer.id) &&
      changedSince(note.updatedAt, since, switches),
  );
  const withMeta = switches.listMeta || includesPart(fields, 'pagination');
  return ok(pageAnswer(found, page, creditNoteItem, withMeta));
};

export const infoCreditNote: Operation = (context, fields) => {
  const id = fields.uuid('id', true);
  fields.refuseIfWrong();
  const note = context.state.creditNotes.get(id ?? '');
  if (note === undefined) throw unknownId(context.switches().unknownIdStatus);
  const data = creditNoteInfo(note, context.switches());
  return ok({ data: context.switches().creditNoteInfoForm === 'array' ? [data] : data });
};

const customerFilters = [
  'email',
  'ids',
  'term',
  'updated_since',
  'tags',
  'vat_number',
  'national_identification_number',
  'status',
  'company_id',
  'marketing_mails_consent',
] as const;

function listCustomers<T extends Company | Contact>(
  records: (context: Parameters<Operation>[0]) => Map<string, T>,
  nameOf: (record: T) => string,
  write: (record: T) => Wire,
): Operation {
  return (context, fields) => {
    const switches = context.switches();
    const filter = filterOf(fields, customerFilters, switches);
    const ids = filter.uuids('ids');
    const term = filter.text('term');
    const since = filter.moment('updated_since');
    const vatNumber = filter.text('vat_number');
    const nationalNumber = filter.text('national_identification_number');
    const status = filter.oneOf('status', ['active', 'deactivated']);
    const email = filter.object('email')?.text('email', true);
    const companyId = filter.uuid('company_id');
    const tags = filter.list('tags');
    const page = pageOf(fields, switches);
    const sort = sortOf(fields, ['name', 'added_at', 'updated_at'], switches);
    filter.refuseIfWrong();
    fields.refuseIfWrong();

    const same = (a: string | null, b: string | undefined) =>
      b === undefined || (a !== null && squeezed(a) === squeezed(b));
    const found = [...records(context).values()].filter(
      (record) =>
        (ids === undefined || ids.includes(record.id)) &&
        (term === undefined || squeezed(nameOf(record)).includes(squeezed(term))) &&
        (status === undefined || record.status === status) &&
        same(record.vat_number, vatNumber) &&
        same(record.national_identification_number, nationalNumber) &&
        (email === undefined || record.emails.some((one) => same(one.email, email))) &&
        (tags === undefined || tags.every((tag) => record.tags.includes(String(tag)))) &&
        (companyId === undefined || ('companies' in record && worksAt(record, companyId))) &&
        changedSince(record.updated_at, since, switches),
    );
    const keyOf = (record: T): string =>
      sort?.field === 'added_at' || sort?.field === 'updated_at' ? record[sort.field] : nameOf(record);
    found.sort(
      (a, b) => compareTexts(keyOf(a), keyOf(b), sort?.order ?? 'asc') || compareTexts(a.id, b.id, 'asc'),
    );
    const withMeta = switches.listMeta || includesPart(fields, 'pagination');
    return ok(pageAnswer(found, page, write, withMeta));
  };
}

const worksAt = (contact: Contact, companyId: string): boolean =>
  contact.companies.some(
    (link) => isObject(link) && isObject(link['company']) && link['company']['id'] === companyId,
  );

const primaryAddress = (record: Company | Contact): unknown =>
  record.addresses.find((one) => one.type === 'primary')?.address ?? null;

const webUrl = (record: { id: string }, page: string): string =>
  `https://focus.teamleader.eu/${page}.php?id=${record.id}`;

const without = (record: Company | Contact, names: string[]): Wire =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));

export const listCompanies = listCustomers(
  (context) => context.state.companies,
  (company) => company.name,
  (company) => ({
    ...without(company, ['addresses', 'custom_fields', 'remarks']),
    primary_address: primaryAddress(company),
    web_url: webUrl(company, 'company_detail'),
  }),
);

export const listContacts = listCustomers(
  (context) => context.state.contacts,
  (contact) => `${contact.first_name ?? ''} ${contact.last_name}`.trim(),
  (contact) => ({
    ...without(contact, ['addresses', 'custom_fields', 'remarks', 'vat_number', 'companies']),
    primary_address: primaryAddress(contact),
    web_url: webUrl(contact, 'contact_detail'),
  }),
);

/** The id itself, or the survivor's where Focus is set to answer so for a merged customer. */
function survivorOf(context: Parameters<Operation>[0], id: string): string {
  const survivor = context.state.mergedInto.get(id);
  return survivor !== undefined && context.switches().mergedCustomerShows === 'redirect' ? survivor : id;
}

export const infoCompany: Operation = (context, fields) => {
  const id = fields.uuid('id', true);
  fields.refuseIfWrong();
  const company = context.state.companies.get(survivorOf(context, id ?? ''));
  if (company === undefined) throw unknownId(context.switches().unknownIdStatus);
  const related = {
    ...(includesPart(fields, 'related_companies') ? { related_companies: [] } : {}),
    ...(includesPart(fields, 'related_contacts') ? { related_contacts: [] } : {}),
  };
  return ok({ data: { ...company, ...related, web_url: webUrl(company, 'company_detail') } });
};

export const infoContact: Operation = (context, fields) => {
  const id = fields.uuid('id', true);
  fields.refuseIfWrong();
  const contact = context.state.contacts.get(survivorOf(context, id ?? ''));
  if (contact === undefined) throw unknownId(context.switches().unknownIdStatus);
  return ok({ data: { ...contact, web_url: webUrl(contact, 'contact_detail') } });
};
