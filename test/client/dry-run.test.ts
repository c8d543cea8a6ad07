/** The dry run as people ask for it and see it: API, tables, CSV and the offer at the end of connecting (S-01). */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DryRunAnswer, DryRunDocumentsAnswer } from '../../client/dry-run-answers.ts';
import type { Api } from '../../client/cli/api.ts';
import { offerDryRun } from '../../client/cli/connect.ts';
import { showDryRun, writeDryRunCsv } from '../../client/cli/dry-run.ts';
import type { ConnectionId, YukiDomainId } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import { recordPause, setConnectionState, updateConnection } from '../../ledger/connections.ts';
import { fixReference, holdDocument, noteFound, storePrepared } from '../../ledger/documents.ts';
import { findByFocusId } from '../../ledger/documents.ts';
import { storeAccounts, storeVatCodes } from '../../ledger/master-data.ts';
import { addToRun, closeRun, openRun } from '../../ledger/runs.ts';
import { openTestLedger } from '../support/database.ts';
import { accountUnknown, activeConnection, morning, summary } from '../support/ledger-documents.ts';
import { openConsole, problemOf, testKeys, type ConsoleUnderTest } from './console-under-test.ts';

let store: Awaited<ReturnType<typeof openTestLedger>>;
let console: ConsoleUnderTest;
beforeAll(async () => {
  store = await openTestLedger(testKeys);
  console = await openConsole({ database: store.database, now: () => morning, callMs: 1_000 });
}, 120_000);
afterAll(async () => {
  await console.close();
  await store.close();
}, 60_000);

