/**
 * The verb `resolve`: what a named person decides about a document that waits, or about all documents of a hold. What
 * cannot be taken back is confirmed by repeating a number or an amount.
 */

import { Option, type Command } from 'commander';
import type { ResolutionAnswer } from '../resolution-answers.ts';
import { part, WrongUse } from './api.ts';
import { answer, checkDecider, connectionPath, verb, type Shared, type Shown } from './verb.ts';
import { showResolution } from './show-resolution.ts';

interface Choices extends Shown {
  readonly ignore?: true;
  readonly link?: true;
  readonly undo?: true;
  readonly sendAgain?: true;
  readonly leave?: true;
  readonly corrected?: true;
  readonly removePayments?: true;
  readonly hold?: string;
  readonly who: string;
  readonly reason: string;
  readonly reference?: string;
  readonly amount?: string;
  readonly anyway?: true;
  readonly number?: string;
  readonly documents?: string;
}

const actions = ['ignore', 'link', 'undo', 'sendAgain', 'leave', 'corrected', 'removePayments'] as const;

export function addResolving(program: Command, shared: Shared): void {
  const decision = (flags: string, description: string, own: string): Option =>
    new Option(flags, description).conflicts(actions.filter((name) => name !== own));
  verb(
    program,
    'resolve <connection> [document]',
    'decide about a document that waits or differs, or about a whole hold',
  )
    .option('--hold <id>', 'decide about everything that waits for this hold')
    .addOption(decision('--ignore', 'set it aside; it is never exported', 'ignore'))
    .addOption(decision('--link', 'Yuki has it already; it is not sent, its payments are followed', 'link'))
    .addOption(decision('--undo', 'take a decision back', 'undo'))
    .addOption(
      decision('--send-again', 'look it up in Yuki, and send it again if it is not there', 'sendAgain'),
    )
    .addOption(decision('--leave', 'leave what is reported about it as it is', 'leave'))
    .addOption(decision('--corrected', 'it was corrected in Yuki to be what Focus shows now', 'corrected'))
    .addOption(
      decision(
        '--remove-payments',
        'Yuki has undone its payment for good: remove all its payments in Focus',
        'removePayments',
      ),
    )
    .requiredOption('--who <name>', 'who decides')
    .requiredOption('--reason <text>', 'why')
    .option('--reference <number>', 'with --link: its number in Yuki, if that is another')
    .option(
      '--amount <amount>',
      'with --link: repeats Yuki’s amount, if the two differ; with --remove-payments: what Focus shows as paid',
    )
    .option('--anyway', 'with --link: although Yuki’s last list does not show the same document')
    .option('--number <number>', 'with --send-again: repeats the document’s number')
    .option('--documents <count>', 'with --hold: repeats how many documents wait')
    .action(async (id: string, documentId: string | undefined, options: Choices) => {
      const path = pathOf(id, documentId, options.hold);
      const found = await shared.api().send<ResolutionAnswer>('POST', path, orderOf(options));
      answer(shared, options, found, (one) => showResolution(one, shared.language()));
    });
}

function pathOf(id: string, documentId: string | undefined, hold: string | undefined): string {
  if (documentId !== undefined && hold === undefined)
    return `${connectionPath(id)}/documents/${part(documentId)}/resolution`;
  if (documentId === undefined && hold !== undefined)
    return `${connectionPath(id)}/holds/${part(hold)}/resolution`;
  throw new WrongUse('Name a document, or a hold with --hold, and not both.');
}

function orderOf(options: Choices): object {
  const { who, reason, hold, reference, amount, anyway, number, documents } = options;
  const given = {
    ...(reference === undefined ? {} : { reference }),
    ...(amount === undefined ? {} : { amount }),
    ...(anyway === undefined ? {} : { anyway }),
    ...(number === undefined ? {} : { number }),
    ...(documents === undefined ? {} : { documents: wholeCount(documents) }),
  };
  const action = actions.find((name) => options[name] === true);
  if (action === undefined)
    throw new WrongUse(
      'Say --ignore, --link, --undo, --send-again, --leave, --corrected or --remove-payments.',
    );
  if (hold !== undefined && action !== 'ignore' && action !== 'link')
    throw new WrongUse('A whole hold can be ignored or linked.');
  checkDecider(options);
  const missing = missingWord(action, options);
  if (missing !== null) throw new WrongUse(missing);
  return { action, who, reason, ...given };
}

/** What is to be written once more or otherwise, in the words of the command line; null when nothing is. */
function missingWord(
  action: (typeof actions)[number],
  { hold, number, amount, documents }: Choices,
): string | null {
  if (action === 'sendAgain' && number === undefined)
    return 'Repeat the document’s number to confirm, such as --number "2026 / 10017".';
  if (action === 'ignore' && hold !== undefined && documents === undefined)
    return 'Repeat how many documents wait, such as --documents 11; “holds” shows how many.';
  if (amount !== undefined && !/^-?\d{1,14}\.\d{2}$/.test(amount.trim()))
    return 'Write the amount after --amount with two decimals and a point, such as 605.00.';
  return null;
}

function wholeCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new WrongUse('Write a whole number after --documents.');
  return Number(text);
}
