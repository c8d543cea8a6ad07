// The removal of payments in Focus by a named person, over the API: what would go is said first, and the amount that
// Focus shows is repeated; a run does it (S-49).

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemOf } from './console-under-test.ts';
import {
  audited,
  by,
  closeResolutionDesk,
  decide,
  done,
  doubtful,
  openResolutionDesk,
  told,
  undone,
} from './resolution-desk.ts';

beforeAll(openResolutionDesk);
afterAll(closeResolutionDesk);

describe('payments that Yuki has undone', () => {
  test('are removed in Focus by a run, once the amount that Focus shows is repeated (S-49)', async () => {
    const place = await undone();
    const problem = await problemOf(await decide(place, { action: 'removePayments' }));
    expect(problem.type).toContain('removal-not-confirmed');
    expect(problem.detail).toBe(
      'Focus shows 121.00 of this invoice as paid, 121.00 of it registered by us. It can remove all of it or nothing.',
    );
    expect(await done(await decide(place, { action: 'removePayments', amount: '121.00' }))).toMatchObject({
      told: 'removalAsked',
      documents: 1,
    });
    expect(told).toEqual(['syncNow']);
    expect(await audited(place.id)).toMatchObject([
      { who: 'An Claes', what: 'removal-asked', params: { reason: by.reason, confirmedCents: 12_100 } },
    ]);
    expect(await done(await decide(place, { action: 'removePayments', amount: '121.00' }))).toMatchObject({
      told: 'removalAsked',
      already: true,
    });
  });

  test('are shown with those of others, with what to do instead, before anything is removed (S-49, R-PAY-7)', async () => {
    // 171.00 in all: Focus has nothing due, and 50.00 came from somebody else.
    const place = await undone(0, 17_100);
    const problem = await problemOf(await decide(place, { action: 'removePayments', amount: '121.00' }));
    expect(problem.detail).toBe(
      'Focus shows 171.00 of this invoice as paid, 121.00 of it registered by us and 50.00 by others. It can remove all of it or nothing.',
    );
    expect(problem.cure).toContain('Better correct the payments in Focus by hand.');
    expect(told).toEqual([]);
    await done(await decide(place, { action: 'removePayments', amount: '171.00' }));
    expect(told).toEqual(['syncNow']);
  });

  test('are the only ones: where nothing was undone nothing is removed (S-49)', async () => {
    const place = await doubtful();
    const problem = await problemOf(await decide(place, { action: 'removePayments', amount: '121.00' }));
    expect(problem.type).toContain('nothing-reversed');
  });
});
