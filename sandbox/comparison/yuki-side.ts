// The Yuki half of a comparison, taken out of the pretend Yuki's snapshot.
import type { Contact } from '../yuki/contact-book.ts';
import type { YukiSnapshot } from '../yuki/snapshot.ts';
import type { YukiDocument } from './types.ts';

export interface YukiSide {
  documents: YukiDocument[];
  contacts: (Contact & { domainId: string })[];
  drafts: { subject: string }[];
}

/** Documents, drafts and relations of the named administrations (and of their domains), of both countries. */
export function yukiSide(
  state: { be: YukiSnapshot; nl: YukiSnapshot },
  administrationIds: string[],
): YukiSide {
  const wanted = new Set(administrationIds.map((id) => id.toLowerCase()));
  const side: YukiSide = { documents: [], contacts: [], drafts: [] };
  for (const domain of [...state.be.domains, ...state.nl.domains]) {
    const administrations = domain.administrations.filter((one) => wanted.has(one.id.toLowerCase()));
    if (administrations.length === 0) continue;
    const contacts = new Map(domain.contacts.map((contact) => [contact.id, contact]));
    side.contacts.push(...domain.contacts.map((contact) => ({ ...contact, domainId: domain.id })));
    for (const administration of administrations) {
      side.drafts.push(...administration.drafts);
      for (const document of administration.documents) {
        side.documents.push({
          ...document,
          administrationId: administration.id,
          domainId: domain.id,
          contact: contacts.get(document.contactId) ?? null,
        });
      }
    }
  }
  return side;
}
