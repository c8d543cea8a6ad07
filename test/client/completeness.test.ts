/** Completeness through the doors: the API, the table, the file, the exit code and the language. Figures by hand. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CompletenessAnswer } from '../../client/completeness-answers.ts';
import { runCli } from '../../client/cli/program.ts';
import type { FindingAnswer } from '../../client/finding-answer.ts';
import type { ConnectionId, IsoDate, YukiAdministrationId } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import { beginWire, settleAttempt } from '../../ledger/attempts.ts';
import { noteMissing, carriedTo } from '../../ledger/books.ts';
import { readCheck } from '../../ledger/completeness-checks.ts';
import { holdDocument, ignoreDocument, noteFound } from '../../ledger/documents.ts';
import type { Ledger } from '../../ledger/open.ts';
import { storeSales } from '../../ledger/yuki-sales.ts';
import { openTestLedger } from '../support/database.ts';
import {
  accountUnknown,
  activeConnection,
  claim,
  minutesLater,
  morning,
  prepare,
  summary,
} from '../support/ledger-documents.ts';
import { openConsole, testKeys, token, type ConsoleUnderTest } from './console-under-test.ts';

let store: Awaited<ReturnType<typeof openTestLedger>>;
let ledger: Ledger;
let desk: ConsoleUnderTest;
let url: string;
let folder: string;
let place: { id: ConnectionId; administrationId: YukiAdministrationId };
beforeAll(async () => {
  store = await openTestLedger(testKeys);
  ledger = store.ledger;
  desk = await openConsole({ database: store.database, callMs: 1_500 });
  url = await desk.serve();
  folder = mkdtempSync(join(tmpdir(), 'focus-yuki-completeness-'));
  place = await storyOfFour();
}, 60_000);
afterAll(async () => {
  await desk.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Two invoices of 121.00 in Yuki, one that waits, one that An set aside, and a sale that somebody typed in Yuki. */
async function storyOfFour() {
  const joined = await activeConnection(ledger);
  await noteFound(
    ledger,
    joined.id,
    [1, 2, 3, 4].map((number) => summary(number)),
    morning,
  );
  const ids = [];
  for (const number of [1, 2, 3, 4]) ids.push(await prepare(ledger, joined.id, number));
  const [first, second, third, fourth] = ids;
  await holdDocument(
    ledger,
    third!,
    { connectionId: joined.id, finding: accountUnknown('704999'), fromStates: ['ready'] },
    morning,
  );
  await ignoreDocument(ledger, fourth!, { who: 'An', reason: 'for a friend' }, morning);
  const claimed = await claim(ledger, joined.id);
  await beginWire(ledger, claimed!.attemptId, morning);
  const accepted = [first!, second!].map((documentId) => ({
    documentId,
    verdict: { kind: 'accepted' as const },
  }));
  await settleAttempt(ledger, claimed!.attemptId, accepted, morning);
  return joined;
}

const sale = (documentId: string, reference: string, gross: number) => ({
  documentId,
  reference,
  date: '2026-03-01' as IsoDate,
  grossCents: cents(gross),
  contactId: null,
  contactCode: null,
});

/** The books of Yuki, read an hour later. */
const booksShow = (...sales: ReturnType<typeof sale>[]) =>
  storeSales(ledger, place.administrationId, { from: '2026-01-01' as IsoDate, sales }, minutesLater(60));

async function run(args: string) {
  let [out, err] = ['', ''];
  const code = await runCli(args.split(' '), {
    env: { CONSOLE_URL: url, API_TOKEN: token },
    out: (text) => (out += `${text}\n`),
    err: (text) => (err += `${text}\n`),
    progress: null,
    isInteractive: false,
  });
  return { code, out, err };
}

