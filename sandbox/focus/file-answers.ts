// The file behind a temporary link (focus-api.md 2.4): no token, no rate limit, and faults by plan under the operation
// name `downloads`. Which links there are is downloads.ts's business.
import type { ServerResponse } from 'node:http';
import { peerGone } from '../infra/http.ts';
import { answerFault, bendAnswer } from './fault-answers.ts';
import { errorAnswer, type FocusParts, type Outgoing } from './outgoing.ts';
import { refusal } from './refusal.ts';

/** What an `oversized` plan sends at most: far more than anybody should read. */
const endlessBytes = 64 * 1024 * 1024;

/** Answers a request for a file; logged once, without the token. */
export async function answerFile(parts: FocusParts, token: string, response: ServerResponse): Promise<void> {
  const plan = parts.faults.take('focus', 'downloads');
  const log = ({ outcome, detail, ...outgoing }: Outgoing, status: number | null = outgoing.status) =>
    void parts.log.add({
      system: 'focus',
      operation: 'downloads',
      status,
      outcome,
      references: [],
      ...(detail === undefined ? {} : { detail }),
    });
  const replaced = await answerFault(parts, plan, response);
  if (replaced === 'dropped') {
    return log({ status: 0, headers: {}, body: '', outcome: 'dropped-before', references: [] }, null);
  }
  const outgoing = replaced ?? fileAnswer(parts, token, plan?.kind === 'malformed');
  if (plan?.kind !== 'oversized') return bendAnswer(parts, plan, response, outgoing, log);
  log({ ...outgoing, outcome: 'fault', detail: 'oversized' });
  return sendEndlessly(response);
}

function fileAnswer(parts: FocusParts, token: string, willBeReplaced: boolean): Outgoing {
  const file = parts.downloads.fetch(token, parts.clock.now());
  if (file === null) return errorAnswer(refusal(404, 'Not found'));
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/pdf',
      ...(willBeReplaced ? {} : { 'Content-Length': String(file.length) }),
    },
    // The PDFs of the sandbox are plain ASCII.
    body: file.toString('latin1'),
    outcome: 'ok',
    references: [],
  };
}

/** Begins like a PDF and says nothing of its length; ends when the reader goes or the bound is reached. */
async function sendEndlessly(response: ServerResponse): Promise<void> {
  const piece = Buffer.alloc(256 * 1024, '-');
  const { gone, stop } = peerGone(response);
  response.writeHead(200, { 'Content-Type': 'application/pdf' });
  response.write('%PDF-1.4\n%');
  for (let sent = 0; sent < endlessBytes && !response.destroyed; sent += piece.length) {
    if (response.write(piece)) continue;
    await Promise.race([new Promise<void>((resolve) => response.once('drain', resolve)), gone]);
  }
  stop();
  response.end();
}
