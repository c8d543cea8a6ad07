/**
 * Every obstacle of documents that the sandbox can raise: exactly those concerned wait, with cause, cure and who;
 * all others leave; after the cure and `retry` the rest leaves too (promise 2; E-1 … E-9; design 3).
 */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FocusDocumentSnapshot } from '../../sandbox/focus/snapshot.ts';
import { readVatLinks } from '../../ledger/master-data.ts';
import type { MappingsOrder } from '../../client/orders.ts';
import { entities, knownCustomer, type Expectations } from '../../sandbox/worlds/index.ts';
import { openStack, type Stack } from '../support/stack.ts';
import { openTenant, type Tenant } from '../support/tenant.ts';
import { missingTemporal } from '../support/temporal.ts';

const missing = await missingTemporal();
const why = missing === null ? '' : ` [${missing}]`;
const send = 'ProcessSalesInvoices';

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

interface Obstacle {
  readonly key: string;
  readonly who: string;
  /** Books what will wait. */
  raise(tenant: Tenant): Promise<FocusDocumentSnapshot[]>;
  /** What the person named by `who` does. */
  cure(tenant: Tenant): Promise<unknown>;
}

const k3 = knownCustomer('K3');
const k6 = knownCustomer('K6');
/** A rate that appears in Focus later; it is linked to Yuki's 6 %. */
const linked: Expectations['vat'] = [];

/** A typed document in Yuki takes the number that Focus gives its next invoice. */
const takeNumber = async (tenant: Tenant): Promise<FocusDocumentSnapshot[]> => {
  const invoice = await tenant.book([{ price: 31 }]);
  await tenant.inYuki('type-invoice', {
    reference: tenant.referenceOf(invoice),
    date: '2026-03-01',
    contactName: 'Iemand anders',
    netCents: 100,
    vatCents: 21,
  });
  return [invoice];
};

