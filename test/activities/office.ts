// The activities on a real ledger between the sandbox's Focus and Yuki, without workflows: what a firm books is
// found, prepared and sent, and what then stands in Yuki is looked at. A test may put a Focus of its own in front.

import { MockActivityEnvironment } from '@temporalio/testing';
import { Agent } from 'undici';
import { createActivities } from '../../activities/index.ts';
import type { Activities } from '../../activities/interface.ts';
import type {
  ConnectionId,
  FocusAccountId,
  FocusDocumentId,
  FocusEntityId,
  IsoDate,
  YukiAdministrationId,
  YukiDomainId,
} from '../../domain/ids.ts';
import type { VatLink } from '../../domain/vat-links.ts';
import { proposeVatLinks } from '../../domain/vat-proposals.ts';
import { getCause } from '../../ledger/causes.ts';
import * as connections from '../../ledger/connections.ts';
import { updateConnection, type ConnectionSettings } from '../../ledger/connections.ts';
import { findByFocusId, type DocumentRow } from '../../ledger/documents.ts';
import { decideEntityTag } from '../../ledger/entity-tags.ts';
import { storeTokens } from '../../ledger/focus-accounts.ts';
import { readTaxRates, readVatCodes, readVatLinks, storeVatLinks } from '../../ledger/master-data.ts';
import type { Ledger } from '../../ledger/open.ts';
import { openRun } from '../../ledger/runs.ts';
import { writeSetting } from '../../ledger/settings.ts';
import { routeOf } from '../../sandbox/control/routes.ts';
import type { FocusDocumentSnapshot } from '../../sandbox/focus/snapshot.ts';
import { startSandbox, type SandboxParts } from '../../sandbox/start.ts';
import {
  categoryId,
  entities,
  rateId,
  type CategoryKey,
  type EntityKey,
} from '../../sandbox/worlds/focus-base.ts';
import { focusId } from '../../sandbox/worlds/ids.ts';
import { namedWorld } from '../../sandbox/worlds/index.ts';
import { knownCustomer, type KnownCustomer } from '../../sandbox/worlds/known-customers.ts';
import { administrations, domains, yukiKeys } from '../../sandbox/worlds/yuki-base.ts';
import type { DocumentSnapshot } from '../../sandbox/yuki/snapshot.ts';
import { openTestLedger } from '../support/database.ts';
import { quietPost } from '../support/quiet-post.ts';

export interface Place {
  readonly id: ConnectionId;
  readonly entity: EntityKey;
  readonly administrationId: YukiAdministrationId;
  runNumber: number;
}

export interface Line {
  readonly price: number;
  readonly quantity?: number;
  /** Code of the VAT rate, or its id; 21 unless said otherwise. */
  readonly rate?: string;
  /** Services unless said otherwise; null: none. */
  readonly category?: CategoryKey | null;
  readonly text?: string;
  /** Percentage. */
  readonly discount?: number;
}

export interface Booking {
  readonly customer?: KnownCustomer;
  readonly date?: string;
  readonly number?: string;
  readonly discounts?: readonly number[];
  readonly currency?: string;
  readonly exchangeRate?: number;
  readonly paymentReference?: string;
  readonly note?: string;
}

export interface Office {
  readonly ledger: Ledger;
  readonly parts: SandboxParts;
  /** What other workflows were told, in order. */
  readonly told: string[];
  /** An active connection of the entity, with proposed VAT links and the given settings, in its first run. */
  connect(entity?: EntityKey, settings?: Partial<ConnectionSettings>, startDate?: string): Promise<Place>;
  /** Links one more rate; the rest stays. */
  link(place: Place, link: Omit<VatLink, 'country' | 'vatDescription'> & Partial<VatLink>): Promise<void>;
  set(place: Place, settings: Partial<ConnectionSettings>): Promise<void>;
  inFocus<T>(act: string, order: Record<string, unknown>): Promise<T>;
  /** An act in the administration. */
  inYuki(act: string, order: Record<string, unknown>): Promise<void>;
  book(place: Place, lines: readonly Line[], more?: Booking): Promise<FocusDocumentSnapshot>;
  call<Name extends keyof Activities>(
    name: Name,
    order: Parameters<Activities[Name]>[0],
    info?: { attempt?: number },
  ): Promise<Awaited<ReturnType<Activities[Name]>>>;
  /** A whole run without payments: lists, discovery, preparing and sending until nothing is ready. */
  sync(place: Place): Promise<void>;
  /** The ledger's row of a document of Focus. */
  row(place: Place, focusId: string): Promise<DocumentRow>;
  /** For which cause a document waits, as `key shown`; its state when it does not wait. */
  standing(place: Place, focusId: string): Promise<string>;
  /** What stands in Yuki under a reference; throws unless it is exactly one. */
  inBooks(reference: string): DocumentSnapshot;
  close(): Promise<void>;
}

