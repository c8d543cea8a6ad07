/** When people are told by message, and in which words: new, still after some days, over; never a flood. */

import { describe, expect, test } from 'vitest';
import { causes, type CauseKey } from '../../domain/causes.ts';
import { composeMessage, type Letter } from '../../domain/message-texts.ts';
import {
  concernsOf,
  newsFor,
  quietAfter,
  remindersDue,
  waitBeforeNextTry,
  type Matter,
} from '../../domain/messages.ts';

const hour = 3_600_000;
const day = 24 * hour;
const reminders = [day, 3 * day, 5 * day];
const begun = new Date('2026-03-02T08:00:00Z');
const after = (ms: number): Date => new Date(begun.getTime() + ms);

const matter = (changes: Partial<Matter> = {}): Matter => ({
  id: 'hold/k1',
  kind: 'hold',
  key: 'account-disabled',
  shown: '705500',
  since: begun,
  documents: 2,
  numbers: ['2026/1', '2026/2'],
  ended: null,
  ...changes,
});

const letter: Letter = {
  id: 'm1',
  connectionId: 'c1',
  name: 'Demo',
  language: 'en',
  link: 'https://console.example.com/connections/c1',
};

describe('what is news', () => {
  const everything = ['user', 'accountant', 'administrator', 'operator'] as const;

  test('a hold is told at once, again after 1, 3 and 5 days, and when it is over; in between nothing is said', () => {
    const told = (ms: number, before: number | null, ended: Matter['ended'] = null) =>
      newsFor(
        everything,
        [matter({ ended })],
        before === null ? [] : [{ id: 'hold/k1', reminders: before }],
        reminders,
        after(ms),
      ).map(({ news, reminders: due }) => [news, due]);
    expect(told(0, null)).toEqual([['needs', 0]]);
    expect(told(23 * hour, 0)).toEqual([]);
    expect(told(day, 0)).toEqual([['still', 1]]);
    expect(told(2 * day, 1)).toEqual([]);
    expect(told(3 * day, 1)).toEqual([['still', 2]]);
    expect(told(5 * day, 2)).toEqual([['still', 3]]);
    expect(told(300 * day, 3)).toEqual([]);
    expect(told(6 * day, 3, 'cured')).toEqual([['over', 3]]);
  });

  test('the end of what was never told is no news', () => {
    expect(newsFor(everything, [matter({ ended: 'cured' })], [], reminders, after(hour))).toEqual([]);
  });

  test('after a long silence one reminder is enough, and a late recipient is not reminded of the past', () => {
    const afterFourDays = newsFor(
      everything,
      [matter()],
      [{ id: 'hold/k1', reminders: 0 }],
      reminders,
      after(4 * day),
    );
    expect(afterFourDays).toMatchObject([{ news: 'still', reminders: 2 }]);
    expect(newsFor(everything, [matter()], [], reminders, after(4 * day))).toMatchObject([
      { news: 'needs', reminders: 2 },
    ]);
  });

  test('only those are told who can cure it (R-ERR-3)', () => {
    const forUser = newsFor(['user'], [matter()], [], reminders, begun);
    expect(forUser).toEqual([]);
    expect(newsFor(['accountant'], [matter()], [], reminders, begun)).toHaveLength(1);
  });

  test('a pause that a person wished is told only when it is forgotten for a day', () => {
    const wished = matter({ id: 'pause/3', kind: 'pause', key: 'paused-by-person', documents: 0 });
    expect(newsFor(everything, [wished], [], reminders, after(hour))).toEqual([]);
    expect(newsFor(everything, [wished], [], reminders, after(day))).toMatchObject([{ news: 'needs' }]);
  });

  test('what passes by itself needs nobody, everything else somebody', () => {
    for (const key of Object.keys(causes) as CauseKey[]) {
      const needed = concernsOf('hold', key).length;
      expect(needed, key).toBe(['yuki-unreachable', 'focus-unreachable', 'quota-used'].includes(key) ? 0 : 1);
    }
  });

  test('findings are for the accountant, an alarm for the operator too, and what needs nothing is not told', () => {
    expect(concernsOf('finding', 'reversed')).toEqual(['accountant']);
    expect(concernsOf('finding', 'a kind of tomorrow')).toEqual(['accountant']);
    expect(concernsOf('finding', 'doubleAcceptance')).toEqual(['accountant', 'operator']);
    expect(concernsOf('finding', 'withoutPdf')).toEqual([]);
  });

  test('reminders are due from their moment on', () => {
    expect(
      [0, day - 1, day, 3 * day, 5 * day, 99 * day].map((ms) => remindersDue(begun, reminders, after(ms))),
    ).toEqual([0, 0, 1, 2, 3, 3]);
  });
});

