/** `recipients`: shows who is told by message about a connection; adds, tries or removes one. */

import { InvalidArgumentError, Option, type Command } from 'commander';
import { languages, type Language } from '../../domain/catalogue.ts';
import { concerns, type Concern } from '../../domain/messages.ts';
import type { AddedRecipientAnswer, RecipientAnswer } from '../recipient-answers.ts';
import { part } from './api.ts';
import { printable, table } from './show.ts';
import { answer, connectionPath, verb, type Shared } from './verb.ts';

interface Options {
  readonly add?: string;
  readonly in: Language;
  readonly about: Concern[];
  readonly try?: string;
  readonly remove?: string;
  readonly json?: boolean;
}

export function addRecipients(program: Command, shared: Shared): void {
  verb(program, 'recipients <connection>', 'show who is told by message, or change it')
    .addOption(
      new Option('--add <address>', 'an e-mail address, or the https address of a webhook').conflicts([
        'try',
        'remove',
      ]),
    )
    .addOption(new Option('--in <language>', 'in which the added one reads').choices(languages).default('en'))
    .option('--about <whom>', `what is told: for whom it is, of ${concerns.join(', ')}`, concernsOf, [
      ...concerns,
    ])
    .addOption(new Option('--try <recipient>', 'send a message to try').conflicts('remove'))
    .option('--remove <recipient>', 'tell this one no longer')
    .action(async (id: string, options: Options) => {
      const path = `${connectionPath(id)}/recipients`;
      const api = shared.api();
      if (options.add !== undefined) {
        const order = { address: options.add, language: options.in, about: options.about };
        return answer(shared, options, await api.send<AddedRecipientAnswer>('POST', path, order), showAdded);
      }
      if (options.try !== undefined) {
        const tried = await api.send<RecipientAnswer>('POST', `${path}/${part(options.try)}/trial`);
        return answer(shared, options, tried, () => 'A message to try leaves within ten minutes.');
      }
      const { recipients } =
        options.remove === undefined
          ? await api.get<{ recipients: RecipientAnswer[] }>(path)
          : await api.send<{ recipients: RecipientAnswer[] }>(
              'POST',
              `${path}/${part(options.remove)}/removal`,
            );
      return answer(shared, options, recipients, showRecipients);
    });
}

function concernsOf(text: string): Concern[] {
  const named = text.split(',').map((word) => word.trim());
  const known = concerns.filter((concern) => named.includes(concern));
  if (known.length === 0 || known.length !== new Set(named).size)
    throw new InvalidArgumentError(`Write some of ${concerns.join(', ')}, with commas between.`);
  return known;
}

function showAdded({ recipient, signingSecret }: AddedRecipientAnswer): string {
  return [
    `${printable(recipient.address)} is told (${recipient.id}).`,
    ...(signingSecret === null
      ? []
      : [
          `Signing secret: ${signingSecret}`,
          'It is shown this once. Give it to the receiver, which checks each message by it.',
        ]),
  ].join('\n');
}

function showRecipients(recipients: readonly RecipientAnswer[]): string {
  if (recipients.length === 0) return 'Nobody is told by message.';
  return table(
    ['id', 'address', 'language', 'about', 'arrives'],
    recipients.map((one) => [
      one.id,
      one.address,
      one.language,
      one.about.join(', '),
      one.failingSince === null ? 'yes' : `no, since ${one.failingSince}: ${one.problem ?? ''}`,
    ]),
  );
}
