/**
 * Proposals that a person confirms while connecting: which VAT code of Yuki a rate of Focus means, and which
 * ledger accounts its lines go to. Focus tells only percentage and text of a rate (focus-api 5), so the texts
 * decide; where they do not, nothing is proposed.
 */

import type { BasisPoints } from './document.ts';
import type { FocusTaxRateId } from './ids.ts';
import type { FocusTaxRate } from './translation.ts';
import { isMarginScheme, type VatLink, type VatNature } from './vat-links.ts';
import type { YukiAccount, YukiCountry, YukiVatCode } from './yuki-records.ts';

export interface ProposedLinks {
  readonly links: readonly VatLink[];
  /** Rates for which nothing, or more than one thing, fits. */
  readonly unlinked: readonly FocusTaxRateId[];
}

/**
 * Proposes a link for every rate that exactly one kind of VAT code fits: same nature, same percentage, and for
 * one-stop-shop rates the same country. Among equals codes without an end come first, then the lowest type.
 */
export function proposeVatLinks(
  taxRates: readonly FocusTaxRate[],
  vatCodes: readonly YukiVatCode[],
  country: YukiCountry,
): ProposedLinks {
  const read = vatCodes.map((code) => ({ code, nature: natureOfCode(code) }));
  const links: VatLink[] = [];
  const unlinked: FocusTaxRateId[] = [];
  for (const rate of taxRates) {
    if (isMarginScheme(rate.description)) {
      unlinked.push(rate.id);
      continue;
    }
    const nature = natureOfText(rate.description);
    const fitting = read
      .filter((entry) => entry.nature === nature && entry.code.percentage === rate.rate)
      .map((entry) => entry.code)
      .filter((code) => nature !== 'one-stop-shop' || namesCountry(rate.description, code.country))
      .filter(
        (code) =>
          nature === 'one-stop-shop' || code.country === null || code.country === country.toUpperCase(),
      )
      .toSorted((a, b) => Number(a.endDate !== null) - Number(b.endDate !== null) || a.type - b.type);
    const code = unequivocal(fitting, rate.description);
    if (code === null) unlinked.push(rate.id);
    else links.push(linkOf(rate, code, nature, vatCodes));
  }
  return { links, unlinked };
}

function linkOf(
  rate: FocusTaxRate,
  code: YukiVatCode,
  nature: VatNature,
  vatCodes: readonly YukiVatCode[],
): VatLink {
  const sharing = vatCodes.filter(
    (other) => other.type === code.type && other.percentage === code.percentage,
  );
  return {
    taxRateId: rate.id,
    vatType: code.type,
    percentage: code.percentage,
    country: code.country,
    vatDescription: sharing.length > 1 ? code.description : null,
    nature,
  };
}

/** One code, or several that differ in age only; among more types, the one with the very text of the rate. */
function unequivocal(fitting: readonly YukiVatCode[], description: string): YukiVatCode | null {
  const [first] = fitting;
  if (first === undefined) return null;
  const current = fitting.filter((code) => (code.endDate !== null) === (first.endDate !== null));
  const types = new Set(current.map((code) => `${code.type}/${code.description}`));
  if (types.size === 1) return first;
  return current.find((code) => plain(code.description) === plain(description)) ?? null;
}

