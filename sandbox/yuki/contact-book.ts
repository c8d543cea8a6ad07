// The relations of one Yuki domain: looked up by id, code and name, made and changed. Every administration of
// the domain shares them. How an imported invoice finds its relation stands in contact-matching.ts.
import type { contactSchema } from './world.ts';
import type { z } from 'zod';

export interface Contact extends Omit<z.output<typeof contactSchema>, 'id' | 'modified'> {
  id: string;
  hid: number;
  created: string;
  modified: string;
  source: 'hand' | 'api';
}

export type ContactFields = Omit<Contact, 'id' | 'hid' | 'created' | 'modified' | 'source'>;

const blank: ContactFields = {
  code: '',
  type: 'Company',
  name: '',
  addressLine1: '',
  addressLine2: '',
  postcode: '',
  city: '',
  country: '',
  email: '',
  phone: '',
  website: '',
  vatNumber: '',
  cocNumber: '',
  active: true,
};

/** A full set of fields from some of them. */
export function contactFields(given: Partial<ContactFields>): ContactFields {
  return { ...blank, ...given };
}

export class ContactBook {
  readonly #byId = new Map<string, Contact>();
  readonly #byCode = new Map<string, Set<Contact>>();
  readonly #byName = new Map<string, Set<Contact>>();
  readonly #newId: () => string;
  readonly #now: () => Date;

  constructor(newId: () => string, now: () => Date) {
    this.#newId = newId;
    this.#now = now;
  }

  all(): Contact[] {
    return [...this.#byId.values()];
  }

  get(id: string): Contact | undefined {
    return this.#byId.get(id.toLowerCase());
  }

  /** Relations with exactly this code, the latest changed first (5.4). */
  withCode(code: string): Contact[] {
    return [...(this.#byCode.get(code) ?? [])].toSorted((a, b) => b.modified.localeCompare(a.modified));
  }

  /** Relations with exactly this name, spaces around it aside, oldest first. */
  withName(name: string): Contact[] {
    return [...(this.#byName.get(name.trim()) ?? [])];
  }

  add(
    fields: Partial<ContactFields>,
    source: 'hand' | 'api',
    fixed: { id?: string | undefined; modified?: string | undefined } = {},
  ): Contact {
    const now = this.#now().toISOString();
    const contact: Contact = {
      ...contactFields(fields),
      id: (fixed.id ?? this.#newId()).toLowerCase(),
      hid: this.#byId.size + 1,
      created: fixed.modified ?? now,
      modified: fixed.modified ?? now,
      source,
    };
    if (this.#byId.has(contact.id)) throw new Error(`Two relations have the id ${contact.id}.`);
    this.#byId.set(contact.id, contact);
    this.#index(contact);
    return contact;
  }

  change(contact: Contact, fields: Partial<ContactFields>): void {
    this.#byCode.get(contact.code)?.delete(contact);
    this.#byName.get(contact.name.trim())?.delete(contact);
    Object.assign(contact, fields, { modified: this.#now().toISOString() });
    this.#index(contact);
  }

  #index(contact: Contact): void {
    const put = (map: Map<string, Set<Contact>>, key: string): void => {
      const set = map.get(key) ?? new Set();
      set.add(contact);
      map.set(key, set);
    };
    if (contact.code !== '') put(this.#byCode, contact.code);
    put(this.#byName, contact.name.trim());
  }
}
