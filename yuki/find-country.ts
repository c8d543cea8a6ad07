/**
 * Finds the country host on which an access key opens a company, decided by a real data read, because sessions
 * and lists of administrations can succeed on the wrong host (yuki-api 1.1). Used once, when connecting.
 */

import type { Dispatcher } from 'undici';
import type { YukiDomainId } from '../domain/ids.ts';
import type { YukiAccount, YukiAdministration, YukiCountry } from '../domain/yuki-records.ts';
import { glAccounts } from './accounting-info.ts';
import { administrations, setCurrentDomain } from './domains.ts';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from './errors.ts';
import { guidText } from './fields.ts';
import { createYukiServices } from './session.ts';
import type { CallOutcome, YukiServices } from './session.ts';
import { createYukiTransport } from './transport.ts';
import type { WireLine, YukiTransport } from './transport.ts';

export interface FindCountryOptions {
  readonly urls: Readonly<Record<YukiCountry, string>>;
  readonly accessKey: string;
  /** The administration's id as Teamleader's form calls it; compared without regard to case (yuki-api 2.1). */
  readonly companyId: string;
  readonly timeoutMs: number;
  readonly dispatcher?: Dispatcher;
  readonly onWire?: (line: WireLine) => void;
  readonly beforeCall?: (operation: string) => Promise<void>;
  readonly afterCall?: (operation: string, outcome: CallOutcome) => Promise<void>;
  /**
   * Whether a fault's text says something about the moment rather than the key, such as a spent quota; then
   * nothing is concluded and the fault is thrown. The texts are the domain's table; absent: none do.
   */
  readonly isPassing?: (faultString: string) => boolean;
}

export interface CountryFound {
  readonly country: YukiCountry;
  readonly administration: YukiAdministration;
  readonly accounts: readonly YukiAccount[];
  /** Every administration that the key can see, on either host. */
  readonly reachable: readonly YukiAdministration[];
  /** The session in use on that host, a secret, to be stored so that the next call needs no new one. */
  readonly session: string;
  /** The domain that had to be chosen before data could be read; null when the session needs none. */
  readonly chosenDomain: YukiDomainId | null;
}

export interface CountryRefused {
  readonly refused: 'access-key' | 'company-unknown' | 'no-financial-right' | 'inactive';
  readonly reachable: readonly YukiAdministration[];
  /** Yuki's own words; null when the refusal follows from an answer without words. For sealed places. */
  readonly evidence: string | null;
}

/** What one host has shown so far. */
interface Host {
  readonly country: YukiCountry;
  readonly services: YukiServices;
  readonly session: () => string | null;
  administrations: readonly YukiAdministration[];
  failure: unknown;
}

/**
 * Tries both hosts, Belgium first; a host whose data read succeeds decides, and the other is then left alone. When
 * both reads fail, the administration's domain is chosen and the read tried again before anything is
 * concluded. At most ten calls. Throws YukiUnreachable, YukiUnintelligible or a passing YukiFault when a host
 * that might have decided could not be asked.
 */
export async function findCountry(options: FindCountryOptions): Promise<CountryFound | CountryRefused> {
  const transports: YukiTransport[] = [];
  try {
    const hosts: Host[] = [];
    for (const country of ['be', 'nl'] as const) {
      const host = openHost(country, options, transports);
      hosts.push(host);
      const found = await tryHost(host, hosts, options, null);
      if (found !== null) return found;
    }
    for (const host of hosts) {
      const domain = wantedAdministration(host, options)?.domainId ?? null;
      if (domain === null || !mayNeedDomain(host)) continue;
      const found = await tryHost(host, hosts, options, domain);
      if (found !== null) return found;
    }
    return conclude(hosts, options);
  } finally {
    await Promise.all(transports.map((transport) => transport.close()));
  }
}

