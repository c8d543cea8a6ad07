/**
 * Links between Focus VAT rates and Yuki VAT codes, and the accounts of lines that have none: checked against
 * what was read from both sides before they count. Proposing them is the workflow's work.
 */

import type { VatLink } from '../domain/vat-links.ts';
import {
  readOnboarding,
  updateConnection,
  type Connection,
  type OnboardingView,
} from '../ledger/connections.ts';
import { readAccounts, readTaxRates, readVatCodes, storeVatLinks } from '../ledger/master-data.ts';
import { accountCauses, checkAgain, vatLinkCauses } from './check-again.ts';
import { livingConnection } from './lookup.ts';
import { settle, type StepTaken } from './step.ts';
import type { MappingsOrder } from './orders.ts';
import { badAnswer, notNow, type Refusal } from './refusal.ts';
import type { ConnectorTools } from './tools.ts';

/** Links VAT rates and chooses default accounts; also later, as a change of settings. */
export async function confirmMappings(
  tools: ConnectorTools,
  idText: string,
  order: MappingsOrder,
): Promise<StepTaken> {
  const connection = await livingConnection(tools, idText);
  const view = await readOnboarding(tools.ledger, connection.id);
  const { administrationId, focusAccountId, entityId } = connection;
  if (view === null || administrationId === null || focusAccountId === null || entityId === null)
    throw notNow(
      'mappings-not-read',
      'Ledger accounts and VAT codes have not been read yet.',
      'Finish the earlier steps first; the connection’s status shows which one is next.',
    );
  const links =
    order.vatLinks === 'proposed'
      ? view.proposedVatLinks
      : await checkedLinks(tools, connection, view, order.vatLinks);
  const accounts = order.defaultAccounts === 'proposed' ? view.proposedAccounts : order.defaultAccounts;
  const rates = new Set(
    (await readTaxRates(tools.ledger, focusAccountId, entityId)).map(({ id }) => String(id)),
  );
  const known = new Map((await readAccounts(tools.ledger, administrationId)).map((row) => [row.code, row]));
  for (const code of [accounts.defaultAccount, ...Object.values(accounts.accountPerRate)]) {
    if (code === null || known.get(code)?.enabled === true) continue;
    throw badAnswer(
      'account-unknown',
      `Ledger account ${code} ${known.has(code) ? 'is disabled in Yuki' : 'does not exist in Yuki'}.`,
      'Choose an enabled account of the administration, or open it in Yuki first.',
    );
  }
  for (const rate of Object.keys(accounts.accountPerRate)) if (!rates.has(rate)) throw unknownRate();
  await storeVatLinks(tools.ledger, connection.id, links, tools.now());
  await updateConnection(
    tools.ledger,
    connection.id,
    {
      mappingsConfirmed: true,
      settings: {
        ...connection.settings,
        accountPerRate: { ...accounts.accountPerRate },
        defaultAccount: accounts.defaultAccount,
      },
    },
    tools.now(),
  );
  const taken = await settle(tools, connection, 'confirmMappings');
  if (connection.state !== 'onboarding')
    await checkAgain(tools, connection, [...accountCauses, ...vatLinkCauses]);
  return taken;
}

async function checkedLinks(
  tools: ConnectorTools,
  connection: Connection,
  view: OnboardingView,
  rows: Exclude<MappingsOrder['vatLinks'], 'proposed'>,
): Promise<VatLink[]> {
  const { administrationId, focusAccountId, entityId } = connection;
  if (administrationId === null || focusAccountId === null || entityId === null) return [];
  const rates = new Set(
    (await readTaxRates(tools.ledger, focusAccountId, entityId)).map(({ id }) => String(id)),
  );
  const codes = await readVatCodes(tools.ledger, administrationId);
  const linked = new Set<string>();
  return rows.map((row) => {
    if (!rates.has(row.taxRateId)) throw unknownRate();
    if (linked.has(row.taxRateId))
      throw badAnswer('rate-linked-twice', 'A VAT rate is linked twice.', 'Link every VAT rate once.');
    linked.add(row.taxRateId);
    const code = codes.find(
      (candidate) =>
        candidate.type === row.vatType &&
        candidate.percentage === row.percentage &&
        candidate.country === row.country &&
        (row.vatDescription === null || candidate.description === row.vatDescription),
    );
    if (code === undefined)
      throw badAnswer(
        'vat-code-unknown',
        `Yuki has no VAT code of type ${row.vatType} with ${row.percentage / 100} %.`,
        'Choose one of the VAT codes that the connection’s status lists.',
      );
    const proposed = view.proposedVatLinks.find(
      (link) => link.taxRateId === row.taxRateId && link.vatType === row.vatType,
    );
    const nature = row.nature ?? proposed?.nature ?? (row.percentage > 0 ? 'domestic' : null);
    if (nature === null)
      throw badAnswer(
        'nature-missing',
        'A VAT rate of 0 % is linked without saying what kind of supply it is.',
        'Add “nature”: domestic, reverse-charge, intra-community-goods, intra-community-services, export or exempt.',
      );
    return { ...row, nature } as VatLink;
  });
}

function unknownRate(): Refusal {
  return badAnswer(
    'unknown-vat-rate',
    'The Focus entity has no VAT rate with one of the given ids.',
    'Choose from the VAT rates that the connection’s status lists.',
  );
}
