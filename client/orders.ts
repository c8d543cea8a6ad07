/**
 * The shapes in which the verbs are asked. The HTTP door validates with them and the OpenAPI document is
 * generated from them; whether an answer can be right is for the verbs to say.
 */

import { z } from '@hono/zod-openapi';
import { languages } from '../domain/catalogue.ts';
import { concerns } from '../domain/messages.ts';
import { documentStates } from './answers.ts';

const shortText = (most: number) => z.string().trim().min(1).max(most);

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
export const MoveStartDateOrder = z
  .strictObject({ startDate: shortText(40), who: shortText(100), reason: shortText(500) })
  .openapi('MoveStartDateOrder');
export const MappingsOrder = z
  .strictObject({
    vatLinks: z.union([z.literal('proposed'), z.array(mappingRow).max(500)]),
    defaultAccounts: z.union([z.literal('proposed'), accountChoice]),
  })
  .openapi('MappingsOrder');
const otherExporter = z.boolean().optional().openapi({
  description: 'Whether Teamleader’s own link, the Booster or another tool still exports this entity.',
});
export const AutomaticOrder = z
  .strictObject({ automatic: z.boolean(), otherExporter })
  .openapi('AutomaticOrder');
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
    adoption: z.literal('proposed').optional().openapi({
      description:
        'Documents that stand in Yuki already and agree in everything are linked; left out: a person reviews them.',
    }),
    automatic: z.boolean(),
    otherExporter,
  })
  .openapi('ConnectAnswers');
const currencyCode = z
  .string()
  .trim()
  .regex(/^[A-Z]{3}$/, 'is not a currency code such as EUR');
/** As Yuki shows it, one of its own words or the name of a method made there (yuki-api 3.5). */
const paymentMethod = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'has characters that no name has');
const everyMinutes = z.int().min(1).max(1440);
/** When the connection syncs by itself. */
export const Cadence = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('nightly'),
      at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time such as 02:00'),
    }),
    z.strictObject({ kind: z.literal('every'), minutes: everyMinutes }),
  ])
  .openapi('Cadence');
/** How often payments are asked for beside the syncs. */
export const PaymentCadence = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('bankDays') }),
    z.strictObject({ kind: z.literal('everyMinutes'), minutes: everyMinutes }),
    z.strictObject({ kind: z.literal('withSync') }),
  ])
  .openapi('PaymentCadence');
export const SettingsOrder = z
  .strictObject({
    allowedCurrencies: z.array(currencyCode).min(1).max(30).optional(),
    defaultAccount: accountCode.nullable().optional(),
    discountAccount: accountCode.nullable().optional(),
    accountPerRate: z.record(z.string().max(64), accountCode.nullable()).optional().openapi({
      description:
        'By the id of the Focus VAT rate. Rates that are not named keep their account; null takes it away.',
    }),
    paymentMethod: paymentMethod.optional(),
    creditPaymentMethod: paymentMethod.optional(),
    paidPaymentMethod: paymentMethod.nullable().optional(),
    paidInFocus: z.enum(['report', 'journal']).optional().openapi({
      description: 'Payments that only Focus shows: told to the bookkeeper, or sent to Yuki by a journal.',
    }),
    paidAccount: accountCode.nullable().optional(),
    debtorAccount: accountCode.nullable().optional(),
    smallDifferenceCents: z.number().int().min(0).max(10_000).optional().openapi({
      description:
        'What may stay open in Yuki of an invoice that counts as paid whole, such as bank costs; in cents.',
    }),
    promptDiscount: z.number().int().min(0).max(1_000).optional().openapi({
      description:
        'The same for discounts for prompt payment, in hundredths of a percent of the invoice: 2 % is 200.',
    }),
    cadence: Cadence.optional().openapi({ description: 'When the connection syncs by itself.' }),
    payments: PaymentCadence.optional().openapi({
      description: 'How often Yuki is asked what was paid, beside the syncs: one call each time.',
    }),
    sendOriginalPdf: z.boolean().optional().openapi({
      description: 'Whether each document takes its original PDF from Focus along to Yuki.',
    }),
  })
  .openapi('SettingsOrder');
