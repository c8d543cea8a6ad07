/** The words of messages to people, in English; a part of en.ts. Names of findings are the ledger's kinds. */

export const messagesEn = {
  subjectNeeds: '{count, plural, one {# matter needs somebody} other {# matters need somebody}} – {name}',
  subjectStill:
    '{count, plural, one {# matter still needs somebody} other {# matters still need somebody}} – {name}',
  subjectOver: '{count, plural, one {# matter is over} other {# matters are over}} – {name}',
  greeting: 'This is the connector between Teamleader Focus and Yuki, about {name}.',
  needs: 'This needs somebody:',
  still: 'This has not been dealt with yet:',
  over: 'This is over:',
  more: '{count, plural, one {# more kind of matter is not named here.} other {# more kinds of matters are not named here.}}',
  link: 'Everything about it: {link}',
  footer: 'Everything else goes on meanwhile. (Message {id})',
  trialSubject: 'A trial – {name}',
  trial: 'Messages of the connector between Teamleader Focus and Yuki about {name} arrive here.',
  pageTitle: 'Connection {id}',
  page: 'What waits on this connection, why, and who can cure it is told by the command line of the connector. Where it runs, say:',
  ended: {
    cured: 'The cause is gone.',
    ignored: 'Somebody set the documents aside.',
    linked: 'Somebody linked the documents with what stands in Yuki.',
    closed: 'It has been dealt with, or went away.',
  },
} as const;

export const findingsEn = {
  reversed: 'Money that was reconciled in Yuki is open again; Focus stays paid.',
  overpaid: 'More money came in than an invoice asks.',
  refund: 'Money went back to a customer; nothing of it is registered in Focus.',
  paidInFocusOnly: 'A document is paid in Focus and open in Yuki.',
  unexplained: 'Money of a customer fits no invoice.',
  neverSeenInYuki: 'Yuki accepted a document and never showed it among the open items.',
  numberNotFound: 'A document is not found in Yuki under its number.',
  doubleAcceptance: 'Alarm: Yuki accepted one document from two attempts.',
  acceptedNotProcessed: 'Yuki accepted a document and has not processed it.',
  amountDiffers: 'The amount of a document in Yuki is not the one in Focus.',
  changedAfterExport: 'A document was changed in Focus after it had gone to Yuki.',
  goneFromFocus: 'A document that went to Yuki is gone from Focus.',
  goneFromYuki: 'A document is gone from Yuki.',
  paymentRefused: 'Focus refuses a payment that came in.',
  unreadableEntry: 'A list of Focus has an entry that cannot be read.',
  numbersOverlap: 'Two entities of one administration count from the same numbers.',
  creditedNotInYuki: 'A credit note was sent whose invoice is not in Yuki.',
  other: 'Something was found that somebody should look at ({key}).',
} as const;
