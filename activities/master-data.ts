/** Fetches Yuki's ledger accounts and VAT codes and Focus's rates and categories, and tells which holds that may cure. */

import type { CauseId, ConnectionId } from '../domain/ids.ts';
import { listOpenCauses } from '../ledger/causes.ts';
import {
  listReadAt,
  storeAccounts,
  storeCategories,
  storeTaxRates,
  storeVatCodes,
} from '../ledger/master-data.ts';
import type { YukiAccount } from '../domain/yuki-records.ts';
import { getRun } from '../ledger/runs.ts';
import { glAccounts } from '../yuki/accounting-info.ts';
import { activeVatCodes } from '../yuki/vat.ts';
import { joinedConnection, type JoinedConnection } from './connection-record.ts';
import type { Durations } from '../domain/durations.ts';
import { openFocus } from './focus-desk.ts';
import type { Activities, RunRef } from './interface.ts';
import { refreshMethods } from './payment-methods.ts';
import { tally } from './runs.ts';
import { durationsOf, type Tools } from './tools.ts';
import { keepWebhook } from './webhooks.ts';
import { openYuki, type CallLane, type YukiDesk } from './yuki-desk.ts';

/** Reads Yuki's chart and VAT codes into the ledger (R-EXP-4); answers the calls it took. */
export async function readYukiMasterData(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
  lane: CallLane,
): Promise<{ calls: number; accountsNews: ReadonlySet<string>; vatNews: boolean }> {
  const yuki = await openYuki(tools, connection, durations, lane);
  const { administrationId } = connection;
  const [accounts, vatCodes] = await yuki.within(async () => [
    await glAccounts(yuki.services, administrationId),
    await activeVatCodes(yuki.services, administrationId),
  ]);
  const now = tools.clock();
  const news = await storeAccounts(tools.ledger, administrationId, accounts, now);
  const vat = await storeVatCodes(tools.ledger, administrationId, vatCodes, now);
  return {
    calls: yuki.callsMade(),
    accountsNews: new Set([...news.added, ...news.enabled]),
    vatNews: vat.changed,
  };
}

/** Reads the chart once more in the middle of a run; answers it with the causes that its news may have cured. */
export async function readChartAgain(
  tools: Tools,
  connection: JoinedConnection,
  yuki: YukiDesk,
): Promise<{ accounts: readonly YukiAccount[]; causes: CauseId[] }> {
  const { administrationId } = connection;
  const accounts = await yuki.within(() => glAccounts(yuki.services, administrationId));
  const news = await storeAccounts(tools.ledger, administrationId, accounts, tools.clock());
  const causes = await perhapsCured(tools, connection.id, {
    accounts: new Set([...news.added, ...news.enabled]),
    categories: false,
    vat: false,
  });
  return { accounts, causes };
}

/** Reads the entity's VAT rates and product categories from Focus; answers the requests it took. */
export async function readFocusMasterData(
  tools: Tools,
  connection: JoinedConnection,
  durations: Durations,
): Promise<{ requests: number; ratesNews: boolean; categoriesNews: boolean }> {
  const focus = openFocus(tools, connection, durations);
  const { focusAccountId, entityId } = connection;
  const rates = await focus.api.taxRates(entityId);
  const found = await focus.api.productCategories(entityId);
  const now = tools.clock();
  const changed = await storeTaxRates(tools.ledger, focusAccountId, entityId, rates, now);
  const ledgers = found.map((category) => ({
    categoryId: category.id,
    name: category.name,
    account: category.ledgers.find((ledger) => ledger.entityId === entityId)?.account ?? null,
  }));
  const categories = await storeCategories(tools.ledger, focusAccountId, entityId, ledgers, now);
  return {
    requests: focus.requestsMade(),
    ratesNews: changed.changed,
    categoriesNews: categories.changed,
  };
}

export function masterDataActivities(tools: Tools): Pick<Activities, 'refreshMasterData'> {
  return {
    refreshMasterData: async (run) => {
      const connection = await joinedConnection(tools, run.connectionId);
      const durations = await durationsOf(tools);
      if (await needsNoLists(tools, connection, run)) return { causes: [], waitMs: 0 };
      // Focus first: when it lets us in no more, not one of Yuki's counted calls is spent on finding that out (S-70).
      const focus = await readFocusMasterData(tools, connection, durations);
      // Payments come after it in the same run, and must not wait for calls that are kept for them.
      const yuki = await readYukiMasterData(tools, connection, durations, 'payments');
      const methodCalls = await refreshMethods(tools, connection, () =>
        openYuki(tools, connection, durations, 'payments'),
      );
      const webhooks = openFocus(tools, connection, durations);
      if (connection.settings.automatic) await keepWebhook(tools, connection, webhooks.api);
      await tally(tools, run, {
        yukiCalls: yuki.calls + methodCalls,
        focusRequests: focus.requests + webhooks.requestsMade(),
      });
      const causes = await perhapsCured(tools, run.connectionId, {
        accounts: yuki.accountsNews,
        categories: focus.categoriesNews,
        vat: yuki.vatNews || focus.ratesNews,
      });
      return { causes, waitMs: 0 };
    },
  };
}

/** News may come many times an hour, and the lists hardly change. */
const freshForNewsMs = 600_000;

/** A poll of payments needs none of the lists and has to cost one call (design 7); one for news needs them now and then. */
async function needsNoLists(
  { ledger, clock }: Tools,
  { id, administrationId }: JoinedConnection,
  { runNumber }: RunRef,
): Promise<boolean> {
  const run = await getRun(ledger, id, runNumber);
  if (run?.scope === 'payments') return true;
  if (run?.scope !== 'documents') return false;
  const readAt = await listReadAt(ledger, 'accounts', administrationId);
  return readAt !== null && clock().getTime() - readAt.getTime() < freshForNewsMs;
}

/**
 * The open causes about accounts that appeared or were enabled, about any account when a category got another one,
 * and about VAT when codes or rates changed.
 */
export async function perhapsCured(
  tools: Tools,
  connectionId: ConnectionId,
  news: { accounts: ReadonlySet<string>; categories: boolean; vat: boolean },
): Promise<CauseId[]> {
  if (news.accounts.size === 0 && !news.categories && !news.vat) return [];
  const open = await listOpenCauses(tools.ledger, connectionId);
  return open
    .filter(({ key, subject }) =>
      key.startsWith('account')
        ? news.categories || subject.split(', ').some((code) => news.accounts.has(code))
        : news.vat && key.startsWith('vat-'),
    )
    .map(({ id }) => id);
}
