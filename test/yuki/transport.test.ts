/** The transport against a real socket: what arrives, what an answer or its absence means, and what leaks. */

import { once } from 'node:events';
import { connect as connectTo } from 'node:net';
import { inspect } from 'node:util';
import { Agent } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from '../../yuki/errors.ts';
import { createYukiTransport } from '../../yuki/transport.ts';
import type { TransportCall, WireLine, YukiTransport } from '../../yuki/transport.ts';
import { answer, envelope, fault, openSoapSocket, rejection } from './soap-socket.ts';
import type { Answering, SoapSocket } from './soap-socket.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function world(
  answering: Answering,
  options: { path?: string; timeoutMs?: number; onWire?: (line: WireLine) => void } = {},
): Promise<{ socket: SoapSocket; transport: YukiTransport }> {
  const socket = await openSoapSocket(answering);
  const transport = createYukiTransport({
    baseUrl: socket.url + (options.path ?? ''),
    timeoutMs: options.timeoutMs ?? 5_000,
    ...(options.onWire === undefined ? {} : { onWire: options.onWire }),
  });
  closers.push(
    () => transport.close(),
    () => socket.close(),
  );
  return { socket, transport };
}

const read: TransportCall = {
  service: 'Accounting',
  operation: 'Administrations',
  parameters: [['sessionID', 'S']],
  write: false,
};
const write: TransportCall = { ...read, service: 'Sales', operation: 'ProcessSalesInvoices', write: true };

describe('what arrives at Yuki', () => {
  test('a call is a SOAP 1.1 envelope under the service path with its action in quotes', async () => {
    const { socket, transport } = await world(() => answer('Administrations', '<Administrations xmlns=""/>'));
    await transport.call(read);
    const [call] = socket.calls;
    expect(call?.path).toBe('/ws/Accounting.asmx');
    expect(call?.soapAction).toBe('"http://www.theyukicompany.com/Administrations"');
    expect(call?.contentType).toBe('text/xml; charset=utf-8');
    expect(call?.body).toContain(
      '<soap:Body><Administrations xmlns="http://www.theyukicompany.com/"><sessionID>S</sessionID></Administrations></soap:Body>',
    );
  });

  test('a path in the base address stays in front', async () => {
    const { socket, transport } = await world(() => answer('Administrations', ''), { path: '/yuki/be/' });
    await transport.call(read);
    expect(socket.calls[0]?.path).toBe('/yuki/be/ws/Accounting.asmx');
  });

  test('parameters keep their order, text is escaped and cleaned, null is nil', async () => {
    const { socket, transport } = await world(() => answer('Administrations', ''));
    await transport.call({
      ...read,
      parameters: [
        ['b', 'Jansen & Zn <"\'> ]]> \u0000\u000B\uD83D\uDE00 \uD83D é'],
        ['a', null],
        ['c', true],
        ['d', { rawXml: '<x/>' }],
      ],
    });
    expect(socket.calls[0]?.body).toContain(
      '<b>Jansen &amp; Zn &lt;&quot;&apos;&gt; ]]&gt; \uD83D\uDE00  é</b><a xsi:nil="true"/><c>true</c><d><x/></d>',
    );
  });
});

