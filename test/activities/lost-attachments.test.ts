// A worker that is killed between any two things it does while it sends a document with its PDF, to a Yuki that does
// not take the PDF: the document arrives once, without it, and never for want of an answer that was given (S-75).

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DocumentId } from '../../domain/ids.ts';
import { getConnection, updateConnection } from '../../ledger/connections.ts';
import { quietEnvironment, states, type Joined } from './desk.ts';
import { openMortalWorker, type Moment } from './mortal-worker.ts';
import { openOffice, type Office } from './yuki-office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  const { desk, sandbox } = office;
  sandbox.parts.switches.patch({ maximumAttachmentBytes: 10, largeAttachment: 'refuse-document' });
  desk.answers.focus = ({ path }) =>
    path === '/invoices.download'
      ? { json: { data: { location: `${desk.focus.url}/file`, expires: '2026-11-25T10:00:00+00:00' } } }
      : { text: '%PDF-1.4 of the document' };
});
afterAll(() => office.close());

let number = 0;

/** A connection that wishes PDFs, with one document that is ready. */
async function oneReady(): Promise<{ place: Joined; ids: DocumentId[]; reference: string }> {
  const { desk } = office;
  const place = await office.join();
  const { settings } = (await getConnection(desk.ledger, place.connectionId))!;
  const wish = { settings: { ...settings, sendOriginalPdf: true } };
  await updateConnection(desk.ledger, place.connectionId, wish, desk.clock.now);
  number += 1;
  return { place, ids: await office.ready(place, [number]), reference: `2026/${number}` };
}

async function loseAt(moment: Moment): Promise<boolean> {
  const { desk } = office;
  const { place, ids, reference } = await oneReady();
  const order = { connectionId: place.connectionId, runNumber: 1 };
  const worker = openMortalWorker(desk.tools, moment);
  const environment = quietEnvironment({ scheduledTimestampMs: desk.clock.now.getTime() });
  const send = worker.activities.sendToYuki as (order: unknown) => Promise<unknown>;
  await environment.run(send, { ...order, documents: 25 }).catch(() => undefined);
  await worker.close();
  for (let turn = 0; turn < 6; turn += 1) {
    desk.clock.later(13);
    await desk.call('lookUpDoubtful', order);
    await desk.call('sendToYuki', { ...order, documents: 25 });
    if ((await states(desk, ids))[0] === 'exported') break;
  }
  const where = `lost ${moment.when} statement ${moment.statement}`;
  expect(await states(desk, ids), where).toEqual(['exported']);
  const booked = office.booked().filter((document) => document.reference === reference);
  expect(
    booked.map(({ pdf }) => pdf),
    where,
  ).toEqual([null]);
  // At most once with the PDF, which Yuki refused, and once without it, which Yuki took.
  const messages = office.sandbox.parts.log
    .since(0)
    .filter(
      ({ operation, references }) => operation === 'ProcessSalesInvoices' && references.includes(reference),
    );
  expect([1, 2], where).toContain(messages.length);
  return worker.isLost();
}

test.each(['before', 'after'] as const)(
  'a worker that is lost right %s any statement with a PDF in its hands leaves the document to arrive once, without it (S-75, R-PEP-4)',
  async (when) => {
    let lost = 0;
    for (let statement = 1; await loseAt({ statement, when }); statement += 1) {
      lost += 1;
      if (statement > 90) throw new Error('The worker never comes to an end.');
    }
    expect(lost).toBeGreaterThan(20);
  },
  180_000,
);
