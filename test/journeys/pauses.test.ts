/**
 * What stops a whole connection pauses it, says why, who and until when, loses nothing, and goes on after the cure
 * and `retry` (promise 2; E-2, E-6; design 3). What stops single documents is in `holds.test.ts`.
 */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openStack, type Stack } from '../support/stack.ts';
import { openSyncedTenant, type Tenant } from '../support/tenant.ts';
import { missingTemporal } from '../support/temporal.ts';

const missing = await missingTemporal();
const why = missing === null ? '' : ` [${missing}]`;

let stack: Stack;
beforeAll(async () => {
  if (missing === null) stack = await openStack();
});
afterEach(async () => {
  if (missing !== null) return;
  stack.sandbox.parts.faults.clear();
  await stack.shorten({});
});
afterAll(() => stack?.close());

interface Stop {
  readonly key: string;
  readonly who: string;
  raise(tenant: Tenant): Promise<unknown>;
  cure(tenant: Tenant): Promise<unknown>;
}

const allRights = ['Sales', 'Financial', 'Contacts', 'Vat'];
const stops: [string, Stop][] = [
  [
    'the module Invoices switched off (E-2)',
    {
      key: 'module-off',
      who: 'accountant',
      raise: (tenant) => tenant.inYuki('set-module', { on: false }),
      cure: (tenant) => tenant.inYuki('set-module', { on: true }),
    },
  ],
  [
    'the access key withdrawn (S-42)',
    {
      key: 'yuki-access',
      who: 'administrator',
      raise: ({ inYukiAlone, accessKey }) => inYukiAlone('withdraw-key', { key: accessKey }),
      cure: ({ inYukiAlone, accessKey }) => inYukiAlone('withdraw-key', { key: accessKey, withdrawn: false }),
    },
  ],
  [
    'the right Sales taken away (R-ERR-5)',
    {
      key: 'yuki-right-missing',
      who: 'administrator',
      raise: ({ inYukiAlone, accessKey }) =>
        inYukiAlone('set-rights', { key: accessKey, rights: allRights.slice(1) }),
      cure: ({ inYukiAlone, accessKey }) => inYukiAlone('set-rights', { key: accessKey, rights: allRights }),
    },
  ],
  [
    'the administration inactive',
    {
      key: 'administration-gone',
      who: 'administrator',
      raise: (tenant) => tenant.inYuki('set-active', { active: false }),
      cure: (tenant) => tenant.inYuki('set-active', { active: true }),
    },
  ],
  [
    'Yuki’s calls of the day used up (E-6)',
    {
      key: 'quota-used',
      who: 'time',
      raise: ({ inYukiAlone, domainId }) => inYukiAlone('use-calls', { domainId, calls: 1000 }),
      cure: ({ inYukiAlone, domainId }) => inYukiAlone('set-daily-limit', { domainId, limit: 5000 }),
    },
  ],
  [
    'Yuki away for longer than is usual (S-76)',
    {
      key: 'yuki-unreachable',
      who: 'time',
      raise: async (tenant) => {
        await stack.shorten({ unreachableAfter: 1_500 });
        tenant.plan({ operation: '*', kind: 'drop-before', times: 10_000 });
      },
      cure: async () => stack.sandbox.parts.faults.clear(),
    },
  ],
  [
    'Focus away for longer than is usual',
    {
      key: 'focus-unreachable',
      who: 'time',
      raise: async (tenant) => {
        await stack.shorten({ unreachableAfter: 1_500 });
        tenant.plan({ operation: '*', kind: 'html-502', times: 10_000 }, 'focus');
      },
      cure: async () => stack.sandbox.parts.faults.clear(),
    },
  ],
  [
    'Focus’s access withdrawn (S-44)',
    {
      key: 'focus-access',
      who: 'administrator',
      raise: (tenant) => tenant.inFocus('revoke-refresh-tokens', {}),
      cure: async (tenant) => {
        const { refreshToken } = await tenant.inFocus<{ refreshToken: string }>('mint-tokens', {});
        await stack.verbs.authoriseByRefreshToken(tenant.id, refreshToken);
      },
    },
  ],
];

describe.skipIf(missing !== null)(`what stops the whole connection pauses it and loses nothing${why}`, () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await openSyncedTenant(stack);
  });

  test.each(stops)('%s', async (_what, stop) => {
    const invoice = await tenant.book([{ price: 60 }]);
    await stop.raise(tenant);
    const run = await tenant.sync();
    expect(run.outcome).toMatch(/^(blocked|outOfCalls)$/);
    const { state, cause } = await tenant.status();
    expect(state).toBe('paused');
    expect(cause).toMatchObject({ key: stop.key, who: stop.who });
    expect(cause?.nextTryAt).not.toBeNull();
    await expect(stack.verbs.syncNow(tenant.id)).rejects.toMatchObject({
      status: 409,
      detail: expect.stringContaining(cause?.what ?? 'nothing'),
    });
    expect(tenant.compare({ waiting: [invoice.id] })).toMatchObject({ agrees: true });

    await stop.cure(tenant);
    await stack.verbs.retry(tenant.id);
    await tenant.untilExported([invoice.id]);
    await tenant.untilStatus(
      'the connection to be active',
      (now) => now.state === 'active' && now.runningSync === null,
    );
    expect(tenant.compare()).toMatchObject({ agrees: true });
  });

  test('Focus’s rate limit is waited out and pauses nothing (S-46)', async () => {
    const invoice = await tenant.book([{ price: 61 }]);
    tenant.plan({ operation: 'invoices.list', kind: 'rate-limited', delayMs: 1_500 }, 'focus');
    tenant.plan({ operation: 'invoices.info', kind: 'rate-limited', delayMs: 1_500 }, 'focus');
    const run = await tenant.sync();
    expect(run).toMatchObject({ outcome: 'done', summary: { exported: 1 } });
    await tenant.untilExported([invoice.id]);
    expect(tenant.compare()).toMatchObject({ agrees: true });
  });
});
