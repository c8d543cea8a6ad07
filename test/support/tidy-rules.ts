// What a file of this repository may not contain, beside imports and sizes: each rule looks at one text and answers the
// lines that break it.

import { blankSource } from './blank-source.ts';

export interface Finding {
  /** From 1. */
  readonly line: number;
  readonly sentence: string;
}

export type Rule = (file: string, text: string) => Finding[];

const isSource = (file: string): boolean => /\.(ts|mjs)$/.test(file);
const roomOf = (file: string): string => file.split('/')[0] ?? '';

function everyMatch(
  text: string,
  pattern: RegExp,
  tell: (found: RegExpMatchArray) => string | null,
): Finding[] {
  return [...text.matchAll(pattern)].flatMap((found) => {
    const sentence = tell(found);
    return sentence === null ? [] : [{ line: text.slice(0, found.index).split('\n').length, sentence }];
  });
}

/** A source begins with what it is responsible for, in one to five lines. */
export const beginsWithComment: Rule = (file, text) => {
  if (!isSource(file)) return [];
  const [first = '', ...rest] = text.replace(/^#!.*\n/, '').split('\n');
  if (first.startsWith('/*')) {
    const isEnded = [first, ...rest].slice(0, 7).some((line) => line.includes('*/'));
    return isEnded ? [] : [{ line: 1, sentence: 'The comment at the top is longer than five lines.' }];
  }
  if (!first.startsWith('//'))
    return [{ line: 1, sentence: 'The file does not begin with what it is responsible for.' }];
  const lines = 1 + rest.findIndex((line) => !line.startsWith('//'));
  return lines > 5 ? [{ line: 1, sentence: 'The comment at the top is longer than five lines.' }] : [];
};

/** An intention belongs into a decision, an issue or a test. The word is put together so that this file may stand. */
export const noIntentions: Rule = (_file, text) =>
  everyMatch(
    text,
    new RegExp(`\\b(${['TO_DO', 'FIX_ME', 'XX_X'].join('|').replaceAll('_', '')})\\b`, 'g'),
    ([word]) => {
      return `${word} is not a decision, an issue or a test.`;
    },
  );

/** Two files must have one, because the programs that read them ask for it. */
const wantedDefaults = new Set(['vitest.config.ts', 'test/support/global-set-up.ts']);

export const noDefaultExports: Rule = (file, text) =>
  !isSource(file) || wantedDefaults.has(file)
    ? []
    : everyMatch(
        blankSource(text, { strings: true }),
        /\bexport\s+default\b|\bas\s+default\b/g,
        () => 'A default export has no name of its own.',
      );

/** Folders of one person's machine, and of temporary files written out. */
export const noMachinePaths: Rule = (_file, text) =>
  everyMatch(
    text,
    /(?<![\w.$}~-])\/(?:work|root|tmp|Users|home\/(?!node\b)\w+)\/[\w.-]/g,
    ([path]) => `${path}… is a place on one machine.`,
  );

/** Where packages come from is the business of whoever installs. */
export const noRegistries: Rule = (file, text) => [
  ...everyMatch(
    text,
    /https?:\/\/(?:registry|npm|packages?|proxy)\.[\w.-]+|_auth[T]oken/g,
    ([address]) => `${address} says where packages come from.`,
  ),
  ...(file === 'package-lock.json'
    ? everyMatch(text, /"resolved": "https?:/g, () => 'The lock file names an address.')
    : []),
];

/** Names that say nothing, and the verb that three actors share (docs/vocabulary.md). */
const emptyWords = /^(?:managers?|helpers?|utils?|infos?)$/;
const vendorNames = new Set(['processSalesInvoices']);
const vocabularyRooms = new Set([
  ...['domain', 'platform', 'focus', 'yuki', 'ledger', 'activities', 'workflows', 'workers', 'client'],
]);

export const noEmptyWords: Rule = (file, text) => {
  if (!isSource(file) || !vocabularyRooms.has(roomOf(file))) return [];
  const [, stem = ''] = /([^/]+)\.\w+$/.exec(file) ?? [];
  const isEmptyName = emptyWords.test(stem) || /^(?:data|process|handle)$/.test(stem);
  const declared = /\b(function\*?|class|interface|type|const|let)\s+([A-Za-z_$][\w$]*)/g;
  return [
    ...(isEmptyName ? [{ line: 1, sentence: `“${stem}” as a file’s name says nothing.` }] : []),
    ...everyMatch(blankSource(text, { strings: true }), declared, ([, kind = '', name = '']) => {
      const words = name.split(/(?=[A-Z])|[_\d]+/).map((word) => word.toLowerCase());
      if (words.some((word) => emptyWords.test(word))) return `“${name}” has a word that says nothing.`;
      if (name === 'data') return `“${name}” does not say of what.`;
      if (/(?:focus|yuki)\w*client$/i.test(name))
        return `“${name}”: the client is Temporal’s; say Api or Service.`;
      const isDone = kind.startsWith('function');
      if (isDone && /^(?:process|handle)(?=[A-Z]|$)/.test(name) && !vendorNames.has(name))
        return `“${name}” does not say what is done.`;
      if (isDone && /^book(?=[A-Z]|$)/.test(name)) return `“${name}”: Focus books, we export, Yuki accepts.`;
      return null;
    }),
  ];
};

/** A test is left out by `needs` alone, which names what is missing, or by the same question asked directly. */
export const noSilentSkips: Rule = (file, text) => {
  if (!file.startsWith('test/') || !isSource(file) || file === 'test/support/skip.ts') return [];
  const code = blankSource(text, { strings: true });
  const asksWhatIsMissing = /\bREQUIRE_ALL\b|\bmissing(?:Part|Temporal|Database)\w*\b/.test(code);
  const left = /\b(?:test|it|describe|suite)(?:\.\w+)*\.(only|skip|todo|fails|skipIf|runIf)\b/g;
  return everyMatch(code, left, ([, way = '']) =>
    way.endsWith('If') && asksWhatIsMissing ? null : `.${way} leaves tests out in silence.`,
  );
};

export const rules: Readonly<Record<string, Rule>> = {
  beginsWithComment,
  noIntentions,
  noDefaultExports,
  noMachinePaths,
  noRegistries,
  noEmptyWords,
  noSilentSkips,
};
