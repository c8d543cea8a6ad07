// The scenarios that a test of that name has to tell.

import { rule, type Chapter } from './catalogue.ts';

const normalLife: Chapter = {
  title: 'S-01 to S-09 Normal life',
  rules: [
    rule('S-01', 'Onboarding, with everything shown before anything is sent.'),
    rule('S-02', 'One invoice, complete.'),
    rule('S-03', 'Three Belgian rates.'),
    rule('S-04', 'Dutch rates, in the administration of the Netherlands.'),
    rule('S-05', 'A company and a contact with the same integer id.'),
    rule('S-06', 'A full credit note.'),
    rule('S-07', 'An invoice is paid in Yuki.'),
    rule('S-08', 'A webhook, a person and the night want the same invoice.'),
    rule('S-09', 'Two entities number the new year from 1.'),
  ],
};

const linesAndAmounts: Chapter = {
  title: 'S-10 to S-19 Lines and amounts',
  rules: [
    rule('S-10', 'A discount on a line.'),
    rule('S-12', 'An advance and its settlement.'),
    rule('S-14', 'Lines of text and lines of zero.'),
    rule('S-15', 'A document of zero.'),
    rule('S-17', 'Rounding per line and per rate.'),
    rule('S-18', 'A line without account.'),
    rule('S-19', 'Many lines, long texts, strange signs.'),
  ],
};

const vatAndForeigners: Chapter = {
  title: 'S-20 to S-28 VAT and foreign customers',
  rules: [
    rule('S-20', 'Goods inside the EU.'),
    rule('S-21', 'Services inside the EU.'),
    rule('S-22', 'No VAT number, until Focus has one.'),
    rule('S-23', 'Outside the EU.'),
    rule('S-24', 'Domestic reverse charge.'),
    rule('S-26', 'A rate that nobody has linked.'),
    rule('S-27', 'A rate that is not valid yet.'),
    rule('S-28', 'A document in dollars.'),
  ],
};

const documentedErrors: Chapter = {
  title: 'S-30 to S-41 Every documented error',
  rules: [
    rule('S-30', 'No account (E-1).'),
    rule('S-31', 'The module is off for three days (E-2).'),
    rule('S-32', 'An account is disabled and enabled again (E-3).'),
    rule('S-33', 'An account is opened after it was missed (E-3).'),
    rule('S-34', 'A closed period is learned once for all (E-4).'),
    rule('S-35', 'A blocked period that Yuki lets us use holds nothing.'),
    rule('S-36', 'The day’s calls are used up, for every connection of the domain (E-6).'),
    rule('S-37', 'A customer without country (E-8).'),
    rule('S-38', 'Letters in the name of the fiscal year (E-9a).'),
    rule('S-40', 'A document made by hand in Yuki (E-9c).'),
    rule('S-41', 'A text that nobody knows.'),
  ],
};

const access: Chapter = {
  title: 'S-42 to S-46 Access',
  rules: [
    rule('S-42', 'The key is withdrawn and renewed.'),
    rule('S-43', 'The company id of somebody else.'),
    rule('S-44', 'Focus withdraws its access.'),
    rule('S-45', 'Two workers refresh at once.'),
    rule('S-46', 'Focus’s limit is reached.'),
  ],
};

const payments: Chapter = {
  title: 'S-47 to S-54 Payments',
  rules: [
    rule('S-47', 'Part payments, and two of them between two polls.'),
    rule('S-49', 'A payment is undone in Yuki.'),
    rule('S-50', 'Paid online before the export.'),
    rule('S-51', 'Paid by hand in Focus, open in Yuki.'),
    rule('S-53', 'Payments of a long pause.'),
    rule('S-54', 'An open item is renumbered in Yuki.'),
  ],
};

const changes: Chapter = {
  title: 'S-55 to S-63 Changes and deletions',
  rules: [
    rule('S-55', 'A customer is renamed.'),
    rule('S-57', 'A customer is deleted.'),
    rule('S-58', 'An invoice is changed after its export.'),
    rule('S-60', 'A document is renumbered in Focus.'),
    rule('S-62', 'A document is deleted in Yuki.'),
    rule('S-63', 'An invoice is edited between booking and export.'),
  ],
};

const migration: Chapter = {
  title: 'S-64 to S-70 Start date, migration, stop',
  rules: [
    rule('S-64', 'A start in the middle of the year.'),
    rule('S-66', 'From the built-in connector.'),
    rule('S-67', 'A second exporter is still at work.'),
    rule('S-68', 'Disconnected and connected again.'),
    rule('S-69', 'The entity is deactivated in Focus.'),
    rule('S-70', 'The account is closed in Focus.'),
  ],
};

const volumeAndFaults: Chapter = {
  title: 'S-71 to S-81 Volume and faults',
  rules: [
    rule('S-71', 'A backfill of ten thousand.'),
    rule('S-72', 'An answer is lost.'),
    rule('S-73', 'A message is refused in part.'),
    rule('S-75', 'A worker is killed in the middle of a message.'),
    rule('S-76', 'Yuki answers a page, a fault, or nothing.'),
    rule('S-78', 'Two people start a sync.'),
    rule('S-80', 'A year of life.'),
    rule('S-81', 'Peppol.'),
  ],
};

export const scenarios: readonly Chapter[] = [
  normalLife,
  linesAndAmounts,
  vatAndForeigners,
  documentedErrors,
  access,
  payments,
  changes,
  migration,
  volumeAndFaults,
];
