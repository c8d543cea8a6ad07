/** Ledger accounts, VAT codes, payment methods, matchings, administrations, relations: typed and any-XML lists. */

import { afterEach, describe, expect, test } from 'vitest';
import type { IsoDate, YukiAdministrationId, YukiDomainId } from '../../domain/ids.ts';
import {
  bookedRows,
  customPaymentMethods,
  glAccounts,
  matchedRows,
  type TransactionsQuery,
} from '../../yuki/accounting-info.ts';
import type { MatchedRow } from '../../domain/yuki-records.ts';
import { searchContacts } from '../../yuki/contact.ts';
import { administrations, setCurrentDomain } from '../../yuki/domains.ts';
import { activeVatCodes } from '../../yuki/vat.ts';
import { openServices, parametersOf } from './open-services.ts';
import type { OpenServices } from './open-services.ts';
import { answer, envelope, rejection } from './soap-socket.ts';
import type { Answering } from './soap-socket.ts';

const administration = 'aaaaaaaa-0000-4000-8000-000000000001' as YukiAdministrationId;
const domain = 'dddddddd-0000-4000-8000-000000000001' as YukiDomainId;

let world: OpenServices;
afterEach(() => world.close());

const answering =
  (content: string): Answering =>
  (call) =>
    answer(call.operation, content);

describe('ledger accounts', () => {
  const account =
    '<GlAccount><code>700000</code><type>1</type><subtype>52</subtype><isEnabled>true</isEnabled>' +
    '<descripton>Omzet</descripton><descriptionNL>Verkopen</descriptionNL></GlAccount>';

  test('are read with the service’s own spelling of description', async () => {
    world = await openServices(answering(account));
    expect(await glAccounts(world.services, administration)).toEqual([
      { code: '700000', description: 'Omzet', enabled: true, type: 1, subtype: 52 },
    ]);
    expect(world.socket.calls[0]?.path).toBe('/ws/AccountingInfo.asmx');
  });

  test('fall back through the descriptions, nil ones included', async () => {
    const nil =
      '<GlAccount><code>705500</code><type xsi:nil="true"/><subtype/><isEnabled>false</isEnabled>' +
      '<descripton xsi:nil="true" /><descriptionFR>Ventes</descriptionFR></GlAccount><GlAccount><code>1</code></GlAccount>';
    world = await openServices(answering(nil));
    expect(await glAccounts(world.services, administration)).toEqual([
      { code: '705500', description: 'Ventes', enabled: false, type: null, subtype: null },
      { code: '1', description: '1', enabled: true, type: null, subtype: null },
    ]);
  });

  test('may be none, and another list is not none', async () => {
    world = await openServices((call, turn) =>
      answer(call.operation, turn === 1 ? '' : '<Domains><Domain/></Domains>'),
    );
    expect(await glAccounts(world.services, administration)).toEqual([]);
    expect(await rejection(glAccounts(world.services, administration))).toMatchObject({
      name: 'YukiUnintelligible',
    });
  });

  test('without a code are unintelligible', async () => {
    world = await openServices(answering('<GlAccount><descripton>Omzet</descripton></GlAccount>'));
    expect(await rejection(glAccounts(world.services, administration))).toMatchObject({
      name: 'YukiUnintelligible',
    });
  });
});

describe('VAT codes', () => {
  const high =
    '<VATCode><description>BTW 21%</description><type>1</type><typeDescription>VAT high</typeDescription>' +
    '<percentage>21.00</percentage><startDate xsi:nil="true"/><endDate xsi:nil="true"/></VATCode>';
  const oss =
    '<VATCode><description>OSS FR 5,5%</description><type>40</type><typeDescription/><percentage>5.5</percentage>' +
    '<country>fr</country><startDate>2025-01-01T00:00:00</startDate><endDate>0001-01-01T00:00:00</endDate></VATCode>';
  const expected = [
    {
      description: 'BTW 21%',
      type: 1,
      typeDescription: 'VAT high',
      percentage: 2100,
      country: null,
      startDate: null,
      endDate: null,
    },
    {
      description: 'OSS FR 5,5%',
      type: 40,
      typeDescription: null,
      percentage: 550,
      country: 'FR',
      startDate: '2025-01-01',
      endDate: null,
    },
  ];

  test.each([
    ['typed', high + oss],
    ['inside VATCodes', `<VATCodes xmlns="">${high}${oss}</VATCodes>`],
  ])('are read %s, percentages as hundredths of a percent', async (_, content) => {
    world = await openServices(answering(content));
    expect(await activeVatCodes(world.services, administration)).toEqual(expected);
    expect(world.socket.calls[0]?.path).toBe('/ws/Vat.asmx');
  });

  test.each([
    '<type>x</type><percentage>21</percentage>',
    '<type>1</type>',
    '<type>1</type><percentage>21.005</percentage>',
  ])('that cannot be read are unintelligible: %s', async (fields) => {
    world = await openServices(answering(`<VATCode>${fields}</VATCode>`));
    expect(await rejection(activeVatCodes(world.services, administration))).toMatchObject({
      name: 'YukiUnintelligible',
    });
  });
});

