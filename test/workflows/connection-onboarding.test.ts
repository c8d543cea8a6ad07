// Setting a connection up: asked step by step, each answer looked at once, and what happens when it is over.

import { ApplicationFailure } from '@temporalio/activity';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OnboardingTurn } from '../../activities/interface.ts';
import { answered, onboardingSteps, syncNow, syncNowUpdate, unknownSignal } from './messages-under-test.ts';
import { gate, inTurn, standing } from '../support/fake-activities.ts';
import {
  metadata,
  openStage,
  refusal,
  shown,
  untilCalled,
  untilState,
  type Stage,
} from '../support/workflow-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const ask = (step: string, problem: string | null = null): OnboardingTurn => ({ kind: 'ask', step, problem });
const ready: OnboardingTurn = { kind: 'ready', yukiDomain: 'domain-1', automatic: false };
const beingSetUp = (): ReturnType<typeof standing> => standing({ state: 'onboarding', yukiDomain: null });

describe.concurrent('a connection that is being set up', () => {
  test('asks one question after the other and is active after the last (R-ONB-3)', async () => {
    const turns = [...onboardingSteps.map((step) => ask(step)), ready] as const;
    const place = stage.place({
      readStanding: inTurn(beingSetUp(), standing()),
      takeOnboardingStep: inTurn(...(turns as unknown as [OnboardingTurn])),
    });
    const handle = await place.startConnection();
    for (const step of onboardingSteps) {
      await untilState(handle, { kind: 'onboarding', step, problem: null });
      expect(await handle.executeUpdate(answered, { args: [{ step }] })).toEqual({ step });
    }
    await untilState(handle, { kind: 'waiting', nextSyncAt: null });
    expect(place.names('takeOnboardingStep')).toHaveLength(onboardingSteps.length + 1);
    const { attributes } = await shown(handle);
    expect(attributes).toMatchObject({ ConnectionStatus: 'active', YukiDomain: 'domain-1' });
  });

  test('shows why a step stands, in words, and nothing of it in the attributes', async () => {
    const place = stage.place({
      readStanding: inTurn(beingSetUp()),
      takeOnboardingStep: inTurn(ask('giveYukiAccess', 'Yuki refuses the access key.')),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'onboarding', step: 'giveYukiAccess' });
    const { details, attributes } = await shown(handle);
    expect(details).toContain('**Waiting for:** the answer to `giveYukiAccess`.');
    expect(details).toContain('**Why it stands:** Yuki refuses the access key.');
    expect(attributes).toEqual({ ConnectionId: place.connectionId, ConnectionStatus: 'onboarding' });
  });

  test('looks once for answers that came while it looked', async () => {
    const looking = gate();
    const turns = inTurn(ask('focusAuthorised'), ask('chooseEntity'));
    const place = stage.place({
      readStanding: inTurn(beingSetUp()),
      takeOnboardingStep: async () => {
        if (place.names('takeOnboardingStep').length === 1) await looking.pass();
        return turns();
      },
    });
    const handle = await place.startConnection();
    await looking.reached;
    for (let times = 0; times < 3; times += 1)
      await handle.executeUpdate(answered, { args: [{ step: 'focusAuthorised' }] });
    looking.open();
    await untilState(handle, { kind: 'onboarding', step: 'chooseEntity' });
    expect(place.names('takeOnboardingStep')).toHaveLength(2);
  });

  test('refuses to sync before that, with the reason', async () => {
    const place = stage.place({
      readStanding: inTurn(beingSetUp()),
      takeOnboardingStep: inTurn(ask('chooseEntity')),
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'onboarding', step: 'chooseEntity' });
    expect(await refusal(handle.executeUpdate(syncNowUpdate))).toEqual({
      message: 'The connection is not active (onboarding).',
      type: 'NotActive',
    });
  });

  test('that had to pause says so, and goes on with the next answer (R-ONB-3, E-6)', async () => {
    const place = stage.place({
      readStanding: inTurn(beingSetUp()),
      takeOnboardingStep: async () => {
        if (place.names('takeOnboardingStep').length === 1)
          throw ApplicationFailure.nonRetryable('No calls are left.', 'quota-used', 43_200_000);
        return ask('chooseStartDate');
      },
    });
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'paused', cause: 'quota-used' });
    const step = 'confirmAdministration';
    expect(await handle.executeUpdate(answered, { args: [{ step }] })).toEqual({ step });
    await untilState(handle, { kind: 'onboarding', step: 'chooseStartDate' });
  });

  test('ends when it turns out to be a connection that exists already (R-ONB-9)', async () => {
    const place = stage.place({
      readStanding: inTurn(beingSetUp()),
      takeOnboardingStep: inTurn<OnboardingTurn>({ kind: 'merged', into: 'c0123456789abcdef' }),
    });
    const handle = await place.startConnection();
    expect(await handle.result()).toEqual({ kind: 'merged', into: 'c0123456789abcdef' });
  });
});

describe.concurrent('a connection that is set up', () => {
  test('refuses an answer to a question that is over, and leaves no trace of it', async () => {
    const place = stage.place();
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    const said = handle.executeUpdate(answered, { args: [{ step: 'chooseEntity' }] });
    expect(await refusal(said)).toEqual({
      message: 'The connection is already set up.',
      type: 'AlreadySetUp',
    });
    expect(place.names()).toEqual(['readStanding']);
    const { events } = await handle.fetchHistory();
    expect(
      (events ?? []).filter(({ workflowExecutionUpdateAcceptedEventAttributes: update }) => update),
    ).toEqual([]);
  });

  test.each(['focusAuthorised', 'giveYukiAccess'] as const)(
    'takes renewed access (%s) as a reason to try again',
    async (step) => {
      const place = stage.place();
      const handle = await place.startConnection();
      await untilState(handle, { kind: 'waiting' });
      await handle.executeUpdate(answered, { args: [{ step }] });
      await untilCalled(place, 'retryHolds');
    },
  );

  test('drops a signal that it does not know, and goes on', async () => {
    const place = stage.place();
    const handle = await place.startConnection();
    await untilState(handle, { kind: 'waiting' });
    await handle.signal(unknownSignal, { some: 'thing' });
    await handle.signal(syncNow);
    await untilCalled(place, 'closeRun');
    expect(stage.logged).toContain('WARN unknown signal dropped');
  });

  test('describes every message that an operator can send', async () => {
    const handle = await stage.place().startConnection();
    await untilState(handle, { kind: 'waiting' });
    const { definition } = await metadata(handle);
    const { signalDefinitions, updateDefinitions, queryDefinitions } = definition;
    expect(signalDefinitions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['retry', 'syncNow', 'pause', 'resume', 'refresh', 'disconnect']),
    );
    expect(updateDefinitions.map(({ name }) => name).toSorted()).toEqual([
      'answered',
      'dryRun',
      'retry',
      'syncNow',
    ]);
    const own = [...signalDefinitions, ...updateDefinitions, ...queryDefinitions].filter(
      ({ name }) => name !== undefined && !name.startsWith('__'),
    );
    expect(own.filter(({ description = '' }) => !/^[A-Z].*\.$/.test(description))).toEqual([]);
  });
});
