/** A document of the general journal, after the vendor's description of ProcessJournal (yuki-api 4.6). */

import { afterEach, describe, expect, test } from 'vitest';
import type { IsoDate, YukiAdministrationId } from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import { sendJournal, type Journal } from '../../yuki/journal.ts';
import { openServices, parametersOf, type OpenServices } from './open-services.ts';
import { answer, fault, rejection, type Reply } from './soap-socket.ts';

const administration = 'aaaaaaaa-0000-4000-8000-000000000001' as YukiAdministrationId;
const documentId = 'd0c0aaaa-0000-4000-8000-000000000001';
const options = { beforeBytes: async () => undefined, timeoutMs: 5_000 };
const common = { date: '2026-03-20' as IsoDate, description: '2026/17 <FY-1>' };
const journal: Journal = {
  subject: 'Focus 2026/17 & FY-1',
  entries: [
    { ...common, contactCode: 'K1', account: '400000', amountCents: cents(-12_105) },
    { ...common, contactCode: null, account: '580000', amountCents: cents(12_105) },
  ],
};

let world: OpenServices;
afterEach(() => world.close());
const send = async (reply: Reply, more: Partial<typeof options> = {}) => {
  world = await openServices(() => reply);
  return sendJournal(world.services, administration, journal, { ...options, ...more });
};

describe('a journal', () => {
  test('is sent with its elements in the order of the schema, and answers the id of its document (R-PAY-4)', async () => {
    expect(await send(answer('ProcessJournal', documentId))).toBe(documentId);
    const [call] = world.socket.calls;
    expect(call?.path).toBe('/ws/Accounting.asmx');
    expect(parametersOf(call?.body ?? '', 'ProcessJournal')).toBe(
      `<sessionID>SES</sessionID><administrationID>${administration}</administrationID><xmlDoc>` +
        `<Journal xmlns="urn:xmlns:http://www.theyukicompany.com:journal"><AdministrationID>${administration}</AdministrationID>` +
        '<DocumentSubject>Focus 2026/17 &amp; FY-1</DocumentSubject><JournalType>GeneralJournal</JournalType>' +
        '<JournalEntry><ContactCode>K1</ContactCode><EntryDate>2026-03-20</EntryDate><GLAccount>400000</GLAccount>' +
        '<Amount>-121.05</Amount><Description>2026/17 &lt;FY-1&gt;</Description></JournalEntry>' +
        '<JournalEntry><EntryDate>2026-03-20</EntryDate><GLAccount>580000</GLAccount>' +
        '<Amount>121.05</Amount><Description>2026/17 &lt;FY-1&gt;</Description></JournalEntry></Journal></xmlDoc>',
    );
  });

  test.each<[string, Reply, string]>([
    ['without an id', answer('ProcessJournal', ''), 'YukiUnintelligible'],
    ['with something else', answer('ProcessJournal', 'OK'), 'YukiUnintelligible'],
    ['with a fault', fault('Object reference not set to an instance of an object.'), 'YukiFault'],
    ['by a lost line', 'drop', 'YukiUnreachable'],
  ])('answered %s has an unknown outcome, and is not sent again (S-72, S-76)', async (_, reply, name) => {
    expect(await rejection(send(reply))).toMatchObject({ name, delivery: 'unknown' });
    expect(world.socket.calls).toHaveLength(1);
  });

  test('is not sent when the permission has run out (R-PAY-4)', async () => {
    const beforeBytes = async (): Promise<never> => {
      throw new RangeError('too late');
    };
    expect(await rejection(send(answer('ProcessJournal', documentId), { beforeBytes }))).toMatchObject({
      name: 'RangeError',
    });
    expect(world.socket.calls).toHaveLength(0);
  });
});