const yukiOf = {
  beA: { administration: administrations.adm1, domain: domains.d1, key: yukiKeys.adm1, country: 'be' },
  beB: { administration: administrations.adm1, domain: domains.d1, key: yukiKeys.adm1, country: 'be' },
  nlC: { administration: administrations.adm2, domain: domains.d2, key: yukiKeys.adm2, country: 'nl' },
} as const;
const names = { beA: 'De Linde BV', beB: 'Linde Events BV', nlC: 'Linde Nederland B.V.' } as const;
const accountId = focusId('FA-1') as FocusAccountId;
const now = (): Date => new Date();

/** `focusUrl`: a Focus of the test's own instead of the sandbox's. */
export async function openOffice(options: { focusUrl?: string } = {}): Promise<Office> {
  const { ledger, close: closeLedger } = await openTestLedger();
  await writeSetting(ledger, 'durations', { wireTimeout: 20_000 }, now());
  const sandbox = await startSandbox({ world: namedWorld('empty') });
  const { parts } = sandbox;
  await act(parts, 'focus', 'rate-limit', { perMinute: 1_000_000 });
  const { focus, yuki } = sandbox.descriptor;
  const told: string[] = [];
  const nobody = async (): Promise<never> => {
    throw new Error('No other workflow is expected to be told.');
  };
  const dispatcher = new Agent({ pipelining: 0 });
  const activities = createActivities({
    ledger,
    clock: now,
    door: {
      tellHold: async (_connection, causeId, message) => void told.push(`hold ${causeId} ${message}`),
      tellConnection: async (_connection, message) => void told.push(`connection ${message}`),
      askForRun: nobody,
      startConnectionIfMissing: nobody,
      startHoldIfMissing: nobody,
    },
    focus: { ...focus, apiUrl: options.focusUrl ?? focus.apiUrl },
    yuki: { be: yuki.beUrl, nl: yuki.nlUrl },
    worker: 'worker-1',
    dispatcher,
    ...quietPost(),
  });
  const call: Office['call'] = async (name, order, info = {}) => {
    const environment = new MockActivityEnvironment({ scheduledTimestampMs: Date.now(), ...info });
    const activity = activities[name] as unknown as (order: unknown) => Promise<never>;
    return environment.run<[unknown], never, typeof activity>(activity, order);
  };
  const seen = looking(ledger, parts);
  return {
    ledger,
    parts,
    told,
    call,
    ...seen,
    ...joining(ledger, focus, call),
    inFocus: (name, order) => act(parts, 'focus', name, order),
    inYuki: (name, order) => act(parts, 'yuki', name, order),
    book: (place, lines, more = {}) =>
      act(parts, 'focus', 'book-invoice', bookingOf(place.entity, lines, more)),
    sync: (place) => syncOnce(ledger, call, place),
    close: async () => {
      await dispatcher.destroy();
      await sandbox.close();
      await closeLedger();
    },
  };
}

