/** The one question that is asked both with a connection's tokens and with a pair that was just given to us. */

import { z } from 'zod';
import type { FocusAccountId } from '../domain/ids.ts';
import * as wire from './schemas.ts';
import type { FocusTransport } from './transport.ts';

export interface FocusMe {
  /** The key of webhooks, and what shows that another account was connected (focus-api 5). */
  readonly accountId: FocusAccountId;
  readonly timeZone: string | null;
}

const user = z.object({ account: z.object({ id: wire.focusId<FocusAccountId>() }), time_zone: wire.text });
const answer = z
  .object({ data: user })
  .transform(({ data }): FocusMe => ({ accountId: data.account.id, timeZone: data.time_zone }));

/** Throws what FocusTransport throws. */
export function readMe(transport: FocusTransport): Promise<FocusMe> {
  return transport.read('users.me', {}, answer);
}
