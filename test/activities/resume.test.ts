// How documents leave their hold: by the lists that show the cause gone, by a customer that was completed in Focus, or
// by one probe a day; and what that costs (R-ERR-3, design 3).

import { afterEach, describe, expect, test } from 'vitest';
import type { CauseFinding } from '../../domain/causes.ts';
import type { CauseId, DocumentId } from '../../domain/ids.ts';
import { decideCode, storeSnapshot } from '../../ledger/customers.ts';
import { getConnection, updateConnection } from '../../ledger/connections.ts';
import { getDocument, holdDocument, noteFound } from '../../ledger/documents.ts';
import { storeCategories, storeVatCodes } from '../../ledger/master-data.ts';
import { defaultDailyLimit } from '../../domain/budget.ts';
import { ignoreHeld } from '../../ledger/hold-resolutions.ts';
import { linkToYuki, undoResolution } from '../../ledger/resolutions.ts';
import { minutesLater, morning, summary } from '../support/ledger-documents.ts';
import { joined, openDesk, ready, states, type Desk, type Joined } from './desk.ts';
import { importAnswer } from './yuki-answers.ts';
import { answer } from '../yuki/soap-socket.ts';

let desk: Desk;
afterEach(() => desk.close());

const closedPeriod: CauseFinding = {
  ...{ key: 'period-closed', subject: '2026-04-01', shown: '2026-04-01' },
  line: null,
};
const closedWords =
  'Could not create or modify transactions before 01-04-2026 for administration De Linde BV';

interface Held extends Joined {
  readonly ids: DocumentId[];
  readonly causeId: CauseId;
}

/** So many invoices that are prepared and wait for one cause. */
async function held(finding: CauseFinding, count = 1): Promise<Held> {
  desk = await openDesk();
  const place = await joined(desk, 10_000);
  const ids = await ready(desk, place, count);
  let causeId: CauseId | null = null;
  for (const id of ids) causeId = await hold(place, id, finding);
  if (causeId === null) throw new Error('Nothing is held.');
  desk.clock.later(60);
  return { ...place, ids, causeId };
}

function hold({ connectionId }: Joined, id: DocumentId, finding: CauseFinding): Promise<CauseId | null> {
  const order = { connectionId, finding, fromStates: ['found', 'ready'] as const };
  return holdDocument(desk.ledger, id, order, desk.clock.now);
}

const look = (
  { connectionId, causeId }: Held,
  kind: 'person' | 'news' | 'daily',
): ReturnType<typeof desk.activities.lookAtCause> =>
  desk.call('lookAtCause', { connectionId, causeId, look: kind });

const release = ({ connectionId, causeId }: Held): Promise<{ released: number }> =>
  desk.call('releaseDocuments', { connectionId, causeId });

describe('500 documents behind one closed period', () => {
  /** Three of them prepared, as a probe needs; the others came later and were held without a call. */
  async function fiveHundred(): Promise<Held> {
    const place = await held(closedPeriod, 3);
    const { connectionId, causeId } = place;
    const numbers = Array.from({ length: 497 }, (_, index) => index + 4);
    for (let start = 0; start < numbers.length; start += 250)
      await noteFound(
        desk.ledger,
        connectionId,
        numbers.slice(start, start + 250).map((number) => summary(number)),
        desk.clock.now,
      );
    await desk.ledger.db
      .updateTable('documents')
      .set({ state: 'held', causeId })
      .where('connectionId', '=', connectionId)
      .where('state', '=', 'found')
      .execute();
    return place;
  }

  test('cost one call a day while it stays closed, and leave together after one accepted probe (E-4, S-34)', async () => {
    const place = await fiveHundred();
    let open = false;
    desk.answers.yuki = ({ operation }) =>
      operation === 'Authenticate'
        ? answer('Authenticate', 'SESSION')
        : importAnswer([{ reference: '2026/1', ...(open ? {} : { refusal: closedWords }) }]);
    /** What is left besides the session, of which one serves for 20 hours. */
    const sent = (): string[] => desk.yuki.operations().filter((operation) => operation !== 'Authenticate');
    for (let day = 0; day < 3; day += 1) {
      expect(await look(place, 'daily')).toMatchObject({ kind: 'stillWaiting', documents: 500 });
      // News without a change, and signals said ten times, cost nothing.
      expect(await look(place, 'news')).toMatchObject({ kind: 'stillWaiting', documents: 500 });
      desk.clock.later(24 * 60);
    }
    expect(sent()).toEqual(Array(3).fill('ProcessSalesInvoices'));
    expect(desk.focus.calls).toHaveLength(0);

    open = true;
    expect(await look(place, 'daily')).toMatchObject({ kind: 'cured' });
    expect(await release(place)).toEqual({ released: 499 });
    expect(sent()).toHaveLength(4);
    expect((await getConnection(desk.ledger, place.connectionId))?.learnedClosedBefore).toBeNull();
    expect(desk.told).toEqual(['connection documentsReleased']);
    const { count } = await desk.ledger.db
      .selectFrom('documents')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('connectionId', '=', place.connectionId)
      .where('state', '=', 'found')
      .executeTakeFirstOrThrow();
    expect(count).toBe(499);
  });
});

