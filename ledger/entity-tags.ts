// Which tag an entity's references carry in an administration: decided once, when it first joins, and never changed,
// whatever becomes of its connection (R-NUM-7, R-ENT-2).

import type { FocusAccountId, FocusEntityId, YukiAdministrationId } from '../domain/ids.ts';
import { proposeEntityTag } from '../domain/entity-tags.ts';
import type { Ledger } from './open.ts';

export interface EntityPlace {
  readonly administrationId: YukiAdministrationId;
  readonly focusAccountId: FocusAccountId;
  readonly entityId: FocusEntityId;
}

export interface EntityTagsTable extends EntityPlace {
  tag: string;
  decidedAt: Date;
}

/** The tag; null for the first entity of the administration, and for one that has not joined it yet. */
export async function readEntityTag(ledger: Ledger, place: EntityPlace): Promise<string | null> {
  return (await find(ledger, place)) ?? null;
}

/**
 * The entity's tag, decided now if it is new here: none for the first one, else a short one from its name that no
 * other has. Two that join at the same moment get different ones.
 */
export async function decideEntityTag(
  ledger: Ledger,
  { administrationId, focusAccountId, entityId, entityName }: EntityPlace & { entityName: string | null },
  now: Date,
): Promise<string | null> {
  const place = { administrationId, focusAccountId, entityId };
  for (;;) {
    const known = await find(ledger, place);
    if (known !== undefined) return known;
    const others = await ledger.db
      .selectFrom('entityTags')
      .select('tag')
      .where('administrationId', '=', administrationId)
      .execute();
    const tag =
      others.length === 0 ? noTag : proposeEntityTag(entityName ?? '', new Set(others.map((row) => row.tag)));
    await ledger.db
      .insertInto('entityTags')
      .values({ ...place, tag, decidedAt: now })
      // Another one was faster, with this tag or for this entity; the next turn sees it.
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Whether any document of the administration has this reference, of whatever entity. */
export async function isReferenceUsed(
  ledger: Ledger,
  administrationId: YukiAdministrationId,
  reference: string,
): Promise<boolean> {
  const row = await ledger.db
    .selectFrom('documents')
    .select('id')
    .where('administrationId', '=', administrationId)
    .where('reference', '=', reference)
    .executeTakeFirst();
  return row !== undefined;
}

/** How the first entity's row says that it has none, so that there is only one of them. */
const noTag = '';

/** Undefined when nothing is decided yet. */
async function find(ledger: Ledger, place: EntityPlace): Promise<string | null | undefined> {
  const row = await ledger.db
    .selectFrom('entityTags')
    .select('tag')
    .where('administrationId', '=', place.administrationId)
    .where('focusAccountId', '=', place.focusAccountId)
    .where('entityId', '=', place.entityId)
    .executeTakeFirst();
  return row === undefined ? undefined : row.tag === noTag ? null : row.tag;
}
