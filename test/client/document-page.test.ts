/**
 * Why a document stands as it does, over the API and on the command line: who decided and why, why nobody knows whether
 * Yuki has it, what was cut, under which number it is in Yuki.
 */

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DocumentAnswer, DocumentPageAnswer, StatusAnswer } from '../../client/answers.ts';
import { showDocument, showDocuments, showStatus } from '../../client/cli/show.ts';
import type { IsoDate } from '../../domain/ids.ts';
import { noteFound, withdraw } from '../../ledger/documents.ts';
import { moveStartDate } from '../../ledger/start-date.ts';
import { activeConnection, morning, prepare, summary } from '../support/ledger-documents.ts';
import {
  by,
  closeResolutionDesk,
  decide,
  done,
  doubtful,
  get,
  openResolutionDesk,
  settled,
  store,
  waiting,
  yukiLists,
  type Waiting,
} from './resolution-desk.ts';

beforeAll(openResolutionDesk);
afterAll(closeResolutionDesk);

const page = (place: Pick<Waiting, 'id' | 'documents'>, language?: string): Promise<DocumentPageAnswer> =>
  get(`${place.id}/documents/${place.documents[0]}`, language);

test('what was cut or left out stays with a document after its export (R-LINE-7)', async () => {
  const { id } = await activeConnection(store.ledger);
  await noteFound(store.ledger, id, [summary(1)], morning);
  const warnings = ['The text of a line was shortened.'];
  const documents = [await prepare(store.ledger, id, 1, { warnings })];
  await settled({ id, documents }, 'accepted');
  const shown = await page({ id, documents });
  expect(shown).toMatchObject({ state: 'exported', warnings, inYukiAs: '2026/1' });
  expect(showDocument(shown)).toContain('Warning: The text of a line was shortened.');
});

test('of a doubtful document it is said why, since when, when it is looked up, and that nothing is to be done (design 4)', async () => {
  const place = await doubtful();
  const shown = await page(place);
  // The message began at 9 in the morning of Brussels, and the look is ten hours later.
  expect(shown).toMatchObject({
    inYukiAs: null,
    doubt: { why: 'lost', since: '2026-03-02T08:00:00.000Z', nextLookAt: '2026-03-02T18:00:00.000Z' },
  });
  expect(showDocument(shown)).toMatch(
    /The answer to the message of 2 March 2026 at 09:00 was lost, .* looked up in Yuki on 2 March 2026 at 19:00\. Nothing has to be done: it is never sent again before/,
  );
  expect((await page(place, 'fr')).explanation).toContain('La réponse au message du 2 mars 2026');
  const status = await get<StatusAnswer>(place.id);
  expect(status.doubts).toMatchObject({ documents: 1, nextLookAt: '2026-03-02T18:00:00.000Z' });
  expect(showStatus(status)).toContain('1 document is doubtful since 2 March 2026 at 09:00');
});

test('a linked document shows the number that it has in Yuki, and who linked it and why (S-40, R-RUN-6)', async () => {
  const place = await waiting(1);
  const list = async () => (await get<{ documents: DocumentAnswer[] }>(`${place.id}/documents`)).documents;
  expect(await list()).toMatchObject([{ state: 'held', reference: '2026/1', inYukiAs: null }]);
  expect(showDocuments(await list())).not.toContain('2026/1');
  await yukiLists(place, [{ reference: 'VF 2026-77' }]);
  await done(await decide(place, { action: 'link', reference: 'vf2026-77' }));
  const shown = await page(place);
  expect(shown).toMatchObject({
    inYukiAs: 'VF 2026-77',
    decision: { what: 'linked', ...by, reference: 'VF 2026-77' },
  });
  const text = showDocument(shown);
  expect(text).toContain(
    `Linked with Yuki’s document VF 2026-77 by An Claes on 2 March 2026 at 10:00: ${by.reason}`,
  );
  expect(text).not.toContain('Not sent yet');
  expect(await done(await decide(place, { action: 'link' }))).toMatchObject({ already: true, documents: 0 });
  await done(await decide(place, { action: 'undo' }));
  expect(await page(place)).toMatchObject({ inYukiAs: null, decision: null, explanation: 'Not sent yet.' });
});

test('a document that was set aside says so, and saying it twice changes nothing', async () => {
  const place = await waiting(1);
  await done(await decide(place, { action: 'ignore' }));
  expect(await done(await decide(place, { action: 'ignore', who: 'Somebody else' }))).toMatchObject({
    told: 'ignored',
    already: true,
  });
  expect((await page(place, 'nl')).explanation).toMatch(/^Terzijde gelegd door An Claes op 2 maart 2026/);
});

test('a withdrawn document says whether the start date or Focus withdrew it (R-START-4)', async () => {
  const early = await waiting(1);
  await moveStartDate(store.ledger, early.id, '2026-03-02' as IsoDate, morning);
  expect((await page(early)).explanation).toBe(
    'It is dated before the start date of the connection (2026-03-02), so it is not exported.',
  );
  const gone = await waiting(1);
  await withdraw(store.ledger, gone.documents[0]!, morning);
  expect((await page(gone)).explanation).toMatch(/^It was deleted or made a draft again in Focus/);
});
