/** Open items, after the vendor's example (yuki-api 4.1, 4.2), with the traps of long and broken lists. */

import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from 'vitest';
import type { YukiAdministrationId } from '../../domain/ids.ts';
import { checkOutstandingItem, outstandingDebtorItems } from '../../yuki/accounting.ts';
import { openServices, parametersOf } from './open-services.ts';
import type { OpenServices } from './open-services.ts';
import { answer, envelope, fault, rejection } from './soap-socket.ts';
import type { Reply } from './soap-socket.ts';

const administration = 'aaaaaaaa-0000-4000-8000-000000000001' as YukiAdministrationId;

let world: OpenServices;
afterEach(() => world.close());

const item = `<Item ID="9E15AAAA-0000-4000-8000-000000000009">
    <Date>2026-03-02</Date><Description>Focus 2026/14</Description>
    <Contact>Klant &amp; Zonen &#x1F600; NV</Contact><ContactID>1C83AAAA-0000-4000-8000-000000000001</ContactID>
    <OpenAmount>121.00</OpenAmount><OriginalAmount>242.00</OriginalAmount>
    <Type ID="6">Sales invoice</Type><Reference>2026/14</Reference>
    <DueDate>2026-04-01</DueDate><DocumentID>D0C0AAAA-0000-4000-8000-000000000001</DocumentID><PaymentMethod>Electronic transfer</PaymentMethod>
    <ContactCode>TL &amp; Zonen &#x1F600; 1042</ContactCode><CoCNumber/><VATNumber>BE0123456749</VATNumber>
    <AddressLine_1>Veldstraat 1</AddressLine_1><AddressLine_2/><Country>BE</Country><RecipientEmail/>
  </Item>`;
const receipt = `<Item ID="9E15AAAA-0000-4000-8000-000000000010"><Date>2026-03-09</Date><Description/>
    <Contact/><ContactID/><OpenAmount>-50.00</OpenAmount><OriginalAmount>-50.0000</OriginalAmount>
    <Type ID="">Bankafschrift</Type><Reference/><DueDate/></Item>`;

const itemRead = {
  id: '9e15aaaa-0000-4000-8000-000000000009',
  documentId: 'd0c0aaaa-0000-4000-8000-000000000001',
  date: '2026-03-02',
  reference: '2026/14',
  description: 'Focus 2026/14',
  contactId: '1c83aaaa-0000-4000-8000-000000000001',
  contactCode: 'TL & Zonen \u{1F600} 1042',
  typeId: 6,
  openCents: 12100,
  originalCents: 24200,
};
const receiptRead = {
  id: '9e15aaaa-0000-4000-8000-000000000010',
  documentId: null,
  date: '2026-03-09',
  reference: null,
  description: null,
  contactId: null,
  contactCode: null,
  typeId: null,
  openCents: -5000,
  originalCents: -5000,
};

const list = (items: string): string => `<OutstandingDebtorItems xmlns="">${items}</OutstandingDebtorItems>`;
const escaped = (xml: string): string =>
  xml.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const debtors = (content: string): { body: string } => answer('OutstandingDebtorItems', content);

/** What is in use once the garbage is collected. */
function liveBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Sends a body in pieces of a few bytes, so that every border falls somewhere awkward. */
const inPieces =
  (body: string, size: number): Reply =>
  async (response) => {
    const bytes = Buffer.from(body);
    response.writeHead(200, { 'content-type': 'text/xml' });
    for (let start = 0; start < bytes.length; start += size) {
      if (!response.write(bytes.subarray(start, start + size))) await once(response, 'drain');
    }
    response.end();
  };

