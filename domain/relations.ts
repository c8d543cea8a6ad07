/**
 * Which relation of Yuki a Focus customer already has: by code, VAT number, company number, then name with address
 * (R-CUST-3, R-CUST-5, R-CUST-6, R-CUST-12). A sure match is adopted, a doubtful one is a person's decision, and
 * nothing is guessed. Reading relations and keeping decisions is left to the activities and the ledger.
 */

import { isoCountry, normaliseCompanyNumber, readVatNumber } from './customers.ts';
import type { CustomerKind, FocusAddress } from './document.ts';

/** A relation as Yuki shows it. */
export interface Relation {
  readonly id: string;
  /** Null for most relations that were made by hand. */
  readonly code: string | null;
  readonly type: 'Person' | 'Company' | null;
  readonly name: string;
  readonly vatNumber: string | null;
  readonly companyNumber: string | null;
  readonly addressLine: string | null;
  readonly postcode: string | null;
  readonly city: string | null;
  readonly country: string | null;
}

/**
 * Whose relation it is, as far as the ledger and `migrate.id` tell: `this` when its code is proved to be this
 * customer's, `other` for another living customer of the same Focus account, `gone` for one that Focus no longer has
 * (merged or deleted), `elsewhere` for a customer of another Focus account.
 */
export type RelationOwner = 'nobody' | 'this' | 'other' | 'gone' | 'elsewhere';

export interface RelationCandidate {
  readonly relation: Relation;
  readonly owner: RelationOwner;
  /** Another relation of the domain has the same code, so that a code would not say which one is meant. */
  readonly codeIsAmbiguous: boolean;
}

/** The customer who looks for a relation. */
export interface RelationSeeker {
  readonly kind: CustomerKind;
  readonly name: string;
  readonly vatNumber: string | null;
  readonly companyNumber: string | null;
  readonly address: FocusAddress;
  /** The code that we would give (R-CUST-5). */
  readonly ownCode: string;
  /** Focus no longer has the record: merged into another one or deleted (R-CUST-12, S-57). */
  readonly gone: boolean;
}

export type MatchedBy = 'code' | 'vatNumber' | 'companyNumber' | 'name';

/** Why a person has to choose. */
export type DoubtReason =
  /** The code is the customer's, but name and numbers do not agree (R-CUST-5, S-66). */
  | 'codeDisagrees'
  | 'severalCandidates'
  /** The name agrees, the VAT or company number does not. */
  | 'numberDiffers'
  /** The name agrees, and the address does not prove that it is the same. */
  | 'nameOnly'
  /** The numbers agree, but one is a person and the other a company. */
  | 'otherKind'
  /** It is the relation of another customer who is still in Focus. */
  | 'belongsToAnother'
  | 'codeAmbiguous'
  /** Yuki refused to give the chosen relation its code. */
  | 'codeRefused'
  /** Yuki accepted the code for the chosen relation, more than once, and never shows it. */
  | 'codeNotShown';

export type RelationMatch =
  | { readonly kind: 'sure'; readonly candidate: RelationCandidate; readonly by: MatchedBy }
  | {
      readonly kind: 'doubtful';
      readonly why: DoubtReason;
      readonly candidates: readonly RelationCandidate[];
    }
  | { readonly kind: 'none' };

/** Chooses among everything that shares a code, a number or the name with the customer. */
export function matchRelation(
  seeker: RelationSeeker,
  candidates: readonly RelationCandidate[],
): RelationMatch {
  return byCode(seeker, candidates) ?? byNumber(seeker, candidates) ?? byName(seeker, candidates);
}

function byCode(seeker: RelationSeeker, candidates: readonly RelationCandidate[]): RelationMatch | null {
  const coded = candidates.filter(
    ({ owner, relation }) => owner === 'this' || relation.code === seeker.ownCode,
  );
  const [candidate] = coded;
  if (candidate === undefined) return null;
  if (coded.length > 1) return { kind: 'doubtful', why: 'severalCandidates', candidates: coded };
  if (candidate.codeIsAmbiguous) return { kind: 'doubtful', why: 'codeAmbiguous', candidates: coded };
  // Nobody types our own code by hand, so it needs no second sign.
  const isOurs = candidate.relation.code === seeker.ownCode;
  const numbers = compareNumbers(seeker, candidate.relation);
  const agrees = numbers !== 'differ' && (numbers !== 'unknown' || sameName(seeker, candidate.relation));
  return isOurs || agrees
    ? { kind: 'sure', candidate, by: 'code' }
    : { kind: 'doubtful', why: 'codeDisagrees', candidates: coded };
}

function byNumber(seeker: RelationSeeker, candidates: readonly RelationCandidate[]): RelationMatch | null {
  for (const by of ['vatNumber', 'companyNumber'] as const) {
    const same = candidates.filter(({ relation }) => compareNumbers(seeker, relation) === by);
    const [candidate] = same;
    if (candidate === undefined) continue;
    const doubt = (why: DoubtReason): RelationMatch => ({ kind: 'doubtful', why, candidates: same });
    if (same.length > 1) return doubt('severalCandidates');
    // A merged customer and its survivor are one (R-CUST-12); two living ones are for a person to judge.
    if (candidate.owner === 'other' && !seeker.gone) return doubt('belongsToAnother');
    if (!sameKind(seeker, candidate.relation)) return doubt('otherKind');
    if (candidate.codeIsAmbiguous) return doubt('codeAmbiguous');
    return { kind: 'sure', candidate, by };
  }
  return null;
}

