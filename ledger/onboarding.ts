// What an onboarding has found out so far and asks next, for the person who answers; the answers themselves are
// columns of the connection. Which step comes when is decided by the activities.

import type {
  ConnectionId,
  FocusEntityId,
  FocusTaxRateId,
  YukiAdministrationId,
  YukiDomainId,
} from '../domain/ids.ts';
import type { YukiVatCode } from '../domain/yuki-records.ts';
import type { TaxRateRow, VatLinkRow } from './master-data.ts';
import type { Ledger } from './open.ts';

export interface OnboardingView {
  /** What is asked; `checking` while the worker looks, `done` when nothing is left to ask. */
  readonly step:
    | 'focusAuthorised'
    | 'chooseEntity'
    | 'giveYukiAccess'
    | 'confirmAdministration'
    | 'chooseStartDate'
    | 'confirmMappings'
    | 'switchAutomatic'
    | 'checking'
    | 'done';
  /** Why the last answer could not be used; null when nothing is wrong. */
  readonly problem: { readonly cause: string; readonly what: string; readonly how: string } | null;
  /** Null until Focus was asked. */
  readonly entities:
    | readonly {
        readonly id: FocusEntityId;
        readonly name: string;
        readonly vatNumber: string | null;
        readonly active: boolean;
      }[]
    | null;
  readonly administration: {
    readonly id: YukiAdministrationId;
    readonly name: string;
    readonly country: string | null;
    readonly vatNumber: string | null;
    readonly domainId: YukiDomainId | null;
  } | null;
  /** What the access key reaches (R-ONB-4). */
  readonly reachable: readonly { readonly id: YukiAdministrationId; readonly name: string }[];
  readonly taxRates: readonly TaxRateRow[];
  readonly vatCodes: readonly YukiVatCode[];
  readonly proposedVatLinks: readonly VatLinkRow[];
  readonly unlinkedTaxRates: readonly FocusTaxRateId[];
  readonly accountsCount: number;
  readonly proposedAccounts: {
    readonly accountPerRate: Readonly<Record<string, string>>;
    readonly defaultAccount: string | null;
  };
  /** Another connection that already joins this entity to this administration; null for none. */
  readonly useInstead: ConnectionId | null;
}

export const emptyOnboarding: OnboardingView = {
  step: 'checking',
  problem: null,
  entities: null,
  administration: null,
  reachable: [],
  taxRates: [],
  vatCodes: [],
  proposedVatLinks: [],
  unlinkedTaxRates: [],
  accountsCount: 0,
  proposedAccounts: { accountPerRate: {}, defaultAccount: null },
  useInstead: null,
};

/** Null before the first look, and for an unknown connection. */
export async function readOnboarding(ledger: Ledger, id: ConnectionId): Promise<OnboardingView | null> {
  const row = await ledger.db
    .selectFrom('connections')
    .select('onboarding')
    .where('id', '=', id)
    .executeTakeFirst();
  return (row?.onboarding ?? null) as OnboardingView | null;
}

export async function writeOnboarding(
  ledger: Ledger,
  id: ConnectionId,
  view: OnboardingView,
  now: Date,
): Promise<void> {
  await ledger.db
    .updateTable('connections')
    .set({ onboarding: JSON.stringify(view), updatedAt: now })
    .where('id', '=', id)
    .execute();
}
