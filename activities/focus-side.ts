/**
 * Focus's side of the daily comparison: its lists over the dates of the plan, and every document that they leave out
 * asked for by itself, because absence from a list proves nothing. A deletion is visible in no other way: no list by
 * change time shows it (R-CHG-2, focus-api 8). Requests are bounded for each run, and it goes on where it was left.
 */

import { Context } from '@temporalio/activity';
import { viewOfWhole } from '../domain/changes.ts';
import type { CauseId } from '../domain/ids.ts';
import type { CheckPlan } from '../ledger/after-export-tables.ts';
import { carried, noteGoneFromFocus, noteWhole, unreadLines } from '../ledger/changes.ts';
import { noteStillThere, savePlan, unseenSince, type UnseenDocument } from '../ledger/completeness-checks.ts';
import { getDocument, noteFound, withdraw } from '../ledger/documents.ts';
import { readOrBlame } from './blame.ts';
import type { JoinedConnection } from './connection-record.ts';
import type { FocusDesk } from './focus-desk.ts';
import type { Tools } from './tools.ts';

/** Pages of Focus's lists that one run looks at; 100 documents each. */
const pagesPerRun = 40;
/** Documents that one run asks for by themselves. */
const documentsPerRun = 50;

export interface FocusSide {
  /** False when it goes on with the next run. */
  readonly done: boolean;
  /** Causes that fewer documents wait for now. */
  readonly causes: readonly CauseId[];
}

/** @throws PaceLater when Focus's pace asks to wait; what was seen until then is stored. */
export async function lookAtFocus(
  tools: Tools,
  connection: JoinedConnection,
  focus: FocusDesk,
  plan: CheckPlan,
): Promise<FocusSide> {
  const causes = new Set<CauseId>();
  if (!(await walkLists(tools, connection, focus, plan, causes))) return { done: false, causes: [...causes] };
  const since = new Date(plan.startedAt);
  const unseen = await unseenSince(tools.ledger, connection.id, plan.windows, since, documentsPerRun);
  for (const document of unseen) await askFor(tools, connection, focus, document, causes);
  const rest = documentsPerRun - unseen.length;
  const unread = rest <= 0 ? [] : await unreadLines(tools.ledger, connection.id, rest);
  for (const document of unread)
    await askFor(tools, connection, focus, { ...document, state: 'exported' }, causes);
  return { done: unseen.length < documentsPerRun, causes: [...causes] };
}

/** Answers whether all lists were walked through to their end. */
async function walkLists(
  tools: Tools,
  connection: JoinedConnection,
  focus: FocusDesk,
  plan: CheckPlan,
  causes: Set<CauseId>,
): Promise<boolean> {
  let { place, kind, nextPage } = plan;
  let pagesLeft = pagesPerRun;
  for (;;) {
    const window = plan.windows[place];
    if (window === undefined) return true;
    // An entry whose id cannot be read was reported by the sweep that met it first.
    const pages = focus.api.documentsDated(kind, connection.entityId, window, nextPage, () => {});
    for await (const found of pages) {
      Context.current().heartbeat();
      // What no sweep has found is found here: it is exported like any other.
      const noted = await noteFound(tools.ledger, connection.id, found, tools.clock());
      for (const cause of noted.causes) causes.add(cause);
      nextPage += 1;
      await savePlan(tools.ledger, connection.id, { ...plan, place, kind, nextPage });
      pagesLeft -= 1;
      if (pagesLeft <= 0) return false;
    }
    if (kind === 'creditNote') place += 1;
    kind = kind === 'invoice' ? 'creditNote' : 'invoice';
    nextPage = 1;
    await savePlan(tools.ledger, connection.id, { ...plan, place, kind, nextPage });
  }
}

/** One document by itself: gone, a draft again, or what it is now. */
async function askFor(
  tools: Tools,
  connection: JoinedConnection,
  focus: FocusDesk,
  { id, kind, focusId, state }: UnseenDocument,
  causes: Set<CauseId>,
): Promise<void> {
  const { ledger } = tools;
  Context.current().heartbeat();
  const blame = { key: 'document-unreadable' as const, subject: null };
  const read = await readOrBlame(focus.api, () => focus.api.document(kind, focusId), blame);
  const now = tools.clock();
  // It is there, and nobody can say what it is now; its next change is looked at again.
  if ('finding' in read) return noteStillThere(ledger, id, now);
  const document = read.found;
  const isGone = document === null || !document.booked;
  const isElsewhere = document !== null && document.entityId !== connection.entityId;
  if (isGone && (carried.includes(state) || state === 'ignored'))
    return noteGoneFromFocus(ledger, id, document === null ? 'deleted' : 'unbooked', now);
  if (isGone || (isElsewhere && !carried.includes(state) && state !== 'ignored')) {
    // Nothing is owed to Yuki, and what waited with it for a cause is told.
    const waited = await getDocument(ledger, id);
    if (!(await withdraw(ledger, id, now))) return;
    const left = waited?.causeId ?? waited?.releasedCauseId ?? null;
    if (left !== null) causes.add(left);
    return;
  }
  const view = viewOfWhole(document);
  if (view !== null && carried.includes(state)) await noteWhole(ledger, id, view, now);
  else await noteStillThere(ledger, id, now);
}
