// Faults by plan on the pretend Yuki's socket: what the peer sees, and what was booked all the same.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { authenticate, imported, invoice, openItems, openOffice, send } from './yuki-office.ts';
import type { Office } from './yuki-office.ts';

let office: Office;
let session: string;
beforeEach(async () => {
  office = await openOffice();
  session = await authenticate(office.be);
});
afterEach(() => office.close());

const operation = 'ProcessSalesInvoices';
const lastCall = () => office.log.since(0).at(-1);

test('a connection dropped before books nothing, dropped after has booked', async () => {
  office.faults.add({ operation, kind: 'drop-before' });
  await expect(send(office.be, session, invoice())).rejects.toThrow();
  expect(imported(office)).toHaveLength(0);
  expect(lastCall()).toMatchObject({ operation, status: null, outcome: 'dropped-before' });
  office.faults.add({ system: 'yuki', operation, kind: 'drop-after' });
  await expect(send(office.be, session, invoice())).rejects.toThrow();
  expect(imported(office)).toHaveLength(1);
  expect(lastCall()).toMatchObject({ status: null, outcome: 'dropped-after', references: ['2026/14'] });
  expect((await send(office.be, session, invoice())).text('Message')).toContain('bestaat al een factuur');
});

test('a held answer is kept until it is released, with the invoice booked', async () => {
  const id = office.faults.add({ operation, kind: 'hold-after' });
  const answer = send(office.be, session, invoice());
  await office.faults.held(id);
  expect(imported(office)).toHaveLength(1);
  office.faults.release(id);
  expect((await answer).text('Succeeded')).toBe('true');
});

test('a late answer is given after the work of a call that its sender gave up', async () => {
  const id = office.faults.add({ operation, kind: 'hold-after' });
  const gaveUp = new AbortController();
  const sent = fetch(`${office.be}/ws/Sales.asmx`, {
    method: 'POST',
    signal: gaveUp.signal,
    headers: { 'content-type': 'text/xml', soapaction: `http://www.theyukicompany.com/${operation}` },
    body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><${operation} xmlns="http://www.theyukicompany.com/"/></s:Body></s:Envelope>`,
  });
  await office.faults.held(id);
  gaveUp.abort();
  await expect(sent).rejects.toThrow();
  expect(lastCall()?.outcome).toBe('held');
});

test('a gateway page, a status, a fault and the quota leave everything as it was', async () => {
  office.faults.add({ operation, kind: 'html-502' });
  const page = await send(office.be, session, invoice());
  expect([page.status, page.body.startsWith('<html>')]).toEqual([502, true]);
  office.faults.add({ operation, kind: 'status', status: 503 });
  expect((await send(office.be, session, invoice())).status).toBe(503);
  office.faults.add({ operation, kind: 'fault', faultString: 'Object reference not set' });
  expect((await send(office.be, session, invoice())).fault).toBe('Object reference not set');
  office.faults.add({ operation, kind: 'quota' });
  expect((await send(office.be, session, invoice())).fault).toContain('daily rate limit');
  expect(imported(office)).toHaveLength(0);
});

test('malformed and truncated answers hide that the invoice was booked', async () => {
  office.faults.add({ operation, kind: 'malformed' });
  const malformed = await send(office.be, session, invoice({ reference: '1' }));
  expect(malformed.status).toBe(200);
  expect(malformed.body).not.toContain('</soap:Body>');
  office.faults.add({ operation, kind: 'truncated' });
  expect((await send(office.be, session, invoice({ reference: '2' }))).body).not.toContain(
    '</soap:Envelope>',
  );
  expect(imported(office)).toHaveLength(2);
});

test('a stale list misses the latest change and an empty list misses all', async () => {
  await send(office.be, session, invoice({ reference: '1' }));
  await send(office.be, session, invoice({ reference: '2' }));
  office.faults.add({ operation: 'OutstandingDebtorItems', kind: 'stale-list' });
  expect((await openItems(office.be, session)).all('Reference')).toEqual(['2025/9', '1']);
  office.faults.add({ operation: 'OutstandingDebtorItems', kind: 'empty-list' });
  const empty = await openItems(office.be, session);
  expect([empty.status, empty.text('OutstandingDebtorItems'), empty.all('Item').length]).toEqual([
    200,
    '',
    0,
  ]);
  expect((await openItems(office.be, session)).all('Reference')).toEqual(['2025/9', '1', '2']);
});

test('one document is refused with the text of the plan, its neighbours are booked', async () => {
  office.faults.add({ operation, kind: 'reject-document', reference: '2', message: 'Onbekende fout' });
  const answer = await send(
    office.be,
    session,
    invoice({ reference: '1' }),
    invoice({ reference: '2' }),
    invoice({ reference: '3' }),
  );
  expect(answer.all('Succeeded')).toEqual(['true', 'false', 'true']);
  expect(answer.all('Message')).toEqual(['', 'Onbekende fout', '']);
});

test('plans strike in order, after some calls and several times', async () => {
  office.faults.add({ operation, kind: 'status', status: 500, after: 1, times: 2 });
  const statuses: number[] = [];
  for (const reference of ['1', '2', '3', '4']) {
    statuses.push((await send(office.be, session, invoice({ reference }))).status);
  }
  expect(statuses).toEqual([200, 500, 500, 200]);
});
