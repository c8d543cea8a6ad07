/** Customer codes, VAT and company numbers, and the references of documents. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  codeOfIntegerId,
  decideCustomerCode,
  isEuCountry,
  normaliseCompanyNumber,
  ownCustomerCode,
  parseOldCode,
  readVatNumber,
  servesIntraCommunity,
} from '../../domain/customers.ts';
import type { FocusCustomerId } from '../../domain/ids.ts';
import {
  isEntityTag,
  matchesPrintedNumber,
  printedNumber,
  referenceFor,
  sameReference,
} from '../../domain/references.ts';

const hex = fc
  .stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  .map((id) => id as FocusCustomerId);

describe('codes', () => {
  test('a company ends in 5 and a contact with the same integer id in 0 (S-05, R-CUST-1, R-CUST-2)', () => {
    expect(codeOfIntegerId('company', 13292623)).toBe('132926235');
    expect(codeOfIntegerId('contact', 13292623)).toBe('132926230');
    expect(parseOldCode('132926235')).toEqual({ kind: 'company', integerId: 13292623 });
    expect(parseOldCode(' 132926230 ')).toEqual({ kind: 'contact', integerId: 13292623 });
  });

  test.each(['', '5', '0', '132926234', 'A15', '0125', '1.5', 'FC0000000000000', '12345678901234565'])(
    '%j is no code of the built-in connector (R-CUST-5)',
    (code) => {
      expect(parseOldCode(code)).toBeNull();
    },
  );

  test('our own code is short, stable, and never one of the built-in connector’s (R-CUST-5)', () => {
    fc.assert(
      fc.property(hex, fc.constantFrom('company' as const, 'contact' as const), (id, kind) => {
        const code = ownCustomerCode({ kind, id });
        expect(code).toMatch(/^F[CP][0-9A-HJKMNP-TV-Z]{13}$/);
        expect(parseOldCode(code)).toBeNull();
        expect(ownCustomerCode({ kind, id: id.toUpperCase() as FocusCustomerId })).toBe(code);
      }),
    );
  });

  test('ids that differ in one digit have different codes, and so have the kinds (R-CUST-5)', () => {
    fc.assert(
      fc.property(
        hex,
        fc.integer({ min: 0, max: 35 }),
        fc.constantFrom(...'0123456789abcdef'),
        (id, place, digit) => {
          const other =
            `${id.slice(0, place)}${id[place] === '-' ? '-' : digit}${id.slice(place + 1)}` as FocusCustomerId;
          fc.pre(other !== id);
          expect(ownCustomerCode({ kind: 'company', id: other })).not.toBe(
            ownCustomerCode({ kind: 'company', id }),
          );
          expect(ownCustomerCode({ kind: 'contact', id })).not.toBe(ownCustomerCode({ kind: 'company', id }));
        },
      ),
    );
  });

  test('the integer id decides when it is known (R-CUST-5)', () => {
    const customer = {
      kind: 'company' as const,
      id: '2f6b9d04-1c5e-0a83-a7f1-90d3e6c8b25a' as FocusCustomerId,
    };
    expect(decideCustomerCode(customer, 13292623)).toEqual({ code: '132926235', origin: 'integerId' });
    expect(decideCustomerCode(customer, null)).toEqual({ code: ownCustomerCode(customer), origin: 'own' });
    expect(() => codeOfIntegerId('company', 0)).toThrow(RangeError);
    expect(() => ownCustomerCode({ kind: 'company', id: 'x' as FocusCustomerId })).toThrow(RangeError);
  });
});

describe('VAT numbers', () => {
  test.each([
    ['BE 0777.777.771', null, 'BE0777777771', true],
    ['BE777777771', null, 'BE0777777771', true],
    ['0777.777.771', 'BE', 'BE0777777771', true],
    ['BE2777777771', null, 'BE2777777771', false],
    ['NL000000000B00', null, 'NL000000000B00', true],
    ['NL123456789', null, 'NL123456789', false],
    ['FR 12 345678901', null, 'FR12345678901', true],
    ['IT12345678901', null, 'IT12345678901', true],
    ['ESX1234567X', null, 'ESX1234567X', true],
    ['ES123456789', null, 'ES123456789', false],
    ['de999999999', null, 'DE999999999', true],
    ['EL123456789', null, 'EL123456789', true],
    ['GR123456789', null, 'EL123456789', true],
    ['CHE-999.999.999 MWST', 'CH', 'CHE999999999MWST', true],
    ['123456789', 'US', '123456789', false],
    ['12-34', 'DE', '1234', false],
  ])('%s (country %s) is read as %s, valid: %s (R-CUST-10)', (text, country, number, valid) => {
    expect(readVatNumber(text, country)).toMatchObject({ number, valid });
  });

  test('nothing is read from nothing', () => {
    expect(readVatNumber(null, 'BE')).toBeNull();
    expect(readVatNumber(' . ', 'BE')).toBeNull();
  });

  test.each([
    ['DE999999999', true],
    ['EL123456789', true],
    ['XI123456789', true],
    ['CHE999999999', false],
    ['GB123456789', false],
    ['DE99', false],
  ])('%s serves a delivery inside the EU: %s (R-VAT-5, E-7)', (text, expected) => {
    expect(servesIntraCommunity(readVatNumber(text, null))).toBe(expected);
  });

  test('Greece is a member by both of its codes, the United Kingdom by none', () => {
    expect(['GR', 'EL', 'be', 'GB', 'CH', 'XX'].map(isEuCountry)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('company numbers lose their dots, a Belgian one of nine digits gets its zero', () => {
    expect(normaliseCompanyNumber('BE 777.777.771', 'BE')).toBe('0777777771');
    expect(normaliseCompanyNumber('KvK 12345678', 'NL')).toBe('12345678');
    expect(normaliseCompanyNumber('123456789', 'DE')).toBe('123456789');
    expect(normaliseCompanyNumber('  ', 'BE')).toBeNull();
  });
});

describe('references', () => {
  const reference = (
    number: string,
    kind: 'invoice' | 'creditNote' = 'invoice',
    entityTag: string | null = null,
  ) => referenceFor({ kind, number, entityTag });

  test.each([
    ['2026 / 10017', '2026/10017'],
    ['2017/5', '2017/5'],
    ['F-2026 / 3', 'F-2026/3'],
    ['Boekjaar  2026 / 17000018', 'Boekjaar 2026/17000018'],
    ['2026\u0000 /\t7', '2026/7'],
    [`Ünïcode 😀 / ${'9'.repeat(18)}`, `Ünïcode 😀/${'9'.repeat(18)}`],
  ])('%j becomes %j, as a bookkeeper would type it (S-38, R-NUM-1, R-NUM-8)', (number, expected) => {
    expect(reference(number)).toBe(expected);
  });

  test('a credit note and a second entity with the same number have references of their own (S-09, R-NUM-2, R-NUM-7, E-9b)', () => {
    const all = [
      reference('2027 / 1'),
      reference('2027 / 1', 'creditNote'),
      reference('2027 / 1', 'invoice', 'B'),
      reference('2027 / 1', 'creditNote', 'B'),
    ];
    expect(all).toEqual(['2027/1', '2027/1-CN', '2027/1-B', '2027/1-B-CN']);
  });

  test('a number of nothing but spaces and control characters has no reference', () => {
    expect(reference(' \u0001 ')).toBeNull();
    expect(printedNumber('')).toBeNull();
  });

  test('a tag is short and never the mark of credit notes', () => {
    expect(['B', 'EV2', 'CN', 'b', 'TOOLONG', ''].map(isEntityTag)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test.each([
    ['2026/10005', '2026 / 10005', true],
    [' 2026 / 10005 ', '2026/10005', true],
    ['2026/10005-CN', '2026 / 10005', true],
    ['2026/10005-B-CN', '2026 / 10005', true],
    ['f-2026/3', 'F-2026 / 3', true],
    ['2026/100050', '2026 / 10005', false],
    ['12026/10005', '2026 / 10005', false],
    ['', '2026 / 10005', false],
    ['-CN', '', false],
  ])('the reference %j shows the number %j: %s (S-40, E-9)', (found, number, expected) => {
    expect(matchesPrintedNumber(found, number)).toBe(expected);
  });

  test('references are the same whatever spaces and capitals they have', () => {
    expect(sameReference('F-2026/3', 'f-2026 / 3')).toBe(true);
    expect(sameReference('2026/3', '2026/3-CN')).toBe(false);
    expect(sameReference('', '')).toBe(false);
  });
});
