// Which relations of a Yuki domain may be a customer's, and whose they are as far as the ledger knows. Choosing among
// them is domain/relations.ts, reading them is relations.ts.

import { codeOfIntegerId, parseOldCode } from '../domain/customers.ts';
import type { CustomerRef } from '../domain/document.ts';
import type { FocusAccountId, YukiDomainId } from '../domain/ids.ts';
import {
  companyKey,
  nameKey,
  vatKey,
  type Relation,
  type RelationCandidate,
  type RelationOwner,
  type RelationSeeker,
} from '../domain/relations.ts';
import type { Ledger } from './open.ts';
import { relationHasher } from './relations.ts';
import { purposes } from './sealing.ts';

/** A relation that may be the customer's, and the customer who has it, as far as the ledger knows. */
export interface FoundCandidate extends RelationCandidate {
  /** Null unless the owner is another customer of this Focus account; whether Focus still has it is not known here. */
  readonly ownedBy: CustomerRef | null;
}

/**
 * Relations that share a code, a number or the name with the customer. Owners that are `other` here may be gone from
 * Focus; the caller finds out.
 */
export async function relationCandidates(
  ledger: Ledger,
  place: { domainId: YukiDomainId; accountId: FocusAccountId },
  customer: CustomerRef,
  seeker: RelationSeeker,
): Promise<FoundCandidate[]> {
  const { domainId, accountId } = place;
  const hash = await relationHasher(ledger, domainId);
  const codes = await codesProvedFor(ledger, accountId, customer);
  const name = hash('name', nameKey(seeker.name, seeker.kind));
  const vat = hash('vat', vatKey(seeker.vatNumber, seeker.address.country));
  const company = hash('company', companyKey(seeker, seeker.address.country));
  const rows = await ledger.db
    .selectFrom('relations')
    .select(['relationId', 'code', 'content'])
    .where('domainId', '=', domainId)
    .where((eb) =>
      eb.or([
        eb('code', 'in', [seeker.ownCode, ...codes]),
        ...(vat === null ? [] : [eb('vatHash', '=', vat)]),
        ...(company === null ? [] : [eb('companyNumberHash', '=', company)]),
        ...(name === null
          ? []
          : [eb(seeker.kind === 'company' ? 'companyNameHash' : 'contactNameHash', '=', name)]),
      ]),
    )
    .orderBy('relationId')
    .limit(mostCandidates)
    .execute();
  const found: FoundCandidate[] = [];
  for (const row of rows) {
    const relation = await openRelation(ledger, domainId, row);
    const owner = await ownerOf(ledger, place, customer, relation, codes);
    found.push({ relation, ...owner, codeIsAmbiguous: await isAmbiguous(ledger, domainId, relation) });
  }
  return found;
}

/** More relations than this with one name or number are several, whatever else they are. */
const mostCandidates = 20;

/** Opened relations by their ids; what is not known any more is left out. */
export async function openRelations(
  ledger: Ledger,
  domainId: YukiDomainId,
  ids: readonly string[],
): Promise<Relation[]> {
  if (ids.length === 0) return [];
  const rows = await ledger.db
    .selectFrom('relations')
    .select(['relationId', 'content'])
    .where('domainId', '=', domainId)
    .where('relationId', 'in', [...ids])
    .orderBy('relationId')
    .execute();
  return Promise.all(rows.map((row) => openRelation(ledger, domainId, row)));
}

/** Ids of the relations that have exactly this code. */
export async function relationsWithCode(
  ledger: Ledger,
  domainId: YukiDomainId,
  code: string,
): Promise<string[]> {
  const rows = await ledger.db
    .selectFrom('relations')
    .select('relationId')
    .where('domainId', '=', domainId)
    .where('code', '=', code)
    .execute();
  return rows.map(({ relationId }) => relationId);
}

async function openRelation(
  ledger: Ledger,
  domainId: YukiDomainId,
  row: { relationId: string; content: string },
): Promise<Relation> {
  const text = await ledger.seal.open(row.content, purposes.relation(domainId, row.relationId));
  return JSON.parse(text) as Relation;
}

/** The old codes that `migrate.id` has proved to be this customer's. */
async function codesProvedFor(
  ledger: Ledger,
  accountId: FocusAccountId,
  { kind, id }: CustomerRef,
): Promise<string[]> {
  const rows = await ledger.db
    .selectFrom('oldIds')
    .select('integerId')
    .where('focusAccountId', '=', accountId)
    .where('kind', '=', kind)
    .where('focusId', '=', id)
    .execute();
  return rows.map(({ integerId }) => codeOfIntegerId(kind, integerId));
}

async function ownerOf(
  ledger: Ledger,
  { domainId, accountId }: { domainId: YukiDomainId; accountId: FocusAccountId },
  customer: CustomerRef,
  relation: Relation,
  provedCodes: readonly string[],
): Promise<{ owner: RelationOwner; ownedBy: CustomerRef | null }> {
  const { code } = relation;
  const rows = await ledger.db
    .selectFrom('customers')
    .select(['focusAccountId', 'kind', 'focusId'])
    .where('domainId', '=', domainId)
    .where((eb) =>
      eb.or([eb('relationId', '=', relation.id), ...(code === null ? [] : [eb('code', '=', code)])]),
    )
    .orderBy('decidedAt')
    .execute();
  const neighbour = rows.find((row) => row.focusAccountId === accountId && row.focusId !== customer.id);
  if (neighbour !== undefined)
    return { owner: 'other', ownedBy: { kind: neighbour.kind, id: neighbour.focusId } };
  if (rows.some((row) => row.focusAccountId !== accountId)) return { owner: 'elsewhere', ownedBy: null };
  if (code !== null && provedCodes.includes(code)) return { owner: 'this', ownedBy: null };
  const old = code === null ? null : parseOldCode(code);
  const proved =
    old === null
      ? undefined
      : await ledger.db
          .selectFrom('oldIds')
          .select('focusId')
          .where('focusAccountId', '=', accountId)
          .where('kind', '=', old.kind)
          .where('integerId', '=', old.integerId)
          .executeTakeFirst();
  if (old === null || proved?.focusId === undefined || proved.focusId === null)
    return { owner: 'nobody', ownedBy: null };
  return { owner: 'other', ownedBy: { kind: old.kind, id: proved.focusId } };
}

async function isAmbiguous(ledger: Ledger, domainId: YukiDomainId, { id, code }: Relation): Promise<boolean> {
  if (code === null) return false;
  const other = await ledger.db
    .selectFrom('relations')
    .select('relationId')
    .where('domainId', '=', domainId)
    .where('code', '=', code)
    .where('relationId', '<>', id)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}