describe('reconcile', () => {
  test('says 1 as long as Yuki’s books were never read (R-CHG-5)', async () => {
    const { code, out } = await run(`reconcile ${place.id}`);
    expect(code).toBe(1);
    expect(out).toContain('Yuki’s books were never read; --fresh reads them.');
    expect(out).toContain('Not known: nothing was compared yet.');
  });

  test('says 0 and shows where everything is when both sides agree (S-71)', async () => {
    await booksShow(sale('a', '2026/1', 12_100), sale('b', '2026/2', 12_100), sale('c', 'V-1', 500));
    const { code, out } = await run(`reconcile ${place.id}`);
    expect(code).toBe(0);
    expect(out).toMatch(/booked in Focus\s+4\s+484\.00\s+0\.00\s+484\.00\s+EUR/);
    expect(out).toMatch(/in Yuki\s+2\s+242\.00/);
    expect(out).toMatch(/waiting: Ledger account 704999 does not exist in Yuki\.\s+1\s+121\.00/);
    expect(out).toMatch(/set aside by An\s+1\s+121\.00/);
    expect(out).toContain('In Yuki of Focus’s documents: 242.00 by Yuki’s books, 242.00 by Focus.');
    expect(out).toContain('In Yuki without coming from Focus: 1, 5.00.');
    expect(out).toContain('Complete: both sides agree to the cent.');
  });

  test('says 1 and names each difference to the cent that nothing explains (S-17, S-62)', async () => {
    await booksShow(sale('a', '2026/1', 12_099));
    const gone = (await carriedTo(ledger, place.administrationId)).find(
      ({ reference }) => reference === '2026/2',
    );
    await noteMissing(ledger, gone!, true, minutesLater(60));
    const { code, out } = await run(`reconcile ${place.id}`);
    expect(code).toBe(1);
    expect(out).toMatch(/2026 \/ 1\s+121\.00\s+120\.99\s+0\.01\s+UNEXPLAINED: The amounts differ\./);
    expect(out).toMatch(/2026 \/ 2\s+121\.00\s+0\.00\s+121\.00\s+UNEXPLAINED: Yuki’s books do not show it\./);
    expect(out).toContain('NOT COMPLETE: 2 without an explanation, 121.01 in all.');
  });

  test('looks at a period, in the reader’s language, as JSON and as a file (S-71)', async () => {
    const file = join(folder, 'completeness.csv');
    const { out } = await run(`reconcile ${place.id} --from 2026-01-01 --to 2026-02-28 --json`);
    expect(JSON.parse(out)).toMatchObject({
      from: '2026-01-01',
      to: '2026-02-28',
      focus: [],
      complete: true,
    });
    const dutch = await run(`reconcile ${place.id} --language nl --csv ${file}`);
    expect(dutch.out).toContain('wacht: Grootboekrekening 704999 bestaat niet in Yuki.');
    const lines = readFileSync(file, 'utf8').split('\r\n');
    expect(lines[0]).toBe('what,name,reference,date,documents,net,vat,gross,yuki,difference,currency,why');
    expect(lines).toContain('setAside,terzijde gelegd door An,,,1,121.00,0.00,121.00,,,EUR,An');
    expect(lines.filter((line) => line.startsWith('difference,'))).toHaveLength(2);
  });

  test.each(['--from yesterday', '--from 2026-03-01 --to 2026-02-01'])('refuses %s', async (period) => {
    const { code, err } = await run(`reconcile ${place.id} ${period}`);
    expect(code).toBe(1);
    expect(err).toMatch(/\w+/);
  });
});

describe('the API', () => {
  test('keeps the wish to compare again also when the run cannot be asked for now (R-CHG-5)', async () => {
    const asked = await desk.ask(`/api/connections/${place.id}/completeness?from=2026-02-01`, {
      method: 'POST',
    });
    expect(asked.status).toBe(503);
    expect((await readCheck(ledger, place.id))?.wish).toMatchObject({ from: '2026-02-01' });
    const found = await desk.ask(`/api/connections/${place.id}/completeness`);
    expect(((await found.json()) as CompletenessAnswer).underWay).toBe(true);
  });

  test('tells what is reported with both values and what can be done (S-62, R-CHG-3)', async () => {
    const answer = await desk.ask(`/api/connections/${place.id}/findings`, {
      headers: { 'accept-language': 'fr' },
    });
    const { findings } = (await answer.json()) as { findings: FindingAnswer[] };
    expect(findings.map(({ text }) => text)).toEqual([
      expect.stringContaining('La comptabilité de Yuki ne montre plus 2026/2 (121.00, du 2026-03-01)'),
    ]);
  });
});
