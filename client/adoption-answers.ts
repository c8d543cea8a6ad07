/**
 * The shapes in which the verbs about adoption answer; the others are in answers.ts.
 */

import { z } from '@hono/zod-openapi';
import { documentStates } from './answers.ts';

const moment = z.string().openapi({ format: 'date-time' });
const date = z.string().openapi({ format: 'date' });
const count = z.number().int();
const identity = {
  name: z.string(),
  vatNumber: z.string().nullable(),
  companyNumber: z.string().nullable(),
  postcode: z.string().nullable(),
  city: z.string().nullable(),
};

export const DoubtfulCustomerAnswer = z
  .object({
    customerId: z.string(),
    kind: z.enum(['company', 'contact']),
    ...identity,
    why: z.enum([
      'codeDisagrees',
      'severalCandidates',
      'numberDiffers',
      'nameOnly',
      'otherKind',
      'belongsToAnother',
      'codeAmbiguous',
      'codeRefused',
      'codeNotShown',
    ]),
    since: moment,
    candidates: z.array(
      z.object({
        relationId: z.string(),
        code: z.string().nullable(),
        type: z.enum(['Person', 'Company']).nullable(),
        ...identity,
      }),
    ),
  })
  .openapi('DoubtfulCustomer');
const Proposal = z
  .object({
    documentId: z.string(),
    number: z.string(),
    state: z.enum(documentStates),
    customerCode: z.string().nullable(),
    gross: z.string(),
    disagreements: z.array(z.enum(['customer', 'date', 'amount'])),
    inYuki: z.object({ reference: z.string(), date: date.nullable(), gross: z.string() }),
  })
  .openapi('AdoptionProposal');
export const AdoptionAnswer = z
  .object({
    agreeing: z.array(Proposal).openapi({ description: 'Agree in number, customer, date and amount.' }),
    differing: z.array(Proposal),
    doubtfulCustomers: count,
  })
  .openapi('Adoption');
export const AdoptedAnswer = z.object({ connectionId: z.string(), linked: count }).openapi('Adopted');

export type DoubtfulCustomerAnswer = z.output<typeof DoubtfulCustomerAnswer>;
export type AdoptionAnswer = z.output<typeof AdoptionAnswer>;
export type AdoptedAnswer = z.output<typeof AdoptedAnswer>;
