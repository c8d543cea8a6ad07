// The catalogue of errors and the rules of entities, leaving and coming back, e-invoicing and budgets (chapters 14 and
// 17 to 20).

import { fact, rule, type Chapter } from './catalogue.ts';

const errors: Chapter = {
  title: '14 Errors',
  rules: [
    rule('E-1', 'A line without ledger account.'),
    rule('E-2', 'The module Invoices is off.'),
    rule('E-3', 'A ledger account is disabled or not there.'),
    rule('E-4', 'The period is closed.'),
    rule('E-5', 'The VAT code cannot be found.'),
    rule('E-5a', 'The VAT rate is not linked.'),
    rule('E-5b', 'Yuki has no code of that percentage in that type.'),
    rule('E-5c', 'The code is for another country than the customer’s.'),
    rule('E-5d', 'The code is not valid on the date of the document.'),
    rule('E-6', 'The day’s calls are used up.'),
    rule('E-7', 'The VAT number is missing or wrong for a delivery inside the EU.'),
    rule('E-8', 'The customer has no country.'),
    rule('E-9', 'The number exists in Yuki already.'),
    rule('E-9a', 'A number with letters or signs never leads to a second export.'),
    rule('E-9b', 'Two entities have the same number.'),
    rule('E-9c', 'Somebody typed a document with this number into Yuki.'),
    fact(
      'R-ERR-1',
      'Yuki tells blocked periods, in which some may still work, from closed ones.',
      'Who may work in a blocked period is decided by the rights of the key’s owner in Yuki; we see a refusal or none.',
    ),
    rule('R-ERR-2', 'Some errors stop the connection, the others one document or customer.'),
    rule('R-ERR-3', 'A cure is noticed by itself, and every hold and pause can be retried by hand.'),
    fact(
      'R-ERR-4',
      'The Booster has words of its own for errors about VAT codes.',
      'These words are shown by another product and never reach us.',
    ),
    rule(
      'R-ERR-5',
      'Wrong keys, missing rights, refused messages, lost answers and faults each have their consequence.',
    ),
  ],
};

const entities: Chapter = {
  title: '17 Several entities',
  rules: [
    rule('R-ENT-1', 'Entities may go to administrations of their own or share one.'),
    rule('R-ENT-2', 'Entities that share an administration and a number range do not overwrite each other.'),
    fact(
      'R-ENT-3',
      'Focus cannot restrict its users to one entity.',
      'It is a matter of rights inside Focus.',
    ),
    rule('R-ENT-4', 'Payments of a deactivated entity’s documents are still carried back.'),
    rule('R-ENT-5', 'All connections of a Yuki domain share its calls.'),
  ],
};

const leaving: Chapter = {
  title: '18 Disconnect, reconnect, re-send, adopt',
  rules: [
    fact(
      'R-DIS-1',
      'Leaving the Exact connector asks for a date from which everything is sent again.',
      'It tells how another package’s connector behaves; ours keeps its record, which S-68 proves.',
    ),
    rule('R-DIS-2', 'One document can be retried, ignored or linked by itself.'),
    rule(
      'R-DIS-3',
      'Documents that stand in Yuki before the first export are found and offered for linking.',
    ),
    fact('R-DIS-4', 'The Booster ends with its licence.', 'It is a matter between Focus and its customer.'),
    fact(
      'R-DIS-5',
      'The built-in connector’s settings were moved within Focus.',
      'It tells where a page of another product is found.',
    ),
    rule(
      'R-DIS-6',
      'Coming from another connector, relations are adopted and documents before the change-over linked.',
    ),
    rule('R-DIS-7', 'Tokens of Focus are refreshed by one at a time and stored before they are used.'),
  ],
};

const sending: Chapter = {
  title: '19 E-invoicing and attachments',
  rules: [
    fact(
      'R-PEP-1',
      'Belgian firms send e-invoices, once, and Focus does it for its customers.',
      'The duty is fulfilled inside Focus before we see the document.',
    ),
    rule('R-PEP-2', 'An export never makes Yuki mail the document or send it by Peppol.'),
    rule('R-PEP-3', 'The PDF of Focus is fetched by its temporary link when it is wished.'),
    rule('R-PEP-4', 'A missing or too large PDF never holds back a document.'),
  ],
};

const limits: Chapter = {
  title: '20 Limits and budgets',
  rules: [
    rule('R-LIM-1', 'Yuki’s calls of a day are counted per domain, and other software uses them, too.'),
    fact(
      'R-LIM-2',
      'The built-in connector needs two calls per run and one per document.',
      'It is another product’s price, and the bench reckons with it for comparison.',
    ),
    rule(
      'R-LIM-3',
      'Documents travel many to a message; what Yuki leaves alone after six wrong ones goes again.',
    ),
    rule(
      'R-LIM-4',
      'A reserve is kept for other software, and payments and fresh documents go before backfill.',
    ),
    rule('R-LIM-5', 'Focus is never asked more often than 200 times in any minute.'),
    fact(
      'R-LIM-6',
      'Yuki has a newer interface beside the one that we use.',
      'We do not call it; the services that we call stand behind one file each.',
    ),
  ],
};

export const errorsAndLimits: readonly Chapter[] = [errors, entities, leaving, sending, limits];
