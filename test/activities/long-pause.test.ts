// What was paid while nobody could look is carried back when somebody can, each payment with its own date.

import { expect, test } from 'vitest';
import { getConnection } from '../../ledger/connections.ts';
import { storeTokens } from '../../ledger/focus-accounts.ts';
import { openBank } from './bank.ts';
import { openOffice } from './office.ts';

test('after 40 days without access all 23 invoices that were settled meanwhile are registered with their dates, once (S-53, R-PAY-10)', async () => {
  const office = await openOffice();
  try {
    const bank = await openBank(office);
    const place = await office.connect();
    const numbers = Array.from({ length: 60 }, (_, index) => 10_001 + index);
    for (const number of numbers) await office.book(place, [{ price: 100 }], { number: `2026 / ${number}` });
    await office.sync(place);
    expect(await bank.poll(place)).toBe(true);
    // From 1 April on one a day, the 23rd on 23 April; 37 stay open.
    const settled = numbers.slice(0, 23);
    for (const [index, number] of settled.entries())
      await bank.reconcile(place, number, `2026-04-${String(index + 1).padStart(2, '0')}`);
    // The list was last read forty days ago, and now Focus lets nobody in.
    await office.ledger.db
      .updateTable('openItemReadings')
      .set({ readAt: new Date(Date.now() - 40 * 86_400_000) })
      .execute();
    await office.inFocus('revoke-refresh-tokens', {});
    await expect(bank.poll(place)).rejects.toThrow('focus-access');
    expect(numbers.flatMap((number) => bank.inFocus(number))).toEqual([]);
    const tokens = await office.inFocus<{ accessToken: string; refreshToken: string }>('mint-tokens', {});
    const expiresAt = new Date(Date.now() + 3_600_000);
    const connection = await getConnection(office.ledger, place.id);
    await storeTokens(office.ledger, connection!.focusAccountId!, { ...tokens, expiresAt }, new Date());
    expect(await bank.poll(place)).toBe(true);
    expect(await bank.poll(place)).toBe(true);
    expect(settled.map((number) => bank.inFocus(number))).toEqual(
      settled.map((_, index) => [[12_100, `2026-04-${String(index + 1).padStart(2, '0')}`]]),
    );
    expect(numbers.slice(23).flatMap((number) => bank.inFocus(number))).toEqual([]);
  } finally {
    await office.close();
  }
});