function byName(seeker: RelationSeeker, candidates: readonly RelationCandidate[]): RelationMatch {
  // A deleted customer has no address to compare, and a name alone proves nothing.
  if (seeker.gone) return { kind: 'none' };
  const named = candidates
    .filter(({ relation }) => sameKind(seeker, relation) && sameName(seeker, relation))
    .map((candidate) => ({ candidate, address: compareAddresses(seeker.address, candidate.relation) }))
    // Two living customers may share a name; at one address they are suspicious.
    .filter(({ candidate, address }) => candidate.owner !== 'other' || address === 'same')
    // A person of the same name who lives elsewhere is another person.
    .filter(({ address }) => seeker.kind === 'company' || address !== 'differs');
  const doubt = (why: DoubtReason): RelationMatch => ({
    kind: 'doubtful',
    why,
    candidates: named.map(({ candidate }) => candidate),
  });
  const here = named.filter(({ address }) => address === 'same');
  const isElsewhere =
    named.length - here.length === named.filter(({ address }) => address === 'differs').length;
  const [only] = here.length === 1 && isElsewhere ? here : named;
  if (only === undefined) return { kind: 'none' };
  if (named.length > 1 && !(here.length === 1 && isElsewhere)) return doubt('severalCandidates');
  if (only.candidate.owner === 'other') return doubt('belongsToAnother');
  if (compareNumbers(seeker, only.candidate.relation) === 'differ') return doubt('numberDiffers');
  if (only.candidate.codeIsAmbiguous) return doubt('codeAmbiguous');
  const isProved = only.address === 'same' || (only.address === 'unknown' && seeker.kind === 'company');
  return isProved ? { kind: 'sure', candidate: only.candidate, by: 'name' } : doubt('nameOnly');
}

/** Which number agrees, the VAT number first; `differ` when both have one and it is not the same. */
function compareNumbers(
  seeker: RelationSeeker,
  relation: Relation,
): 'vatNumber' | 'companyNumber' | 'differ' | 'unknown' {
  const [ours, theirs] = [
    vatKey(seeker.vatNumber, seeker.address.country),
    vatKey(relation.vatNumber, relation.country),
  ];
  if (ours !== null && theirs !== null) return ours === theirs ? 'vatNumber' : 'differ';
  const [mine, its] = [companyKey(seeker, seeker.address.country), companyKey(relation, relation.country)];
  if (mine === null || its === null) return 'unknown';
  return mine === its ? 'companyNumber' : 'differ';
}

function sameKind({ kind }: RelationSeeker, { type }: Relation): boolean {
  return type === null || (type === 'Company') === (kind === 'company');
}

function sameName(seeker: RelationSeeker, relation: Relation): boolean {
  const key = nameKey(seeker.name, seeker.kind);
  return key !== '' && key === nameKey(relation.name, seeker.kind);
}

function compareAddresses(ours: FocusAddress, theirs: Relation): 'same' | 'differs' | 'unknown' {
  const [country, otherCountry] = [ours.country ?? '', theirs.country ?? ''].map(isoCountry);
  if (country !== '' && otherCountry !== '' && country !== otherCountry) return 'differs';
  const pairs = [
    [ours.postalCode, theirs.postcode],
    [ours.city, theirs.city],
    [ours.line, theirs.addressLine],
  ] as const;
  for (const [left, right] of pairs) {
    const [one, other] = [bare(left ?? ''), bare(right ?? '')];
    if (one !== '' && other !== '') return one === other ? 'same' : 'differs';
  }
  return 'unknown';
}

/**
 * A name as it is compared: without capitals, accents, spaces and punctuation. The parts of a person's name count
 * in any order, because bookkeepers write the family name first. Empty when nothing is left.
 */
export function nameKey(name: string, kind: CustomerKind): string {
  const words = plain(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return kind === 'contact' ? words.toSorted().join(' ') : words.join('');
}

/** A VAT number as it is compared; null unless its shape is right (R-CUST-10). */
export function vatKey(text: string | null, country: string | null): string | null {
  const number = readVatNumber(text, country);
  return number !== null && number.valid ? number.number : null;
}

/** Shorter numbers are typing exercises, not company numbers. */
const shortestCompanyNumber = 7;

/** A company number as it is compared; a Belgian VAT number holds it. Null when there is none that tells anything. */
export function companyKey(
  of: { readonly companyNumber: string | null; readonly vatNumber: string | null },
  country: string | null,
): string | null {
  const number = normaliseCompanyNumber(of.companyNumber, country);
  if (number !== null && number.length >= shortestCompanyNumber) return number;
  const vat = vatKey(of.vatNumber, country);
  return vat !== null && vat.startsWith('BE') ? vat.slice(2) : null;
}

function bare(text: string): string {
  return plain(text).replace(/[^\p{L}\p{N}]+/gu, '');
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}
