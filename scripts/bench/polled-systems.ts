// A Yuki that shows any number of open items, written while they are sent, and a Focus that takes payments: just enough
// of both for a poll, without the work of the sandbox. A process of its own, so that its work is not measured.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dateOf, firstSettled, invoicesSince } from './polled-calendar.ts';

/** What was asked of both since the start. */
export interface Asked {
  readonly yuki: number;
  readonly focus: number;
  /** Payments that Focus was told. */
  readonly registered: number;
}

const envelope = (operation: string, result: string): string =>
  `<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><${operation}Response xmlns="http://www.theyukicompany.com/"><${operation}Result>${result}</${operation}Result></${operation}Response></soap:Body></soap:Envelope>`;

const documents = Number(process.argv[2]);
let settledCount = 0;
const isSettled = (place: number): boolean =>
  place > firstSettled(documents) && place <= firstSettled(documents) + settledCount;
const asked = { yuki: 0, focus: 0, registered: 0 };
const paid = new Set<string>();

const server = createServer((request, response) => {
  void textOf(request).then((body) => {
    const path = request.url ?? '';
    if (path.startsWith('/control/')) return control(path, response);
    const operation = /([A-Za-z]+)"?$/.exec(request.headers['soapaction']?.toString() ?? '')?.[1];
    return operation === undefined ? focus(path, body, response) : yuki(operation, body, response);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});

/** `/control/settle/5`: five invoices of a month ago are paid in Yuki. Both answer what was asked so far. */
function control(path: string, response: ServerResponse): void {
  const count = /^\/control\/settle\/(\d+)$/.exec(path)?.[1];
  if (count !== undefined) settledCount = Number(count);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(asked));
}

async function yuki(operation: string, body: string, response: ServerResponse): Promise<void> {
  asked.yuki += 1;
  response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' });
  if (operation === 'Authenticate') response.end(envelope(operation, 'SESSION'));
  else if (operation === 'OutstandingDebtorItems') await writeItems(response);
  else if (operation === 'GetTransactions') response.end(envelope(operation, transactionsOf(body)));
  else response.end(envelope(operation, ''));
}

function focus(path: string, body: string, response: ServerResponse): void {
  asked.focus += 1;
  const { id } = JSON.parse(body) as { id: string };
  if (path === '/invoices.registerPayment') {
    asked.registered += 1;
    paid.add(id);
    response.writeHead(204).end();
    return;
  }
  const money = (amount: number) => ({ amount, currency: 'EUR' });
  const isPaid = paid.has(id);
  response.writeHead(200, { 'content-type': 'application/json' }).end(
    JSON.stringify({
      data: {
        status: isPaid ? 'matched' : 'outstanding',
        paid: isPaid,
        currency: 'EUR',
        total: { tax_inclusive: money(100), payable: money(100), due: money(isPaid ? 0 : 100) },
        payments: [],
      },
    }),
  );
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** Items are written a hundred at a time, as fast as they are read. */
async function writeItems(response: ServerResponse): Promise<void> {
  const whole = envelope(
    'OutstandingDebtorItems',
    '<OutstandingDebtorItems xmlns="">|</OutstandingDebtorItems>',
  );
  const [head = '', tail = ''] = whole.split('|');
  response.write(head);
  for (let place = 1; place <= documents; place += 100) {
    const length = Math.min(documents, place + 99) - place + 1;
    const places = Array.from({ length }, (_, index) => place + index).filter((one) => !isSettled(one));
    const items = places.map((one) => itemOf(one)).join('');
    if (!response.write(items)) await new Promise((drained) => response.once('drain', drained));
  }
  response.end(tail);
}

function itemOf(place: number): string {
  const date = dateOf(place, documents);
  const id = (group: string): string => idOf(group, place);
  return (
    `<Item ID="${id('8000')}"><Date>${date}</Date><Description>Focus 2026/${place}</Description>` +
    `<Contact>Klant ${place % 9000}</Contact><ContactID>00000000-0000-4000-9000-${String(place % 9000).padStart(12, '0')}</ContactID>` +
    '<OpenAmount>100.00</OpenAmount><OriginalAmount>100.00</OriginalAmount><Type ID="6">Sales invoice</Type>' +
    `<Reference>2026/${place}</Reference><DueDate>${date}</DueDate><DocumentID>${id('a000')}</DocumentID>` +
    `<ContactCode>F${place % 9000}</ContactCode><Country>BE</Country></Item>`
  );
}

/** Three rows an invoice, newest invoices last, a page at a time. */
function transactionsOf(body: string): string {
  const valueOf = (name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? '';
  const start = Number(valueOf('startRecord')) - 1;
  const length = Number(valueOf('numberOfRecords'));
  const invoices = invoicesSince(valueOf('startDate'), documents);
  const rows = Array.from({ length: Math.min(length, invoices * 3 - start) }, (_, index) => {
    const place = invoices - Math.floor((start + index) / 3);
    return rowOf(place, (start + index) % 3);
  });
  return rows.join('');
}

function rowOf(place: number, part: number): string {
  const [account, amount] = [
    ['400000', '100.00'],
    ['700000', '-82.64'],
    ['451000', '-17.36'],
  ][part] ?? ['', ''];
  const matched = part === 0 && isSettled(place) ? '<matchDate>2026-10-01</matchDate>' : '';
  return (
    `<Transaction><id>${idOf(`b00${part}`, place)}</id><transactionDate>${dateOf(place, documents)}</transactionDate>` +
    `<amount>${amount}</amount><glAccountCode>${account}</glAccountCode>` +
    `<contact><id>00000000-0000-4000-9000-${String(place % 9000).padStart(12, '0')}</id><contactCode>F${place % 9000}</contactCode></contact>` +
    `<document><id>${idOf('a000', place)}</id><reference>2026/${place}</reference><type>SalesInvoice</type></document>` +
    `<documentMatched>${matched}</documentMatched></Transaction>`
  );
}

function idOf(group: string, place: number): string {
  return `00000000-0000-4000-${group}-${String(place).padStart(12, '0')}`;
}
