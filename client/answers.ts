/**
 * The shapes in which the verbs answer. The OpenAPI document is generated from them and the CLI reads them, so
 * no door has words of its own. Amounts are decimal texts, moments are UTC.
 */

import { z } from '@hono/zod-openapi';
import { OnboardingAnswer } from './onboarding-answer.ts';

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
const whoText = z.string().openapi({ description: 'Who can cure it, in the language asked for.' });
const byItself = z
  .string()
  .openapi({ description: 'What happens without anybody, and when, in the language asked for.' });
const PauseCause = z
  .object({
    key: z.string(),
    what: z.string(),
    how: z.string(),
    who,
    whoText,
    byItself,
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
    whoText,
    byItself,
    documents: z.string().openapi({ description: 'How many documents wait, as a sentence.' }),
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
  referenceTag: z.string().nullable().openapi({
    description: 'What references carry to tell this entity from the first one of the administration.',
  }),
  sendOriginalPdf: z.boolean(),
  lastSync: RunAnswer.nullable().openapi({ description: 'The last run that has ended.' }),
  runningSync: RunAnswer.nullable(),
  documents: z.object(
    Object.fromEntries(documentStates.map((state) => [state, count])) as Record<
      (typeof documentStates)[number],
      typeof count
    >,
  ),
  holds: z.array(HoldAnswer),
  doubts: z
    .object({ documents: count, since: moment.nullable(), nextLookAt: moment.nullable(), text: z.string() })
    .nullable()
    .optional()
    .openapi({
      description: 'Documents of which nobody knows whether Yuki has them; null when there are none.',
    }),
  findings: z.record(z.string(), count).openapi({ description: 'Open findings, counted by kind.' }),
  callsToday: z
    .object({ used: count, limit: count, reserve: count, exhausted: z.boolean() })
    .nullable()
    .openapi({ description: 'Yuki web service calls of the domain today; null until the domain is known.' }),
  news: z.enum(['told', 'unreachable', 'refused', 'unknown']).openapi({
    description:
      'Whether Focus tells at once what is booked: told; unreachable, only this machine reaches CONSOLE_URL; refused by Focus; unknown before the first look of the day. Documents are found by the syncs in any case.',
  }),
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
    inYukiAs: z
      .string()
      .nullable()
      .optional()
      .openapi({ description: 'Under which Yuki has it; null for what is not known to be in Yuki.' }),
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
        whoText,
        yukisWords: z.string().nullable(),
      })
      .nullable(),
    warnings: z
      .array(z.string())
      .openapi({ description: 'What was cut or left out so that Yuki takes the document.' }),
    decision: z
      .object({
        what: z.enum(['ignored', 'linked']),
        who: z.string(),
        reason: z.string(),
        at: moment,
        reference: z.string().nullable(),
      })
      .nullable()
      .optional()
      .openapi({ description: 'The decision of a person that stands about it.' }),
    doubt: z
      .object({
        why: z.enum(['lost', 'taken', 'restored', 'other']),
        since: moment.nullable(),
        nextLookAt: moment.nullable(),
      })
      .nullable()
      .optional()
      .openapi({ description: 'Why nobody knows whether Yuki has it, and when it is looked up.' }),
    explanation: z
      .string()
      .nullable()
      .optional()
      .openapi({ description: 'Why it stands as it does, in the language asked for.' }),
    withoutPdf: z.object({ why: z.string(), text: z.string() }).nullable(),
    attempts: z.array(
      z.object({
        attemptId: z.string(),
        state: z.string(),
        claimedAt: moment.nullable(),
        begunAt: moment.nullable(),
        answeredAt: moment.nullable(),
        wireDeadline: moment.nullable(),
        verdict: z.string().nullable(),
        pdfBytes: count.nullable(),
      }),
    ),
  })
  .extend(DocumentAnswer.shape)
  .openapi('DocumentHistory');
export const DocumentsAnswer = z
  .object({ documents: z.array(DocumentAnswer), after: z.string().nullable() })
  .openapi('Documents');

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

export type ConnectionAnswer = z.output<typeof ConnectionAnswer>;
export type StatusAnswer = z.output<typeof StatusAnswer>;
export type { OnboardingAnswer };
export type HoldAnswer = z.output<typeof HoldAnswer>;
export type RunAnswer = z.output<typeof RunAnswer>;
export type DocumentAnswer = z.output<typeof DocumentAnswer>;
export type DocumentsAnswer = z.output<typeof DocumentsAnswer>;
export type DocumentPageAnswer = z.output<typeof DocumentPageAnswer>;
export type AuditAnswer = z.output<typeof AuditAnswer>;
export type DoctorAnswer = z.output<typeof DoctorAnswer>;
export type ConnectedAnswer = z.output<typeof ConnectedAnswer>;