describe('a probe', () => {
  test('that may not be made today leaves its document in the hold, without a call (design 3)', async () => {
    const place = await held(closedPeriod);
    // One call in twenty of the day is for probes, and those are gone.
    const { domainId } = (await getConnection(desk.ledger, place.connectionId)) ?? {};
    const gone = { day: '2026-03-02' as never, used: 60, probes: defaultDailyLimit / 20 };
    await desk.ledger.db
      .insertInto('yukiQuota')
      .values({ domainId: domainId as never, ...gone, updatedAt: morning })
      .execute();
    expect(await look(place, 'daily')).toMatchObject({ kind: 'stillWaiting', documents: 1 });
    expect(desk.yuki.calls).toHaveLength(0);
    expect((await getDocument(desk.ledger, place.ids[0] as DocumentId))?.causeId).toBe(place.causeId);
  });

  test('whose answer is lost makes its document doubtful, and the others wait on (S-72)', async () => {
    const place = await held(closedPeriod, 2);
    desk.answers.yuki = () => 'drop';
    expect(await look(place, 'daily')).toMatchObject({ kind: 'stillWaiting' });
    expect(await states(desk, place.ids)).toEqual(['doubtful', 'held']);
  });

  test.each<[string, CauseFinding]>([
    ['a taken number (S-40, E-9c)', { key: 'number-taken', subject: '2026/1', shown: '', line: null }],
    ['an unknown text (S-41)', { key: 'unclassified', subject: 'abc', shown: '', line: null }],
    ['a total of zero (S-15)', { key: 'zero-total', subject: 'zero', shown: '', line: null }],
  ])('is never made for %s: a person decides', async (_, finding) => {
    const place = await held(finding);
    for (const kind of ['daily', 'news'] as const)
      expect(await look(place, kind)).toMatchObject({ kind: 'stillWaiting', documents: 1 });
    expect(desk.yuki.calls).toHaveLength(0);
    expect(await look(place, 'person')).toMatchObject({ kind: 'cured' });
    expect(desk.yuki.calls).toHaveLength(0);
  });
});

describe('a hold ends by the word of how its documents left', () => {
  const by = { who: 'An', reason: 'entered by hand' };

  test('ignored, when a person set all of them aside', async () => {
    const place = await held(closedPeriod, 2);
    expect(await ignoreHeld(desk.ledger, { ...place, id: place.causeId }, by, desk.clock.now)).toBe(2);
    expect(await look(place, 'news')).toEqual({ kind: 'nothingWaits', ended: 'ignored' });
  });

  test('linked, when the last one was linked; cured again, when others come and leave by a cure', async () => {
    const place = await held(closedPeriod);
    const [documentId] = place.ids as [DocumentId];
    const link = { documentId, reference: '2026/1', yukiDocumentId: null };
    await linkToYuki(desk.ledger, link, { ...by, anyway: true }, desk.clock.now);
    expect(await look(place, 'news')).toEqual({ kind: 'nothingWaits', ended: 'linked' });

    await undoResolution(desk.ledger, documentId, by, desk.clock.now);
    await hold(place, documentId, closedPeriod);
    await release(place);
    await noteFound(desk.ledger, place.connectionId, [summary(1, { updatedAt: minutesLater(90) })], morning);
    expect(await look(place, 'news')).toEqual({ kind: 'nothingWaits', ended: 'cured' });
  });
});