const folder = mkdtempSync(join(tmpdir(), 'dry-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Four documents of one customer: two invoices of 121.00 at 21 % on 704000 and a credit note of −60.50, which are
 * prepared, and an invoice of March that waits for an account; and one that nobody has looked at.
 */
async function lookedAt(): Promise<ConnectionId> {
  const { ledger } = store;
  const { id, administrationId } = await activeConnection(ledger);
  await updateConnection(ledger, id, { domainId: `domain of ${id}` as YukiDomainId }, morning);
  const account = { code: '704000', description: 'Diensten', enabled: true, type: 1, subtype: 1 };
  await storeAccounts(ledger, administrationId, [account], morning);
  const code = { type: 1, percentage: 2100, description: 'BTW 21%', typeDescription: null };
  await storeVatCodes(
    ledger,
    administrationId,
    [{ ...code, country: null, startDate: null, endDate: null }],
    morning,
  );
  await noteFound(
    ledger,
    id,
    [
      summary(1, { date: '2026-01-15' }),
      summary(2, { date: '2026-02-10' }),
      summary(3),
      summary(4),
      summary(1, { kind: 'creditNote', date: '2026-02-20', gross: 6_050 }),
    ],
    morning,
  );
  const row = async (focusId: string) => {
    const found = await findByFocusId(ledger, id, focusId as never);
    if (found === null) throw new Error('The document was not found.');
    return found;
  };
  const prepare = async (focusId: string, reference: string, net: number, vat: number): Promise<void> => {
    const found = await row(focusId);
    await fixReference(ledger, found.id, reference);
    await storePrepared(
      ledger,
      found.id,
      {
        fragment: '<SalesInvoice></SalesInvoice>',
        bytes: 2_000,
        fingerprint: 'f',
        identity: { reference, customerCode: 'F1', date: found.date, grossCents: found.grossCents },
        dueDate: null,
        customerCode: 'F1',
        warnings: focusId === 'invoice-2' ? ['The note was cut.'] : [],
        shares: [{ account: '704000', vatCode: '1/21', netCents: cents(net), vatCents: cents(vat) }],
        focusUpdatedAt: found.focusUpdatedAt,
      },
      morning,
    );
  };
  await prepare('invoice-1', '2026/1', 10_000, 2_100);
  await prepare('invoice-2', '2026/2', 10_000, 2_100);
  await prepare('creditNote-1', '2026/1-CN', -5_000, -1_050);
  const held = { connectionId: id, finding: accountUnknown('705500') };
  await holdDocument(ledger, (await row('invoice-3')).id, held, morning);
  await openRun(ledger, id, 1, { scope: 'dryRun', workflowRunId: 'run' }, morning);
  await addToRun(ledger, id, 1, { yukiCalls: 4, focusRequests: 9 });
  await closeRun(ledger, id, 1, 'done', null, morning);
  return id;
}

const report = async (id: ConnectionId): Promise<DryRunAnswer> =>
  (await (await console.ask(`/api/connections/${id}/dry-run`)).json()) as DryRunAnswer;

/** The API as the command line has it, on the console under test. */
const api: Api = {
  url: 'http://console.test',
  get: async <T>(path: string) => (await (await console.ask(path)).json()) as T,
  send: async () => {
    throw new Error('Nothing is asked for.');
  },
};

describe('the report', () => {
  test('adds up what would be sent, says what would wait, and what it costs (R-START-5, R-LIM-3)', async () => {
    const id = await lookedAt();
    const found = await report(id);
    // 100 + 100 − 50 = 150.00, and 21 + 21 − 10.50 = 31.50.
    const all = { currency: 'EUR', documents: 3, net: '150.00', vat: '31.50' };
    expect(found).toEqual({
      asOf: morning.toISOString(),
      startDate: '2026-01-01',
      lastDryRun: { runNumber: 1, outcome: 'done', yukiCalls: 4, focusRequests: 9 },
      complete: false,
      wouldSend: {
        documents: 3,
        invoices: 2,
        creditNotes: 1,
        customers: 1,
        withWarnings: 1,
        totals: [{ ...all, gross: '181.50' }],
        accounts: [{ account: '704000', description: 'Diensten', ...all }],
        vatCodes: [{ vatCode: '1/21', description: 'BTW 21%', ...all }],
        months: [
          { month: '2026-01', currency: 'EUR', documents: 1, net: '100.00', vat: '21.00' },
          { month: '2026-02', currency: 'EUR', documents: 2, net: '50.00', vat: '10.50' },
        ],
      },
      wouldWait: {
        documents: 1,
        causes: [
          {
            causeId: expect.stringMatching(/^k/) as string,
            key: 'account-unknown',
            what: 'Ledger account 705500 does not exist in Yuki.',
            how: 'Open account 705500 in Yuki, or choose another account on the invoice lines in Focus.',
            who: 'accountant',
            whoText: 'the accountant, in Yuki',
            documents: 1,
            numbers: ['2026 / 3'],
          },
        ],
      },
      notLookedAt: 1,
      forecast: {
        // Three that are prepared and one that is not looked at yet, in one message: a session, three reads, one.
        documents: 4,
        messages: 1,
        yukiCalls: 5,
        // Four lists, the document and its customer.
        focusRequests: 6,
        focusMinutes: 1,
        days: [{ date: '2026-03-02', documents: 4, messages: 1, yukiCalls: 5 }],
        endsOn: '2026-03-02',
        arrivals: [{ month: '2026-03', documents: 4 }],
      },
    });
  });

  test('lists the documents page by page, each with its outcome and its cause', async () => {
    const id = await lookedAt();
    const pages: DryRunDocumentsAnswer['documents'] = [];
    for (let after: string | null = ''; after !== null;) {
      const more: string = after === '' ? '' : `&after=${after}`;
      const page: DryRunDocumentsAnswer = await api.get(
        `/api/connections/${id}/dry-run/documents?limit=2${more}`,
      );
      expect(page.documents.length).toBeLessThanOrEqual(2);
      pages.push(...page.documents);
      after = page.after;
    }
    expect(pages.map(({ number, kind, outcome }) => [number, kind, outcome]).toSorted()).toEqual([
      ['2026 / 1', 'creditNote', 'wouldSend'],
      ['2026 / 1', 'invoice', 'wouldSend'],
      ['2026 / 2', 'invoice', 'wouldSend'],
      ['2026 / 3', 'invoice', 'wouldWait'],
      ['2026 / 4', 'invoice', 'notLookedAt'],
    ]);
    expect(pages.find(({ outcome }) => outcome === 'wouldWait')?.cause?.key).toBe('account-unknown');
  });

  test('of a connection that never looked says that it is not complete', async () => {
    const { id } = await activeConnection(store.ledger);
    expect(await report(id)).toMatchObject({
      lastDryRun: null,
      complete: false,
      wouldSend: { documents: 0 },
      forecast: { yukiCalls: 0, endsOn: null },
    });
  });
});

describe('a dry run that is not possible', () => {
  test('is refused while the connection is paused, with cause and cure', async () => {
    const { id } = await activeConnection(store.ledger);
    const pause = { number: 1, cause: 'module-off' as const, shown: '', nextTry: null };
    await recordPause(store.ledger, id, pause, morning);
    expect(
      await problemOf(await console.ask(`/api/connections/${id}/dry-run`, { method: 'POST' })),
    ).toMatchObject({
      status: 409,
      detail: 'This connection is paused. The module Invoices is switched off in Yuki.',
      cure: 'Ask the accountant or Yuki to switch the module on. Then say retry.',
    });
  });

  test('is refused before the onboarding is over', async () => {
    const { id } = await activeConnection(store.ledger);
    await setConnectionState(store.ledger, id, 'onboarding', morning);
    const problem = await problemOf(await console.ask(`/api/connections/${id}/dry-run`, { method: 'POST' }));
    expect(problem).toMatchObject({
      status: 409,
      type: expect.stringContaining('onboarding-unfinished') as string,
    });
  });
});

describe('what people read', () => {
  test('are tables with sums, the causes with who cures them how, and the days', async () => {
    const text = showDryRun(await report(await lookedAt()));
    expect(text).toContain(
      'Nothing was sent. A sync now would send 3 documents (2 invoices, 1 credit note) of 1 customer; 1 would wait.',
    );
    expect(text).toContain('EUR 150.00 + VAT 31.50 = 181.50');
    expect(text).toContain('1 document not looked at yet: the figures below are not all.');
    expect(text).toContain('It takes 5 calls to Yuki (1 message) and 6 requests to Focus (1 minute).');
    expect(text).toContain('it is done on 1 day, the last one 2026-03-02.');
    expect(text).toContain('In Yuki’s bundle 4 documents count in 2026-03.');
    expect(text).toMatch(/^704000 +3 +150\.00 +31\.50 +EUR +Diensten$/m);
    expect(text).toContain('1 document would wait: Ledger account 705500 does not exist in Yuki.');
    expect(text).toContain('  Documents: 2026 / 3');
  });

  test('is also a file with one line a document', async () => {
    const file = join(folder, 'lines.csv');
    expect(await writeDryRunCsv(api, await lookedAt(), file)).toBe(5);
    const lines = readFileSync(file, 'utf8').split('\r\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toMatch(/^number,kind,date,customer code,currency,gross,outcome/);
    expect(lines).toContainEqual(
      '2026 / 1,credit note,2026-02-20,F1,EUR,-60.50,would be sent,2026/1-CN,704000,1/21,,,,,',
    );
    expect(lines.filter((line) => line.includes('would wait')).join()).toContain(
      'account-unknown,Ledger account 705500 does not exist in Yuki.,"the accountant, in Yuki"',
    );
  });
});

describe('at the end of connecting', () => {
  const offered = async (automatic: boolean, yes: boolean) => {
    const asked: string[] = [];
    const said: string[] = [];
    const id = await lookedAt();
    const found: Api = {
      ...api,
      send: async <T>() => ({ runNumber: 1 }) as T,
    };
    await offerDryRun(
      found,
      { connectionId: id, state: 'active', automatic },
      async (question) => {
        asked.push(question);
        return yes;
      },
      (line) => said.push(line),
    );
    return { asked, said: said.join('\n') };
  };

  test('a person who left automatic sync off is offered a dry run, and sees it', async () => {
    const { asked, said } = await offered(false, true);
    expect(asked).toEqual(['Look now at what a sync would send? Nothing is sent.']);
    expect(said).toContain('A sync now would send 3 documents');
    expect(said).toContain('sends.');
  });

  test('one who does not want it learns how to ask for it later', async () => {
    const { said } = await offered(false, false);
    expect(said).not.toContain('would send');
    expect(said).toMatch(/“focus-yuki dry-run c\w+” shows it at any time/);
  });

  test('with automatic sync on nothing is offered', async () => {
    expect(await offered(true, true)).toEqual({ asked: [], said: '' });
  });
});
