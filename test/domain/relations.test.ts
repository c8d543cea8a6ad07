/** Which relation of Yuki a customer already has: what proves it, what a person has to judge, and what says nothing. */

import { describe, expect, test } from 'vitest';
import {
  companyKey,
  matchRelation,
  nameKey,
  vatKey,
  type Relation,
  type RelationCandidate,
  type RelationSeeker,
} from '../../domain/relations.ts';

const ownCode = 'FC0123456789ABC';

const address = { line: 'Kerkstraat 1', postalCode: '2800', city: 'Mechelen', country: 'BE' };
const nowhere = { line: null, postalCode: null, city: null, country: null };

const seeker = (change: Partial<RelationSeeker> = {}): RelationSeeker => ({
  kind: 'company',
  name: 'Garage Peeters NV',
  vatNumber: 'BE0777777771',
  companyNumber: null,
  address,
  ownCode,
  gone: false,
  ...change,
});

/** Nothing is known of it unless it is said. */
const candidate = (
  relation: Partial<Relation>,
  known: Partial<Omit<RelationCandidate, 'relation'>> = {},
): RelationCandidate => ({
  relation: {
    id: 'relation-1',
    code: null,
    type: 'Company',
    name: 'Iets anders',
    vatNumber: null,
    companyNumber: null,
    addressLine: null,
    postcode: null,
    city: null,
    country: null,
    ...relation,
  },
  owner: 'nobody',
  codeIsAmbiguous: false,
  ...known,
});

const verdict = (who: RelationSeeker, ...candidates: RelationCandidate[]): string => {
  const match = matchRelation(who, candidates);
  if (match.kind === 'none') return 'none';
  return match.kind === 'sure' ? `sure by ${match.by}` : match.why;
};

test('nothing alike is no relation', () => {
  expect(verdict(seeker())).toBe('none');
});

describe('by its code', () => {
  const old = { code: '132926235' };

  test('a relation is the customer’s when the name or a number agrees (R-CUST-5)', () => {
    const named = candidate({ ...old, name: 'garage peeters n.v.' }, { owner: 'this' });
    expect(verdict(seeker(), named)).toBe('sure by code');
    const numbered = candidate({ ...old, vatNumber: 'BE 0777.777.771' }, { owner: 'this' });
    expect(verdict(seeker(), numbered)).toBe('sure by code');
  });

  test('it is doubtful when nothing else agrees, or the number contradicts (R-CUST-5, S-66)', () => {
    expect(verdict(seeker(), candidate(old, { owner: 'this' }))).toBe('codeDisagrees');
    const other = candidate(
      { ...old, name: 'Garage Peeters NV', vatNumber: 'BE0888888807' },
      { owner: 'this' },
    );
    expect(verdict(seeker(), other)).toBe('codeDisagrees');
  });

  test('our own code needs no second sign, because nobody types it', () => {
    expect(verdict(seeker(), candidate({ code: ownCode }))).toBe('sure by code');
  });

  test('two relations are a person’s choice, also when they share one code (Q-3)', () => {
    const first = candidate({ ...old, name: 'Garage Peeters NV' }, { owner: 'this' });
    expect(verdict(seeker(), first, candidate({ id: 'relation-2', code: ownCode }))).toBe(
      'severalCandidates',
    );
    expect(verdict(seeker(), { ...first, codeIsAmbiguous: true })).toBe('codeAmbiguous');
  });

  test('it goes before a number that another relation has', () => {
    const coded = candidate({ ...old, name: 'Garage Peeters NV' }, { owner: 'this' });
    const numbered = candidate({ id: 'relation-2', vatNumber: 'BE0777777771' });
    expect(matchRelation(seeker(), [numbered, coded])).toMatchObject({
      kind: 'sure',
      candidate: { relation: { id: 'relation-1' } },
    });
  });
});

