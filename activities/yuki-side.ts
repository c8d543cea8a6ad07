/**
 * Yuki's side of the daily comparison: the debtors' accounts over the recent months, everything once a week, one call
 * for each 5,000 records; what they lack is looked for in all accounts with one call more before it counts as missing,
 * and only two readings that agree say that it is gone (R-CHG-5, R-CHG-6, S-62).
 */

import { debtorAccounts } from '../domain/adoption.ts';
import { isImplausibleLoss, matchBooks, sumSales, type BookMatch } from '../domain/books.ts';
import { localDate } from '../domain/cadence.ts';
import { recentFrom } from '../domain/check-windows.ts';
import type { Durations } from '../domain/durations.ts';
import { bookedUnder, isSameDocument } from '../domain/identity.ts';
import type { IsoDate } from '../domain/ids.ts';
import { sameReference } from '../domain/references.ts';
import type { BookedSale } from '../domain/yuki-records.ts';
import {
  carriedTo,
  lastBooksReading,
  noteDifference,
  noteInBooks,
  noteMissing,
  openDifferences,
  type CarriedDocument,
  type OpenDifferences,
} from '../ledger/books.ts';
import type { FindingKind, FindingParams } from '../ledger/findings.ts';
import { readAccounts } from '../ledger/master-data.ts';
import { storeRecentSales, storeSales } from '../ledger/yuki-sales.ts';
import { bookedRows, bookedSales } from '../yuki/accounting-info.ts';
import type { JoinedConnection } from './connection-record.ts';
import { lastDate } from './last-date.ts';
import type { Tools } from './tools.ts';
import type { YukiDesk } from './yuki-desk.ts';

const dayMs = 24 * 60 * 60_000;
/** How long a reading of the recent months alone is enough. */
const wholeEveryMs = 7 * dayMs;
/** A reading is as good for every connection to the administration within this. */
const sharedMs = dayMs / 2;

/**
 * `stored`: the reading is what completeness is told from. `implausible`: the books lack so much that nothing is
 * believed and nothing stored. `unread`: there is no account of debtors that could be read.
 */
export type YukiSide = 'stored' | 'implausible' | 'unread';

/** @throws OutOfCalls when the day's calls are used up; what Yuki's adapters throw. */
export async function lookAtYuki(
  tools: Tools,
  connection: JoinedConnection,
  yuki: YukiDesk,
  durations: Durations,
  wished: boolean,
): Promise<YukiSide> {
  const { administrationId, startDate } = connection;
  const before = await lastBooksReading(tools.ledger, administrationId);
  const wholeFrom = before !== null && before.from < startDate ? before.from : startDate;
  const now = tools.clock();
  // Another connection to the same administration has read them today.
  if (!wished && before !== null && now.getTime() - before.readAt.getTime() < sharedMs) return 'stored';
  const isWholeDue =
    wished ||
    before === null ||
    before.from > startDate ||
    now.getTime() - before.wholeAt.getTime() >= wholeEveryMs;
  const from = isWholeDue ? wholeFrom : recentFrom(wholeFrom, localDate(now));
  const first = await readFrom(tools, connection, yuki, durations, from);
  // What two readings of the recent months miss may be dated otherwise by now: everything is read before it is reported.
  if (first.kind === 'read' && first.ripe > 0 && from !== wholeFrom)
    return applied(await readFrom(tools, connection, yuki, durations, wholeFrom));
  return applied(first);
}

type Reading =
  | { readonly kind: 'unread' | 'implausible' }
  | {
      readonly kind: 'read';
      /** Missing long enough to be reported. */
      readonly ripe: number;
      readonly apply: () => Promise<void>;
    };

async function applied(reading: Reading): Promise<YukiSide> {
  if (reading.kind !== 'read') return reading.kind;
  await reading.apply();
  return 'stored';
}

