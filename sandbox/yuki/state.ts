// Everything the pretend Yuki of one country knows: domains with their books, relations and call counters, keys
// and sessions. Built from a world; the services read and change it; snapshot() shows it as plain JSON.
import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../infra/clock.ts';
import { Books } from './books.ts';
import type { View } from './books.ts';
import { ContactBook } from './contact-book.ts';
import type { YukiSwitches } from './switches.ts';
import { yukiWorldSchema } from './world.ts';
import type { Right, YukiWorld } from './world.ts';

export type Country = 'be' | 'nl';

export interface Domain {
  id: string;
  name: string;
  dailyCallLimit: number;
  calls: { day: string; since: number; used: number };
  contacts: ContactBook;
  books: Map<string, Books>;
}

export interface AccessKey {
  key: string;
  kind: 'administration' | 'domain' | 'portal';
  id: string;
  rights: Right[];
  withdrawn: boolean;
}

export interface Session {
  id: string;
  key: AccessKey;
  at: number;
  domainId: string | null;
  language: string | null;
  /** Opened with a key of the other country: only the common calls answer (1.1). */
  foreign: boolean;
}

export class YukiState {
  readonly country: Country;
  readonly clock: Clock;
  readonly domains = new Map<string, Domain>();
  readonly keys = new Map<string, AccessKey>();
  readonly sessions = new Map<string, Session>();
  /** Grows with every change, so that a stale list can leave out the latest one. */
  version = 1;
  #lastId = 0;

  /** Throws a ZodError when the world is not well-formed, an Error when ids or keys are used twice. */
  constructor(world: YukiWorld, country: Country, clock: Clock) {
    this.country = country;
    this.clock = clock;
    const full = yukiWorldSchema.parse(world);
    for (const domain of full.domains) {
      const id = domain.id.toLowerCase();
      if (this.domains.has(id)) throw new Error(`Two domains have the id ${id}.`);
      const contacts = new ContactBook(
        () => this.newId(),
        () => clock.now(),
      );
      for (const { id: contactId, modified, ...fields } of domain.contacts) {
        contacts.add(fields, 'hand', { id: contactId, modified });
      }
      const books = new Map<string, Books>();
      for (const administration of domain.administrations) {
        if (this.books(administration.id) !== null || books.has(administration.id.toLowerCase())) {
          throw new Error(`Two administrations have the id ${administration.id}.`);
        }
        books.set(administration.id.toLowerCase(), new Books(administration, id));
      }
      this.domains.set(id, {
        id,
        name: domain.name,
        dailyCallLimit: domain.dailyCallLimit,
        calls: { day: '', since: clock.now().getTime(), used: domain.callsUsed },
        contacts,
        books,
      });
    }
    for (const key of full.keys) {
      if (this.keys.has(key.key)) throw new Error('Two entries of the world have the same access key.');
      this.keys.set(key.key, { ...key, id: key.id.toLowerCase() });
    }
  }

  /** A GUID that is the same every time the same world is played in the same order. */
  newId(): string {
    this.#lastId += 1;
    const hex = createHash('sha256').update(`${this.country}/${this.#lastId}`).digest('hex');
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `8${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-');
  }

  /** Books of an administration, GUIDs compared without case; null when this country has none. */
  books(administrationId: string): Books | null {
    const id = administrationId.trim().toLowerCase();
    for (const domain of this.domains.values()) {
      const found = domain.books.get(id);
      if (found !== undefined) return found;
    }
    return null;
  }

  domainOf(books: Books): Domain {
    const domain = this.domains.get(books.domainId);
    if (domain === undefined) throw new Error(`The administration ${books.name} has no domain.`);
    return domain;
  }

  /** The administrations a key reaches, in the world's order. */
  reach(key: AccessKey): Books[] {
    const all = [...this.domains.values()].flatMap((domain) => [...domain.books.values()]);
    if (key.kind === 'portal') return all;
    return all.filter((books) => (key.kind === 'domain' ? books.domainId : books.id) === key.id);
  }

  /** The domains a key reaches. */
  domainsOf(key: AccessKey): Domain[] {
    if (key.kind === 'domain') return [...this.domains.values()].filter((domain) => domain.id === key.id);
    const ids = new Set(this.reach(key).map((books) => books.domainId));
    return [...this.domains.values()].filter((domain) => ids.has(domain.id));
  }

  openSession(key: AccessKey, foreign: boolean, home: YukiState, endsOld: boolean): Session {
    if (endsOld) {
      for (const [id, session] of this.sessions) if (session.key.key === key.key) this.sessions.delete(id);
    }
    const domains = home.domainsOf(key);
    const session: Session = {
      id: randomUUID(),
      key,
      at: this.clock.now().getTime(),
      domainId: domains.length === 1 ? (domains[0]?.id ?? null) : null,
      language: null,
      foreign,
    };
    this.sessions.set(session.id, session);
    return session;
  }

  /** The session with this id, or null when it is unknown here, too old, or its key is gone. */
  session(id: string, hours: number): Session | null {
    const session = this.sessions.get(id.toLowerCase());
    if (session === undefined || session.key.withdrawn) return null;
    const age = this.clock.now().getTime() - session.at;
    return age < hours * 3_600_000 ? session : null;
  }

  /** What reading methods may see now. `stale`: without the latest change. */
  view(switches: YukiSwitches, stale: boolean): View {
    return {
      visibleUntil: new Date(this.clock.now().getTime() - switches.visibleAfterMs).toISOString(),
      before: stale ? this.version : Number.MAX_SAFE_INTEGER,
    };
  }

  /** Begins a change; everything it touches carries the version it answers. */
  nextVersion(): number {
    this.version += 1;
    return this.version;
  }
}
