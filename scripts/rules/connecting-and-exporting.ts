// The rules of connecting, the start date, what is exported and the customers (chapters 2 to 5).

import { fact, rule, type Chapter } from './catalogue.ts';

const onboarding: Chapter = {
  title: '2 Preconditions and onboarding',
  rules: [
    fact(
      'R-ONB-1',
      'Only an administrator of the Focus account connects bookkeeping.',
      'Whom Focus lets give consent is decided on its own page; we see the grant or the refusal.',
    ),
    rule(
      'R-ONB-2',
      'The right to Yuki’s sales service is proved while connecting; the module shows at the first document.',
    ),
    rule('R-ONB-3', 'A connection needs a start date, a company id and an access key.'),
    rule('R-ONB-4', 'A key has to reach the company id that was typed; what it reaches is shown.'),
    rule('R-ONB-5', 'A person confirms the name of the administration before anything else is asked.'),
    rule('R-ONB-6', 'The country is found by a real read on both hosts.'),
    rule(
      'R-ONB-7',
      'Default accounts, links of VAT rates and automatic sync are chosen per connection, the first two as proposed.',
    ),
    rule('R-ONB-8', 'While automatic sync is off nothing runs by itself.'),
    rule('R-ONB-9', 'Connecting twice is one connection.'),
    fact(
      'R-ONB-10',
      'The Booster calls its integrations connecting, in need of configuration, or connected.',
      'These are the words of another product; ours are explained in the README.',
    ),
    rule('R-ONB-11', 'A second exporter for the same entity is asked about before the first sync.'),
  ],
};

const startDate: Chapter = {
  title: '3 Start date',
  rules: [
    rule('R-START-1', 'Documents dated on or after the start date are exported, older ones are not.'),
    rule('R-START-2', 'A later start date does not end the look for payments of what was exported.'),
    rule('R-START-3', 'Documents are selected by their date and found by their time of change.'),
    rule(
      'R-START-4',
      'An earlier start date makes more documents eligible; a later one forgets and repeats nothing.',
    ),
    rule('R-START-5', 'Before a backfill the number of documents per month is shown.'),
  ],
};

const exporting: Chapter = {
  title: '4 What is exported, and in which order',
  rules: [
    rule('R-EXP-1', 'Only booked documents are exported.'),
    rule('R-EXP-2', 'Invoices and credit notes are both exported.'),
    rule('R-EXP-3', 'A customer’s code is decided before the document, and the relation travels with it.'),
    rule('R-EXP-4', 'Ledger accounts belong to Yuki and are read again with every run.'),
    rule('R-EXP-5', 'Invoices leave in the order of their numbers, credit notes after them.'),
    rule('R-EXP-6', 'A faulty document is left behind and the others go on.'),
    rule('R-EXP-7', 'A document is exported once.'),
    rule(
      'R-EXP-8',
      'Drafts, deleted and exported documents are no candidates; one of zero waits for a person.',
    ),
    fact(
      'R-EXP-9',
      'Expenses are exported by the Booster alone.',
      'We read no expenses: the calls that we make of Focus are listed in docs/vendor and held to the code.',
    ),
  ],
};

const customers: Chapter = {
  title: '5 Customers',
  rules: [
    rule('R-CUST-1', 'A company with a known integer id has the code id and 5.'),
    rule('R-CUST-2', 'A contact with a known integer id has the code id and 0.'),
    rule('R-CUST-3', 'Relations that stand in Yuki are adopted, so that no second one is made.'),
    fact(
      'R-CUST-4',
      'The built-in connector does not synchronise contacts.',
      'It tells what another product leaves out; our relations travel in the documents alone.',
    ),
    rule(
      'R-CUST-5',
      'Integer ids are taken from codes in Yuki; a new customer gets a lettered code of ours.',
    ),
    rule('R-CUST-6', 'Every document carries a code, so that Yuki never matches by name.'),
    rule('R-CUST-7', 'A company is sent as a company and a contact as a person.'),
    rule('R-CUST-8', 'A customer without country or name holds its documents.'),
    rule('R-CUST-9', 'The VAT treatment follows the rates on the lines, never the customer.'),
    rule('R-CUST-10', 'Shapes of VAT numbers are checked before anything is sent.'),
    rule('R-CUST-11', 'A customer has one code per Yuki domain.'),
    rule('R-CUST-12', 'Of merged customers one relation stays, and the code of the other is retired.'),
    rule('R-CUST-13', 'The invoicee on the document speaks where the customer’s record is silent.'),
    fact(
      'R-CUST-14',
      'Focus has a field for an external id of a customer.',
      'Other packages match by it; we neither read nor write it.',
    ),
    rule('R-CUST-15', 'A customer without e-mail address is exported.'),
  ],
};

export const connectingAndExporting: readonly Chapter[] = [onboarding, startDate, exporting, customers];
