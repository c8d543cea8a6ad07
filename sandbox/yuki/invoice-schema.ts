// The schema of the SalesInvoices document (yuki-api.md 3.2, 3.3) and the check of a message against it: a strict
// sequence, facets, required elements. A violation refuses the whole message with a text worded like .NET's.
import { SoapFault } from './soap.ts';
import type { YukiSwitches } from './switches.ts';
import type { XmlElement } from './xml.ts';

export const invoiceNamespace = 'urn:xmlns:http://www.theyukicompany.com:salesinvoices';

interface ElementRule {
  name: string;
  kind: 'string' | 'boolean' | 'date' | 'decimal' | 'integer' | 'base64' | 'guid' | 'sequence';
  required?: boolean;
  many?: boolean;
  nillable?: boolean;
  maxLength?: number;
  minLength?: number;
  totalDigits?: number;
  fractionDigits?: number;
  words?: string[];
  pattern?: RegExp;
  children?: ElementRule[];
}

const text = (name: string, more: Partial<ElementRule> = {}): ElementRule => ({
  name,
  kind: 'string',
  ...more,
});
const rule = (name: string, kind: ElementRule['kind'], more: Partial<ElementRule> = {}): ElementRule => ({
  name,
  kind,
  ...more,
});
const price: Partial<ElementRule> = { totalDigits: 14, fractionDigits: 4 };
const amount: Partial<ElementRule> = { totalDigits: 12, fractionDigits: 2 };
const gender = text('Gender', { words: ['Male', 'Female'] });

const contact: ElementRule[] = [
  text('ContactCode'),
  text('FullName'),
  text('FirstName'),
  text('MiddleName'),
  text('LastName'),
  gender,
  text('CountryCode', { maxLength: 2 }),
  text('City'),
  text('Zipcode'),
  text('AddressLine_1'),
  text('AddressLine_2'),
  text('EmailAddress'),
  text('Website'),
  text('CoCNumber'),
  text('VATNumber'),
  text('ContactType', { words: ['Person', 'Company'] }),
  text('BankAccount'),
  text('BIC'),
  text('PhoneHome'),
  text('MobileHome'),
];

const contactPerson: ElementRule[] = [
  text('FullName'),
  text('FirstName'),
  text('MiddleName'),
  text('LastName'),
  gender,
  text('EmailAddress'),
];

const product = (switches: YukiSwitches): ElementRule[] => [
  text('Description', { required: true, minLength: switches.productDescriptionMinimum }),
  text('Reference'),
  text('Category', { nillable: true }),
  rule('SalesPrice', 'decimal', price),
  rule('VATPercentage', 'decimal', { fractionDigits: 2 }),
  rule('VATIncluded', 'boolean'),
  rule('VATType', 'integer'),
  text('VATDescription'),
  text('GLAccountCode'),
  text('Remarks'),
];

const line = (switches: YukiSwitches): ElementRule[] => [
  text('Description'),
  text('Remarks'),
  rule('ProductQuantity', 'decimal', price),
  rule('LineAmount', 'decimal', amount),
  rule('LineVATAmount', 'decimal', amount),
  rule('Product', 'sequence', { required: true, children: product(switches) }),
  rule('AccrualDate', 'date'),
  rule('AccrualPeriods', 'integer'),
  text('AccrualInterval'),
];

function invoice(switches: YukiSwitches, orderNumberAfter: 'payment-id' | 'process'): ElementRule[] {
  const order = text('PurchaseOrderNumber');
  const lines = rule('InvoiceLine', 'sequence', { required: true, many: true, children: line(switches) });
  return [
    text('Reference'),
    text('Subject'),
    text('PaymentMethod', { maxLength: 60 }),
    text('PaymentID'),
    ...(orderNumberAfter === 'payment-id' ? [order] : []),
    rule('Process', 'boolean'),
    ...(orderNumberAfter === 'process' ? [order] : []),
    rule('EmailToCustomer', 'boolean'),
    rule('SentToPeppol', 'boolean'),
    text('Layout'),
    text('Notes', { maxLength: 500 }),
    rule('Date', 'date'),
    rule('DueDate', 'date'),
    text('PriceList'),
    text('Currency', { maxLength: 3 }),
    rule('ProjectID', 'guid'),
    text('ProjectCode'),
    text('Remarks'),
    text('DocumentFileName', { pattern: /\.pdf$/i }),
    rule('DocumentBase64', 'base64'),
    rule('Contact', 'sequence', { required: true, children: contact }),
    rule('ContactPerson', 'sequence', { children: contactPerson }),
    rule('InvoiceLines', 'sequence', { required: true, children: [lines] }),
  ];
}

