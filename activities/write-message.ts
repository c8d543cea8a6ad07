/**
 * One document from Focus's form to the exact text of its part of a message for Yuki, or to the cause for which it
 * waits. Pure: no call is made and nothing is stored.
 */

import { assertThat } from '../domain/assert.ts';
import type { CauseFinding } from '../domain/causes.ts';
import type { FocusCustomer, FocusDocument } from '../domain/document.ts';
import { oversizeOfMessage } from '../domain/oversize.ts';
import {
  translate,
  type DocumentAddress,
  type PreparedRules,
  type Translation,
} from '../domain/translation.ts';
import { renderSalesInvoice } from '../yuki/invoice-xml.ts';

export type Written =
  | { readonly finding: CauseFinding }
  | (Extract<Translation, { kind: 'sendable' }> & { readonly fragment: string; readonly bytes: number });

/** Translates and writes the message. A mistake of ours holds this one document and is for the developers. */
export function writeMessage(
  document: FocusDocument,
  customer: FocusCustomer | null,
  rules: PreparedRules,
  address: DocumentAddress,
): Written {
  try {
    const translation = translate(document, customer, rules, address);
    if (translation.kind === 'held') {
      const [finding] = translation.causes;
      assertThat(finding !== undefined, 'A document is held without a cause.');
      return { finding };
    }
    const fragment = renderSalesInvoice(translation.invoice);
    const bytes = Buffer.byteLength(fragment);
    const oversize = oversizeOfMessage(bytes);
    return oversize === null ? { ...translation, fragment, bytes } : { finding: oversize };
  } catch (error) {
    // Both are pure, so it would come again with every try, and the neighbours would wait for nothing.
    const shown = `${error instanceof Error ? error.name : 'an error'} in our own code`;
    return { finding: { key: 'document-unreadable', subject: shown, shown, line: null } };
  }
}
