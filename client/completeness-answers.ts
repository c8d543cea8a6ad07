/** The shapes in which completeness is answered; the rules of `answers.ts` hold here too. */

import { z } from '@hono/zod-openapi';

const moment = z.string().openapi({ format: 'date-time' });
const date = z.string().openapi({ format: 'date' });
const count = z.number().int();

const place = z.enum(['inYuki', 'linked', 'onItsWay', 'waiting', 'setAside', 'doubtful']);
const amounts = { documents: count, net: z.string(), vat: z.string(), gross: z.string() };

export const DifferenceAnswer = z
  .object({
    documentId: z.string(),
    number: z.string(),
    reference: z.string().nullable(),
    kind: z.enum(['amount', 'missingInYuki', 'twiceInYuki', 'goneFromFocus', 'date']),
    focus: z.string(),
    yuki: z.string(),
    difference: z.string().openapi({ description: 'Focus less Yuki.' }),
    explanation: z.string().nullable().openapi({ description: 'Null: nothing that is known explains it.' }),
    text: z.string().openapi({ description: 'What differs and why, in the language asked for.' }),
    by: z.string().nullable().openapi({ description: 'The person whose decision explains it.' }),
  })
  .openapi('Difference');

export const CompletenessAnswer = z
  .object({
    connectionId: z.string(),
    from: date,
    to: date.nullable().openapi({ description: 'Null: up to today and beyond.' }),
    comparedAt: moment.nullable().openapi({ description: 'When both sides were last compared.' }),
    booksReadAt: moment.nullable().openapi({ description: 'When Yuki’s books were last read.' }),
    underWay: z.boolean().openapi({ description: 'Whether a comparison is wished or under way.' }),
    complete: z.boolean().openapi({
      description: 'The books were read, and every difference has an explanation.',
    }),
    focus: z.array(z.object({ currency: z.string(), ...amounts })),
    parts: z.array(
      z.object({
        place,
        currency: z.string(),
        cause: z.string().nullable(),
        by: z.string().nullable(),
        text: z.string().openapi({ description: 'Where they are, in the language asked for.' }),
        ...amounts,
      }),
    ),
    rates: z
      .array(
        z.object({
          rate: z.string().nullable().openapi({ description: 'A percentage; null: not known.' }),
          currency: z.string(),
          place: z.enum(['focus', ...place.options]),
          documents: count,
          net: z.string(),
          vat: z.string(),
        }),
      )
      .openapi({ description: 'By VAT rate, as Focus tells it: all of it (`focus`), and where it is.' }),
    yuki: z.object({
      fromFocus: z.string().openapi({ description: 'What Yuki has of Focus’s documents, by its own books.' }),
      byFocus: z.string().openapi({ description: 'The same documents, as Focus shows them.' }),
      notReadSince: count.openapi({
        description: 'Accepted since the books were read; they count as they were sent.',
      }),
      foreign: z.object({
        documents: count,
        gross: z.string(),
        sales: z
          .array(z.object({ reference: z.string(), date: date.nullable(), gross: z.string() }))
          .openapi({ description: 'What stands in Yuki without coming from Focus; up to 500.' }),
      }),
    }),
    paidInFocusOnly: z.object({ documents: count, amount: z.string() }).openapi({
      description: 'Invoices that Focus has shown as paid for days and Yuki as open, and how much.',
    }),
    differences: z.array(DifferenceAnswer).openapi({ description: 'Up to 1000, the unexplained first.' }),
    differing: count,
    unexplained: count,
    unexplainedAmount: z.string(),
  })
  .openapi('Completeness');

export type DifferenceAnswer = z.output<typeof DifferenceAnswer>;
export type CompletenessAnswer = z.output<typeof CompletenessAnswer>;
