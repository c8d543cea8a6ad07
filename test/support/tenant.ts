/**
 * A customer of the product in one journey: a Focus account and a Yuki administration that nobody else has, the
 * connection between them, and what this customer's people do and see on both sides.
 */

import type { ConnectionId } from '../../domain/ids.ts';
import { getRun } from '../../ledger/runs.ts';
import type { RunAnswer, StatusAnswer } from '../../client/answers.ts';
import type { ConnectAnswers } from '../../client/orders.ts';
import { compare, routeOf } from '../../sandbox/control/routes.ts';
import type { FocusDocumentSnapshot } from '../../sandbox/focus/snapshot.ts';
import type { LoggedCall } from '../../sandbox/infra/call-log.ts';
import type { FaultPlan } from '../../sandbox/infra/faults.ts';
import { namedWorld, parseWorld, type Expectations } from '../../sandbox/worlds/index.ts';
import { administrations, domains, yukiKeys } from '../../sandbox/worlds/yuki-base.ts';
import {
  categoryId,
  entities,
  rateId,
  sandboxClient,
  type CategoryKey,
} from '../../sandbox/worlds/focus-base.ts';
import { knownCustomer, type KnownCustomer } from '../../sandbox/worlds/known-customers.ts';
import { focusId, yukiId } from '../../sandbox/worlds/ids.ts';
import type { DocumentSnapshot } from '../../sandbox/yuki/snapshot.ts';
import { status as statusQuery } from '../../workflows/messages.ts';
import { connectionWorkflowId } from '../../workflows/workflow-ids.ts';
import { until } from '../../scripts/demo/waiting.ts';
import type { Stack } from './stack.ts';

export const startDate = '2026-01-01';

export interface Line {
  readonly price: number;
  /** Code of the VAT rate; 21 unless said otherwise. */
  readonly rate?: string;
  /** Services unless said otherwise; null: none. */
  readonly category?: CategoryKey | null;
}

export interface Tenant {
  readonly id: ConnectionId;
  readonly workflowId: string;
  readonly administrationId: string;
  readonly domainId: string;
  readonly accessKey: string;
  /** An act of the sandbox's control API, by its name. */
  inFocus<T = unknown>(act: string, order: Record<string, unknown>): Promise<T>;
  /** An act in this tenant's administration; `inYukiAlone` is for acts about a key or a domain. */
  inYuki(act: string, order?: Record<string, unknown>): Promise<void>;
  inYukiAlone(act: string, order: Record<string, unknown>): Promise<void>;
  /** Books an invoice in Focus on the given date, for K1 unless said otherwise. */
  book(
    lines: readonly Line[],
    more?: { customer?: KnownCustomer; date?: string },
  ): Promise<FocusDocumentSnapshot>;
  plan(fault: Omit<FaultPlan, 'system'>, system?: 'focus' | 'yuki'): string;
  /** Every booked document of this entity in Focus, from the start date on. */
  focusDocuments(): FocusDocumentSnapshot[];
  /** What a bookkeeper types in Yuki for an invoice of Focus: its number without blanks. */
  referenceOf(invoice: FocusDocumentSnapshot): string;
  focusDocument(id: string): FocusDocumentSnapshot;
  /** What stands in the administration, without what was removed. */
  yukiDocuments(): DocumentSnapshot[];
  /** Calls to Yuki since the mark; `mark()` is now. */
  mark(): number;
  yukiCalls(since?: number): LoggedCall[];
  focusCalls(since?: number): LoggedCall[];
  status(): Promise<StatusAnswer>;
  /** One whole run, and the connection at rest afterwards. */
  sync(): Promise<RunAnswer>;
  untilRun(runNumber: number): Promise<RunAnswer>;
  untilStatus(what: string, is: (now: StatusAnswer) => boolean, withinMs?: number): Promise<StatusAnswer>;
  untilExported(focusIds: readonly string[], withinMs?: number): Promise<void>;
  /** The sandbox's own comparison of both sides; `linked` are VAT rates that the tenant linked later. */
  compare(
    more?: { waiting?: string[]; reversed?: string[]; paidElsewhere?: string[] },
    linked?: Expectations['vat'],
  ): ReturnType<typeof compare>;
}

let tenants = 0;
let idsOfWorld = new Map<string, string>();

/** What an id or key of the ready-made worlds is in the world that is loaded now. */
export function ownId(id: string): string {
  return idsOfWorld.get(id) ?? id;
}

/** Loads a world under ids of its own; the sandbox forgets the tenant before. */
export function loadWorld(
  stack: Stack,
  world: string,
): { accessKey: string; administrationId: string; domainId: string } {
  tenants += 1;
  const own = (name: string, id: string, make: (name: string) => string): [string, string] => [
    id,
    make(`${name} of tenant ${tenants}`),
  ];
  const ids = [
    own('account', focusId('FA-1'), focusId),
    // A grant is used once: the connector knows the one of the tenant before.
    ...[sandboxClient.refreshToken, sandboxClient.accessToken].map((token) =>
      own(token, token, (name) => name.replaceAll(' ', '-')),
    ),
    ...Object.entries(administrations).map(([name, id]) => own(name, id, yukiId)),
    ...Object.entries(domains).map(([name, id]) => own(name, id, yukiId)),
    ...Object.entries(yukiKeys).map(([name, id]) => own(`key ${name}`, id, yukiId)),
  ];
  let text = JSON.stringify(namedWorld(world));
  idsOfWorld = new Map(ids);
  for (const [before, after] of ids) text = text.replaceAll(before, after);
  stack.sandbox.parts.load(parseWorld(JSON.parse(text)));
  const { administrationId, domainId, accessKey } = stack.sandbox.parts.descriptor().yuki;
  return { administrationId, domainId, accessKey };
}

