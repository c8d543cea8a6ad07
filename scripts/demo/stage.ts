// What every chapter needs at hand: the running processes, the doors to our API, to the sandbox and to Temporal, and
// the questions that several chapters ask of them.

import { Client, Connection } from '@temporalio/client';
import type {
  DocumentAnswer,
  DocumentsAnswer,
  HoldAnswer,
  RunAnswer,
  StatusAnswer,
} from '../../client/answers.ts';
import { openApi, Refused, type Api } from '../../client/cli/api.ts';
import { openLedger } from '../../ledger/open.ts';
import { writeSetting } from '../../ledger/settings.ts';
import { temporalConnectionOptions } from '../../platform/temporal.ts';
import type { LocalStack, SandboxAddresses } from '../local-stack.ts';
import { openControl, type SandboxControl } from './sandbox-control.ts';
import type { Teller } from './terminal.ts';
import { StoryFailed, until } from './waiting.ts';

export interface Stage {
  readonly tell: Teller;
  readonly stack: LocalStack;
  readonly sandbox: SandboxAddresses;
  readonly control: SandboxControl;
  readonly api: Api;
  readonly temporal: Client;
  close(): Promise<void>;
}

/** A stage with a connection on it. */
export interface Scene extends Stage {
  readonly connectionId: string;
  readonly entityId: string;
  readonly startDate: string;
}

/**
 * A lost answer is doubted for seconds instead of minutes. These are the settings of the product, in milliseconds;
 * what Temporal itself waits for is not shortened.
 */
const shortened = { wireGrace: 12_000, yukiLag: 2_000, lookAgain: [0, 1_000, 2_000] };

export async function openStage(stack: LocalStack, tell: Teller): Promise<Stage> {
  const { sandbox, config } = stack;
  if (sandbox === null) throw new StoryFailed('The story needs the sandbox.');
  const ledger = openLedger({ url: stack.databaseUrl, keys: config.ledgerKeys, poolSize: 1 });
  try {
    await writeSetting(ledger, 'durations', shortened, new Date());
  } finally {
    await ledger.close();
  }
  const connection = await Connection.connect(temporalConnectionOptions(config));
  return {
    tell,
    stack,
    sandbox,
    control: openControl(sandbox.controlUrl),
    api: openApi(stack.env),
    temporal: new Client({ connection, namespace: config.temporal.namespace }),
    close: () => connection.close(),
  };
}

const at = (connectionId: string): string => `/api/connections/${encodeURIComponent(connectionId)}`;

export function statusOf({ api }: Stage, connectionId: string): Promise<StatusAnswer> {
  return api.get(at(connectionId));
}

export async function holdsOf(scene: Scene): Promise<HoldAnswer[]> {
  return (await scene.api.get<{ holds: HoldAnswer[] }>(`${at(scene.connectionId)}/holds`)).holds;
}

/** All documents, or those in one state, whatever the size of a page. */
export async function documentsOf(
  scene: Scene,
  filter: { state?: string; cause?: string } = {},
): Promise<DocumentAnswer[]> {
  const found: DocumentAnswer[] = [];
  for (let after: string | null = null; ;) {
    const query: URLSearchParams = new URLSearchParams({
      limit: '200',
      ...filter,
      ...(after === null ? {} : { after }),
    });
    const page: DocumentsAnswer = await scene.api.get(
      `${at(scene.connectionId)}/documents?${query.toString()}`,
    );
    found.push(...page.documents);
    if (page.after === null) return found;
    after = page.after;
  }
}

/** Asks for a run; answers its number. */
export async function askForRun(scene: Scene): Promise<number> {
  return (await scene.api.send<{ runNumber: number }>('POST', `${at(scene.connectionId)}/sync`)).runNumber;
}

/** Follows a run to its end, and on into the next one when it answers «more». */
export async function followRun(
  scene: Scene,
  first: number,
  withinMs: number,
  look: (status: StatusAnswer) => void = () => {},
): Promise<RunAnswer> {
  let number = first;
  return until({
    what: `run ${first} to end`,
    withinMs,
    look: async () => {
      look(await statusOf(scene, scene.connectionId));
      const run = await runIfBegun(scene, number);
      if (run === null || run.outcome === null) return null;
      if (run.outcome !== 'more') return run;
      number += 1;
      return null;
    },
  });
}

/** One sync from wish to end; anything but an orderly end stops the story. */
export async function syncNow(scene: Scene, withinMs = 60_000): Promise<RunAnswer> {
  const run = await followRun(scene, await askForRun(scene), withinMs);
  if (run.outcome !== 'done')
    throw new StoryFailed(
      `Run ${run.number} ended with “${run.outcome}”${run.cause === null ? '' : ` (${run.cause})`}, not with “done”.`,
    );
  return run;
}

/** A run is known to the ledger from the moment in which it begins. */
async function runIfBegun(scene: Scene, number: number): Promise<RunAnswer | null> {
  try {
    return await scene.api.get<RunAnswer>(`${at(scene.connectionId)}/runs/${number}`);
  } catch (error) {
    if (error instanceof Refused && error.type === 'unknown-run') return null;
    throw error;
  }
}

/** Waits until all these Focus documents have been accepted by Yuki. */
export async function untilExported(
  scene: Scene,
  focusIds: readonly string[],
  withinMs: number,
  note: (text: string) => void = () => {},
): Promise<DocumentAnswer[]> {
  const wanted = new Set(focusIds);
  return until({
    what: `${focusIds.length} documents to arrive in Yuki`,
    withinMs,
    everyMs: 400,
    look: async () => {
      const documents = (await documentsOf(scene)).filter(({ focusId }) => wanted.has(focusId));
      note(countStates(documents));
      const arrived = documents.filter(({ state }) => state === 'exported' || state === 'settled');
      return arrived.length === wanted.size ? arrived : null;
    },
  });
}

/** `2 sending, 1 exported`. */
export function countStates(documents: readonly { readonly state: string }[]): string {
  const counts = new Map<string, number>();
  for (const { state } of documents) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
}

/** Today where the books are kept, as `yyyy-MM-dd`. */
export function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Brussels' }).format(new Date());
}

/** The number of the last call that the sandbox has seen. */
export async function lastCall({ control }: Stage): Promise<number> {
  return (await control.callsSince(0)).at(-1)?.n ?? 0;
}

/** Books plain invoices of the connected entity for customers that it has already. */
export async function bookInvoices(
  scene: Scene,
  count: number,
  text: string,
): Promise<{ id: string; number: string }[]> {
  const known = (await scene.control.focusDocuments()).filter(
    ({ kind, departmentId, lines, number }) =>
      kind === 'invoice' && number !== null && departmentId === scene.entityId && lines[0]?.rate === 0.21,
  );
  const booked: { id: string; number: string }[] = [];
  for (let place = 0; place < count; place += 1) {
    const model = known[(place * 17) % known.length];
    const rate = model?.lines[0]?.taxRateId;
    if (model === undefined || rate === undefined)
      throw new StoryFailed('The world has no invoice at 21 % to book another like it.');
    const { id, number } = await scene.control.bookInvoice({
      departmentId: model.departmentId,
      customer: { type: model.customer.type, id: model.customer.id },
      date: today(),
      lines: [{ description: `${text} ${place + 1}`, unitPrice: 120 + place * 37.5, taxRateId: rate }],
    });
    booked.push({ id, number: number ?? '' });
  }
  return booked;
}
