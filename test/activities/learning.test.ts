// What one refusal tells of other documents: they come to wait for the same cause without a call, and E-3, which names
// no account, is laid at the door of the right one.

import { afterEach, describe, expect, test } from 'vitest';
import type { DocumentId } from '../../domain/ids.ts';
import { getCause, listOpenCauses } from '../../ledger/causes.ts';
import { getConnection, updateConnection } from '../../ledger/connections.ts';
import { storeAccounts } from '../../ledger/master-data.ts';
import { fault, type Reply } from '../yuki/soap-socket.ts';
import { joined, openDesk, ready, rows, states, type Desk, type Joined } from './desk.ts';
import { chart, importAnswer } from './yuki-answers.ts';

let desk: Desk;
afterEach(() => desk.close());

const disabled = 'Cannot book this transaction line because the GLAccount is disabled';
const closed = 'Could not create or modify transactions before 01-04-2026 for administration De Linde BV';

interface Place extends Joined {
  readonly ids: DocumentId[];
}

/** So many ready invoices; the first is sent alone and refused with these words. */
async function refusedFirst(
  count: number,
  words: string,
  others: (operation: string) => Reply = () => 'drop',
  change: (place: Place) => Promise<unknown> = async () => {},
): Promise<Place & { result: unknown }> {
  desk = await openDesk();
  const place = await joined(desk);
  const ids = await ready(desk, place, count);
  await change({ ...place, ids });
  desk.answers.yuki = ({ operation }) =>
    operation === 'ProcessSalesInvoices'
      ? importAnswer([{ reference: '2026/1', refusal: words }])
      : others(operation);
  const result = await desk.call('sendToYuki', {
    connectionId: place.connectionId,
    runNumber: 1,
    documents: 1,
  });
  return { ...place, ids, result };
}

/** Changes what is stored of a prepared document, as if it had been booked so in Focus. */
const set = (id: DocumentId | undefined, change: Record<string, unknown>): Promise<unknown> =>
  desk.ledger.db.updateTable('documents').set(change).where('id', '=', Number(id)).execute();

/** Lets the document of this place have been prepared with these accounts and VAT codes. */
const prepared = (
  { ids }: Place,
  number: number,
  accounts: string[],
  vatCodes: string[] = ['1/21'],
): Promise<unknown> => {
  const identity = {
    ...{ reference: `2026/${number}`, customerCode: 'F1', date: '2026-03-01', grossCents: 12_100 },
    ...{ customerId: 'customer-1', accounts, vatCodes },
  };
  return desk.ledger.db
    .updateTable('preparedMessages')
    .set({ identity: JSON.stringify(identity) })
    .where('documentId', '=', Number(ids[number - 1]))
    .execute();
};

const causesOf = async ({ connectionId }: Joined): Promise<string[]> =>
  (await listOpenCauses(desk.ledger, connectionId)).map(({ key, subject, waiting }) =>
    [key, subject, waiting].join(' '),
  );

describe('a closed period', () => {
  test('holds every older document that is ready, and none of the others, with the one call (S-34, E-4)', async () => {
    const place = await refusedFirst(4, closed, undefined, async ({ ids }) => {
      await set(ids[2], { date: '2026-03-31' });
      await set(ids[3], { date: '2026-04-01' });
    });
    expect(await states(desk, place.ids)).toEqual(['held', 'held', 'held', 'ready']);
    expect(place.result).toMatchObject({ kind: 'answered', documents: 1, held: 3 });
    expect(await causesOf(place)).toEqual(['period-closed 2026-04-01 3']);
    expect(desk.yuki.operations()).toEqual(['ProcessSalesInvoices']);
    expect((await getConnection(desk.ledger, place.connectionId))?.learnedClosedBefore).toBe('2026-04-01');
  });

  test('is never believed to end earlier by a refusal that names no date (E-4)', async () => {
    const place = await refusedFirst(1, 'De periode is afgesloten', undefined, ({ connectionId }) =>
      updateConnection(
        desk.ledger,
        connectionId,
        { learnedClosedBefore: '2026-04-01' as never },
        desk.clock.now,
      ),
    );
    // The invoice is of 1 March, so the refusal alone would say: closed before 2 March.
    expect(await causesOf(place)).toEqual(['period-closed 2026-03-02 1']);
    expect((await getConnection(desk.ledger, place.connectionId))?.learnedClosedBefore).toBe('2026-04-01');
  });
});

