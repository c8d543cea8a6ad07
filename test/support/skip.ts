// Tests that need a part which a fresh machine may lack. Without the part they are skipped by name with its
// install line; with REQUIRE_ALL=1, as continuous integration sets it, they fail instead.

import { describe, test } from 'vitest';
import { isExecutable, onPath } from '../../tools/temporal/check-binary.ts';
import { cachedBinaryPath } from '../../tools/temporal/find-binary.ts';
import { postgresPrograms } from '../../tools/postgres.ts';

export type Part = 'chromium' | 'postgres' | 'docker-compose' | 'temporal';

type Search = { readonly name: string; readonly install: string; readonly find: () => string | null };

const parts: Record<Part, Search> = {
  chromium: {
    name: 'Chromium',
    install: 'apt-get install chromium',
    find: () =>
      process.env.CHROMIUM_PATH ||
      ['chromium', 'chromium-browser', 'google-chrome']
        .map((name) => onPath(name, process.env.PATH))
        .find((path) => path !== null) ||
      null,
  },
  postgres: {
    name: 'a PostgreSQL server',
    install: 'apt-get install postgresql',
    find: postgresPrograms,
  },
  'docker-compose': {
    name: 'docker-compose',
    install: 'apt-get install docker-compose',
    find: () => onPath('docker-compose', process.env.PATH),
  },
  temporal: {
    name: 'the Temporal CLI',
    install: 'npm run ensure-temporal',
    find: () =>
      process.env.TEMPORAL_ADDRESS ||
      process.env.TEMPORAL_CLI_PATH ||
      onPath('temporal', process.env.PATH) ||
      (isExecutable(cachedBinaryPath()) ? cachedBinaryPath() : null),
  },
};

export type Needed = {
  /** Null when everything is there, else what is missing and how to get it. */
  readonly missing: string | null;
  /** The program (for PostgreSQL the folder of its programs). @throws Error when it is missing. */
  path(part: Part): string;
  test(name: string, run: () => Promise<void> | void, timeoutMs?: number): void;
  /** A group whose hooks do not run when it is skipped. */
  describe(name: string, define: () => void): void;
};

/** What is missing, with its install line, or null. */
export function missingPart(part: Part): string | null {
  const { name, install, find } = parts[part];
  return find() === null ? `needs ${name}: ${install}` : null;
}

/** `needs('chromium').test('a sentence of fact', …)`: runs, is skipped by name, or fails when all is required. */
export function needs(...wanted: readonly Part[]): Needed {
  const missing = wanted.map(missingPart).find((reason) => reason !== null) ?? null;
  const isRequired = process.env.REQUIRE_ALL === '1';
  const refuse = (): never => {
    throw new Error(`This test ${missing ?? 'can run'}`);
  };
  return {
    missing,
    path(part) {
      const path = parts[part].find();
      if (path === null) throw new Error(`This test ${missingPart(part) ?? ''}`);
      return path;
    },
    test(name, run, timeoutMs) {
      if (missing === null) test(name, run, timeoutMs);
      else if (isRequired) test(name, refuse);
      else test.skip(`${name} [${missing}]`, run);
    },
    describe(name, define) {
      if (missing === null) describe(name, define);
      else if (isRequired) describe(name, () => test('everything that it needs is there', refuse));
      else describe.skip(`${name} [${missing}]`, define);
    },
  };
}
