/** API and command line tell causes, cures and what happens by itself in the language asked for; English if nobody asks. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DocumentPageAnswer, HoldAnswer, StatusAnswer } from '../../client/answers.ts';
import { runCli } from '../../client/cli/program.ts';
import type { ConnectionId, FocusDocumentId } from '../../domain/ids.ts';
import { recordPause, setConnectionState } from '../../ledger/connections.ts';
import { findByFocusId, holdDocument, noteFound } from '../../ledger/documents.ts';
import { openTestLedger } from '../support/database.ts';
import { accountUnknown, activeConnection, morning, summary } from '../support/ledger-documents.ts';
import { openConsole, problemOf, testKeys, token, type ConsoleUnderTest } from './console-under-test.ts';

let store: Awaited<ReturnType<typeof openTestLedger>>;
let console: ConsoleUnderTest;
let id: ConnectionId;
let documentId: string;

/** A connection that is paused for a missing module, with 12 invoices behind account 705500. */
beforeAll(async () => {
  store = await openTestLedger(testKeys);
  console = await openConsole({ database: store.database });
  ({ id } = await activeConnection(store.ledger));
  const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
  await noteFound(
    store.ledger,
    id,
    numbers.map((number) => summary(number)),
    morning,
  );
  for (const number of numbers) {
    const row = await findByFocusId(store.ledger, id, `invoice-${number}` as FocusDocumentId);
    if (row === null) throw new Error('The document was not found.');
    documentId = row.id;
    const order = {
      connectionId: id,
      finding: accountUnknown('705500'),
      vendorText: 'GLAccount 705500 bestaat niet',
    };
    await holdDocument(store.ledger, row.id, order, morning);
  }
  const nextTry = new Date('2026-03-03T08:00:00Z');
  await recordPause(store.ledger, id, { number: 1, cause: 'module-off', shown: '', nextTry }, morning);
  await setConnectionState(store.ledger, id, 'paused', morning);
});
afterAll(async () => {
  await console.close();
  await store.close();
});

const get = async <T>(path: string, language?: string): Promise<T> => {
  const headers = language === undefined ? {} : { 'accept-language': language };
  return (await (await console.ask(`/api/connections/${id}${path}`, { headers })).json()) as T;
};
const holdIn = async (language?: string): Promise<HoldAnswer | undefined> =>
  (await get<{ holds: HoldAnswer[] }>('/holds', language)).holds[0];

describe('the API', () => {
  test.each<[string | undefined, string]>([
    [undefined, 'Ledger account 705500 does not exist in Yuki.'],
    ['en-GB,en;q=0.9', 'Ledger account 705500 does not exist in Yuki.'],
    ['nl-BE,nl;q=0.9,en;q=0.8', 'Grootboekrekening 705500 bestaat niet in Yuki.'],
    ['NL', 'Grootboekrekening 705500 bestaat niet in Yuki.'],
    ['fr-BE', 'Le compte général 705500 n’existe pas dans Yuki.'],
    ['de, fr;q=0.5, en;q=0.1', 'Le compte général 705500 n’existe pas dans Yuki.'],
    ['de-DE', 'Ledger account 705500 does not exist in Yuki.'],
    ['*;q=;;;nl', 'Ledger account 705500 does not exist in Yuki.'],
  ])('answers Accept-Language %s with “%s”', async (language, what) => {
    expect((await holdIn(language))?.what).toBe(what);
  });

  test('says in a hold how many wait, who cures it, how, and what happens by itself (R-ERR-3)', async () => {
    expect(await holdIn('nl')).toMatchObject({
      key: 'account-unknown',
      documents: '12 documenten wachten',
      who: 'accountant',
      whoText: 'de accountant, in Yuki',
      how: expect.stringMatching(/^Maak grootboekrekening 705500 aan in Yuki/),
      byItself: expect.stringMatching(/^Er wordt elke dag opnieuw gekeken, zonder aanroep naar Yuki/),
    });
  });

  test('says in a pause when it goes on by itself (E-2)', async () => {
    const { cause } = await get<StatusAnswer>('', 'fr');
    expect(cause).toMatchObject({
      what: 'Le module Factures est désactivé dans Yuki.',
      byItself: expect.stringMatching(/^Un nouvel essai a lieu le 3 mars 2026.* 09:00, d’abord/),
    });
  });

  test('puts Yuki’s own words beside ours, as they came (S-41)', async () => {
    const { cause } = await get<DocumentPageAnswer>(`/documents/${documentId}`, 'fr');
    expect(cause).toMatchObject({
      what: 'Le compte général 705500 n’existe pas dans Yuki.',
      yukisWords: 'GLAccount 705500 bestaat niet',
    });
  });

  test('refuses in the language too, and names it in the answer', async () => {
    const headers = { 'accept-language': 'nl' };
    const answer = await console.ask(`/api/connections/${id}/sync`, { method: 'POST', headers });
    expect(answer.headers.get('content-language')).toBe('nl');
    expect(await problemOf(answer)).toMatchObject({
      status: 409,
      detail: 'Deze koppeling is gepauzeerd. De module Facturen staat uit in Yuki.',
      cure: 'Vraag de accountant of Yuki om de module in te schakelen. Kies daarna “retry”.',
    });
  });
});

describe('the command line', () => {
  async function run(args: string): Promise<{ code: number; out: string; err: string }> {
    let [out, err] = ['', ''];
    const code = await runCli(args.split(' '), {
      env: { CONSOLE_URL: await console.serve(), API_TOKEN: token },
      out: (text) => (out += text),
      err: (text) => (err += text),
      progress: null,
      isInteractive: false,
    });
    return { code, out, err };
  }

  test('shows holds in French, with up to ten numbers and how many more', async () => {
    const { code, out } = await run(`holds ${id} --language fr`);
    expect(code).toBe(0);
    expect(out).toContain('12 documents en attente depuis 2026-03-02T08:00:00.000Z');
    expect(out).toContain('Quoi : Le compte général 705500 n’existe pas dans Yuki.');
    expect(out).toContain('Remède (le comptable, dans Yuki) : Créez le compte 705500');
    expect(out).toMatch(/Documents : 2026 \/ 1, .*2026 \/ 10, et 2 autres/);
  });

  test('shows a pause in Dutch and refuses in Dutch', async () => {
    expect((await run(`status ${id} --language nl`)).out).toContain(
      'Oplossing (de accountant, in Yuki): Vraag de accountant of Yuki om de module in te schakelen.',
    );
    const { code, err } = await run(`sync ${id} --language nl`);
    expect(code).toBe(1);
    expect(err).toContain('Deze koppeling is gepauzeerd.');
  });

  test('knows no other language', async () => {
    expect((await run(`holds ${id} --language de`)).code).toBe(2);
  });
});
