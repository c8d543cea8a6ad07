/** The command line: exit codes, standard output for answers, standard error for reasons (design 10). */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../client/cli/program.ts';
import { printable, showEndedRun, showStatus, table } from '../../client/cli/show.ts';
import { runCounts, type RunAnswer, type StatusAnswer } from '../../client/answers.ts';
import { freePorts } from '../../tools/free-port.ts';
import { openConsole, token, type ConsoleUnderTest } from './console-under-test.ts';

let console: ConsoleUnderTest;
let url: string;
let folder: string;
beforeAll(async () => {
  console = await openConsole({ callMs: 1_500 });
  url = await console.serve();
  folder = mkdtempSync(join(tmpdir(), 'focus-yuki-cli-'));
});
afterAll(async () => {
  await console.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(args: string, env: Record<string, string> = { CONSOLE_URL: url, API_TOKEN: token }) {
  let [out, err] = ['', ''];
  const code = await runCli(args.split(' '), {
    env,
    out: (text) => (out += `${text}\n`),
    err: (text) => (err += `${text}\n`),
    progress: null,
    isInteractive: false,
  });
  return { code, out, err };
}

const someId = 'c0123456789abcdef';

describe('what is missing is asked for in the words of the command line', () => {
  test.each([
    [`resolve ${someId} --hold k1 --ignore --who me --reason why`, 'such as --documents 11'],
    [`resolve ${someId} 5 --send-again --who me --reason why`, '--number "2026 / 10017"'],
    [`resolve ${someId} 5 --link --amount 60.5 --who me --reason why`, 'such as 605.00'],
    [`resolve ${someId} 5 --ignore --who me --reason ${'x'.repeat(501)}`, '500 characters at most'],
    [`resolve ${someId} 5 --ignore --who  --reason why`, 'who decides'],
  ])('focus-yuki %s', async (args, words) => {
    const said = await run(args);
    expect(said.code).toBe(2);
    expect(said.err).toContain(words);
    expect(said.err).not.toContain('openapi');
  });
});

describe('wrong use ends with 2 and says how it is right', () => {
  test.each([
    'nonsense',
    'status',
    'documents',
    `documents ${someId} --state unheard-of`,
    `documents ${someId} --limit 0`,
    `documents ${someId} --limit 1e3`,
    `resolve ${someId} 5 --ignore`,
    `resolve ${someId} 5 --who me --reason why`,
    `resolve ${someId} --ignore --who me --reason why`,
    `resolve ${someId} 5 --hold k1 --ignore --who me --reason why`,
    `resolve ${someId} 5 --ignore --link --who me --reason why`,
    `resolve ${someId} --hold k1 --undo --who me --reason why`,
    `resolve ${someId} --hold k1 --ignore --documents many --who me --reason why`,
    `start-date ${someId}  --who me --reason why`,
    `adopt ${someId} --all --who  --reason why`,
    'connect',
    'connect --answers no-such-file.json',
    `connect --answers a.json --continue ${someId}`,
    'status ..',
    `status ${someId} --colour`,
  ])('focus-yuki %s', async (args) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/\w+/);
  });
  test('a file of answers that is not JSON is not repeated', async () => {
    const file = join(folder, 'answers.json');
    writeFileSync(file, '{"yuki": {"accessKey": "very-secret-key"');
    const { code, err } = await run(`connect --answers ${file}`);
    expect(code).toBe(2);
    expect(err).not.toContain('very-secret-key');
  });
});

describe('a refusal ends with 1, the reason and the cure on standard error', () => {
  test.each([
    `status '+OR+1=1;--`,
    'sync c-nobody',
    'holds ../../etc/passwd',
    `retry unknown`,
    'pause unknown',
    'disconnect unknown',
  ])('focus-yuki %s', async (args) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('There is no connection with this id.\nList the connections');
  });
  test('an unreachable console names its address and the command that starts it', async () => {
    const [port = 1] = await freePorts(1);
    const { code, err } = await run('connections', {
      CONSOLE_URL: `http://127.0.0.1:${port}`,
      API_TOKEN: token,
    });
    expect(code).toBe(1);
    expect(err).toContain(`The console at http://127.0.0.1:${port} does not answer (ECONNREFUSED).`);
    expect(err).toContain('npm run dev');
  });
  test('doctor says so as well when the console is down', async () => {
    const [port = 1] = await freePorts(1);
    const { code, err } = await run('doctor', { CONSOLE_URL: `http://127.0.0.1:${port}`, API_TOKEN: token });
    expect(code).toBe(1);
    expect(err).toContain('npm start -- console');
  });
  test('a wrong token, and none at all, say where the right one is', async () => {
    const wrong = await run('connections', { CONSOLE_URL: url, API_TOKEN: 'wrong' });
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toContain('API_TOKEN');
    const none = await run('connections', { CONSOLE_URL: url, DATA_DIR: folder });
    expect(none).toMatchObject({ code: 1, out: '' });
    expect(none.err).toContain('api-token');
  });
  test('with --json the reason is JSON too', async () => {
    const { code, err } = await run('status unknown --json');
    expect(code).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ type: 'unknown-connection' });
  });
});

