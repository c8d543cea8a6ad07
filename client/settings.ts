/**
 * The settings by which documents are exported: currencies, accounts, payment methods, PDFs. Shown and changed by a
 * person at any time; a change is checked against what was read from both sides, written down, and counts for
 * every document that has not been sent yet.
 */

import type { HoldCauseKey } from '../domain/causes.ts';
import { audit } from '../ledger/audit.ts';
import { updateConnection, type Connection, type ConnectionSettings } from '../ledger/connections.ts';
import { readAccounts, readTaxRates } from '../ledger/master-data.ts';
import type { SettingsAnswer } from './settings-answer.ts';
import { accountCauses, checkAgain } from './check-again.ts';
import { knownConnection, livingConnection } from './lookup.ts';
import type { SettingsOrder } from './orders.ts';
import { badAnswer, notNow } from './refusal.ts';
import type { ConnectorTools } from './tools.ts';

export async function settings(tools: ConnectorTools, idText: string): Promise<SettingsAnswer> {
  return show(tools, await knownConnection(tools, idText), 0);
}

/** Changes what is named and nothing else. Said twice it is the same. */
export async function changeSettings(
  tools: ConnectorTools,
  idText: string,
  order: SettingsOrder,
): Promise<SettingsAnswer> {
  const connection = await livingConnection(tools, idText);
  const changed = await changedSettings(tools, connection, order);
  checkJournal(changed);
  const names = changedNames(connection.settings, changed);
  if (names.length === 0) return show(tools, connection, 0);
  await updateConnection(tools.ledger, connection.id, { settings: changed }, tools.now());
  await audit(
    tools.ledger,
    { connectionId: connection.id, who: 'api', what: 'settings', params: changesOf(changed, names) },
    tools.now(),
  );
  if (connection.state === 'onboarding') return show(tools, { ...connection, settings: changed }, 0);
  // A word would start a stopped connection again.
  if (connection.state !== 'stopped') await tools.temporal.signalConnection(connection.id, 'settingsChanged');
  // A PDF is added when a document is sent, and payments come back after that: what is prepared stays as it is.
  const isRewritten = names.some((name) => !withoutEffectOnMessages.has(name));
  const documents = isRewritten ? await checkAgain(tools, connection, causesCuredBy(names)) : 0;
  return show(tools, { ...connection, settings: changed }, documents);
}

type SettingName = Exclude<keyof SettingsOrder, undefined>;

const withoutEffectOnMessages: ReadonlySet<SettingName> = new Set([
  'sendOriginalPdf',
  'smallDifferenceCents',
  'promptDiscount',
  'cadence',
  'payments',
  'paidInFocus',
  'paidAccount',
  'debtorAccount',
]);

/** It goes between two accounts; without both, or with one for both, Yuki’s books would not say what was received. */
function checkJournal({ paidInFocus, paidAccount, debtorAccount }: ConnectionSettings): void {
  if (paidInFocus !== 'journal') return;
  if (paidAccount !== null && debtorAccount !== null && paidAccount !== debtorAccount) return;
  throw badAnswer(
    'journal-needs-accounts',
    'A journal needs two accounts: that of the debtors, and another against which the payments go.',
    'Give paidAccount and debtorAccount with it; ask the bookkeeper which they are.',
  );
}

async function changedSettings(
  tools: ConnectorTools,
  connection: Connection,
  order: SettingsOrder,
): Promise<ConnectionSettings> {
  const { accountPerRate: perRate, allowedCurrencies, ...plain } = order;
  const { paidAccount, debtorAccount } = plain;
  const accounts = [plain.defaultAccount, plain.discountAccount, paidAccount, debtorAccount];
  accounts.push(...Object.values(perRate ?? {}));
  await checkAccounts(
    tools,
    connection,
    accounts.filter((code) => typeof code === 'string'),
  );
  await checkRates(tools, connection, Object.keys(perRate ?? {}));
  const merged = { ...connection.settings.accountPerRate, ...perRate };
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  return {
    ...connection.settings,
    ...given,
    accountPerRate: Object.fromEntries(
      Object.entries(merged).flatMap(([rate, code]) => (code === null ? [] : [[rate, code]])),
    ),
    ...(allowedCurrencies === undefined ? {} : { allowedCurrencies: [...new Set(allowedCurrencies)] }),
  };
}

