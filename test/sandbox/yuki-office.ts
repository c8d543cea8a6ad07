// A pretend Yuki on two real sockets for the tests of sandbox/yuki, and XML written from the vendor's examples
// (yuki-api.md 3.2, 4, 5), sent with plain fetch. Nothing of the connector is used.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCallLog } from '../../sandbox/infra/call-log.ts';
import type { CallLog } from '../../sandbox/infra/call-log.ts';
import { createClock } from '../../sandbox/infra/clock.ts';
import type { Clock } from '../../sandbox/infra/clock.ts';
import { createFaults } from '../../sandbox/infra/faults.ts';
import type { Faults } from '../../sandbox/infra/faults.ts';
import { createSwitchBoard } from '../../sandbox/infra/switches.ts';
import type { SwitchBoard } from '../../sandbox/infra/switches.ts';
import { createYuki } from '../../sandbox/yuki/index.ts';
import type { DocumentSnapshot, Yuki, YukiWorld } from '../../sandbox/yuki/index.ts';

export const admin = '6a0d0000-0000-4000-8000-00000000ad01';
export const otherAdmin = '6a0d0000-0000-4000-8000-00000000ad02';
export const domain = 'e9570000-0000-4000-8000-0000000000d1';
export const dutchAdmin = '6a0d0000-0000-4000-8000-00000000ad03';
export const dutchDomain = 'e9570000-0000-4000-8000-0000000000d2';

export function belgianWorld(): YukiWorld {
  return {
    domains: [
      {
        id: domain,
        name: 'Voorbeeld',
        administrations: [
          {
            id: admin,
            name: 'Voorbeeld BV',
            country: 'BE',
            vatNumber: 'BE0123.456.749',
            defaultAccount: '700000',
            glAccounts: [
              { code: '400000', description: 'Debiteuren' },
              { code: '604000', description: 'Aankopen' },
              { code: '700000', description: 'Verkoop', isRevenue: true },
              { code: '704000', description: 'Diensten', isRevenue: true },
              { code: '705500', description: 'Oude diensten', isRevenue: true, enabled: false },
            ],
            vatCodes: [
              { description: 'BTW 21%', type: 1, typeDescription: 'VAT high', percentage: 21 },
              { description: 'BTW 12%', type: 21, percentage: 12, startDate: '2026-03-01' },
              { description: 'OSS 19%', type: 40, percentage: 19, country: 'DE' },
              { description: 'IC goederen', type: 6, percentage: 0, requiresVatNumber: true },
            ],
            paymentMethods: ['Mollie'],
            documents: [
              {
                reference: '2025/9',
                date: '2025-12-01',
                contactName: 'Oude Klant',
                netCents: 10_000,
                vatCents: 2_100,
              },
            ],
          },
          { id: otherAdmin, name: 'Andere BV', country: 'BE' },
        ],
        contacts: [{ name: 'Hand Klant NV', country: 'BE', addressLine1: 'Veldstraat 1', vatNumber: '' }],
      },
    ],
    keys: [
      { key: 'key-admin', kind: 'administration', id: admin },
      { key: 'key-domain', kind: 'domain', id: domain },
      { key: 'key-sales', kind: 'administration', id: admin, rights: ['Sales'] },
      { key: 'key-reading', kind: 'administration', id: admin, rights: ['Financial', 'ContactsReadOnly'] },
    ],
  };
}

export function dutchWorld(): YukiWorld {
  return {
    domains: [
      {
        id: dutchDomain,
        name: 'Nederland',
        administrations: [{ id: dutchAdmin, name: 'Voorbeeld B.V.', country: 'NL' }],
      },
    ],
    keys: [{ key: 'key-dutch', kind: 'administration', id: dutchAdmin }],
  };
}

export interface Office {
  be: string;
  nl: string;
  yuki: Yuki;
  clock: Clock;
  log: CallLog;
  faults: Faults;
  switches: SwitchBoard;
  close(): Promise<void>;
}

/** Opens both hosts on free ports; the sandbox's day is 2 April 2026, 10:00 in Brussels. */
export async function openOffice(world: YukiWorld = belgianWorld()): Promise<Office> {
  const clock = createClock(new Date('2026-04-02T08:00:00Z'));
  const log = createCallLog(clock);
  const faults = createFaults();
  const switches = createSwitchBoard();
  const yuki = createYuki({
    world: { be: world, nl: dutchWorld() },
    clock,
    log,
    faults,
    switches: () => switches.current(),
  });
  const servers = [createServer(yuki.be), createServer(yuki.nl)];
  const [be, nl] = await Promise.all(servers.map(listen));
  const close = async (): Promise<void> => {
    await Promise.all(
      servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      ),
    );
  };
  return { be: be ?? '', nl: nl ?? '', yuki, clock, log, faults, switches, close };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface Answer {
  status: number;
  body: string;
  /** Text of the first element with this local name; undefined when there is none, '' when it is empty. */
  text(name: string): string | undefined;
  all(name: string): string[];
  fault: string | undefined;
}

const unescape = (text: string): string =>
  text
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

