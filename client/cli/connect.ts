/**
 * `connect`: unattended from a file of answers, or a conversation with a person. In both, the authorisation at
 * Focus may happen in a browser while we look until it is done.
 */

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as prompts from '@clack/prompts';
import type { ConnectedAnswer, StatusAnswer } from '../answers.ts';
import { part, Refused, WrongUse, type Api } from './api.ts';
import { dryRunAndWait, showDryRun } from './dry-run.ts';

const authoriseWithinMs = 15 * 60_000;
const stepWithinMs = 60_000;
const lookEveryMs = 500;
const mostAnswersBytes = 256 * 1024;

/** What no other answer can cure, so that asking again would go round for ever. */
const endsConversation = new Set([
  'console-unreachable',
  'temporal-unreachable',
  'ledger-unreachable',
  'no-worker',
  'not-the-console',
  'token-missing',
  'not-authorised',
  'cancelled',
  'declined',
]);

type Say = (line: string) => void;

/** Connects from a file. Without a refresh token in it the address to open is told by `say`. */
export async function connectByAnswers(api: Api, file: string, say: Say): Promise<ConnectedAnswer> {
  const answers = readAnswers(file);
  const focus = answers.focus as { refreshToken?: unknown; connectionId?: unknown } | undefined;
  if (focus?.refreshToken !== undefined || focus?.connectionId !== undefined)
    return api.send('POST', '/api/connect', answers);
  const connectionId = await authorise(api, say);
  return api.send('POST', '/api/connect', { ...answers, focus: { connectionId } });
}

function readAnswers(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new WrongUse(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  }
  if (text.length > mostAnswersBytes) throw new WrongUse(`${file} is too large for a file of answers.`);
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === 'object' && found !== null && !Array.isArray(found))
      return found as Record<string, unknown>;
  } catch {
    // The parser's words would repeat a part of the file, which holds secrets; the sentence below is enough.
  }
  throw new WrongUse(`${file} is not a JSON object.`);
}

async function authorise(api: Api, say: Say): Promise<string> {
  const begun = await api.send<{ connectionId: string; authorizeUrl: string }>(
    'POST',
    '/api/connections',
    {},
  );
  say(`Open this address in a browser and allow the connection:\n${begun.authorizeUrl}`);
  await settled(
    api,
    begun.connectionId,
    authoriseWithinMs,
    ({ onboarding }) =>
      onboarding !== null && onboarding.step !== 'focusAuthorised' && onboarding.step !== 'checking',
  );
  return begun.connectionId;
}

/** Looks until the status is as wished; the time is bounded. */
async function settled(
  api: Api,
  connectionId: string,
  withinMs: number,
  isSettled: (status: StatusAnswer) => boolean,
): Promise<StatusAnswer> {
  const until = Date.now() + withinMs;
  for (;;) {
    const status = await api.get<StatusAnswer>(`/api/connections/${part(connectionId)}`);
    if (status.state === 'merged' && status.mergedInto !== null)
      return settled(api, status.mergedInto, withinMs, () => true);
    if (status.state !== 'onboarding' || isSettled(status)) return status;
    if (Date.now() > until)
      throw new Refused(
        'waited-too-long',
        `Connection ${connectionId} did not come to its next question in time.`,
        'See that a worker runs, then go on with “focus-yuki connect --continue”.',
      );
    await delay(lookEveryMs);
  }
}

/** Asks a person question by question; every answer is checked before the next one. Goes on where it was left. */
export async function connectInteractively(api: Api, continued: string | null): Promise<ConnectedAnswer> {
  prompts.intro('Connect Teamleader Focus with Yuki');
  const first = continued ?? (await authorise(api, (line) => prompts.log.message(line)));
  let connectionId = first;
  for (;;) {
    const status = await settled(
      api,
      connectionId,
      stepWithinMs,
      ({ onboarding }) => onboarding !== null && onboarding.step !== 'checking',
    );
    connectionId = status.connectionId;
    if (status.state !== 'onboarding' || status.onboarding === null) {
      await offerDryRun(api, status, confirmed, (text) => prompts.log.message(text));
      prompts.outro(`Connected: ${connectionId}`);
      return { connectionId, state: status.state, created: connectionId === first };
    }
    const { problem } = status.onboarding;
    if (problem !== null) prompts.log.warn(`${problem.what}\n${problem.how}`);
    try {
      await askOne(api, connectionId, status.onboarding);
    } catch (error) {
      if (!(error instanceof Refused) || endsConversation.has(error.type)) throw error;
      prompts.log.error(`${error.message}\n${error.cure}`);
    }
  }
}

