/** The shapes in which a dry run is answered. Amounts are decimal texts, each currency by itself; moments are UTC. */

import { z } from '@hono/zod-openapi';
import { HoldAnswer } from './answers.ts';

const count = z.number().int();
const date = z.string().openapi({ format: 'date' });
const month = z.string().openapi({ description: 'Year and month, `2026-03`.' });
const sum = { currency: z.string(), documents: count, net: z.string(), vat: z.string() };

export const DryRunAnswer = z
  .object({
    asOf: z.string().openapi({ format: 'date-time' }),
    startDate: date.nullable(),
    lastDryRun: z
      .object({ runNumber: count, outcome: z.string().nullable(), yukiCalls: count, focusRequests: count })
      .nullable()
      .openapi({ description: 'What the last dry run itself took; null before the first.' }),
    complete: z.boolean().openapi({
      description:
        'False while the dry run is going on, was ended early, or documents are not looked at yet.',
    }),
    wouldSend: z.object({
      documents: count,
      invoices: count,
      creditNotes: count,
      customers: count,
      withWarnings: count.openapi({ description: 'Documents of which something has to be left out.' }),
      totals: z.array(z.object({ ...sum, gross: z.string() })),
      accounts: z.array(z.object({ account: z.string(), description: z.string().nullable(), ...sum })),
      vatCodes: z.array(
        z.object({
          vatCode: z.string().openapi({ description: 'Yuki’s type and percentage, `1/21`.' }),
          description: z.string().nullable(),
          ...sum,
        }),
      ),
      months: z.array(z.object({ month, ...sum })).openapi({ description: 'By the dates of the documents.' }),
    }),
    wouldWait: z.object({
      documents: count,
      causes: z.array(
        HoldAnswer.pick({
          causeId: true,
          key: true,
          what: true,
          how: true,
          who: true,
          whoText: true,
          numbers: true,
        }).extend({ documents: count }),
      ),
    }),
    notLookedAt: count,
    forecast: z.object({
      documents: count,
      messages: count,
      yukiCalls: count,
      focusRequests: count,
      focusMinutes: count,
      days: z.array(z.object({ date, documents: count, messages: count, yukiCalls: count })),
      endsOn: date.nullable(),
      arrivals: z.array(z.object({ month, documents: count })).openapi({
        description: 'In which month the documents arrive in Yuki and count towards its bundle.',
      }),
    }),
  })
  .openapi('DryRun');

export const DryRunDocumentsAnswer = z
  .object({
    documents: z.array(
      z.object({
        documentId: z.string(),
        kind: z.enum(['invoice', 'creditNote']),
        number: z.string(),
        reference: z.string().nullable(),
        date,
        customerCode: z.string().nullable(),
        currency: z.string(),
        gross: z.string(),
        outcome: z.enum(['wouldSend', 'wouldWait', 'notLookedAt']),
        cause: HoldAnswer.pick({ key: true, what: true, how: true, who: true, whoText: true }).nullable(),
        accounts: z.array(z.string()),
        vatCodes: z.array(z.string()),
        warnings: z.array(z.string()),
      }),
    ),
    after: z.string().nullable(),
  })
  .openapi('DryRunDocuments');

export type DryRunAnswer = z.output<typeof DryRunAnswer>;
export type DryRunDocumentsAnswer = z.output<typeof DryRunDocumentsAnswer>;
export type DryRunDocumentAnswer = DryRunDocumentsAnswer['documents'][number];
