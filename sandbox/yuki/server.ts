// The HTTP side of the pretend Yuki of one country: paths, methods, headers, sizes, faults by plan and the call
// log. What an operation answers is dispatch.ts's business.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { CallLog, LoggedCall, System } from '../infra/call-log.ts';
import type { FaultPlan, Faults } from '../infra/faults.ts';
import { answer, services } from './dispatch.ts';
import type { Notes, Office } from './dispatch.ts';
import type { Service } from './operation.ts';
import { actionOf, faultEnvelope, readRequest, SoapFault, versionOf } from './soap.ts';
import type { SoapRequest, SoapVersion } from './soap.ts';
import type { YukiState } from './state.ts';
import type { YukiSwitches } from './switches.ts';

export interface Premises {
  /** Read at every request, because loading another world replaces them. */
  state: () => YukiState;
  other: () => YukiState;
  switches: () => YukiSwitches;
  log: CallLog;
  faults: Faults;
}

interface Reply {
  status: number;
  type: string;
  body: string;
  outcome: string;
  detail?: string;
}

interface Ticket {
  system: System;
  operation: string;
  notes: Notes;
}

const html502 =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n';

/** The listener of one country's host. Every SOAP request is logged exactly once. */
export function createListener(premises: Premises): RequestListener {
  return (request, response) => {
    serve(premises, request, response).catch((problem: unknown) => {
      // A mistake of the sandbox itself must not look like something Yuki answers.
      const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
      if (!response.headersSent) response.writeHead(599, { 'content-type': 'text/plain' });
      response.end(`The sandbox itself failed: ${text}`);
    });
  };
}

async function serve(premises: Premises, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
  const name = /\/ws\/(\w+)\.asmx$/i.exec(url.pathname)?.[1]?.toLowerCase();
  const service = name === undefined ? undefined : services[name];
  if (service === undefined) return plain(response, 404, 'The resource cannot be found.');
  if (request.method === 'GET') return describe(response, url, name ?? '', service);
  if (request.method !== 'POST') return plain(response, 405, 'The HTTP verb used is not allowed.');
  const contentType = request.headers['content-type'] ?? '';
  const version = versionOf(contentType);
  const body = await readBody(request, premises.switches().maximumRequestBytes);
  const action = actionOf(version ?? '1.1', contentType, header(request, 'soapaction'));
  const ticket: Ticket = {
    system: `yuki-${premises.state().country}`,
    operation: action?.replace(/^.*\//, '') || 'unknown',
    notes: { references: [] },
  };
  if (version === null) {
    log(premises, ticket, 415, 'refused', 'content type');
    return plain(response, 415, `HTTP Error 415: the content type '${contentType}' is not supported.`);
  }
  if (body === null) {
    log(premises, ticket, 500, 'refused', 'request too large');
    return plain(response, 500, 'Maximum request length exceeded.');
  }
  const parsed = parse(body, version, action);
  if (!(parsed instanceof SoapFault)) ticket.operation = parsed.operation;
  await answerWithPlan(premises, response, ticket, service, version, parsed);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parse(body: string, version: SoapVersion, action: string | null): SoapRequest | SoapFault {
  try {
    return readRequest(body, version, action);
  } catch (fault) {
    if (fault instanceof SoapFault) return fault;
    throw fault;
  }
}

async function answerWithPlan(
  premises: Premises,
  response: ServerResponse,
  ticket: Ticket,
  service: Service,
  version: SoapVersion,
  parsed: SoapRequest | SoapFault,
): Promise<void> {
  const plan = premises.faults.take('yuki', ticket.operation);
  if (plan?.kind === 'drop-before') {
    log(premises, ticket, null, 'dropped-before');
    response.socket?.destroy();
    return;
  }
  if (plan?.kind === 'delay') await pause(plan.delayMs ?? 1000);
  const planned = plan === null ? null : unprocessed(plan, version, premises.switches());
  const reply = planned ?? work(premises, ticket, service, version, parsed, plan);
  if (plan?.kind === 'drop-after') {
    log(premises, ticket, null, 'dropped-after', reply.detail);
    response.socket?.destroy();
    return;
  }
  if (plan?.kind === 'hold-after' && plan.id !== undefined) {
    log(premises, ticket, null, 'held', reply.detail);
    await Promise.race([premises.faults.waitForRelease(plan.id), gone(response)]);
    if (response.destroyed) return;
  } else {
    log(premises, ticket, reply.status, reply.outcome, reply.detail);
  }
  send(response, plan === null ? reply : spoiled(plan, reply));
}

/** Answers that are given without acting on the request; null when the plan is of another kind. */
function unprocessed(plan: FaultPlan, version: SoapVersion, switches: YukiSwitches): Reply | null {
  const fault = (text: string, outcome: string): Reply => ({
    status: 500,
    type: typeOf(version),
    body: faultEnvelope(version, text, 'Server'),
    outcome,
  });
  switch (plan.kind) {
    case 'html-502':
      return { status: 502, type: 'text/html', body: plan.body ?? html502, outcome: 'html-502' };
    case 'status':
      return { status: plan.status ?? 500, type: 'text/html', body: plan.body ?? '', outcome: 'status' };
    case 'refuse':
      return {
        status: plan.status ?? 503,
        type: 'text/html',
        body: plan.body ?? 'Service Unavailable',
        outcome: 'refused',
      };
    case 'rate-limited':
      return {
        status: 429,
        type: 'text/html',
        body: plan.body ?? 'Too Many Requests',
        outcome: 'rate-limited',
      };
    case 'fault':
      return fault(plan.faultString ?? 'Object reference not set to an instance of an object.', 'fault');
    case 'quota':
      return fault(plan.faultString ?? switches.quotaFaultText, 'quota');
    default:
      return null;
  }
}

function work(
  premises: Premises,
  ticket: Ticket,
  service: Service,
  version: SoapVersion,
  parsed: SoapRequest | SoapFault,
  plan: FaultPlan | null,
): Reply {
  const switches = premises.switches();
  const office: Office = { state: premises.state(), other: premises.other(), switches };
  try {
    if (parsed instanceof SoapFault) throw parsed;
    const done = answer(office, service, parsed, plan, ticket.notes);
    const outcome = done.refused > 0 ? 'refused' : 'ok';
    return { status: 200, type: typeOf(version), body: done.xml, outcome, detail: done.detail };
  } catch (fault) {
    if (!(fault instanceof SoapFault)) throw fault;
    const outcome = fault.message === switches.quotaFaultText ? 'quota' : 'fault';
    const text = switches.faultPrefix + fault.message;
    return {
      status: 500,
      type: typeOf(version),
      body: faultEnvelope(version, text, fault.code),
      outcome,
      detail: fault.message,
    };
  }
}

/** The answer after it was acted on, spoiled on its way back. */
function spoiled(plan: FaultPlan, reply: Reply): Reply {
  if (plan.kind === 'truncated')
    return { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length * 0.6)) };
  if (plan.kind === 'malformed') {
    return { ...reply, body: plan.body ?? reply.body.replace(/<\/soap:Body>/, '</soap:Boddy>') };
  }
  return reply;
}

