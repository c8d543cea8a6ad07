// Whose a document is and whose a sale of Yuki is, for a person who compares the two: by the ids and codes that are
// compared, and by the names that are shown. Names are sealed here and go to the person who asks, nowhere else.

import { isRelationId } from '../domain/comparison.ts';
import type { FocusAccountId, YukiDomainId } from '../domain/ids.ts';
import { readDoubt } from './customer-doubts.ts';
import { findCustomer } from './customers.ts';
import type { DocumentRow } from './document-rows.ts';
import type { Ledger } from './open.ts';
import { openRelations, relationsWithCode } from './relation-candidates.ts';

type Customer = Pick<DocumentRow, 'customerKind' | 'customerFocusId' | 'customerCode'>;

interface Place {
  readonly domainId: YukiDomainId | null;
  readonly focusAccountId: FocusAccountId | null;
}

/** The relation's id and the customer's code, as far as they are decided: what adoption compares, too. */
export async function customerKeysOf(
  ledger: Ledger,
  { domainId, focusAccountId }: Place,
  documents: readonly Customer[],
): Promise<string[][]> {
  const ids = [...new Set(documents.flatMap(({ customerFocusId: id }) => (id === null ? [] : [id])))];
  const rows =
    domainId === null || focusAccountId === null || ids.length === 0
      ? []
      : await ledger.db
          .selectFrom('customers')
          .select(['kind', 'focusId', 'code', 'relationId'])
          .where('domainId', '=', domainId)
          .where('focusAccountId', '=', focusAccountId)
          .where('focusId', 'in', ids)
          .execute();
  return documents.map(({ customerKind, customerFocusId, customerCode }) => {
    const decided = rows.find(({ kind, focusId }) => kind === customerKind && focusId === customerFocusId);
    const keys = [decided?.relationId, decided?.code, customerCode];
    return [...new Set(keys.filter((key) => key !== undefined && key !== null))];
  });
}

/** As Focus names the customer; null when it was never read. @throws SealError */
export async function nameInFocus(
  ledger: Ledger,
  { domainId, focusAccountId }: Place,
  { customerKind: kind, customerFocusId: id }: Customer,
): Promise<string | null> {
  if (domainId === null || focusAccountId === null || kind === null || id === null) return null;
  const known = await findCustomer(ledger, domainId, focusAccountId, { kind, id });
  if (known?.snapshot) return known.snapshot.name;
  const doubt = await readDoubt(ledger, { domainId, accountId: focusAccountId }, { kind, id });
  return doubt?.snapshot.name ?? null;
}

/** As Yuki names the relation with one of these ids or codes; null when it was never read. @throws SealError */
export async function nameInYuki(
  ledger: Ledger,
  { domainId }: Pick<Place, 'domainId'>,
  keys: readonly string[],
): Promise<string | null> {
  if (domainId === null) return null;
  const ids = keys.filter(isRelationId).map((key) => key.toLowerCase());
  const [code] = keys.filter((key) => !isRelationId(key));
  if (ids.length === 0 && code !== undefined) ids.push(...(await relationsWithCode(ledger, domainId, code)));
  const [relation] = await openRelations(ledger, domainId, ids);
  return relation?.name ?? null;
}