export const RecipientOrder = z
  .strictObject({
    address: shortText(2_000).openapi({
      description: 'An e-mail address, or the https address of a webhook.',
    }),
    language: z.enum(languages).default('en'),
    about: z
      .array(z.enum(concerns))
      .min(1)
      .max(10)
      .default([...concerns])
      .openapi({ description: 'What is told: causes by who can cure them.' }),
  })
  .openapi('RecipientOrder');
const decider = { who: shortText(100), reason: shortText(500) };
const anyway = z
  .boolean()
  .optional()
  .openapi({ description: 'Link although Yuki’s last list does not show the same document.' });
const amount = z
  .string()
  .trim()
  .regex(/^-?\d{1,14}\.\d{2}$/, 'is not an amount such as 605.00');
export const ResolutionOrder = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('ignore'), ...decider }),
    z.strictObject({
      action: z.literal('link'),
      ...decider,
      reference: shortText(100)
        .optional()
        .openapi({ description: 'Yuki’s number; the document’s own when left out.' }),
      amount: amount
        .optional()
        .openapi({ description: 'Repeats Yuki’s amount to confirm a document that differs.' }),
      anyway,
    }),
    z.strictObject({ action: z.literal('undo'), ...decider }),
    z.strictObject({ action: z.literal('leave'), ...decider }),
    z.strictObject({ action: z.literal('corrected'), ...decider }),
    z.strictObject({
      action: z.literal('removePayments'),
      ...decider,
      amount: amount.optional().openapi({
        description:
          'Repeats what Focus shows as paid in all, to confirm; left out: the refusal says what would be removed.',
      }),
    }),
    z.strictObject({
      action: z.literal('sendAgain'),
      ...decider,
      number: shortText(100).openapi({ description: 'Repeats the document’s number to confirm.' }),
    }),
  ])
  .openapi('ResolutionOrder');
const documents = z
  .number()
  .int()
  .positive()
  .openapi({ description: 'Repeats how many documents wait, to confirm.' });
export const HoldResolutionOrder = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('ignore'), ...decider, documents }),
    z.strictObject({ action: z.literal('link'), ...decider, documents: documents.optional(), anyway }),
  ])
  .openapi('HoldResolutionOrder');
export const ChooseRelationOrder = z
  .strictObject({
    who: shortText(100),
    reason: shortText(500),
    relationId: shortText(64)
      .nullable()
      .openapi({ description: 'Null: the customer is none of the relations, and gets a new one.' }),
  })
  .openapi('ChooseRelationOrder');
export const AdoptOrder = z
  .strictObject({
    who: shortText(100),
    reason: shortText(500),
    documents: z
      .union([z.literal('agreeing'), z.array(shortText(20)).min(1).max(10_000)])
      .openapi({ description: 'All that agree in everything, or the ids of single documents.' }),
  })
  .openapi('AdoptOrder');
export const DocumentsQuery = z.object({
  state: z.enum(documentStates).optional(),
  cause: z.string().max(64).optional(),
  search: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(40).optional(),
});

export type SettingsOrder = z.output<typeof SettingsOrder>;
export type RecipientOrder = z.output<typeof RecipientOrder>;
export type MappingsOrder = z.output<typeof MappingsOrder>;
export type ConnectAnswers = z.output<typeof ConnectAnswers>;
export type ResolutionOrder = z.output<typeof ResolutionOrder>;
export type HoldResolutionOrder = z.output<typeof HoldResolutionOrder>;
export type ChooseRelationOrder = z.output<typeof ChooseRelationOrder>;
export type AdoptOrder = z.output<typeof AdoptOrder>;
export type DocumentsQuery = z.output<typeof DocumentsQuery>;
