// Which relation an imported invoice is booked on (yuki-api.md 3.8): the code leads, else name and address among
// relations without a code, else a new relation is made. This is where doubles come from.
import type { Contact, ContactBook, ContactFields } from './contact-book.ts';
import { contactFields } from './contact-book.ts';
import type { InvoiceMessage } from './invoice-message.ts';
import type { YukiSwitches } from './switches.ts';

export type ContactChoice =
  | { kind: 'existing'; contact: Contact; fill: Partial<ContactFields>; after: ContactFields }
  | { kind: 'new'; fields: ContactFields; after: ContactFields };

/** Chooses, and changes nothing yet. `after` is the relation as it will be once the invoice is booked. */
export function chooseContact(
  book: ContactBook,
  given: InvoiceMessage['contact'],
  switches: YukiSwitches,
): ContactChoice {
  if (given.code !== '') {
    const known = book.withCode(given.code)[0];
    if (known !== undefined) return existing(known, given, switches.codeMatchFillsBlanks);
    if (switches.unknownContactCode === 'match-by-name') {
      const named = byName(book, given, switches);
      if (named !== undefined) return existing(named, given, true);
    }
    return made(given);
  }
  const named = byName(book, given, switches);
  return named === undefined ? made(given) : existing(named, given, true);
}

function byName(
  book: ContactBook,
  given: InvoiceMessage['contact'],
  switches: YukiSwitches,
): Contact | undefined {
  const address = (given.addressLine1 ?? '').trim();
  return book
    .withName(given.name)
    .filter((contact) => contact.code === '')
    .find((contact) => {
      const other = contact.addressLine1.trim();
      return !switches.nameMatchNeedsAddress || address === '' || other === '' || address === other;
    });
}

function existing(contact: Contact, given: InvoiceMessage['contact'], fillsBlanks: boolean): ContactChoice {
  const fill: Record<string, string> = {};
  if (fillsBlanks) {
    for (const [field, value] of Object.entries(given)) {
      const present = contact[field as keyof ContactFields];
      // A match by name must not turn a relation without code into one with a code.
      if (field !== 'code' && present === '' && typeof value === 'string' && value !== '')
        fill[field] = value;
    }
  }
  return { kind: 'existing', contact, fill, after: { ...contact, ...fill } };
}

function made(given: InvoiceMessage['contact']): ContactChoice {
  const fields = contactFields(given);
  return { kind: 'new', fields, after: fields };
}

/** Carries the choice out and answers the relation. */
export function applyContact(book: ContactBook, choice: ContactChoice): Contact {
  if (choice.kind === 'new') return book.add(choice.fields, 'api');
  if (Object.keys(choice.fill).length > 0) book.change(choice.contact, choice.fill);
  return choice.contact;
}
