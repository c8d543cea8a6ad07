// Customers and the relations of Yuki, against the whole sandbox: adopted, coded once, doubtful until a person chooses.

import { afterEach, describe, expect, test } from 'vitest';
import type { CauseId, FocusCustomerId } from '../../domain/ids.ts';
import { listOpenCauses } from '../../ledger/causes.ts';
import { decideDoubt, openDoubts } from '../../ledger/customer-doubts.ts';
import { emptyWorld, knownCustomer } from '../../sandbox/worlds/index.ts';
import { book, ownCode, placeOf, withRelations, type Contact } from './customer-worlds.ts';
import { openSandboxDesk, type SandboxDesk } from './sandbox-desk.ts';

let desk: SandboxDesk;
afterEach(() => desk.close());

const k1 = knownCustomer('K1');
const k2 = knownCustomer('K2');
const codeOf = async (number: string): Promise<string | null> => (await desk.document(number)).customerCode;
const holdKeys = async (): Promise<string[]> =>
  (await listOpenCauses(desk.ledger, desk.connectionId)).map(({ key, waiting }) => `${key} ${waiting}`);
const namedLike = (part: RegExp) => desk.relations().filter(({ name }) => part.test(name));

describe('an old code of the built-in connector', () => {
  test('is adopted for the company and the contact with the same integer id (S-05, R-CUST-1, R-CUST-2, R-CUST-5)', async () => {
    desk = await openSandboxDesk(
      withRelations([
        { code: '132926235', name: 'Garage Peeters NV', type: 'Company', country: 'BE' },
        { code: '132926230', name: 'An Claes', type: 'Person', country: 'BE' },
      ]),
    );
    await desk.sync();
    expect(await codeOf('2026 / 10017')).toBe('132926235');
    expect(await codeOf('2026 / 10015')).toBe('132926230');
    // No third relation: all documents of the two stand on the two that were there (R-CUST-3).
    expect(namedLike(/Peeters|Claes/)).toHaveLength(2);
    const calls = desk.calls('focus').filter((operation) => operation === 'migrate.id');
    expect(calls).toHaveLength(2);
    await book(desk, k1);
    await desk.sync();
    expect(desk.calls('focus')).not.toContain('migrate.id');
  });

  test('typed by hand for somebody else is not adopted without a second sign (R-CUST-5)', async () => {
    desk = await openSandboxDesk(
      withRelations([{ code: '132926235', name: 'Iets heel anders', type: 'Company', country: 'BE' }]),
    );
    await desk.sync();
    expect(await holdKeys()).toContain('customer-doubtful 4');
    const [doubt] = await openDoubts(desk.ledger, await placeOf(desk));
    expect(doubt).toMatchObject({ why: 'codeDisagrees', candidates: [namedLike(/anders/)[0]?.id] });
    expect(namedLike(/Peeters/)).toEqual([]);
  });

  test('that belongs to nobody in Focus says nothing, and the customer gets our own code (R-CUST-5)', async () => {
    desk = await openSandboxDesk(
      withRelations([{ code: '100005', name: 'Toevallige Firma BV', type: 'Company', country: 'BE' }]),
    );
    await desk.sync();
    expect(await codeOf('2026 / 10017')).toBe(ownCode(k1));
  });
});

