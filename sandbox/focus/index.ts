// The pretend Teamleader Focus as one piece: the listener for its socket, what people do in it, and a snapshot of
// what it holds. Built anew for every world.
import type { RequestListener } from 'node:http';
import type { CallLog } from '../infra/call-log.ts';
import type { Clock } from '../infra/clock.ts';
import type { Faults } from '../infra/faults.ts';
import type { Switches } from '../infra/switches.ts';
import type { Act } from './act.ts';
import { focusActs } from './acts.ts';
import type { FocusContext } from './context.ts';
import { createDownloads } from './downloads.ts';
import { loadFocusWorld } from './load-world.ts';
import { createOAuth, type TokenPair } from './oauth.ts';
import { createOperations } from './operations.ts';
import { createRateLimit } from './rate-limit.ts';
import { createFocusListener } from './server.ts';
import { documentSnapshot, type FocusDocumentSnapshot } from './snapshot.ts';
import type { FocusState } from './state.ts';
import { createWebhooks, type Delivery } from './webhooks.ts';
import { focusWorldSchema, type FocusWorldInput } from './world.ts';

export type { Act } from './act.ts';
export type { FocusDocumentSnapshot, FocusLineSnapshot } from './snapshot.ts';

export interface FocusSnapshot {
  account: FocusState['account'];
  departments: unknown[];
  taxRates: unknown[];
  productCategories: unknown[];
  companies: unknown[];
  contacts: unknown[];
  documents: FocusDocumentSnapshot[];
  webhooks: { url: string; types: string[] }[];
  webhookDeliveries: Delivery[];
  ratePerMinute: number;
}

export interface PretendFocus {
  listener: RequestListener;
  acts: Record<string, Act>;
  state(): FocusSnapshot;
  /** All documents, drafts included, in plain cents. */
  documents(): FocusDocumentSnapshot[];
  /** The first client with a pair of tokens that is valid at once: the world's own pair the first time. */
  credentials(): { clientId: string; clientSecret: string } & TokenPair;
  /** Ends webhook deliveries. */
  close(): void;
}

/** Builds the pretend Focus of a world. Throws an Error (or ZodError) when the world does not hold together. */
export function createFocus(deps: {
  world: FocusWorldInput;
  clock: Clock;
  log: CallLog;
  faults: Faults;
  switches: () => Switches;
}): PretendFocus {
  const { clock, log, faults, switches } = deps;
  const world = focusWorldSchema.parse(deps.world);
  const state = loadFocusWorld(world, switches().vatRounding);
  const webhooks = createWebhooks(state.account.id, switches, () => clock.now());
  const oauth = createOAuth(state, clock, switches);
  const downloads = createDownloads();
  const context: FocusContext = {
    state,
    clock,
    switches,
    emit: (type, subject) => webhooks.emit(type, subject),
    forgetWebhooks: (types) => {
      const standing = webhooks.list();
      for (const { url, types: all } of standing) webhooks.unregister(url, types ?? all);
      return standing.length;
    },
  };
  const userId = world.users[0]?.id ?? '';
  for (const { clientId, accessToken, refreshToken } of world.tokens) {
    oauth.mint({ clientId, userId }, { accessToken, refreshToken });
  }
  const documents = (): FocusDocumentSnapshot[] =>
    [...state.invoices.values(), ...state.creditNotes.values()].map((one) => documentSnapshot(state, one));

  return {
    listener: createFocusListener({
      context,
      oauth,
      rates: createRateLimit(clock),
      downloads,
      operations: createOperations(webhooks, downloads),
      clock,
      log,
      faults,
      switches,
    }),
    acts: focusActs(context, oauth),
    documents,
    state: () => ({
      account: state.account,
      departments: [...state.departments.values()],
      taxRates: [...state.taxRates.values()],
      productCategories: [...state.productCategories.values()],
      companies: [...state.companies.values()],
      contacts: [...state.contacts.values()],
      documents: documents(),
      webhooks: webhooks.list(),
      webhookDeliveries: webhooks.deliveries(),
      ratePerMinute: state.ratePerMinute,
    }),
    credentials() {
      const client = world.clients[0];
      if (client === undefined) throw new Error('The world has no OAuth client.');
      const { clientId, clientSecret } = client;
      const own = world.tokens.find((pair) => pair.clientId === clientId);
      const pair = own ?? oauth.mint({ clientId, userId });
      return { clientId, clientSecret, accessToken: pair.accessToken, refreshToken: pair.refreshToken };
    },
    close: () => webhooks.close(),
  };
}