const obstacles: [string, Obstacle][] = [
  [
    'a line without ledger account (E-1)',
    {
      key: 'account-missing',
      who: 'focusUser',
      raise: async (tenant) => [await tenant.book([{ price: 10, category: null }])],
      cure: (tenant) =>
        stack.verbs.confirmMappings(tenant.id, {
          vatLinks: 'proposed',
          defaultAccounts: { accountPerRate: {}, defaultAccount: '700000' },
        }),
    },
  ],
  [
    'an account that Yuki does not have (E-3)',
    {
      key: 'account-unknown',
      who: 'accountant',
      raise: async (tenant) => [
        await tenant.book([{ price: 20, category: 'workshops' }]),
        await tenant.book([{ price: 21, category: 'workshops' }, { price: 5 }]),
      ],
      cure: (tenant) => tenant.inYuki('add-gl-account', { code: '704999', description: 'Workshops' }),
    },
  ],
  [
    'an account that is disabled in Yuki (E-3)',
    {
      key: 'account-disabled',
      who: 'accountant',
      raise: async (tenant) => {
        await tenant.inYuki('enable-gl-account', { code: '705500', enabled: false });
        return [await tenant.book([{ price: 22, category: 'oldServices' }])];
      },
      cure: (tenant) => tenant.inYuki('enable-gl-account', { code: '705500', enabled: true }),
    },
  ],
  [
    'a period that is closed in Yuki (E-4)',
    {
      key: 'period-closed',
      who: 'accountant',
      raise: async (tenant) => {
        await tenant.inYuki('close-until', { date: '2026-03-31' });
        return [
          await tenant.book([{ price: 23 }], { date: '2026-03-30' }),
          await tenant.book([{ price: 24 }], { date: '2026-03-31' }),
        ];
      },
      cure: (tenant) => tenant.inYuki('close-until', { date: null }),
    },
  ],
  [
    'a VAT rate that nobody has linked (E-5)',
    {
      key: 'vat-rate-not-linked',
      who: 'administrator',
      raise: async (tenant) => {
        const { id } = await tenant.inFocus<{ id: string }>('tax-rate', {
          departmentId: entities.beA,
          description: 'Cultuur',
          rate: 0.06,
          code: 'CULT',
        });
        linked.push({ taxRateId: id, yukiType: 2, percentage: 6 });
        return [
          await tenant.inFocus<FocusDocumentSnapshot>('book-invoice', {
            departmentId: entities.beA,
            customer: { type: 'company', id: knownCustomer('K1').id },
            date: '2026-04-03',
            lines: [{ description: 'Rondleiding', unitPrice: 50, taxRateId: id }],
          }),
        ];
      },
      cure: async (tenant) => {
        // What is confirmed replaces what was: the links of before come along.
        const known = await readVatLinks(stack.ledger, tenant.id);
        const { taxRateId = '' } = linked[0] ?? {};
        await stack.verbs.confirmMappings(tenant.id, {
          vatLinks: [
            ...(known as Exclude<MappingsOrder['vatLinks'], string>),
            { taxRateId, vatType: 2, percentage: 600, country: null, vatDescription: null },
          ],
          defaultAccounts: { accountPerRate: {}, defaultAccount: '700000' },
        });
      },
    },
  ],
  [
    'a VAT code that Yuki no longer has (E-5)',
    {
      key: 'vat-code-unknown',
      who: 'accountant',
      raise: async (tenant) => {
        await tenant.inYuki('remove-vat-code', { type: 21, percentage: 12 });
        return [await tenant.book([{ price: 26, rate: '12' }])];
      },
      cure: (tenant) => tenant.inYuki('add-vat-code', { description: 'BTW 12%', type: 21, percentage: 12 }),
    },
  ],
  [
    'a customer in the EU without VAT number (E-7)',
    {
      key: 'customer-no-vat-number',
      who: 'focusUser',
      raise: async (tenant) => {
        await tenant.inFocus('customer', { type: 'company', id: k3.id, set: { vat_number: null } });
        return [await tenant.book([{ price: 27, rate: 'CM' }], { customer: 'K3' })];
      },
      cure: (tenant) =>
        tenant.inFocus('customer', { type: 'company', id: k3.id, set: { vat_number: k3.vatNumber } }),
    },
  ],
  [
    'a customer without country (E-8)',
    {
      key: 'customer-no-country',
      who: 'focusUser',
      raise: async (tenant) => [await tenant.book([{ price: 28 }], { customer: 'K6' })],
      cure: (tenant) =>
        tenant.inFocus('customer', {
          type: 'company',
          id: k6.id,
          set: {
            addresses: [
              {
                type: 'primary',
                address: { line_1: 'Onbekend 1', postal_code: '2000', city: 'Antwerpen', country: 'BE' },
              },
            ],
          },
        }),
    },
  ],
  [
    'a number that somebody typed into Yuki (E-9c)',
    {
      key: 'number-taken',
      who: 'accountant',
      raise: takeNumber,
      cure: async (tenant) => {
        const [hold] = await stack.verbs.holds(tenant.id);
        await tenant.inYuki('remove-document', { reference: hold?.numbers[0]?.replaceAll(' ', '') });
      },
    },
  ],
  [
    'a refusal with a text that nobody knows',
    {
      key: 'unclassified',
      who: 'developer',
      raise: async (tenant) => {
        const invoice = await tenant.book([{ price: 32 }]);
        tenant.plan({
          operation: send,
          kind: 'reject-document',
          reference: tenant.referenceOf(invoice),
          message: 'De maan staat verkeerd',
        });
        return [invoice];
      },
      cure: async () => {},
    },
  ],
];