describe('a relation without code', () => {
  const typed: Contact = {
    name: 'Garage  Peeters n.v.',
    type: 'Company',
    country: 'BE',
    vatNumber: 'BE 0777.777.771',
    email: 'info@peeters.example',
    city: 'Mechelen',
  };

  test.each(['keep', 'empty'] as const)(
    'found by its VAT number gets our code once, whatever Yuki does with what a change leaves out: %s (R-CUST-3, R-CUST-6, Q-3)',
    async (updateContactOmitted) => {
      desk = await openSandboxDesk(withRelations([typed]));
      desk.sandbox.parts.switches.patch({ updateContactOmitted, codeMatchFillsBlanks: false });
      await desk.sync();
      expect(namedLike(/Peeters/)).toMatchObject([{ code: ownCode(k1), source: 'hand' }]);
      const [contact] = desk.sandbox.parts
        .yuki()
        .state()
        .be.domains.flatMap(({ contacts }) => contacts)
        .filter(({ name }) => /Peeters/.test(name));
      expect(contact).toMatchObject({
        email: 'info@peeters.example',
        city: 'Mechelen',
        vatNumber: 'BE 0777.777.771',
      });
      // Look, write, look, send: one write for four documents of the customer.
      const calls = desk.calls();
      expect(calls.filter((operation) => operation === 'UpdateContact')).toHaveLength(1);
      const write = calls.indexOf('UpdateContact');
      expect(calls.slice(write - 1, write + 3)).toEqual([
        'SearchContacts',
        'UpdateContact',
        'SearchContacts',
        'ProcessSalesInvoices',
      ]);
      await book(desk, k1);
      await desk.sync();
      expect(desk.calls()).not.toContain('UpdateContact');
      expect(namedLike(/Peeters/)).toHaveLength(1);
    },
  );

  test.each(['new-contact', 'match-by-name'] as const)(
    'makes no second one, whether an unknown code makes a new relation or matches by name: %s (R-CUST-6)',
    async (unknownContactCode) => {
      desk = await openSandboxDesk(
        withRelations([{ name: 'Garage Peeters NV', type: 'Company', postcode: '2800' }]),
      );
      desk.sandbox.parts.switches.patch({ unknownContactCode });
      await desk.sync();
      expect(namedLike(/Peeters/)).toMatchObject([{ code: ownCode(k1) }]);
    },
  );

  test('is looked at again after a lost answer, and its documents wait until the code is seen (R-CUST-6)', async () => {
    desk = await openSandboxDesk(withRelations([typed]));
    desk.sandbox.parts.faults.add({ system: 'yuki', operation: 'UpdateContact', kind: 'drop-after' });
    await desk.sync();
    expect(desk.calls().filter((operation) => operation === 'UpdateContact')).toHaveLength(1);
    expect(namedLike(/Peeters/)).toMatchObject([{ code: ownCode(k1) }]);
    expect((await desk.document('2026 / 10017')).state).toBe('exported');
  });

  test('that refuses the code is a person’s choice again (Q-3)', async () => {
    desk = await openSandboxDesk(withRelations([typed]));
    desk.sandbox.parts.switches.patch({ updateContactCode: 'refuse' });
    const run = await desk.discover();
    await desk.prepare(run);
    await desk.send(run);
    await desk.prepare(run);
    expect((await openDoubts(desk.ledger, await placeOf(desk))).map(({ why }) => why)).toEqual([
      'codeRefused',
    ]);
    expect(await holdKeys()).toContain('customer-doubtful 4');
    expect(namedLike(/Peeters/)).toHaveLength(1);
  });

  test('that refused the code is not told again by the daily look, which ends when somebody sets a code (Q-3)', async () => {
    desk = await openSandboxDesk(withRelations([typed]));
    desk.sandbox.parts.switches.patch({ updateContactCode: 'refuse' });
    const run = await desk.discover();
    await desk.prepare(run);
    await desk.send(run);
    const [causeId] = await desk.prepare(run);
    const checkAgain = async () => {
      desk.later(30);
      desk.calls();
      const cause = { connectionId: desk.connectionId, causeId: causeId as CauseId };
      await desk.call('lookAtCause', { ...cause, look: 'daily' });
      await desk.call('releaseDocuments', cause);
      await desk.sync();
      return desk.calls();
    };
    expect(await checkAgain()).not.toContain('UpdateContact');
    const place = await placeOf(desk);
    expect(await openDoubts(desk.ledger, place)).toMatchObject([{ why: 'codeRefused' }]);
    await desk.inDomain('change-contact', { find: typed.name, fields: { code: 'K0012' } });
    expect(await checkAgain()).toContain('ProcessSalesInvoices');
    expect(await openDoubts(desk.ledger, place)).toEqual([]);
  });

  test('that somebody codes meanwhile keeps that code (R-CUST-6)', async () => {
    desk = await openSandboxDesk(withRelations([typed]));
    const run = await desk.discover();
    await desk.prepare(run);
    await desk.inDomain('change-contact', { find: typed.name, fields: { code: 'K0012' } });
    await desk.send(run);
    await desk.prepare(run);
    await desk.send(run);
    expect(await codeOf('2026 / 10017')).toBe('K0012');
    expect(desk.calls()).not.toContain('UpdateContact');
    expect(namedLike(/Peeters/)).toHaveLength(1);
  });
});