function joining(
  ledger: Ledger,
  { accessToken, refreshToken }: { accessToken: string; refreshToken: string },
  call: Office['call'],
): Pick<Office, 'connect' | 'link' | 'set'> {
  return {
    connect: async (entity = 'beA', settings = {}, startDate = '2026-01-01') => {
      const { administration, domain, key, country } = yukiOf[entity];
      const { id, settings: usual } = await connections.createConnection(ledger, now());
      const entityId = entities[entity] as FocusEntityId;
      const administrationId = administration as YukiAdministrationId;
      const patch = {
        focusAccountId: accountId,
        entityId,
        entityName: names[entity],
        administrationId,
        domainId: domain as YukiDomainId,
        country,
        startDate: startDate as IsoDate,
        mappingsConfirmed: true,
        automaticDecided: true,
        settings: { ...usual, defaultAccount: country === 'be' ? '700000' : '80000', ...settings },
      };
      await updateConnection(ledger, id, patch, now());
      await decideEntityTag(ledger, patch, now());
      await connections.setConnectionState(ledger, id, 'active', now());
      await connections.storeYukiKey(ledger, id, key, now());
      const expiresAt = new Date(Date.now() + 3_000_000);
      await storeTokens(ledger, accountId, { accessToken, refreshToken, expiresAt }, now());
      await openRun(ledger, id, 1, { scope: 'all', workflowRunId: 'run' }, now());
      await call('refreshMasterData', { connectionId: id, runNumber: 1 });
      const rates = await readTaxRates(ledger, accountId, entityId);
      const codes = await readVatCodes(ledger, administrationId);
      await storeVatLinks(ledger, id, [...proposeVatLinks(rates, codes, country).links], now());
      return { id, entity, administrationId, runNumber: 1 };
    },
    link: async ({ id }, link) => {
      const links = await readVatLinks(ledger, id);
      const others = links.filter(({ taxRateId }) => taxRateId !== link.taxRateId);
      await storeVatLinks(ledger, id, [...others, { country: null, vatDescription: null, ...link }], now());
    },
    set: async ({ id }, settings) => {
      const connection = await connections.getConnection(ledger, id);
      if (connection === null) throw new Error('The connection is not there.');
      await updateConnection(ledger, id, { settings: { ...connection.settings, ...settings } }, now());
    },
  };
}

function looking(ledger: Ledger, parts: SandboxParts): Pick<Office, 'row' | 'standing' | 'inBooks'> {
  const row: Office['row'] = async (place, id) => {
    const found = await findByFocusId(ledger, place.id, id as FocusDocumentId);
    if (found === null) throw new Error('The ledger does not have the document.');
    return found;
  };
  return {
    row,
    standing: async (place, id) => {
      const { causeId, state } = await row(place, id);
      if (causeId === null) return state;
      const cause = await getCause(ledger, causeId);
      return `${cause?.key ?? ''} ${cause?.shown ?? ''}`.trim();
    },
    inBooks: (reference) => {
      const { be, nl } = parts.yuki().state();
      const found = [be, nl]
        .flatMap(({ domains: all }) => all.flatMap((domain) => domain.administrations))
        .flatMap(({ documents }) => documents)
        .filter((document) => document.reference === reference && !document.removed);
      const [only] = found;
      if (only === undefined || found.length > 1)
        throw new Error(`Yuki has ${found.length} documents under ${reference}.`);
      return only;
    },
  };
}

async function syncOnce(ledger: Ledger, call: Office['call'], place: Place): Promise<void> {
  const order = { connectionId: place.id, runNumber: place.runNumber };
  await call('refreshMasterData', order);
  await call('discoverDocuments', order);
  while ((await call('prepareDocuments', { ...order, limit: 200 })).left);
  for (;;) {
    const sent = await call('sendToYuki', { ...order, documents: 100 });
    if (sent.kind === 'nothingReady') break;
    if (sent.kind !== 'answered') throw new Error(`Sending ended as ${JSON.stringify(sent)}.`);
  }
  place.runNumber += 1;
  await openRun(ledger, place.id, place.runNumber, { scope: 'all', workflowRunId: 'run' }, now());
}

async function act<T>(
  parts: SandboxParts,
  system: string,
  name: string,
  order: Record<string, unknown>,
): Promise<T> {
  const route = routeOf(parts, 'POST', `/${system}/${name}`);
  return (await route.run(route.schema.parse(order) as never)) as T;
}

function bookingOf(entity: EntityKey, lines: readonly Line[], more: Booking): Record<string, unknown> {
  const { customer = 'K1', date = '2026-03-12', discounts = [], ...rest } = more;
  const { type, id } = knownCustomer(customer);
  return {
    departmentId: entities[entity],
    customer: { type, id },
    date,
    discounts: [...discounts],
    lines: linesOf(entity, lines),
    ...rest,
  };
}

/** Lines as the control API takes them. */
export function linesOf(entity: EntityKey, lines: readonly Line[]): Record<string, unknown>[] {
  return lines.map(({ price, quantity, rate = '21', category = 'services', text = 'Advies', discount }) => ({
    description: text,
    unitPrice: price,
    taxRateId: rate.length > 20 ? rate : rateId(entity, rate),
    ...(quantity === undefined ? {} : { quantity }),
    ...(category === null ? {} : { categoryId: categoryId(category) }),
    ...(discount === undefined ? {} : { discount }),
  }));
}
