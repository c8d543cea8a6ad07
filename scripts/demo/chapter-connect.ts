// Chapter «connect»: the OAuth round trip and every question of the onboarding, one by one; then the same again, which
// finds the connection that is there.

import type { OnboardingAnswer, StatusAnswer } from '../../client/answers.ts';
import { statusOf, type Scene, type Stage } from './stage.ts';
import { many } from './terminal.ts';
import { expectThat, StoryFailed, until } from './waiting.ts';

const entityName = 'De Linde BV';
const startDate = '2026-01-01';

export async function connect(stage: Stage): Promise<Scene> {
  const { tell } = stage;
  tell.say(
    `${entityName} books its invoices in Teamleader Focus and keeps its books in Yuki. Somebody of the firm presses Connect.`,
  );
  const connectionId = await authorise(stage);
  tell.done(
    `Focus is authorised: the browser went to Focus and came back with a code. Connection ${connectionId}.`,
  );

  const entityId = await chooseEntity(stage, connectionId);
  await giveYukiAccess(stage, connectionId);
  await answer(stage, connectionId, 'start-date', { startDate }, 'confirmMappings');
  tell.done(`Start date: documents dated from ${startDate} on are exported; older ones stay as they are.`);
  await confirmMappings(stage, connectionId);
  await answer(stage, connectionId, 'automatic', { automatic: false }, null);
  tell.done(
    'Connected. Automatic sync stays off, so nothing leaves before somebody asks for the first sync.',
  );

  const scene: Scene = { ...stage, connectionId, entityId, startDate };
  await connectAgain(scene);
  return scene;
}

/** Begins a connection and goes where a browser would go; answers its id. */
async function authorise(stage: Stage): Promise<string> {
  const { api, control, stack } = stage;
  const { connectionId, authorizeUrl } = await api.send<{ connectionId: string; authorizeUrl: string }>(
    'POST',
    '/api/connections',
    {},
  );
  const sent = await fetch(authorizeUrl, { redirect: 'manual', signal: AbortSignal.timeout(20_000) });
  await sent.body?.cancel();
  const back = sent.headers.get('location');
  expectThat(
    back !== null && back.startsWith(stack.consoleUrl),
    `Focus (${control.url}) did not send the browser back to the console.`,
  );
  const page = await fetch(back, { signal: AbortSignal.timeout(20_000) });
  const text = await page.text();
  expectThat(page.ok, `The console did not take the authorisation (status ${page.status}): ${wordsOf(text)}`);
  await untilAsked(stage, connectionId, 'chooseEntity');
  return connectionId;
}

/** What a person reads on the page. */
const wordsOf = (html: string): string =>
  [...html.matchAll(/<(h1|p)>([^<]*)<\/\1>/g)].map(([, , words]) => words).join(' ');

async function chooseEntity(stage: Stage, connectionId: string): Promise<string> {
  const { tell } = stage;
  const { entities } = onboardingOf(await statusOf(stage, connectionId));
  const entity = entities?.find(({ name }) => name === entityName);
  if (entity === undefined) throw new StoryFailed(`The pretend Focus has no entity called ${entityName}.`);
  await answer(stage, connectionId, 'entity', { entityId: entity.id }, 'giveYukiAccess');
  tell.done(`Entity: ${entityName}. Focus offers ${entities?.map(({ name }) => `“${name}”`).join(', ')}.`);
  return entity.id;
}

async function giveYukiAccess(stage: Stage, connectionId: string): Promise<void> {
  const { tell, sandbox } = stage;
  const { administrationId: companyId, accessKey } = sandbox.yuki;
  const asked = await answer(
    stage,
    connectionId,
    'yuki-access',
    { companyId, accessKey },
    'confirmAdministration',
  );
  const { administration } = onboardingOf(asked);
  if (administration === null) throw new StoryFailed('Yuki showed no administration.');
  tell.done(
    `Yuki: company id and access key given; a real read finds them on the ${administration.country} host.`,
  );
  await answer(
    stage,
    connectionId,
    'administration',
    { administrationName: administration.name },
    'chooseStartDate',
  );
  tell.done(`Administration: “${administration.name}”, and a person confirms that this is the right one.`);
}

