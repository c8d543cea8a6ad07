/** What all commands of the command line share: how they are asked, in which language, and how they answer. */

import { Option, type Command } from 'commander';
import { languages, type Language } from '../../domain/catalogue.ts';
import { part, WrongUse, type Api } from './api.ts';

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Where a progress bar is drawn; null when nobody looks. */
  readonly progress: NodeJS.WritableStream | null;
  /** Whether a person can be asked. */
  readonly isInteractive: boolean;
}

/** What every verb is told of how to answer. */
export type Shown = { readonly json?: boolean };

export type Shared = {
  readonly api: () => Api;
  /** In which the verb under way answers. */
  readonly language: () => Language;
  readonly terminal: Terminal;
  readonly fail: (code: 1) => void;
};

/** Every command knows `--json` and `--language`; answers are shown in one of the two ways. */
export function verb(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .option('--json', 'answer as JSON, for scripts')
    .addOption(
      new Option('--language <code>', 'in which causes and cures are told').choices(languages).default('en'),
    );
}

export function answer<T>(
  shared: Shared,
  options: { json?: boolean },
  found: T,
  text: (found: T) => string,
): void {
  shared.terminal.out(options.json === true ? JSON.stringify(found, null, 2) : text(found));
}

export const connectionPath = (id: string): string => `/api/connections/${part(id)}`;

/** Throws WrongUse unless somebody says who decides and why, in as many characters as are kept. */
export function checkDecider({ who, reason }: { readonly who: string; readonly reason: string }): void {
  if (who.trim() === '' || who.trim().length > 100)
    throw new WrongUse('Write who decides after --who, in 100 characters at most.');
  if (reason.trim() === '' || reason.trim().length > 500)
    throw new WrongUse('Write the reason after --reason, in 500 characters at most.');
}
