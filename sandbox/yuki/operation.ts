// What an operation of a service is: its parameters in WSDL order, the right it needs, the shape of its result,
// and the call it works on. The services fill these in; dispatch.ts runs them.
import type { FaultPlan } from '../infra/faults.ts';
import type { Books } from './books.ts';
import type { Parameters } from './soap.ts';
import { SoapFault } from './soap.ts';
import type { Domain, Session, YukiState } from './state.ts';
import type { YukiSwitches } from './switches.ts';

export interface Call {
  state: YukiState;
  /** The state that issued the key: the other country's for a key on the wrong host. */
  home: YukiState;
  session: Session;
  switches: YukiSwitches;
  parameters: Parameters;
  plan: FaultPlan | null;
  /** Noted for the call log. */
  references: string[];
  /** Set when documents were refused although the answer is HTTP 200. */
  refused: number;
  detail: string;
}

export interface Operation {
  /** Parameter names in WSDL order; the first is the session's, or there is none. */
  order: readonly string[];
  right: 'none' | 'Sales' | 'Financial' | 'Vat' | 'Contacts' | 'ContactsRead';
  /** Data calls fault on the wrong host and without a chosen domain; common calls do not (1.1). */
  data: boolean;
  /** A document that a switch may turn into an escaped string, plain markup, or no result element at all. */
  result: 'document' | 'plain' | 'none';
  run(call: Call): string;
}

export type Service = Record<string, Operation>;

/** The language of labels in this session. */
export function languageOf(call: Call): 'nl' | 'en' {
  const language = call.session.language ?? call.switches.messageLanguage;
  return language.startsWith('nl') ? 'nl' : 'en';
}

/** The administration that a parameter names. Throws SoapFault when the key does not reach it. */
export function booksOf(call: Call, parameter = 'administrationID'): Books {
  const books = call.state.books(call.parameters.text(parameter));
  const reached = books !== null && call.state.reach(call.session.key).includes(books);
  if (!reached || books.domainId !== call.session.domainId) {
    throw new SoapFault(call.switches.texts.noAdministration);
  }
  return books;
}

/** The session's domain; one named in the parameters must be it. */
export function domainOf(call: Call): Domain {
  const named = call.parameters.has('domainID') ? call.parameters.text('domainID').toLowerCase() : '';
  const domain = call.state.domains.get(call.session.domainId ?? '');
  if (domain === undefined || (named !== '' && named !== domain.id)) {
    throw new SoapFault(call.switches.texts.wrongCountry);
  }
  return domain;
}
