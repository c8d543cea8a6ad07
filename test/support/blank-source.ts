// Blanks comments, and strings when asked, out of a source text without moving anything, so that rules can look at code
// alone and still tell the line.

/** Characters after which a slash begins a regular expression and not a division. */
const beforePattern = new Set('(,=:[!&|?{};+-*%<>~^\n'.split(''));
const wordsBeforePattern = /\b(?:return|typeof|case|in|of|do|else|void|yield|await)$/;

/** The text with comments (and with `strings` also strings, templates' texts and patterns) turned into spaces. */
export function blankSource(source: string, { strings }: { strings: boolean }): string {
  const out = source.split('');
  const blank = (from: number, to: number): void => {
    for (let index = from; index < to; index += 1) if (out[index] !== '\n') out[index] = ' ';
  };
  /** For each open `${`, how many braces are open within it. */
  const holes: number[] = [];
  let at = 0;
  while (at < source.length) {
    const [one = '', two = ''] = [source[at], source.slice(at, at + 2)];
    const begun = at;
    if (two === '//' || (two === '#!' && at === 0)) {
      at = endOf(source, '\n', at);
      blank(begun, at);
    } else if (two === '/*') {
      at = Math.min(source.length, endOf(source, '*/', at + 2) + 2);
      blank(begun, at);
    } else if (one === "'" || one === '"') {
      at = endOfQuoted(source, at);
      if (strings) blank(begun + 1, at - 1);
    } else if (one === '`' || (one === '}' && holes.at(-1) === 0)) {
      if (one === '}') holes.pop();
      const end = endOfTemplatePart(source, at + 1);
      if (end.isHole) holes.push(0);
      at = end.at;
      if (strings) blank(begun + 1, at - 1);
    } else if (one === '/' && beginsPattern(source, at)) {
      at = endOfPattern(source, at);
      if (strings) blank(begun + 1, at - 1);
    } else {
      const depth = holes.length - 1;
      if (one === '{' && depth >= 0) holes[depth] = (holes[depth] ?? 0) + 1;
      if (one === '}' && depth >= 0) holes[depth] = (holes[depth] ?? 0) - 1;
      at += 1;
    }
  }
  return out.join('');
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found === -1 ? source.length : found;
}

function endOfQuoted(source: string, from: number): number {
  let at = from + 1;
  while (at < source.length && source[at] !== source[from] && source[at] !== '\n')
    at += source[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, source.length);
}

function endOfTemplatePart(source: string, from: number): { at: number; isHole: boolean } {
  for (let at = from; at < source.length; at += source[at] === '\\' ? 2 : 1) {
    if (source[at] === '`') return { at: at + 1, isHole: false };
    if (source.startsWith('${', at)) return { at: at + 2, isHole: true };
  }
  return { at: source.length, isHole: false };
}

function beginsPattern(source: string, at: number): boolean {
  const before = source.slice(Math.max(0, at - 200), at).trimEnd();
  return before === '' || beforePattern.has(before.at(-1) ?? '') || wordsBeforePattern.test(before);
}

function endOfPattern(source: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < source.length; at += source[at] === '\\' ? 2 : 1) {
    if (source[at] === '\n') return at;
    if (source[at] === '[') inClass = true;
    if (source[at] === ']') inClass = false;
    if (source[at] === '/' && !inClass) return at + 1;
  }
  return source.length;
}
