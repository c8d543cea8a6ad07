/** What people are told of a document that went without its PDF: in its page, among the findings, in their language. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DocumentPageAnswer } from '../../client/answers.ts';
import type { DryRunAnswer } from '../../client/dry-run-answers.ts';
import type { FindingAnswer } from '../../client/finding-answer.ts';
import { runCli } from '../../client/cli/program.ts';
import type { TemporalDoor } from '../../client/temporal.ts';
import { reasonsWithoutPdf } from '../../domain/attachments.ts';
import { catalogues, languages } from '../../domain/catalogue.ts';
import type { YukiDomainId } from '../../domain/ids.ts';
import { getConnection, updateConnection } from '../../ledger/connections.ts';
import { noteAttachedPdfs, tellWithoutPdf } from '../../ledger/attached-pdfs.ts';
import { openTestLedger } from '../support/database.ts';
import { claim, readyInvoices } from '../support/ledger-documents.ts';
import { openConsole, testKeys, token, type ConsoleUnderTest } from './console-under-test.ts';

let store: Awaited<ReturnType<typeof openTestLedger>>;
let console: ConsoleUnderTest;
let url: string;
beforeAll(async () => {
  store = await openTestLedger(testKeys);
  const door = { close: async () => {} } as unknown as TemporalDoor;
  console = await openConsole({ database: store.database, door });
  url = await console.serve();
});
afterAll(async () => {
  await console.close();
  await store.close();
});

test('a document that goes without its PDF says so and why, in three languages, and its attempts say which carried one (R-PEP-4)', async () => {
  const { ledger } = store;
  const { connectionId, documents } = await readyInvoices(ledger, 2);
  const [without, carrying] = documents as [(typeof documents)[0], (typeof documents)[0]];
  await tellWithoutPdf(ledger, connectionId, without, 'tooLarge', new Date());
  const attempt = await claim(ledger, connectionId);
  await noteAttachedPdfs(ledger, attempt!.attemptId, new Map([[carrying, 81_234]]));
  const ask = async <T>(path: string, language: string): Promise<T> => {
    const headers = { 'accept-language': language };
    return (await (await console.ask(`/api/connections/${connectionId}${path}`, { headers })).json()) as T;
  };

  const page = await ask<DocumentPageAnswer>(`/documents/${without}`, 'nl');
  expect(page.withoutPdf).toEqual({
    why: 'tooLarge',
    text: 'De pdf is groter dan 2,9 MB, of past niet samen met het document in één bericht.',
  });
  expect(page.attempts.map(({ pdfBytes }) => pdfBytes)).toEqual([null]);
  const other = await ask<DocumentPageAnswer>(`/documents/${carrying}`, 'nl');
  expect(other.withoutPdf).toBeNull();
  expect(other.attempts.map(({ pdfBytes }) => pdfBytes)).toEqual([81_234]);
  const { findings } = await ask<{ findings: FindingAnswer[] }>('/findings', 'fr');
  expect(findings).toMatchObject([
    {
      kind: 'withoutPdf',
      documentId: without,
      params: { why: 'tooLarge' },
      text: expect.stringMatching(/^Le PDF/),
    },
  ]);

  const cli = async (...args: string[]): Promise<string> => {
    let out = '';
    const io = { out: (text: string) => (out += text), err: () => {}, progress: null, isInteractive: false };
    await runCli(args, { env: { CONSOLE_URL: url, API_TOKEN: token }, ...io });
    return out;
  };
  expect(await cli('document', connectionId, without)).toContain(
    'Without its original PDF: The PDF is larger than 2.9 MB',
  );
  expect(await cli('document', connectionId, carrying)).toMatch(/PDF bytes[\s\S]+81234/);
  expect(await cli('findings', connectionId, '--language', 'nl')).toMatch(
    /withoutPdf\s+\d+\s+De pdf is groter/,
  );
});

test('every reason has its words in every language (R-PEP-4)', () => {
  for (const language of languages)
    for (const why of reasonsWithoutPdf)
      expect(catalogues[language].withoutPdf[why].length).toBeGreaterThan(20);
});

test('a dry run reckons with one more request a document, and with fuller messages, when PDFs are wished (R-PEP-3, S-71)', async () => {
  const { ledger } = store;
  const { connectionId } = await readyInvoices(ledger, 30);
  await updateConnection(ledger, connectionId, { domainId: 'domain of PDFs' as YukiDomainId }, new Date());
  const foreseen = async () =>
    ((await (await console.ask(`/api/connections/${connectionId}/dry-run`)).json()) as DryRunAnswer).forecast;
  // Four lists of Focus; 25 documents in the first message, the rest in the second.
  expect(await foreseen()).toMatchObject({ focusRequests: 4, messages: 2 });
  const { settings } = (await getConnection(ledger, connectionId))!;
  await updateConnection(
    ledger,
    connectionId,
    { settings: { ...settings, sendOriginalPdf: true } },
    new Date(),
  );
  // 100,000 bytes are 133,336 in base64: 22 of them fit into 3 MB.
  expect(await foreseen()).toMatchObject({ focusRequests: 34, messages: 2, documents: 30 });
});