export function readAnswer(status: number, body: string): Answer {
  const all = (name: string): string[] =>
    [...body.matchAll(new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*?)?(?:/>|>([^<]*)<)`, 'g'))].map((match) =>
      unescape(match[1] ?? ''),
    );
  return { status, body, all, text: (name) => all(name)[0], fault: all('faultstring')[0] };
}

export interface Envelope {
  namespace?: string;
  action?: string | null;
  contentType?: string;
}

/** A SOAP 1.1 call with the parameters in the order given. `xmlDoc` is nested as it is, other values escaped. */
export async function soap(
  host: string,
  service: string,
  operation: string,
  parameters: Record<string, string | null>,
  how: Envelope = {},
): Promise<Answer> {
  const namespace = how.namespace ?? 'http://www.theyukicompany.com/';
  const inner = Object.entries(parameters)
    .filter((entry): entry is [string, string] => entry[1] !== null)
    .map(
      ([name, value]) =>
        `<${name}>${name === 'xmlDoc' ? value : value.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</${name}>`,
    )
    .join('');
  const response = await fetch(`${host}/ws/${service}.asmx`, {
    method: 'POST',
    headers: {
      'content-type': how.contentType ?? 'text/xml; charset=utf-8',
      ...(how.action === null
        ? {}
        : { soapaction: how.action ?? `"http://www.theyukicompany.com/${operation}"` }),
    },
    body: `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><${operation} xmlns="${namespace}">${inner}</${operation}></s:Body></s:Envelope>`,
  });
  return readAnswer(response.status, await response.text());
}

export async function authenticate(host: string, key = 'key-admin'): Promise<string> {
  const answer = await soap(host, 'Sales', 'Authenticate', { accessKey: key });
  const session = answer.text('AuthenticateResult');
  if (session === undefined) throw new Error(`No session: ${answer.body}`);
  return session;
}

export interface InvoiceParts {
  reference?: string;
  header?: string;
  afterHeader?: string;
  date?: string;
  contact?: string;
  lines?: string[];
  process?: string;
}

export const company = (code: string, name: string, more = ''): string =>
  `${code === '' ? '' : `<ContactCode>${code}</ContactCode>`}<FullName>${name}</FullName><CountryCode>BE</CountryCode><City>Gent</City><Zipcode>9000</Zipcode><AddressLine_1>Veldstraat 1</AddressLine_1>${more}<ContactType>Company</ContactType>`;

export interface LineParts {
  quantity?: string;
  net?: string | null;
  vat?: string | null;
  price?: string;
  percentage?: string;
  type?: string;
  account?: string;
  product?: string;
}

/** The line of the vendor's example: 2 × 100.00 at 21 % on 700000, with both amounts. */
export function line(parts: LineParts = {}): string {
  const amount = (name: string, value: string | null): string =>
    value === null ? '' : `<${name}>${value}</${name}>`;
  const net = parts.net === undefined ? '200.00' : parts.net;
  const vat = parts.vat === undefined ? '42.00' : parts.vat;
  return `<InvoiceLine><Description>Advies maart</Description><ProductQuantity>${parts.quantity ?? '2'}</ProductQuantity>${amount('LineAmount', net)}${amount('LineVATAmount', vat)}<Product><Description>${parts.product ?? 'Advies'}</Description><SalesPrice>${parts.price ?? '100.00'}</SalesPrice><VATPercentage>${parts.percentage ?? '21.00'}</VATPercentage><VATIncluded>false</VATIncluded><VATType>${parts.type ?? '1'}</VATType><GLAccountCode>${parts.account ?? '700000'}</GLAccountCode></Product></InvoiceLine>`;
}

export function invoice(parts: InvoiceParts = {}): string {
  const reference = parts.reference ?? '2026/14';
  return `<SalesInvoice><Reference>${reference}</Reference><Subject>Focus ${reference}</Subject>${parts.header ?? '<PaymentMethod>ElectronicTransfer</PaymentMethod><PaymentID>+++090/9337/55493+++</PaymentID>'}<Process>${parts.process ?? 'true'}</Process><EmailToCustomer>false</EmailToCustomer><Date>${parts.date ?? '2026-03-02'}</Date><DueDate>2026-04-01</DueDate><Currency>EUR</Currency>${parts.afterHeader ?? ''}<Contact>${parts.contact ?? company('TL-1042', 'Klant NV', '<EmailAddress>ap@klant.example</EmailAddress><VATNumber>BE0123456749</VATNumber>')}</Contact><InvoiceLines>${(parts.lines ?? [line()]).join('')}</InvoiceLines></SalesInvoice>`;
}

export const salesInvoices = (...invoices: string[]): string =>
  `<SalesInvoices xmlns="urn:xmlns:http://www.theyukicompany.com:salesinvoices">${invoices.join('')}</SalesInvoices>`;

export async function send(host: string, sessionId: string, ...invoices: string[]): Promise<Answer> {
  return soap(host, 'Sales', 'ProcessSalesInvoices', {
    sessionId,
    administrationId: admin,
    xmlDoc: salesInvoices(...invoices),
  });
}

export async function openItems(host: string, sessionID: string): Promise<Answer> {
  return soap(host, 'Accounting', 'OutstandingDebtorItems', {
    sessionID,
    administrationID: admin,
    includeBankTransactions: 'false',
    sortOrder: 'DateAsc',
  });
}

/** Documents that were imported, oldest first. */
export function imported(office: Office): DocumentSnapshot[] {
  const administration = office.yuki.state().be.domains[0]?.administrations[0];
  return (administration?.documents ?? []).filter((one) => one.imported);
}
