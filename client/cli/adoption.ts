/**
 * The commands about what stood in Yuki before us: doubtful customers, documents that are there already, and the
 * start date; and how their answers are shown.
 */

import type { Command } from 'commander';
import type { AdoptedAnswer, AdoptionAnswer, DoubtfulCustomerAnswer } from '../adoption-answers.ts';
import { part, WrongUse } from './api.ts';
import { printable, table } from './show.ts';
import { answer, checkDecider, connectionPath, verb, type Shared, type Shown } from './verb.ts';

interface Decided extends Shown {
  readonly who: string;
  readonly reason: string;
}

export function addAdoption(program: Command, shared: Shared): void {
  const decision = (usage: string, description: string): Command =>
    verb(program, usage, description)
      .requiredOption('--who <name>', 'who decides')
      .requiredOption('--reason <text>', 'why');

  verb(
    program,
    'customers <connection>',
    'show customers of whom a person has to say which relation they are',
  ).action(async (id: string, options: Shown) => {
    const { customers } = await shared
      .api()
      .get<{ customers: DoubtfulCustomerAnswer[] }>(`${connectionPath(id)}/doubtful-customers`);
    answer(shared, options, customers, showCustomers);
  });
  decision('choose <connection> <customer>', 'say which relation a doubtful customer is')
    .option('--relation <id>', 'this relation of Yuki')
    .option('--new', 'none of them; a new one')
    .action(async (id: string, customer: string, options: Decided & { relation?: string; new?: boolean }) => {
      if ((options.relation === undefined) === (options.new !== true))
        throw new WrongUse('Say either --relation ID or --new.');
      const { who, reason } = options;
      checkDecider(options);
      const order = { who, reason, relationId: options.relation ?? null };
      const told = await shared
        .api()
        .send('POST', `${connectionPath(id)}/doubtful-customers/${part(customer)}/relation`, order);
      answer(
        shared,
        options,
        told,
        () => 'The choice is kept; the documents of the customer go on by themselves.',
      );
    });
  verb(program, 'adoption <connection>', 'show unsent documents that stand in Yuki already').action(
    async (id: string, options: Shown) =>
      answer(
        shared,
        options,
        await shared.api().get<AdoptionAnswer>(`${connectionPath(id)}/adoption`),
        showAdoption,
      ),
  );
  decision(
    'adopt <connection> [documents...]',
    'link documents that stand in Yuki already, without sending them',
  )
    .option('--all', 'all that agree in number, customer, date and amount')
    .action(async (id: string, documents: string[], options: Decided & { all?: boolean }) => {
      if ((options.all === true) === documents.length > 0)
        throw new WrongUse('Say either --all or the ids of documents.');
      checkDecider(options);
      const { who, reason } = options;
      const order = { who, reason, documents: options.all === true ? 'agreeing' : documents };
      answer(
        shared,
        options,
        await shared.api().send<AdoptedAnswer>('POST', `${connectionPath(id)}/adoption`, order),
        ({ linked }) => `${linked} linked.`,
      );
    });
  addStartDate(
    decision('start-date <connection> <date>', 'move the start date of a connection at work'),
    shared,
  );
}

function addStartDate(command: Command, shared: Shared): void {
  command.action(async (id: string, startDate: string, { who, reason, ...options }: Decided) => {
    checkDecider({ who, reason });
    if (startDate.trim() === '') throw new WrongUse('Write the date, such as 2026-01-01.');
    answer(
      shared,
      options,
      await shared.api().send('POST', `${connectionPath(id)}/start-date`, { startDate, who, reason }),
      () => 'The start date is moved; the next sync goes by it.',
    );
  });
}

function showCustomers(rows: readonly DoubtfulCustomerAnswer[]): string {
  if (rows.length === 0) return 'No customer is doubtful.';
  return rows
    .map((row) =>
      [
        `${row.customerId}  ${printable(row.name)} (${row.kind}): ${row.why}`,
        table(
          ['relation', 'code', 'name', 'VAT number', 'company number', 'postcode', 'city'],
          row.candidates.map((one) => [
            one.relationId,
            one.code,
            one.name,
            one.vatNumber,
            one.companyNumber,
            one.postcode,
            one.city,
          ]),
        ),
      ].join('\n'),
    )
    .join('\n\n');
}

function showAdoption({ agreeing, differing, doubtfulCustomers }: AdoptionAnswer): string {
  const rows = [...agreeing, ...differing];
  const doubts =
    doubtfulCustomers === 0 ? [] : [`Doubtful customers: ${doubtfulCustomers}; see “customers”.`];
  if (rows.length === 0)
    return ['No unsent document stands in Yuki already, as far as it was prepared.', ...doubts].join('\n');
  return [
    `${agreeing.length} agree in everything, ${differing.length} in part.`,
    table(
      ['id', 'number', 'gross', 'in Yuki as', 'dated', 'gross there', 'differs in'],
      rows.map((row) => [
        row.documentId,
        row.number,
        row.gross,
        row.inYuki.reference,
        row.inYuki.date,
        row.inYuki.gross,
        row.disagreements.join(', ') || '–',
      ]),
    ),
    ...doubts,
  ].join('\n');
}
