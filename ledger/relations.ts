// The relations of a Yuki domain as they were read last: sealed, with keyed hashes of name and numbers by which they
// are found again, and the Focus customers whose old integer ids stand in their codes. Finding them is
// relation-candidates.ts.

import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { parseOldCode } from '../domain/customers.ts';
import type { CustomerKind } from '../domain/document.ts';
import type { FocusAccountId, FocusCustomerId, YukiDomainId } from '../domain/ids.ts';
import { companyKey, nameKey, vatKey, type Relation } from '../domain/relations.ts';
import type { Ledger } from './open.ts';
import { purposes } from './sealing.ts';

export interface RelationReading {
  readonly startedAt: Date;
  readonly nextPage: number;
  /** When the last whole reading began; null during the first. */
  readonly readAt: Date | null;
}

/** How far the relations of the domain are read; begun if nobody has begun. */
export async function beginRelationReading(
  ledger: Ledger,
  domainId: YukiDomainId,
  now: Date,
): Promise<RelationReading> {
  const known = await readingOf(ledger, domainId);
  if (known !== null) return known;
  const hashKey = await ledger.seal.seal(
    randomBytes(32).toString('base64'),
    purposes.relationHashKey(domainId),
  );
  await ledger.db
    .insertInto('relationReadings')
    .values({ domainId, hashKey, startedAt: now, nextPage: 1, readAt: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await readingOf(ledger, domainId)) as RelationReading;
}

async function readingOf(ledger: Ledger, domainId: YukiDomainId): Promise<RelationReading | null> {
  const row = await ledger.db
    .selectFrom('relationReadings')
    .select(['startedAt', 'nextPage', 'readAt'])
    .where('domainId', '=', domainId)
    .executeTakeFirst();
  return row ?? null;
}

/** Keeps one page; of a relation that is known the newer reading counts. A page of the first reading is noted. */
export async function storeRelations(
  ledger: Ledger,
  domainId: YukiDomainId,
  relations: readonly Relation[],
  page: { firstReadingPage: number | null },
  now: Date,
): Promise<void> {
  const hash = await relationHasher(ledger, domainId);
  const rows = await Promise.all(
    [...new Map(relations.map((one) => [one.id, one])).values()].map(async (relation) => {
      const old = relation.code === null ? null : parseOldCode(relation.code);
      const company = companyKey(relation, relation.country);
      return {
        domainId,
        relationId: relation.id,
        code: relation.code,
        oldKind: old?.kind ?? null,
        oldInteger: old?.integerId ?? null,
        companyNameHash: hash('name', nameKey(relation.name, 'company')),
        contactNameHash: hash('name', nameKey(relation.name, 'contact')),
        vatHash: hash('vat', vatKey(relation.vatNumber, relation.country)),
        companyNumberHash: hash('company', company),
        content: await ledger.seal.seal(JSON.stringify(relation), purposes.relation(domainId, relation.id)),
        seenAt: now,
      };
    }),
  );
  await ledger.db.transaction().execute(async (transaction) => {
    if (rows.length > 0)
      await transaction
        .insertInto('relations')
        .values(rows)
        .onConflict((conflict) =>
          conflict.columns(['domainId', 'relationId']).doUpdateSet((eb) => ({
            code: eb.ref('excluded.code'),
            oldKind: eb.ref('excluded.oldKind'),
            oldInteger: eb.ref('excluded.oldInteger'),
            companyNameHash: eb.ref('excluded.companyNameHash'),
            contactNameHash: eb.ref('excluded.contactNameHash'),
            vatHash: eb.ref('excluded.vatHash'),
            companyNumberHash: eb.ref('excluded.companyNumberHash'),
            content: eb.ref('excluded.content'),
            seenAt: now,
          })),
        )
        .execute();
    if (page.firstReadingPage !== null)
      await transaction
        .updateTable('relationReadings')
        .set({ nextPage: page.firstReadingPage + 1 })
        .where('domainId', '=', domainId)
        .where('nextPage', '<=', page.firstReadingPage)
        .execute();
  });
}

/** Everything that Yuki had when the reading began is stored. */
export async function endRelationReading(
  ledger: Ledger,
  domainId: YukiDomainId,
  beganAt: Date,
): Promise<void> {
  await ledger.db
    .updateTable('relationReadings')
    .set({ readAt: sql<Date>`greatest(${beganAt}::timestamptz, coalesce(read_at, ${beganAt}::timestamptz))` })
    .where('domainId', '=', domainId)
    .execute();
}

/** Yuki has this relation no longer. */
export async function forgetRelation(
  ledger: Ledger,
  domainId: YukiDomainId,
  relationId: string,
): Promise<void> {
  await ledger.db
    .deleteFrom('relations')
    .where('domainId', '=', domainId)
    .where('relationId', '=', relationId)
    .execute();
}

/** Codes that may hold an integer id of Focus, of which nobody has asked yet whose it is (R-CUST-5). */
export async function unaskedOldIds(
  ledger: Ledger,
  domainId: YukiDomainId,
  accountId: FocusAccountId,
  limit: number,
): Promise<{ kind: CustomerKind; integerId: number }[]> {
  const rows = await ledger.db
    .selectFrom('relations')
    .leftJoin('oldIds', (join) =>
      join
        .onRef('oldIds.kind', '=', 'relations.oldKind')
        .onRef('oldIds.integerId', '=', 'relations.oldInteger')
        .on('oldIds.focusAccountId', '=', accountId),
    )
    .select(['relations.oldKind', 'relations.oldInteger'])
    .distinct()
    .where('relations.domainId', '=', domainId)
    .where('relations.oldKind', 'is not', null)
    .where('oldIds.askedAt', 'is', null)
    .orderBy('relations.oldInteger')
    .orderBy('relations.oldKind')
    .limit(limit)
    .execute();
  return rows.flatMap(({ oldKind, oldInteger }) =>
    oldKind === null || oldInteger === null ? [] : [{ kind: oldKind, integerId: oldInteger }],
  );
}

export async function storeOldId(
  ledger: Ledger,
  accountId: FocusAccountId,
  old: { kind: CustomerKind; integerId: number },
  focusId: FocusCustomerId | null,
  now: Date,
): Promise<void> {
  await ledger.db
    .insertInto('oldIds')
    .values({ focusAccountId: accountId, ...old, focusId, askedAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

type Hasher = (of: 'name' | 'vat' | 'company', text: string | null) => string | null;

/** Names and numbers are few enough to be guessed from a plain hash, so each domain has a sealed key of its own. */
export async function relationHasher(ledger: Ledger, domainId: YukiDomainId): Promise<Hasher> {
  const row = await ledger.db
    .selectFrom('relationReadings')
    .select('hashKey')
    .where('domainId', '=', domainId)
    .executeTakeFirst();
  if (row === undefined) return () => null;
  const key = Buffer.from(await ledger.seal.open(row.hashKey, purposes.relationHashKey(domainId)), 'base64');
  return (of, text) =>
    text === null || text === ''
      ? null
      : createHmac('sha256', key).update(`${of}:${text}`).digest('base64url');
}