/** Letters without accents, small, other signs as single spaces. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9%]+/g, ' ')
    .trim();
}

const outside =
  /\bex\b|\bexport|uitvoer|buiten (?:de )?(?:eu|europ)|outside|\bhors\b|third countr|derde land|\bnon eu\b|niet eu\b|ausfuhr|drittland/;
const european =
  /\bcm\b|\bvcmd\b|\bic[lp]?\b|intra ?c|intra ?eu|\bintracom|binnen (?:de )?(?:eu|europ)|(?:inside|within) (?:the )?eu|(?:andere?|other|autre|autres?) (?:eu |e u )?(?:lid|member|etat|pays)|lidsta|member state|etat membre|innergemeinschaft|\bdans l ue\b|\bintra\b/;
const services = /\bvcmd\b|dienst|service|prestation|facilit|leistung/;
const reversed = /\bmc\b|mede ?contract|co ?contract|verleg|reverse|auto ?liquid/;
const exempted =
  /vrijgesteld|vrijstelling|exempt|exon|exempte|befreit|niet onderworpen|non soumis|\bart(?:ikel)? ?44\b/;
const shop = /\boss\b|one ?stop|eenloket|guichet unique|afstandsverko|vente a distance|distance sales/;

/** What a description says a VAT rate is for, in Dutch, French, English or German; domestic when it says nothing. */
export function natureOfText(description: string): VatNature {
  const text = plain(description);
  if (shop.test(text)) return 'one-stop-shop';
  if (outside.test(text)) return 'export';
  if (european.test(text)) return services.test(text) ? 'intra-community-services' : 'intra-community-goods';
  if (reversed.test(text)) return 'reverse-charge';
  return exempted.test(text) ? 'exempt' : 'domestic';
}

/** Type 40 is the one-stop shop (yuki-api 3.4); its codes carry a country. */
function natureOfCode(code: YukiVatCode): VatNature {
  if (code.type === 40) return 'one-stop-shop';
  const own = natureOfText(code.description);
  return own === 'domestic' ? natureOfText(code.typeDescription ?? '') : own;
}

function namesCountry(description: string, country: string | null): boolean {
  return country !== null && plain(description).split(' ').includes(country.toLowerCase());
}

export interface ProposedAccounts {
  /** Only rates for which an account's own description speaks. */
  readonly accountPerRate: Readonly<Record<string, string>>;
  readonly defaultAccount: string | null;
}

/** Revenue accounts by code, because the meaning of Yuki's types is not published: 70–74 in Belgium, 8 in the Netherlands. */
export function isRevenueAccount(code: string, country: YukiCountry): boolean {
  return country === 'be' ? /^7[0-4]\d{2,}$/.test(code) : /^8\d{3,}$/.test(code);
}

/**
 * Proposes accounts: the lowest enabled revenue account as default (Belgium: one of group 70 first), and for a
 * rate the one enabled revenue account whose description names its percentage, level or nature. Discounts and
 * credit notes granted are never proposed.
 */
export function proposeAccounts(
  taxRates: readonly FocusTaxRate[],
  accounts: readonly YukiAccount[],
  country: YukiCountry,
): ProposedAccounts {
  const revenue = accounts
    .filter((account) => account.enabled && isRevenueAccount(account.code, country))
    .filter((account) => !/korting|discount|remise|ristorno|rabais/.test(plain(account.description)))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const preferred = country === 'be' ? revenue.find((account) => account.code.startsWith('70')) : undefined;
  const accountPerRate: Record<string, string> = {};
  for (const rate of taxRates) {
    const naming = revenue.filter((account) => speaksOf(account.description, rate));
    const [only] = naming;
    if (only !== undefined && naming.length === 1) accountPerRate[rate.id] = only.code;
  }
  return { accountPerRate, defaultAccount: (preferred ?? revenue[0])?.code ?? null };
}

const levels: readonly { readonly rates: readonly BasisPoints[]; readonly words: RegExp }[] = [
  { rates: [2100], words: /\bhoog\b|\bnormaal\b|\bhigh\b|\bstandard\b|taux normal/ },
  { rates: [1200], words: /\bmidden\b|\bmedium\b|intermediaire/ },
  { rates: [600, 900], words: /\blaag\b|\blow\b|taux reduit/ },
];

function speaksOf(description: string, rate: FocusTaxRate): boolean {
  const text = plain(description);
  const nature = natureOfText(rate.description);
  if (nature !== 'domestic') return natureOfText(description) === nature;
  if (rate.rate === 0 || natureOfText(description) !== 'domestic') return false;
  const percentage = String(rate.rate / 100).replace('.', ' ');
  if (new RegExp(`(?:^| )${percentage} ?%`).test(text)) return true;
  return (
    !/\d ?%/.test(text) && levels.some((level) => level.rates.includes(rate.rate) && level.words.test(text))
  );
}
