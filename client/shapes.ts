/**
 * The shapes in which the verbs are asked and answer. The HTTP door validates with them, the OpenAPI document
 * is generated from them and the CLI reads them, so no door has words of its own. Amounts are decimal texts.
 */

import { z } from '@hono/zod-openapi';
import { onboardingSteps } from '../workflows/messages.ts';

/** Written out, because the ledger's own type is not a value. */
export const documentStates = [
  'found',
  'ready',
  'sending',
  'exported',
  'settled',
  'held',
  'doubtful',
  'ignored',
  'linked',
  'withdrawn',
] as const;

export const connectionStates = [
  'onboarding',
  'active',
  'paused',
  'stopped',
  'disconnected',
  'merged',
] as const;

const moment = z.string().openapi({ format: 'date-time' });
const date = z.string().openapi({ format: 'date' });
const count = z.number().int();
const shortText = (most: number) => z.string().trim().min(1).max(most);

// What is asked.

const mappingRow = z.strictObject({
  taxRateId: shortText(64),
  vatType: z.number().int(),
  percentage: z.number().openapi({ description: 'In hundredths of a percent: 21 % is 2100.' }),
  country: z.string().length(2).nullable().default(null),
  vatDescription: z.string().max(200).nullable().default(null),
  nature: z
    .enum([
      'domestic',
      'reverse-charge',
      'intra-community-goods',
      'intra-community-services',
      'export',
      'one-stop-shop',
      'exempt',
    ])
    .optional()
    .openapi({
      description: 'The kind of supply; taken from the proposal, or domestic above 0 %, when left out.',
    }),
});
const accountCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9.-]{1,20}$/, 'is not a ledger account code');
const accountChoice = z.strictObject({
  accountPerRate: z.record(z.string().max(64), accountCode).default({}),
  defaultAccount: accountCode.nullable().default(null),
});

export const BeginOrder = z
  .strictObject({
    redirectUri: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional(),
  })
  .openapi('BeginOrder');
export const FocusAuthorisationOrder = z
  .strictObject({
    refreshToken: shortText(4_000)
      .optional()
      .openapi({ description: 'Left out: the answer has an address that a person opens in a browser.' }),
    redirectUri: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional(),
  })
  .openapi('FocusAuthorisationOrder');
export const EntityOrder = z.strictObject({ entityId: shortText(64) }).openapi('EntityOrder');
export const YukiAccessOrder = z
  .strictObject({ companyId: shortText(64), accessKey: shortText(200) })
  .openapi('YukiAccessOrder');
export const AdministrationOrder = z
  .strictObject({ administrationName: shortText(300) })
  .openapi('AdministrationOrder');
export const StartDateOrder = z.strictObject({ startDate: shortText(40) }).openapi('StartDateOrder');
export const MappingsOrder = z
  .strictObject({
    vatLinks: z.union([z.literal('proposed'), z.array(mappingRow).max(500)]),
    defaultAccounts: z.union([z.literal('proposed'), accountChoice]),
  })
  .openapi('MappingsOrder');
export const AutomaticOrder = z.strictObject({ automatic: z.boolean() }).openapi('AutomaticOrder');
export const ConnectAnswers = z
  .strictObject({
    focus: z.union([
      z.strictObject({ refreshToken: shortText(4_000) }),
      z.strictObject({ connectionId: shortText(64) }),
    ]),
    entityId: shortText(64),
    yuki: YukiAccessOrder,
    administrationName: shortText(300),
    startDate: shortText(40),
    vatLinks: MappingsOrder.shape.vatLinks.default('proposed'),
    defaultAccounts: MappingsOrder.shape.defaultAccounts.default('proposed'),
    automatic: z.boolean(),
  })
  .openapi('ConnectAnswers');
export const IgnoreOrder = z
  .strictObject({ who: shortText(100), reason: shortText(500) })
  .openapi('IgnoreOrder');
export const DocumentsQuery = z.object({
  state: z.enum(documentStates).optional(),
  cause: z.string().max(64).optional(),
  search: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(40).optional(),
});

// What is answered.

export const ProblemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    cure: z.string(),
  })
  .openapi('Problem');

