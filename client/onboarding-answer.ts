/** The shape in which a connection that is being set up shows its next step and what there is to choose from. */

import { z } from '@hono/zod-openapi';
import { onboardingSteps } from '../workflows/messages.ts';

export const OnboardingAnswer = z
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
    accountsCount: z.number().int(),
    proposedAccounts: z.object({
      accountPerRate: z.record(z.string(), z.string()),
      defaultAccount: z.string().nullable(),
    }),
    useInstead: z.string().nullable(),
  })
  .openapi('Onboarding');

export type OnboardingAnswer = z.output<typeof OnboardingAnswer>;