async function confirmMappings(stage: Stage, connectionId: string): Promise<void> {
  const { tell } = stage;
  const view = onboardingOf(await statusOf(stage, connectionId));
  const described = new Map(view.taxRates.map(({ id, description }) => [id, description]));
  const { accountPerRate, defaultAccount } = view.proposedAccounts;
  tell.done(
    `Fetched from Yuki: ${many(view.accountsCount, 'ledger account')}, ${many(view.vatCodes.length, 'VAT code')}. Proposed and confirmed:`,
  );
  const rows = view.taxRates.map(({ id, description }) => {
    const link = view.proposedVatLinks.find(({ taxRateId }) => taxRateId === id) as
      { vatType: number; percentage: number } | undefined;
    const code = view.vatCodes.find(
      ({ type, percentage }) => type === link?.vatType && percentage === link.percentage,
    );
    return [
      described.get(id) ?? description,
      link === undefined
        ? 'none fits, so its documents will wait'
        : `${code?.description ?? ''} (type ${link.vatType})`,
      accountPerRate[id] ?? defaultAccount ?? 'none',
    ];
  });
  tell.table(['VAT rate in Focus', 'VAT code in Yuki', 'Default account'], rows);
  await answer(
    stage,
    connectionId,
    'mappings',
    { vatLinks: 'proposed', defaultAccounts: 'proposed' },
    'switchAutomatic',
  );
}

/** Gives one answer and waits for the next question; null waits for the end of the onboarding. */
async function answer(
  stage: Stage,
  connectionId: string,
  step: string,
  body: unknown,
  next: OnboardingAnswer['step'] | null,
): Promise<StatusAnswer> {
  await stage.api.send('PUT', `/api/connections/${encodeURIComponent(connectionId)}/${step}`, body);
  return untilAsked(stage, connectionId, next);
}

function untilAsked(
  stage: Stage,
  connectionId: string,
  step: OnboardingAnswer['step'] | null,
): Promise<StatusAnswer> {
  return until({
    what: step === null ? 'the onboarding to end' : `the question “${step}”`,
    withinMs: 45_000,
    look: async () => {
      const status = await statusOf(stage, connectionId);
      if (status.state !== 'onboarding') return step === null ? status : null;
      const { problem } = onboardingOf(status);
      if (problem !== null) throw new StoryFailed(`The onboarding stands: ${problem.what} ${problem.how}`);
      return status.onboarding?.step === step ? status : null;
    },
  });
}

function onboardingOf(status: StatusAnswer): OnboardingAnswer {
  if (status.onboarding === null)
    throw new StoryFailed(`The connection is ${status.state}, not in its onboarding.`);
  return status.onboarding;
}

/** The whole round trip a second time: the new draft is joined into the connection that works. */
async function connectAgain(scene: Scene): Promise<void> {
  const { tell, api, sandbox, connectionId } = scene;
  const second = await authorise(scene);
  await answer(scene, second, 'entity', { entityId: scene.entityId }, 'giveYukiAccess');
  const { administrationId: companyId, accessKey } = sandbox.yuki;
  await api.send('PUT', `/api/connections/${encodeURIComponent(second)}/yuki-access`, {
    companyId,
    accessKey,
  });
  const joined = await tell.during('Connect is pressed a second time', () =>
    until({
      what: 'the second draft to be joined into the first connection',
      withinMs: 30_000,
      look: async () => {
        const status = await statusOf(scene, second);
        return status.state === 'merged' ? status : null;
      },
    }),
  );
  expectThat(
    joined.mergedInto === connectionId,
    `The second draft was joined into ${joined.mergedInto ?? 'nothing'}, not into ${connectionId}.`,
  );
  const { connections } = await api.get<{ connections: StatusAnswer[] }>('/api/connections?limit=200');
  const living = connections.filter(({ state }) => state !== 'merged');
  expectThat(
    living.length === 1,
    `After pressing Connect twice there are ${living.length} connections, not one.`,
  );
  tell.done('Connect pressed a second time, to the same entity and administration: still one connection.');
}
