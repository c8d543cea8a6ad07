// The pretend Yuki as a SOAP server: envelopes, parameter names and order, sessions, countries, rights, quota.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  admin,
  authenticate,
  dutchAdmin,
  invoice,
  openItems,
  openOffice,
  otherAdmin,
  readAnswer,
  salesInvoices,
  send,
  soap,
} from './yuki-office.ts';
import type { Office } from './yuki-office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const scheme = (host: string, sessionID: string, administrationID = admin) =>
  soap(host, 'AccountingInfo', 'GetGLAccountScheme', { sessionID, administrationID });

describe('SOAP', () => {
  test('Authenticate answers a GUID that works on every service of the host', async () => {
    const session = await authenticate(office.be);
    expect(session).toMatch(/^[0-9a-f-]{36}$/);
    const codes = await soap(office.be, 'Vat', 'ActiveVATCodesList', {
      sessionID: session,
      administrationID: admin,
    });
    expect(codes.status).toBe(200);
    expect(codes.all('percentage')).toEqual(['21.00', '12.00', '19.00', '0.00']);
    expect(codes.body).toContain('<startDate xsi:nil="true" />');
  });

  test('a wrong access key is a fault with HTTP 500', async () => {
    const answer = await soap(office.be, 'Sales', 'Authenticate', { accessKey: 'nobody' });
    expect(answer.status).toBe(500);
    expect(answer.fault).toBe('Invalid access key');
  });

  test('SOAP 1.2 is answered in SOAP 1.2', async () => {
    const response = await fetch(`${office.be}/ws/Sales.asmx`, {
      method: 'POST',
      headers: { 'content-type': 'application/soap+xml; charset=utf-8' },
      body: '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><Authenticate xmlns="http://www.theyukicompany.com/"><accessKey>key-admin</accessKey></Authenticate></e:Body></e:Envelope>',
    });
    const body = await response.text();
    expect(response.headers.get('content-type')).toContain('application/soap+xml');
    expect(body).toContain('http://www.w3.org/2003/05/soap-envelope');
    expect(readAnswer(200, body).text('AuthenticateResult')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a missing or foreign SOAPAction and an https namespace are not understood', async () => {
    const parameters = { accessKey: 'key-admin' };
    const without = await soap(office.be, 'Sales', 'Authenticate', parameters, { action: null });
    expect(without.fault).toContain('HTTP Header SOAPAction');
    const foreign = await soap(office.be, 'Sales', 'Authenticate', parameters, {
      action: 'http://elsewhere/Authenticate',
    });
    expect(foreign.fault).toContain('HTTP Header SOAPAction');
    const https = await soap(office.be, 'Sales', 'Authenticate', parameters, {
      namespace: 'https://www.theyukicompany.com/',
    });
    expect(https.status).toBe(500);
    expect(https.fault).toContain('was not expected');
    const json = await soap(office.be, 'Sales', 'Authenticate', parameters, {
      contentType: 'application/json',
    });
    expect(json.status).toBe(415);
  });

  test('an operation of another service is not known', async () => {
    const session = await authenticate(office.be);
    const answer = await soap(office.be, 'Vat', 'GetSalesItems', {
      sessionID: session,
      administrationID: admin,
    });
    expect(answer.fault).toContain('HTTP Header SOAPAction');
  });

  test('wrong casing of a parameter is answered as an invalid session', async () => {
    const session = await authenticate(office.be);
    const reading = await soap(office.be, 'AccountingInfo', 'GetGLAccountScheme', {
      sessionId: session,
      administrationId: admin,
    });
    expect(reading.status).toBe(500);
    expect(reading.fault).toContain('Invalid session ID');
    const writing = await soap(office.be, 'Sales', 'ProcessSalesInvoices', {
      sessionID: session,
      administrationID: admin,
      xmlDoc: salesInvoices(invoice()),
    });
    expect(writing.fault).toContain('Invalid session ID');
  });

  test('parameters in another order than the WSDL have no value', async () => {
    const session = await authenticate(office.be);
    const answer = await soap(office.be, 'AccountingInfo', 'GetGLAccountScheme', {
      administrationID: admin,
      sessionID: session,
    });
    expect(answer.status).toBe(500);
    const list = await soap(office.be, 'Accounting', 'OutstandingDebtorItems', {
      sessionID: session,
      administrationID: admin,
      includeBankTransactions: 'false',
      sortOrder: '',
    });
    expect(list.fault).toContain('Instance validation error');
  });

  test('broken XML, escaped documents and a declaration inside xmlDoc are refused', async () => {
    const session = await authenticate(office.be);
    const ask = (xmlDoc: string) =>
      soap(office.be, 'Sales', 'ProcessSalesInvoices', {
        sessionId: session,
        administrationId: admin,
        xmlDoc,
      });
    expect((await ask('<SalesInvoices>')).status).toBe(500);
    expect((await ask('&lt;SalesInvoices/&gt;')).fault).toContain('Root element is missing');
    expect((await ask(`<?xml version="1.0"?>${salesInvoices(invoice())}`)).fault).toContain(
      'XML declaration',
    );
    expect((await ask(salesInvoices(invoice()).replace('Advies maart', 'a & b'))).fault).toContain(
      'EntityName',
    );
  });

  test('the page without an operation says honestly that there is no WSDL', async () => {
    const response = await fetch(`${office.be}/ws/Sales.asmx?WSDL`);
    expect(await response.text()).toContain('ProcessSalesInvoices(sessionId, administrationId, xmlDoc)');
  });

  test('a request above the size limit is refused without being read', async () => {
    office.switches.patch({ maximumRequestBytes: 2000 });
    const session = await authenticate(office.be);
    const answer = await send(office.be, session, invoice({ reference: '1' }), invoice({ reference: '2' }));
    expect(answer.status).toBe(500);
    expect(answer.body).toContain('Maximum request length');
  });
});

describe('sessions and countries', () => {
  test('a session ends after 24 hours and with its key', async () => {
    const session = await authenticate(office.be);
    office.clock.advance(24 * 3_600_000 - 60_000);
    expect((await scheme(office.be, session)).status).toBe(200);
    office.clock.advance(60_000);
    expect((await scheme(office.be, session)).fault).toContain('Invalid session ID');
    const next = await authenticate(office.be);
    office.yuki.acts.withdrawKey('key-admin', true);
    expect((await scheme(office.be, next)).fault).toContain('Invalid session ID');
    await expect(authenticate(office.be)).rejects.toThrow('Invalid access key');
  });

  test('a session works only on the host that issued it', async () => {
    const session = await authenticate(office.be);
    expect((await scheme(office.nl, session)).fault).toContain('Invalid session ID');
  });

  test('on the wrong host Authenticate and Administrations succeed and data calls fault', async () => {
    const session = await authenticate(office.nl, 'key-admin');
    const administrations = await soap(office.nl, 'Sales', 'Administrations', { sessionID: session });
    expect(administrations.text('Name')).toBe('Voorbeeld BV');
    expect((await scheme(office.nl, session)).fault).toBe('Domain has no active database');
    office.switches.patch({ wrongCountryFaultsAt: 'authenticate' });
    await expect(authenticate(office.nl, 'key-admin')).rejects.toThrow('Invalid access key');
  });

  test('Administrations tells the domain, and a company key sees its own administration only', async () => {
    const session = await authenticate(office.be);
    const mine = await soap(office.be, 'Accounting', 'Administrations', { sessionID: session });
    expect(mine.body).toContain(`<Administration ID="${admin}">`);
    expect(mine.all('Name')).toEqual(['Voorbeeld BV']);
    expect(mine.text('DomainID')).not.toBe(admin);
    const all = await soap(office.be, 'Accounting', 'Administrations', {
      sessionID: await authenticate(office.be, 'key-domain'),
    });
    expect(all.all('Name')).toEqual(['Voorbeeld BV', 'Andere BV']);
    expect((await scheme(office.be, session, otherAdmin)).fault).toContain('could not be found');
    expect((await scheme(office.be, session, dutchAdmin)).fault).toContain('could not be found');
  });

  test('a key without the right for a service is refused there', async () => {
    const sales = await authenticate(office.be, 'key-sales');
    expect((await scheme(office.be, sales)).fault).toContain('rights');
    const items = await soap(office.be, 'Sales', 'GetSalesItems', {
      sessionID: sales,
      administrationID: admin,
    });
    expect(items.status).toBe(200);
    const reading = await authenticate(office.be, 'key-reading');
    expect((await send(office.be, reading, invoice())).fault).toContain('rights');
  });
});

describe('the daily number of calls', () => {
  test('call 1,000 is served and call 1,001 is refused, whoever made them (E-6)', async () => {
    const domain = office.yuki.state().be.domains[0]?.id ?? '';
    office.yuki.acts.useCalls(domain, 998);
    const session = await authenticate(office.be);
    expect((await openItems(office.be, session)).status).toBe(200);
    const refused = await send(office.be, session, invoice());
    expect(refused.status).toBe(500);
    expect(refused.fault).toBe(
      'Yuki has reached its daily rate limit, the synchronisation can start again in 24h',
    );
    expect(office.yuki.state().be.domains[0]?.callsToday).toBe(1000);
    expect(office.log.since(0).at(-1)?.outcome).toBe('quota');
  });

  test('the count starts again at midnight in Brussels, or a day after the first call', async () => {
    const domain = office.yuki.state().be.domains[0]?.id ?? '';
    office.clock.set(new Date('2026-04-02T21:59:00Z'));
    office.yuki.acts.useCalls(domain, 1000);
    const ask = () => soap(office.be, 'Sales', 'Authenticate', { accessKey: 'key-admin' });
    expect((await ask()).status).toBe(500);
    office.clock.set(new Date('2026-04-02T22:01:00Z'));
    expect((await ask()).status).toBe(200);
    office.switches.patch({ quotaReset: 'rolling-24h' });
    office.yuki.acts.useCalls(domain, 1000);
    office.clock.set(new Date('2026-04-03T21:00:00Z'));
    expect((await ask()).status).toBe(500);
    office.clock.set(new Date('2026-04-03T22:02:00Z'));
    expect((await ask()).status).toBe(200);
  });

  test('Authenticate counts unless the switch says otherwise', async () => {
    await authenticate(office.be);
    expect(office.yuki.state().be.domains[0]?.callsToday).toBe(1);
    office.switches.patch({ quotaCountsAuthenticate: false });
    await authenticate(office.be);
    expect(office.yuki.state().be.domains[0]?.callsToday).toBe(1);
  });
});
