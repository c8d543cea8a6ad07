/**
 * The unattended way to connect: all answers at once, given step by step in the order in which the workflow
 * asks for them. The same answers again find the same connection and change nothing (R-ONB-9, S-01, S-68).
 */

import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectionId, type FocusAccountId, type YukiAdministrationId } from '../domain/ids.ts';
import type { FocusEntityId } from '../domain/ids.ts';
import {
  findByTriple,
  findOnboardingByEntity,
  getConnection,
  readOnboarding,
  updateConnection,
  type Connection,
  type OnboardingView,
} from '../ledger/connections.ts';
import { onboardingSteps, type OnboardingStep } from '../workflows/messages.ts';
import { accountOfGrant, authorisedBy, draftOf } from './authorisation.ts';
import { knownConnection } from './lookup.ts';
import {
  chooseEntity,
  chooseStartDate,
  confirmAdministration,
  giveYukiAccess,
  switchAutomatic,
} from './onboarding.ts';
import { confirmMappings } from './mappings.ts';
import { away, badAnswer, notNow } from './refusal.ts';
import type { ConnectedAnswer } from './answers.ts';
import type { ConnectAnswers } from './orders.ts';
import type { ConnectorTools } from './tools.ts';

const defaultStepWaitMs = 60_000;
const lookEveryMs = 150;
/** Every step once, a few again after a merge, and never without end. */
const mostTurns = 2 * onboardingSteps.length + 2;

/** Two unattended connects of one account and entity take turns, so that the second finds what the first made. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Connects and answers when the connection works, or refuses with the problem of the step that stopped it;
 * what was answered before that step is kept and the same call goes on from there.
 */
export async function connect(tools: ConnectorTools, answers: ConnectAnswers): Promise<ConnectedAnswer> {
  await tools.temporal.ensureReachable();
  if ('connectionId' in answers.focus) {
    const connection = await knownConnection(tools, answers.focus.connectionId);
    return follow(tools, connection.id, answers);
  }
  const accountId = await accountOfGrant(tools, answers.focus.refreshToken);
  return inTurn(`${accountId}/${answers.entityId}`, async () => {
    const standing = await findStanding(tools, accountId, answers);
    if (standing === null || standing.state === 'disconnected')
      return follow(tools, (await draftOf(tools, accountId)).id, answers);
    if (standing.state !== 'onboarding')
      return { connectionId: standing.id, state: standing.state, created: false };
    await authorisedBy(tools, standing, accountId);
    return follow(tools, standing.id, answers);
  });
}

async function inTurn<T>(key: string, act: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve();
  const mine = before.then(act, act);
  turns.set(key, mine);
  try {
    return await mine;
  } finally {
    if (turns.get(key) === mine) turns.delete(key);
  }
}

/** The connection that these answers made before, working or half-way; null for a first time. */
async function findStanding(
  tools: ConnectorTools,
  accountId: FocusAccountId,
  answers: ConnectAnswers,
): Promise<Connection | null> {
  const entityId = answers.entityId as FocusEntityId;
  const administrationId = answers.yuki.companyId.trim().toLowerCase() as YukiAdministrationId;
  return (
    (await findByTriple(tools.ledger, accountId, entityId, administrationId)) ??
    (await findOnboardingByEntity(tools.ledger, accountId, entityId))
  );
}

type Stand =
  | { readonly kind: 'asks'; readonly step: OnboardingStep; readonly view: OnboardingView }
  | { readonly kind: 'works'; readonly connection: Connection }
  | { readonly kind: 'elsewhere'; readonly id: ConnectionId };