/** Without automatic sync nothing leaves before a person asks for it; first they may look at what would. */
export async function offerDryRun(
  api: Api,
  { connectionId, state, automatic }: Pick<StatusAnswer, 'connectionId' | 'state' | 'automatic'>,
  ask: (question: string) => Promise<boolean>,
  say: Say,
): Promise<void> {
  if (automatic || state !== 'active') return;
  const later = `“focus-yuki dry-run ${connectionId}” shows it at any time, “focus-yuki sync ${connectionId}” sends.`;
  if (await ask('Look now at what a sync would send? Nothing is sent.'))
    say(showDryRun(await dryRunAndWait(api, connectionId, null)));
  say(later);
}

const confirmed = async (message: string): Promise<boolean> =>
  given<boolean>(await prompts.confirm({ message }));

type Onboarding = NonNullable<StatusAnswer['onboarding']>;

async function askOne(api: Api, connectionId: string, view: Onboarding): Promise<void> {
  const put: Put = (path, body) => api.send('PUT', `/api/connections/${part(connectionId)}/${path}`, body);
  switch (view.step) {
    case 'chooseEntity':
      return void (await put('entity', {
        entityId: given(
          await prompts.select({
            message: 'Which company entity?',
            options: (view.entities ?? [])
              .filter(({ active }) => active)
              .map(({ id, name }) => ({ value: id, label: name })),
          }),
        ),
      }));
    case 'giveYukiAccess':
      return askYukiAccess(put);
    case 'confirmAdministration': {
      const name = view.administration?.name ?? '';
      const isRight = given(await prompts.confirm({ message: `Is «${name}» the right administration?` }));
      if (!isRight) return askYukiAccess(put);
      return void (await put('administration', { administrationName: name }));
    }
    case 'chooseStartDate':
      return void (await put('start-date', {
        startDate: given(
          await prompts.text({ message: 'Export documents dated from', placeholder: '2026-01-01' }),
        ),
      }));
    case 'confirmMappings':
      return confirmProposals(view, put);
    case 'switchAutomatic':
      return void (await put('automatic', {
        otherExporter: given(
          await prompts.confirm({
            message: 'Does Teamleader’s own link, the Booster or another tool still export this entity?',
            initialValue: false,
          }),
        ),
        automatic: given(await prompts.confirm({ message: 'Sync by itself from now on?' })),
      }));
    case 'focusAuthorised':
    case 'checking':
    case 'done':
      throw new Refused(
        'not-authorised',
        'Focus has not been authorised yet.',
        'Open the authorisation address, then continue.',
      );
  }
}

type Put = (path: string, body: unknown) => Promise<unknown>;

async function askYukiAccess(put: Put): Promise<void> {
  await put('yuki-access', {
    companyId: given(
      await prompts.text({ message: 'Company id (Yuki > Settings > Integrations > Web services)' }),
    ),
    accessKey: given(await prompts.password({ message: 'Access key' })),
  });
}

async function confirmProposals(view: Onboarding, put: Put): Promise<void> {
  const describe = new Map(view.taxRates.map(({ id, description }) => [id, description]));
  const accounts = Object.entries(view.proposedAccounts.accountPerRate);
  prompts.note(
    [
      ...view.proposedVatLinks.map(
        (link) => `${describe.get(link.taxRateId) ?? link.taxRateId} → VAT type ${String(link.vatType)}`,
      ),
      ...view.unlinkedTaxRates.map((id) => `${describe.get(id) ?? id} → not linked; its documents will wait`),
      ...accounts.map(([id, account]) => `${describe.get(id) ?? id} → account ${account}`),
      `All others → account ${view.proposedAccounts.defaultAccount ?? 'none; their documents will wait'}`,
    ].join('\n'),
    `Proposed from ${view.accountsCount} ledger accounts and ${view.vatCodes.length} VAT codes`,
  );
  const isGood = given(await prompts.confirm({ message: 'Take these proposals?' }));
  if (!isGood)
    throw new Refused(
      'declined',
      'The proposals were not taken, so the connection waits.',
      'Give your own links and accounts with PUT /api/connections/{id}/mappings or in a file of answers.',
    );
  await put('mappings', { vatLinks: 'proposed', defaultAccounts: 'proposed' });
}

function given<T>(answer: T | symbol): T {
  if (prompts.isCancel(answer))
    throw new Refused(
      'cancelled',
      'Cancelled; the answers so far are kept.',
      'Go on with “focus-yuki connect --continue ID”.',
    );
  return answer as T;
}
