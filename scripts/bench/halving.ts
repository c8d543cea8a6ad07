// Three documents that make Yuki refuse the whole message they are in: each is found by halving, the others leave, and
// the calls of each search are counted.

import { StoryFailed } from '../demo/waiting.ts';
import { syncToTheEnd, type Progress } from './contenders.ts';
import { halvingOf, type Halving } from './halving-figures.ts';
import { startDate, type Office, type Place } from './office.ts';

export const halvingPlace: Place = { world: 'bench:360:90', waiting: [] };
/** In the first message of 25, and in two of the messages of up to 100 that follow it. */
const culprits = ['2026 / 10013', '2026 / 10071', '2026 / 10230'];
/** Words of Yuki's schema check, which comes before anything of a message is looked at. */
const refusal = "The element 'Product' has invalid child element 'GLAccountCode'.";

export async function measureHalving(office: Office, progress: Progress): Promise<Halving[]> {
  const { control } = office;
  const waiting = await plantCulprits(office);
  await control.change({ refusalChannel: 'fault', texts: { accountNotRevenueNl: refusal } });
  const before = (await control.callsSince(0)).at(-1)?.n ?? 0;
  await syncToTheEnd(office, progress);
  const calls = (await control.callsSince(before)).filter(({ system }) => system.startsWith('yuki'));
  const comparison = await control.compare({ waiting, reversed: [], startDate });
  if (!comparison.agrees) throw new StoryFailed('Focus and Yuki do not agree after the halving.');
  return culprits.map((number) => {
    const halving = halvingOf(calls, number.replaceAll(' ', ''));
    if (halving === null) throw new StoryFailed(`No message was refused for ${number}.`);
    return halving;
  });
}

/** Moves one line of each culprit to an account that takes no invoices; answers their ids. */
async function plantCulprits({ control }: Office): Promise<string[]> {
  const { id: categoryId } = await control.inFocus<{ id: string }>('add-category', {
    name: 'Aankopen',
    account: '604000',
  });
  const documents = await control.focusDocuments();
  const ids: string[] = [];
  for (const number of culprits) {
    const found = documents.find((document) => document.number === number && document.kind === 'invoice');
    const [line] = found?.lines ?? [];
    if (found === undefined || line === undefined) throw new StoryFailed(`Focus has no invoice ${number}.`);
    const lines = [{ unitPrice: 120, taxRateId: line.taxRateId, categoryId }];
    await control.inFocus('edit-invoice', { id: found.id, lines });
    ids.push(found.id);
  }
  return ids;
}
