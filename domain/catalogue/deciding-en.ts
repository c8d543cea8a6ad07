/**
 * What is said to people who decide about documents, in English: refusals, confirmations, and why a document stands as
 * it does. The rules stand in en.ts.
 */

import { decisionsAfterExportEn, refusalsAfterExportEn } from './finding-details-en.ts';

export const refusalsEn = {
  ...refusalsAfterExportEn,
  paused: {
    detail: 'This connection is paused. {what}',
    cure: '{thenRetry, select, yes {{how} Then say retry.} other {{how}}}',
  },
  'hold-ended': {
    detail: 'This hold has ended; nothing waits for it any more.',
    cure: 'List the holds of the connection to see what still waits.',
  },
  'document-not-waiting': {
    detail: 'A document that is {state} cannot be set aside.',
    cure: 'Only documents that are not in Yuki and not being sent can be ignored; wait until a doubtful one is looked up.',
  },
  'not-linkable': {
    detail: 'A document that is {state} cannot be linked.',
    cure: 'Only documents that wait, or of which nobody knows whether Yuki has them, can be linked.',
  },
  'not-in-list': {
    detail:
      '{read, select, yes {Neither Yuki’s list of open items of {at} nor its books, as far as they were read, show a document {reference} that is not ours.} other {Yuki’s list of open items has never been read.}}',
    cure: '{read, select, yes {Give its number in Yuki if that is another, or sync and try again; if it stands in Yuki all the same, say “anyway”.} other {Sync and try again; if it stands in Yuki all the same, say “anyway”.}}',
  },
  differs: {
    detail: 'Yuki’s document {reference} is not the same: {differences}.',
    cure: 'If it is the same document all the same, {byAmount, select, yes {repeat Yuki’s amount ({amount}) or say “anyway”} other {say “anyway”}}; else give the right number, or ignore the document.',
  },
  'undo-impossible': {
    detail:
      '{paid, select, yes {Money of this document was carried to Focus, so Yuki has it.} other {A document that is {state} was neither set aside nor linked.}}',
    cure: '{paid, select, yes {Correct it in both systems by hand.} other {Look at the document’s page to see what can be decided.}}',
  },
  'send-again-impossible': {
    detail: 'A document that is {state} cannot be looked up and sent again.',
    cure: 'That is possible for one that is doubtful, and for one that is exported, missing in Yuki, and of which no payment was carried to Focus.',
  },
  'still-in-yuki': {
    detail: 'Yuki’s last list still shows the document {reference}.',
    cure: 'Nothing has to be sent; sync to read the list again if it was removed since.',
  },
  'number-not-repeated': {
    detail: 'The number that was given is not the document’s.',
    cure: 'Repeat the number {number}, because what Yuki takes in cannot be taken back.',
  },
  'count-not-repeated': {
    detail:
      '{count, plural, one {# document waits for this cause.} other {# documents wait for this cause.}}',
    cure: 'Repeat the number {count} to decide about all of them.',
  },
} as const;

export const decisionsEn = {
  ...decisionsAfterExportEn,
  ignored: '{count, plural, one {# document is set aside.} other {# documents are set aside.}}',
  linked:
    '{count, plural, one {# document is linked; it is not sent, and its payments are followed.} other {# documents are linked; they are not sent, and their payments are followed.}}',
  undone: 'The decision is taken back; the next sync checks the document again.',
  lookingUp: 'The document is looked up in Yuki; it is sent again only when it is proven not to be there.',
  already:
    '{what, select, ignored {The document was set aside already} linked {The document was linked already} removalAsked {Its removal was asked for already} other {The decision was taken back already}}; nothing was changed.',
  notLinked:
    '{count, plural, one {# document goes on waiting, because Yuki’s last list shows none that is the same:} other {# documents go on waiting, because Yuki’s last list shows none that are the same:}}',
} as const;

export const differencesEn = {
  customer: 'another customer ({theirs} instead of {ours})',
  customerUnknown: 'a customer that cannot be compared ({theirs} in Yuki, {ours} in Focus)',
  date: 'dated {theirs} instead of {ours}',
  amount: '{theirs} instead of {ours}',
} as const;

export const standingEn = {
  ignored: 'Set aside by {who} on {at}: {reason}',
  linked: 'Linked with Yuki’s document {reference} by {who} on {at}: {reason}',
  beforeStart: 'It is dated before the start date of the connection ({startDate}), so it is not exported.',
  gone: 'It was deleted or made a draft again in Focus before its export, so Yuki owes it nothing.',
  notSent: 'It was not sent by us.',
  notSentYet: 'Not sent yet.',
  doubtful:
    '{why, select, restored {The ledger came back from a backup and does not know whether this document was sent.} taken {Yuki says that it knows the number; the answer is compared with what stands there.} lost {The answer to the message of {since} was lost, so it is not known whether Yuki has the document.} other {It is not known whether Yuki has the document.}} {timed, select, yes {It is looked up in Yuki on {at}.} other {It is looked up in Yuki with the next sync.}} Nothing has to be done: it is never sent again before it was looked up and proven not to be there.',
  doubts:
    '{count, plural, one {# document is} other {# documents are}} doubtful{sinceKnown, select, yes { since {since}} other {}}, because an answer was lost or cannot be trusted. {timed, select, yes {The next look-up in Yuki is on {at}.} other {They are looked up in Yuki with the next sync.}} Nothing has to be done: none is sent again before it was looked up and proven not to be there.',
} as const;
