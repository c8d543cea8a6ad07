// Finds the commands that the documentation tells people to type, so that a test can hold them against what exists.

export interface DocumentedCommand {
  /** From 1. */
  readonly line: number;
  readonly kind: 'npm script' | 'verb';
  /** The script or the verb. */
  readonly name: string;
  /** `--state`, `--wait` …; of verbs only. */
  readonly options: readonly string[];
}

/** The commands in code spans and code blocks of a Markdown text. */
export function commandsIn(markdown: string): DocumentedCommand[] {
  const found: DocumentedCommand[] = [];
  let inBlock = false;
  for (const [index, text] of markdown.split('\n').entries()) {
    if (text.trimStart().startsWith('```')) {
      inBlock = !inBlock;
      continue;
    }
    const codes = inBlock ? [text] : [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
    for (const code of codes)
      for (const command of code.split(/&&|;|\|/)) found.push(...commandIn(command.trim(), index + 1));
  }
  return found;
}

function commandIn(command: string, line: number): DocumentedCommand[] {
  const script = /^(?:\w+=\S+ )*npm (?:run (?:--silent )?|(?=(?:test|start)\b))([\w:-]+)/.exec(command)?.[1];
  const verb = /^(?:npm run (?:--silent )?focus-yuki --|(?:npx )?focus-yuki) ([a-z][\w-]*)(.*)$/.exec(
    command,
  );
  return [
    ...(script === undefined ? [] : [{ line, kind: 'npm script' as const, name: script, options: [] }]),
    ...(verb?.[1] === undefined
      ? []
      : [
          {
            line,
            kind: 'verb' as const,
            name: verb[1],
            options: [...(verb[2] ?? '').matchAll(/(?<=\s)--[\w-]+/g)].map(([option]) => option),
          },
        ]),
  ];
}