describe('what an answer means', () => {
  test('a fault comes with HTTP 500 and keeps its words as evidence, not in its message', async () => {
    const { transport } = await world(() => fault('Something &amp; more'));
    const failure = await rejection(transport.call(write));
    expect(failure).toBeInstanceOf(YukiFault);
    expect(failure).toMatchObject({
      operation: 'ProcessSalesInvoices',
      httpStatus: 500,
      delivery: 'unknown',
      access: null,
    });
    expect((failure as YukiFault).faultString).toBe('Something & more');
    expect((failure as YukiFault).message).not.toContain('Something');
    expect(inspect(failure, { depth: 5, showHidden: false })).not.toContain('Something');
    expect(JSON.stringify(failure)).not.toContain('Something');
  });

  test('a fault under HTTP 200 is a fault all the same', async () => {
    const { transport } = await world(() => fault('No', 200));
    expect(await rejection(transport.call(read))).toMatchObject({
      name: 'YukiFault',
      httpStatus: 200,
      delivery: 'refused',
    });
  });

  test('faults about access prove that a write was refused', async () => {
    const { transport } = await world((_, turn) =>
      fault(turn === 1 ? 'Invalid session ID' : 'Invalid access key'),
    );
    expect(await rejection(transport.call(write))).toMatchObject({
      delivery: 'refused',
      access: 'sessionInvalid',
    });
    expect(await rejection(transport.call(write))).toMatchObject({
      delivery: 'refused',
      access: 'accessKeyInvalid',
    });
  });

  test('a fault keeps at most 4,000 characters', async () => {
    const { transport } = await world(() => fault('x'.repeat(10_000)));
    expect(((await rejection(transport.call(read))) as YukiFault).faultString).toHaveLength(4_000);
  });

  test('an HTML page of a gateway leaves a write unknown', async () => {
    const { transport } = await world(() => ({
      status: 502,
      body: '<html><body>Bad gateway</body></html>',
      contentType: 'text/html',
    }));
    const failure = await rejection(transport.call(write));
    expect(failure).toBeInstanceOf(YukiUnreachable);
    expect(failure).toMatchObject({ delivery: 'unknown', reason: 'not-soap', httpStatus: 502 });
  });

  test('an HTML page under HTTP 200 is not an answer of Yuki', async () => {
    const { transport } = await world(() => ({
      body: '<!DOCTYPE html><html><body>Maintenance</body></html>',
    }));
    expect(await rejection(transport.call(read))).toMatchObject({
      name: 'YukiUnreachable',
      reason: 'not-soap',
      httpStatus: 200,
    });
  });

  test('a result under another status than 200 is not trusted', async () => {
    const { transport } = await world(() => ({ ...answer('Administrations', ''), status: 503 }));
    expect(await rejection(transport.call(read))).toMatchObject({ name: 'YukiUnreachable', httpStatus: 503 });
  });

  test.each([
    ['a truncated answer', answer('ProcessSalesInvoices', '<A>1</A>').body.slice(0, -30)],
    ['an answer without its result', envelope('<OtherResponse/>')],
    [
      'mismatched tags',
      envelope('<ProcessSalesInvoicesResponse><ProcessSalesInvoicesResult></ProcessSalesInvoicesResponse>'),
    ],
    ['two roots', `${envelope('')}<more/>`],
    ['an endless nest', answer('ProcessSalesInvoices', '<a>'.repeat(200) + '</a>'.repeat(200)).body],
  ])('%s is unintelligible and leaves a write unknown', async (_, body) => {
    const { transport } = await world(() => ({ body }));
    const failure = await rejection(transport.call(write));
    expect(failure).toBeInstanceOf(YukiUnintelligible);
    expect(failure).toMatchObject({ delivery: 'unknown' });
    expect((failure as YukiUnintelligible).excerpt).toBe(body.slice(0, 4_000));
  });

  test('entities of a document type are never expanded: the answer is refused', async () => {
    const laughs =
      '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>';
    const body = laughs + answer('Administrations', '&c;').body.replace(/^<\?xml[^>]*>/, '');
    const { transport } = await world(() => ({ body }));
    expect(await rejection(transport.call(read))).toMatchObject({
      name: 'YukiUnintelligible',
      problem: 'it brings a document type',
    });
  });

  test('an answer beyond 64 MB is given up', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, ' ');
    const { transport } = await world(
      () => async (response) => {
        for (let sent = 0; sent < 66 && !response.destroyed; sent += 1) {
          if (!response.write(megabyte))
            await Promise.race([once(response, 'drain'), once(response, 'close')]);
        }
        response.end();
      },
      { timeoutMs: 60_000 },
    );
    expect(await rejection(transport.call(write))).toMatchObject({
      name: 'YukiUnintelligible',
      problem: 'it is larger than 64 MB',
      delivery: 'unknown',
    });
  }, 60_000);

  test('broken UTF-8 is unintelligible', async () => {
    const { transport } = await world(() => (response) => {
      response.end(
        Buffer.concat([Buffer.from(answer('Administrations', '').body), Buffer.from([0xff, 0xfe])]),
      );
    });
    expect(await rejection(transport.call(read))).toMatchObject({
      name: 'YukiUnintelligible',
      problem: 'it is not UTF-8',
    });
  });
});

