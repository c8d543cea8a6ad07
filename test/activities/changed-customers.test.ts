// Customers that change in Focus, against the whole sandbox: merged, renamed, deleted; each stays one relation in Yuki.

import { afterEach, describe, expect, test } from 'vitest';
import { openDoubts } from '../../ledger/customer-doubts.ts';
import { emptyWorld, knownCustomer } from '../../sandbox/worlds/index.ts';
import { book, ownCode, placeOf, withRelations } from './customer-worlds.ts';
import { openSandboxDesk, type SandboxDesk } from './sandbox-desk.ts';

let desk: SandboxDesk;
afterEach(() => desk.close());

const k1 = knownCustomer('K1');
const codeOf = async (number: string): Promise<string | null> => (await desk.document(number)).customerCode;

describe('customers that Focus has merged (R-CUST-12)', () => {
  const addTwin = () =>
    desk.inFocus<{ type: 'company'; id: string }>('customer', {
      type: 'company',
      set: {
        name: 'Peeters Garages NV',
        vat_number: 'BE0777777771',
        addresses: [
          {
            type: 'primary',
            address: { line_1: 'Liersesteenweg 12', postal_code: '2800', city: 'Mechelen', country: 'BE' },
          },
        ],
      },
    });

  test.each(['survivor', 'old-id', 'redirect'] as const)(
    'stay one relation, and no third one arises, when Focus shows %s (R-CUST-12)',
    async (mergedCustomerShows) => {
      desk = await openSandboxDesk(withRelations([], emptyWorld()));
      desk.sandbox.parts.switches.patch({ mergedCustomerShows });
      await book(desk, k1);
      await desk.sync();
      const code = ownCode(k1);
      const survivor = await addTwin();
      const before = await book(desk, k1);
      const after = await book(desk, survivor);
      await desk.inFocus('merge-customers', { type: 'company', from: k1.id, into: survivor.id });
      await desk.sync();
      expect(await codeOf(before.number)).toBe(code);
      expect(await codeOf(after.number)).toBe(code);
      expect(desk.relations()).toMatchObject([{ code }]);
      expect((await desk.documents()).map(({ state }) => state)).toEqual([
        'exported',
        'exported',
        'exported',
      ]);
    },
  );

  test('that both had a relation keep the survivor’s, and the other code is never used again (R-CUST-12)', async () => {
    desk = await openSandboxDesk(withRelations([], emptyWorld()));
    const other = await desk.inFocus<{ type: 'company'; id: string }>('customer', {
      type: 'company',
      set: {
        name: 'Tuinen Zuid BV',
        addresses: [{ type: 'primary', address: { city: 'Gent', country: 'BE' } }],
      },
    });
    await book(desk, k1);
    await book(desk, other);
    await desk.sync();
    await desk.inFocus('merge-customers', { type: 'company', from: other.id, into: k1.id });
    const later = await book(desk, k1);
    await desk.sync();
    expect(await codeOf(later.number)).toBe(ownCode(k1));
    expect(
      desk
        .relations()
        .map(({ code }) => code)
        .toSorted(),
    ).toEqual([ownCode(k1), ownCode(other)].toSorted());
  });

  test('are not merged by us: two living ones with one VAT number are a person’s decision (R-CUST-12)', async () => {
    desk = await openSandboxDesk(withRelations([], emptyWorld()));
    await book(desk, k1);
    await desk.sync();
    await book(desk, await addTwin());
    await desk.sync();
    expect((await openDoubts(desk.ledger, await placeOf(desk))).map(({ why }) => why)).toEqual([
      'belongsToAnother',
    ]);
    expect(desk.relations()).toHaveLength(1);
  });
});

test('a renamed customer stays the same relation, whether or not Yuki takes the new name over (S-55, R-CUST-13)', async () => {
  desk = await openSandboxDesk(withRelations([], emptyWorld()));
  await book(desk, k1);
  await desk.sync();
  await desk.inFocus('customer', { type: 'company', id: k1.id, set: { name: 'Peeters Mobility NV' } });
  const later = await book(desk, k1);
  await desk.sync();
  expect(await codeOf(later.number)).toBe(ownCode(k1));
  expect(desk.relations()).toHaveLength(1);
});

test('a deleted customer is known by the invoicee on the document, and adopted by its VAT number (S-57)', async () => {
  desk = await openSandboxDesk(
    withRelations(
      [{ code: 'G7', name: 'Peeters', type: 'Company', vatNumber: 'BE0777.777.771' }],
      emptyWorld(),
    ),
  );
  const invoice = await book(desk, k1);
  await desk.inFocus('customer', { type: 'company', id: k1.id, delete: true });
  await desk.sync();
  expect(await codeOf(invoice.number)).toBe('G7');
  expect((await desk.document(invoice.number)).state).toBe('exported');
  expect(desk.relations()).toHaveLength(1);
});
