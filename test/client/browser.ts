/** What a person does with a console in the tests of connecting: goes to Focus and back, answers, looks. */

import { expect } from 'vitest';
import type { OnboardingAnswer, StatusAnswer } from '../../client/answers.ts';
import { jsonBody, type ConsoleUnderTest } from './console-under-test.ts';
import type { PretendFocus } from './pretend-focus.ts';
import { administrationName, companyId, entityId, goodKey } from './stand-in-worker.ts';

export interface Browser {
  status(id: string): Promise<StatusAnswer>;
  /** Gives one answer of the onboarding. */
  put(id: string, step: string, body: unknown): Promise<Response>;
  /** Waits for the next question. */
  asked(id: string): Promise<OnboardingAnswer>;
  /** Begins a connection and comes back from Focus; answers its id. */
  authorise(): Promise<string>;
  connect(body: unknown): Promise<Response>;
}

export function openBrowser(console: ConsoleUnderTest, focus: PretendFocus): Browser {
  const status = async (id: string): Promise<StatusAnswer> =>
    (await (await console.ask(`/api/connections/${id}`)).json()) as StatusAnswer;
  return {
    status,
    put: (id, step, body) => console.ask(`/api/connections/${id}/${step}`, jsonBody('PUT', body)),
    asked: async (id) => {
      let view: OnboardingAnswer | null = null;
      await expect
        .poll(async () => (view = (await status(id)).onboarding)?.step ?? 'checking', { timeout: 15_000 })
        .not.toBe('checking');
      if (view === null) throw new Error('The connection is not in its onboarding.');
      return view;
    },
    authorise: async () => {
      const begun = (await (await console.ask('/api/connections', { method: 'POST' })).json()) as {
        connectionId: string;
        authorizeUrl: string;
      };
      const state = new URL(begun.authorizeUrl).searchParams.get('state') ?? '';
      focus.open.add(`code-${state}`);
      const back = await console.ask(`/oauth/focus/callback?code=code-${state}&state=${state}`);
      expect(back.status).toBe(200);
      expect(await back.text()).toContain(begun.connectionId);
      return begun.connectionId;
    },
    connect: (body) => console.ask('/api/connect', jsonBody('POST', body)),
  };
}

/** All answers of an unattended connect, all of them right. */
export const answers = (refreshToken: string) => ({
  focus: { refreshToken },
  entityId,
  yuki: { companyId: companyId.toUpperCase(), accessKey: goodKey },
  administrationName,
  startDate: '2026-01-01',
  vatLinks: 'proposed',
  defaultAccounts: 'proposed',
  automatic: true,
});
