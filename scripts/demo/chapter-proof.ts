// Chapter «the proof»: Focus against Yuki, to the cent, by the sandbox's own comparison, which shares no code with the
// connector; what waits and why; what it cost in calls.

import { documentsOf, holdsOf, type Scene } from './stage.ts';
import type { Comparison } from './sandbox-control.ts';
import { euros, many, type Teller } from './terminal.ts';

/** Where a document is when it has not reached Yuki and nobody has set it aside. */
const waitingStates = ['found', 'ready', 'sending', 'held', 'doubtful'];

/** True only when the two sides agree in everything and what is left over is exactly what waits. */
export async function proof(scene: Scene, reversed: string[]): Promise<boolean> {
  const { tell, control, startDate } = scene;
  const waiting: string[] = [];
  for (const state of waitingStates)
    waiting.push(...(await documentsOf(scene, { state })).map(({ focusId }) => focusId));
  const comparison = await control.compare({ waiting, reversed, startDate });
  tell.say(
    'Both sides are read out of the sandbox itself and compared by code that shares nothing with the connector: one to one by customer, date and printed number; nets, VAT per rate, account per line, sign, due date, payment reference, payments.',
  );
  showTotals(tell, comparison);
  await showWaiting(scene);
  await showCalls(scene);
  return tellVerdict(tell, comparison, waiting.length);
}

function showTotals(tell: Teller, { totals }: Comparison): void {
  const row = (name: string, side: Comparison['totals']['focus']): string[] => [
    name,
    String(side.documents),
    euros(side.netCents),
    euros(side.vatCents),
    euros(side.grossCents),
  ];
  tell.table(
    ['', 'Documents', 'Net', 'VAT', 'Gross'],
    [row('Teamleader Focus, without what waits', totals.focus), row('Yuki', totals.yuki)],
    [1, 2, 3, 4],
  );
}

async function showWaiting(scene: Scene): Promise<void> {
  scene.tell.say('What waits, why, and who can cure it:');
  const holds = (await holdsOf(scene)).filter(({ waiting }) => waiting > 0);
  scene.tell.table(
    ['Documents', 'Why', 'Who'],
    holds.map(({ waiting, what, who }) => [String(waiting), what, people[who]]),
    [0],
  );
}

const people = {
  focusUser: 'a Focus user',
  accountant: 'the accountant',
  administrator: 'the administrator',
  yuki: 'Yuki',
  developer: 'the operators',
  time: 'nobody; it passes',
} as const;

async function showCalls({ tell, control }: Scene): Promise<void> {
  const summary = await control.callSummary();
  const systems = [
    ['Teamleader Focus', 'focus'],
    ['Yuki (Belgium)', 'yuki-be'],
    ['Yuki (Netherlands)', 'yuki-nl'],
  ] as const;
  tell.say('Calls of the whole story, as the two systems counted them:');
  tell.table(
    ['System', 'Calls', 'Most of them'],
    systems.map(([name, key]) => {
      const { total, byOperation } = summary[key] ?? { total: 0, byOperation: {} };
      const most = Object.entries(byOperation)
        .toSorted(([, left], [, right]) => right - left)
        .slice(0, 3)
        .map(([operation, count]) => `${operation} ${count}`);
      return [name, String(total), most.join(', ')];
    }),
    [1],
  );
}

const differencesShown = 20;

/** Says whether the sides agree, and every difference up to a bound; false when there is one. */
export function tellVerdict(tell: Teller, comparison: Comparison, waiting: number): boolean {
  const { agrees, differences, matched } = comparison;
  if (agrees && differences.length === 0) {
    tell.done(
      `They agree: ${many(matched, 'document')} one to one and to the cent, ${many(waiting, 'waits', 'wait')} as listed, and nothing is left over. A payment that Yuki took back (${comparison.reversed.length}) is the one that was reported.`,
    );
    return true;
  }
  tell.say(`They do not agree: ${many(differences.length, 'difference')}.`);
  tell.table(
    ['Difference', 'Document', 'Expected', 'Found'],
    differences
      .slice(0, differencesShown)
      .map(({ kind, reference, focusId, expected, found }) => [
        kind,
        reference ?? focusId ?? '',
        expected ?? '',
        found ?? '',
      ]),
  );
  if (differences.length > differencesShown) tell.say(`… and ${differences.length - differencesShown} more.`);
  return false;
}
