/**
 * Vat.asmx: the VAT codes that are active in an administration (yuki-api 5.2). Linking them to Focus's rates is
 * left to the domain; the list is never hard-coded.
 */

import type { YukiAdministrationId } from '../domain/ids.ts';
import type { YukiVatCode } from '../domain/yuki-records.ts';
import { dateOf, requiredBasisPoints, requiredInteger, textOf } from './fields.ts';
import type { YukiServices } from './session.ts';
import { listOf } from './soap.ts';
import type { XmlElement } from './xml.ts';

/** Understands the typed list and the one inside `VATCodes`. Descriptions follow the session's language. */
export async function activeVatCodes(
  services: YukiServices,
  administrationId: YukiAdministrationId,
): Promise<YukiVatCode[]> {
  return services.call(
    {
      service: 'Vat',
      operation: 'ActiveVATCodesList',
      parameters: [['administrationID', administrationId]],
    },
    (result) => listOf(result, 'VATCode').map(readVatCode),
  );
}

function readVatCode(code: XmlElement): YukiVatCode {
  return {
    description: textOf(code, 'description') ?? '',
    type: requiredInteger(code, 'type'),
    typeDescription: textOf(code, 'typeDescription'),
    percentage: requiredBasisPoints(code, 'percentage'),
    country: textOf(code, 'country')?.toUpperCase() ?? null,
    startDate: dateOf(code, 'startDate'),
    endDate: dateOf(code, 'endDate'),
  };
}