async function readFrom(
  tools: Tools,
  connection: JoinedConnection,
  yuki: YukiDesk,
  durations: Durations,
  from: IsoDate,
): Promise<Reading> {
  const { ledger } = tools;
  const { administrationId } = connection;
  const accounts = debtorAccounts(connection.country, await readAccounts(ledger, administrationId));
  if (accounts.length === 0) return { kind: 'unread' };
  // What Yuki accepts while its books are read is not missing; so the moment before counts.
  const askedAt = tools.clock();
  const rows: BookedSale[] = [];
  for (const account of accounts) {
    const query = { account, from, to: lastDate(tools) };
    rows.push(...(await yuki.within(() => bookedSales(yuki.services, administrationId, query))));
  }
  const sales = sumSales(rows);
  const documents = (await carriedTo(ledger, administrationId)).filter(({ date }) => date >= from);
  const { byDocument } = matchBooks(documents, sales);
  const due = documents.filter(
    ({ carriedAt }) => carriedAt.getTime() + durations.neverSeenAfter <= askedAt.getTime(),
  );
  const lacking = due.filter(
    ({ documentId, isOpen }) => !isOpen && byDocument.get(documentId)?.sale === null,
  );
  const aside = await foundAside(yuki, connection, lacking);
  const missing = lacking.filter((document) => !aside.has(document));
  const onlyInBooks = due.filter(({ isOpen, isGone }) => !isOpen && !isGone).length;
  if (isImplausibleLoss(missing.filter(({ isGone }) => !isGone).length, onlyInBooks))
    return { kind: 'implausible' };
  const isProven = ({ missingSince }: CarriedDocument): boolean =>
    missingSince !== null && missingSince.getTime() + durations.neverSeenAfter <= askedAt.getTime();
  return {
    kind: 'read',
    ripe: missing.filter((one) => isProven(one) && !one.isGone).length,
    apply: async () => {
      if (from <= connection.startDate) await storeSales(ledger, administrationId, { from, sales }, askedAt);
      else await storeRecentSales(ledger, administrationId, { from, sales }, askedAt);
      for (const document of missing) await noteMissing(ledger, document, isProven(document), askedAt);
      for (const document of aside) await noteInBooks(ledger, document.documentId, { aside: true }, askedAt);
      const open = await openDifferences(ledger, administrationId);
      for (const document of documents)
        await noteMatch(tools, document, byDocument.get(document.documentId), open, askedAt);
    },
  };
}

/**
 * What the debtors' accounts lack may stand in the books all the same: paid at once by its payment method, or with a
 * total of nothing (yuki-api 3.5, 4.4). One call, none when nothing is lacking.
 */
async function foundAside(
  yuki: YukiDesk,
  { administrationId }: JoinedConnection,
  lacking: readonly CarriedDocument[],
): Promise<Set<CarriedDocument>> {
  const dates = lacking.map(({ date }) => date).toSorted();
  const [from, to] = [dates[0], dates.at(-1)];
  if (from === undefined || to === undefined) return new Set();
  const rows = await yuki.within(() => bookedRows(yuki.services, administrationId, { from, to }));
  return new Set(
    lacking.filter((document) => {
      const reference = document.reference ?? document.number;
      const identity = { reference, customerCode: '', date: document.date, grossCents: document.grossCents };
      return bookedUnder(reference, rows).some((row) =>
        isSameDocument(identity, { ...row, contactCode: null }),
      );
    }),
  );
}

/** What the books show of a document that they have: whether it is what we sent, and only once. */
async function noteMatch(
  tools: Tools,
  document: CarriedDocument,
  match: BookMatch | undefined,
  open: OpenDifferences,
  now: Date,
): Promise<void> {
  const sale = match?.sale ?? null;
  if (match === undefined || sale === null) return;
  const { ledger } = tools;
  if (document.missingSince !== null || document.isGone)
    await noteInBooks(ledger, document.documentId, { aside: false }, now);
  // What was linked by a person or for being the same is compared by what that person saw.
  if (document.state === 'linked') return;
  const reference = document.reference ?? document.number;
  const isEuro = document.currency === null || document.currency === 'EUR';
  const otherAmount = isEuro && sale.grossCents !== document.grossCents;
  const otherDate = sale.date !== null && sale.date !== document.date;
  const otherNumber = document.reference !== null && !sameReference(sale.reference, document.reference);
  const count = match.doubles.length + 1;
  const tell = async (kind: FindingKind, params: FindingParams | null): Promise<void> => {
    const isKnown = open.get(document.documentId)?.has(kind) === true;
    if (params !== null || isKnown) await noteDifference(ledger, document, kind, params, now);
  };
  await tell('amountDiffers', otherAmount ? { originalCents: sale.grossCents } : null);
  await tell(
    'datedOtherwiseInYuki',
    otherDate ? { reference, ours: document.date, theirs: sale.date } : null,
  );
  await tell('renumbered', otherNumber ? { reference: sale.reference } : null);
  await tell('twiceInYuki', count > 1 ? { reference, count } : null);
}
