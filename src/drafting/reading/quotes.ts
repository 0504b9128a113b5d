/**
 * Quotation marks of all styles, in pairs. If a quotation has several paragraphs, each paragraph starts with a mark,
 * and only the last one ends with a mark.
 */
export type Quote = {
  /** The start, including the quotation marks. */
  start: number;
  end: number;
  /** The start, excluding the quotation marks. */
  innerStart: number;
  innerEnd: number;
  /** The paragraph ended before the quotation did. */
  open: boolean;
};

/**
 * A kind of opening mark. `closers`: its closing marks. `hasty`: closing marks in careless copies that mix different
 * marks.
 */
type Mark = { closers: readonly string[]; hasty: readonly string[]; single?: true; unpaired?: true };

/**
 * Marks that open a quotation. Doubled marks come before simple ones. `unpaired` marks open a quotation only if a
 * closing mark follows.
 */
const marks: readonly (readonly [string, Mark])[] = [
  ["''", { closers: ["''"], hasty: ['"', '”', '’’'] }],
  ['""', { closers: ['""'], hasty: ['"'], unpaired: true }],
  ['``', { closers: ["''"], hasty: ['``', '"', '”', '´´'] }],
  ['‘‘', { closers: ['’’'], hasty: ["''", '"', '”', '‘‘'] }],
  ['’’', { closers: ['’’'], hasty: [], unpaired: true }],
  ['““', { closers: ['””'], hasty: ['““', '”', '"'] }],
  ['‚‚', { closers: ['‘‘', '’’'], hasty: [], unpaired: true }],
  [',,', { closers: ["''", '“', '”', '‘‘', '’’', '"'], hasty: [], unpaired: true }],
  ['<<', { closers: ['>>'], hasty: [], unpaired: true }],
  ['“', { closers: ['”'], hasty: ['"', '“', "''", '’’'] }],
  ['”', { closers: ['”'], hasty: ['"', '“'], unpaired: true }],
  ['„', { closers: ['“', '”'], hasty: ['"', "''", '‟'] }],
  ['«', { closers: ['»'], hasty: ['"', '”'] }],
  ['»', { closers: ['«', '»'], hasty: [], unpaired: true }],
  ['‹', { closers: ['›'], hasty: [] }],
  ['›', { closers: ['‹', '›'], hasty: [], unpaired: true }],
  ['"', { closers: ['"'], hasty: ['”', '“', "''"] }],
  ['‘', { closers: ['’'], hasty: [], single: true }],
  ["'", { closers: ["'"], hasty: [], single: true }],
  ['‚', { closers: ['‘', '’'], hasty: [], unpaired: true }],
  ['「', { closers: ['」'], hasty: [] }],
];
/** Marks that also mean something else, so they open a quotation only at the start of a word. */
const strict = new Set(["''", ...marks.flatMap(([mark, { unpaired }]) => (unpaired ? [mark] : []))]);
const first = new Set(marks.map(([mark]) => mark[0]!));
const isLetter = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);
const isSpace = (char: string | undefined): boolean => char === undefined || /\s/.test(char);

/** Whether a single mark opens a quotation: only at the start of a word. (It closes one only at the end of a word.) */
function opensSingle(text: string, at: number, from: number): boolean {
  const before = at > from ? text[at - 1] : undefined;
  const after = text[at + 1];
  if (isLetter(before) || isSpace(after)) return false;
  if (/^\d\ds?\b/.test(text.slice(at + 1, at + 5))) return false; // '90s
  return !/^(?:em|til|tis|twas|cause|n)\b/i.test(text.slice(at + 1, at + 7));
}

function closesSingle(text: string, at: number): boolean {
  const doubled = text[at - 1] === text[at] || text[at + 1] === text[at];
  return !doubled && !isSpace(text[at - 1]) && !isLetter(text[at + 1]);
}

/** Whether a mark is at the start of a word, where it opens a quotation. In "6''" and `12"`, the marks are measures. */
const opensWord = (text: string, at: number, length: number, from: number): boolean =>
  (at === from || !isLetter(text[at - 1])) && !isSpace(text[at + length]) && !/[,.;:!?)]/.test(text[at + length]!);

type End = { at: number; length: number };

