/** The shapes in which decisions about documents are answered; the rules of `answers.ts` hold here too. */

import { z } from '@hono/zod-openapi';

const date = z.string().openapi({ format: 'date' });

export const ComparisonAnswer = z
  .object({
    reference: z.string().nullable(),
    customer: z.enum(['same', 'other', 'unknown']),
    date: z.enum(['same', 'other', 'unknown']),
    amount: z.enum(['same', 'other', 'unknown']),
    customerName: z
      .string()
      .nullable()
      .openapi({ description: 'In Focus; its code where no name is known.' }),
    yukiCustomerName: z
      .string()
      .nullable()
      .openapi({ description: 'In Yuki; its code or id where no name is known.' }),
    yukiDate: date.nullable(),
    yukiAmount: z.string(),
    yukiOpen: z.string(),
  })
  .openapi('Comparison');
export const ResolutionAnswer = z
  .object({
    connectionId: z.string(),
    told: z.enum(['ignored', 'linked', 'undone', 'lookingUp', 'left', 'corrected', 'removalAsked']),
    documents: z.number().int(),
    already: z.boolean().optional().openapi({ description: 'It stood so before, and nothing was changed.' }),
    comparison: ComparisonAnswer.nullable().openapi({ description: 'With the document that was linked.' }),
    remaining: z
      .array(
        z.object({
          documentId: z.string(),
          number: z.string(),
          comparison: ComparisonAnswer.nullable().openapi({ description: 'Null when Yuki shows none.' }),
        }),
      )
      .openapi({ description: 'Of a hold: up to 200 documents that were not linked.' }),
  })
  .openapi('Resolution');

export type ComparisonAnswer = z.output<typeof ComparisonAnswer>;
export type ResolutionAnswer = z.output<typeof ResolutionAnswer>;
