// Attachments in the two pretend systems: how large and how late a PDF of Focus may be, what goes wrong with its
// file by plan, and what Yuki does with one that is too large (focus-api.md 2.4, yuki-api.md 3.7).
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { focusDesk } from './focus-desk.ts';
import { authenticate, imported, invoice, openOffice, send, type Office } from './yuki-office.ts';

describe('a file of Focus', () => {
  const desk = focusDesk('small');
  const link = async (): Promise<string> => {
    const [{ id }] = (await desk.ask('invoices.list')).data;
    return (await desk.ask('invoices.download', { id, format: 'pdf' })).data.location as string;
  };
  const plan = (order: object) => desk.control('POST', '/faults', { operation: 'downloads', ...order });

  it('is as large as the switch says, and is logged without its link', async () => {
    await desk.control('PATCH', '/switches', { pdfBytes: 500_000 });
    const file = await (await fetch(await link())).text();
    expect(file.startsWith('%PDF-1.4')).toBe(true);
    expect(file.length).toBeGreaterThan(500_000);
    expect(file.length).toBeLessThan(502_000);
    const logged = desk.sandbox.parts.log.since(0).filter(({ operation }) => operation === 'downloads');
    expect(logged).toMatchObject([{ system: 'focus', status: 200, outcome: 'ok', references: [] }]);
  });

  it('fails, is cut, or is no PDF by plan', async () => {
    await plan({ kind: 'status', status: 503 });
    expect((await fetch(await link())).status).toBe(503);
    await plan({ kind: 'drop-before' });
    await expect(fetch(await link())).rejects.toThrow();
    await plan({ kind: 'truncated' });
    await expect(fetch(await link()).then((answer) => answer.text())).rejects.toThrow();
    await plan({ kind: 'malformed' });
    expect(await (await fetch(await link())).text()).toBe('{"data": [<not json');
  });

  it('has no end by plan, and says nothing of its length', async () => {
    await plan({ kind: 'oversized' });
    const answer = await fetch(await link());
    expect(answer.headers.get('content-length')).toBeNull();
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(60_000_000);
  });
});

describe('a PDF that comes with an invoice', () => {
  let office: Office;
  let session: string;
  beforeEach(async () => {
    office = await openOffice();
    session = await authenticate(office.be);
  });
  afterEach(() => office.close());

  const pdf = Buffer.from('%PDF-1.4 six');
  const withPdf = (reference: string) =>
    invoice({
      reference,
      afterHeader: `<DocumentFileName>a.pdf</DocumentFileName><DocumentBase64>${pdf.toString('base64')}</DocumentBase64>`,
    });

  it('is kept by name, size and digest', async () => {
    await send(office.be, session, withPdf('1'));
    const sha256 = createHash('sha256').update(pdf).digest('hex');
    expect(imported(office)[0]?.pdf).toEqual({ fileName: 'a.pdf', bytes: 12, sha256 });
  });

  it('may be as large as the switch says, and not a byte more', async () => {
    office.switches.patch({ maximumAttachmentBytes: 12 });
    await send(office.be, session, withPdf('1'));
    office.switches.patch({ maximumAttachmentBytes: 11 });
    await send(office.be, session, withPdf('2'));
    expect(imported(office).map(({ reference }) => reference)).toEqual(['1']);
  });

  it('when too large refuses its document, the whole message, or nothing but itself', async () => {
    office.switches.patch({ maximumAttachmentBytes: 11 });
    const answer = await send(office.be, session, withPdf('1'), invoice({ reference: '2' }));
    expect(answer.all('Succeeded')).toEqual(['false', 'true']);
    expect(answer.all('Message')[0]).toBe('The size of the document file exceeds the maximum');
    office.switches.patch({ largeAttachment: 'refuse-message' });
    const fault = await send(office.be, session, withPdf('3'), invoice({ reference: '4' }));
    expect([fault.status, fault.fault]).toEqual([500, 'Maximum request length exceeded.']);
    office.switches.patch({ largeAttachment: 'ignore' });
    await send(office.be, session, withPdf('5'));
    expect(imported(office).map(({ reference, pdf: kept }) => [reference, kept])).toEqual([
      ['2', null],
      ['5', null],
    ]);
  });
});
