/** People are told by message: real ledger, real receivers; what was held, paused or found, once, again, and its end. */

import { describe, expect, test } from 'vitest';
import { endCause } from '../../ledger/causes.ts';
import { recordPause, recordResume, setConnectionState } from '../../ledger/connections.ts';
import { releaseCause } from '../../ledger/documents.ts';
import { closeFinding, listFindings, report } from '../../ledger/findings.ts';
import { addRecipient, removeRecipient } from '../../ledger/recipients.ts';
import { closeRun, openRun } from '../../ledger/runs.ts';
import { ready } from './desk.ts';
import { desk, hold, hook, mail, messages, place, round, tellHook, useMessageDesk } from './message-desk.ts';

useMessageDesk();
const day = 24 * 60;

async function run(number: number, outcome: 'done' | 'blocked'): Promise<void> {
  const { ledger, clock } = desk;
  await openRun(
    ledger,
    place.connectionId,
    number,
    { scope: 'all', workflowRunId: `run-${number}` },
    clock.now,
  );
  await closeRun(ledger, place.connectionId, number, outcome, null, clock.now);
}

describe('a hold', () => {
  test('is told at once, reminded of after 1, 3 and 5 days, and its end is told; in between there is silence (R-RUN-3)', async () => {
    await tellHook();
    expect(await round()).toEqual({ written: 0, sent: 0, notSent: 0, failed: 0 });
    const cause = await hold((await ready(desk, place, 3)).slice(0, 2));
    expect(await round()).toEqual({ written: 1, sent: 1, notSent: 0, failed: 0 });
    const heard: [number, string][] = [];
    for (let hours = 1; hours <= 7 * 24; hours += 1) {
      desk.clock.later(60);
      const before = messages().length;
      await round();
      for (const message of messages().slice(before)) heard.push([hours, message.subject]);
    }
    expect(heard).toEqual([
      [24, '1 matter still needs somebody – ' + place.connectionId],
      [72, '1 matter still needs somebody – ' + place.connectionId],
      [120, '1 matter still needs somebody – ' + place.connectionId],
    ]);
    await releaseCause(desk.ledger, cause, desk.clock.now);
    await desk.ledger.db.updateTable('documents').set({ releasedCauseId: null }).execute();
    expect(await endCause(desk.ledger, cause, 'cured', desk.clock.now)).toBe(true);
    await round();
    await round();
    expect(messages()).toHaveLength(5);
    expect(messages()[0]).toMatchObject({
      connectionId: place.connectionId,
      link: `https://console.example.com/connections/${place.connectionId}`,
      parts: [
        {
          news: 'needs',
          kind: 'hold',
          key: 'account-unknown',
          documents: 2,
          numbers: ['2026 / 1', '2026 / 2'],
          what: 'Ledger account 705500 does not exist in Yuki.',
          who: 'the accountant, in Yuki',
        },
      ],
    });
    expect(messages()[4]).toMatchObject({ parts: [{ news: 'over', ended: 'cured' }] });
  });

  test('that is cured before anybody was told disturbs nobody', async () => {
    await tellHook();
    const cause = await hold(await ready(desk, place, 1));
    await releaseCause(desk.ledger, cause, desk.clock.now);
    expect(await round()).toMatchObject({ written: 0 });
  });

  test('tells no amount, no customer and no secret', async () => {
    await tellHook();
    await hold(await ready(desk, place, 1));
    await round();
    const { body } = hook.received[0]!;
    for (const secret of ['121', '12100', 'customer', 'F1', 'access', 'SESSION', 'whsec']) {
      expect(body).not.toContain(secret);
    }
  });

  test('with many others is one message', async () => {
    await tellHook();
    const ids = await ready(desk, place, 25);
    for (const [index, id] of ids.entries()) await hold([id], String(705_000 + index));
    expect(await round()).toMatchObject({ written: 1, sent: 1 });
    expect(messages()[0]).toMatchObject({
      subject: expect.stringMatching(/^25 matters need somebody/),
      more: 15,
    });
  });
});

