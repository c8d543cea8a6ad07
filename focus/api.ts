/**
 * The operations of Teamleader Focus that the connector uses, in our words. Each is one call, or one walk through
 * the pages of a list; what to do with the answers, and whether to ask again, is decided elsewhere.
 */

import { z } from 'zod';
import type {
  BasisPoints,
  CustomerKind,
  CustomerRef,
  DocumentKind,
  FocusCustomer,
  FocusDocument,
  FocusDocumentSummary,
} from '../domain/document.ts';
import type {
  FocusCustomerId,
  FocusDocumentId,
  FocusEntityId,
  FocusProductCategoryId,
  FocusTaxRateId,
  IsoDate,
} from '../domain/ids.ts';
import { saysNotThere } from './absence.ts';
import { customersChangedSince, type FocusCustomerChange } from './customer-changes.ts';
import { downloadsOf, type FocusDownloads } from './downloads.ts';
import { FocusRefused, FocusUnintelligible, focusEvidence } from './errors.ts';
import { readMe, type FocusMe } from './me.ts';
import { listDocuments } from './document-lists.ts';
import { everyRecord } from './pages.ts';
import { paymentsOn, type FocusPaymentMethodId, type FocusPayments } from './payments.ts';
import { customerSchema } from './read-customer.ts';
import { balanceSchema, documentSchema, type FocusBalance } from './read-document.ts';
import * as wire from './schemas.ts';
import type { FocusTransport } from './transport.ts';
import { webhooksOf, type FocusWebhooks } from './webhooks.ts';

export type { FocusMe } from './me.ts';
export type { FocusPaymentMethodId, FocusPaymentOrder } from './payments.ts';
export type { FocusBalance } from './read-document.ts';

export interface FocusEntity {
  readonly id: FocusEntityId;
  readonly name: string;
  readonly vatNumber: string | null;
  readonly active: boolean;
}

export interface FocusTaxRate {
  readonly id: FocusTaxRateId;
  readonly rate: BasisPoints;
  readonly description: string;
}

export interface FocusProductCategory {
  readonly id: FocusProductCategoryId;
  readonly name: string;
  /** Entities for which no account was chosen are left out (R-LINE-2). */
  readonly ledgers: readonly { readonly entityId: FocusEntityId; readonly account: string }[];
}

export interface FocusPaymentMethod {
  readonly id: FocusPaymentMethodId;
  readonly name: string;
  readonly active: boolean;
}

/** Every call throws what FocusTransport throws, and nothing else unless it says so. */
export interface FocusApi extends FocusDownloads, FocusPayments, FocusWebhooks {
  /** The account behind the access token. */
  me(): Promise<FocusMe>;
  entities(): Promise<FocusEntity[]>;
  /** The rates of one entity. Several may share a percentage (focus-api 5). */
  taxRates(entityId: FocusEntityId): Promise<FocusTaxRate[]>;
  productCategories(entityId: FocusEntityId): Promise<FocusProductCategory[]>;
  paymentMethods(): Promise<FocusPaymentMethod[]>;
  /**
   * Pages of booked documents of one entity, dated on or after `dateFrom`, changed since the moment, or all of
   * them when it is null, from the given page on (1). A document may come twice. Drafts are not listed: they come
   * and go in front of the others and would shift the pages. Of an entry that departs from the schema comes what
   * can be read; one whose id cannot be read is told to `onUnreadable`, with where it departs, and the walk goes on.
   * Without that it is FocusUnintelligible.
   */
  documentsChangedSince(
    kind: DocumentKind,
    entityId: FocusEntityId,
    since: Date | null,
    dateFrom: IsoDate,
    fromPage?: number,
    onUnreadable?: (where: string) => void,
  ): AsyncIterable<FocusDocumentSummary[]>;
  /** The same for booked documents dated within a stretch, both ends included, whenever they changed. */
  documentsDated(
    kind: DocumentKind,
    entityId: FocusEntityId,
    dates: { readonly from: IsoDate; readonly to: IsoDate | null },
    fromPage: number,
    onUnreadable: (where: string) => void,
  ): AsyncIterable<FocusDocumentSummary[]>;
  /** Null when Focus says that it has no such document. */
  document(kind: DocumentKind, focusId: FocusDocumentId): Promise<FocusDocument | null>;
  /**
   * Null when Focus says that it has no such customer. The record may have another id than the one asked for: what a
   * merged customer answers is not documented (focus-api 11), and its survivor is one of the possibilities.
   */
  customer(ref: CustomerRef): Promise<FocusCustomer | null>;
  /** Which of these customers, at most 100 of one kind, Focus has changed since the moment; one request. */
  customersChangedSince(
    kind: CustomerKind,
    ids: readonly FocusCustomerId[],
    since: Date,
  ): Promise<FocusCustomerChange[]>;
  /** Null when Focus says that it has no such invoice. */
  invoiceBalance(focusId: FocusDocumentId): Promise<FocusBalance | null>;
  /** The id of the record that had this integer in Focus's first API; null when there is none (R-CUST-5). */
  migrateId(type: CustomerKind, legacyId: number): Promise<FocusCustomerId | null>;
}

