/**
 * The lists of invoices and credit notes, page by page. One strange entry never hides its neighbours: it comes as
 * far as it can be read, and is told when not even its id can.
 */

import { z } from 'zod';
import type { DocumentKind, FocusDocumentSummary } from '../domain/document.ts';
import { shortFingerprint } from '../domain/fingerprint.ts';
import type { FocusCustomerId, FocusDocumentId, FocusEntityId, IsoDate, IsoMoment } from '../domain/ids.ts';
import { zeroCents } from '../domain/money.ts';
import { departure } from './departure.ts';
import { FocusUnintelligible, focusEvidence } from './errors.ts';
import { focusMoment } from './moments.ts';
import { eachPage } from './pages.ts';
import { customerRef, summarySchema } from './read-document.ts';
import * as wire from './schemas.ts';
import type { FocusTransport } from './transport.ts';

export interface Asked {
  readonly kind: DocumentKind;
  readonly entityId: FocusEntityId;
  readonly since: Date | null;
  readonly dateFrom: IsoDate;
  /** The last date that is listed; null or left out: all later ones. */
  readonly dateTo?: IsoDate | null;
  /** The first page unless said otherwise. */
  readonly fromPage: number | undefined;
}

/** Told where an entry departs from the schema whose id cannot be read. */
export type OnUnreadable = (where: string) => void;

/** What `FocusApi.documentsChangedSince` promises. */
export async function* listDocuments(
  transport: FocusTransport,
  asked: Asked,
  onUnreadable: OnUnreadable | undefined,
): AsyncGenerator<FocusDocumentSummary[], void, undefined> {
  const schema = summarySchema(asked.kind);
  const listing = { ...requestOf(asked), element: z.unknown(), idOf: rawId };
  const pages = eachPage<unknown>(transport, listing, asked.fromPage);
  for await (const page of pages)
    yield page
      .map((entry) => {
        const reading = schema.safeParse(entry);
        return reading.success
          ? dated(asked, reading.data)
          : strangeEntry(asked, entry, reading.error, onUnreadable);
      })
      .filter((summary) => summary !== null);
}

function requestOf({ kind, entityId, since, dateFrom, dateTo = null }: Asked): {
  operation: string;
  body: object;
} {
  const changed = {
    department_id: entityId,
    ...(since === null ? {} : { updated_since: focusMoment(since) }),
  };
  // Credit notes have neither a status filter nor a sort (focus-api 3).
  if (kind === 'creditNote')
    return {
      operation: 'creditNotes.list',
      body: {
        filter: {
          ...changed,
          credit_note_date_after: dateFrom,
          // The day itself is not listed, unlike that of invoices.
          ...(dateTo === null ? {} : { credit_note_date_before: dayAfter(dateTo) }),
        },
      },
    };
  return {
    operation: 'invoices.list',
    body: {
      filter: {
        ...changed,
        invoice_date_after: dateFrom,
        ...(dateTo === null ? {} : { invoice_date_before: dateTo }),
        status: ['outstanding', 'matched'],
      },
      sort: [{ field: 'invoice_number', order: 'asc' }],
    },
  };
}

function dayAfter(date: IsoDate): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 24 * 60 * 60_000).toISOString().slice(0, 10);
}

function strangeEntry(
  asked: Asked,
  entry: unknown,
  error: z.ZodError,
  onUnreadable: OnUnreadable | undefined,
): FocusDocumentSummary | null {
  const partial = partialSummary(asked, entry);
  if (partial !== null) return partial;
  const where = departure(error);
  if (onUnreadable === undefined)
    throw new FocusUnintelligible(
      focusEvidence({ operation: 'documents', code: 'schema', departure: where }),
    );
  onUnreadable(where);
  return null;
}

/** A booked document is never passed over for want of a date; the list was asked for nothing earlier than this one. */
function dated({ dateFrom }: Asked, summary: FocusDocumentSummary): FocusDocumentSummary {
  return summary.booked && summary.date === null ? { ...summary, date: dateFrom } : summary;
}

/** What tells one entry from another before it is read; enough to notice a page that comes again. */
function rawId(entry: unknown): string {
  const id = (entry as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id : shortFingerprint(JSON.stringify(entry) ?? '');
}

/**
 * What can still be read of a list's entry that departs from the schema. The rest takes the value that changes
 * nothing, because the document is read whole before anything is done with it; only the id has to be right.
 */
function partialSummary(asked: Asked, entry: unknown): FocusDocumentSummary | null {
  const { kind } = asked;
  const found = z.record(z.string(), z.unknown()).safeParse(entry).data ?? {};
  const read = <T>(schema: z.ZodType<T>, value: unknown): T | null => schema.safeParse(value).data ?? null;
  const focusId = read(wire.focusId<FocusDocumentId>(), found['id']);
  if (focusId === null) return null;
  const billed = read(z.object({ customer: wire.reference<FocusCustomerId>() }), found['invoicee']);
  const gross = read(z.object({ tax_inclusive: wire.money }), found['total'])?.tax_inclusive;
  const own = read(z.object({ id: wire.focusId<FocusEntityId>() }), found['department']);
  return {
    kind,
    focusId,
    entityId: own?.id ?? asked.entityId,
    number: read(wire.text, found[kind === 'invoice' ? 'invoice_number' : 'credit_note_number']),
    // The list was asked for nothing earlier.
    date: read(wire.date, found[kind === 'invoice' ? 'invoice_date' : 'credit_note_date']) ?? asked.dateFrom,
    booked: read(wire.text, found['status']) !== 'draft',
    customer: customerRef(billed?.customer ?? null),
    currency: gross?.currency ?? null,
    grossCents: gross?.cents ?? zeroCents,
    partial: true,
    netCents: null,
    taxes: null,
    dueCents: null,
    updatedAt: read(wire.moment, found['updated_at']) ?? read(wire.moment, found['created_at']) ?? longAgo,
  };
}

/** Older than every change, so that what is read whole later counts as newer. */
const longAgo = '1970-01-01T00:00:00.000Z' as IsoMoment;
