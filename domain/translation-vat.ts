/**
 * The VAT code of every line, checked as Yuki will check it: link, type and percentage, country, validity on the
 * date, and what the customer has to have (E-5 a–d, E-7, R-VAT-3 … R-VAT-5).
 */

import { assertThat } from './assert.ts';
import type { CauseFinding } from './causes.ts';
import { isoCountry, servesIntraCommunity } from './customers.ts';
import type { FocusDocument } from './document.ts';
import type { FocusTaxRateId, IsoDate } from './ids.ts';
import type { AmountedLine } from './translation-amounts.ts';
import type { TranslatedContact } from './translation-contact.ts';
import type { PreparedRules } from './translation.ts';
import { isMarginScheme, percentageText, type VatLink } from './vat-links.ts';
import type { YukiVatCode } from './yuki-records.ts';

/** The VAT code that a line travels with. */
export interface ChosenVatCode {
  readonly type: number;
  readonly percentage: number;
  readonly country: string | null;
  /** Sent only when several codes share type and percentage (yuki-api 5.2). */
  readonly description: string | null;
}

export interface CheckedVat {
  /** The code of a line; only to be asked when there are no findings. */
  readonly codeOf: (line: AmountedLine) => ChosenVatCode;
  readonly findings: readonly CauseFinding[];
}

type CodeChoice = { readonly code: ChosenVatCode } | { readonly finding: Omit<CauseFinding, 'line'> };

/** Chooses and checks the codes of all lines, each rate once. */
export function checkVat(
  document: FocusDocument,
  lines: readonly AmountedLine[],
  contact: TranslatedContact,
  rules: PreparedRules,
): CheckedVat {
  const findings: CauseFinding[] = [];
  const chosen = new Map<FocusTaxRateId, ChosenVatCode>();
  const judged = new Set<FocusTaxRateId>();
  for (const line of lines) {
    if (judged.has(line.taxRateId)) continue;
    judged.add(line.taxRateId);
    const choice = chooseCode(line, document.date, contact, rules);
    if ('finding' in choice) findings.push({ ...choice.finding, line: line.position });
    else chosen.set(line.taxRateId, choice.code);
    if (lacksVatNumber(rules.linkByRate.get(line.taxRateId), contact)) {
      findings.push({
        key: 'customer-no-vat-number',
        subject: contact.customerId,
        shown: '',
        line: line.position,
      });
    }
  }
  return {
    codeOf: (line) => {
      const code = chosen.get(line.taxRateId);
      assertThat(code !== undefined, 'A line without VAT code was to be sent.');
      return code;
    },
    findings,
  };
}

function lacksVatNumber(link: VatLink | undefined, contact: TranslatedContact): boolean {
  const insideEu = link?.nature === 'intra-community-goods' || link?.nature === 'intra-community-services';
  return insideEu && contact.customerId !== '' && !servesIntraCommunity(contact.vatNumber);
}

function chooseCode(
  line: AmountedLine,
  date: IsoDate | null,
  contact: TranslatedContact,
  rules: PreparedRules,
): CodeChoice {
  const rate = rules.rateById.get(line.taxRateId);
  if (rate !== undefined && isMarginScheme(rate.description))
    return { finding: { key: 'vat-not-supported', subject: 'margin-scheme', shown: 'the margin scheme' } };
  const link = rules.linkByRate.get(line.taxRateId);
  // A link to a code of another percentage would change the amounts in Yuki, so it counts as none.
  if (link === undefined || link.percentage !== line.rate) {
    return {
      finding: {
        key: 'vat-rate-not-linked',
        subject: line.taxRateId,
        shown: rate?.description ?? line.taxRateId,
      },
    };
  }
  const shown = `${link.vatType} (${percentageText(link.percentage)})`;
  const subject = [link.vatType, link.percentage, link.country ?? ''].join('/');
  const sharing = rules.vatCodes.filter(
    (code) => code.type === link.vatType && code.percentage === link.percentage,
  );
  const fitting = fittingCodes(sharing, link);
  if (fitting.length === 0) return { finding: { key: 'vat-code-unknown', subject, shown } };
  if (
    link.country !== null &&
    contact.country !== null &&
    isoCountry(link.country) !== isoCountry(contact.country)
  ) {
    const code = `${shown}, ${isoCountry(link.country)}`;
    return { finding: { key: 'vat-country-mismatch', subject: contact.customerId, shown: code } };
  }
  const valid = fitting.find((code) => date !== null && isValidOn(code, date));
  if (valid === undefined) {
    return date === null
      ? { code: codeOf(link, null) }
      : { finding: { key: 'vat-code-not-valid-on-date', subject, shown } };
  }
  const several = new Set(sharing.map((code) => code.description)).size > 1;
  return { code: codeOf(link, several ? valid.description : null) };
}

/** Codes that are the linked one: its country, and its description as long as one of them bears it. */
function fittingCodes(sharing: readonly YukiVatCode[], link: VatLink): readonly YukiVatCode[] {
  const ofCountry = sharing.filter((code) => countryOf(code.country) === countryOf(link.country));
  const described = ofCountry.filter(
    (code) => link.vatDescription !== null && code.description === link.vatDescription,
  );
  return described.length > 0 ? described : ofCountry;
}

function countryOf(country: string | null): string | null {
  return country === null || country.trim() === '' ? null : isoCountry(country);
}

function isValidOn(code: YukiVatCode, date: IsoDate): boolean {
  return (
    (code.startDate === null || code.startDate <= date) && (code.endDate === null || date <= code.endDate)
  );
}

function codeOf(link: VatLink, description: string | null): ChosenVatCode {
  return { type: link.vatType, percentage: link.percentage, country: link.country, description };
}
