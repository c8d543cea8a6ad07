// Focus's webhooks: registered by address and type, delivered without signature, and as unreliable as the switches
// say: late, doubled, out of order or lost (focus-api.md 7).
import type { Switches } from '../infra/switches.ts';
import { done, ok, type Operation } from './context.ts';
import { fieldRefusal } from './refusal.ts';

const types = new Set([
  ...['drafted', 'booked', 'updated', 'sent', 'deleted', 'paymentRegistered', 'paymentRemoved'].map(
    (event) => `invoice.${event}`,
  ),
  ...['booked', 'updated', 'sent', 'deleted'].map((event) => `creditNote.${event}`),
  ...['invoice', 'creditNote'].flatMap((subject) => [
    `${subject}.peppolSubmissionSucceeded`,
    `${subject}.peppolSubmissionFailed`,
  ]),
  ...['company', 'contact'].flatMap((subject) =>
    ['added', 'updated', 'deleted'].map((event) => `${subject}.${event}`),
  ),
  'account.deactivated',
  'account.deleted',
  'user.deactivated',
]);

const maximumAddresses = 1_000;
const keptDeliveries = 1_000;

export interface Delivery {
  at: string;
  url: string;
  type: string;
  subjectId: string;
  /** HTTP status; null when the address could not be reached; `dropped` when a switch lost it. */
  result: number | null | 'dropped';
}

export interface Webhooks {
  register(url: string, wanted: string[]): void;
  unregister(url: string, unwanted: string[]): void;
  list(): { url: string; types: string[] }[];
  emit(type: string, subject: { type: string; id: string }): void;
  deliveries(): Delivery[];
  /** Forgets registrations and ends deliveries under way. */
  close(): void;
}

/** No registrations. `accountId` stands in every payload. */
export function createWebhooks(accountId: string, switches: () => Switches, now: () => Date): Webhooks {
  const registered = new Map<string, Set<string>>();
  const deliveries: Delivery[] = [];
  const ending = new AbortController();
  let emitted = 0;
  let waiting: (() => void) | null = null;

  const note = (delivery: Omit<Delivery, 'at'>): void => {
    deliveries.push({ at: now().toISOString(), ...delivery });
    if (deliveries.length > keptDeliveries) deliveries.shift();
  };
  const deliver = async (url: string, type: string, subject: { type: string; id: string }): Promise<void> => {
    let result: number | null = null;
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ type, subject, account: { type: 'account', id: accountId } }),
        redirect: 'manual',
        signal: AbortSignal.any([ending.signal, AbortSignal.timeout(5_000)]),
      });
      result = answer.status;
      await answer.body?.cancel();
    } catch {
      // No retry policy is documented: a delivery that fails is noted and forgotten.
    }
    note({ url, type, subjectId: subject.id, result });
  };
  const later = (act: () => void): void => {
    const { webhookDelayMs, webhookReorder } = switches();
    const send = () => void setTimeout(act, webhookDelayMs).unref();
    if (!webhookReorder) return send();
    // Out of order in pairs: the first of two waits for the second.
    if (waiting === null) {
      waiting = send;
      return undefined;
    }
    const first = waiting;
    waiting = null;
    send();
    setTimeout(first, 1).unref();
    return undefined;
  };

  return {
    register(url, wanted) {
      if (!registered.has(url) && registered.size >= maximumAddresses) {
        throw fieldRefusal('url', 'url must be valid');
      }
      registered.set(url, new Set([...(registered.get(url) ?? []), ...wanted]));
    },
    unregister(url, unwanted) {
      const left = [...(registered.get(url) ?? [])].filter((type) => !unwanted.includes(type));
      if (left.length === 0) registered.delete(url);
      else registered.set(url, new Set(left));
    },
    list: () =>
      [...registered]
        .map(([url, wanted]) => ({ url, types: [...wanted].toSorted() }))
        .toSorted((a, b) => (a.url < b.url ? -1 : 1)),
    emit(type, subject) {
      for (const [url, wanted] of registered) {
        if (!wanted.has(type)) continue;
        emitted += 1;
        const { webhookDropEvery, webhookCopies } = switches();
        if (webhookDropEvery > 0 && emitted % webhookDropEvery === 0) {
          note({ url, type, subjectId: subject.id, result: 'dropped' });
          continue;
        }
        for (let copy = 0; copy < webhookCopies; copy += 1) later(() => void deliver(url, type, subject));
      }
    },
    deliveries: () => [...deliveries],
    close() {
      registered.clear();
      ending.abort();
    },
  };
}

/** webhooks.register, .list and .unregister. */
export function webhookOperations(webhooks: () => Webhooks): Record<string, Operation> {
  const read = (change: (url: string, named: string[]) => void): Operation => {
    return (context, fields) => {
      const url = fields.text('url', true) ?? '';
      const named = fields.list('types', true) ?? [];
      const allowed = context.switches().webhookHttpAllowed ? ['https:', 'http:'] : ['https:'];
      if (url !== '' && !(URL.canParse(url) && allowed.includes(new URL(url).protocol))) {
        fields.wrong('url', 'must be valid');
      }
      if (!named.every((type) => typeof type === 'string' && types.has(type))) {
        fields.wrong('types', 'must be valid');
      } else if (named.length === 0) fields.wrong('types', 'must not be empty');
      fields.refuseIfWrong();
      change(url, named as string[]);
      return done;
    };
  };
  return {
    'webhooks.register': read((url, named) => webhooks().register(url, named)),
    'webhooks.unregister': read((url, named) => webhooks().unregister(url, named)),
    'webhooks.list': () => ok({ data: webhooks().list() }),
  };
}
