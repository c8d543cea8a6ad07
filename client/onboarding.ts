/**
 * The questions of the onboarding after Focus has been authorised. Each verb checks what can be checked here,
 * writes the answer into the ledger and tells the workflow to look; what Focus and Yuki say about it is the
 * workflow's work and stands in the onboarding record afterwards.
 */

import { localDate } from '../domain/cadence.ts';
import { parseIsoDate, type ConnectionId, type FocusEntityId, type IsoDate } from '../domain/ids.ts';
import {
  ConnectionExists,
  openYukiKey,
  readOnboarding,
  storeYukiKey,
  storeYukiSession,
  updateConnection,
  type Connection,
  type OnboardingView,
} from '../ledger/connections.ts';
import { audit } from '../ledger/audit.ts';
import { moveStartDate as moveStartDateTo } from '../ledger/start-date.ts';
import { livingConnection } from './lookup.ts';
import { badAnswer, notNow } from './refusal.ts';
import { answer, settle, type StepTaken } from './step.ts';
import type { ConnectorTools } from './tools.ts';

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
  if (connection.entityId !== entity.id) await changeEntity(tools, connection, entity);
  return answer(tools, connection, 'chooseEntity');
}

/** The rates of another entity are others, so their links are asked for again. */
async function changeEntity(
  tools: ConnectorTools,
  connection: Connection,
  entity: { id: FocusEntityId; name: string },
): Promise<void> {
  try {
    await updateConnection(
      tools.ledger,
      connection.id,
      { entityId: entity.id, entityName: entity.name, mappingsConfirmed: false },
      tools.now(),
    );
  } catch (error) {
    if (!(error instanceof ConnectionExists)) throw error;
    throw notNow(
      'already-connected',
      'Another connection already joins this entity to this administration.',
      'Use that connection, or give the company id of another administration.',
    );
  }
}

/** Another company id or key means another look, and another name to confirm (R-ONB-5). */
const noAdministration = {
  administrationId: null,
  administrationName: null,
  administrationConfirmed: false,
  domainId: null,
  country: null,
} as const;

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
  const asksAgain = connection.state === 'onboarding' && (isOtherCompany || isOtherKey);
  if (asksAgain)
    await updateConnection(
      tools.ledger,
      connection.id,
      { ...noAdministration, companyIdTyped: companyId },
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
  return answer(tools, connection, 'giveYukiAccess', asksAgain ? { administration: null } : {});
}

/** The person repeats the name that Yuki gave: the only guard against a key of the wrong tenant (R-ONB-5). */
export async function confirmAdministration(
  tools: ConnectorTools,
  idText: string,
  order: { administrationName: string },
): Promise<StepTaken> {
  const connection = await onboardingConnection(tools, idText);
  const { administration } = await seen(tools, connection.id);
  // What is shown and what stands in the ledger differ for a moment while another company id is looked for.
  if (administration === null || administration.id !== connection.administrationId)
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
  const startDate = startDateGiven(tools, order.startDate);
  const connection = await onboardingConnection(tools, idText);
  if (connection.startDate !== startDate)
    await updateConnection(tools.ledger, connection.id, { startDate }, tools.now());
  return answer(tools, connection, 'chooseStartDate');
}

/**
 * Moves the start date of a connection at work: an earlier day makes more documents eligible, a later one withdraws
 * what was not sent, and what was sent stays as it is (R-START-4).
 */
export async function moveStartDate(
  tools: ConnectorTools,
  idText: string,
  { startDate: text, who, reason }: { startDate: string; who: string; reason: string },
): Promise<{ connectionId: ConnectionId; told: string }> {
  const startDate = startDateGiven(tools, text);
  const connection = await livingConnection(tools, idText);
  if (connection.state === 'onboarding')
    throw notNow(
      'onboarding-unfinished',
      'This connection has not begun to work, so there is no start date to move.',
      'Answer the question about the start date instead.',
    );
  const moved = await moveStartDateTo(tools.ledger, connection.id, startDate, tools.now());
  const params = { from: connection.startDate, to: startDate, withdrawn: moved.withdrawn, reason };
  await audit(
    tools.ledger,
    { connectionId: connection.id, who, what: 'start-date-moved', params },
    tools.now(),
  );
  for (const cause of moved.causes) await tools.temporal.signalHold(connection.id, cause, 'changed');
  await settle(tools, connection, 'chooseStartDate');
  return { connectionId: connection.id, told: 'start-date-moved' };
}

function startDateGiven(tools: ConnectorTools, text: string): IsoDate {
  const startDate = parseIsoDate(text);
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
  return startDate;
}

/**
 * Whether the connection syncs by itself; also later, as a change of settings. Refused while somebody else exports the
 * entity, because every document would stand in Yuki twice (R-ONB-11).
 */
export async function switchAutomatic(
  tools: ConnectorTools,
  idText: string,
  order: { automatic: boolean; otherExporter?: boolean | undefined },
): Promise<StepTaken> {
  const connection = await livingConnection(tools, idText);
  if (order.otherExporter === true)
    throw badAnswer(
      'second-exporter',
      'Another connector exports this entity, so every document would stand in Yuki twice.',
      'Switch that one off first (Teamleader’s own link with Yuki, the Booster, another tool), then answer again.',
    );
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
      'Move the start date instead, or begin a new connection for another entity or administration.',
    );
  return connection;
}

async function seen(
  tools: ConnectorTools,
  id: ConnectionId,
): Promise<Pick<OnboardingView, 'entities' | 'administration'>> {
  return (await readOnboarding(tools.ledger, id)) ?? { entities: null, administration: null };
}
