/** Proposals for VAT links and accounts: right where the texts say enough, silent where they do not. */

import { describe, expect, test } from 'vitest';
import type { FocusTaxRate } from '../../domain/translation.ts';
import {
  isRevenueAccount,
  natureOfText,
  proposeAccounts,
  proposeVatLinks,
} from '../../domain/vat-proposals.ts';
import { rateId, vatCode, vatCodes } from './build.ts';

const rate = (description: string, percentage: number): FocusTaxRate => ({
  id: rateId(description),
  rate: percentage,
  description,
});
const account = (code: string, description: string, enabled = true) => ({
  code,
  description,
  enabled,
  type: null,
  subtype: null,
});

describe('VAT links', () => {
  test('the Belgian default rates find their codes, by code or by description (R-VAT-1, R-VAT-2)', () => {
    const rates = [
      rate('21', 2100),
      rate('12 %', 1200),
      rate('6%', 600),
      rate('0', 0),
      rate('CM', 0),
      rate('VCMD', 0),
      rate('EX', 0),
      rate('MC', 0),
      rate('Intracommunautaire diensten', 0),
      rate('Livraisons dans un autre État membre', 0),
      rate('Export outside EU', 0),
      rate('Cocontractant', 0),
    ];
    const { links, unlinked } = proposeVatLinks(rates, vatCodes, 'be');
    expect(unlinked).toEqual([]);
    expect(links.map((link) => [link.vatType, link.nature])).toEqual([
      [1, 'domestic'],
      [21, 'domestic'],
      [2, 'domestic'],
      [3, 'domestic'],
      [6, 'intra-community-goods'],
      [7, 'intra-community-services'],
      [5, 'export'],
      [17, 'reverse-charge'],
      [7, 'intra-community-services'],
      [6, 'intra-community-goods'],
      [5, 'export'],
      [17, 'reverse-charge'],
    ]);
  });

  test('a type’s own description helps where the code’s says nothing', () => {
    const codes = [vatCode(8, 0, 'Code 47', { typeDescription: 'Export' }), vatCode(3, 0, 'BTW 0%')];
    const { links } = proposeVatLinks([rate('EX', 0), rate('0%', 0)], codes, 'nl');
    expect(links.map((link) => link.vatType)).toEqual([8, 3]);
  });

  test('a percentage that Yuki does not have, and an equal choice of two, stay unlinked (E-5)', () => {
    const codes = [vatCode(1, 2100, 'BTW 21%'), vatCode(60, 2100, 'BTW 21% bouw')];
    const { links, unlinked } = proposeVatLinks(
      [rate('19%', 1900), rate('21%', 2100), rate('BTW 21% bouw', 2100)],
      codes,
      'be',
    );
    expect(unlinked).toEqual([rateId('19%'), rateId('21%')]);
    expect(links).toEqual([expect.objectContaining({ vatType: 60, vatDescription: null })]);
  });

  test('one-stop-shop codes are proposed only for rates that name the country, and never for domestic ones (E-5c)', () => {
    const codes = [
      vatCode(1, 2100, 'BTW 21%'),
      vatCode(40, 2100, 'OSS Spanje', { country: 'ES' }),
      vatCode(40, 2100, 'OSS Letland', { country: 'LV' }),
    ];
    const { links, unlinked } = proposeVatLinks(
      [rate('21%', 2100), rate('OSS ES 21%', 2100), rate('OSS 21%', 2100)],
      codes,
      'be',
    );
    expect(links.map((link) => [link.vatType, link.country, link.vatDescription])).toEqual([
      [1, null, null],
      [40, 'ES', 'OSS Spanje'],
    ]);
    expect(unlinked).toEqual([rateId('OSS 21%')]);
  });

  test('a code that has ended gives way to the one that has not', () => {
    const codes = [
      vatCode(2, 600, 'BTW 6%', { endDate: '2025-12-31' as never }),
      vatCode(9, 600, 'BTW laag 6%'),
    ];
    expect(proposeVatLinks([rate('6', 600)], codes, 'be').links[0]?.vatType).toBe(9);
  });

  test.each([
    ['Vrijgesteld art. 44', 'exempt'],
    ['Buiten EU', 'export'],
    ['Binnen EU', 'intra-community-goods'],
    ['Services intra-EU', 'intra-community-services'],
    ['BTW verlegd', 'reverse-charge'],
    ['Afstandsverkopen EU', 'one-stop-shop'],
    ['6% boeken', 'domestic'],
  ])('%s is %s (R-VAT-1)', (text, nature) => {
    expect(natureOfText(text)).toBe(nature);
  });
});

describe('accounts', () => {
  test('the first enabled account of group 70 is the default in Belgium, never a discount account (R-LINE-4)', () => {
    const chart = [
      account('604000', 'Aankopen'),
      account('700000', 'Verkoop van goederen', false),
      account('708000', 'Toegekende kortingen'),
      account('704000', 'Dienstverlening'),
      account('740000', 'Subsidies'),
    ];
    expect(proposeAccounts([rate('21', 2100)], chart, 'be')).toEqual({
      accountPerRate: {},
      defaultAccount: '704000',
    });
    expect(proposeAccounts([], [account('604000', 'Aankopen')], 'be').defaultAccount).toBeNull();
  });

  test('accounts whose description names the level of a rate are proposed for it (R-LINE-2)', () => {
    const chart = [
      account('80000', 'Omzet hoog'),
      account('80100', 'Omzet laag'),
      account('80300', 'Omzet 0% export'),
    ];
    const rates = [rate('21%', 2100), rate('9%', 900), rate('0%', 0), rate('EX', 0)];
    expect(proposeAccounts(rates, chart, 'nl')).toEqual({
      accountPerRate: { 'rate-21%': '80000', 'rate-9%': '80100', 'rate-EX': '80300' },
      defaultAccount: '80000',
    });
  });

  test('revenue accounts are known by their code (yuki-api 5.1)', () => {
    expect(['700000', '749999', '750000', '80000'].map((code) => isRevenueAccount(code, 'be'))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(['80000', '70000'].map((code) => isRevenueAccount(code, 'nl'))).toEqual([true, false]);
  });
});