describe.skipIf(missing !== null)(`a cause holds its documents and nothing else${why}`, () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await openTenant(stack, 'small', {
      defaultAccounts: { accountPerRate: {}, defaultAccount: null },
    });
    await tenant.sync();
  });

  test.each(obstacles)('%s', async (_what, obstacle) => {
    const waiting = await obstacle.raise(tenant);
    const ids = waiting.map(({ id }) => id);
    const other = await tenant.book([{ price: 1 }], { date: '2026-04-02' });
    await tenant.sync();

    const holds = await stack.verbs.holds(tenant.id);
    expect(holds).toMatchObject([{ key: obstacle.key, who: obstacle.who, waiting: ids.length }]);
    expect(holds[0]?.numbers).toEqual(waiting.map(({ number }) => number));
    expect([holds[0]?.what, holds[0]?.how].join(' ')).toMatch(/\. .+\.$/);
    expect(tenant.compare({ waiting: ids }, linked)).toMatchObject({ agrees: true, differences: [] });

    await obstacle.cure(tenant);
    await stack.verbs.retryHold(tenant.id, holds[0]?.causeId ?? '');
    await tenant.untilExported([...ids, other.id]);
    await tenant.untilStatus('the hold to end', (now) => now.holds.length === 0);
    expect(tenant.compare({}, linked)).toMatchObject({ agrees: true, differences: [] });
  });
});

describe.skipIf(missing !== null)(`what Yuki refuses as a whole${why}`, () => {
  test('one refused document of nine is found by halving and the other eight leave (E-4, Q-17)', async () => {
    const tenant = await openTenant(stack);
    stack.sandbox.parts.switches.patch({ refusalChannel: 'fault' });
    await tenant.inYuki('close-until', { date: '2026-01-31' });
    const late = await tenant.book([{ price: 40 }], { date: '2026-01-30' });
    await tenant.sync();
    expect(await stack.verbs.holds(tenant.id)).toMatchObject([{ key: 'period-closed', waiting: 1 }]);
    expect(tenant.compare({ waiting: [late.id] })).toMatchObject({ agrees: true, matched: 8 });
    // 2·⌈log2 9⌉ + 2
    expect(tenant.yukiCalls().filter(({ operation }) => operation === send).length).toBeLessThanOrEqual(10);
  });

  test('a fault of unknown wording that comes back for each document alone holds it, with Yuki’s own words', async () => {
    const tenant = await openTenant(stack, 'empty');
    const invoices = [await tenant.book([{ price: 41 }]), await tenant.book([{ price: 42 }])];
    tenant.plan({ operation: send, kind: 'fault', faultString: 'Onbekende storing 0x80131904', times: 100 });
    await tenant.sync();
    expect(await stack.verbs.holds(tenant.id)).toMatchObject([{ key: 'unclassified', waiting: 2 }]);
    // Both together, then each alone for its second and third time.
    expect(tenant.yukiCalls().filter(({ operation }) => operation === send)).toHaveLength(5);
    const [first] = (await stack.verbs.documents(tenant.id, { limit: 10 })).documents;
    const page = await stack.verbs.document(tenant.id, first?.documentId ?? '');
    expect(page.cause?.yukisWords).toContain('Onbekende storing 0x80131904');

    stack.sandbox.parts.faults.clear();
    await stack.verbs.retry(tenant.id);
    await tenant.untilExported(invoices.map(({ id }) => id));
    expect(tenant.compare()).toMatchObject({ agrees: true, matched: 2 });
  });

  test('a document that nobody can cure is set aside by a named person and never leaves', async () => {
    const tenant = await openTenant(stack);
    const invoice = await tenant.book([{ price: 0 }]);
    await tenant.sync();
    expect(await stack.verbs.holds(tenant.id)).toMatchObject([{ key: 'zero-total', waiting: 1 }]);
    const { documents } = await stack.verbs.documents(tenant.id, { state: 'held', limit: 10 });
    await stack.verbs.resolveDocument(tenant.id, documents[0]?.documentId ?? '', {
      action: 'ignore',
      who: 'An',
      reason: 'nothing to book',
    });
    await tenant.untilStatus('the hold to end', (now) => now.holds.length === 0);
    await tenant.sync();
    expect((await tenant.status()).documents).toMatchObject({ ignored: 1, exported: 8, held: 0 });
    expect(tenant.compare({ waiting: [invoice.id] })).toMatchObject({ agrees: true });
  });
});