describe('a disabled account that Yuki does not name', () => {
  const mixed = async (place: Place): Promise<void> => {
    const accounts = ['700000', '705500'].map((code) => ({
      ...{ code, description: 'Omzet', enabled: true },
      ...{ type: null, subtype: null },
    }));
    await storeAccounts(desk.ledger, place.administrationId, accounts, desk.clock.now);
    await prepared(place, 1, ['700000', '705500']);
    await prepared(place, 2, ['705500']);
    await prepared(place, 3, ['700000']);
  };

  test('is found in the chart, read once more; what stands on it waits too and the rest goes on (S-32, R-LINE-3)', async () => {
    const place = await refusedFirst(3, disabled, () => chart(['700000', '705500'], ['705500']), mixed);
    expect(await states(desk, place.ids)).toEqual(['held', 'held', 'ready']);
    expect(await causesOf(place)).toEqual(['account-disabled 705500 2']);
    expect(desk.yuki.operations()).toEqual(['ProcessSalesInvoices', 'GetGLAccountScheme']);
  });

  test.each([
    ['none of them', ['700000', '705500']],
    ['several', ['1']],
  ])('stays the document’s set of accounts when the chart blames %s (R-LINE-3)', async (_, codes) => {
    const place = await refusedFirst(3, disabled, () => chart(codes), mixed);
    expect(await states(desk, place.ids)).toEqual(['held', 'ready', 'ready']);
    expect(await causesOf(place)).toEqual(['accounts-refused 700000, 705500 1']);
  });

  test('is held all the same when the chart cannot be read (E-3)', async () => {
    const place = await refusedFirst(3, disabled, () => fault('Onbekende storing'), mixed);
    expect(await states(desk, place.ids)).toEqual(['held', 'ready', 'ready']);
  });

  test('that the known chart shows costs no second call (E-3)', async () => {
    await refusedFirst(1, disabled, undefined, ({ administrationId }) =>
      storeAccounts(
        desk.ledger,
        administrationId,
        [{ code: '700000', description: 'Omzet', enabled: false, type: null, subtype: null }],
        desk.clock.now,
      ),
    );
    expect(desk.yuki.operations()).toEqual(['ProcessSalesInvoices']);
  });
});

describe('a customer that Yuki finds incomplete', () => {
  const others = async (place: Place): Promise<void> => {
    await prepared(place, 1, ['700000'], ['17/0']);
    await prepared(place, 2, ['700000'], ['17/0']);
    await set(place.ids[3], { customerFocusId: 'customer-2' });
  };

  test('waits with every document of the same VAT kind, once for all of them (S-22, E-7)', async () => {
    const words =
      'The VAT number of the relation must be filled in for sales invoices with deliveries to countries within the EU';
    const place = await refusedFirst(4, words, undefined, others);
    expect(await states(desk, place.ids)).toEqual(['held', 'held', 'ready', 'ready']);
    expect(await causesOf(place)).toEqual(['customer-no-vat-number customer-1 2']);
  });

  test('without country waits with all of its documents (S-37, E-8)', async () => {
    const words = 'Failed to create credit note/invoice 2026 / 1: &quot;HTML render is blank';
    const place = await refusedFirst(4, words, undefined, others);
    expect(await states(desk, place.ids)).toEqual(['held', 'held', 'held', 'ready']);
    expect(await causesOf(place)).toEqual(['customer-no-country customer-1 3']);
  });
});

test('a refused VAT code holds what is not younger, because the code may become valid later (S-27, E-5d)', async () => {
  const words = 'Sales tax code with percentage &quot;21&quot; and type &quot;1&quot; cannot be found';
  const place = await refusedFirst(3, words, undefined, ({ ids }) => set(ids[2], { date: '2026-03-02' }));
  expect(await states(desk, place.ids)).toEqual(['held', 'held', 'ready']);
  const [row] = await rows(desk, place.ids);
  expect(await getCause(desk.ledger, row?.causeId as never)).toMatchObject({
    key: 'vat-refused',
    shown: '1 (21 %)',
  });
});

test('an unknown text says nothing of other documents (S-41)', async () => {
  const place = await refusedFirst(3, 'De maan staat verkeerd');
  expect(await states(desk, place.ids)).toEqual(['held', 'ready', 'ready']);
});
