// Chapter «the same story on both sides»: the connector's own word on completeness, by the command line, after it has
// read both sides again. The proof after it shares no code with this.

import type { CompletenessAnswer } from '../../client/completeness-answers.ts';
import { runCli } from '../../client/cli/program.ts';
import { lastCall, type Scene } from './stage.ts';
import { euros, many } from './terminal.ts';
import { expectThat } from './waiting.ts';

export async function sameStory(scene: Scene): Promise<void> {
  const { tell, control } = scene;
  const before = await lastCall(scene);
  const { code, found } = await tell.during('reading both sides again', () => reconcile(scene));
  const calls = await control.callsSince(before);
  const toYuki = calls.filter(
    ({ system, operation }) => system.startsWith('yuki') && operation === 'GetTransactions',
  );
  tell.say('“focus-yuki reconcile --fresh” reads both sides again and says where everything is:');
  tell.table(
    ['', 'Documents', 'Net', 'VAT', 'Gross'],
    [
      ...found.focus.map((row) => ['booked in Focus', ...figuresOf(row)]),
      ...found.parts.map((row) => [`  ${row.text}`, ...figuresOf(row)]),
    ],
    [1, 2, 3, 4],
  );
  const { yuki, differing, unexplained } = found;
  expectThat(code === 0 && found.complete, `${many(unexplained, 'difference')} without an explanation.`);
  tell.done(
    `By Yuki’s own books ${grouped(yuki.fromFocus)} of it stands there, by Focus ${grouped(yuki.byFocus)}; ${many(differing, 'difference')}, none unexplained. ${many(yuki.foreign.documents, 'document')} in Yuki did not come from Focus. Yuki’s books took ${many(toYuki.length, 'call')}.`,
  );
}

type Row = CompletenessAnswer['parts'][number];

const figuresOf = ({
  documents,
  net,
  vat,
  gross,
}: Pick<Row, 'documents' | 'net' | 'vat' | 'gross'>): string[] => [
  `${documents}`,
  ...[net, vat, gross].map(grouped),
];

/** An amount of the answer as the other chapters write theirs. */
function grouped(amount: string): string {
  return euros(Math.round(Number(amount) * 100));
}

async function reconcile({
  stack,
  connectionId,
}: Scene): Promise<{ code: number; found: CompletenessAnswer }> {
  let out = '';
  let err = '';
  const code = await runCli(['reconcile', connectionId, '--fresh', '--json'], {
    env: stack.env,
    out: (text) => (out += text),
    err: (text) => (err += text),
    progress: null,
    isInteractive: false,
  });
  expectThat(out !== '', `“reconcile” answered nothing but: ${err}`);
  return { code, found: JSON.parse(out) as CompletenessAnswer };
}
