/** The shape in which the settings of the export are shown. */

import { z } from '@hono/zod-openapi';
import { Cadence, PaymentCadence } from './orders.ts';

export const SettingsAnswer = z
  .object({
    connectionId: z.string(),
    allowedCurrencies: z.array(z.string()),
    defaultAccount: z.string().nullable(),
    discountAccount: z.string().nullable(),
    paymentMethod: z.string(),
    creditPaymentMethod: z.string(),
    paidPaymentMethod: z.string().nullable(),
    paidInFocus: z.enum(['report', 'journal']),
    paidAccount: z.string().nullable(),
    debtorAccount: z.string().nullable(),
    smallDifferenceCents: z.number().int(),
    promptDiscount: z.number().int(),
    sendOriginalPdf: z.boolean(),
    cadence: Cadence,
    payments: PaymentCadence,
    vatRates: z.array(
      z.object({ taxRateId: z.string(), description: z.string(), account: z.string().nullable() }),
    ),
    checkedAgain: z.number().int().openapi({
      description: 'Documents that are checked again because of this change; 0 when nothing was changed.',
    }),
  })
  .openapi('Settings');

export type SettingsAnswer = z.output<typeof SettingsAnswer>;
