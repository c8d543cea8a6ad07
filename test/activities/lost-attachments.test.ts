// A document with its PDF of which nobody knows for a while what became of it: the worker was killed between any two
// things it does (S-75), or the answer was lost (S-72). It arrives once, and no PDF is in its way a second time.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DocumentId } from '../../domain/ids.ts';
import { getConnection, updateConnection } from '../../ledger/connections.ts';
import { listFindings } from '../../ledger/findings.ts';
import { quietEnvironment, states, type Joined } from './desk.ts';
import { loseAtEveryStatement, openMortalWorker, type Loss, type Moment } from './mortal-worker.ts';
import { openOffice, type Office } from './yuki-office.ts';

let office: Office;
const pdf = `%PDF-1.4${' '.repeat(20_000)}`;
beforeAll(async () => {
  office = await openOffice();
  const { desk } = office;
  desk.answers.focus = ({ path }) =>
    path === '/invoices.download'
      ? { json: { data: { location: `${desk.focus.url}/file`, expires: '2026-11-25T10:00:00+00:00' } } }
      : { text: pdf };
});
afterAll(() => office.close());
beforeEach(() => void office.sandbox.parts.switches.replace({}));

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

const messagesWith = (reference: string) =>
  office.sandbox.parts.log
    .since(0)
    .filter(
      ({ operation, references }) => operation === 'ProcessSalesInvoices' && references.includes(reference),
    );
const bookedAs = (reference: string) =>
  office.booked().filter((document) => document.reference === reference);

async function loseAt(moment: Moment): Promise<Loss> {
  const { desk } = office;
  const { place, ids, reference } = await oneReady();
  const order = { connectionId: place.connectionId, runNumber: 1 };
  const worker = openMortalWorker(desk.tools, moment);
  const environment = quietEnvironment({ scheduledTimestampMs: desk.clock.now.getTime() });
  const send = worker.activities.sendToYuki as (order: unknown) => Promise<unknown>;
  await environment.run(send, { ...order, documents: 25 }).catch(() => undefined);
  await worker.close();
  const done = messagesWith(reference).length > 0;
  for (let turn = 0; turn < 6; turn += 1) {
    desk.clock.later(13);
    await desk.call('lookUpDoubtful', order);
    await desk.call('sendToYuki', { ...order, documents: 25 });
    if ((await states(desk, ids))[0] === 'exported') break;
  }
  const where = `lost ${moment.when} statement ${moment.statement}`;
  expect(await states(desk, ids), where).toEqual(['exported']);
  expect(
    bookedAs(reference).map((document) => document.pdf),
    where,
  ).toEqual([null]);
  // Once with the PDF, which Yuki refused, and once without it, which Yuki took.
  expect(messagesWith(reference), where).toHaveLength(2);
  return { lost: worker.isLost(), done };
}

// Before a statement: so it is also lost between the answer on the wire and the statement that keeps it.
test('a worker that is lost right before any statement with a PDF in its hands leaves the document to arrive once, without it (S-75, R-PEP-4)', async () => {
  office.sandbox.parts.switches.patch({ maximumAttachmentBytes: 10_000, largeAttachment: 'refuse-document' });
  const { done, undone } = await loseAtEveryStatement('before', loseAt, 90);
  expect(done + undone).toBeGreaterThan(20);
}, 180_000);

describe('a message with a PDF whose answer is lost', () => {
  const send = (place: Joined) =>
    office.desk.call('sendToYuki', { connectionId: place.connectionId, runNumber: 1, documents: 25 });
  const look = (place: Joined) =>
    office.desk.call('lookUpDoubtful', { connectionId: place.connectionId, runNumber: 1 });
  const told = async ({ connectionId }: Joined) =>
    (await listFindings(office.desk.ledger, connectionId, { open: true })).map(({ params }) => params['why']);

  test('is found in Yuki, PDF and all, and not sent again (S-72, R-PEP-4)', async () => {
    const { place, ids, reference } = await oneReady();
    office.sandbox.parts.faults.add({ operation: 'ProcessSalesInvoices', kind: 'drop-after' });
    expect(await send(place)).toMatchObject({ kind: 'outcomeUnknown' });
    expect(await send(place)).toEqual({ kind: 'nothingReady' });
    office.desk.clock.later(1);
    await look(place);
    expect(await states(office.desk, ids)).toEqual(['exported']);
    expect(bookedAs(reference).map((document) => document.pdf?.bytes)).toEqual([pdf.length]);
    expect(messagesWith(reference)).toHaveLength(1);
    expect(await told(place)).toEqual([]);
  });

  test.each<[string, () => void]>([
    [
      'on its way',
      () => void office.sandbox.parts.faults.add({ operation: 'ProcessSalesInvoices', kind: 'drop-before' }),
    ],
    [
      'because a server in front of Yuki finds it too large',
      () => void office.sandbox.parts.switches.patch({ maximumRequestBytes: 10_000 }),
    ],
  ])(
    '%s goes the way of every doubt first, and then again without its PDF (S-72, R-PEP-4)',
    async (_how, lose) => {
      const { place, ids, reference } = await oneReady();
      lose();
      expect(await send(place)).toMatchObject({ kind: 'outcomeUnknown' });
      office.desk.clock.later(1);
      await look(place);
      // Not before its absence is proved.
      expect(await send(place)).toEqual({ kind: 'nothingReady' });
      office.desk.clock.later(13);
      await look(place);
      expect(await states(office.desk, ids)).toEqual(['ready']);
      expect(await send(place)).toMatchObject({ accepted: 1 });
      expect(bookedAs(reference).map((document) => document.pdf)).toEqual([null]);
      expect(await told(place)).toEqual(['lostBefore']);
    },
  );
});
