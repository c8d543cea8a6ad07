/**
 * The body of an answer: bounded in size, decoded as UTF-8, and read by readers whose surprises become
 * YukiUnintelligible with evidence. What a status or a fault means is left to the transport.
 */

import { setImmediate } from 'node:timers/promises';
import { YukiUnintelligible } from './errors.ts';
import type { TransportCall } from './transport.ts';
import { withoutSecrets } from './wire-text.ts';
import { XmlProblem } from './xml.ts';

/** The largest answer that is read: a list of 50,000 open items is about 50 MB (yuki-api 4.2). */
export const answerLimitBytes = 64 * 1024 * 1024;

/** So much is read before others have their turn; a few milliseconds of work. */
const partBytes = 64 * 1024;

function unintelligible(call: TransportCall, problem: string, excerpt: string): YukiUnintelligible {
  const shown = withoutSecrets(excerpt, call.secrets ?? []);
  return new YukiUnintelligible({ operation: call.operation, problem, excerpt: shown, write: call.write });
}

/** Runs a reader of the answer; what surprises it becomes YukiUnintelligible with the beginning of the answer. */
export function intelligibly<T>(call: TransportCall, answer: string, read: () => T): T {
  try {
    return read();
  } catch (problem) {
    if (problem instanceof XmlProblem) throw unintelligible(call, problem.message, answer);
    throw problem;
  }
}

/** Passes the bytes on and refuses an answer that is too large. */
export async function* bounded(
  body: AsyncIterable<Uint8Array>,
  call: TransportCall,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > answerLimitBytes) throw unintelligible(call, 'it is larger than 64 MB', '');
    // What came while the last chunk was read comes as one, however much it is.
    for (let start = 0; start < chunk.byteLength; start += partBytes) {
      if (start > 0) await setImmediate();
      yield chunk.subarray(start, start + partBytes);
    }
  }
}

/** UTF-8 as text, across the borders of chunks; broken UTF-8 is unintelligible. */
export async function* decoded(body: AsyncIterable<Uint8Array>, call: TransportCall): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch (problem) {
      if (problem instanceof TypeError) throw unintelligible(call, 'it is not UTF-8', '');
      throw problem;
    }
  };
  for await (const chunk of body) yield decode(chunk);
  yield decode();
}

export async function wholeText(body: AsyncIterable<Uint8Array>, call: TransportCall): Promise<string> {
  const parts: string[] = [];
  for await (const part of decoded(body, call)) parts.push(part);
  return parts.join('');
}