export const BegunAnswer = z
  .object({ connectionId: z.string(), authorizeUrl: z.string() })
  .openapi('BegunConnection');
export const StepAnswer = z
  .object({ connectionId: z.string(), authorizeUrl: z.string().nullable() })
  .openapi('StepTaken');
export const ConnectedAnswer = z
  .object({
    connectionId: z.string(),
    state: z.enum(connectionStates),
    /** False when the same answers had already made this connection. */
    created: z.boolean(),
  })
  .openapi('Connected');

const who = z.enum(['focusUser', 'accountant', 'administrator', 'yuki', 'developer', 'time']);
const PauseCause = z
  .object({
    key: z.string(),
    what: z.string(),
    how: z.string(),
    who,
    since: moment,
    nextTryAt: moment.nullable(),
    pauseNumber: count,
  })
  .openapi('PauseCause');

export const HoldAnswer = z
  .object({
    causeId: z.string(),
    key: z.string(),
    what: z.string(),
    how: z.string(),
    who,
    waiting: count,
    numbers: z.array(z.string()).openapi({ description: 'Up to ten numbers of the documents that wait.' }),
    since: moment,
    nextLookAt: moment.nullable(),
    workflowId: z.string(),
    temporalUrl: z.string().nullable(),
  })
  .openapi('Hold');

const runCounts = [
  'found',
  'exported',
  'held',
  'doubtful',
  'ready',
  'skipped',
  'paymentsRegistered',
  'paymentsReported',
  'yukiCalls',
  'focusRequests',
  'customers',
  'batches',
] as const;
export type RunCount = (typeof runCounts)[number];
export const RunAnswer = z
  .object({
    number: count,
    scope: z.string(),
    outcome: z.string().nullable().openapi({ description: 'Null while the run goes on.' }),
    cause: z.string().nullable(),
    openedAt: moment,
    closedAt: moment.nullable(),
    summary: z.object(
      Object.fromEntries(runCounts.map((name) => [name, count])) as Record<RunCount, typeof count>,
    ),
  })
  .openapi('Run');
export { runCounts };

const OnboardingAnswer = z
  .object({
    step: z.enum([...onboardingSteps, 'checking', 'done']),
    problem: z.object({ cause: z.string(), what: z.string(), how: z.string() }).nullable(),
    entities: z
      .array(
        z.object({ id: z.string(), name: z.string(), vatNumber: z.string().nullable(), active: z.boolean() }),
      )
      .nullable(),
    administration: z
      .object({
        id: z.string(),
        name: z.string(),
        country: z.string().nullable(),
        vatNumber: z.string().nullable(),
        domainId: z.string().nullable(),
      })
      .nullable(),
    reachable: z.array(z.object({ id: z.string(), name: z.string() })),
    taxRates: z.array(z.object({ id: z.string(), rate: z.number(), description: z.string() })),
    vatCodes: z.array(
      z.object({
        description: z.string(),
        type: z.number(),
        percentage: z.number(),
        country: z.string().nullable(),
      }),
    ),
    proposedVatLinks: z.array(z.looseObject({ taxRateId: z.string() })),
    unlinkedTaxRates: z.array(z.string()),
    accountsCount: count,
    proposedAccounts: z.object({
      accountPerRate: z.record(z.string(), z.string()),
      defaultAccount: z.string().nullable(),
    }),
    useInstead: z.string().nullable(),
  })
  .openapi('Onboarding');

export const ConnectionAnswer = z
  .object({
    connectionId: z.string(),
    state: z.enum(connectionStates),
    entityName: z.string().nullable(),
    administrationName: z.string().nullable(),
    startDate: date.nullable(),
    automatic: z.boolean(),
    cause: PauseCause.nullable(),
    nextSyncAt: moment.nullable(),
    mergedInto: z.string().nullable(),
    workflowId: z.string(),
    temporalUrl: z.string().nullable(),
  })
  .openapi('Connection');
