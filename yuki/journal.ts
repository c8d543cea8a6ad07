/**
 * Accounting.asmx: books one document of the general journal (yuki-api 4.6). It writes in the customer's ledger and
 * nothing keeps it from doing so twice, so whether to call it is decided, and written down, before.
 */

import type { IsoDate, YukiAdministrationId } from '../domain/ids.ts';
import { formatCents, type Cents } from '../domain/money.ts';
import { guidText } from './fields.ts';
import type { SendOptions } from './sales.ts';
import type { YukiServices } from './session.ts';
import { escapeText, XmlProblem } from './xml.ts';

/** Anything else would be known to nobody, and a journal that nobody knows would look like new money. */
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const namespace = 'urn:xmlns:http://www.theyukicompany.com:journal';

export interface JournalEntry {
  /** The relation, on the line of the debtor only. */
  readonly contactCode: string | null;
  readonly date: IsoDate;
  readonly account: string;
  /** Positive: debit. */
  readonly amountCents: Cents;
  readonly description: string;
}

export interface Journal {
  readonly subject: string;
  /** Their sum is zero for each date. */
  readonly entries: readonly JournalEntry[];
}

/**
 * Answers Yuki's id of the document. One attempt: what is not provably unsent or refused is thrown with delivery
 * `unknown`; a fault refuses all of it, and its words say whether that is sure.
 */
export async function sendJournal(
  services: YukiServices,
  administrationId: YukiAdministrationId,
  journal: Journal,
  options: SendOptions,
): Promise<string> {
  return services.call(
    {
      service: 'Accounting',
      operation: 'ProcessJournal',
      parameters: [
        ['administrationID', administrationId],
        ['xmlDoc', { rawXml: renderJournal(administrationId, journal) }],
      ],
      write: true,
      ...options,
    },
    (result) => {
      const id = guidText(result.text.trim());
      if (id === null || !guid.test(id)) throw new XmlProblem('the id of the document is missing');
      return id;
    },
  );
}

/** In the one order of the schema; what has no value is left out. */
export function renderJournal(administrationId: YukiAdministrationId, { subject, entries }: Journal): string {
  const tag = (name: string, value: string | null): string =>
    value === null ? '' : `<${name}>${escapeText(value)}</${name}>`;
  const lines = entries.map(
    (entry) =>
      `<JournalEntry>${[
        tag('ContactCode', entry.contactCode),
        tag('EntryDate', entry.date),
        tag('GLAccount', entry.account),
        tag('Amount', formatCents(entry.amountCents)),
        tag('Description', entry.description),
      ].join('')}</JournalEntry>`,
  );
  return (
    `<Journal xmlns="${namespace}">${tag('AdministrationID', administrationId)}` +
    `${tag('DocumentSubject', subject)}${tag('JournalType', 'GeneralJournal')}${lines.join('')}</Journal>`
  );
}