async function checkAccounts(
  tools: ConnectorTools,
  { administrationId }: Connection,
  codes: readonly string[],
): Promise<void> {
  if (codes.length === 0) return;
  if (administrationId === null) throw notReadYet();
  const chart = new Map((await readAccounts(tools.ledger, administrationId)).map((row) => [row.code, row]));
  for (const code of codes) {
    const account = chart.get(code);
    if (account?.enabled === true) continue;
    throw badAnswer(
      'account-unknown',
      `Ledger account ${code} ${account === undefined ? 'does not exist in Yuki' : 'is disabled in Yuki'}.`,
      'Choose an enabled account of the administration, or open it in Yuki first and sync once.',
    );
  }
}

async function checkRates(
  tools: ConnectorTools,
  connection: Connection,
  rateIds: readonly string[],
): Promise<void> {
  if (rateIds.length === 0) return;
  const known = new Set((await ratesOf(tools, connection)).map(({ id }) => String(id)));
  if (known.size === 0) throw notReadYet();
  if (rateIds.every((id) => known.has(id))) return;
  throw badAnswer(
    'unknown-vat-rate',
    'The Focus entity has no VAT rate with one of the given ids.',
    'Choose from the VAT rates that the settings list.',
  );
}

async function ratesOf(tools: ConnectorTools, { focusAccountId, entityId }: Connection) {
  if (focusAccountId === null || entityId === null) return [];
  return readTaxRates(tools.ledger, focusAccountId, entityId);
}

function notReadYet() {
  return notNow(
    'mappings-not-read',
    'Ledger accounts and VAT rates have not been read yet.',
    'Finish the earlier steps first; the connection’s status shows which one is next.',
  );
}

const names = [
  'allowedCurrencies',
  'defaultAccount',
  'discountAccount',
  'accountPerRate',
  'paymentMethod',
  'creditPaymentMethod',
  'paidPaymentMethod',
  'paidInFocus',
  'paidAccount',
  'debtorAccount',
  'smallDifferenceCents',
  'promptDiscount',
  'sendOriginalPdf',
  'cadence',
  'payments',
] as const satisfies readonly SettingName[];

function changedNames(before: ConnectionSettings, after: ConnectionSettings): SettingName[] {
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

function changesOf(after: ConnectionSettings, changed: readonly SettingName[]): Record<string, unknown> {
  return Object.fromEntries(changed.map((name) => [name, after[name]]));
}

function causesCuredBy(changed: readonly SettingName[]): HoldCauseKey[] {
  const accounts = (['defaultAccount', 'discountAccount', 'accountPerRate'] as const).some((name) =>
    changed.includes(name),
  );
  return [
    ...(accounts ? accountCauses : []),
    ...(changed.includes('allowedCurrencies') ? (['currency-not-supported'] as const) : []),
  ];
}

async function show(
  tools: ConnectorTools,
  connection: Connection,
  checkedAgain: number,
): Promise<SettingsAnswer> {
  const { settings: now } = connection;
  return {
    connectionId: connection.id,
    allowedCurrencies: [...now.allowedCurrencies],
    defaultAccount: now.defaultAccount,
    discountAccount: now.discountAccount,
    paymentMethod: now.paymentMethod,
    creditPaymentMethod: now.creditPaymentMethod,
    paidPaymentMethod: now.paidPaymentMethod,
    paidInFocus: now.paidInFocus,
    paidAccount: now.paidAccount,
    debtorAccount: now.debtorAccount,
    smallDifferenceCents: now.smallDifferenceCents,
    promptDiscount: now.promptDiscount,
    sendOriginalPdf: now.sendOriginalPdf,
    cadence: { ...now.cadence },
    payments: { ...now.payments },
    vatRates: (await ratesOf(tools, connection)).map(({ id, description }) => ({
      taxRateId: id,
      description,
      account: now.accountPerRate[id] ?? null,
    })),
    checkedAgain,
  };
}