/**
 * Finds the first place, from a position on, where something begins. Places are cached, so that the text is searched
 * once for each kind of mark, and not again for each mark.
 */
type First = (what: string, from: number, lengthAt: (at: number) => number) => End | null;

function firstIn(to: number): First {
  const known = new Map<string, { from: number; end: End | null }>();
  return (what, from, lengthAt) => {
    const last = known.get(what);
    if (last && last.from <= from && (!last.end || last.end.at >= from)) return last.end;
    let end: End | null = null;
    for (let at = from; at < to && !end; at += 1) {
      const length = lengthAt(at);
      if (length > 0) end = { at, length };
    }
    known.set(what, { from, end });
    return end;
  };
}

/**
 * The closing single mark. A possessive plural ("editors' union") does not close a quotation if a better closing mark
 * follows.
 */
function endOfSingle(text: string, from: number, closers: readonly string[], first: First): End | null {
  const isPlural = (at: number): boolean => text[at - 1] === 's' && /^\s+[a-z]/.test(text.slice(at + 1, at + 3));
  const closes = (at: number): boolean => closers.includes(text[at]!) && closesSingle(text, at);
  return (
    first(`single ${closers}`, from, (at) => (closes(at) && !isPlural(at) ? 1 : 0)) ??
    first(`plural ${closers}`, from, (at) => (closes(at) ? 1 : 0))
  );
}

/**
 * The end of a quotation. It ends at its own closing mark. If another quotation opens before that, it ends at a mark of
 * `hasty`.
 */
function endOf(text: string, from: number, to: number, opener: string, mark: Mark, first: First): End | null {
  /** The first closing mark after the place `after`, if it is not at the start of a word. */
  const closing = (closers: readonly string[], after: number): End | null =>
    first(`closing ${closers}`, after + 1, (at) => {
      const found = closers.find((closer) => text.startsWith(closer, at));
      return found && at + found.length <= to && !(isSpace(text[at - 1]) && isLetter(text[at + found.length]))
        ? found.length
        : 0;
    });
  const opens = (at: number): boolean =>
    text.startsWith(opener, at) && isSpace(text[at - 1]) && isLetter(text[at + opener.length]);
  const next = first(`opening ${opener}`, from, (at) => (opens(at) ? 1 : 0))?.at ?? to;
  const before = (end: End | null): End | null => (end && end.at + end.length <= next ? end : null);
  return before(closing(mark.closers, from)) ?? before(closing(mark.hasty, from)) ?? closing(mark.closers, next);
}

/** The outermost quotations between `from` and `to`. Nested quotations are not read. */
export function findQuotes(text: string, from: number, to: number): Quote[] {
  const quotes: Quote[] = [];
  const neverClosed = new Set<string>();
  const firstFrom = firstIn(to);
  for (let i = from; i < to; i += 1) {
    if (!first.has(text[i]!)) continue;
    const [opener, mark] = marks.find(([written]) => text.startsWith(written, i)) ?? [];
    if (!opener || !mark || neverClosed.has(opener)) continue;
    const innerStart = i + opener.length;
    if (mark.single ? !opensSingle(text, i, from) : strict.has(opener) && !opensWord(text, i, opener.length, from))
      continue;
    // 12" is a length in inches.
    if (opener === '"' && i > from && /\d/.test(text[i - 1]!) && !isSpace(text[innerStart])) continue;
    const end = mark.single
      ? endOfSingle(text, innerStart, mark.closers, firstFrom)
      : endOf(text, innerStart, to, opener, mark, firstFrom);
    if (!end) {
      if (mark.single || mark.unpaired) {
        neverClosed.add(opener);
        continue;
      }
      quotes.push({ start: i, end: to, innerStart, innerEnd: to, open: true });
      break;
    }
    // If two commas open a quotation, the first may belong to the words before it. So it is left out.
    const start = opener === ',,' ? i + 1 : i;
    quotes.push({ start, end: end.at + end.length, innerStart, innerEnd: end.at, open: false });
    i = end.at + end.length - 1;
  }
  return quotes;
}

/** Number of words between the marks. */
export function quoteLength(text: string, quote: Quote): number {
  return (text.slice(quote.innerStart, quote.innerEnd).match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? []).length;
}
