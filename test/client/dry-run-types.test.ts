/** The dry run has one shape at all its doors, which the compiler holds. */

import { expectTypeOf, test } from 'vitest';
import type { Connector } from '../../client/connector.ts';
import type { DryRunAnswer } from '../../client/dry-run-answers.ts';

test('has one type from the verb to the door', () => {
  expectTypeOf<Awaited<ReturnType<Connector['dryRunReport']>>>().toEqualTypeOf<DryRunAnswer>();
  expectTypeOf<Connector['dryRun']>().returns.resolves.toEqualTypeOf<{
    runNumber: number;
    alreadyRunning: boolean;
  }>();
  expectTypeOf<DryRunAnswer['wouldSend']['totals'][number]['gross']>().toBeString();
});
