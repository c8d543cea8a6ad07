/** The shape in which a finding is shown. */

import { z } from '@hono/zod-openapi';

export const FindingAnswer = z
  .object({
    kind: z.string(),
    documentId: z.string().nullable(),
    at: z.string().openapi({ format: 'date-time' }),
    params: z.record(z.string(), z.unknown()),
    text: z.string().nullable().openapi({
      description: 'In the language that was asked for; null for kinds without words of their own.',
    }),
  })
  .openapi('Finding');

export type FindingAnswer = z.output<typeof FindingAnswer>;
