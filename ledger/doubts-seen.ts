// The doubtful documents of a connection together, for people: how many, since when, and when one is looked up next.
// Looking them up and judging is doubtful.ts.

import type { ConnectionId } from '../domain/ids.ts';
import type { Ledger } from './open.ts';

export interface Doubts {
  readonly documents: number;
  /** When the oldest of their messages was sent; null when no attempt of ours made them doubtful. */
  readonly since: Date | null;
  readonly nextLookAt: Date | null;
}

export async function doubtsOf({ db }: Ledger, connectionId: ConnectionId): Promise<Doubts> {
  const row = await db
    .selectFrom('documents')
    .leftJoin('attempts', 'attempts.id', 'documents.attemptId')
    .select((eb) => [
      eb.fn.countAll<number>().as('documents'),
      eb.fn.min('attempts.begunAt').as('since'),
      eb.fn.min('documents.nextLookAt').as('nextLookAt'),
    ])
    .where('documents.connectionId', '=', connectionId)
    .where('documents.state', '=', 'doubtful')
    .executeTakeFirstOrThrow();
  return { documents: Number(row.documents), since: row.since, nextLookAt: row.nextLookAt };
}
