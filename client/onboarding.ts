/**
 * The questions of the onboarding after Focus has been authorised. Each verb checks what can be checked here,
 * writes the answer into the ledger and tells the workflow to look; what Focus and Yuki say about it is the
 * workflow's work and stands in the onboarding record afterwards.
 */

import { localDate } from '../domain/cadence.ts';
import { parseIsoDate, type ConnectionId, type FocusEntityId } from '../domain/ids.ts';
import type { VatLink } from '../domain/vat-links.ts';
import {
  openYukiKey,
  readOnboarding,
  storeYukiKey,
  storeYukiSession,
  updateConnection,
  type Connection,
  type OnboardingView,
} from '../ledger/connections.ts';
import { readAccounts, readTaxRates, readVatCodes, storeVatLinks } from '../ledger/master-data.ts';
import { audit } from '../ledger/audit.ts';
import type { OnboardingStep } from '../workflows/messages.ts';
import { markChecking } from './checking.ts';
import { livingConnection } from './lookup.ts';
import { badAnswer, notNow } from './refusal.ts';
import type { MappingsOrder } from './shapes.ts';
import type { ConnectorTools } from './tools.ts';

export interface StepTaken {
  readonly connectionId: ConnectionId;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const firstStartDate = '2000-01-01';

/** Chooses the company entity of Focus whose documents are exported. */
export async function chooseEntity(
  tools: ConnectorTools,
  idText: string,
  order: { entityId: string },
): Promise<StepTaken> {
  const connection = await onboardingConnection(tools, idText);
  const { entities } = await seen(tools, connection.id);
  if (entities === null)
    throw notNow(
      'entities-not-read',
      'The entities of the Focus account are not known yet.',
      'Authorise the connection at Focus, or wait a moment and try again.',
    );
  const entity = entities.find(({ id }) => id === order.entityId.toLowerCase() || id === order.entityId);
  if (entity === undefined)
    throw badAnswer(
      'unknown-entity',
      'The Focus account has no company entity with this id.',
      'Choose one of the entities that the connection’s status lists.',
    );
  if (!entity.active)
    throw badAnswer(
      'entity-archived',
      'This company entity is archived in Focus.',
      'Restore it in Focus, or choose another entity.',
    );
  if (connection.entityId !== entity.id)
    await updateConnection(
      tools.ledger,
      connection.id,
      { entityId: entity.id as FocusEntityId, entityName: entity.name },
      tools.now(),
    );
  return answer(tools, connection, 'chooseEntity');
}

/**
 * The company id (Yuki's administration id, R-ONB-3) and the access key; the key is sealed at once. Past the
 * onboarding the key alone may be renewed.
 */
export async function giveYukiAccess(
  tools: ConnectorTools,
  idText: string,
  order: { companyId: string; accessKey: string },
): Promise<StepTaken> {
  const connection = await livingConnection(tools, idText);
  const companyId = order.companyId.trim().toLowerCase();
  const accessKey = order.accessKey.trim();
  if (!guid.test(companyId))
    throw badAnswer(
      'company-id-form',
      'The company id is not one: it has 32 hexadecimal digits in five groups.',
      'Copy it in Yuki from Settings > Integrations > Web services.',
    );
  if (!/^[\x21-\x7e]{8,200}$/.test(accessKey))
    throw badAnswer(
      'access-key-form',
      'The access key is not one: it has 8 to 200 visible characters without spaces.',
      'Copy it in Yuki from Settings > Integrations > Web services.',
    );
  const isOtherCompany = connection.companyIdTyped !== companyId;
  if (connection.state !== 'onboarding' && isOtherCompany)
    throw notNow(
      'other-administration',
      'This connection belongs to another administration.',
      'Begin a new connection for the other administration.',
    );
  const isOtherKey = (await openYukiKey(tools.ledger, connection.id)) !== accessKey;
  if (isOtherCompany && connection.state === 'onboarding')
    await updateConnection(
      tools.ledger,
      connection.id,
      { companyIdTyped: companyId, administrationName: null, administrationConfirmed: false },
      tools.now(),
    );
  if (isOtherKey) {
    await storeYukiKey(tools.ledger, connection.id, accessKey, tools.now());
    await storeYukiSession(tools.ledger, connection.id, null, null, tools.now());
    await audit(
      tools.ledger,
      { connectionId: connection.id, who: 'api', what: 'yuki-access-given', params: {} },
      tools.now(),
    );
  }
  return answer(tools, connection, 'giveYukiAccess');
}

/** The person repeats the name that Yuki gave: the only guard against a key of the wrong tenant (R-ONB-5). */
export async function confirmAdministration(
  tools: ConnectorTools,
  idText: string,
  order: { administrationName: string },
): Promise<StepTaken> {
  const connection = await onboardingConnection(tools, idText);
  const { administration } = await seen(tools, connection.id);
  if (administration === null)
    throw notNow(
      'administration-not-found-yet',
      'No administration has been found in Yuki yet.',
      'Give the company id and access key first, and wait until the connection’s status shows the administration.',
    );
  if (order.administrationName.trim().normalize('NFC') !== administration.name.trim().normalize('NFC'))
    throw badAnswer(
      'administration-name-differs',
      `The administration behind this company id is called «${administration.name}», not what was given.`,
      'Repeat exactly this name if it is the right administration; else give the company id and key of the right one.',
    );
  if (!connection.administrationConfirmed)
    await updateConnection(tools.ledger, connection.id, { administrationConfirmed: true }, tools.now());
  return answer(tools, connection, 'confirmAdministration');
}

/** Documents dated on or after this day are exported. */
export async function chooseStartDate(
  tools: ConnectorTools,
  idText: string,
  order: { startDate: string },
): Promise<StepTaken> {
  const startDate = parseIsoDate(order.startDate);
  if (startDate === null)
    throw badAnswer(
      'start-date-form',
      'The start date is not a date of the calendar.',
      'Write it as year-month-day, for example 2026-01-01.',
    );
  if (startDate < firstStartDate)
    throw badAnswer('start-date-too-early', 'The start date is before 2000.', 'Choose a later date.');
  if (startDate > localDate(tools.now(), 'Europe/Brussels'))
    throw badAnswer(
      'start-date-in-future',
      'The start date is in the future.',
      'Choose today or an earlier date; connect later if nothing is to be exported yet.',
    );
  const connection = await onboardingConnection(tools, idText);
  if (connection.startDate !== startDate)
    await updateConnection(tools.ledger, connection.id, { startDate }, tools.now());
  return answer(tools, connection, 'chooseStartDate');
}

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
  return settle(tools, connection, 'confirmMappings');
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

function unknownRate() {
  return badAnswer(
    'unknown-vat-rate',
    'The Focus entity has no VAT rate with one of the given ids.',
    'Choose from the VAT rates that the connection’s status lists.',
  );
}

/** Whether the connection syncs by itself; also later, as a change of settings. */
export async function switchAutomatic(
  tools: ConnectorTools,
  idText: string,
  order: { automatic: boolean },
): Promise<StepTaken> {
  const connection = await livingConnection(tools, idText);
  await updateConnection(
    tools.ledger,
    connection.id,
    { automaticDecided: true, settings: { ...connection.settings, automatic: order.automatic } },
    tools.now(),
  );
  return settle(tools, connection, 'switchAutomatic');
}

async function onboardingConnection(tools: ConnectorTools, idText: string): Promise<Connection> {
  const connection = await livingConnection(tools, idText);
  if (connection.state !== 'onboarding')
    throw notNow(
      'past-onboarding',
      'This connection is past its onboarding, so this answer cannot change any more.',
      'Begin a new connection for another entity, administration or start date.',
    );
  return connection;
}

async function seen(
  tools: ConnectorTools,
  id: ConnectionId,
): Promise<Pick<OnboardingView, 'entities' | 'administration'>> {
  return (await readOnboarding(tools.ledger, id)) ?? { entities: null, administration: null };
}

/** An onboarding hears that an answer is there; a connection at work hears that its settings changed. */
async function settle(
  tools: ConnectorTools,
  connection: Connection,
  step: OnboardingStep,
): Promise<StepTaken> {
  if (connection.state === 'onboarding') return answer(tools, connection, step);
  await tools.temporal.signalConnection(connection.id, 'settingsChanged');
  return { connectionId: connection.id };
}

async function answer(
  tools: ConnectorTools,
  connection: Connection,
  step: OnboardingStep,
): Promise<StepTaken> {
  if (connection.state === 'onboarding') await markChecking(tools, connection.id);
  await tools.temporal.answered(connection.id, step);
  return { connectionId: connection.id };
}
