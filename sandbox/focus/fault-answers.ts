// Carries out planned faults on the Focus socket: before the operation (refuse, delay, drop, a foreign answer) or
// after it (drop, hold, spoil the body). What the plans are is infra/faults.ts's business.
import type { ServerResponse } from 'node:http';
import type { FaultPlan } from '../infra/faults.ts';
import { peerGone } from '../infra/http.ts';
import { refusal } from './refusal.ts';
import { errorAnswer, send, type FocusParts, type Outgoing } from './outgoing.ts';

const pause = (response: ServerResponse, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** What a plan says instead of the operation; null when the operation runs. The operation has changed nothing yet. */
export async function answerFault(
  parts: FocusParts,
  plan: FaultPlan | null,
  response: ServerResponse,
): Promise<Outgoing | 'dropped' | null> {
  if (plan === null) return null;
  const { state } = parts.context;
  const fault = (status: number, title: string, headers: Record<string, string> = {}): Outgoing => ({
    ...errorAnswer(refusal(status, title), headers),
    outcome: 'fault',
  });
  switch (plan.kind) {
    case 'delay':
      await pause(response, plan.delayMs ?? 1_000);
      return response.destroyed ? 'dropped' : null;
    case 'drop-before':
      response.destroy();
      return 'dropped';
    case 'refuse':
    case 'reject-document':
      return errorAnswer(refusal(plan.status ?? 400, plan.message ?? 'The request was refused'));
    case 'fault':
      return fault(plan.status ?? 500, plan.faultString ?? plan.message ?? 'Internal server error');
    case 'status':
      return {
        ...fault(plan.status ?? 503, plan.message ?? 'Service unavailable'),
        ...(plan.body === undefined ? {} : { body: plan.body, headers: { 'Content-Type': 'text/plain' } }),
      };
    case 'html-502':
      return {
        ...fault(502, 'html-502'),
        headers: { 'Content-Type': 'text/html' },
        body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
      };
    case 'rate-limited':
    case 'quota': {
      const reset = new Date(Date.now() + (plan.delayMs ?? 1_000));
      return errorAnswer(refusal(429, 'Rate limit exceeded'), {
        'X-RateLimit-Limit': String(state.ratePerMinute),
        'X-RateLimit-Remaining': '0',
        'X-RateLimit-Reset': reset.toISOString().replace('Z', '+0000'),
      });
    }
    default:
      return null;
  }
}

/** Sends the answer as the plan spoils it, and logs it once it is known how it ended. */
export async function bendAnswer(
  parts: FocusParts,
  plan: FaultPlan | null,
  response: ServerResponse,
  outgoing: Outgoing,
  log: (outgoing: Outgoing, status?: number | null) => void,
): Promise<void> {
  switch (plan?.kind) {
    case 'drop-after':
      log({ ...outgoing, outcome: 'dropped-after' }, null);
      response.destroy();
      return;
    case 'hold-after': {
      const { gone, stop } = peerGone(response);
      await Promise.race([parts.faults.waitForRelease(plan.id ?? ''), gone]);
      stop();
      if (response.destroyed) return log({ ...outgoing, outcome: 'dropped-after' }, null);
      break;
    }
    case 'malformed':
      log({ ...outgoing, outcome: 'fault', detail: 'malformed' });
      return send(response, { ...outgoing, body: '{"data": [<not json' });
    case 'truncated': {
      log({ ...outgoing, outcome: 'fault', detail: 'truncated' });
      const whole = Buffer.from(outgoing.body);
      response.writeHead(outgoing.status, { ...outgoing.headers, 'Content-Length': String(whole.length) });
      response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => response.destroy());
      return;
    }
    default:
      break;
  }
  log(outgoing);
  send(response, outgoing);
}
