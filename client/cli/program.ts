/**
 * The commands of `focus-yuki`, each a thin call of the JSON API with its answer shown as a table or as JSON.
 * Exit codes: 0 done, 1 refused or failed with the reason on standard error, 2 wrong use (design 10).
 */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import * as prompts from '@clack/prompts';
import {
  documentStates,
  type AuditAnswer,
  type ConnectionAnswer,
  type DoctorAnswer,
  type DocumentPageAnswer,
  type DocumentsAnswer,
  type HoldAnswer,
  type RunAnswer,
  type StatusAnswer,
} from '../answers.ts';
import type { FindingAnswer } from '../finding-answer.ts';
import type { Language } from '../../domain/catalogue.ts';
import { addAdoption } from './adoption.ts';
import { openApi, part, Refused, WrongUse } from './api.ts';
import { connectByAnswers, connectInteractively } from './connect.ts';
import { dryRunAndWait, showDryRun, writeDryRunCsv } from './dry-run.ts';
import { addRecipients } from './recipients.ts';
import { addReconciling } from './reconcile.ts';
import { addResolving } from './resolve.ts';
import { addSettings } from './settings.ts';
import * as show from './show.ts';
import { syncAndWait } from './sync.ts';
import { answer, connectionPath, verb, type Shared, type Shown, type Terminal } from './verb.ts';

export type { Terminal } from './verb.ts';