test('custom payment methods are read under both names of the answer', async () => {
  const method = '<PaymentMethod><ID>A1</ID><Description>Mollie</Description></PaymentMethod>';
  world = await openServices((call, turn) =>
    answer(turn === 1 ? call.operation : 'GetPaymentMethods', method),
  );
  const expected = [{ id: 'a1', description: 'Mollie' }];
  expect(await customPaymentMethods(world.services, administration)).toEqual(expected);
  expect(await customPaymentMethods(world.services, administration)).toEqual(expected);
});

describe('matched transactions', () => {
  const period = { from: '2026-01-01' as IsoDate, to: '2026-03-31' as IsoDate };
  const row = (id: number, matched: string | null): string =>
    `<TransactionInfo><id>T${id}</id><transactionDate>2026-03-02T00:00:00</transactionDate><amount>242.0000</amount>` +
    `<document><id>D${id}</id><reference>2026/${id}</reference></document>` +
    (matched === null
      ? '<documentMatched xsi:nil="true"/>'
      : `<documentMatched><matchDate>${matched}</matchDate></documentMatched>`) +
    '</TransactionInfo>';

  /** All rows, as they are given one by one. */
  const rowsOf = async (query: Partial<TransactionsQuery> = {}): Promise<MatchedRow[]> => {
    const rows: MatchedRow[] = [];
    await matchedRows(world.services, administration, { ...period, ...query }, (one) => void rows.push(one));
    return rows;
  };

  test('are all rows, those that were matched with the date', async () => {
    world = await openServices(answering(row(1, null) + row(2, '2026-03-09T10:11:12') + row(3, '')));
    const found = await rowsOf({ account: '400000' });
    expect(found.map(({ documentId, matchDate }) => [documentId, matchDate])).toEqual([
      ['d1', null],
      ['d2', '2026-03-09'],
      ['d3', null],
    ]);
    expect(parametersOf(world.socket.calls[0]?.body ?? '', 'GetTransactions')).toBe(
      `<sessionID>SES</sessionID><administrationID>${administration}</administrationID><glAccountCode>400000</glAccountCode>` +
        '<startDate>2026-01-01</startDate><endDate>2026-03-31</endDate><financialMode>1</financialMode>' +
        '<dataGroups>documentprocessed,document,documentmatching,contact</dataGroups>' +
        '<numberOfRecords>5000</numberOfRecords><startRecord>1</startRecord>',
    );
  });

  test('and rows of the general ledger carry number, date, signed amount and the customer’s code, matched or not', async () => {
    const contact = '<contact><contactCode>F1</contactCode></contact>';
    const bare =
      '<TransactionInfo><id>T9</id><transactionDate>2026-03-03T00:00:00</transactionDate><amount>-5.5</amount></TransactionInfo>';
    const whole = row(1, null).replace('<document>', `${contact}<document>`);
    world = await openServices(answering(whole + bare));
    expect(await bookedRows(world.services, administration, period)).toMatchObject([
      { documentId: 'd1', documentReference: '2026/1', date: '2026-03-02', amountCents: 24_200 },
      { documentId: null, documentReference: null, date: '2026-03-03', contactCode: null },
    ]);
    expect(world.socket.calls[0]?.body).toContain('<dataGroups>document,contact</dataGroups>');
  });

  const pages =
    (total: number, atMost: number): Answering =>
    (call) => {
      const start = Number(/<startRecord>(\d+)</.exec(call.body)?.[1]);
      const asked = Number(/<numberOfRecords>(\d+)</.exec(call.body)?.[1]);
      const last = Math.min(total, start + Math.min(asked, atMost) - 1);
      let rows = '';
      for (let id = start; id <= last; id += 1) rows += row(id, '2026-03-09');
      return answer(call.operation, rows);
    };

  test('come page by page until a page is short', async () => {
    world = await openServices(pages(25, 1_000));
    const found = await rowsOf({ pageSize: 10 });
    expect(found.map((one) => one.documentId)).toEqual(
      Array.from({ length: 25 }, (_, index) => `d${index + 1}`),
    );
    expect(world.socket.calls).toHaveLength(3);
  });

  test('are not lost when the service gives fewer per page than asked', async () => {
    world = await openServices(pages(250, 100));
    expect(await rowsOf()).toHaveLength(250);
    expect(world.socket.calls).toHaveLength(3);
  });

  test('that repeat a page are unintelligible instead of endless', async () => {
    world = await openServices(answering(row(1, '2026-03-09') + row(2, '2026-03-09')));
    const failure = await rejection(rowsOf({ pageSize: 2 }));
    expect(failure).toMatchObject({ name: 'YukiUnintelligible', problem: 'a page came twice' });
    expect(world.socket.calls).toHaveLength(2);
  });
});

