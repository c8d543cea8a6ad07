// Rules of runs and messages, payments, and what happens after the export (chapters 12, 13 and 15).

import { fact, rule, type Chapter } from './catalogue.ts';

const runs: Chapter = {
  title: '12 Runs, triggers and messages',
  rules: [
    rule(
      'R-RUN-1',
      'Anyone may start a sync; one that runs already, or the one after it, satisfies the wish.',
    ),
    rule('R-RUN-2', 'Automatic runs come by themselves, and the payments of what is unpaid are asked for.'),
    rule('R-RUN-3', 'What a run did is counted; when something needs a person, people are told.'),
    rule('R-RUN-4', 'No older problem hides a newer one, and “nothing to do” hides none.'),
    rule('R-RUN-5', 'A run that left documents behind says how many, and never only “done”.'),
    rule('R-RUN-6', 'For every document it can be seen what became of it and how it is called in Yuki.'),
    rule('R-RUN-7', 'Webhooks shorten the delay; the sweep by change time finds everything.'),
  ],
};

const payments: Chapter = {
  title: '13 Payments',
  rules: [
    rule('R-PAY-1', 'What is reconciled in Yuki becomes paid in Focus.'),
    rule('R-PAY-2', 'What is paid in Focus becomes paid in Yuki, or is reported.'),
    rule('R-PAY-3', 'A payment that is undone in Yuki leaves Focus paid and is reported.'),
    rule(
      'R-PAY-4',
      'A payment reaches Yuki by the payment method of the export; what is paid later is reported, or goes by a journal on explicit wish.',
    ),
    rule('R-PAY-5', 'One list tells all payments, whatever the number of documents.'),
    rule('R-PAY-6', 'A part payment is registered as the increase since the last reading.'),
    rule('R-PAY-7', 'Nothing is registered beyond what Focus has due, whoever else registers payments.'),
    rule('R-PAY-8', 'A credit note is no money.'),
    rule('R-PAY-9', 'A document that is missing in the list counts as paid only with proof.'),
    rule('R-PAY-10', 'After a pause all payments since the last reading are carried back.'),
    fact(
      'R-PAY-11',
      'Exact can tell a user that its connector set an invoice to paid.',
      'It is a feature of a connector to another package.',
    ),
  ],
};

const changes: Chapter = {
  title: '15 Changes after export',
  rules: [
    rule('R-CHG-1', 'What is edited in Focus after its export is reported and not sent again.'),
    rule(
      'R-CHG-2',
      'What is deleted in Focus after its export raises an alert; its number used again is held.',
    ),
    rule('R-CHG-3', 'What was exported by mistake is put right with a credit note, and the message says so.'),
    rule('R-CHG-4', 'What is renumbered after its export is reported and not sent.'),
    rule('R-CHG-5', 'What was deleted in Yuki is found missing.'),
    rule('R-CHG-6', 'What is renumbered, dated otherwise or changed in Yuki is still known, and reported.'),
  ],
};

export const runsAndPayments: readonly Chapter[] = [runs, payments, changes];
