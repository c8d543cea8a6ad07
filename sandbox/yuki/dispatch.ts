// From a SOAP request to its answer, in the order in which Yuki refuses: session, country, quota, rights, then the
// operation itself. Sockets, faults by plan and the call log are server.ts's business.
import type { FaultPlan } from '../infra/faults.ts';
import type { Call, Operation, Service } from './operation.ts';
import { giveBackCall, takeCall } from './quota.ts';
import { accountingInfoOperations } from './services/accounting-info.ts';
import { accountingOperations } from './services/accounting.ts';
import { commonOperations } from './services/common.ts';
import { contactOperations } from './services/contact.ts';
import { salesOperations } from './services/sales.ts';
import { vatOperations } from './services/vat.ts';
import { answerEnvelope, Parameters, referencesIn, SoapFault, yukiNamespace } from './soap.ts';
import type { SoapRequest } from './soap.ts';
import type { Domain, Session, YukiState } from './state.ts';
import type { YukiSwitches } from './switches.ts';
import { escapeXml } from './xml.ts';

/** Services by lower-case name, because IIS does not mind the case of a path. */
export const services: Record<string, Service> = {
  sales: salesOperations,
  accounting: accountingOperations,
  accountinginfo: accountingInfoOperations,
  vat: vatOperations,
  contact: contactOperations,
  domains: {},
};

export interface Answered {
  xml: string;
  references: string[];
  refused: number;
  detail: string;
}

export interface Office {
  state: YukiState;
  other: YukiState;
  switches: YukiSwitches;
}

/** Where a call's references are kept even when it ends in a fault. */
export interface Notes {
  references: string[];
}

/** Answers a request. Throws SoapFault for everything that Yuki answers with HTTP 500. */
export function answer(
  office: Office,
  service: Service,
  request: SoapRequest,
  plan: FaultPlan | null,
  notes: Notes,
): Answered {
  notes.references.push(...referencesIn(request.element));
  if (request.operation === 'Authenticate') return authenticate(office, request);
  const operation = service[request.operation] ?? commonOperations[request.operation];
  if (operation === undefined) {
    throw new SoapFault(
      `Server did not recognize the value of HTTP Header SOAPAction: ${yukiNamespace}${request.operation}.`,
      'Client',
    );
  }
  const parameters = new Parameters(request.element, operation.order);
  const { state, other, switches } = office;
  const session = sessionOf(office, operation, parameters);
  const call: Call = {
    state,
    home: session.foreign ? other : state,
    session,
    switches,
    parameters,
    plan,
    references: notes.references,
    refused: 0,
    detail: '',
  };
  if (session.foreign && operation.data) throw new SoapFault(switches.texts.wrongCountry);
  const domain = state.domains.get(session.domainId ?? '') ?? null;
  // A portal key must choose its domain before any data call (1.1, 2.3).
  if (domain === null && operation.data) throw new SoapFault(switches.texts.wrongCountry);
  return counted(domain, office, () => {
    checkRight(operation, session, switches);
    const result = operation.run(call);
    return {
      xml: answerEnvelope(request.version, request.operation, shaped(operation, result, switches)),
      references: call.references,
      refused: call.refused,
      detail: call.detail,
    };
  });
}

function shaped(operation: Operation, result: string, switches: YukiSwitches): string | null {
  if (operation.result === 'none') return null;
  return operation.result === 'document' && switches.resultForm === 'escaped' ? escapeXml(result) : result;
}

/** A call without session parameter (the schema's address) still passes as a guest. */
const guest: Session = {
  id: '',
  key: { key: '', kind: 'portal', id: '', rights: [], withdrawn: false },
  at: 0,
  domainId: null,
  language: null,
  foreign: false,
};

function sessionOf(office: Office, operation: Operation, parameters: Parameters): Session {
  const name = operation.order[0];
  if (name === undefined) return guest;
  const session = office.state.session(parameters.text(name), office.switches.sessionHours);
  if (session === null) throw new SoapFault(office.switches.texts.invalidSession);
  return session;
}

function authenticate(office: Office, request: SoapRequest): Answered {
  const { state, other, switches } = office;
  const given = new Parameters(request.element, ['accessKey']).text('accessKey');
  const own = state.keys.get(given);
  const foreign =
    own === undefined && switches.wrongCountryFaultsAt === 'data' ? other.keys.get(given) : undefined;
  const key = own ?? foreign;
  if (key === undefined || key.withdrawn) throw new SoapFault(switches.texts.invalidKey);
  const open = (): Answered => {
    const home = own === undefined ? other : state;
    const session = state.openSession(key, own === undefined, home, switches.newSessionEndsOld);
    return {
      xml: answerEnvelope(request.version, 'Authenticate', session.id),
      references: [],
      refused: 0,
      detail: '',
    };
  };
  const domains = own === undefined ? [] : state.domainsOf(key);
  const domain = switches.quotaCountsAuthenticate && domains.length === 1 ? (domains[0] ?? null) : null;
  return counted(domain, office, open);
}

/** Runs a call on the day's number of its domain; a fault gives the call back when a switch says so. */
function counted(domain: Domain | null, office: Office, run: () => Answered): Answered {
  if (domain === null) return run();
  if (!takeCall(domain, office.state.clock.now(), office.switches)) {
    throw new SoapFault(office.switches.quotaFaultText);
  }
  try {
    return run();
  } catch (fault) {
    if (fault instanceof SoapFault && !office.switches.quotaCountsFaults) giveBackCall(domain);
    throw fault;
  }
}

function checkRight(operation: Operation, session: Session, switches: YukiSwitches): void {
  const { rights } = session.key;
  const has = (...wanted: (typeof rights)[number][]): boolean =>
    rights.includes('All') || wanted.some((right) => rights.includes(right));
  const allowed = (): boolean => {
    switch (operation.right) {
      case 'none':
        return true;
      case 'Vat':
        return switches.vatRight === 'any' || has('Vat', switches.vatRight);
      case 'ContactsRead':
        return has('Contacts', 'ContactsReadOnly');
      default:
        return has(operation.right);
    }
  };
  if (!allowed()) throw new SoapFault(switches.texts.noRights);
}
