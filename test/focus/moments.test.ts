// Moments in every form that Focus has been seen to write.

import { expect, test } from 'vitest';
import { focusMoment, parseFocusMoment } from '../../focus/moments.ts';

test.each([
  ['2026-10-20T07:00:11+00:00', '2026-10-20T07:00:11.000Z'],
  ['2021-06-15T10:51:23.035+0100', '2021-06-15T09:51:23.035Z'],
  ['2026-01-01T00:30:00+02:00', '2025-12-31T22:30:00.000Z'],
  ['2026-10-20T07:00:11Z', '2026-10-20T07:00:11.000Z'],
  ['2025-02-26 15:56:40', '2025-02-26T15:56:40.000Z'],
  ['2026-10-20', '2026-10-20T00:00:00.000Z'],
  ['2026-10-20T07:00:11.123456+00:00', '2026-10-20T07:00:11.123Z'],
])('%s is read as %s', (written, read) => {
  expect(parseFocusMoment(written)).toBe(read);
});

test.each([
  '',
  'yesterday',
  '2026-02-30T00:00:00Z',
  '2026-10-20T25:00:00Z',
  '2026-10-20T07:00:00+99:99',
  '1790000000',
])('the text "%s" is no moment', (written) => {
  expect(parseFocusMoment(written)).toBeNull();
});

test('a moment is written in UTC with an offset and without milliseconds', () => {
  expect(focusMoment(new Date('2026-10-20T09:00:11.987+02:00'))).toBe('2026-10-20T07:00:11+00:00');
});
