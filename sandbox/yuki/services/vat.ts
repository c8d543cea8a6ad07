// Vat.asmx (yuki-api.md 5.2): the VAT codes of an administration that are active.
import { decimal, hundredthsOfPercent } from '../money.ts';
import { booksOf } from '../operation.ts';
import type { Call, Service } from '../operation.ts';
import type { VatCode } from '../world.ts';
import { tag, typed, wrap } from '../xml.ts';

function vatCode(code: VatCode): string {
  const day = (date: string | null): string | null => (date === null ? null : `${date}T00:00:00`);
  return wrap(
    'VATCode',
    [
      tag('description', code.description),
      tag('type', code.type),
      tag('typeDescription', code.typeDescription),
      tag('percentage', decimal(hundredthsOfPercent(code.percentage))),
      ...(code.country === null ? [] : [tag('country', code.country)]),
      typed('startDate', day(code.startDate)),
      typed('endDate', day(code.endDate)),
    ].join(''),
  );
}

function activeCodes(call: Call): string {
  const today = call.state.clock.now().toISOString().slice(0, 10);
  const active = booksOf(call).vatCodes.filter((code) => code.endDate === null || code.endDate >= today);
  const rows = (call.plan?.kind === 'empty-list' ? [] : active).map(vatCode).join('');
  return call.switches.vatListForm === 'typed' ? rows : wrap('VATCodes', rows, 'xmlns=""');
}

export const vatOperations: Service = {
  ActiveVATCodesList: {
    order: ['sessionID', 'administrationID'],
    right: 'Vat',
    data: true,
    result: 'plain',
    run: activeCodes,
  },
};
