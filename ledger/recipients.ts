// Who is told by message about a connection: addresses and signing secrets are sealed, because they name persons or
// open doors. What is told to whom is in domain/messages.ts, what was told in messages.ts.

import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Language } from '../domain/catalogue.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { Concern } from '../domain/messages.ts';
import type { Channel, RecipientsTable } from './message-tables.ts';
import type { Ledger } from './open.ts';
import { newRecipientId } from './row-ids.ts';
import { purposes } from './sealing.ts';

export interface Recipient {
  readonly id: string;
  readonly connectionId: ConnectionId;
  readonly channel: Channel;
  readonly address: string;
  readonly language: Language;
  readonly about: readonly Concern[];
  readonly createdAt: Date;
  /** Since when messages do not arrive; null when they do. */
  readonly failingSince: Date | null;
  readonly lastProblem: string | null;
}

export interface NewRecipient {
  readonly channel: Channel;
  readonly address: string;
  readonly language: Language;
  readonly about: readonly Concern[];
}

/** More than so many for one connection are a mistake. */
export const mostRecipients = 20;

/**
 * Adds a recipient and answers it with the secret by which a webhook is signed, which is shown this once; null for
 * e-mail. The same address added again is the same recipient with its language and concerns brought up to date, and
 * keeps its secret (`signingSecret` is null then). Null when there are too many.
 */
export async function addRecipient(
  ledger: Ledger,
  connectionId: ConnectionId,
  wished: NewRecipient,
  now: Date,
): Promise<{ recipient: Recipient; signingSecret: string | null } | null> {
  const known = await listRecipients(ledger, connectionId);
  const same = known.find(({ channel, address }) => channel === wished.channel && address === wished.address);
  const { language } = wished;
  const about = JSON.stringify(wished.about);
  if (same !== undefined) {
    await ledger.db
      .updateTable('recipients')
      .set({ language, about })
      .where('id', '=', same.id)
      .where('removedAt', 'is', null)
      .execute();
    return { recipient: { ...same, language, about: wished.about }, signingSecret: null };
  }
  if (known.length >= mostRecipients) return null;
  const id = newRecipientId();
  const signingSecret = wished.channel === 'webhook' ? newSigningSecret() : null;
  const row = await ledger.db
    .insertInto('recipients')
    .values({
      id,
      connectionId,
      channel: wished.channel,
      address: await ledger.seal.seal(wished.address, purposes.recipient(id)),
      signingSecret:
        signingSecret === null ? null : await ledger.seal.seal(signingSecret, purposes.signingSecret(id)),
      language,
      about,
      createdAt: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { recipient: await opened(ledger, row), signingSecret };
}

/** In the form of the Standard Webhooks specification: 24 to 64 random bytes in base64 behind `whsec_`. */
function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** The recipients of a connection, oldest first. @throws SealError */
export async function listRecipients(ledger: Ledger, connectionId: ConnectionId): Promise<Recipient[]> {
  const rows = await ledger.db
    .selectFrom('recipients')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .where('removedAt', 'is', null)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return Promise.all(rows.map((row) => opened(ledger, row)));
}

/** Removes a recipient with its secret and what waits to be sent to it. False when it is not one of the connection's. */
export async function removeRecipient(
  ledger: Ledger,
  connectionId: ConnectionId,
  id: string,
  now: Date,
): Promise<boolean> {
  return ledger.db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('recipients')
      .set({ removedAt: now })
      .where('id', '=', id)
      .where('connectionId', '=', connectionId)
      .where('removedAt', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await transaction
      .updateTable('messages')
      .set({ state: 'dropped', nextTryAt: null })
      .where('recipientId', '=', id)
      .where('state', '=', 'waiting')
      .execute();
    return true;
  });
}

async function opened(ledger: Ledger, row: Selectable<RecipientsTable>): Promise<Recipient> {
  const { id, connectionId, channel, language, about, createdAt, failingSince, lastProblem } = row;
  const address = await ledger.seal.open(row.address, purposes.recipient(id));
  return { id, connectionId, channel, address, language, about, createdAt, failingSince, lastProblem };
}

/** Connections of which somebody is to be told, by id, at most `limit` after the given one: one page of a round. */
export async function connectionsToTell(
  ledger: Ledger,
  limit: number,
  after: ConnectionId | null,
): Promise<{ id: ConnectionId; entityName: string | null }[]> {
  let query = ledger.db
    .selectFrom('connections')
    .select(['id', 'entityName'])
    .where('state', 'in', ['onboarding', 'active', 'paused', 'stopped'])
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('recipients')
          .select('recipients.id')
          .whereRef('recipients.connectionId', '=', 'connections.id')
          .where('recipients.removedAt', 'is', null),
      ),
    );
  if (after !== null) query = query.where('id', '>', after);
  return query.orderBy('id').limit(limit).execute();
}
