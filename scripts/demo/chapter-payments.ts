// Chapter «the money comes back»: what the bookkeeper reconciles in Yuki becomes payments in Focus; what is taken back
// in Yuki afterwards stays paid in Focus and is reported to a person.

import type { FindingAnswer } from '../../client/finding-answer.ts';
import { documentsOf, lastCall, syncNow, today, type Scene } from './stage.ts';
import type { FocusDocument } from './sandbox-control.ts';
import { euros, many } from './terminal.ts';
import { expectThat, StoryFailed } from './waiting.ts';

const fullyPaid = 4;

/** Answers the Focus ids whose payment Yuki took back. */
export async function paymentsReturn(scene: Scene): Promise<string[]> {
  const { tell } = scene;
  const chosen = await chooseUnpaid(scene);
  const partly = chosen.at(-1);
  const [first] = chosen;
  if (partly === undefined || first === undefined) throw new StoryFailed('There is nothing to pay.');
  const half = Math.floor(partly.cents / 2);
  const paid = chosen.map((one) => ({ ...one, paidCents: one === partly ? half : one.cents }));
  const before = await lastCall(scene);
  for (const one of paid) await reconcile(scene, one);
  tell.say(
    `The bookkeeper reconciles ${many(chosen.length, 'invoice')} with the bank in Yuki, the last one only half. One sync later:`,
  );
  await tell.during('reading the open items of Yuki', () => syncNow(scene));
  const toYuki = (await scene.control.callsSince(before)).filter(({ system }) => system.startsWith('yuki'));
  const now = await inFocus(
    scene,
    paid.map(({ focusId }) => focusId),
  );
  tell.table(
    ['Invoice', 'Gross', 'Reconciled in Yuki', 'Paid in Focus', 'Still due'],
    paid.map((one) => {
      const document = now.get(one.focusId);
      return [
        one.reference,
        euros(one.cents),
        euros(one.paidCents),
        euros(paidOf(document)),
        euros(document?.dueCents ?? 0),
      ];
    }),
    [1, 2, 3, 4],
  );
  for (const one of paid) {
    const found = paidOf(now.get(one.focusId));
    expectThat(
      found === one.paidCents,
      `${one.reference} has ${euros(found)} paid in Focus, but ${euros(one.paidCents)} was reconciled in Yuki.`,
    );
  }
  // Counted in Focus, because a run that was under way may have registered some of them before the one asked for.
  const registered = paid.flatMap((one) => now.get(one.focusId)?.payments ?? []).length;
  expectThat(
    registered === paid.length,
    `Focus shows ${many(registered, 'payment')} of these invoices, not ${paid.length}.`,
  );
  tell.done(
    `${many(registered, 'payment')} registered in Focus, to the cent, with ${many(toYuki.length, 'call')} to Yuki.`,
  );
  await takenBack(scene, first);
  return [first.focusId];
}

interface Unpaid {
  readonly focusId: string;
  readonly documentId: string;
  readonly reference: string;
  readonly cents: number;
}

/**
 * Plain unpaid invoices, of which nothing was credited, so that the figures are easy to follow. They stood open in
 * Yuki when an earlier run read its list; what was never seen open is reported and not registered (R-PAY-9).
 */
async function chooseUnpaid(scene: Scene): Promise<Unpaid[]> {
  const focus = new Map((await scene.control.focusDocuments()).map((one) => [one.id, one]));
  const candidates = (await documentsOf(scene, { state: 'exported' })).flatMap(
    ({ focusId, documentId, reference, kind, date }): Unpaid[] => {
      const one = focus.get(focusId);
      const isPlain =
        kind === 'invoice' && one?.creditedCents === 0 && one.payments.length === 0 && date !== today();
      if (!isPlain || one.dueCents !== one.grossCents || one.grossCents < 10_000 || reference === null)
        return [];
      return [{ focusId, documentId, reference, cents: one.grossCents }];
    },
  );
  const chosen = Array.from({ length: fullyPaid + 1 }, (_, place) => candidates[place * 11 + 3]).filter(
    (one) => one !== undefined,
  );
  expectThat(chosen.length === fullyPaid + 1, 'The world has too few unpaid invoices to reconcile.');
  return chosen;
}

function reconcile(
  scene: Scene,
  { reference, paidCents }: { reference: string; paidCents: number },
): Promise<void> {
  return scene.control.inYuki('reconcile', {
    administrationId: scene.sandbox.yuki.administrationId,
    reference,
    amountCents: paidCents,
    date: today(),
  });
}

async function inFocus(scene: Scene, ids: readonly string[]): Promise<Map<string, FocusDocument>> {
  const wanted = new Set(ids);
  const documents = await scene.control.focusDocuments();
  return new Map(documents.filter(({ id }) => wanted.has(id)).map((one) => [one.id, one]));
}

const paidOf = (document: FocusDocument | undefined): number =>
  document?.payments.reduce((sum, { cents }) => sum + cents, 0) ?? 0;

/** The bookkeeper was wrong about one: Yuki opens it again. Focus is told nothing, a person is. */
async function takenBack(scene: Scene, one: Unpaid): Promise<void> {
  const { tell, api, control, sandbox, connectionId } = scene;
  await control.inYuki('unreconcile', {
    administrationId: sandbox.yuki.administrationId,
    reference: one.reference,
  });
  tell.say(`The bookkeeper undoes the matching of ${one.reference}. Another sync later:`);
  await tell.during('reading the open items of Yuki again', () => syncNow(scene));
  const { findings } = await api.get<{ findings: FindingAnswer[] }>(
    `/api/connections/${encodeURIComponent(connectionId)}/findings`,
  );
  const finding = findings.find(
    ({ kind, documentId }) => kind === 'reversed' && documentId === one.documentId,
  );
  expectThat(
    finding !== undefined,
    `Nothing was reported about ${one.reference}, although Yuki took its payment back.`,
  );
  const still = (await inFocus(scene, [one.focusId])).get(one.focusId);
  expectThat(paidOf(still) === one.cents, `${one.reference} did not stay paid in Focus.`);
  tell.done(
    `${one.reference} stays paid in Focus (${euros(one.cents)}), and the finding “reversed” is listed for a person.`,
  );
}
