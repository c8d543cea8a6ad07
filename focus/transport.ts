/**
 * Calls operations of the Focus API: authorised, paced, pinned to one API version, renewed once on a 401, and
 * judged. It knows no operation by name and never repeats a request for any other reason (style c).
 */

import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import { errorOfAnswer, errorOfSilence, evidenceOf, parsedOrUndefined, rateOf } from './answers.ts';
import type { Arrived, FocusRate, Mode } from './answers.ts';
import { departure } from './departure.ts';
import { FocusAccessRefused, FocusUnintelligible, FocusUnreachable, focusEvidence } from './errors.ts';
import { largestBody, post, safeAddress } from './wire.ts';

/** The latest dated version of the API; it pins this request only (focus-api 1.3). */
export const focusApiVersion = '2023-09-26';

export interface FocusTransportOptions {
  readonly apiUrl: string;
  readonly dispatcher?: Dispatcher;
  /** For one request, connecting included and waiting for the pace excluded. */
  readonly timeoutMs: number;
  readonly accessToken: () => Promise<string>;
  /** Asked at most once per call, with the token that was refused. Its errors pass through unchanged. */
  readonly renewAccess: (rejectedToken: string) => Promise<string>;
  /** Called before each request with the number of requests, 1. Its errors pass through: nothing is sent. */
  readonly pace: (requests: number) => Promise<void>;
  /** Told after each answer that carries rate headers. Its failure never hides the answer. */
  readonly onRate: (rate: FocusRate) => void | Promise<void>;
  /** Gives up reads, and writes that have not begun. */
  readonly signal?: AbortSignal;
}

export interface WriteOptions {
  /** The attempt's wire deadline; after it nothing is sent and `FocusUnreachable` says `not-sent` (design 4). */
  readonly sendBefore?: Date | undefined;
}

export interface FocusTransport {
  /**
   * Answers what Focus said, read by the schema.
   *
   * @throws FocusUnreachable, FocusRateLimited, FocusAccessRefused, FocusRefused, FocusUnintelligible; the
   * signal's reason when the read is given up.
   */
  read<T>(operation: string, body: object, schema: z.ZodType<T>): Promise<T>;
  /**
   * Returns only when Focus answered with a success, whose body is of no interest.
   *
   * @throws FocusUnreachable (always not sent), FocusRateLimited, FocusAccessRefused, FocusRefused,
   * FocusOutcomeUnknown.
   */
  write(operation: string, body: object, options?: WriteOptions): Promise<void>;
}

interface Call extends WriteOptions {
  readonly operation: string;
  readonly mode: Mode;
  readonly body: string;
}

/** @throws TypeError when the address is neither HTTPS nor loopback. */
export function createFocusTransport(options: FocusTransportOptions): FocusTransport {
  const base = safeAddress(options.apiUrl);

  async function once(call: Call, token: string): Promise<Arrived> {
    await options.pace(1);
    options.signal?.throwIfAborted();
    const answer = await post({
      dispatcher: options.dispatcher,
      url: new URL(`${base}/${call.operation}`),
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
        'x-api-version': focusApiVersion,
      },
      body: call.body,
      timeoutMs: options.timeoutMs,
      signal: call.mode === 'read' ? options.signal : undefined,
      sendBefore: call.sendBefore,
    });
    if (!answer.arrived) throw errorOfSilence(call.operation, call.mode, answer);
    await tellRate(answer);
    return answer;
  }

  async function tellRate(answer: Arrived): Promise<void> {
    const rate = rateOf(answer, new Date());
    if (rate === null) return;
    try {
      await options.onRate(rate);
    } catch {
      // The rate is advice for the next request; losing it must not lose the verdict on this one.
    }
  }

  async function send(call: Call): Promise<Arrived> {
    const token = await options.accessToken();
    let answer = await once(call, token);
    if (answer.status === 401) {
      // A 401 proves that nothing was done, so even a write may be repeated, once (style c).
      answer = await once(call, await options.renewAccess(token));
      if (answer.status === 401) throw new FocusAccessRefused(evidenceOf(call.operation, answer));
    }
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw errorOfAnswer(call.operation, call.mode, answer, new Date());
  }

  return {
    async read(operation, body, schema) {
      return readBy(schema, operation, await send({ operation, mode: 'read', body: spelled(body) }));
    },
    async write(operation, body, writeOptions = {}) {
      await send({ operation, mode: 'write', body: spelled(body), sendBefore: writeOptions.sendBefore });
    },
  };
}

/** @throws RangeError for a message that no operation of ours can produce. */
function spelled(body: object): string {
  const text = JSON.stringify(body);
  if (Buffer.byteLength(text) > largestBody) throw new RangeError('A request to Focus is too large.');
  return text;
}

function readBy<T>(schema: z.ZodType<T>, operation: string, answer: Arrived): T {
  const { status, bodyLost } = answer;
  if (bodyLost === 'too-large')
    throw new FocusUnintelligible(focusEvidence({ operation, status, code: bodyLost }));
  if (bodyLost !== null)
    throw new FocusUnreachable('read', focusEvidence({ operation, status, code: bodyLost }));
  const json = parsedOrUndefined(answer.body);
  if (json === undefined)
    throw new FocusUnintelligible({ ...evidenceOf(operation, answer), code: 'no-json' });
  const reading = schema.safeParse(json);
  if (reading.success) return reading.data;
  // Paths and expectations only: the values may be names and amounts.
  const excerpt = reading.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    .join('; ')
    .slice(0, 300);
  throw new FocusUnintelligible(
    focusEvidence({ operation, status, code: 'schema', excerpt, departure: departure(reading.error) }),
  );
}