describe('lists that were read again', () => {
  const vat: CauseFinding = {
    ...{ key: 'vat-code-not-valid-on-date', subject: '21/1200/', shown: '21 (12 %)' },
    line: null,
  };
  const twelve = (startDate: string) => [
    {
      ...{ description: 'BTW 12%', type: 21, typeDescription: null, percentage: 1200, country: null },
      ...{ startDate: startDate as never, endDate: null },
    },
  ];

  test('free a VAT code whose validity now begins earlier, at the news of it (S-27, E-5d)', async () => {
    const place = await held(vat);
    const { administrationId } = place;
    await storeVatCodes(desk.ledger, administrationId, twelve('2026-03-01'), minutesLater(-60, morning));
    expect(await look(place, 'news')).toMatchObject({ kind: 'stillWaiting' });
    // The same list once more is no news.
    await storeVatCodes(desk.ledger, administrationId, twelve('2026-03-01'), desk.clock.now);
    expect(await look(place, 'news')).toMatchObject({ kind: 'stillWaiting' });
    await storeVatCodes(desk.ledger, administrationId, twelve('2026-02-01'), desk.clock.now);
    expect(await look(place, 'news')).toMatchObject({ kind: 'cured', documents: 1 });
    expect(desk.yuki.calls).toHaveLength(0);
  });

  test('free lines without account when a category has got one, or the rate a default account (S-18, E-1)', async () => {
    const missing: CauseFinding = { key: 'account-missing', subject: 'rate-21', shown: '21', line: 2 };
    const place = await held(missing);
    expect(await look(place, 'news')).toMatchObject({ kind: 'stillWaiting' });
    const connection = await getConnection(desk.ledger, place.connectionId);
    const category = { categoryId: 'category-1' as never, name: 'Verplaatsing', account: '704000' };
    await storeCategories(
      desk.ledger,
      place.accountId,
      connection?.entityId as never,
      [category],
      desk.clock.now,
    );
    expect(await look(place, 'news')).toMatchObject({ kind: 'cured' });

    const other = await held(missing);
    const { settings } = (await getConnection(desk.ledger, other.connectionId)) ?? {};
    await updateConnection(
      desk.ledger,
      other.connectionId,
      { settings: { ...settings, accountPerRate: { 'rate-21': '704000' } } as never },
      desk.clock.now,
    );
    expect(await look(other, 'news')).toMatchObject({ kind: 'cured' });
  });

  test('free a currency that was allowed (R-CUR-3)', async () => {
    const place = await held({ key: 'currency-not-supported', subject: 'USD', shown: 'USD', line: null });
    expect(await look(place, 'daily')).toMatchObject({ kind: 'stillWaiting' });
    const { settings } = (await getConnection(desk.ledger, place.connectionId)) ?? {};
    await updateConnection(
      desk.ledger,
      place.connectionId,
      { settings: { ...settings, allowedCurrencies: ['EUR', 'USD'] } as never },
      desk.clock.now,
    );
    expect(await look(place, 'news')).toMatchObject({ kind: 'cured' });
  });
});

describe('a customer', () => {
  const company = { kind: 'company', id: '33333333-0000-0000-0000-000000000001' } as const;

  /** One document waits for the VAT number of its customer, as Focus showed it at eight o’clock. */
  async function withoutVatNumber(): Promise<Held> {
    const place = await held({ key: 'customer-no-vat-number', subject: company.id, shown: '', line: null });
    const { domainId } = (await getConnection(desk.ledger, place.connectionId)) ?? {};
    const ref = company as never;
    await decideCode(desk.ledger, domainId as never, place.accountId, ref, 'F3', morning);
    const record = { ...company, name: 'Müller', vatNumber: null, updatedAt: '2026-03-01T10:00:00.000Z' };
    await storeSnapshot(desk.ledger, domainId as never, place.accountId, ref, record as never, morning);
    return place;
  }

  /** Focus has no changed documents; of the customers it lists what the test says. */
  function focusLists(companies: object[]): void {
    desk.answers.focus = ({ path }) => ({ json: { data: path === '/companies.list' ? companies : [] } });
  }
  const discover = ({ connectionId }: Joined) =>
    desk.call('discoverDocuments', { connectionId, runNumber: 1 });
  const asked = (): string[] => desk.focus.calls.map(({ path }) => path);

  test('completed in Focus is noticed by one request for all that wait, and its documents leave (S-22, R-ERR-3)', async () => {
    const place = await withoutVatNumber();
    focusLists([]);
    expect(await discover(place)).toMatchObject({ causes: [] });
    expect(asked()).toEqual(['/invoices.list', '/creditNotes.list', '/companies.list']);
    expect(desk.focus.calls[2]?.body).toMatchObject({ filter: { ids: [company.id] } });
    expect(await look(place, 'news')).toMatchObject({ kind: 'stillWaiting' });

    focusLists([{ id: company.id, updated_at: '2026-03-02T08:30:00+00:00' }]);
    expect(await discover(place)).toMatchObject({ causes: [place.causeId] });
    expect(await look(place, 'news')).toMatchObject({ kind: 'cured', documents: 1 });
    expect(await release(place)).toEqual({ released: 1 });
    expect(desk.yuki.calls).toHaveLength(0);
  });

  test('that Focus lists as it was read is no news', async () => {
    const place = await withoutVatNumber();
    focusLists([{ id: company.id, updated_at: '2026-03-01T10:00:00+00:00' }]);
    expect(await discover(place)).toMatchObject({ causes: [] });
    expect(await look(place, 'news')).toMatchObject({ kind: 'stillWaiting' });
  });

  test('is not asked for when no document waits for one', async () => {
    const place = await held(closedPeriod);
    focusLists([]);
    await discover(place);
    expect(asked()).toEqual(['/invoices.list', '/creditNotes.list']);
  });
});