function openHost(country: YukiCountry, options: FindCountryOptions, transports: YukiTransport[]): Host {
  const { accessKey, dispatcher, onWire, beforeCall, afterCall, timeoutMs } = options;
  let session: string | null = null;
  const transport = createYukiTransport({
    baseUrl: options.urls[country],
    timeoutMs,
    ...(dispatcher === undefined ? {} : { dispatcher }),
    ...(onWire === undefined ? {} : { onWire }),
  });
  transports.push(transport);
  const services = createYukiServices({
    transport,
    accessKey,
    sessions: {
      load: async () => session,
      store: async (given) => {
        session = given;
      },
    },
    ...(beforeCall === undefined ? {} : { beforeCall }),
    ...(afterCall === undefined ? {} : { afterCall }),
  });
  return { country, services, session: () => session, administrations: [], failure: null };
}

/** Reads data on one host; null when that did not succeed, and then the host keeps why. */
async function tryHost(
  host: Host,
  hosts: readonly Host[],
  options: FindCountryOptions,
  domain: YukiDomainId | null,
): Promise<CountryFound | null> {
  try {
    if (domain === null) host.administrations = await administrations(host.services);
    else await setCurrentDomain(host.services, domain);
    const administration = wantedAdministration(host, options);
    if (administration === null || !administration.active) return null;
    const accounts = await glAccounts(host.services, administration.id);
    const session = host.session();
    // A read without a session cannot have succeeded; the check tells the type so.
    if (session === null) return null;
    const { country } = host;
    return { country, administration, accounts, reachable: allOf(hosts), session, chosenDomain: domain };
  } catch (failure) {
    const fromYuki =
      failure instanceof YukiFault ||
      failure instanceof YukiUnreachable ||
      failure instanceof YukiUnintelligible;
    if (!fromYuki) throw failure;
    host.failure = failure;
    return null;
  }
}

function wantedAdministration(host: Host, options: FindCountryOptions): YukiAdministration | null {
  const wanted = guidText(options.companyId);
  return host.administrations.find((administration) => administration.id === wanted) ?? null;
}

/** Only a fault of the data read can be cured by choosing a domain. */
function mayNeedDomain(host: Host): boolean {
  return host.failure instanceof YukiFault && host.failure.operation === 'GetGLAccountScheme';
}

function allOf(hosts: readonly Host[]): YukiAdministration[] {
  const byId = new Map<string, YukiAdministration>();
  for (const administration of hosts.flatMap((host) => host.administrations)) {
    if (!byId.has(administration.id)) byId.set(administration.id, administration);
  }
  return [...byId.values()];
}

/** Both hosts were asked and none decided: says why, from the strongest sign to the weakest. */
function conclude(hosts: readonly Host[], options: FindCountryOptions): CountryRefused {
  const reachable = allOf(hosts);
  const failures = hosts.map((host) => host.failure).filter((failure) => failure !== null);
  const undecided = failures.find(
    (failure) => !(failure instanceof YukiFault) || (options.isPassing?.(failure.faultString) ?? false),
  );
  const wanted = hosts.filter((host) => wantedAdministration(host, options) !== null);
  const inactive = wanted.find((host) => wantedAdministration(host, options)?.active === false);
  if (inactive !== undefined) return { refused: 'inactive', reachable, evidence: null };
  // A host that could not be asked might have decided, so nothing is concluded from the other.
  if (undecided !== undefined) throw undecided as Error;

  const faults = failures.filter((failure) => failure instanceof YukiFault);
  const ofRead = faults.filter((fault) => fault.operation !== 'Authenticate');
  // The host of the wrong country says that there is no database, whatever is wrong on the right one.
  const telling = ofRead.find((fault) => fault.access !== 'noActiveDatabase') ?? ofRead[0];
  if (telling !== undefined) {
    return { refused: 'no-financial-right', reachable, evidence: telling.faultString };
  }
  // A host of the wrong country may refuse the key, or say that there is no database; other words are no proof.
  const unclear = faults.find(
    (fault) => fault.access !== 'accessKeyInvalid' && fault.access !== 'noActiveDatabase',
  );
  if (unclear !== undefined) throw unclear;
  const keyRefused = faults.find((fault) => fault.access === 'accessKeyInvalid');
  if (keyRefused !== undefined && faults.length === hosts.length) {
    return { refused: 'access-key', reachable, evidence: keyRefused.faultString };
  }
  return { refused: 'company-unknown', reachable, evidence: null };
}
