// Yuki's books as far as never sending twice needs them: what was accepted, a number that is known is refused, and
// the open items of what is there. The sandbox is the strict one; this one can be told to be late or wordy.

import { answer, type ReceivedCall, type Reply } from '../yuki/soap-socket.ts';
import { importAnswer, openItems, type Judged } from './yuki-answers.ts';

export interface PretendBooks {
  /** References in the order in which they were accepted; one that stands here twice was booked twice. */
  readonly accepted: string[];
  /** Settled since: no open item any more, but still in the general ledger. */
  readonly settled: Set<string>;
  /** References in each message that arrived. */
  readonly messages: string[][];
  /** Accepted, and not shown to any reading yet. */
  readonly hidden: Set<string>;
  answer(call: ReceivedCall): Reply;
}

/** Empty books; `judge` has a refusal for some documents, or a fault for a whole message. */
export function openBooks(
  judge: (reference: string, message: readonly string[]) => string | null = () => null,
): PretendBooks {
  const books: PretendBooks = {
    accepted: [],
    settled: new Set(),
    messages: [],
    hidden: new Set(),
    answer: ({ operation, body }) => {
      const shown = books.accepted.filter((reference) => !books.hidden.has(reference));
      const open = shown.filter((reference) => !books.settled.has(reference));
      switch (operation) {
        case 'Authenticate':
          return answer(operation, 'NEW-SESSION');
        case 'ProcessSalesInvoices':
          return importAnswer(take(body));
        case 'OutstandingDebtorItems':
          return openItems(
            operation,
            open.map((reference) => ({ reference })),
          );
        case 'CheckOutstandingItemAdmin': {
          const asked = /<Reference>(.*?)<\/Reference>/.exec(body)?.[1];
          const found = open.filter((reference) => reference === asked);
          return openItems(
            operation,
            found.map((reference) => ({ reference })),
          );
        }
        case 'GetTransactions':
          return answer(operation, shown.map(rowsOf).join(''));
        default:
          return { status: 500, body: `unexpected ${operation}` };
      }
    },
  };

  function take(body: string): Judged[] {
    const references = [...body.matchAll(/<Reference>(.*?)<\/Reference>/g)].map((found) => found[1] ?? '');
    books.messages.push(references);
    return references.map((reference) => {
      if (books.accepted.includes(reference))
        return { reference, refusal: `Er bestaat al een factuur met het factuurnummer ${reference}` };
      const refusal = judge(reference, references);
      if (refusal !== null) return { reference, refusal };
      books.accepted.push(reference);
      return { reference };
    });
  }
  return books;
}

/** An invoice of 121.00 in the general ledger: the debtor, the revenue and the VAT. */
export function rowsOf(reference: string): string {
  const row = (account: string, amount: string): string =>
    `<Transaction><id>7a110000-0000-4000-8000-000000${account}</id><transactionDate>2026-03-01T00:00:00</transactionDate>` +
    `<amount>${amount}</amount><glAccountCode>${account}</glAccountCode><contact><contactCode>F1</contactCode></contact>` +
    `<document><reference>${reference}</reference></document></Transaction>`;
  return row('400000', '121.00') + row('700000', '-100.00') + row('451000', '-21.00');
}
