// How the story is told in a terminal: chapters, sentences, ticks, quotations, tables, a spinner and a progress bar.
// Without a terminal everything is plain lines without colour or movement. It knows nothing of the story itself.

import { styleText } from 'node:util';
import cliProgress from 'cli-progress';

type Style = Parameters<typeof styleText>[0];

/** The part of a stream that the story needs; `process.stdout` is one. */
export interface Paper {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Teller {
  /** Opens a numbered chapter; the one before it gets its duration. */
  chapter(title: string): void;
  /** Ends the last chapter with its duration. */
  endOfChapters(): void;
  /** A paragraph. */
  say(text: string): void;
  /** Something that is now true. */
  done(text: string): void;
  /** A step of the set-up, shown quietly. */
  aside(text: string): void;
  /** Names and values below each other. */
  facts(rows: readonly (readonly [name: string, text: string])[]): void;
  /** Somebody else's words, line by line as they stand there. */
  quote(source: string, text: string): void;
  /** Columns; those named in `right` are aligned to the right. */
  table(head: readonly string[], rows: readonly (readonly string[])[], right?: readonly number[]): void;
  /** Works while something moves on the terminal; `note` changes the words beside it. */
  during<T>(what: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>;
  /** Works under a progress bar. */
  counting<T>(
    what: string,
    work: (progress: (done: number, total: number, beside: string) => void) => Promise<T>,
  ): Promise<T>;
}

const widest = 100;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

export function createTeller(paper: Paper, env: Readonly<Record<string, string | undefined>>): Teller {
  const moves = paper.isTTY === true && env.TERM !== 'dumb' && !env.CI;
  const colours = paper.isTTY === true && !env.NO_COLOR;
  const width = Math.max(50, Math.min(paper.columns || widest, widest));
  const paint = (style: Style, text: string): string =>
    colours ? styleText(style, text, { validateStream: false }) : text;
  const line = (text = ''): void => void paper.write(`${text}\n`);
  const paragraph = (text: string, first: string, rest: string): void => {
    wrap(text, width - rest.length).forEach((part, index) =>
      line(((index === 0 ? first : rest) + part).trimEnd()),
    );
  };
  let chapters = 0;
  let openSince: number | null = null;

  const close = (): void => {
    if (openSince === null) return;
    line(paint('dim', `  ${((Date.now() - openSince) / 1000).toFixed(1)} seconds`));
    openSince = null;
  };

  return {
    chapter(title) {
      close();
      openSince = Date.now();
      line();
      chapters += 1;
      line(paint(['bold', 'cyan'], `${chapters}  ${title}`));
      line();
    },
    endOfChapters: close,
    say: (text) => paragraph(text, '  ', '  '),
    done: (text) => paragraph(text, `  ${paint('green', '✓')} `, '    '),
    aside: (text) => paragraph(text, `  ${paint('dim', '·')} `, '    '),
    facts(rows) {
      const wide = Math.max(...rows.map(([name]) => name.length));
      for (const [name, text] of rows) line(`    ${paint('dim', name.padEnd(wide))}  ${text}`);
    },
    quote(source, text) {
      line();
      line(`    ${paint('dim', '┌')} ${paint('dim', source)}`);
      const bar = paint('dim', '│');
      for (const part of text.trim().split('\n'))
        for (const row of wrap(part, width - 8)) line(`    ${bar} ${emphasised(row, paint)}`.trimEnd());
      line(`    ${paint('dim', '└')}`);
      line();
    },
    table(head, rows, right = []) {
      const wide = head.map((title, column) =>
        Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
      );
      const set = (row: readonly string[]): string =>
        wide
          .map((size, column) => {
            const text = row[column] ?? '';
            return right.includes(column) ? text.padStart(size) : text.padEnd(size);
          })
          .join('  ')
          .trimEnd();
      line();
      line(`    ${paint('dim', set(head))}`);
      for (const row of rows) line(`    ${set(row)}`);
      line();
    },
    during: (what, work) => (moves ? spin(paper, what, width, paint, work) : plainly(line, what, work)),
    async counting(what, work) {
      if (!moves) return plainly(line, what, () => work(() => {}));
      const bar = new cliProgress.SingleBar({
        format: `  ${what} ${paint('cyan', '{bar}')} {value}/{total}  {beside}`,
        barCompleteChar: '█',
        barIncompleteChar: '░',
        barsize: 30,
        stream: paper as unknown as NodeJS.WritableStream,
        hideCursor: true,
        clearOnComplete: true,
      });
      bar.start(1, 0, { beside: '' });
      try {
        return await work((done, total, beside) => {
          bar.setTotal(Math.max(total, 1));
          bar.update(done, { beside });
        });
      } finally {
        bar.stop();
      }
    },
  };
}

type Paint = (style: Style, text: string) => string;

async function plainly<T>(
  line: (text: string) => void,
  what: string,
  work: (note: (text: string) => void) => Promise<T>,
): Promise<T> {
  line(`  … ${what}`);
  return work(() => {});
}

async function spin<T>(
  paper: Paper,
  what: string,
  width: number,
  paint: Paint,
  work: (note: (text: string) => void) => Promise<T>,
): Promise<T> {
  let beside = '';
  let frame = 0;
  const draw = (): void => {
    frame = (frame + 1) % frames.length;
    const text = `${what}${beside === '' ? '' : `  ${beside}`}`.slice(0, width - 4);
    paper.write(`\r\u001b[2K  ${paint('cyan', frames[frame] ?? '·')} ${text}`);
  };
  paper.write('\u001b[?25l');
  draw();
  const turning = setInterval(draw, 100);
  try {
    return await work((text) => (beside = text));
  } finally {
    clearInterval(turning);
    paper.write('\r\u001b[2K\u001b[?25h');
  }
}

/** What Markdown makes bold or code, in colours; the marks stay when there are none. */
function emphasised(text: string, paint: Paint): string {
  if (paint('bold', 'x') === 'x') return text;
  return text
    .replace(/\*\*([^*]+)\*\*/g, (_, words: string) => paint('bold', words))
    .replace(/`([^`]+)`/g, (_, words: string) => paint('cyan', words));
}

/** Lines of at most `width` characters, broken at spaces; a longer word (an address) stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of wordsOf(text)) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}

/** Code between backticks, such as a document's number, is one word. */
const wordsOf = (text: string): string[] => text.match(/(?:`[^`]*`|[^ `])+/g) ?? [''];

/** Cents as people read them: `-1,234.50`. */
export function euros(amountCents: number): string {
  const size = Math.abs(amountCents);
  const whole = String(Math.floor(size / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${amountCents < 0 ? '-' : ''}${whole}.${String(size % 100).padStart(2, '0')}`;
}

/** `1 document`, `3 documents`. */
export function many(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
