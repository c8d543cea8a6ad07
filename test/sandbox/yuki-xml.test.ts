// The pretend Yuki's own XML reader and its exact arithmetic, without sockets.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { centsFrom, decimal, lineAmounts, scaled } from '../../sandbox/yuki/money.ts';
import { readXml, tag } from '../../sandbox/yuki/xml.ts';

test('text survives being written and read, whatever it holds', () => {
  // Control characters below the space are not part of what XML can carry, nor are the two non-characters.
  const character = fc
    .integer({ min: 0x20, max: 0x10_ffff })
    .filter((code) => (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff)
    .map((code) => String.fromCodePoint(code));
  const markup = fc.constantFrom('&', '<', '>', '"', "'", ']]>', '&amp;', '&#65;', '\n', '\t', 'a');
  const text = fc.array(fc.oneof(character, markup)).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (one) => {
      expect(readXml(tag('a', one)).text).toBe(one);
    }),
  );
});

test('namespaces, prefixes, CDATA and references are understood', () => {
  const root = readXml(
    '<?xml version="1.0"?><p:a xmlns:p="u" x="&#x41;"><b xmlns="v">1<![CDATA[<&]]>&amp;lt;</b><!-- c --><c/></p:a>',
  );
  expect([root.name, root.namespace, root.attributes['x']]).toEqual(['a', 'u', 'A']);
  expect(root.children.map((child) => [child.name, child.namespace, child.text])).toEqual([
    ['b', 'v', '1<&&lt;'],
    ['c', '', ''],
  ]);
});

test('what .NET refuses is refused', () => {
  for (const bad of [
    '',
    'text',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<p:a/>',
    '<a b="1" b="2"/>',
    '<a b=1/>',
    '<a>&nbsp;</a>',
    '<a>&</a>',
    '<a>\u0001</a>',
    '<a>&#1;</a>',
    '<!DOCTYPE a><a/>',
    '<a><?xml version="1.0"?></a>',
    ' <?xml version="1.0"?><a/>',
    '<1a/>',
    '<a>]]></a>',
  ]) {
    expect(() => readXml(bad), bad).toThrow();
  }
});

test('decimals are read without floating point', () => {
  expect([centsFrom('-0.07'), centsFrom('1234567890.1'), scaled('2.5', 4)]).toEqual([
    -7,
    123_456_789_010,
    25_000n,
  ]);
  expect([decimal(-7), decimal(100), decimal(0)]).toEqual(['-0.07', '1.00', '0.00']);
  expect(() => centsFrom('1.005')).toThrow('more than 2 decimals');
  expect(() => centsFrom('')).toThrow();
});

test('a line is rounded half away from zero, and VAT included is taken out', () => {
  // 0.5 × 0.01 = 0.005 → 0.01, and its mirror image.
  expect(lineAmounts(5_000n, 100n, 0, false).netCents).toBe(1);
  expect(lineAmounts(-5_000n, 100n, 0, false).netCents).toBe(-1);
  // 121.00 with 21 % inside is 100.00 + 21.00.
  expect(lineAmounts(10_000n, 1_210_000n, 2_100, true)).toEqual({ netCents: 10_000, vatCents: 2_100 });
});