/** Answers what is asked until nothing is, following the draft into the connection that it is joined with. */
async function follow(
  tools: ConnectorTools,
  firstId: ConnectionId,
  answers: ConnectAnswers,
): Promise<ConnectedAnswer> {
  let id = firstId;
  let created = true;
  let lastStep: OnboardingStep | null = null;
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const stand = await standOf(tools, id, lastStep);
    switch (stand.kind) {
      case 'works':
        // One that was disconnected waits to be asked; these answers are the asking.
        if (!created && stand.connection.awaitsFirstSync && answers.automatic)
          await switchAutomatic(tools, id, answers);
        return { connectionId: stand.connection.id, state: stand.connection.state, created };
      case 'elsewhere':
        [id, created, lastStep] = [stand.id, false, null];
        break;
      case 'asks':
        if (stand.step === lastStep) throw refusedStep(stand);
        await give(tools, id, stand.step, answers);
        lastStep = stand.step;
        break;
    }
  }
  throw away(
    'onboarding-unsettled',
    'The onboarding goes round without coming to an end.',
    'Look at the connection’s status and answer its questions one by one.',
  );
}

/** Waits, bounded, until the last answer has been looked at. */
async function standOf(
  tools: ConnectorTools,
  id: ConnectionId,
  lastStep: OnboardingStep | null,
): Promise<Stand> {
  const until = Date.now() + (tools.stepWaitMs ?? defaultStepWaitMs);
  for (;;) {
    const connection = await getConnection(tools.ledger, id);
    if (connection === null)
      throw away('connection-vanished', 'The draft is gone from the ledger.', 'Connect again.');
    if (connection.state === 'merged' && connection.mergedInto !== null)
      return { kind: 'elsewhere', id: connection.mergedInto };
    if (['active', 'paused', 'stopped'].includes(connection.state)) return { kind: 'works', connection };
    if (connection.state === 'onboarding') {
      const view = await readOnboarding(tools.ledger, id);
      const other = view?.useInstead ?? null;
      if (view?.step === 'done' && other !== null && other !== id) return { kind: 'elsewhere', id: other };
      if (view !== null && view.step !== 'checking' && view.step !== 'done')
        return { kind: 'asks', step: view.step, view };
    }
    if (Date.now() > until) throw tooSlow(lastStep);
    await delay(lookEveryMs);
  }
}

async function give(
  tools: ConnectorTools,
  id: ConnectionId,
  step: OnboardingStep,
  answers: ConnectAnswers,
): Promise<void> {
  switch (step) {
    case 'focusAuthorised':
      throw notNow(
        'not-authorised',
        'Teamleader Focus has not been authorised for this connection.',
        'Open the connection’s authorisation address in a browser first, or give a refresh token.',
      );
    case 'chooseEntity':
      return void (await chooseEntity(tools, id, answers));
    case 'giveYukiAccess':
      return void (await giveYukiAccess(tools, id, answers.yuki));
    case 'confirmAdministration':
      return void (await confirmAdministration(tools, id, answers));
    case 'chooseStartDate':
      return void (await chooseStartDate(tools, id, answers));
    case 'confirmMappings':
      return void (await confirmMappings(tools, id, answers));
    case 'switchAutomatic':
      await keepAdoption(tools, id, answers);
      return void (await switchAutomatic(tools, id, answers));
  }
}

/** Given before the last question, so that the first run knows it. */
async function keepAdoption(tools: ConnectorTools, id: ConnectionId, answers: ConnectAnswers): Promise<void> {
  const { settings } = await knownConnection(tools, id);
  const wanted = answers.adoption ?? 'review';
  if (settings.adoption !== wanted)
    await updateConnection(tools.ledger, id, { settings: { ...settings, adoption: wanted } }, tools.now());
}

function refusedStep(stand: Extract<Stand, { kind: 'asks' }>) {
  const { problem } = stand.view;
  return problem === null
    ? badAnswer(
        'answer-not-taken',
        `The answer to “${stand.step}” was not taken.`,
        'Look at the connection’s status and answer this question again.',
      )
    : badAnswer(problem.cause, problem.what, problem.how);
}

function tooSlow(lastStep: OnboardingStep | null) {
  return away(
    'step-too-slow',
    `The answer to “${lastStep ?? 'focusAuthorised'}” was kept, but has not been looked at in time.`,
    'See that a worker runs and that Focus and Yuki can be reached, then give the same answers again.',
  );
}
