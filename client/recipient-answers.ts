/** The shapes in which recipients of messages are shown. */

import { z } from '@hono/zod-openapi';
import { languages } from '../domain/catalogue.ts';
import { concerns } from '../domain/messages.ts';

export const RecipientAnswer = z
  .object({
    id: z.string(),
    channel: z.enum(['webhook', 'email']),
    address: z.string().openapi({ description: 'Of a webhook the origin alone; its path may be a secret.' }),
    language: z.enum(languages),
    about: z.array(z.enum(concerns)),
    since: z.string().openapi({ format: 'date-time' }),
    failingSince: z
      .string()
      .nullable()
      .openapi({ format: 'date-time', description: 'Since when messages do not arrive; null when they do.' }),
    problem: z.string().nullable(),
  })
  .openapi('Recipient');

export const RecipientsAnswer = z.object({ recipients: z.array(RecipientAnswer) }).openapi('Recipients');

export const AddedRecipientAnswer = z
  .object({
    recipient: RecipientAnswer,
    signingSecret: z.string().nullable().openapi({
      description:
        'By which a webhook proves that a message is ours (Standard Webhooks). Shown this once; null for e-mail and for a recipient that was there already.',
    }),
  })
  .openapi('AddedRecipient');

export type RecipientAnswer = z.output<typeof RecipientAnswer>;
export type AddedRecipientAnswer = z.output<typeof AddedRecipientAnswer>;