function typeOf(version: SoapVersion): string {
  return version === '1.1' ? 'text/xml; charset=utf-8' : 'application/soap+xml; charset=utf-8';
}

function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed) return;
  response.writeHead(reply.status, {
    'content-type': reply.type,
    'content-length': Buffer.byteLength(reply.body),
  });
  response.end(reply.body);
}

function plain(response: ServerResponse, status: number, body: string): void {
  send(response, { status, type: 'text/html; charset=utf-8', body, outcome: '' });
}

function describe(response: ServerResponse, url: URL, name: string, service: Service): void {
  const wanted = [...url.searchParams.keys()].map((key) => key.toLowerCase());
  const operations = Object.entries(service).map(
    ([operation, { order }]) => `${operation}(${order.join(', ')})`,
  );
  if (wanted.includes('wsdl') || wanted.includes('op') || url.search === '') {
    const text = `This is a pretend ${name}.asmx without a WSDL. Its operations and their parameters in order:\n${operations.join('\n')}\n`;
    send(response, { status: 200, type: 'text/plain; charset=utf-8', body: text, outcome: '' });
  } else
    plain(response, 500, `Request format is unrecognized for URL unexpectedly ending in '${url.search}'.`);
}

function gone(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
  });
}

/** The body as UTF-8 text; null when it is larger than allowed (what is over is read and thrown away). */
async function readBody(request: IncomingMessage, maximum: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maximum) chunks.push(chunk);
  }
  return size > maximum ? null : Buffer.concat(chunks).toString('utf8');
}

function log(premises: Premises, ticket: Ticket, status: number | null, outcome: string, detail = ''): void {
  const call: Omit<LoggedCall, 'n' | 'at'> = {
    system: ticket.system,
    operation: ticket.operation,
    status,
    outcome,
    references: ticket.notes.references,
  };
  premises.log.add(detail === '' ? call : { ...call, detail });
}
