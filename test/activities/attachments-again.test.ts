// Documents that are sent a second time although nobody refused their PDF, or although it is not what they wait for:
// a hold that finds out whether its cause is gone, and a document that somebody removed in Yuki.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { listFindings } from '../../ledger/findings.ts';
import { lookThenSendAgain } from '../../ledger/resolutions.ts';
import { writeSetting } from '../../ledger/settings.ts';
import { administrations } from '../../sandbox/worlds/yuki-base.ts';
import { openOffice, type Office } from './office.ts';

let office: Office;
beforeEach(async () => (office = await openOffice()));
afterEach(() => office.close());

const told = async (connectionId: Parameters<typeof listFindings>[1]): Promise<unknown[]> =>
  (await listFindings(office.ledger, connectionId, { open: true })).map(({ params }) => params['why']);

test('a hold whose probe is refused for its PDF only is cured at once, by the document without it (R-PEP-4, S-34)', async () => {
  const place = await office.connect('beA', { sendOriginalPdf: true });
  const administrationId = administrations.adm1;
  const booked = await office.book(place, [{ price: 100 }]);
  await office.inYuki('close-until', { administrationId, date: '2026-03-31' });
  await office.sync(place);
  const { causeId } = await office.row(place, booked.id);
  expect(causeId).not.toBeNull();
  await office.inYuki('close-until', { administrationId, date: null });
  office.parts.switches.patch({ maximumAttachmentBytes: 100, largeAttachment: 'refuse-document' });
  const look = await office.call('lookAtCause', {
    connectionId: place.id,
    causeId: causeId!,
    look: 'person',
  });
  expect(look.kind).not.toBe('stillWaiting');
  const { state, reference } = await office.row(place, booked.id);
  expect(state).toBe('exported');
  expect(office.inBooks(reference ?? '').pdf).toBeNull();
  expect(await told(place.id)).toEqual(['refusedByYuki']);
});

test('a document that was removed in Yuki and is sent again takes its PDF along again (R-PEP-3, R-DIS-2)', async () => {
  // Absence is proved within a moment.
  const durations = { wireTimeout: 20_000, wireGrace: 5_000, yukiLag: 1, lookAgain: [1, 1] };
  await writeSetting(office.ledger, 'durations', durations, new Date());
  const place = await office.connect('beA', { sendOriginalPdf: true });
  const booked = await office.book(place, [{ price: 100 }]);
  await office.sync(place);
  const { id, reference } = await office.row(place, booked.id);
  await office.inYuki('remove-document', { administrationId: administrations.adm1, reference });
  const decider = { who: 'A. Peeters', reason: 'removed by mistake' };
  expect(await lookThenSendAgain(office.ledger, id, decider, new Date())).toBe(true);
  await expect
    .poll(
      async () => {
        await office.call('lookUpDoubtful', { connectionId: place.id, runNumber: place.runNumber });
        return (await office.row(place, booked.id)).state;
      },
      { timeout: 20_000, interval: 500 },
    )
    .toBe('found');
  await office.sync(place);
  expect(office.inBooks(reference ?? '').pdf?.bytes).toBeGreaterThan(0);
  expect(await told(place.id)).toEqual([]);
});