describe('the list of open items', () => {
  test('is asked for once, with receipts, in an order of its own', async () => {
    world = await openServices(() => debtors(list('')));
    await outstandingDebtorItems(world.services, administration);
    expect(world.socket.operations()).toEqual(['OutstandingDebtorItems']);
    expect(parametersOf(world.socket.calls[0]?.body ?? '', 'OutstandingDebtorItems')).toBe(
      `<sessionID>SES</sessionID><administrationID>${administration}</administrationID>` +
        '<includeBankTransactions>true</includeBankTransactions><sortOrder>DateAsc</sortOrder>',
    );
  });

  test.each([
    ['nested', list(item + receipt)],
    ['prefixed', list(item + receipt).replaceAll(/<(\/?)(?=[A-Z])/g, '<$1y:')],
    ['escaped', escaped(list(item + receipt))],
    ['escaped with a declaration', escaped(`<?xml version="1.0"?>\n${list(item + receipt)}`)],
    ['in CDATA', `<![CDATA[${list(item + receipt)}]]>`],
    ['with comments', `<!-- </Item> > -->${list(`<!-- <Item> -->${item}${receipt}`)}`],
  ])('is read %s', async (_, content) => {
    world = await openServices(() => debtors(content));
    expect(await outstandingDebtorItems(world.services, administration)).toEqual([itemRead, receiptRead]);
  });

  test.each([
    ['nested', list(item + receipt)],
    ['escaped', escaped(list(item + receipt))],
    ['in CDATA', `<![CDATA[${list(item + receipt)}]]>`],
  ])('is read %s whatever pieces it arrives in', async (_, content) => {
    const sizes = [7, 61, 997];
    world = await openServices((_call, turn) => inPieces(debtors(content).body, sizes[turn - 1] ?? 1));
    for (const size of sizes) {
      const found = await outstandingDebtorItems(world.services, administration);
      expect(found, `pieces of ${size}`).toEqual([itemRead, receiptRead]);
    }
  });

  test.each([
    ['an empty list', list('')],
    ['a closed list', '<OutstandingDebtorItems xmlns=""/>'],
    ['an empty escaped list', escaped(list(''))],
    ['an empty result', ''],
  ])('is empty for %s', async (_, content) => {
    world = await openServices(() => debtors(content));
    expect(await outstandingDebtorItems(world.services, administration)).toEqual([]);
  });

  test('is empty for a result that is closed at once', async () => {
    const body = envelope(
      '<OutstandingDebtorItemsResponse><OutstandingDebtorItemsResult /></OutstandingDebtorItemsResponse>',
    );
    world = await openServices(() => ({ body }));
    expect(await outstandingDebtorItems(world.services, administration)).toEqual([]);
  });

  test('keeps markup inside CDATA as text', async () => {
    const tricky = item.replace('<Reference>2026/14<', '<Reference><![CDATA[a </Item> & b ]] > c]]><');
    world = await openServices(() => debtors(list(tricky)));
    const [found] = await outstandingDebtorItems(world.services, administration);
    expect(found?.reference).toBe('a </Item> & b ]] > c');
  });

  const whole = debtors(list(item.repeat(3))).body;
  test.each<[string, string]>([
    ['cut off inside an item', whole.slice(0, whole.lastIndexOf('<OpenAmount>'))],
    ['cut off after an item', whole.slice(0, whole.indexOf('</Item>') + 7)],
    ['cut off after the list', whole.slice(0, whole.indexOf('</OutstandingDebtorItemsResult>'))],
    ['cut off before the last tag', whole.slice(0, whole.lastIndexOf('</soap:Envelope'))],
    ['without the result', envelope('<OutstandingDebtorItemsResponse/>')],
    ['with another list', debtors('<OutstandingCreditorItems/>').body],
    ['with two lists', debtors(list('') + list(item)).body],
    ['with two CDATA sections', debtors(`<![CDATA[${list('')}]]><![CDATA[${list(item)}]]>`).body],
    ['with text after an escaped list', debtors(`${escaped(list(''))}<more/>`).body],
    ['with an amount that is none', debtors(list(item.replace('121.00', '121,00'))).body],
    ['with an item without amount', debtors(list(item.replace('<OpenAmount>121.00</OpenAmount>', ''))).body],
    ['with mismatched tags', debtors(list(item.replace('</Contact>', '</Kontact>'))).body],
    ['with a document type', whole.replace('<soap:Envelope', '<!DOCTYPE a [<!ENTITY b "c">]><soap:Envelope')],
    ['with a document type inside', debtors(escaped(`<!DOCTYPE a [<!ENTITY b "c">]>${list(item)}`)).body],
    ['with a nest in an item', debtors(list(`<Item>${'<a>'.repeat(99)}${'</a>'.repeat(99)}</Item>`)).body],
    ['with an item beyond 1 MB', debtors(list(item.replace('Klant', 'k'.repeat(1_100_000)))).body],
  ])('%s is unintelligible, never shorter (R-PAY-9)', async (_, body) => {
    world = await openServices(() => ({ body }));
    const failure = await rejection(outstandingDebtorItems(world.services, administration));
    expect(failure).toMatchObject({ name: 'YukiUnintelligible', operation: 'OutstandingDebtorItems' });
  });

  test('may be refused by a fault, under HTTP 500 and 200 alike', async () => {
    world = await openServices((_, turn) => fault('No rights', turn === 1 ? 500 : 200));
    expect(await rejection(outstandingDebtorItems(world.services, administration))).toMatchObject({
      faultString: 'No rights',
    });
    expect(await rejection(outstandingDebtorItems(world.services, administration))).toMatchObject({
      faultString: 'No rights',
    });
  });

  test('may be a page of a gateway', async () => {
    world = await openServices(() => ({ status: 502, body: '<html></html>' }));
    expect(await rejection(outstandingDebtorItems(world.services, administration))).toMatchObject({
      name: 'YukiUnreachable',
      httpStatus: 502,
    });
  });

  test('may be lost on the way', async () => {
    world = await openServices(() => (response) => {
      response.writeHead(200, { 'content-length': '999999' });
      response.write(whole.slice(0, -60), () => response.destroy());
    });
    expect(await rejection(outstandingDebtorItems(world.services, administration))).toMatchObject({
      reason: 'dropped',
    });
  });

  test('of 50,000 items is read while other work goes on, without holding its text', async () => {
    const [before, after] = debtors(list('HERE')).body.split('HERE');
    const count = 50_000;
    // Ids as Yuki may write them: they need no change, so that a careless reader keeps pieces of the answer itself.
    const small = item.replaceAll(/[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/g, (id) => id.toLowerCase());
    world = await openServices(
      () => async (response) => {
        response.write(before);
        for (let index = 0; index < count; index += 100) {
          const page = Array.from({ length: 100 }, (_, step) =>
            small.replaceAll('2026/14', `2026/${index + step}`),
          );
          if (!response.write(page.join(''))) await once(response, 'drain');
        }
        response.end(after);
      },
      120_000,
    );
    let turns = 0;
    let peak = 0;
    let running = true;
    const otherWork = (): void => {
      turns += 1;
      if (turns % 50 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
      if (running) setImmediate(otherWork);
    };
    setImmediate(otherWork);
    const heapBefore = liveBytes();
    const found = await outstandingDebtorItems(world.services, administration);
    running = false;
    expect(found).toHaveLength(count);
    expect(found[49_999]?.reference).toBe('2026/49999');
    // 50 items are read at a time, so other work got at least 1,000 turns in between.
    expect(turns).toBeGreaterThan(1_000);
    // The text alone would be 45 MB in UTF-8 and its tree ten times that; what is kept is about 20 MB.
    expect(peak - heapBefore).toBeLessThan(250 * 1024 * 1024);
    expect(liveBytes() - heapBefore).toBeLessThan(35 * 1024 * 1024);
    expect(found).toHaveLength(count);
  }, 120_000);

  test('whose end arrives before its middle was read ends no process', async () => {
    const [before = '', after = ''] = debtors(list('HERE')).body.split('HERE');
    const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume));
    world = await openServices(() => async (response) => {
      // About 1,000 bytes an item: the reader is busy with the first 400 kB while 80 kB and the end arrive.
      const pieces = [before + item.repeat(400), item.repeat(40), item.repeat(40) + after];
      response.writeHead(200, {
        'content-type': 'text/xml; charset=utf-8',
        'content-length': Buffer.byteLength(pieces.join('')),
      });
      for (const piece of pieces) {
        response.write(piece);
        await turn();
      }
      response.end();
    });
    for (let times = 0; times < 20; times += 1)
      expect(await outstandingDebtorItems(world.services, administration)).toHaveLength(480);
  });
});