describe('never a flood', () => {
  test('with news every minute a recipient gets eight messages on the worst day and fewer on those after it', () => {
    const sent: number[] = [];
    for (let minute = 0; minute < 5 * 24 * 60; minute += 1) {
      const now = minute * 60_000;
      const ofTheDay = sent.filter((at) => at > now - day);
      const gap = now - (sent.at(-1) ?? Number.NEGATIVE_INFINITY);
      if (gap >= quietAfter(ofTheDay.length)) sent.push(now);
    }
    const perDay = [0, 1, 2, 3, 4].map(
      (index) => sent.filter((at) => at >= index * day && at < (index + 1) * day).length,
    );
    // 0:00, 0:15, 0:45, 1:45, 3:45, 7:45, 13:45, 19:45: by hand.
    expect(perDay[0]).toBe(8);
    expect(Math.max(...perDay.slice(1))).toBeLessThan(8);
  });

  test('a message is tried at stretching intervals for most of a day, and one to a dead receiver once', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7].map((tries) => waitBeforeNextTry(tries, false));
    expect(waits.map((wait) => (wait === null ? null : wait / 60_000))).toEqual([
      1,
      5,
      30,
      120,
      360,
      720,
      null,
    ]);
    expect(waitBeforeNextTry(1, true)).toBeNull();
  });

  test('forty causes of one kind are one part, with ten numbers and how many more there are', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      matter({
        id: `hold/k${index}`,
        key: 'customer-no-country',
        shown: '',
        documents: 1,
        numbers: [`2026/${index + 1}`],
      }),
    );
    const told = newsFor(['user'], many, [], reminders, begun);
    const message = composeMessage(letter, told, begun);
    expect(message.parts).toHaveLength(1);
    expect(message.parts[0]).toMatchObject({ documents: 40 });
    expect(message.parts[0]?.numbers).toHaveLength(10);
    expect(message.text).toContain('40 documents wait since');
    expect(message.text).toContain('2026/10, and 30 more');
  });

  test('thirty kinds are ten parts, and the message says that it names not all (R-RUN-4)', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      matter({ id: `hold/k${index}`, shown: String(700_000 + index) }),
    );
    const message = composeMessage(letter, newsFor(['accountant'], many, [], reminders, begun), begun);
    expect(message.parts).toHaveLength(10);
    expect(message.more).toBe(20);
    expect(message.text).toContain('20 more kinds of matters are not named here.');
    expect(message.subject).toBe('30 matters need somebody – Demo');
  });
});

describe('the words of a message', () => {
  const told = newsFor(
    ['accountant'],
    [
      matter(),
      matter({ id: 'hold/k2', shown: '705600', ended: 'linked' }),
      matter({ id: 'pause/4', kind: 'pause', key: 'module-off', shown: '', documents: 0, numbers: [] }),
    ],
    [
      { id: 'hold/k2', reminders: 0 },
      { id: 'pause/4', reminders: 0 },
    ],
    reminders,
    after(day),
  );

  test('say what, which documents, who, how and where to look (R-ERR-3)', () => {
    expect(composeMessage(letter, told, after(day)).text).toBe(
      [
        'This is the connector between Teamleader Focus and Yuki, about Demo.',
        'This needs somebody:',
        [
          '- Ledger account 705500 is disabled in Yuki.',
          '  2 documents wait since 2 March 2026 at 09:00',
          '  Documents: 2026/1, 2026/2',
          '  Cure (the accountant, in Yuki): Enable account 705500 in Yuki, or choose another account on the invoice lines in Focus.',
        ].join('\n'),
        'This has not been dealt with yet:',
        [
          '- Paused since 2 March 2026 at 09:00: The module Invoices is switched off in Yuki.',
          '  Cure (the accountant, in Yuki): Ask the accountant or Yuki to switch the module on.',
        ].join('\n'),
        'This is over:',
        [
          '- Ledger account 705600 is disabled in Yuki.',
          '  Somebody linked the documents with what stands in Yuki.',
        ].join('\n'),
        'Everything about it: https://console.example.com/connections/c1',
        'Everything else goes on meanwhile. (Message m1)',
      ].join('\n\n'),
    );
  });

  test('are those of the reader’s language', () => {
    const inDutch = composeMessage({ ...letter, language: 'nl' }, told, after(day));
    expect(inDutch.subject).toBe('1 zaak heeft iemand nodig – Demo');
    expect(inDutch.text).toContain('- Grootboekrekening 705500 is uitgeschakeld in Yuki.');
    const inFrench = composeMessage({ ...letter, language: 'fr' }, told, after(day));
    expect(inFrench.subject).toBe('1 point demande une intervention – Demo');
    expect(inFrench.text).toContain('- Le compte général 705500 est désactivé dans Yuki.');
  });

  test('stand on one line each, however an entity or a number is called', () => {
    const strange = matter({ numbers: ['2026/1\r\nBcc: somebody@example.com'] });
    const message = composeMessage(
      { ...letter, name: 'Demo\r\nBcc: somebody@example.com' },
      newsFor(['accountant'], [strange], [], reminders, begun),
      begun,
    );
    expect(message.subject).toBe('1 matter needs somebody – Demo Bcc: somebody@example.com');
  });
});