/** Throws a SoapFault with .NET-like text at the first violation (3.6: everything is refused). */
export function validateInvoices(root: XmlElement, switches: YukiSwitches): void {
  if (root.name !== 'SalesInvoices' || root.namespace !== invoiceNamespace) {
    const name = root.namespace === '' ? root.name : `${root.namespace}:${root.name}`;
    throw new SoapFault(`The '${name}' element is not declared.`);
  }
  const position = switches.purchaseOrderPosition;
  const rulesFor = (element: XmlElement): ElementRule[] => {
    const names = element.children.map((child) => child.name);
    const after =
      names.indexOf('PurchaseOrderNumber') > names.indexOf('Process') && names.includes('Process');
    return invoice(
      switches,
      position === 'after-process' || (position === 'either' && after) ? 'process' : 'payment-id',
    );
  };
  const each = (element: XmlElement): ElementRule =>
    rule('SalesInvoice', 'sequence', { many: true, required: true, children: rulesFor(element) });
  sequence(root, [each(root)], switches, 'SalesInvoices', each);
}

function sequence(
  element: XmlElement,
  rules: ElementRule[],
  switches: YukiSwitches,
  path: string,
  refine?: (child: XmlElement) => ElementRule,
): void {
  const where = `The element '${element.name}' in namespace '${invoiceNamespace}'`;
  if (element.text.trim() !== '') throw new SoapFault(`${where} cannot contain text.`);
  const seen = new Map<string, number>();
  let turn = 0;
  for (const child of element.children) {
    const place =
      child.namespace === invoiceNamespace
        ? rules.findIndex((one, index) => one.name === child.name && index >= turn)
        : -1;
    const found = rules[place];
    const skipsRequired = found !== undefined && missing(rules.slice(turn, place), seen) !== undefined;
    if (found === undefined || skipsRequired) {
      throw new SoapFault(
        `${where} has invalid child element '${child.name}' in namespace '${child.namespace}'. List of possible elements expected: '${expected(rules, turn, seen)}' in namespace '${invoiceNamespace}'.`,
      );
    }
    seen.set(found.name, (seen.get(found.name) ?? 0) + 1);
    turn = found.many === true ? place : place + 1;
    check(child, refine?.(child) ?? found, switches, path);
  }
  const absent = missing(rules.slice(turn), seen);
  if (absent !== undefined) {
    throw new SoapFault(
      `${where} has incomplete content. List of possible elements expected: '${expected(rules, turn, seen)}' in namespace '${invoiceNamespace}'.`,
    );
  }
}

function missing(rules: ElementRule[], seen: Map<string, number>): ElementRule | undefined {
  return rules.find((one) => one.required === true && !seen.has(one.name));
}

/** The elements that may come next, up to and including the next required one, as .NET lists them. */
function expected(rules: ElementRule[], turn: number, seen: Map<string, number>): string {
  const rest = rules.slice(turn);
  const stop = rest.findIndex((one) => one.required === true && !seen.has(one.name));
  return rest
    .slice(0, stop === -1 ? rest.length : stop + 1)
    .map((one) => one.name)
    .join(', ');
}

