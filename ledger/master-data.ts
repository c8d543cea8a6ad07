// Lists that belong to one of the two systems and are fetched whole (R-EXP-4): Yuki's ledger accounts and VAT
// codes, Focus's VAT rates and categories, and the links between rates and codes that a person confirmed.

import type { FocusAccountId, FocusEntityId, YukiAdministrationId } from '../domain/ids.ts';
import type { BasisPoints } from '../domain/document.ts';
import type { ConnectionId, FocusProductCategoryId, FocusTaxRateId } from '../domain/ids.ts';
import type { YukiAccount, YukiVatCode } from '../domain/yuki-records.ts';
import type { Ledger } from './open.ts';
import type { MasterListsTable } from './tables.ts';

export interface TaxRateRow {
  readonly id: FocusTaxRateId;
  readonly rate: BasisPoints;
  readonly description: string;
}

export interface CategoryLedgerRow {
  readonly categoryId: FocusProductCategoryId;
  readonly name: string;
  /** Null when the category has no ledger account for this entity. */
  readonly account: string | null;
}

/** A Focus VAT rate and the VAT code of Yuki that it means; `nature` is the domain's word for why VAT is what it is. */
export interface VatLinkRow {
  readonly taxRateId: FocusTaxRateId;
  readonly vatType: number;
  readonly percentage: BasisPoints;
  readonly country: string | null;
  readonly vatDescription: string | null;
  readonly nature: string;
}

/** Codes of accounts that changed since the last reading. `first` is true when nothing had been read before. */
export interface AccountChanges {
  readonly added: string[];
  readonly enabled: string[];
  readonly removed: string[];
  readonly disabled: string[];
  readonly first: boolean;
}

/** Replaces the list of ledger accounts. Whether a short list is plausible is for the caller to judge before. */
export async function storeAccounts(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  accounts: readonly YukiAccount[],
  now: Date,
): Promise<AccountChanges> {
  const before = await replaceList<YukiAccount>(ledger, 'accounts', administrationId, accounts, now);
  const known = new Map((before ?? []).map((account) => [account.code, account]));
  const standing = new Set(accounts.map(({ code }) => code));
  const changes: AccountChanges = {
    added: [],
    enabled: [],
    removed: [],
    disabled: [],
    first: before === null,
  };
  for (const { code, enabled } of accounts) {
    const former = known.get(code);
    if (former === undefined) changes.added.push(code);
    else if (enabled && !former.enabled) changes.enabled.push(code);
    else if (!enabled && former.enabled) changes.disabled.push(code);
  }
  for (const code of known.keys()) if (!standing.has(code)) changes.removed.push(code);
  return changes;
}