describe('by its number', () => {
  const numbered = { vatNumber: 'be 0777 777 771' };

  test('a relation is the customer’s, whatever its name (R-CUST-3)', () => {
    expect(verdict(seeker(), candidate(numbered))).toBe('sure by vatNumber');
    const byCompany = seeker({ vatNumber: null, companyNumber: '0777.777.771' });
    expect(verdict(byCompany, candidate({ companyNumber: '777777771', country: 'BE' }))).toBe(
      'sure by companyNumber',
    );
  });

  test('two relations with it are a person’s choice (S-66)', () => {
    expect(verdict(seeker(), candidate(numbered), candidate({ ...numbered, id: 'relation-2' }))).toBe(
      'severalCandidates',
    );
  });

  test('the relation of another living customer is a person’s choice, that of one merged away is not (R-CUST-12)', () => {
    expect(verdict(seeker(), candidate(numbered, { owner: 'other' }))).toBe('belongsToAnother');
    expect(verdict(seeker(), candidate(numbered, { owner: 'gone' }))).toBe('sure by vatNumber');
    expect(verdict(seeker({ gone: true }), candidate(numbered, { owner: 'other' }))).toBe(
      'sure by vatNumber',
    );
  });

  test('a person is not a company, and an ambiguous code names nobody (R-CUST-7, Q-3)', () => {
    expect(verdict(seeker(), candidate({ ...numbered, type: 'Person' }))).toBe('otherKind');
    expect(verdict(seeker(), candidate(numbered, { codeIsAmbiguous: true }))).toBe('codeAmbiguous');
  });
});

describe('by its name', () => {
  const unnumbered = seeker({ vatNumber: null });
  const named = { name: 'GARAGE PEETERS, N.V.' };
  const here = { ...named, postcode: '2800', country: 'BE' };

  test('a relation at the same address is the customer’s, and a company without address as well (R-CUST-6)', () => {
    expect(verdict(unnumbered, candidate(here))).toBe('sure by name');
    expect(verdict(unnumbered, candidate(named))).toBe('sure by name');
  });

  test('a company elsewhere, or one with another number, is a person’s choice', () => {
    expect(verdict(unnumbered, candidate({ ...here, postcode: '9000' }))).toBe('nameOnly');
    expect(verdict(seeker(), candidate({ ...here, vatNumber: 'BE0888888807' }))).toBe('numberDiffers');
  });

  test('the one at the address is meant when the others are elsewhere, else a person chooses', () => {
    const elsewhere = candidate({ ...here, id: 'relation-2', postcode: '9000' });
    expect(verdict(unnumbered, elsewhere, candidate(here))).toBe('sure by name');
    expect(verdict(unnumbered, candidate(here), candidate({ ...here, id: 'relation-2' }))).toBe(
      'severalCandidates',
    );
  });

  test('a person needs the address, and one who lives elsewhere is another', () => {
    const person = seeker({ kind: 'contact', name: 'An Claes', vatNumber: null });
    const an = { name: 'Claes An', type: 'Person' as const };
    expect(verdict(person, candidate({ ...an, postcode: '2800' }))).toBe('sure by name');
    expect(verdict(person, candidate(an))).toBe('nameOnly');
    expect(verdict(person, candidate({ ...an, postcode: '9000' }))).toBe('none');
  });

  test('the relation of another living customer is in the way only at the same address (R-CUST-12)', () => {
    expect(verdict(unnumbered, candidate(here, { owner: 'other' }))).toBe('belongsToAnother');
    expect(verdict(unnumbered, candidate({ ...here, postcode: '9000' }, { owner: 'other' }))).toBe('none');
  });

  test('proves nothing of a customer whom Focus no longer has, nor of one without a name (S-57)', () => {
    expect(verdict(seeker({ vatNumber: null, gone: true, address: nowhere }), candidate(named))).toBe('none');
    expect(verdict(seeker({ vatNumber: null, name: '…' }), candidate({ name: '…' }))).toBe('none');
  });
});

describe('what is compared', () => {
  test('names without capitals, accents, spaces and punctuation; of persons in any order', () => {
    expect(nameKey('Café  De Één-Hoorn b.v.', 'company')).toBe('cafedeeenhoornbv');
    expect(nameKey('Claes, An', 'contact')).toBe(nameKey('An Claes', 'contact'));
    expect(nameKey('Peeters Garage', 'company')).not.toBe(nameKey('Garage Peeters', 'company'));
  });

  test('VAT numbers only where their shape is right (R-CUST-10)', () => {
    expect(vatKey('0777.777.771', 'BE')).toBe('BE0777777771');
    expect(vatKey('geen', 'BE')).toBeNull();
    expect(vatKey(null, 'BE')).toBeNull();
  });

  test('company numbers of seven signs or more; a Belgian VAT number holds one', () => {
    expect(companyKey({ companyNumber: '12345', vatNumber: null }, 'NL')).toBeNull();
    expect(companyKey({ companyNumber: 'KVK 12345678', vatNumber: null }, 'NL')).toBe('12345678');
    expect(companyKey({ companyNumber: null, vatNumber: 'BE0777777771' }, 'BE')).toBe('0777777771');
    expect(companyKey({ companyNumber: null, vatNumber: 'NL123456789B01' }, 'NL')).toBeNull();
  });
});