describe('what the absence of an answer means', () => {
  test('a refused connection means that nothing was sent', async () => {
    const { socket, transport } = await world(() => 'drop');
    await socket.close();
    expect(await rejection(transport.call(write))).toMatchObject({
      name: 'YukiUnreachable',
      delivery: 'not-sent',
      reason: 'no-connection',
      code: 'ECONNREFUSED',
    });
  });

  test('a host that does not exist means that nothing was sent', async () => {
    const transport = createYukiTransport({ baseUrl: 'http://yuki.invalid', timeoutMs: 5_000 });
    closers.push(() => transport.close());
    expect(await rejection(transport.call(write))).toMatchObject({
      delivery: 'not-sent',
      reason: 'no-connection',
    });
  });

  test('a line that is lost after the bytes leaves a write unknown, and it is not repeated', async () => {
    const { socket, transport } = await world(() => 'drop');
    expect(await rejection(transport.call(write))).toMatchObject({ delivery: 'unknown', reason: 'dropped' });
    expect(socket.operations()).toEqual(['ProcessSalesInvoices']);
  });

  test('a line that is lost within the answer leaves a write unknown', async () => {
    const { transport } = await world(() => (response) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write('<soap:Envelope>', () => response.destroy());
    });
    expect(await rejection(transport.call(write))).toMatchObject({ delivery: 'unknown', reason: 'dropped' });
  });

  test('an answer that is not HTTP leaves a write unknown', async () => {
    const { transport } = await world(
      () => (response) => void response.socket?.end('Yuki says hello\r\n\r\n'),
    );
    expect(await rejection(transport.call(write))).toMatchObject({ delivery: 'unknown', reason: 'dropped' });
  });

  test('an answer that does not come in time leaves a write unknown', async () => {
    const { transport } = await world(() => () => undefined, { timeoutMs: 150 });
    expect(await rejection(transport.call(write))).toMatchObject({
      delivery: 'unknown',
      reason: 'timed-out',
    });
  });

  test('an answer that trickles in longer than the time-out is given up', async () => {
    const { transport } = await world(
      () => (response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
      { timeoutMs: 200 },
    );
    expect(await rejection(transport.call(write))).toMatchObject({ reason: 'timed-out' });
  });
});

describe('the last moment before the bytes leave', () => {
  test('what beforeBytes throws stops the call and reaches the caller unchanged', async () => {
    const { socket, transport } = await world(() => answer('ProcessSalesInvoices', ''));
    const stop = new Error('The wire deadline has passed.');
    const failure = await rejection(transport.call({ ...write, beforeBytes: () => Promise.reject(stop) }));
    expect(failure).toBe(stop);
    expect(socket.calls).toEqual([]);
  });

  test('a process that freezes between permission and connection sends nothing', async () => {
    const socket = await openSoapSocket(() => answer('ProcessSalesInvoices', ''));
    closers.push(() => socket.close());
    const dispatcher = new Agent({
      connect: (options, callback) => {
        const connection = connectTo(Number(options.port), options.hostname, () => {
          const frozenUntil = Date.now() + 250;
          while (Date.now() < frozenUntil);
          callback(null, connection);
        });
      },
    });
    closers.push(() => dispatcher.destroy());
    const transport = createYukiTransport({ baseUrl: socket.url, timeoutMs: 100, dispatcher });
    const failure = await rejection(transport.call(write));
    expect(failure).toMatchObject({ name: 'YukiUnreachable', delivery: 'not-sent' });
    expect(socket.calls).toEqual([]);
  });
});

test('the wire log and all evidence are without secrets and PDFs', async () => {
  const lines: WireLine[] = [];
  const { transport } = await world(() => fault('Key KEY-1 has no rights in session SES-1'), {
    onWire: (line) => lines.push(line),
  });
  const failure = await rejection(
    transport.call({
      ...write,
      parameters: [
        ['accessKey', 'KEY-1'],
        ['sessionId', 'SES-1'],
        ['xmlDoc', { rawXml: '<DocumentBase64>JVBERi0x</DocumentBase64>' }],
      ],
      secrets: ['KEY-1', 'SES-1'],
    }),
  );
  expect((failure as YukiFault).faultString).toBe('Key [removed] has no rights in session [removed]');
  expect(lines.map((line) => line.direction)).toEqual(['request', 'answer']);
  expect(JSON.stringify(lines)).not.toMatch(/KEY-1|SES-1|JVBER/);
  expect(lines[0]?.text).toContain('<DocumentBase64>[8 characters]</DocumentBase64>');
});