export function createFocusApi(transport: FocusTransport): FocusApi {
  return {
    ...settingsOf(transport),
    ...documentsOf(transport),
    ...paymentsOn(transport),
    ...webhooksOf(transport),
    ...downloadsOf(transport),
    async customer({ kind, id }) {
      const operation = kind === 'company' ? 'companies.info' : 'contacts.info';
      return recordOrNull(transport, operation, { id }, customerSchema(kind));
    },
    customersChangedSince: (kind, ids, since) => customersChangedSince(transport, kind, ids, since),
    async migrateId(type, legacyId) {
      const record = z.object({ id: wire.focusId<FocusCustomerId>() });
      return (await recordOrNull(transport, 'migrate.id', { type, id: legacyId }, record))?.id ?? null;
    },
  };
}

type Settings = Pick<FocusApi, 'me' | 'entities' | 'taxRates' | 'productCategories' | 'paymentMethods'>;

const byName = [{ field: 'name', order: 'asc' }];

function settingsOf(transport: FocusTransport): Settings {
  return {
    me: () => readMe(transport),
    entities: () =>
      everyRecord(transport, {
        operation: 'departments.list',
        body: { sort: byName },
        element: entity,
        idOf: (one) => one.id,
      }),
    taxRates: async (entityId) => {
      const found = await everyRecord(transport, {
        operation: 'taxRates.list',
        body: { filter: { department_id: entityId }, sort: [{ field: 'description', order: 'asc' }] },
        element: taxRate,
        idOf: (one) => one.id,
      });
      // A rate that is none cannot be linked, so that its documents wait for that and the others go on.
      return found.flatMap(({ rate, ...rest }) => (rate === null ? [] : [{ ...rest, rate }]));
    },
    productCategories: (entityId) =>
      everyRecord(transport, {
        operation: 'productCategories.list',
        body: { filter: { department_id: entityId } },
        element: productCategory,
        idOf: (one) => one.id,
      }),
    paymentMethods: () =>
      everyRecord(transport, {
        operation: 'paymentMethods.list',
        body: {},
        element: paymentMethod,
        idOf: (one) => one.id,
      }),
  };
}

const entity = z
  .object({ id: wire.focusId<FocusEntityId>(), name: wire.text, vat_number: wire.text, status: wire.text })
  .transform((found): FocusEntity => ({
    id: found.id,
    name: found.name ?? '',
    vatNumber: found.vat_number,
    active: found.status !== 'archived',
  }));

const taxRate = z
  .object({
    id: wire.focusId<FocusTaxRateId>(),
    rate: wire.rate.nullable().catch(null),
    description: wire.text,
  })
  .transform((found) => ({ id: found.id, rate: found.rate, description: found.description ?? '' }));

const ledger = z.object({
  department: wire.reference<FocusEntityId>(),
  ledger_account_number: z.union([wire.text, z.number().transform(String)]),
});

const productCategory = z
  .object({
    id: wire.focusId<FocusProductCategoryId>(),
    name: wire.text,
    ledgers: wire.listOf(ledger),
  })
  .transform((found): FocusProductCategory => ({
    id: found.id,
    name: found.name ?? '',
    ledgers: found.ledgers.flatMap(({ department, ledger_account_number: account }) =>
      department === null || account === null ? [] : [{ entityId: department.id, account }],
    ),
  }));

const paymentMethod = z
  .object({ id: wire.focusId<FocusPaymentMethodId>(), name: wire.text, status: wire.text })
  .transform((found): FocusPaymentMethod => ({
    id: found.id,
    name: found.name ?? '',
    active: found.status === null || found.status === 'active',
  }));

type Documents = Pick<FocusApi, 'documentsChangedSince' | 'documentsDated' | 'document' | 'invoiceBalance'>;

function documentsOf(transport: FocusTransport): Documents {
  return {
    documentsChangedSince: (kind, entityId, since, dateFrom, fromPage, onUnreadable) =>
      listDocuments(transport, { kind, entityId, since, dateFrom, fromPage }, onUnreadable),
    documentsDated: (kind, entityId, { from, to }, fromPage, onUnreadable) =>
      listDocuments(
        transport,
        { kind, entityId, since: null, dateFrom: from, dateTo: to, fromPage },
        onUnreadable,
      ),
    async document(kind, focusId) {
      const operation = kind === 'invoice' ? 'invoices.info' : 'creditNotes.info';
      const found = await recordOrNull(transport, operation, { id: focusId }, documentSchema(kind));
      return sameRecord(operation, focusId, found, found?.focusId);
    },
    invoiceBalance: (focusId) => recordOrNull(transport, 'invoices.info', { id: focusId }, balanceSchema),
  };
}

/** One record, or null when Focus says that it has none. */
async function recordOrNull<T>(
  transport: FocusTransport,
  operation: string,
  body: object,
  record: z.ZodType<T>,
): Promise<T | null> {
  try {
    return await transport.read(operation, body, wire.one(record));
  } catch (error) {
    if (error instanceof FocusRefused && saysNotThere(error)) return null;
    throw error;
  }
}

/** Another record than the one asked for is worse than none. */
function sameRecord<T>(operation: string, asked: string, found: T | null, id: string | undefined): T | null {
  if (found === null || id?.toLowerCase() === asked.toLowerCase()) return found;
  throw new FocusUnintelligible(focusEvidence({ operation, code: 'other-record' }));
}
