// The recorded histories (`npm run record-histories`), and ways to tamper with one.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type HistoryEvent = { eventId: string; eventType: string } & Record<string, unknown>;

export interface RecordedHistory {
  readonly name: string;
  readonly workflowId: string;
  readonly events: readonly HistoryEvent[];
}

const folder = fileURLToPath(new URL('./histories/', import.meta.url));

export function recordedHistories(): RecordedHistory[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file) => {
      const text = readFileSync(`${folder}${file}`, 'utf8');
      const { workflowId, events } = JSON.parse(text) as Omit<RecordedHistory, 'name'>;
      return { name: file.replace('.json', ''), workflowId, events };
    });
}

/** The names of the activities that a history asked for, in their order. */
export function activitiesIn({ events }: RecordedHistory): string[] {
  return events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled === undefined ? [] : [(scheduled as { activityType: { name: string } }).activityType.name],
  );
}

export function workflowTypeOf({ events }: RecordedHistory): string {
  const started = events[0]?.workflowExecutionStartedEventAttributes as
    { workflowType: { name: string } } | undefined;
  return started?.workflowType.name ?? '';
}

/** The same history with another activity in the place of one. */
export function withActivityRenamed(history: RecordedHistory, from: string, to: string): RecordedHistory {
  const text = JSON.stringify(history.events).replace(
    `"activityType":{"name":"${from}"}`,
    `"activityType":{"name":"${to}"}`,
  );
  return { ...history, events: JSON.parse(text) as HistoryEvent[] };
}

/** The same history without the first event of a type, numbered anew as a server would have. */
export function withoutFirst(history: RecordedHistory, eventType: string): RecordedHistory {
  const gone = history.events.findIndex((event) => event.eventType === eventType);
  const renumbered = (id: string): string => (Number(id) > gone ? String(Number(id) - 1) : id);
  const events = history.events.filter((_, index) => index !== gone);
  const text = JSON.stringify(events).replaceAll(
    /"(\w*[eE]ventId)":"(\d+)"/g,
    (_, key: string, id: string) => `"${key}":"${renumbered(id)}"`,
  );
  return { ...history, events: JSON.parse(text) as HistoryEvent[] };
}
