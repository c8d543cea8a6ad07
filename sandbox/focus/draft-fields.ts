// Reads the lines, discounts and invoicee that a caller writes (invoices.draft, .update, .creditPartially) and turns
// them into stored lines with their figures. Refuses what Focus refuses: an untitled section with a title key, a tax
// rate or category of another entity (focus-api.md 2.4).
import type { FocusContext } from './context.ts';
import { decimalOf } from './decimal.ts';
import { Fields, isObject } from './fields.ts';
import { fieldRefusal } from './refusal.ts';
import { customerOf } from './reference-reads.ts';
import type { StoredDocument, StoredInvoice, StoredLine } from './state.ts';
import { documentFigures, lineFigures } from './totals.ts';

const linesRefusal = () => fieldRefusal('grouped_lines', 'grouped_lines must be valid');

/** At most 250 lines per document (R-LINE-6). */
const maximumLines = 250;

/** Reads `grouped_lines`; throws the refusal when anything in it is wrong. */
export function readSections(
  context: FocusContext,
  raw: unknown[],
  departmentId: string,
): StoredDocument['sections'] {
  const sections = raw.map((group) => {
    if (!isObject(group) || !Array.isArray(group['line_items'])) throw linesRefusal();
    return {
      title: readTitle(group),
      lines: group['line_items'].map((item) => readLine(context, item, departmentId)),
    };
  });
  const count = sections.reduce((total, section) => total + section.lines.length, 0);
  if (count > maximumLines) throw linesRefusal();
  return sections;
}

function readTitle(group: Record<string, unknown>): string | null {
  if (!('section' in group)) return null;
  const section = group['section'];
  const title = isObject(section) ? section['title'] : undefined;
  if (typeof title !== 'string' || title === '' || title.length > 150) throw linesRefusal();
  return title;
}

function readLine(context: FocusContext, item: unknown, departmentId: string): StoredLine {
  if (!isObject(item)) throw linesRefusal();
  const fields = new Fields(item, 'grouped_lines.line_items.');
  const quantity = fields.number('quantity', true) ?? 0;
  const description = fields.text('description', true) ?? '';
  const price = fields.object('unit_price', true);
  const amount = price?.number('amount', true) ?? 0;
  price?.oneOf('tax', ['excluding']);
  const taxRateId = fields.uuid('tax_rate_id', true);
  const categoryId = fields.uuid('product_category_id');
  const discount = fields.object('discount');
  const percentage = discount?.number('value', true) ?? 0;
  if (percentage < 0 || percentage > 100) fields.wrong('discount.value', 'must be valid');
  const extended = fields.text('extended_description') ?? null;
  fields.refuseIfWrong();

  const rate = context.state.taxRates.get(taxRateId ?? '');
  if (rate === undefined || rate.departmentId !== departmentId) throw linesRefusal();
  const category = categoryId === undefined ? undefined : context.state.productCategories.get(categoryId);
  const foreign = category?.ledgers.every((ledger) => ledger.departmentId !== departmentId) ?? false;
  if (categoryId !== undefined && (category === undefined || (foreign && category.ledgers.length > 0))) {
    throw linesRefusal();
  }
  decimalOf(amount);
  return {
    product: null,
    quantity,
    description,
    extended_description: extended,
    unit: null,
    unit_price: { amount, tax: 'excluding' },
    tax: { type: 'taxRate', id: rate.id },
    discount: discount === undefined ? null : { type: 'percentage', value: percentage },
    product_category: categoryId === undefined ? null : { type: 'productCategory', id: categoryId },
    withheld_tax: null,
    figures: lineFigures({ quantity, unitPrice: amount, discount: percentage, rate: rate.rate }),
  };
}

/** Reads document-level `discounts`. */
export function readDiscounts(fields: Fields): StoredDocument['discounts'] | undefined {
  const raw = fields.list('discounts');
  return raw?.map((entry) => {
    const value = isObject(entry) ? entry['value'] : undefined;
    if (!isObject(entry) || typeof value !== 'number' || value < 0 || value > 100) {
      throw fieldRefusal('discounts', 'discounts must be valid');
    }
    const description = entry['description'];
    return {
      type: 'percentage',
      value,
      description: typeof description === 'string' ? description : 'Korting',
    };
  });
}

/** Reads `invoicee.customer` and takes name, VAT number and e-mail from the record as it stands now. */
export function readInvoicee(context: FocusContext, fields: Fields): StoredInvoice['invoicee'] | undefined {
  const inner = fields.object('invoicee', true);
  const customer = inner?.reference('customer', ['company', 'contact'], true);
  if (customer === undefined) return undefined;
  const record = customerOf(context, customer);
  if (record === undefined) throw fieldRefusal('invoicee.customer', 'invoicee.customer must be valid');
  const emails = record.emails;
  const email = emails.find((one) => one.type === 'invoicing') ?? emails[0];
  return {
    name: 'name' in record ? record.name : `${record.first_name ?? ''} ${record.last_name}`.trim(),
    vat_number: record.vat_number,
    customer,
    for_attention_of: null,
    email: email?.email ?? null,
    national_identification_number: record.national_identification_number,
  };
}

/** Computes and stores the figures of a document from its sections and discounts. */
export function figuresFor(
  context: FocusContext,
  sections: StoredDocument['sections'],
  discounts: StoredDocument['discounts'],
) {
  const lines = sections
    .flatMap((section) => section.lines)
    .map((line) => ({
      netCents: line.figures.netCents,
      rate: context.state.taxRates.get(line.tax.id)?.rate ?? 0,
    }));
  return documentFigures(
    lines,
    discounts.map((discount) => discount.value),
    context.switches().vatRounding,
  );
}