/** Empty before the first reading. */
export async function readAccounts(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<YukiAccount[]> {
  return (await readList<YukiAccount>(ledger, 'accounts', administrationId)) ?? [];
}

export async function storeVatCodes(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  codes: readonly YukiVatCode[],
  now: Date,
): Promise<{ changed: boolean }> {
  return changeOf(await replaceList(ledger, 'vatCodes', administrationId, codes, now), codes);
}

export async function readVatCodes(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
): Promise<YukiVatCode[]> {
  return (await readList<YukiVatCode>(ledger, 'vatCodes', administrationId)) ?? [];
}

export async function storeTaxRates(
  ledger: Ledger,
  focusAccountId: FocusAccountId,
  entityId: FocusEntityId,
  rates: readonly TaxRateRow[],
  now: Date,
): Promise<{ changed: boolean }> {
  const owner = entityOwner(focusAccountId, entityId);
  return changeOf(await replaceList(ledger, 'taxRates', owner, rates, now), rates);
}

export async function readTaxRates(
  ledger: Ledger,
  focusAccountId: FocusAccountId,
  entityId: FocusEntityId,
): Promise<TaxRateRow[]> {
  return (await readList<TaxRateRow>(ledger, 'taxRates', entityOwner(focusAccountId, entityId))) ?? [];
}

export async function storeCategories(
  ledger: Ledger,
  focusAccountId: FocusAccountId,
  entityId: FocusEntityId,
  ledgers: readonly CategoryLedgerRow[],
  now: Date,
): Promise<{ changed: boolean }> {
  const owner = entityOwner(focusAccountId, entityId);
  return changeOf(await replaceList(ledger, 'categories', owner, ledgers, now), ledgers);
}

/** The account of each product category for this entity, by the category's id. */
export async function readCategoryLedgers(
  ledger: Ledger,
  focusAccountId: FocusAccountId,
  entityId: FocusEntityId,
): Promise<Record<string, string | null>> {
  const owner = entityOwner(focusAccountId, entityId);
  const rows = (await readList<CategoryLedgerRow>(ledger, 'categories', owner)) ?? [];
  return Object.fromEntries(rows.map(({ categoryId, account }) => [categoryId, account]));
}

export async function storeVatLinks<Link extends VatLinkRow>(
  ledger: Ledger,
  connectionId: ConnectionId,
  links: readonly Link[],
  now: Date,
): Promise<{ changed: boolean }> {
  return changeOf(await replaceList(ledger, 'vatLinks', connectionId, links, now), links);
}

/** Empty before somebody confirmed links. The caller names its own type of link, which is what it stored. */
export async function readVatLinks<Link extends VatLinkRow = VatLinkRow>(
  ledger: Ledger,
  connectionId: ConnectionId,
): Promise<Link[]> {
  return (await readList<Link>(ledger, 'vatLinks', connectionId)) ?? [];
}

type ListKind = MasterListsTable['kind'];

/** When the content of any of these lists changed last; null when none was ever read. */
export async function listsChangedAt(
  ledger: Ledger,
  lists: readonly { readonly kind: ListKind; readonly owner: string }[],
): Promise<Date | null> {
  const row = await ledger.db
    .selectFrom('masterLists')
    .select((eb) => eb.fn.max('changedAt').as('changedAt'))
    .where((eb) =>
      eb.or(lists.map(({ kind, owner }) => eb.and([eb('kind', '=', kind), eb('owner', '=', owner)]))),
    )
    .executeTakeFirst();
  return row?.changedAt ?? null;
}

/** When the list was last read; null before the first time. */
export async function listReadAt(ledger: Ledger, kind: ListKind, owner: string): Promise<Date | null> {
  const row = await ledger.db
    .selectFrom('masterLists')
    .select('readAt')
    .where('kind', '=', kind)
    .where('owner', '=', owner)
    .executeTakeFirst();
  return row?.readAt ?? null;
}

/** Stores the list and answers the one before it; null when there was none. Unchanged lists only get a new date. */
async function replaceList<Row>(
  ledger: Ledger,
  kind: ListKind,
  owner: string,
  rows: readonly Row[],
  now: Date,
): Promise<Row[] | null> {
  const content = JSON.stringify(rows);
  return ledger.db.transaction().execute(async (transaction) => {
    const before = await transaction
      .selectFrom('masterLists')
      .select('content')
      .where('kind', '=', kind)
      .where('owner', '=', owner)
      .forUpdate()
      .executeTakeFirst();
    const known = (before?.content as Row[] | undefined) ?? null;
    const same = known !== null && sameJson(known, rows);
    await transaction
      .insertInto('masterLists')
      .values({ kind, owner, content, readAt: now, changedAt: now })
      .onConflict((conflict) =>
        conflict
          .columns(['kind', 'owner'])
          .doUpdateSet(same ? { readAt: now } : { content, readAt: now, changedAt: now }),
      )
      .execute();
    return known;
  });
}

async function readList<Row>(ledger: Ledger, kind: ListKind, owner: string): Promise<Row[] | null> {
  const row = await ledger.db
    .selectFrom('masterLists')
    .select('content')
    .where('kind', '=', kind)
    .where('owner', '=', owner)
    .executeTakeFirst();
  return row === undefined ? null : (row.content as Row[]);
}

function changeOf(before: readonly unknown[] | null, rows: readonly unknown[]): { changed: boolean } {
  return { changed: before === null || !sameJson(before, rows) };
}

/** Compares by content, because jsonb does not keep the order of keys. The order of rows counts. */
function sameJson(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Under which owner the lists of one entity of Focus are kept. */
export function entityOwner(focusAccountId: FocusAccountId, entityId: FocusEntityId): string {
  return `${focusAccountId}/${entityId}`;
}
