// Amounts, prices and rates as JSON numbers, in every form that JSON allows. The expected hundredths are read off
// the decimal text by hand.

import { afterEach, expect, test } from 'vitest';
import type { FocusDocument } from '../../domain/document.ts';
import type { FocusDocumentId } from '../../domain/ids.ts';
import { FocusUnintelligible, type FocusError } from '../../focus/errors.ts';
import { answeringInTurn, rejection, type AnsweringServer, type Reply } from './answering-server.ts';
import { apiOn } from './on-server.ts';
import { invoiceId, invoiceInfo } from './vendor-examples.ts';

const open: AnsweringServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function documentFrom(reply: Reply): Promise<FocusDocument | null> {
  const server = await answeringInTurn(reply);
  open.push(server);
  return apiOn(server).document('invoice', invoiceId as FocusDocumentId);
}

const read = (data: unknown) => documentFrom({ json: { data } });

// The texts are spliced into the JSON, because a number in JavaScript has forgotten how it was written.
const invoiceWithPrice = (written: string): Reply => ({
  text: JSON.stringify({ data: invoiceInfo() }).replace(
    '"unit_price":{"amount":87.5',
    `"unit_price":{"amount":${written}`,
  ),
});
const invoiceWithDue = (written: string): Reply => ({
  text: JSON.stringify({ data: invoiceInfo() }).replace(
    '"due":{"amount":281.15',
    `"due":{"amount":${written}`,
  ),
});

test.each([
  ['281.15', 28115],
  ['2.8115e2', 28115],
  ['0.1', 10],
  ['1e3', 100000],
  ['5E-2', 5],
  ['-12.5', -1250],
  ['0', 0],
  ['-0.0', 0],
  ['4.35', 435],
  ['1005.10', 100510],
  ['99999999999.99', 9999999999999],
])('the amount %s is %i hundredths', async (written, expected) => {
  expect((await documentFrom(invoiceWithDue(written)))?.dueCents).toBe(expected);
});

test.each([
  ['87.5', '87.5'],
  ['0.00001', '0.00001'],
  ['1e-7', '0.0000001'],
  ['1.5e3', '1500'],
  ['-3', '-3'],
])('the price %s keeps its decimals as %s', async (written, expected) => {
  expect((await documentFrom(invoiceWithPrice(written)))?.lines[0]?.unitPrice).toBe(expected);
});

test.each(['0.125', '1e-3', '"281.15"', '1e300'])('the amount %s is not guessed at', async (written) => {
  const error = (await rejection(documentFrom(invoiceWithDue(written)))) as FocusError;
  expect(error).toBeInstanceOf(FocusUnintelligible);
  expect(error.evidence.excerpt).toContain('data.total.due');
});

test.each([
  [0.21, 2100],
  [0.06, 600],
  [0.055, 550],
  [0, 0],
  [1, 10000],
  [0.0525, 525],
  [1e-4, 1],
])('the rate %f is %i hundredths of a percent', async (written, expected) => {
  const data = invoiceInfo();
  data.total.taxes[0]!.rate = written;
  expect((await read(data))?.taxes[0]?.rate).toBe(expected);
});

test('discounts of the document keep their order and decimals (R-DISC-4)', async () => {
  const data = invoiceInfo();
  data.discounts = [
    { type: 'percentage', value: 12.5, description: 'Trouw' },
    { type: 'percentage', value: 33.333, description: null },
  ];
  expect((await read(data))?.discounts).toEqual([
    { percentage: 1250, description: 'Trouw' },
    { percentage: 3333.3, description: '' },
  ]);
});
