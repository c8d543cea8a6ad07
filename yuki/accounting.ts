/**
 * Accounting.asmx: what is still open in Yuki, as a whole list or by reference (yuki-api 4.1, 4.2). What an
 * absent item means is left to the domain.
 */

import type { YukiAdministrationId } from '../domain/ids.ts';
import type { OpenItem } from '../domain/yuki-records.ts';
import { attributeOf, dateOf, guidText, requiredCents, textOf } from './fields.ts';
import type { YukiServices } from './session.ts';
import { listOf } from './soap.ts';
import { childOf, XmlProblem } from './xml.ts';
import type { XmlElement } from './xml.ts';

/**
 * Every open debtor item of the administration, credit notes and loose receipts with negative amounts; oldest
 * first. One call, read piece by piece. An empty list is an answer; a missing or truncated one is
 * YukiUnintelligible, so that it is never taken for *everything is paid* (R-PAY-9, yuki-api 4.3).
 */
export async function outstandingDebtorItems(
  services: YukiServices,
  administrationId: YukiAdministrationId,
): Promise<OpenItem[]> {
  return services.callForList(
    {
      service: 'Accounting',
      operation: 'OutstandingDebtorItems',
      parameters: [
        ['administrationID', administrationId],
        ['includeBankTransactions', true],
        ['sortOrder', 'DateAsc'],
      ],
    },
    { wrapper: 'OutstandingDebtorItems', item: 'Item' },
    readOpenItem,
  );
}

/**
 * The open items of one administration under a reference; empty when none is open, which cannot tell *paid*
 * from *unknown* (yuki-api 4.1). Yuki may compare by part or ignore case: compare again before trusting it.
 */
export async function checkOutstandingItem(
  services: YukiServices,
  administrationId: YukiAdministrationId,
  reference: string,
): Promise<OpenItem[]> {
  return services.call(
    {
      service: 'Accounting',
      operation: 'CheckOutstandingItemAdmin',
      parameters: [
        ['administrationID', administrationId],
        ['Reference', reference],
      ],
    },
    (result) => {
      const list = childOf(result, 'OutstandingItems');
      if (list === null && result.children.length > 0) throw new XmlProblem('the list of items is missing');
      return listOf(result, 'Item').map(readOpenItem);
    },
  );
}

function readOpenItem(item: XmlElement): OpenItem {
  const type = childOf(item, 'Type');
  const typeText = type === null ? null : attributeOf(type, 'ID');
  return {
    id: guidText(attributeOf(item, 'ID')) ?? '',
    documentId: guidText(textOf(item, 'DocumentID')),
    date: dateOf(item, 'Date'),
    reference: textOf(item, 'Reference'),
    description: textOf(item, 'Description'),
    contactId: guidText(textOf(item, 'ContactID')),
    contactCode: textOf(item, 'ContactCode'),
    // The label beside it follows the session's language; only the number can be relied on (yuki-api 4.2).
    typeId: typeText !== null && /^\d{1,6}$/.test(typeText) ? Number(typeText) : null,
    openCents: requiredCents(item, 'OpenAmount'),
    originalCents: requiredCents(item, 'OriginalAmount'),
  };
}
