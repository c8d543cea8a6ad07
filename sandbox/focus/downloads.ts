// Temporary links to the rendered PDF of a document (focus-api.md 2.4): valid for ten minutes, fetched without a token.
import { randomBytes } from 'node:crypto';
import { ok, type Operation } from './context.ts';
import { unknownId } from './reads.ts';
import { fieldRefusal } from './refusal.ts';
import { focusMoment } from './state.ts';

const lifeMs = 10 * 60_000;
const maximumLinks = 10_000;

export interface Downloads {
  operation(kind: 'invoice' | 'creditNote'): Operation;
  /** The PDF behind a link's token, or null when it is unknown or has expired. */
  fetch(token: string, now: Date): Buffer | null;
}

/** A one-page PDF that shows a line of plain text, of at least so many bytes. */
function pdfOf(line: string, leastBytes: number): Buffer {
  const printable = line.replace(/[^ -~]/g, '?').replace(/[()\\]/g, ' ');
  const stream = `BT /F1 24 Tf 72 720 Td (${printable}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  // What is missing in size is a comment, which no reader shows.
  let text = `%PDF-1.4\n${leastBytes === 0 ? '' : `%${'-'.repeat(leastBytes)}\n`}`;
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** No links yet. */
export function createDownloads(): Downloads {
  const links = new Map<string, { line: string; leastBytes: number; expiresAt: number }>();
  return {
    operation: (kind) => (context, fields, caller) => {
      const id = fields.uuid('id', true) ?? '';
      const format = fields.text('format', true);
      fields.refuseIfWrong();
      const document =
        kind === 'invoice' ? context.state.invoices.get(id) : context.state.creditNotes.get(id);
      if (document === undefined) throw unknownId(context.switches().unknownIdStatus);
      // The sandbox renders no UBL.
      if (format !== 'pdf') throw fieldRefusal('format', 'format must be valid');
      const now = context.clock.now().getTime();
      const fileFrom = document.kind === 'invoice' ? document.fileFrom : 0;
      if (fileFrom === null || fileFrom > now) throw fieldRefusal('id', 'id must have a file');
      const token = randomBytes(24).toString('base64url');
      const leastBytes = context.switches().pdfBytes;
      links.set(token, { line: document.number ?? 'draft', leastBytes, expiresAt: now + lifeMs });
      if (links.size > maximumLinks) links.delete(links.keys().next().value as string);
      const expires = focusMoment(new Date(now + lifeMs));
      return ok({ data: { location: `${caller.origin}/downloads/${token}`, expires } });
    },
    fetch(token, now) {
      const link = links.get(token);
      return link === undefined || link.expiresAt <= now.getTime() ? null : pdfOf(link.line, link.leastBytes);
    },
  };
}
