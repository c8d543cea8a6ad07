// What is kept of a recorded history: undecoded, and without what only tells which machine recorded it.

export interface RecordedHistory {
  readonly workflowId: string;
  readonly events: readonly HistoryEvent[];
}

export type HistoryEvent = { readonly eventId: string; readonly eventType: string } & Readonly<
  Record<string, unknown>
>;

/** Not read by a replay, and different on every machine. */
const machineOnly = new Set([
  'identity',
  'requestId',
  'taskId',
  'historySizeBytes',
  'workerVersion',
  'binaryChecksum',
  'namespaceId',
  // It names folders of the machine.
  'stackTrace',
]);

/** @throws Error when the text is no history. */
export function scrubbed(workflowId: string, json: string): RecordedHistory {
  const { events } = JSON.parse(json) as { events?: HistoryEvent[] };
  if (events === undefined || events.length === 0) throw new Error(`The history of ${workflowId} is empty.`);
  return { workflowId, events: events.map((event) => scrub(event) as HistoryEvent) };
}

function scrub(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(scrub);
  if (typeof value !== 'object' || value === null) return value;
  // A sticky queue is named for the process that polls it.
  if ((value as { kind?: unknown }).kind === 'TASK_QUEUE_KIND_STICKY') return { ...value, name: 'sticky' };
  const kept = Object.entries(value).filter(([key]) => !machineOnly.has(key));
  return Object.fromEntries(kept.map(([key, part]) => [key, scrub(part)]));
}
