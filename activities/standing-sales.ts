/**
 * What stands in Yuki without our doing, for adoption: the books are read once before the first document is prepared
 * (one call per 5,000 records of the debtors' account), the open items come with every run (R-DIS-3, S-66).
 */

import { debtorAccounts, indexSales, type SalesIndex } from '../domain/adoption.ts';
import { localDate } from '../domain/cadence.ts';
import type { BookedSale } from '../domain/yuki-records.ts';
import { readAccounts } from '../ledger/master-data.ts';
import { salesReadFrom, standingSales, storeSales } from '../ledger/yuki-sales.ts';
import { bookedSales } from '../yuki/accounting-info.ts';
import type { JoinedConnection } from './connection-record.ts';
import type { Tools } from './tools.ts';
import type { YukiDesk } from './yuki-desk.ts';

/** The sales that are none of our documents; Yuki is asked only for what was never read. */
export async function readStandingSales(
  tools: Tools,
  connection: JoinedConnection,
  openYuki: () => Promise<YukiDesk>,
): Promise<SalesIndex> {
  const { ledger } = tools;
  const { administrationId, startDate } = connection;
  const from = await salesReadFrom(ledger, administrationId);
  if (from === null || from > startDate) {
    const yuki = await openYuki();
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