describe('administrations', () => {
  const one =
    '<Administration ID="6A0DAAAA-0000-4000-8000-000000000001"><Name>Voorbeeld BV</Name><Country>BE</Country>' +
    '<VATNumber>BE0123.456.749</VATNumber><DomainID>E957AAAA-0000-4000-8000-000000000001</DomainID><Active>true</Active></Administration>';

  test('keep the ids of administration and domain apart, in lower case', async () => {
    world = await openServices(answering(`<Administrations xmlns="">${one}</Administrations>`));
    expect(await administrations(world.services)).toEqual([
      {
        id: '6a0daaaa-0000-4000-8000-000000000001',
        domainId: 'e957aaaa-0000-4000-8000-000000000001',
        name: 'Voorbeeld BV',
        country: 'BE',
        vatNumber: 'BE0123.456.749',
        active: true,
      },
    ]);
  });

  test('may be many, inactive, and without domain', async () => {
    const bare = '<Administration ID="2"><Name> B </Name><Active>False</Active><DomainID/></Administration>';
    world = await openServices(answering(`<Administrations xmlns="">${one}${bare}</Administrations>`));
    const found = await administrations(world.services);
    expect(found[1]).toEqual({
      id: '2',
      domainId: null,
      name: 'B',
      country: null,
      vatNumber: null,
      active: false,
    });
  });

  test('choosing a domain has an answer without result', async () => {
    world = await openServices(() => ({
      body: envelope('<SetCurrentDomainResponse xmlns="http://www.theyukicompany.com/" />'),
    }));
    await setCurrentDomain(world.services, domain);
    expect(parametersOf(world.socket.calls[0]?.body ?? '', 'SetCurrentDomain')).toBe(
      `<sessionID>SES</sessionID><domainID>${domain}</domainID>`,
    );
  });
});

describe('relations', () => {
  const contact = (id: number): string =>
    `<Contact ID="C${id}"><Type>Company</Type><HID>${id}</HID><Code>TL-${id}</Code><Name> Klant ${id}</Name>` +
    '<City>Gent</City><Country>be</Country><EMailWork>a@klant.example</EMailWork><VATNumber>BE0123.456.749</VATNumber></Contact>';
  const pageOf = (from: number, to: number): string => {
    let page = '';
    for (let id = from; id <= to; id += 1) page += contact(id);
    return `<Contacts xmlns="">${page}</Contacts>`;
  };

  test('are read page after page of 100, every parameter present', async () => {
    world = await openServices((call, turn) =>
      answer(call.operation, turn === 1 ? pageOf(1, 100) : pageOf(101, 103)),
    );
    const found = await searchContacts(world.services, domain, { option: 'Name', value: 'Klant' });
    expect(found).toHaveLength(103);
    expect(found[0]).toMatchObject({
      id: 'c1',
      code: 'TL-1',
      name: 'Klant 1',
      type: 'Company',
      country: 'BE',
      postcode: null,
    });
    expect(parametersOf(world.socket.calls[1]?.body ?? '', 'SearchContacts')).toBe(
      `<sessionID>SES</sessionID><domainID>${domain}</domainID><searchOption>Name</searchOption><searchValue>Klant</searchValue>` +
        '<sortOrder>CreatedAsc</sortOrder><modifiedAfter>1900-01-01</modifiedAfter><active>Both</active><pageNumber>2</pageNumber>',
    );
  });

  test('that repeat a page are unintelligible instead of endless', async () => {
    world = await openServices((call) => answer(call.operation, pageOf(1, 100)));
    expect(
      await rejection(searchContacts(world.services, domain, { option: 'All', value: '' })),
    ).toMatchObject({ problem: 'a page came twice' });
    expect(world.socket.calls).toHaveLength(2);
  });

  test('may be none', async () => {
    world = await openServices((call) => answer(call.operation, '<Contacts xmlns="" />'));
    expect(await searchContacts(world.services, domain, { option: 'Code', value: 'X' })).toEqual([]);
  });
});