describe('a look-up by reference', () => {
  const items = (content: string): { body: string } => answer('CheckOutstandingItemAdmin', content);

  test('asks one administration, with the capital that Yuki wants', async () => {
    world = await openServices(() => items('<OutstandingItems xmlns=""/>'));
    expect(await checkOutstandingItem(world.services, administration, '2026/14 & co')).toEqual([]);
    expect(parametersOf(world.socket.calls[0]?.body ?? '', 'CheckOutstandingItemAdmin')).toBe(
      `<sessionID>SES</sessionID><administrationID>${administration}</administrationID><Reference>2026/14 &amp; co</Reference>`,
    );
  });

  test.each([
    ['none', '<OutstandingItems xmlns=""></OutstandingItems>', []],
    ['one', `<OutstandingItems xmlns="">${item}</OutstandingItems>`, [itemRead]],
    ['many', `<OutstandingItems xmlns="">${item}${receipt}</OutstandingItems>`, [itemRead, receiptRead]],
    ['one, escaped', escaped(`<OutstandingItems>${item}</OutstandingItems>`), [itemRead]],
  ])('finds %s', async (_, content, expected) => {
    world = await openServices(() => items(content));
    expect(await checkOutstandingItem(world.services, administration, '2026/14')).toEqual(expected);
  });

  test('never takes another answer for none', async () => {
    world = await openServices(() => items('<Contacts><Contact/></Contacts>'));
    expect(await rejection(checkOutstandingItem(world.services, administration, '2026/14'))).toMatchObject({
      name: 'YukiUnintelligible',
    });
  });
});