export const StatusAnswer = ConnectionAnswer.extend({
  lastSync: RunAnswer.nullable().openapi({ description: 'The last run that has ended.' }),
  runningSync: RunAnswer.nullable(),
  documents: z.object(
    Object.fromEntries(documentStates.map((state) => [state, count])) as Record<
      (typeof documentStates)[number],
      typeof count
    >,
  ),
  holds: z.array(HoldAnswer),
  callsToday: z
    .object({ used: count, limit: count, reserve: count, exhausted: z.boolean() })
    .nullable()
    .openapi({ description: 'Yuki web service calls of the domain today; null until the domain is known.' }),
  onboarding: OnboardingAnswer.nullable(),
}).openapi('ConnectionStatus');

export const SyncAnswer = z.object({ runNumber: count, alreadyRunning: z.boolean() }).openapi('SyncAsked');
export const ToldAnswer = z
  .object({
    connectionId: z.string(),
    told: z.string().openapi({ description: 'What was said to the workflow.' }),
  })
  .openapi('Told');

export const DocumentAnswer = z
  .object({
    documentId: z.string(),
    kind: z.enum(['invoice', 'creditNote']),
    number: z.string().nullable(),
    reference: z.string().nullable(),
    date: date.nullable(),
    dueDate: date.nullable(),
    customerCode: z.string().nullable(),
    currency: z.string().nullable(),
    gross: z.string(),
    paid: z.string(),
    state: z.enum(documentStates),
    causeId: z.string().nullable(),
    flags: z.record(z.string(), z.boolean()),
    focusId: z.string(),
    exportedAt: moment.nullable(),
  })
  .openapi('Document');
export const DocumentPageAnswer = z
  .object({
    cause: z
      .object({
        key: z.string(),
        what: z.string(),
        how: z.string(),
        who,
        yukisWords: z.string().nullable(),
      })
      .nullable(),
    attempts: z.array(
      z.object({
        attemptId: z.string(),
        state: z.string(),
        claimedAt: moment.nullable(),
        begunAt: moment.nullable(),
        answeredAt: moment.nullable(),
        wireDeadline: moment.nullable(),
        verdict: z.string().nullable(),
      }),
    ),
  })
  .extend(DocumentAnswer.shape)
  .openapi('DocumentHistory');
export const DocumentsAnswer = z
  .object({ documents: z.array(DocumentAnswer), after: z.string().nullable() })
  .openapi('Documents');

export const FindingAnswer = z
  .object({
    kind: z.string(),
    documentId: z.string().nullable(),
    at: moment,
    params: z.record(z.string(), z.unknown()),
  })
  .openapi('Finding');
export const AuditAnswer = z
  .object({ at: moment, who: z.string(), what: z.string(), params: z.record(z.string(), z.unknown()) })
  .openapi('AuditEntry');

export const DoctorAnswer = z
  .object({
    healthy: z.boolean(),
    findings: z.array(
      z.object({
        part: z.string(),
        level: z.enum(['ok', 'warn', 'bad']),
        what: z.string(),
        cure: z.string().nullable(),
      }),
    ),
  })
  .openapi('Doctor');

export const listOf = <T extends z.ZodType>(name: string, row: T) => z.object({ [name]: z.array(row) });

export type MappingsOrder = z.output<typeof MappingsOrder>;
export type ConnectAnswers = z.output<typeof ConnectAnswers>;
export type DocumentsQuery = z.output<typeof DocumentsQuery>;
export type ConnectionAnswer = z.output<typeof ConnectionAnswer>;
export type StatusAnswer = z.output<typeof StatusAnswer>;
export type OnboardingAnswer = z.output<typeof OnboardingAnswer>;
export type HoldAnswer = z.output<typeof HoldAnswer>;
export type RunAnswer = z.output<typeof RunAnswer>;
export type DocumentAnswer = z.output<typeof DocumentAnswer>;
export type DocumentsAnswer = z.output<typeof DocumentsAnswer>;
export type DocumentPageAnswer = z.output<typeof DocumentPageAnswer>;
export type FindingAnswer = z.output<typeof FindingAnswer>;
export type AuditAnswer = z.output<typeof AuditAnswer>;
export type DoctorAnswer = z.output<typeof DoctorAnswer>;
export type ConnectedAnswer = z.output<typeof ConnectedAnswer>;
