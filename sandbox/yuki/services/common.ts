// The calls that every service has (yuki-api.md 2.3): domains, administrations, language. Authenticate is not
// here, because it needs no session: see dispatch.ts.
import { SoapFault } from '../soap.ts';
import type { Call, Operation, Service } from '../operation.ts';
import type { Books } from '../books.ts';
import { tag, wrap } from '../xml.ts';

const plainRoot = 'xmlns=""';
const id = (value: string): string => `ID="${value}"`;

const common = (
  order: readonly string[],
  result: Operation['result'],
  run: (call: Call) => string,
): Operation => ({
  order,
  right: 'none',
  data: false,
  result,
  run,
});

function administration(books: Books): string {
  return wrap(
    'Administration',
    [
      tag('Name', books.name),
      tag('AddressLine', ''),
      tag('Postcode', ''),
      tag('City', ''),
      tag('Country', books.country),
      tag('CoCNumber', books.cocNumber),
      tag('VATNumber', books.vatNumber),
      tag('StartDate', '2016-01-01'),
      tag('DomainID', books.domainId),
      tag('Active', books.active),
    ].join(''),
    id(books.id),
  );
}

/** The administrations that the session sees: those of the chosen domain, or all when none is chosen. */
function seen(call: Call): Books[] {
  const chosen = call.session.domainId;
  return call.home.reach(call.session.key).filter((books) => chosen === null || books.domainId === chosen);
}

export const commonOperations: Service = {
  Domains: common(['sessionID'], 'document', (call) =>
    wrap(
      'Domains',
      call.home
        .domainsOf(call.session.key)
        .map((domain) => wrap('Domain', tag('Name', domain.name) + tag('URL', ''), id(domain.id)))
        .join(''),
      plainRoot,
    ),
  ),
  GetCurrentDomain: common(['sessionID'], 'document', (call) => {
    const domain = call.home.domains.get(call.session.domainId ?? '');
    const inner = domain === undefined ? '' : wrap('Domain', tag('Name', domain.name), id(domain.id));
    return wrap('Domains', inner, plainRoot);
  }),
  SetCurrentDomain: common(['sessionID', 'domainID'], 'none', (call) => {
    const wanted = call.parameters.text('domainID').toLowerCase();
    if (!call.home.domainsOf(call.session.key).some((domain) => domain.id === wanted)) {
      throw new SoapFault(call.switches.texts.wrongCountry);
    }
    call.session.domainId = wanted;
    return '';
  }),
  Administrations: common(['sessionID'], 'document', (call) =>
    wrap('Administrations', seen(call).map(administration).join(''), plainRoot),
  ),
  AdministrationID: common(['sessionID', 'administrationName'], 'plain', (call) => {
    const name = call.parameters.text('administrationName');
    const found = seen(call).find((books) => books.name === name);
    if (found === undefined) throw new SoapFault(call.switches.texts.noAdministration);
    return found.id;
  }),
  Companies: common(['sessionID'], 'document', (call) =>
    wrap(
      'Companies',
      seen(call)
        .map((books) => wrap('Company', tag('Name', books.name) + tag('Active', books.active), id(books.id)))
        .join(''),
      plainRoot,
    ),
  ),
  Language: common(['sessionID'], 'plain', (call) => call.session.language ?? call.switches.messageLanguage),
  SetLanguage: common(['sessionID', 'language'], 'none', (call) => {
    const language = call.parameters.text('language').toLowerCase();
    if (!/^(nl|fr|en)(-[a-z]{2})?$/.test(language)) throw new SoapFault('The language is not supported');
    call.session.language = language;
    return '';
  }),
};
