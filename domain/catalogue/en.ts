/**
 * What people read, in English, as ICU messages. `{subject}` is an account code, a rate, a date or the like, never a
 * customer or an amount; `{named, select, yes {…} other {…}}` where nothing may be named. MAINTENANCE: nl.ts and
 * fr.ts have the same keys and placeholders, which test/domain/catalogue.test.ts proves.
 */

import { completenessEn } from './completeness-en.ts';
import { decisionsEn, differencesEn, refusalsEn, standingEn } from './deciding-en.ts';
import { findingDetailsEn } from './finding-details-en.ts';
import { listDoubtsEn } from './list-doubts.ts';
import { findingsEn, messagesEn } from './messages-en.ts';

export const en = {
  causes: {
    'account-missing': {
      what: 'A line has no ledger account (VAT rate {subject}).',
      how: 'Choose an account on the line in Focus (Edit > ledger account), or set a default account for this VAT rate in the connection’s settings.',
    },
    'account-unknown': {
      what: 'Ledger account {subject} does not exist in Yuki.',
      how: 'Open account {subject} in Yuki, or choose another account on the invoice lines in Focus.',
    },
    'account-disabled': {
      what: 'Ledger account {subject} is disabled in Yuki.',
      how: 'Enable account {subject} in Yuki, or choose another account on the invoice lines in Focus.',
    },
    'account-not-revenue': {
      what: 'One of the ledger accounts {subject} is not a revenue account.',
      how: 'Choose a revenue account (70–74 in Belgium, 8 in the Netherlands) on the lines in Focus or in the connection’s settings.',
    },
    'accounts-refused': {
      what: 'Yuki refuses one of the ledger accounts {subject} as disabled, without saying which.',
      how: 'Check in Yuki that each of the accounts {subject} is enabled.',
    },
    'vat-rate-not-linked': {
      what: 'VAT rate {subject} of Focus is not linked to a VAT code of Yuki.',
      how: 'Link the rate in the connection’s settings.',
    },
    'vat-code-unknown': {
      what: 'Yuki has no VAT code of type and percentage {subject}.',
      how: 'Open the VAT code in Yuki, or link the rate to another one in the connection’s settings.',
    },
    'vat-code-not-valid-on-date': {
      what: 'The VAT code {subject} is not valid on the date of the document.',
      how: 'Move the start of validity of the VAT code in Yuki.',
    },
    'vat-country-mismatch': {
      what: 'The VAT code {subject} is for another country than the customer’s.',
      how: 'Correct the customer’s country in Focus, or choose the VAT rate of the right country on the lines.',
    },
    'vat-refused': {
      what: 'Yuki refuses the VAT code {subject}.',
      how: 'Check in Yuki that the VAT code exists, is active and valid on the date of the documents.',
    },
    'vat-not-supported': {
      what: 'The document has {subject}, which Yuki’s import does not know.',
      how: 'Enter the document in Yuki by hand and link it, or ignore it.',
    },
    'customer-no-vat-number': {
      what: 'A customer with deliveries inside the EU has no valid VAT number.',
      how: 'Fill in the customer’s VAT number in Focus, or change the VAT rate of the lines. If Yuki refuses it again, fill in the number on the relation in Yuki as well.',
    },
    'customer-no-country': {
      what: 'A customer has no country.',
      how: 'Fill in the country on the customer’s address in Focus. If Yuki refuses it again, fill in the country on the relation in Yuki as well.',
    },
    'customer-incomplete': {
      what: 'A customer lacks {subject}.',
      how: 'Complete the customer in Focus.',
    },
    'customer-doubtful': {
      what: 'Yuki has relations that may be a customer of these documents, and nothing proves which one it is.',
      how: 'Choose the customer’s relation, or say that it is a new one.',
    },
    'customer-unknown': {
      what: 'A document names a customer that Focus no longer has.',
      how: 'Use “Change customer” on the invoice in Focus, or link or ignore the document.',
    },
    'period-closed': {
      what: 'The period before {subject} is closed in Yuki.',
      how: 'Reopen the period in Yuki.',
    },
    'number-taken': {
      what: 'Yuki already has a document with a number of ours that we did not send.',
      how: 'Compare the two in Yuki: link the document if it is the same, ignore it or renumber if it is not.',
    },
    'number-twice': {
      what: 'Two documents in Focus have the same number; the other one is {subject}.',
      how: 'Give one of the two another number in Focus, or ignore this one if it is the same document.',
    },
    'currency-not-supported': {
      what: 'Documents in {subject} are not allowed for this administration.',
      how: 'Allow the currency in the connection’s settings once the accountant agrees, or enter the documents in Yuki and link them.',
    },
    'zero-total': {
      what: 'The document’s total is zero.',
      how: 'Ignore the document; Yuki has nothing to book.',
    },
    'totals-inconsistent': {
      what: 'The lines that Focus shows do not add up to its totals.',
      how: 'Open the document in Focus and save it again; report it if it stays.',
    },
    'document-incomplete': {
      what: 'The document lacks {subject}.',
      how: 'Complete the document in Focus.',
    },
    'document-too-large': {
      what: 'The document has {subject}, which is more than can be sent to Yuki.',
      how: 'Enter the document in Yuki by hand and ignore it here, or divide it in Focus.',
    },
    'document-unreadable': {
      what: 'Focus shows the document in a way that we cannot read ({subject}).',
      how: 'Open the document in Focus and save it again; report it if it stays.',
    },
    'customer-unreadable': {
      what: 'Focus shows a customer in a way that we cannot read ({subject}).',
      how: 'Open the customer in Focus and save it again; report it if it stays.',
    },
    unclassified: {
      what: 'Yuki refused a document with a text that we do not know.',
      how: 'Read Yuki’s own words in the connector’s document page; correct the cause and retry, or link or ignore the document.',
    },
    'module-off': {
      what: 'The module Invoices is switched off in Yuki.',
      how: 'Ask the accountant or Yuki to switch the module on.',
    },
    'yuki-access': {
      what: 'Yuki refuses the access key.',
      how: 'Check the key in Yuki under Settings > Integrations > Web services, and give a new one to the connection.',
    },
    'yuki-right-missing': {
      what: '{named, select, yes {The access key has no right for {subject}.} other {The access key lacks a right that the connector needs.}}',
      how: 'Give the key all web services in Yuki under Settings > Integrations > Web services.',
    },
    'administration-gone': {
      what: 'The administration is no longer reachable with this key.',
      how: 'Check in Yuki that the administration is active and that the key belongs to it.',
    },
    'focus-access': {
      what: 'Teamleader Focus has withdrawn our access.',
      how: 'Authorise the connection again with a Focus administrator’s account.',
    },
    'yuki-unreachable': {
      what: 'Yuki cannot be reached.',
      how: 'Nothing to do; it is tried again by itself.',
    },
    'focus-unreachable': {
      what: 'Teamleader Focus cannot be reached.',
      how: 'Nothing to do; it is tried again by itself.',
    },
    'quota-used': {
      what: 'Yuki’s daily number of web service calls is used up.',
      how: 'It goes on when the day’s quota is renewed. Yuki can raise the number (Domain settings > Webservices); say retry then.',
    },
    'answer-implausible': {
      what: 'Yuki’s list of open items cannot be believed{named, select, yes {: {subject}} other {}}.',
      how: 'Check in Yuki that the open items are as expected, then say retry; a second agreeing reading goes on too.',
    },
    'second-exporter': {
      what: 'Somebody else seems to export the same entity: within a day, numbers of three new documents were in Yuki before we sent them.',
      how: 'Switch the other connector off (Teamleader’s own link with Yuki, the Booster, another tool), or leave the export to it. Then say retry.',
    },
    'ledger-behind': {
      what: 'The ledger is older than the workflow remembers (restored backup?).',
      how: 'Check the restored backup, then say retry; everything is looked up in Yuki before anything is sent.',
    },
    'impossible-state': {
      what: 'Something that cannot happen has happened; nothing is sent until somebody looks.',
      how: 'Report it to the operators with the address of this workflow.',
    },
    'paused-by-person': {
      what: 'Somebody paused the connection.',
      how: 'Say resume.',
    },
  },
  who: {
    focusUser: 'a user of Teamleader Focus',
    accountant: 'the accountant, in Yuki',
    administrator: 'the administrator of this connection',
    yuki: 'Yuki',
    developer: 'the operators of the connector',
    time: 'nobody; it passes',
  },
  // What a document or a customer lacks or has, where a cause shows a word instead of a code.
  terms: {
    'a number': 'a number',
    'a date': 'a date',
    lines: 'lines',
    'a VAT rate on a line': 'a VAT rate on a line',
    'a name': 'a name',
    'a valid e-mail address': 'a valid e-mail address',
    'the margin scheme': 'the margin scheme',
    'an amount of more than ten digits': 'an amount of more than ten digits',
    'more than 1000 lines': 'more than 1000 lines',
    'a number of more than 100 characters': 'a number of more than 100 characters',
    'more than 3 MB of text': 'more than 3 MB of text',
    'withholding tax': 'withholding tax',
    Sales: 'Sales',
    ...listDoubtsEn,
  },
  byItself: {
    local:
      '{timed, select, yes {It looks again on {at}, without a call to Yuki, and whenever a sync shows that the cause may be gone.} other {It looks again every day, without a call to Yuki, and whenever a sync shows that the cause may be gone.}} What may leave then leaves with the next sync.',
    oneDocument:
      '{timed, select, yes {It sends one of the documents on {at} to find out.} other {It sends one of the documents every day to find out.}} When Yuki accepts it, the others leave with the next sync.',
    person: 'Nothing; a person decides.',
    run: '{timed, select, yes {It tries again on {at}, with one document first.} other {It tries again, with one document first.}}',
    retry: 'Nothing; it goes on after “retry”.',
    resume: 'Nothing; it goes on after “resume”.',
  },
  counts: {
    waiting: '{count, plural, one {# document waits} other {# documents wait}}',
    more: '{count, plural, one {and # more} other {and # more}}',
  },
  shown: {
    waitingSince: '{waiting} since {since}',
    what: 'What: {text}',
    cure: 'Cure ({who}): {text}',
    byItself: 'By itself: {text}',
    documents: 'Documents: {numbers}',
    nothingWaits: 'Nothing waits.',
    pausedSince: 'Paused since {since}: {text}',
    waits: 'Waits: {text}',
    yukisWords: 'Yuki’s own words: {text}',
    withoutPdf: 'Without its original PDF: {text}',
  },
  withoutPdf: {
    notThere: 'Focus had no PDF of the document when it was sent, or none yet.',
    notFetched: 'The PDF could not be fetched from Focus in time.',
    tooLarge: 'The PDF is larger than 2.9 MB, or does not fit into a message together with its document.',
    notPdf: 'What Focus gave as the PDF is none.',
    refusedByYuki: 'Yuki refused the document with its PDF; it is sent once more without.',
    lostBefore: 'A message with the PDF did not arrive in Yuki; the document is sent again without.',
  },
  findingDetails: findingDetailsEn,
  messages: messagesEn,
  findings: findingsEn,
  completeness: completenessEn,
  refusals: refusalsEn,
  decisions: decisionsEn,
  differences: differencesEn,
  standing: standingEn,
} as const;