describe('a doubtful customer', () => {
  const twins: Contact[] = [
    { code: 'A1', name: 'Garage Peeters', type: 'Company', vatNumber: 'BE0777777771' },
    { code: 'A2', name: 'Peeters Garage', type: 'Company', vatNumber: 'BE0777777771' },
  ];

  test('holds his documents and nobody else’s until a person chooses his relation (R-CUST-3, S-66)', async () => {
    desk = await openSandboxDesk(withRelations(twins));
    await desk.sync();
    expect(await holdKeys()).toContain('customer-doubtful 4');
    expect((await desk.document('2026 / 10015')).state).toBe('exported');
    const [doubt] = await openDoubts(desk.ledger, await placeOf(desk));
    expect(doubt).toMatchObject({ why: 'severalCandidates', snapshot: { name: 'Garage Peeters NV' } });
    const relationId = desk.relations().find(({ code }) => code === 'A2')?.id ?? '';
    const now = desk.tools.clock();
    await decideDoubt(
      desk.ledger,
      await placeOf(desk),
      { kind: 'company', id: k1.id as FocusCustomerId },
      { kind: 'relation', relationId },
      now,
    );
    const [cause] = await listOpenCauses(desk.ledger, desk.connectionId);
    if (cause === undefined) throw new Error('There is no hold.');
    const order = { connectionId: desk.connectionId, causeId: cause.id };
    expect(await desk.call('lookAtCause', { ...order, look: 'news' })).toEqual({
      kind: 'cured',
      documents: 4,
    });
    await desk.call('releaseDocuments', order);
    await desk.sync();
    expect(await codeOf('2026 / 10017')).toBe('A2');
    expect((await desk.document('2026 / 10017')).state).toBe('exported');
    expect(namedLike(/Peeters/)).toHaveLength(2);
  });

  test('may be a new one, if a person says so (R-CUST-3)', async () => {
    desk = await openSandboxDesk(withRelations(twins));
    await desk.sync();
    await decideDoubt(
      desk.ledger,
      await placeOf(desk),
      { kind: 'company', id: k1.id as FocusCustomerId },
      { kind: 'new' },
      desk.tools.clock(),
    );
    const [cause] = await listOpenCauses(desk.ledger, desk.connectionId);
    await desk.call('releaseDocuments', { connectionId: desk.connectionId, causeId: cause?.id as never });
    await desk.sync();
    expect(await codeOf('2026 / 10017')).toBe(ownCode(k1));
  });

  test('of whom only the first document is read from Focus in a run (R-LIM-5)', async () => {
    desk = await openSandboxDesk(withRelations(twins));
    await desk.sync();
    // Three invoices of others and one of K1; his other three documents are held unread. 10015, 10019, 10020, 10021.
    expect(
      desk.calls('focus').filter((operation) => /^(invoices|creditNotes)\.info$/.test(operation)),
    ).toHaveLength(5);
  });
});

test('relations are read once, 100 a call, and later only what changed and only for a new customer (R-CUST-3, R-LIM-4)', async () => {
  const many = Array.from({ length: 250 }, (_, index): Contact => ({
    code: `X${index}`,
    name: `Firma ${index}`,
    type: 'Company',
  }));
  desk = await openSandboxDesk(withRelations(many, emptyWorld()));
  await book(desk, k1);
  await desk.sync();
  const searches = () => desk.calls().filter((operation) => operation === 'SearchContacts').length;
  expect(searches()).toBe(3);
  await book(desk, k1);
  await desk.sync();
  expect(searches()).toBe(0);
  await book(desk, k2);
  await desk.sync();
  // Within a day everything is new, so the pages come again; the day after only what changed does.
  expect(searches()).toBe(3);
});
