// The one JSON document that describes everything in the sandbox: both pretend systems, the switches that differ from
// their defaults, and what the tenant intends (for the comparison of the two sides).
import { z } from 'zod';
import { focusWorldSchema, uuid, type FocusWorldInput } from '../focus/world.ts';
import { readSwitches } from '../infra/switches.ts';
import { yukiWorldSchema, type YukiWorld } from '../yuki/world.ts';

export const expectationsSchema = z.strictObject({
  /** The Focus entity and the Yuki administration that belong together. */
  entityId: uuid,
  administrationId: z.string().min(1),
  /** The Yuki VAT code that the tenant intends for each Focus rate. */
  vat: z.array(
    z.strictObject({ taxRateId: uuid, yukiType: z.int(), percentage: z.number().min(0).max(100) }),
  ),
  /** The default account per Focus rate, for lines without a category. */
  accounts: z.array(z.strictObject({ taxRateId: uuid, account: z.string().min(1) })),
  defaultAccount: z.string().min(1),
  codePrefix: z.string().optional(),
});
export type Expectations = z.output<typeof expectationsSchema>;

export interface World {
  name: string;
  /** The moment at which the world begins; absent: the real one. */
  clock?: string | undefined;
  focus: FocusWorldInput;
  yuki: { be: YukiWorld; nl: YukiWorld };
  /** Switches that differ from their defaults. */
  switches?: Record<string, unknown> | undefined;
  expectations: Expectations;
}

export const worldSchema = z.strictObject({
  name: z.string().min(1).max(100),
  clock: z.iso.datetime({ offset: true }).optional(),
  focus: focusWorldSchema,
  yuki: z.strictObject({ be: yukiWorldSchema, nl: yukiWorldSchema }),
  switches: z
    .record(z.string(), z.unknown())
    .optional()
    .superRefine((switches, context) => {
      try {
        readSwitches(switches ?? {});
      } catch (error) {
        if (!(error instanceof z.ZodError)) throw error;
        for (const issue of error.issues) context.addIssue({ code: 'custom', message: issue.message });
      }
    }),
  expectations: expectationsSchema,
});

/** What is wrong with an input, in one sentence that names the first places. */
export function sentenceOf(error: z.ZodError, what: string): string {
  const places = error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || what}: ${issue.message}`);
  const more = error.issues.length > 3 ? ` (and ${error.issues.length - 3} more)` : '';
  return `The ${what} is not valid: ${places.join('; ')}${more}.`;
}

/** A world from JSON. Throws an Error with a sentence that names what is wrong. */
export function parseWorld(value: unknown): World {
  const parsed = worldSchema.safeParse(value);
  if (!parsed.success) throw new Error(sentenceOf(parsed.error, 'world'));
  return parsed.data;
}