/** All answers that a tenant of the loaded world gives, with changes. */
export function answersFor(stack: Stack, changes: Partial<ConnectAnswers> = {}): ConnectAnswers {
  const { focus, yuki } = stack.sandbox.parts.descriptor();
  return {
    focus: { refreshToken: focus.refreshToken },
    entityId: entities.beA,
    yuki: { companyId: yuki.administrationId, accessKey: yuki.accessKey },
    administrationName: 'De Linde BV',
    startDate,
    vatLinks: 'proposed',
    defaultAccounts: 'proposed',
    automatic: false,
    ...changes,
  };
}

/** Loads the world and connects; nothing is synced yet. */
export async function openTenant(
  stack: Stack,
  world = 'small',
  changes: Partial<ConnectAnswers> = {},
): Promise<Tenant> {
  const place = loadWorld(stack, world);
  const { connectionId } = await stack.verbs.connect(answersFor(stack, changes));
  return tenantOf(stack, connectionId as ConnectionId, place);
}

function tenantOf(
  stack: Stack,
  id: ConnectionId,
  place: { accessKey: string; administrationId: string; domainId: string },
): Tenant {
  const { parts } = stack.sandbox;
  const { administrationId } = place;
  const workflowId = connectionWorkflowId(id);
  const actOf = async <T>(system: string, act: string, order: Record<string, unknown>): Promise<T> => {
    const route = routeOf(parts, 'POST', `/${system}/${act}`);
    return (await route.run(route.schema.parse(order) as never)) as T;
  };
  const yukiDocuments = (): DocumentSnapshot[] =>
    parts
      .yuki()
      .state()
      .be.domains.flatMap((domain) => domain.administrations)
      .filter((administration) => administration.id === administrationId)
      .flatMap(({ documents }) => documents)
      .filter(({ removed }) => !removed);
  const focusDocuments = (): FocusDocumentSnapshot[] =>
    parts
      .focus()
      .documents()
      .filter(
        ({ number, departmentId, date }) =>
          number !== null && departmentId === entities.beA && (date ?? '') >= startDate,
      );
  const status = (): Promise<StatusAnswer> => stack.verbs.connectionStatus(id);
  const untilStatus: Tenant['untilStatus'] = (what, is, withinMs = 20_000) =>
    until({
      what,
      withinMs,
      everyMs: 100,
      look: async () => {
        const now = await status();
        return is(now) ? now : null;
      },
    });
  const untilRun = async (runNumber: number): Promise<RunAnswer> => {
    await until({
      what: `run ${runNumber} to end`,
      withinMs: 40_000,
      everyMs: 100,
      look: async () => (await getRun(stack.ledger, id, runNumber))?.endedAt ?? null,
    });
    await until({
      what: 'the connection to be at rest',
      withinMs: 10_000,
      everyMs: 100,
      look: async () => {
        const { kind } = await stack.client.workflow.getHandle(workflowId).query(statusQuery);
        return kind === 'waiting' || kind === 'paused' ? kind : null;
      },
    });
    return stack.verbs.runSummary(id, String(runNumber));
  };

  return {
    id,
    workflowId,
    ...place,
    inFocus: (act, order) => actOf('focus', act, order),
    inYuki: (act, order = {}) => actOf('yuki', act, { administrationId, ...order }),
    inYukiAlone: (act, order) => actOf('yuki', act, order),
    book: (lines, { customer = 'K1', date = '2026-04-01' } = {}) =>
      actOf('focus', 'book-invoice', {
        departmentId: entities.beA,
        customer: { type: knownCustomer(customer).type, id: knownCustomer(customer).id },
        date,
        lines: lines.map(({ price, rate = '21', category = 'services' }) => ({
          description: 'Advies',
          unitPrice: price,
          taxRateId: rateId('beA', rate),
          ...(category === null ? {} : { categoryId: categoryId(category) }),
        })),
      }),
    plan: (fault, system = 'yuki') => parts.faults.add({ system, ...fault }),
    focusDocuments,
    referenceOf: ({ number }) => (number ?? '').replaceAll(' ', ''),
    focusDocument: (wanted) => {
      const found = parts
        .focus()
        .documents()
        .find((document) => document.id === wanted);
      if (found === undefined) throw new Error(`Focus has no document ${wanted}.`);
      return found;
    },
    yukiDocuments,
    mark: () => parts.log.since(0).at(-1)?.n ?? 0,
    yukiCalls: (since = 0) => parts.log.since(since).filter(({ system }) => system.startsWith('yuki')),
    focusCalls: (since = 0) => parts.log.since(since).filter(({ system }) => system === 'focus'),
    status,
    sync: async () => untilRun((await stack.verbs.syncNow(id)).runNumber),
    untilRun,
    untilStatus,
    untilExported: async (focusIds, withinMs = 30_000) => {
      await until({
        what: `${focusIds.length} documents to be exported`,
        withinMs,
        everyMs: 150,
        look: async () => {
          const { documents } = await stack.verbs.documents(id, { limit: 200 });
          const arrived = documents.filter(({ state }) => state === 'exported' || state === 'settled');
          return focusIds.every((one) => arrived.some(({ focusId: other }) => other === one)) ? true : null;
        },
      });
    },
    compare: (more = {}, linked = []) => {
      const { expectations } = parts.world();
      return compare(parts, {
        waiting: [],
        reversed: [],
        paidElsewhere: [],
        allowedDoubles: [],
        startDate,
        expectations: { ...expectations, vat: [...expectations.vat, ...linked] },
        ...more,
      });
    },
  };
}

/** A tenant that has synced its eight documents of the world `small` once. */
export async function openSyncedTenant(stack: Stack): Promise<Tenant> {
  const tenant = await openTenant(stack);
  await tenant.sync();
  return tenant;
}
