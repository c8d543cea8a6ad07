// When a list of open items need not be compared: only when everything that it is compared with is the very same.

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionId, DocumentId, IsoDate, YukiAdministrationId } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import type { SeenItem } from '../../domain/payments.ts';
import { defaultSettings } from '../../ledger/connection-settings.ts';
import { updateConnection } from '../../ledger/connections.ts';
import { lastListReadAt } from '../../ledger/known-items.ts';
import { readLastItems, storeReading, type NewReading } from '../../ledger/open-items.ts';
import { closeFinding, intendPayment, listFindings, report } from '../../ledger/payments.ts';
import { ourSideOf, repeatQuietReading } from '../../ledger/quiet-lists.ts';
import { openTestLedger } from '../support/database.ts';
import { acceptedInvoice, minutesLater, morning } from '../support/ledger-documents.ts';
import { newReading, seenItem } from '../support/readings.ts';

const lag = { lagMs: 15 * 60_000 };

let opened: Awaited<ReturnType<typeof openTestLedger>>;
beforeAll(async () => {
  opened = await openTestLedger();
}, 60_000);
afterAll(() => opened.close());

interface Place {
  readonly connectionId: ConnectionId;
  readonly administrationId: YukiAdministrationId;
  readonly documentId: DocumentId;
}

const printAt = (place: Place, now = morning) => ourSideOf(opened.ledger, place.administrationId, lag, now);

function change(documentId: DocumentId, assignment: string): Promise<unknown> {
  const { ledger } = opened;
  return sql`update ${sql.id(ledger.schema, 'documents')} set ${sql.raw(assignment)}
    where id = ${documentId}::bigint`.execute(ledger.db);
}

describe('our side of the comparison', () => {
  test('is the same while nothing happens, also for a new document elsewhere', async () => {
    const place = await acceptedInvoice(opened.ledger);
    const before = await printAt(place);
    await acceptedInvoice(opened.ledger);
    expect(await printAt(place, minutesLater(1))).toBe(before);
  });

  test.each<[string, (place: Place) => Promise<unknown>]>([
    ['an amount', ({ documentId }) => change(documentId, 'gross_cents = gross_cents + 1')],
    ['a number', ({ documentId }) => change(documentId, `reference = '2026/99'`)],
    ['an id of Yuki', ({ documentId }) => change(documentId, `yuki_document_id = 'd-1'`)],
    ['a customer', ({ documentId }) => change(documentId, `customer_code = 'F9'`)],
    ['a state', ({ documentId }) => change(documentId, `state = 'doubtful'`)],
    ['a credit note', ({ documentId }) => change(documentId, `credited_focus_id = 'f-1'`)],
    [
      'money that was attributed',
      ({ documentId }) =>
        intendPayment(
          opened.ledger,
          {
            documentId,
            cumulativeCents: cents(500),
            amountCents: cents(500),
            paidOn: '2026-03-02' as IsoDate,
          },
          morning,
        ),
    ],
    [
      'what is forgiven',
      ({ connectionId }) =>
        updateConnection(
          opened.ledger,
          connectionId,
          { settings: { ...defaultSettings, smallDifferenceCents: 5 } },
          morning,
        ),
    ],
    [
      'what people were told',
      ({ connectionId, documentId }) =>
        report(opened.ledger, { connectionId, documentId, kind: 'overpaid', params: {} }, morning),
    ],
  ])('is another one after %s changed', async (_, happen) => {
    const place = await acceptedInvoice(opened.ledger);
    const before = await printAt(place);
    await happen(place);
    expect(await printAt(place)).not.toBe(before);
  });

  test('is another one when a finding is closed, and when Yuki’s lag has passed (R-PAY-9)', async () => {
    const place = await acceptedInvoice(opened.ledger);
    const { connectionId, documentId } = place;
    await report(opened.ledger, { connectionId, documentId, kind: 'reversed', params: {} }, morning);
    const open = await printAt(place);
    const [finding] = await listFindings(opened.ledger, connectionId, { open: true });
    await closeFinding(opened.ledger, finding!.id, morning);
    const closed = await printAt(place);
    expect(closed).not.toBe(open);
    expect(await printAt(place, minutesLater(14))).toBe(closed);
    expect(await printAt(place, minutesLater(15))).not.toBe(closed);
  });
});

describe('a reading', () => {
  const item = seenItem('1');
  const bringing = (expectedReadAt: Date | null, items: SeenItem[], more: Partial<NewReading> = {}) =>
    newReading(expectedReadAt, items, { print: 'the print', ...more });
  const repeat = ({ administrationId }: Place, print: string) =>
    repeatQuietReading(opened.ledger, administrationId, print, minutesLater(90));

  test('is repeated without a comparison only after one that brought nothing, and then counts as read (R-PAY-5)', async () => {
    const { ledger } = opened;
    const place = await acceptedInvoice(ledger);
    const { administrationId } = place;
    await storeReading(ledger, place, bringing(null, [item]), morning);
    expect(await repeat(place, 'the print')).toBe(false);
    await storeReading(ledger, place, bringing(morning, [item]), minutesLater(30));
    expect(await repeat(place, 'another print')).toBe(false);
    expect(await lastListReadAt(ledger, administrationId)).toEqual(minutesLater(30));
    expect(await repeat(place, 'the print')).toBe(true);
    expect(await lastListReadAt(ledger, administrationId)).toEqual(minutesLater(90));
    expect(await readLastItems(ledger, administrationId)).toMatchObject([{ itemId: '1' }]);
  });

  test.each<[string, SeenItem[], (place: Place) => Partial<NewReading>]>([
    ['an item that changed', [{ ...item, openCents: cents(1) }], () => ({})],
    ['an item that is gone', [], () => ({})],
    [
      'a payment',
      [item],
      ({ documentId }) => ({
        payments: [
          {
            documentId,
            cumulativeCents: cents(500),
            amountCents: cents(500),
            paidOn: '2026-03-02' as IsoDate,
          },
        ],
      }),
    ],
    [
      'an id of Yuki',
      [item],
      ({ documentId }) => ({ identified: [{ documentId, yukiDocumentId: 'document-2' }] }),
    ],
  ])('that brought %s is compared again', async (_, items, more) => {
    const { ledger } = opened;
    const place = await acceptedInvoice(ledger);
    await storeReading(ledger, place, bringing(null, [item]), morning);
    await storeReading(ledger, place, bringing(morning, items, more(place)), minutesLater(30));
    expect(await repeat(place, 'the print')).toBe(false);
  });
});
