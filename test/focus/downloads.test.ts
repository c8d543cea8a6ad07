/** The PDF of a document: its temporary address, and the file behind it in bounds (focus-api 2.4). */

import { afterEach, describe, expect, test } from 'vitest';
import type { FocusDocumentId } from '../../domain/ids.ts';
import { createFocusApi } from '../../focus/api.ts';
import { fetchPdf, type FetchOptions } from '../../focus/downloads.ts';
import { FocusRefused, FocusUnintelligible, FocusUnreachable } from '../../focus/errors.ts';
import { answeringInTurn, rejection, type AnsweringServer, type Reply } from './answering-server.ts';
import { apiOn, transportTo } from './on-server.ts';

let server: AnsweringServer;
afterEach(() => server.close());

const id = '46156648-87c6-478d-8aa7-1dc3a00dacab' as FocusDocumentId;
const refusal = (status: number, title: string): Reply => ({ status, json: { errors: [{ title, status }] } });

describe('the address of a PDF', () => {
  test('is asked for by kind and id, through the pace, and is Focus’s own (R-PEP-3)', async () => {
    const data = { location: 'https://cdn.example/abc', expires: '2026-11-25T10:00:00+00:00' };
    server = await answeringInTurn({ json: { data } }, { json: { data } });
    const { transport, diary } = transportTo(server);
    const api = createFocusApi(transport);
    expect(await api.pdfAddress('invoice', id)).toBe('https://cdn.example/abc');
    expect(await api.pdfAddress('creditNote', id)).toBe('https://cdn.example/abc');
    expect(server.calls.map(({ path, body }) => [path, body])).toEqual([
      ['/invoices.download', { id, format: 'pdf' }],
      ['/creditNotes.download', { id, format: 'pdf' }],
    ]);
    expect(diary.paced).toBe(2);
  });

  test.each([
    ['has not rendered it yet', refusal(400, 'id must have a file')],
    ['does not know the document', refusal(404, 'Not found')],
  ])('is none while Focus %s (R-PEP-3, R-PEP-4)', async (_why, reply) => {
    server = await answeringInTurn(reply);
    expect(await apiOn(server).pdfAddress('invoice', id)).toBeNull();
  });

  test('is not taken for missing when a right, the server or the answer is (R-PEP-4)', async () => {
    server = await answeringInTurn(refusal(403, 'Forbidden'), refusal(500, 'Broken'), { json: { data: {} } });
    const api = apiOn(server);
    expect(await rejection(api.pdfAddress('invoice', id))).toBeInstanceOf(FocusRefused);
    expect(await rejection(api.pdfAddress('invoice', id))).toBeInstanceOf(FocusUnreachable);
    expect(await rejection(api.pdfAddress('invoice', id))).toBeInstanceOf(FocusUnintelligible);
  });
});

describe('the file behind it', () => {
  const fetched = async (replies: Reply[], options: Partial<FetchOptions> = {}) => {
    server = await answeringInTurn(...replies);
    return fetchPdf(`${server.url}/file?token=1`, {
      dispatcher: server.dispatcher,
      largest: 1_000,
      timeoutMs: 2_000,
      signal: new AbortController().signal,
      ...options,
    });
  };
  const pdf = `%PDF-1.4 ${'x'.repeat(91)}`;

  test('is read whole, and asked for without our token (R-PEP-3)', async () => {
    const found = await fetched([{ text: pdf }]);
    expect(found).toEqual({ kind: 'pdf', content: Buffer.from(pdf) });
    const [call] = server.calls;
    expect([call?.method, call?.path]).toEqual(['GET', '/file?token=1']);
    expect(call?.headers['authorization']).toBeUndefined();
  });

  test('is found behind a few redirections, and not behind a ring of them (R-PEP-3)', async () => {
    const away: Reply = { status: 302, headers: { location: '/elsewhere' } };
    expect(await fetched([away, away, { text: pdf }])).toMatchObject({ kind: 'pdf' });
    expect(server.calls.map(({ path }) => path)).toEqual(['/file?token=1', '/elsewhere', '/elsewhere']);
    await server.close();
    expect(await fetched(Array.from({ length: 9 }, () => away))).toEqual({ kind: 'failed' });
    expect(server.calls).toHaveLength(4);
  });

  test('may have exactly the size that is allowed (R-PEP-4)', async () => {
    expect(await fetched([{ text: pdf }], { largest: 100 })).toMatchObject({ kind: 'pdf' });
    await server.close();
    expect(await fetched([{ text: pdf }], { largest: 99 })).toEqual({ kind: 'tooLarge' });
  });

  test('that is larger than it says is not read to its end (R-PEP-4)', async () => {
    const chunked = { 'transfer-encoding': 'chunked' };
    const huge = `%PDF-1.4${'x'.repeat(200_000)}`;
    expect(await fetched([{ text: huge, headers: chunked }])).toEqual({ kind: 'tooLarge' });
  });

  test.each<[string, Reply]>([
    ['is a page of HTML', { text: '<html>Please sign in</html>' }],
    ['is empty', { text: '' }],
    ['has the mark of a PDF far behind its beginning', { text: `${' '.repeat(2_000)}%PDF-1.4` }],
  ])('that %s is no PDF (R-PEP-4)', async (_what, reply) => {
    expect(await fetched([reply], { largest: 5_000 })).toEqual({ kind: 'notPdf' });
  });

  test.each<[string, Reply]>([
    ['has expired', { status: 404 }],
    ['fails', { status: 503, text: pdf }],
    ['is cut in the middle', { text: pdf, drop: 'in-body' }],
    ['is never answered', { drop: 'before-status' }],
    ['leads to another kind of address', { status: 302, headers: { location: 'ftp://files.example/a.pdf' } }],
    ['leads to a plain address', { status: 302, headers: { location: 'http://files.example/a.pdf' } }],
  ])('that %s is not there, and is asked for once (R-PEP-4)', async (_what, reply) => {
    expect(await fetched([reply])).toEqual({ kind: 'failed' });
    expect(server.calls).toHaveLength(1);
  });

  test('that is silent is given up in time (R-PEP-4)', async () => {
    expect(await fetched([{ silent: true }], { timeoutMs: 100 })).toEqual({ kind: 'failed' });
  });

  test('is given up with whoever wanted it', async () => {
    const giving = new AbortController();
    const wanted = fetched([{ silent: true }], { signal: giving.signal });
    giving.abort(new Error('no longer wanted'));
    expect(await rejection(wanted)).toMatchObject({ message: 'no longer wanted' });
  });
});