describe('answers', () => {
  test('the token is found in the folder of the installation', async () => {
    writeFileSync(join(folder, 'api-token'), `${token}\n`);
    const { code, out } = await run('doctor', { CONSOLE_URL: url, DATA_DIR: folder });
    expect(code).toBe(1);
    expect(out).toContain('BAD   temporal: ');
    rmSync(join(folder, 'api-token'));
  });
  test('doctor --json is JSON on standard output and ends with 1 while something is bad', async () => {
    const { code, out } = await run('doctor --json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ healthy: false });
  });
  test('help ends with 0 and lists every verb', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const verb of [
      'connections',
      'connect',
      'status',
      'sync',
      'documents',
      'document',
      'holds',
      'retry',
    ])
      expect(out).toContain(`  ${verb}`);
    for (const verb of ['resolve', 'pause', 'resume', 'disconnect', 'doctor'])
      expect(out).toContain(`  ${verb}`);
  });
});

describe('what people see', () => {
  test('tables put numbers to the right and gaps as a dash', () => {
    expect(
      table(
        ['name', 'count'],
        [
          ['a', 5],
          ['long name', 120],
        ],
      ),
    ).toBe(['name       count', '---------  -----', 'a              5', 'long name    120'].join('\n'));
    expect(table(['name'], [[null]])).toBe('name\n----\n–');
  });
  test('a name cannot move the cursor of the reader', () => {
    expect(printable('De\u001b[2JLinde\u202e\n')).toBe('De [2JLinde  ');
  });
  test('a paused connection says what, who and how', () => {
    const text = showStatus(pausedStatus);
    expect(text).toContain(
      'Paused since 2026-03-01T08:00:00.000Z: The module Invoices is switched off in Yuki.',
    );
    expect(text).toContain(
      'Cure (the accountant, in Yuki): Ask the accountant or Yuki to switch the module on.',
    );
    expect(text).toContain('By itself: It tries again, with one document first.');
    expect(text).toContain('Documents       2 ready, 3 exported');
    expect(text).toContain('Calls today     12 of 1000');
  });
  test('a run that went well says how many documents still wait (R-RUN-3, R-RUN-5)', () => {
    const waiting = { ...noDocuments, exported: 9, held: 3, doubtful: 2 };
    const text = showEndedRun(doneRun, waiting, someId);
    expect(text).toContain('Run 7 (all): done');
    expect(text).toMatch(/exported +9\n/);
    expect(text).toContain(
      `Not in Yuki yet: 3 held (focus-yuki holds ${someId} says why); 2 doubtful, which are looked up by themselves.`,
    );
    expect(showEndedRun(doneRun, noDocuments, someId)).toContain('No document waits for a cause.');
  });
});

const doneRun: RunAnswer = {
  number: 7,
  scope: 'all',
  outcome: 'done',
  cause: null,
  openedAt: '2026-03-01T08:00:00.000Z',
  closedAt: '2026-03-01T08:01:00.000Z',
  summary: {
    ...(Object.fromEntries(runCounts.map((name) => [name, 0])) as RunAnswer['summary']),
    exported: 9,
  },
};

const noDocuments = {
  found: 0,
  ready: 0,
  sending: 0,
  exported: 0,
  settled: 0,
  held: 0,
  doubtful: 0,
  ignored: 0,
  linked: 0,
  withdrawn: 0,
};

const pausedStatus: StatusAnswer = {
  findings: {},
  connectionId: someId,
  state: 'paused',
  entityName: 'De Linde',
  referenceTag: null,
  sendOriginalPdf: false,
  administrationName: 'De Linde BV',
  startDate: '2026-01-01',
  automatic: true,
  cause: {
    key: 'module-off',
    what: 'The module Invoices is switched off in Yuki.',
    how: 'Ask the accountant or Yuki to switch the module on.',
    who: 'accountant',
    whoText: 'the accountant, in Yuki',
    byItself: 'It tries again, with one document first.',
    since: '2026-03-01T08:00:00.000Z',
    nextTryAt: null,
    pauseNumber: 1,
  },
  nextSyncAt: null,
  mergedInto: null,
  workflowId: `connection/${someId}`,
  temporalUrl: null,
  lastSync: null,
  runningSync: null,
  documents: { ...noDocuments, ready: 2, exported: 3 },
  holds: [],
  callsToday: { used: 12, limit: 1000, reserve: 200, exhausted: false },
  news: 'told',
  onboarding: null,
};
