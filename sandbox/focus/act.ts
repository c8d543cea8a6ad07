// One act of a person in the pretend Focus: the schema of its body and the code that carries it out.
import type { z } from 'zod';

export interface Act {
  schema: z.ZodType;
  run: (body: never) => unknown;
}

/** Joins a schema to the code that runs with what it yields. */
export const act = <S extends z.ZodType>(schema: S, run: (body: z.output<S>) => unknown): Act => ({
  schema,
  run,
});
