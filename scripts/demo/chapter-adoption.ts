// Chapter «what stands in Yuki already»: documents that another connector brought there are recognised by number,
// customer, date and amount, shown to a person, and linked on that person's word; none of them is sent.

import type { AdoptedAnswer, AdoptionAnswer } from '../../client/adoption-answers.ts';
import { documentsOf, type Scene } from './stage.ts';
import { euros, many } from './terminal.ts';
import { expectThat } from './waiting.ts';

export async function takeOver(scene: Scene): Promise<void> {
  const { tell, api, control, sandbox, connectionId } = scene;
  const at = `/api/connections/${encodeURIComponent(connectionId)}/adoption`;
  const { agreeing, differing, doubtfulCustomers } = await api.get<AdoptionAnswer>(at);
  expectThat(agreeing.length > 0, 'No document of Focus is recognised in Yuki.');
  expectThat(
    differing.length === 0 && doubtfulCustomers === 0,
    `${differing.length} documents differ from what Yuki has, and ${doubtfulCustomers} customers are doubtful.`,
  );
  tell.say(
    `The link that the firm used before brought ${many(agreeing.length, 'invoice')} of early January to Yuki. The dry run found them there, and none of them was read from Focus for it:`,
  );
  tell.table(
    ['Invoice in Focus', 'Gross', 'In Yuki', 'Dated', 'Gross there'],
    agreeing.map(({ number, gross, inYuki }) => [
      number,
      shown(gross),
      inYuki.reference,
      inYuki.date ?? '',
      shown(inYuki.gross),
    ]),
    [1, 4],
  );
  const before = await control.yukiDocuments(sandbox.yuki.administrationId);
  const order = { who: 'An De Linde', reason: 'sent by the link that we used before', documents: 'agreeing' };
  const { linked } = await api.send<AdoptedAnswer>('POST', at, order);
  const states = (await documentsOf(scene, { state: 'linked' })).map(({ number }) => number);
  expectThat(
    linked === agreeing.length && states.length === linked,
    `Of ${agreeing.length} documents ${linked} were linked, and ${states.length} are.`,
  );
  const after = await control.yukiDocuments(sandbox.yuki.administrationId);
  expectThat(after.length === before.length, 'Linking has changed the number of documents in Yuki.');
  tell.done(
    `An De Linde says that they are the same: ${many(linked, 'invoice')} linked, with her name and reason. They are never sent; their payments are followed from now on.`,
  );
}

/** An amount of the API as the story writes amounts. */
const shown = (decimal: string): string => euros(Math.round(Number(decimal) * 100));
