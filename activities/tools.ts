/**
 * What the activities are given by the worker: the ledger, the addresses of the two systems, the clock, and a
 * door to other workflows. Variation enters here and nowhere else (style e).
 */

import type { Dispatcher } from 'undici';
import { localDate } from '../domain/cadence.ts';
import { readDurations, type Durations } from '../domain/durations.ts';
import type { CauseId, ConnectionId, IsoDate } from '../domain/ids.ts';
import type { Ledger } from '../ledger/open.ts';
import type { YukiCountry } from '../domain/yuki-records.ts';
import { readSetting } from '../ledger/settings.ts';
import type { Post } from '../post/post.ts';
import { createYukiTransport, type YukiTransport } from '../yuki/transport.ts';

/** What activities may say to workflows; the worker knows their ids and message names. */
export interface WorkflowDoor {
  /** Starts the hold if need be, and tells it to look (rows first, then this). */
  tellHold(connectionId: ConnectionId, causeId: CauseId, message: 'changed' | 'retry'): Promise<void>;
  /** Tells the connection's workflow if it runs; a stopped one is not woken by news. */
  tellConnection(connectionId: ConnectionId, message: 'documentsReleased' | 'changed'): Promise<void>;
  /**
   * Asks for a run by update-with-start. Throws `DoorRefusal` with the connection's own sentence when it is
   * paused or not active.
   */
  askForRun(connectionId: ConnectionId): Promise<{ runNumber: number }>;
  /** Starts the connection's workflow unless it runs; answers whether it was missing. */
  startConnectionIfMissing(connectionId: ConnectionId): Promise<boolean>;
  startHoldIfMissing(connectionId: ConnectionId, causeId: CauseId): Promise<boolean>;
}

export class DoorRefusal extends Error {
  override readonly name = 'DoorRefusal';
}

export interface Tools {
  readonly ledger: Ledger;
  readonly clock: () => Date;
  readonly door: WorkflowDoor;
  readonly focus: {
    readonly apiUrl: string;
    readonly authUrl: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
  readonly yuki: { readonly be: string; readonly nl: string };
  /** Origin of the console: where people look, and where Focus tells news. */
  readonly consoleUrl: string;
  readonly post: Post;
  /** Names this worker in claims and leases. */
  readonly worker: string;
  readonly dispatcher?: Dispatcher;
  /** One transport per address and time-out, kept for the life of the worker. */
  readonly transports: Map<string, YukiTransport>;
}

/** The transport to one of Yuki's hosts; its sockets are shared by all connections of this worker. */
export function yukiTransport(tools: Tools, country: YukiCountry, timeoutMs: number): YukiTransport {
  const baseUrl = tools.yuki[country];
  const key = `${baseUrl} ${timeoutMs}`;
  const open = tools.transports.get(key);
  if (open !== undefined) return open;
  const made = createYukiTransport({
    baseUrl,
    timeoutMs,
    ...(tools.dispatcher === undefined ? {} : { dispatcher: tools.dispatcher }),
  });
  tools.transports.set(key, made);
  return made;
}

/** The durations in force: the defaults with the ledger's changes laid over them. */
export async function durationsOf(tools: Tools): Promise<Durations> {
  const changes = await readSetting(tools.ledger, 'durations');
  return readDurations((changes ?? {}) as Record<string, unknown>);
}

/** The day by which Yuki's calls are counted (Q-11: assumed to be Brussels's calendar day). */
export function quotaDay(now: Date): IsoDate {
  return localDate(now);
}
