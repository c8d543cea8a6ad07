// Tokens that end before we would renew them: Focus is asked once for a new one, and what it gives is used.

import { afterEach, expect, test } from 'vitest';
import { openSandboxDesk, type SandboxDesk } from './sandbox-desk.ts';

let desk: SandboxDesk;
afterEach(() => desk.close());

test('a token that lives shorter than our margin is used, not renewed without end (R-DIS-7)', async () => {
  desk = await openSandboxDesk('small');
  // Every token of this Focus has ended by this worker's clock before it comes.
  desk.later(180);
  await desk.discover();
  const calls = desk.calls('focus');
  const renewals = calls.filter((one) => one === 'oauth2/access_token').length;
  expect(calls.length - renewals).toBeGreaterThan(2);
  expect(renewals).toBeLessThanOrEqual(calls.length - renewals);
});
