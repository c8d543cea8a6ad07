// What the table of rules is about: every rule and scenario by its id, in our own words, and whether a test has to
// prove it. The rows stand in the files beside this one; judging them against a report is left to `judge.ts`.

export interface Rule {
  /** `R-EXP-3`, `E-5a` or `S-72`. */
  readonly id: string;
  /** One short sentence: what is so, or what we do. */
  readonly says: string;
  /** Why no test of ours can prove it: a fact about others. Null when a test has to. */
  readonly fact: string | null;
}

export interface Chapter {
  readonly title: string;
  readonly rules: readonly Rule[];
}

/** A rule that a named test has to prove. */
export const rule = (id: string, says: string): Rule => ({ id, says, fact: null });

/** Something that others do, which no test of ours can prove. */
export const fact = (id: string, says: string, why: string): Rule => ({ id, says, fact: why });
