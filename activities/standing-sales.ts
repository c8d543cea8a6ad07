/**
 * What stands in Yuki without our doing, for adoption: the books are read once before the first document is prepared
 * (one call per 5,000 records of the debtors' account), the open items come with every run (R-DIS-3, S-66).
 */

import { debtorAccounts, indexSales, standingOf, type SalesIndex } from '../domain/adoption.ts';
import { localDate } from '../domain/cadence.ts';
import type { BookedSale } from '../domain/yuki-records.ts';
import { readAccounts } from '../ledger/master-data.ts';
import { readyDocuments, salesReadFrom, standingSales, storeSales, takeBack } from '../ledger/yuki-sales.ts';
import { bookedSales } from '../yuki/accounting-info.ts';
import type { JoinedConnection } from './connection-record.ts';
import { durationsOf, type Tools } from './tools.ts';
import { openYuki, type YukiDesk } from './yuki-desk.ts';

/** The sales that are none of our documents; Yuki is asked only for what was never read. */
export async function readStandingSales(
  tools: Tools,
  connection: JoinedConnection,
  yukiDesk: () => Promise<YukiDesk>,
): Promise<SalesIndex> {
  const { ledger } = tools;
  const { administrationId, startDate } = connection;
  const from = await salesReadFrom(ledger, administrationId);
  if (from === null || from > startDate) {
    const yuki = await yukiDesk();
    const accounts = debtorAccounts(connection.country, await readAccounts(ledger, administrationId));
    const sales: BookedSale[] = [];
    for (const account of accounts) {
      const query = { account, from: startDate, to: localDate(tools.clock()) };
      sales.push(...(await yuki.within(() => bookedSales(yuki.services, administrationId, query))));
    }
    await storeSales(ledger, administrationId, { from: startDate, sales }, tools.clock());
  }
  return indexSales(await standingSales(ledger, administrationId));
}

/**
 * Takes back what is prepared and stands in Yuki by now without having been sent by us, so that it is compared before
 * it could be sent: between the preparing and the sending may lie a dry run, a pause, a hold or months (S-40, S-66).
 * Answers the calls that it took, mostly none.
 */
export async function takeBackStanding(tools: Tools, connection: JoinedConnection): Promise<number> {
  const ready = await readyDocuments(tools.ledger, connection.id);
  if (ready.length === 0) return 0;
  let yuki: YukiDesk | null = null;
  const sales = await readStandingSales(
    tools,
    connection,
    async () => (yuki ??= await openYuki(tools, connection, await durationsOf(tools), 'fresh')),
  );
  const standing = ready.filter((document) => standingOf({ ...document, customerKeys: [] }, sales) !== null);
  await takeBack(
    tools.ledger,
    standing.map(({ id }) => id),
    tools.clock(),
  );
  return (yuki as YukiDesk | null)?.callsMade() ?? 0;
}