function check(element: XmlElement, rules: ElementRule, switches: YukiSwitches, path: string): void {
  for (const name of Object.keys(element.attributes)) {
    const isNil = name === 'xsi:nil' || name.endsWith(':nil');
    if (!isNil && !name.startsWith('xml:') && !name.startsWith('xsi:')) {
      throw new SoapFault(`The '${name}' attribute is not declared.`);
    }
    if (isNil && rules.nillable !== true) {
      throw new SoapFault(
        `If the 'nillable' attribute is false in the schema, the 'http://www.w3.org/2001/XMLSchema-instance:nil' attribute must not be present.`,
      );
    }
  }
  if (element.attributes['xsi:nil'] === 'true') {
    if (element.text !== '' || element.children.length > 0)
      throw new SoapFault(`Element '${element.name}' must have no character or element children.`);
    return;
  }
  if (rules.kind === 'sequence') {
    sequence(element, rules.children ?? [], switches, element.name);
    return;
  }
  if (element.children.length > 0) {
    throw new SoapFault(
      `The element '${element.name}' in namespace '${invoiceNamespace}' cannot contain child element '${element.children[0]?.name ?? ''}' because the parent element's content model is text only.`,
    );
  }
  const limit = switches.maximumLengths[`${path}/${element.name}`];
  const problem = valueProblem(
    element.text,
    limit === undefined ? rules : { ...rules, maxLength: limit },
    switches,
  );
  if (problem !== null) {
    throw new SoapFault(
      `The '${invoiceNamespace}:${element.name}' element is invalid - The value '${element.text.slice(0, 200)}' is invalid according to its datatype '${datatype(rules)}' - ${problem}`,
    );
  }
}

function datatype(rules: ElementRule): string {
  if (rules.kind === 'decimal' || rules.kind === 'string')
    return rules.kind === 'decimal' ? 'Decimal' : 'String';
  return `http://www.w3.org/2001/XMLSchema:${rules.kind === 'base64' ? 'base64Binary' : rules.kind}`;
}

/** What is wrong with a value, or null. */
function valueProblem(value: string, rules: ElementRule, switches: YukiSwitches): string | null {
  if (rules.kind === 'string') return textProblem(value, rules, switches);
  const trimmed = value.trim();
  switch (rules.kind) {
    case 'boolean':
      return /^(true|false|1|0)$/.test(trimmed)
        ? null
        : `The string '${value}' is not a valid Boolean value.`;
    case 'date':
      return isDate(trimmed) ? null : `The string '${value}' is not a valid Date value.`;
    case 'integer':
      return /^[+-]?\d{1,9}$/.test(trimmed) ? null : `The string '${value}' is not a valid Int32 value.`;
    case 'guid':
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(trimmed)
        ? null
        : 'The Pattern constraint failed.';
    case 'base64': {
      const packed = value.replace(/\s+/g, '');
      const valid = packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed);
      return valid ? null : `The string is not a valid base64Binary value.`;
    }
    default:
      return decimalProblem(trimmed, rules);
  }
}

function textProblem(value: string, rules: ElementRule, switches: YukiSwitches): string | null {
  const least = rules.minLength ?? (switches.emptyElements === 'refuse' ? 1 : 0);
  if (value.length < least) return 'The actual length is less than the MinLength value.';
  if (rules.maxLength !== undefined && value.length > rules.maxLength) {
    return 'The actual length is greater than the MaxLength value.';
  }
  if (rules.words !== undefined && !rules.words.includes(value)) return 'The Enumeration constraint failed.';
  if (rules.pattern !== undefined && !rules.pattern.test(value)) return 'The Pattern constraint failed.';
  return null;
}

function decimalProblem(value: string, rules: ElementRule): string | null {
  const match = /^[+-]?(?:(\d+)(?:\.(\d*))?|\.(\d+))$/.exec(value);
  if (match === null) return `The string '${value}' is not a valid Decimal value.`;
  // The facets speak of the value, so zeros at either end do not count.
  const whole = (match[1] ?? '').replace(/^0+/, '');
  const decimals = (match[2] ?? match[3] ?? '').replace(/0+$/, '');
  if (rules.fractionDigits !== undefined && decimals.length > rules.fractionDigits) {
    return 'The FractionDigits constraint failed.';
  }
  if (rules.totalDigits !== undefined && whole.length + decimals.length > rules.totalDigits) {
    return 'The TotalDigits constraint failed.';
  }
  return null;
}

function isDate(value: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?$/.exec(value);
  if (match?.[1] === undefined) return false;
  const at = new Date(`${match[1]}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(match[1]);
}
