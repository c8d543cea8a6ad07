// The rules of what stands in a document: header, lines, discounts, VAT, currency, numbers, and credit notes (chapters
// 6 to 11 and 16).

import { fact, rule, type Chapter } from './catalogue.ts';

const header: Chapter = {
  title: '6 Document header',
  rules: [
    rule('R-DOC-1', 'Number, dates, currency, order number, payment reference and remarks are carried over.'),
    rule('R-DOC-2', 'The structured communication is passed as the payment reference.'),
    rule('R-DOC-3', 'A contact for the attention of never decides which relation is meant.'),
  ],
};

const lines: Chapter = {
  title: '7 Lines, ledger accounts and products',
  rules: [
    rule('R-LINE-1', 'Every line needs a ledger account.'),
    rule('R-LINE-2', 'The account is that of the category, else of the VAT rate, else the default.'),
    rule('R-LINE-3', 'When Yuki blames an account without naming it, the chart is read again to find it.'),
    rule('R-LINE-4', 'Only revenue accounts are proposed, and another one is refused by name.'),
    rule('R-LINE-5', 'Products are few and stable: one per account and VAT code.'),
    rule('R-LINE-6', 'What Focus allows per document, line and title goes through.'),
    rule('R-LINE-7', 'Subtitles carry no amount; long texts are cut the same way every time.'),
    rule('R-LINE-8', 'Quantities may be zero, fractional or negative; no line is sent at a price of zero.'),
  ],
};

const discounts: Chapter = {
  title: '8 Discounts, advances, negative documents, late fees',
  rules: [
    rule(
      'R-DISC-1',
      'General percentages, line percentages and negative lines are all exported to the cent.',
    ),
    rule('R-DISC-2', 'A negative line keeps the VAT rate that it has in Focus.'),
    rule('R-DISC-3', 'Discounts may have a ledger account of their own.'),
    rule('R-DISC-4', 'A general discount is spread per rate and adds up to the document’s totals.'),
    rule('R-ADV-1', 'Advance and final invoice are ordinary documents; the deduction is a negative line.'),
    rule('R-NEG-1', 'An invoice with a negative total stays an invoice.'),
    rule('R-FEE-1', 'Interest and collection costs are no part of what is exported.'),
  ],
};

const vat: Chapter = {
  title: '9 VAT',
  rules: [
    rule('R-VAT-1', 'The usual rates of Belgium and the Netherlands find their code in Yuki.'),
    rule('R-VAT-2', 'Every rate of the entity, extra ones included, can be linked.'),
    rule('R-VAT-3', 'No link, no such code, the wrong country and the wrong date are told apart.'),
    rule('R-VAT-4', 'Percentage, type, country and date are checked together before anything is sent.'),
    rule('R-VAT-5', 'A rate for deliveries inside the EU needs a valid VAT number.'),
    rule('R-VAT-6', 'VAT is never computed anew: the totals are those of Focus.'),
    rule(
      'R-VAT-7',
      'Net and VAT of each line are sent and add up to the totals; another amount in Yuki is told.',
    ),
    fact(
      'R-VAT-8',
      'The legal text about VAT on an invoice can be edited in Focus.',
      'The text stands on the PDF and has no place in the message to Yuki.',
    ),
    rule('R-VAT-9', 'Documents with withholding tax or a margin scheme are held.'),
  ],
};

const currency: Chapter = {
  title: '10 Currency',
  rules: [
    fact(
      'R-CUR-1',
      'Focus keeps an exchange rate on every invoice.',
      'The rate serves the reports of Focus; nothing of ours converts with it.',
    ),
    rule('R-CUR-2', 'The currency of the document stands in the message.'),
    rule('R-CUR-3', 'A currency that the settings do not allow holds the document; nothing is converted.'),
  ],
};

const numbers: Chapter = {
  title: '11 Numbers and identity',
  rules: [
    rule('R-NUM-1', 'A number is a prefix of any text and a counter.'),
    rule('R-NUM-2', 'An invoice and a credit note of one number have two references.'),
    fact(
      'R-NUM-3',
      'Focus opens a fiscal year by itself and then counts from 1.',
      'It is done inside Focus; what follows from it is S-09.',
    ),
    fact(
      'R-NUM-4',
      'Focus’s support can give sent documents other numbers.',
      'It is done by people at Focus; what the connector makes of it belongs to changes after export.',
    ),
    fact(
      'R-NUM-5',
      'Yuki prints a number of its own on its own PDF.',
      'Nobody outside knows how it is made, and nothing of ours reads it.',
    ),
    rule('R-NUM-6', 'What was exported is known by Focus’s id in our ledger, whatever signs the number has.'),
    rule('R-NUM-7', 'Two entities in one administration do not share a reference.'),
    rule('R-NUM-8', 'A reference is unique per administration, stable, and shows Focus’s number.'),
    rule('R-NUM-9', 'Documents are always imported as processed.'),
    rule('R-NUM-10', 'A number that Yuki knows is compared before it counts as ours.'),
  ],
};

const creditNotes: Chapter = {
  title: '16 Credit notes',
  rules: [
    rule('R-CN-1', 'A credit note on an invoice names it.'),
    rule('R-CN-2', 'A credit note without invoice is exported like any other.'),
    rule('R-CN-3', 'Focus’s positive amounts become negative in Yuki.'),
    rule('R-CN-4', 'A credit note leaves although its invoice is not in Yuki, and says so.'),
    fact(
      'R-CN-5',
      'Another package’s connector gives all credit notes its default term.',
      'It tells how Exact is served; our credit notes carry the date that Focus gives.',
    ),
  ],
};

export const documentsAndNumbers: readonly Chapter[] = [
  header,
  lines,
  discounts,
  vat,
  currency,
  numbers,
  creditNotes,
];
