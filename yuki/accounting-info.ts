/**
 * AccountingInfo.asmx: ledger accounts, custom payment methods, and the dates on which documents were matched
 * (yuki-api 5.1, 3.5, 4.4). Which account serves for what is left to the domain.
 */

import type { IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import type { BookedRow, BookedSale, MatchedRow, YukiAccount } from '../domain/yuki-records.ts';
import {
  attributeOf,
  dateOf,
  flagOf,
  guidText,
  integerOf,
  requiredCents,
  requiredText,
  textOf,
} from './fields.ts';
import type { YukiServices } from './session.ts';
import { listOf } from './soap.ts';
import { childOf, XmlProblem } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** The whole chart of accounts, disabled ones included. */
export async function glAccounts(
  services: YukiServices,
  administrationId: YukiAdministrationId,
): Promise<YukiAccount[]> {
  return services.call(
    {
      service: 'AccountingInfo',
      operation: 'GetGLAccountScheme',
      parameters: [['administrationID', administrationId]],
    },
    (result) => listOf(result, 'GlAccount').map(readAccount),
  );
}

/** In this order; the first is the service's own spelling (yuki-api 5.1), and not all are always there. */
const descriptionNames = ['descripton', 'description', 'descriptionNL', 'descriptionFR', 'descriptionEN'];

function readAccount(account: XmlElement): YukiAccount {
  const code = requiredText(account, 'code');
  const described = descriptionNames.map((name) => textOf(account, name)).find((text) => text !== null);
  return {
    code,
    description: described ?? code,
    // An account that does not say so is not called disabled by us; Yuki has the last word.
    enabled: flagOf(account, 'isEnabled') ?? true,
    type: integerOf(account, 'type'),
    subtype: integerOf(account, 'subtype'),
  };
}

export interface CustomPaymentMethod {
  readonly id: string | null;
  /** The name that a message uses. */
  readonly description: string;
}

/** The payment methods that the customer made; one of the vendor's examples names the answer differently. */
export async function customPaymentMethods(
  services: YukiServices,
  administrationId: YukiAdministrationId,
): Promise<CustomPaymentMethod[]> {
  return services.call(
    {
      service: 'AccountingInfo',
      operation: 'GetCustomPaymentMethods',
      alsoKnownAs: ['GetPaymentMethods'],
      parameters: [['administrationID', administrationId]],
    },
    (result) =>
      listOf(result, 'PaymentMethod').map((method) => ({
        id: guidText(textOf(method, 'ID') ?? textOf(method, 'id') ?? attributeOf(method, 'ID')),
        description: textOf(method, 'Description') ?? requiredText(method, 'description'),
      })),
  );
}

export interface TransactionsQuery {
  /** The debtors' account; absent for all accounts. */
  readonly account?: string;
  /** First and last transaction date, both included. */
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** Records per page and call, 5,000 unless given. */
  readonly pageSize?: number;
}

/** More pages than this are not read: a million records, and as many calls as a day can spare. */
const pageLimit = 200;

/**
 * Every row of a period with what it says of matching, given to `take` one by one so that none is kept. Yuki never says
 * which payment matched which document (yuki-api 4.4).
 */
export async function matchedRows(
  services: YukiServices,
  administrationId: YukiAdministrationId,
  query: TransactionsQuery,
  take: (row: MatchedRow) => void,
): Promise<void> {
  const groups = 'documentprocessed,document,documentmatching,contact';
  await eachTransaction(services, administrationId, query, groups, readMatched, take);
}

/** Every row of the general ledger in a period with its document's reference: what was booked, settled or not. */
export async function bookedRows(
  services: YukiServices,
  administrationId: YukiAdministrationId,
  query: TransactionsQuery,
): Promise<BookedRow[]> {
  return allTransactions(services, administrationId, query, 'document,contact', readBooked);
}

/**
 * The sales that the debtors' account shows for a period, settled ones too; what payments and journal entries moved
 * there is left out. One call per page of 5,000 records.
 */
export async function bookedSales(
  services: YukiServices,
  administrationId: YukiAdministrationId,
  query: TransactionsQuery & { readonly account: string },
): Promise<BookedSale[]> {
  return allTransactions(services, administrationId, query, 'contact,document', readSale);
}

/** What `read` makes of all records of a period; null is passed over. See `eachTransaction`. */
async function allTransactions<T>(
  services: YukiServices,
  administrationId: YukiAdministrationId,
  query: TransactionsQuery,
  dataGroups: string,
  read: (record: XmlElement) => T | null,
): Promise<T[]> {
  const found: T[] = [];
  await eachTransaction(services, administrationId, query, dataGroups, read, (one) => void found.push(one));
  return found;
}

/**
 * Gives what `read` makes of each record of a period to `take`, page by page; null is passed over. One call per page; a
 * page that repeats the one before is YukiUnintelligible, a period with more than 200 pages a RangeError.
 */
async function eachTransaction<T>(
  services: YukiServices,
  administrationId: YukiAdministrationId,
  query: TransactionsQuery,
  dataGroups: string,
  read: (record: XmlElement) => T | null,
  take: (one: T) => void,
): Promise<void> {
  const pageSize = query.pageSize ?? 5_000;
  let startRecord = 1;
  let firstIdBefore: string | null = null;
  for (let page = 0; page < pageLimit; page += 1) {
    const place = { ...query, dataGroups, pageSize, startRecord, firstIdBefore };
    const rows: PageRow<T>[] = await transactionsPage(services, administrationId, place, read);
    for (const { content } of rows) if (content !== null) take(content);
    // A round number below what was asked for may be a limit of the service, so one more page is asked for then.
    const lastPage = rows.length === 0 || (rows.length < pageSize && rows.length % 100 !== 0);
    if (lastPage) return;
    startRecord += rows.length;
    firstIdBefore = rows[0]?.id ?? null;
  }
  throw new RangeError(`More than ${pageLimit} pages of transactions; ask for a shorter period.`);
}

interface PagePlace extends TransactionsQuery {
  readonly dataGroups: string;
  readonly pageSize: number;
  readonly startRecord: number;
  readonly firstIdBefore: string | null;
}

interface PageRow<T> {
  readonly id: string | null;
  readonly content: T | null;
}

function transactionsPage<T>(
  services: YukiServices,
  administrationId: YukiAdministrationId,
  place: PagePlace,
  read: (record: XmlElement) => T | null,
): Promise<PageRow<T>[]> {
  let first = true;
  return services.callForList(
    {
      service: 'AccountingInfo',
      operation: 'GetTransactions',
      parameters: [
        ['administrationID', administrationId],
        ['glAccountCode', place.account ?? ''],
        ['startDate', place.from],
        ['endDate', place.to],
        ['financialMode', 1],
        ['dataGroups', place.dataGroups],
        ['numberOfRecords', place.pageSize],
        ['startRecord', place.startRecord],
      ],
    },
    // The name of the records is not published, so every record of the typed list is taken.
    { wrapper: null, item: null },
    (record) => {
      const id = guidText(textOf(record, 'id'));
      if (first && id !== null && id === place.firstIdBefore) throw new XmlProblem('a page came twice');
      first = false;
      return { id, content: read(record) };
    },
  );
}

function readMatched(record: XmlElement): MatchedRow {
  const document = childOf(record, 'document');
  const contact = childOf(record, 'contact');
  const matching = childOf(record, 'documentMatched');
  return {
    ...readBooked(record),
    contactId: contact === null ? null : guidText(textOf(contact, 'id')),
    documentType: document === null ? null : textOf(document, 'type'),
    matchDate: matching === null ? null : dateOf(matching, 'matchDate'),
  };
}

function readBooked(record: XmlElement): BookedRow {
  const document = childOf(record, 'document');
  const contact = childOf(record, 'contact');
  return {
    documentId: document === null ? null : guidText(textOf(document, 'id')),
    account: textOf(record, 'glAccountCode'),
    documentReference: document === null ? null : textOf(document, 'reference'),
    date: dateOf(record, 'transactionDate'),
    amountCents: requiredCents(record, 'amount'),
    contactCode: contact === null ? null : textOf(contact, 'contactCode'),
    description: textOf(record, 'description'),
  };
}

/** How Yuki names what is no sale is not published; these words tell a bank, a till and a memo entry (QUIRKS.md). */
const noSale = /bank|cash|kas|journal|memoria|payment|betaling|paiement/i;

function readSale(record: XmlElement): BookedSale | null {
  const document = childOf(record, 'document');
  if (document === null) return null;
  const [documentId, reference] = [guidText(textOf(document, 'id')), textOf(document, 'reference')];
  if (documentId === null || reference === null || noSale.test(textOf(document, 'type') ?? '')) return null;
  const contact = childOf(record, 'contact');
  return {
    documentId,
    reference,
    date: dateOf(record, 'transactionDate'),
    grossCents: requiredCents(record, 'amount'),
    contactId: contact === null ? null : guidText(textOf(contact, 'id')),
    contactCode: contact === null ? null : textOf(contact, 'contactCode'),
  };
}
