/** Sending sales invoices, after the vendor's example of request and response (yuki-api 3.2, 3.6). */

import { afterEach, describe, expect, test } from 'vitest';
import type { YukiAdministrationId } from '../../domain/ids.ts';
import { checkSalesRight, processSalesInvoices } from '../../yuki/sales.ts';
import { openServices, parametersOf } from './open-services.ts';
import type { OpenServices } from './open-services.ts';
import { answer, fault, rejection } from './soap-socket.ts';
import type { Reply } from './soap-socket.ts';

const administration = 'aaaaaaaa-0000-4000-8000-000000000001' as YukiAdministrationId;
const one = '<SalesInvoice><Reference>2026/14</Reference></SalesInvoice>';
const two = '<SalesInvoice><Reference>2026/15</Reference></SalesInvoice>';
const options = { beforeBytes: async () => undefined, timeoutMs: 5_000 };

let world: OpenServices;
afterEach(() => world.close());

const response = `<SalesInvoicesImportResponse xmlns="urn:xmlns:http://www.theyukicompany.com:salesinvoicesresponse">
  <TimeStamp xmlns="">2026-03-02</TimeStamp>
  <AdministrationId xmlns="">ADMIN-GUID</AdministrationId>
  <TotalSucceeded xmlns="">1</TotalSucceeded>
  <TotalFailed xmlns="">1</TotalFailed>
  <TotalSkipped xmlns="">0</TotalSkipped>
  <Invoice xmlns="">
    <Succeeded>true</Succeeded><Processed>true</Processed><EmailSent>false</EmailSent>
    <Reference>2026/14</Reference><Subject>Focus 2026/14</Subject>
    <Contact>Klant NV</Contact><Message/>
  </Invoice>
  <Invoice xmlns="">
    <Succeeded>false</Succeeded><Processed>false</Processed><EmailSent>false</EmailSent>
    <Reference>2026/15</Reference><Subject/><Contact/>
    <Message>Er bestaat al een factuur met het factuurnummer &quot;2026/15&quot; &amp; meer</Message>
  </Invoice>
</SalesInvoicesImportResponse>`;

const readings = {
  totalSucceeded: 1,
  totalFailed: 1,
  totalSkipped: 0,
  invoices: [
    { reference: '2026/14', succeeded: true, processed: true, emailSent: false, message: '' },
    {
      reference: '2026/15',
      succeeded: false,
      processed: false,
      emailSent: false,
      message: 'Er bestaat al een factuur met het factuurnummer "2026/15" & meer',
    },
  ],
};

const escaped = (xml: string): string =>
  xml.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

describe('a message of sales invoices', () => {
  test('is sent as nested XML with the casing of its own WSDL (R-EXP-7)', async () => {
    world = await openServices(() => answer('ProcessSalesInvoices', response));
    await processSalesInvoices(world.services, administration, [one, two], options);
    const [call] = world.socket.calls;
    expect(call?.path).toBe('/ws/Sales.asmx');
    expect(parametersOf(call?.body ?? '', 'ProcessSalesInvoices')).toBe(
      `<sessionId>SES</sessionId><administrationId>${administration}</administrationId><xmlDoc>` +
        `<SalesInvoices xmlns="urn:xmlns:http://www.theyukicompany.com:salesinvoices">${one}${two}</SalesInvoices></xmlDoc>`,
    );
  });

  test.each([
    ['nested', response],
    ['with a prefix', response.replaceAll(/<(\/?)(?=[A-Z])/g, '<$1r:')],
    ['escaped', escaped(response)],
    ['escaped with a declaration', escaped(`<?xml version="1.0" encoding="utf-16"?>${response}`)],
    ['in CDATA', `<![CDATA[${response}]]>`],
  ])('gets a verdict per document, %s alike', async (_, content) => {
    world = await openServices(() => answer('ProcessSalesInvoices', content));
    const found = await processSalesInvoices(world.services, administration, [one, two], options);
    expect(found).toMatchObject(readings);
    expect(found.invoices).toEqual(readings.invoices);
    expect(found.raw).toContain('ProcessSalesInvoicesResponse');
  });

  test('without any verdict still has its totals', async () => {
    const none = response.replaceAll(/<Invoice xmlns="">.*?<\/Invoice>/gs, '');
    world = await openServices(() => answer('ProcessSalesInvoices', none));
    const found = await processSalesInvoices(world.services, administration, [one], options);
    expect(found.invoices).toEqual([]);
  });

  test.each<[string, Reply]>([
    ['without totals', answer('ProcessSalesInvoices', '<SalesInvoicesImportResponse/>')],
    ['with an empty result', answer('ProcessSalesInvoices', '')],
    [
      'with another document',
      answer('ProcessSalesInvoices', '<Other><TotalSucceeded>1</TotalSucceeded></Other>'),
    ],
    [
      'with a verdict that says nothing',
      answer('ProcessSalesInvoices', response.replace('<Succeeded>true</Succeeded>', '')),
    ],
    ['cut off in the middle', { body: answer('ProcessSalesInvoices', response).body.slice(0, 700) }],
  ])('answered %s has an unknown outcome', async (_, reply) => {
    world = await openServices(() => reply);
    const failure = await rejection(processSalesInvoices(world.services, administration, [one], options));
    expect(failure).toMatchObject({ name: 'YukiUnintelligible', delivery: 'unknown' });
  });

  test('may hold no text that is not a sales invoice', async () => {
    world = await openServices(() => answer('ProcessSalesInvoices', response));
    for (const fragments of [[], ['<a/>'], [`${one}<a/>`]]) {
      expect(
        await rejection(processSalesInvoices(world.services, administration, fragments, options)),
      ).toBeInstanceOf(RangeError);
    }
    expect(world.socket.calls).toEqual([]);
  });
});

describe('the right to the Sales service', () => {
  test('is proved by a read that changes nothing, with the casing of its own WSDL', async () => {
    world = await openServices(() => answer('GetSalesItems', '<SalesItem><id>1</id></SalesItem>'));
    await checkSalesRight(world.services, administration);
    expect(world.socket.operations()).toEqual(['GetSalesItems']);
    expect(parametersOf(world.socket.calls[0]?.body ?? '', 'GetSalesItems')).toBe(
      `<sessionID>SES</sessionID><administrationID>${administration}</administrationID>`,
    );
  });

  test('is missing when Yuki says so', async () => {
    world = await openServices(() => fault('No web service rights'));
    expect(await rejection(checkSalesRight(world.services, administration))).toMatchObject({
      name: 'YukiFault',
      faultString: 'No web service rights',
    });
  });
});