/** Runs one command line (without node and script) and answers its exit code; never throws. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  let code: 0 | 1 = 0;
  const program = createProgram(terminal, (failed) => (code = failed));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof WrongUse) {
      terminal.err(`${error.message}\nSee focus-yuki --help.`);
      return 2;
    }
    return tellFailure(error, terminal, args.includes('--json'));
  }
}

function tellFailure(error: unknown, terminal: Terminal, json: boolean): 1 {
  const refused =
    error instanceof Refused
      ? { type: error.type, detail: error.message, cure: error.cure }
      : {
          type: 'unexpected',
          detail: `Something unexpected happened: ${error instanceof Error ? error.message : String(error)}`,
          cure: 'Try again; “focus-yuki doctor” examines every part.',
        };
  terminal.err(
    json ? JSON.stringify(refused) : `${show.printable(refused.detail)}\n${show.printable(refused.cure)}`,
  );
  return 1;
}

/** All commands; used by the README's test as well, so that every command there parses. */
export function createProgram(terminal: Terminal, fail: (code: 1) => void = () => {}): Command {
  const program = new Command('focus-yuki')
    .description('Joins Teamleader Focus with Yuki: connections, syncs, holds and documents.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .showHelpAfterError('(see focus-yuki --help)')
    .addHelpText(
      'after',
      '\nThe console is looked for at CONSOLE_URL (http://127.0.0.1:3000); the token is API_TOKEN or DATA_DIR/api-token.',
    );
  let language: Language = 'en';
  program.hook('preAction', (_program, action) => {
    language = action.opts<{ language: Language }>().language;
  });
  const shared: Shared = {
    api: () => openApi(terminal.env, language),
    language: () => language,
    terminal,
    fail,
  };
  addConnecting(program, shared);
  addReading(program, shared);
  addOperating(program, shared);
  addSettings(
    verb(program, 'settings <connection>', 'show settings, or change those that are named'),
    terminal,
  );
  addRecipients(program, shared);
  addAdoption(program, shared);
  addReconciling(program, shared);
  return program;
}

function wholeNumber(most: number) {
  return (text: string): number => {
    if (!/^[1-9]\d*$/.test(text) || Number(text) > most)
      throw new InvalidArgumentError(`Write a whole number from 1 to ${most}.`);
    return Number(text);
  };
}

function addConnecting(program: Command, shared: Shared): void {
  verb(program, 'connections', 'list all connections').action(async (options: Shown) => {
    const api = shared.api();
    const found: ConnectionAnswer[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: { connections: ConnectionAnswer[]; after: string | null } = await api.get(
        `/api/connections?limit=200${after === '' ? '' : `&after=${part(after)}`}`,
      );
      found.push(...page.connections);
      after = page.after;
    }
    answer(shared, options, found, show.showConnections);
  });
  verb(program, 'connect', 'connect an entity of Focus with an administration of Yuki')
    .option('--answers <file>', 'unattended, with the answers in this JSON file (“-” for standard input)')
    .addOption(new Option('--continue <id>', 'go on with a connection that was begun').conflicts('answers'))
    .action(async (options: { answers?: string; continue?: string; json?: boolean }) => {
      const api = shared.api();
      if (options.answers === undefined && !shared.terminal.isInteractive)
        throw new WrongUse('There is nobody to ask here; give the answers with --answers FILE.');
      const connected =
        options.answers === undefined
          ? await connectInteractively(api, options.continue ?? null)
          : await connectByAnswers(api, options.answers, shared.terminal.err);
      answer(shared, options, connected, ({ connectionId, state, created }) =>
        created
          ? `Connected: ${connectionId} (${state}).`
          : `Connected before: ${connectionId} (${state}). If it was disconnected, it sends nothing before you ask for a sync.`,
      );
    });
}

function addReading(program: Command, shared: Shared): void {
  verb(program, 'status <connection>', 'show where a connection stands').action(
    async (id: string, options: Shown) =>
      answer(shared, options, await shared.api().get<StatusAnswer>(connectionPath(id)), (found) =>
        show.showStatus(found, shared.language()),
      ),
  );
  verb(program, 'documents <connection>', 'list documents')
    .addOption(new Option('--state <state>', 'only documents in this state').choices(documentStates))
    .option('--cause <id>', 'only documents that wait for this hold')
    .option('--search <text>', 'only documents whose number contains this')
    .option('--limit <count>', 'how many, at most 200', wholeNumber(200), 50)
    .option('--after <id>', 'go on after this document')
    .action(async (id: string, options: Record<string, string | number | boolean>) => {
      const query = new URLSearchParams();
      for (const name of ['state', 'cause', 'search', 'limit', 'after'])
        if (options[name] !== undefined) query.set(name, String(options[name]));
      const found = await shared
        .api()
        .get<DocumentsAnswer>(`${connectionPath(id)}/documents?${query.toString()}`);
      answer(shared, options, found, ({ documents, after }) =>
        after === null
          ? show.showDocuments(documents)
          : `${show.showDocuments(documents)}\nMore: --after ${after}`,
      );
    });
  verb(program, 'document <connection> <document>', 'show one document, its cause and its attempts').action(
    async (id: string, documentId: string, options: Shown) =>
      answer(
        shared,
        options,
        await shared.api().get<DocumentPageAnswer>(`${connectionPath(id)}/documents/${part(documentId)}`),
        (found) => show.showDocument(found, shared.language()),
      ),
  );
  verb(program, 'holds <connection>', 'show what waits, why, and who can cure it').action(
    async (id: string, options: Shown) => {
      const { holds } = await shared.api().get<{ holds: HoldAnswer[] }>(`${connectionPath(id)}/holds`);
      answer(shared, options, holds, (found) => show.showHolds(found, shared.language()));
    },
  );
  verb(program, 'runs <connection>', 'list runs, the newest first').action(
    async (id: string, options: Shown) => {
      const { runs } = await shared.api().get<{ runs: RunAnswer[] }>(`${connectionPath(id)}/runs`);
      answer(shared, options, runs, show.showRuns);
    },
  );
  verb(program, 'findings <connection>', 'show what was reported and is still open').action(
    async (id: string, options: Shown) => {
      const { findings } = await shared
        .api()
        .get<{ findings: FindingAnswer[] }>(`${connectionPath(id)}/findings`);
      answer(shared, options, findings, show.showFindings);
    },
  );
  verb(program, 'audit <connection>', 'show who did what').action(async (id: string, options: Shown) => {
    const { audit } = await shared.api().get<{ audit: AuditAnswer[] }>(`${connectionPath(id)}/audit`);
    answer(shared, options, audit, show.showAudit);
  });
  verb(program, 'doctor', 'examine every part, with a cure per finding').action(async (options: Shown) => {
    const found = await shared.api().get<DoctorAnswer>('/api/doctor');
    answer(shared, options, found, show.showDoctor);
    if (!found.healthy) shared.fail(1);
  });
}

function addOperating(program: Command, shared: Shared): void {
  verb(program, 'sync <connection>', 'sync now')
    .option('--wait', 'wait until it has ended, with progress')
    .action(async (id: string, options: { wait?: boolean; json?: boolean }) => {
      const api = shared.api();
      if (options.wait === true) {
        const progress = options.json === true ? null : shared.terminal.progress;
        const run = await syncAndWait(api, id, progress);
        const { documents } = await api.get<StatusAnswer>(connectionPath(id));
        return answer(shared, options, run, () => show.showEndedRun(run, documents, id));
      }
      const asked = await api.send<{ runNumber: number; alreadyRunning: boolean }>(
        'POST',
        `${connectionPath(id)}/sync`,
      );
      answer(shared, options, asked, ({ runNumber }) => `Run ${runNumber} will do it.`);
    });
  verb(program, 'dry-run <connection>', 'show what a sync would send, what would wait and what it would cost')
    .option('--csv <file>', 'write one line a document into this file')
    .action(async (id: string, options: { csv?: string; json?: boolean }) => {
      const api = shared.api();
      const progress = options.json === true ? null : shared.terminal.progress;
      const found = await dryRunAndWait(api, id, progress);
      const lines = options.csv === undefined ? null : await writeDryRunCsv(api, id, options.csv);
      answer(shared, options, found, (report) =>
        lines === null ? showDryRun(report) : `${showDryRun(report)}\n\n${lines} lines in ${options.csv}.`,
      );
    });
  const tell = async (
    path: string,
    options: { json?: boolean },
    sentence: string,
    body: unknown = {},
  ): Promise<void> => answer(shared, options, await shared.api().send('POST', path, body), () => sentence);

  verb(program, 'retry <connection> [hold]', 'try again: the pause and all holds, or one hold').action(
    (id: string, hold: string | undefined, options: Shown) =>
      hold === undefined
        ? tell(`${connectionPath(id)}/retry`, options, 'Told to try again.')
        : tell(`${connectionPath(id)}/holds/${part(hold)}/retry`, options, 'The hold was told to try again.'),
  );
  addResolving(program, shared);
  verb(program, 'pause <connection>', 'pause until resume').action((id: string, options: Shown) =>
    tell(`${connectionPath(id)}/pause`, options, 'Told to pause.'),
  );
  verb(program, 'resume <connection>', 'go on after pause, or start a stopped connection').action(
    (id: string, options: Shown) => tell(`${connectionPath(id)}/resume`, options, 'Told to go on.'),
  );
  verb(program, 'disconnect <connection>', 'end the connection; its history stays')
    .option('--yes', 'do not ask')
    .action(async (id: string, options: { yes?: boolean; json?: boolean }) => {
      if (options.yes !== true && options.json !== true && shared.terminal.isInteractive) {
        const isMeant = await prompts.confirm({ message: `End connection ${id}?`, initialValue: false });
        if (isMeant !== true)
          throw new Refused('cancelled', 'Nothing was changed.', 'Say --yes to end it without a question.');
      }
      await tell(`${connectionPath(id)}/disconnect`, options, 'Told to disconnect.');
    });
}