describe('a pause', () => {
  const pause = (number: number, cause: 'module-off' | 'yuki-unreachable') =>
    recordPause(desk.ledger, place.connectionId, { number, cause, shown: '', nextTry: null }, desk.clock.now);
  const resume = (number: number) =>
    recordResume(desk.ledger, place.connectionId, { number }, desk.clock.now);

  test('that comes back at each try is one matter, and over only after a run that went well', async () => {
    await tellHook(['accountant']);
    await pause(1, 'module-off');
    await round();
    desk.clock.later(day);
    await resume(1);
    expect(await round()).toMatchObject({ written: 0 });
    desk.clock.later(5);
    await run(2, 'blocked');
    await pause(2, 'module-off');
    await round();
    expect(messages().map(({ parts }) => parts.map(({ news }) => news))).toEqual([['needs'], ['still']]);
    expect(messages()[1]!.parts[0]).toMatchObject({ since: messages()[0]!.parts[0]!.since });
    desk.clock.later(day / 2);
    await resume(2);
    desk.clock.later(5);
    await run(3, 'done');
    await round();
    expect(messages()[2]).toMatchObject({ parts: [{ kind: 'pause', news: 'over', ended: 'cured' }] });
    desk.clock.later(day / 2);
    await pause(3, 'module-off');
    await round();
    expect(messages()[3]).toMatchObject({ parts: [{ news: 'needs' }] });
  });

  test('that passes by itself disturbs nobody', async () => {
    await tellHook();
    await pause(1, 'yuki-unreachable');
    desk.clock.later(6 * day);
    expect(await round()).toMatchObject({ written: 0 });
  });

  test('of a connection that was ended is told no more', async () => {
    await tellHook();
    await pause(1, 'module-off');
    await setConnectionState(desk.ledger, place.connectionId, 'disconnected', desk.clock.now);
    expect(await round()).toMatchObject({ written: 0 });
  });
});

test('a finding is told with its number, and that it is dealt with', async () => {
  await tellHook(['accountant']);
  const [documentId] = await ready(desk, place, 1);
  const { ledger, clock } = desk;
  const { connectionId } = place;
  await report(
    ledger,
    { connectionId, documentId: documentId!, kind: 'reversed', params: { cents: 12_100 } },
    clock.now,
  );
  await report(ledger, { connectionId, documentId: documentId!, kind: 'withoutPdf', params: {} }, clock.now);
  await round();
  expect(messages()).toHaveLength(1);
  expect(messages()[0]!.parts).toMatchObject([{ kind: 'finding', key: 'reversed', numbers: ['2026 / 1'] }]);
  desk.clock.later(60);
  for (const { id } of await listFindings(ledger, connectionId, { open: true }))
    await closeFinding(ledger, id, clock.now);
  await round();
  expect(messages()[1]!.parts).toMatchObject([{ news: 'over', ended: 'closed' }]);
});

describe('a recipient', () => {
  test('hears only what concerns it, in its language, by e-mail or webhook', async () => {
    await tellHook(['user'], 'nl');
    const byMail = {
      channel: 'email',
      address: 'jan@example.org',
      language: 'fr',
      about: ['accountant'],
    } as const;
    await addRecipient(desk.ledger, place.connectionId, byMail, desk.clock.now);
    await hold(await ready(desk, place, 1));
    expect(await round()).toEqual({ written: 1, sent: 1, notSent: 0, failed: 0 });
    expect(hook.received).toHaveLength(0);
    expect(mail.received[0]).toContain('To: jan@example.org');
    expect(mail.received[0]!.replaceAll(/=\r\n/g, '')).toContain('705500');
  });

  test('that was removed is told nothing, not even what was waiting', async () => {
    hook.answer = (response) => void response.writeHead(500).end();
    const { id } = await tellHook();
    await hold(await ready(desk, place, 1));
    expect(await round()).toMatchObject({ written: 1, notSent: 1 });
    expect(await removeRecipient(desk.ledger, place.connectionId, id, desk.clock.now)).toBe(true);
    desk.clock.later(30);
    expect(await round()).toEqual({ written: 0, sent: 0, notSent: 0, failed: 0 });
    expect(hook.received).toHaveLength(1);
  });
});
