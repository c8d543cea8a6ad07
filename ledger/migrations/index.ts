// The migrations in the order in which they apply, listed by hand so that nothing is found by scanning folders.

import type { Kysely } from 'kysely';
import * as firstTables from './0001-first-tables.ts';
import * as adoption from './0002-adoption.ts';
import * as dryRun from './0003-dry-run.ts';
import * as entityTags from './0004-entity-tags.ts';
import * as resolutions from './0005-resolutions.ts';
import * as budgets from './0006-budgets.ts';
import * as leftAlone from './0007-left-alone.ts';
import * as attachedPdfs from './0008-attached-pdfs.ts';
import * as codingTries from './0009-coding-tries.ts';
import * as paymentsBothWays from './0010-payments-both-ways.ts';
import * as afterExport from './0011-after-export.ts';
import * as messages from './0012-messages.ts';
import * as webhooks from './0013-webhooks.ts';
import * as keptDecisions from './0014-kept-decisions.ts';
import * as missingItems from './0015-missing-items.ts';
import * as paidInFocus from './0016-paid-in-focus.ts';
import * as quietLists from './0017-quiet-lists.ts';
import * as quietRuns from './0018-quiet-runs.ts';
import * as journalLines from './0019-journal-lines.ts';

export interface LedgerMigration {
  readonly name: string;
  readonly up: (db: Kysely<never>, schema: string) => Promise<void>;
}

export const migrations: readonly LedgerMigration[] = [
  firstTables,
  adoption,
  dryRun,
  entityTags,
  resolutions,
  budgets,
  leftAlone,
  attachedPdfs,
  codingTries,
  paymentsBothWays,
  afterExport,
  messages,
  webhooks,
  keptDecisions,
  missingItems,
  paidInFocus,
  quietLists,
  quietRuns,
  journalLines,
];
