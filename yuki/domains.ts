/**
 * The calls about domains and administrations that every Yuki service offers (yuki-api 2.3). Asked of
 * Accounting.asmx, whose right the connector needs anyway.
 */

import type { YukiAdministrationId, YukiDomainId } from '../domain/ids.ts';
import type { YukiAdministration } from '../domain/yuki-records.ts';
import { attributeOf, flagOf, guidText, requiredText, textOf } from './fields.ts';
import type { YukiServices } from './session.ts';
import { listOf } from './soap.ts';
import { XmlProblem } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** The administrations that the key can see: one, or many for a portal's key. Ids are in lower case. */
export async function administrations(services: YukiServices): Promise<YukiAdministration[]> {
  return services.call({ service: 'Accounting', operation: 'Administrations', parameters: [] }, (result) =>
    listOf(result, 'Administration').map(readAdministration),
  );
}

/** Chooses a domain for the session that is in use; a renewed session needs `chooseDomain` of YukiServices. */
export async function setCurrentDomain(services: YukiServices, domainId: YukiDomainId): Promise<void> {
  await services.call(
    {
      service: 'Accounting',
      operation: 'SetCurrentDomain',
      parameters: [['domainID', domainId]],
      empty: true,
    },
    () => undefined,
  );
}

function readAdministration(administration: XmlElement): YukiAdministration {
  const id = guidText(attributeOf(administration, 'ID'));
  if (id === null) throw new XmlProblem('an administration has no ID');
  return {
    id: id as YukiAdministrationId,
    domainId: guidText(textOf(administration, 'DomainID')) as YukiDomainId | null,
    name: requiredText(administration, 'Name'),
    country: textOf(administration, 'Country')?.toUpperCase() ?? null,
    vatNumber: textOf(administration, 'VATNumber'),
    active: flagOf(administration, 'Active') ?? true,
  };
}
