/**
 * What is said, in English, about what was reported without stopping anything. `{changes}` is put together from the
 * texts below `changes`, with both values. MAINTENANCE: finding-details-nl.ts and finding-details-fr.ts have the same keys.
 */

export const findingDetailsEn = {
  changedAfterExport: {
    what: '{number} was changed in Focus after its export: {changes}. Yuki has it as it was, and nothing is sent again.',
    how: 'Make a credit note in Focus and a new invoice, which are both exported; or correct the document in Yuki and note it as corrected; or leave it as it is.',
  },
  goneFromFocus: {
    what: '{unbooked, select, yes {{number} is a draft again in Focus, although it was exported.} other {{number} was deleted in Focus after its export.}} It stands in Yuki with {amount} and stays there.',
    how: 'A document that was exported is taken back by a credit note. Remove it in Yuki by hand if the accountant agrees and note it as corrected, or leave it as it is. A new document with the same number waits until a person decides.',
  },
  goneFromYuki: {
    what: 'Yuki’s books show {reference} ({amount}, dated {date}) no more; it may have been removed or renumbered there.',
    how: 'Look for it in Yuki. If it was removed by mistake, say send again: it is looked up first and sent under the same reference. Otherwise leave it as it is.',
  },
  amountDiffers: {
    what: 'Yuki’s amount is {theirs}, not the document’s.',
    how: 'Correct the document in Yuki, or leave it as it is.',
  },
  renumbered: {
    what: 'The document stands in Yuki under another number{renamed, select, yes {, {reference}} other {}}.',
    how: 'Give it its number back in Yuki, or leave it as it is.',
  },
  datedOtherwiseInYuki: {
    what: '{reference} is dated {theirs} in Yuki, not {ours}.',
    how: 'Correct the date in Yuki, or leave it as it is.',
  },
  twiceInYuki: {
    what: 'Yuki’s books show {reference} {count} times.',
    how: 'Compare them in Yuki and remove what is too much there, or leave it as it is.',
  },
  completenessUnexplained: {
    what: 'The two systems do not tell the same story: {count, plural, one {# difference} other {# differences}} without an explanation, {amount} in all.',
    how: 'Look at them with “reconcile”, or on the completeness page.',
  },
  completenessUnknown: {
    what: '{implausible, select, yes {Yuki’s books show so few of the exported documents that the answer is not believed.} other {The two systems could not be compared.}} Nothing is known to be missing because of it.',
    how: 'Check in Yuki that the books of this administration are complete; it is tried again with one of the next syncs.',
  },
  reversed: {
    what: 'Yuki shows {amount} of this invoice open again; Focus still shows it as paid.',
    how: 'Ask the bookkeeper whether the payment was undone for good. If so, say remove payments, or remove them in Focus by hand; if it is matched again in Yuki, nothing has to be done; or leave it as it is.',
  },
  overpaid: {
    what: '{amount} more was received in Yuki than this invoice asks.',
    how: 'Pay it back or match it with another invoice in Yuki, or leave it as it is.',
  },
  moreThanDue: {
    what: 'Yuki shows {amount} more than Focus had due of this invoice; Focus was told what it had due.',
    how: 'Compare the credit notes and payments of both sides, or leave it as it is.',
  },
  paymentRefused: {
    what: '{amount} that Yuki shows as paid is not registered in Focus: {why, select, goneFromFocus {the invoice is not there any more} otherCurrency {the invoice is in another currency} notBooked {the invoice is a draft} nothingDue {nothing is due on the invoice} refusedByFocus {Focus refused the payment} unreadable {the invoice could not be read, and is read again} other {it could not be decided}}.',
    how: 'Look at the invoice in Focus and register the payment there by hand if it is missing, or leave it as it is.',
  },
  partInOtherCurrency: {
    what: '{amount} came in on this invoice in Yuki’s currency, which is not the invoice’s; a part is not converted by guess.',
    how: 'It is registered when the invoice is paid whole. Register the part in Focus by hand if it is wanted earlier, or leave it as it is.',
  },
  settledWithoutMoney: {
    what: '{amount} of this invoice was settled in Yuki without money: {why, select, moved {a payment was moved} writtenOff {it was booked away} other {a credit note was set off}}. Nothing was registered in Focus.',
    how: 'Nothing has to be done if Focus shows the credit note; otherwise correct it there, or leave it as it is.',
  },
  settlementUnproven: {
    what: '{reference} ({amount}, dated {date}) has left Yuki’s list of open items, and Yuki’s books do not tell what became of it. Nothing was registered in Focus.',
    how: 'Look for it in Yuki. It is looked for again once a day, and registered when the books show it. Otherwise leave it as it is.',
  },
  neverSeenInYuki: {
    what: 'Yuki accepted this document and has never shown it as open.',
    how: 'Look for it in Yuki: it may have been settled at once, or not be booked. Otherwise leave it as it is.',
  },
  paidInFocusOnly: {
    what: 'Focus shows {amount} of this invoice as paid that Yuki shows as open; no bank or till has brought it to Yuki.',
    how: 'Ask whoever marked it as paid where the money is, and match or book it in Yuki; it is over by itself as soon as Yuki shows it paid. If it was marked by mistake, remove the payment in Focus; or leave it as it is.',
  },
  paymentsNotRemoved: {
    what: 'The payments of this invoice were not removed in Focus: {why, select, differs {it shows {paid} as paid and not {confirmed}, which was confirmed} uncertain {an answer was lost, and the payments are others by now} goneFromFocus {the invoice is not there any more} refusedByFocus {Focus refused it} other {it could not be decided}}.',
    how: 'Look at the invoice in Focus. If the payments are to go all the same, say it again with the amount that it shows, or remove them there by hand; or leave it as it is.',
  },
  journalNotAccepted: {
    what: '{amount} that was paid in Focus is not known to be in Yuki under the mark {mark}: {why, select, uncertain {the answer was lost, and Yuki does not show it; it never goes again by itself} closed {its period is closed} disabled {an account is disabled} unknown {an account is not there} contact {Yuki does not know the customer} other {Yuki refused it}}.',
    how: '{why, select, uncertain {Look in Yuki for a journal with {mark}. If it is not there, put the payment in by hand; then leave this as it is.} closed {Open the period in Yuki, or put the payment in by hand there and leave this as it is. It is tried again after a day, and then ever more rarely.} other {Enable the account or add it in Yuki, or choose another one in the settings, which is tried at once; the same one is tried again after a day, and then ever more rarely. Or put the payment in by hand there and leave this as it is.}}',
  },
  journalUnmatched: {
    what: '{amount} that was paid in Focus stands in Yuki as a line of the journal that is not matched.',
    how: 'Match it with its invoice in Yuki; it is over by itself then, and Focus knows the payment already. If the bank has brought the same payment, take the journal out of Yuki: it would stand there twice.',
  },
  changes: {
    amount: 'amount {before} → {now}',
    vat: 'VAT rates of the same amount',
    date: 'date {before} → {now}',
    number: 'number {before} → {now}',
    customer: 'another customer',
    currency: 'currency {before} → {now}',
    entity: 'another entity',
    lines: 'accounts or VAT rates of the lines',
  },
} as const;

export const refusalsAfterExportEn = {
  'nothing-reversed': {
    detail: 'Yuki does not show money of this document as undone, so nothing is removed in Focus.',
    cure: 'Look at the findings of the connection; payments can be removed of an invoice of which Yuki shows money open again.',
  },
  'removal-not-confirmed': {
    detail:
      'Focus shows {all} of this invoice as paid, {ours} of it registered by us{hasOthers, select, yes { and {others} by others} other {}}. It can remove all of it or nothing.',
    cure: '{hasOthers, select, yes {Better correct the payments in Focus by hand. To remove all of them, those of others too, repeat the amount {all}, and register the others’ again in Focus.} other {Repeat the amount {all} to remove it.}}',
  },
  'nothing-differs': {
    detail: 'Nothing is reported about this document that could be left or noted as corrected.',
    cure: 'Look at the document’s page and at the findings of the connection.',
  },
} as const;

export const decisionsAfterExportEn = {
  removalAsked:
    'The next sync reads both sides again and then removes all payments of this invoice in Focus. What Yuki still shows as paid is registered again.',
  left: 'It is left as it is; the same is not reported again.',
  corrected: 'It is noted as corrected in Yuki; what Focus shows now is what Yuki is compared with.',
} as const;
