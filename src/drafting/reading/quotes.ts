/**
 * Quotation marks of all styles, in pairs. If a quotation has several paragraphs, each starts with a mark and only the
 * last closes.
 */
export type Quote = {
  /** With its marks. */
  start: number;
  end: number;
  /** Without its marks. */
  innerStart: number;
  innerEnd: number;
  /** The paragraph ended before the quotation did. */
  open: boolean;
};

/** A kind of quotation mark: what closes it, and what closes it in hasty copies that mix their marks. */
type Mark = { closers: readonly string[]; hasty: readonly string[]; single?: true; unpaired?: true };

/** Marks that open a quotation, the doubled before the simple ones. `unpaired` marks count only if they are closed. */
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

/** A single mark opens a quotation only at the start of a word, and closes it only at the end of one. */
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

/**
 * The closing single mark. A possessive plural ("editors' union") does not close a quotation if a better mark follows.
 */
function findSingleEnd(text: string, from: number, to: number, closers: readonly string[]): End | null {
  let fallback: End | null = null;
  for (let i = from; i < to; i += 1) {
    if (!closers.includes(text[i]!) || !closesSingle(text, i)) continue;
    const plural = text[i - 1] === 's' && /^\s+[a-z]/.test(text.slice(i + 1, i + 3));
    if (!plural) return { at: i, length: 1 };
    fallback ??= { at: i, length: 1 };
  }
  return fallback;
}

/** A mark at the start of a word opens; "6''" and `12"` are measures. */
const opensWord = (text: string, at: number, length: number, from: number): boolean =>
  (at === from || !isLetter(text[at - 1])) && !isSpace(text[at + length]) && !/[,.;:!?)]/.test(text[at + length]!);

type End = { at: number; length: number };

/** The first of some closing marks between `from` and `to` that is not at the start of a word. */
function closing(text: string, from: number, to: number, closers: readonly string[]): End | null {
  for (let i = from + 1; i < to; i += 1) {
    const mark = closers.find((closer) => text.startsWith(closer, i));
    if (mark && i + mark.length <= to && !(isSpace(text[i - 1]) && isLetter(text[i + mark.length])))
      return { at: i, length: mark.length };
  }
  return null;
}

/** Where a quotation ends: at its own closing mark, unless another quotation opens before it and a hasty one fits. */
function endOf(text: string, from: number, to: number, opener: string, mark: Mark): End | null {
  let next = from;
  while (
    next < to &&
    !(text.startsWith(opener, next) && isSpace(text[next - 1]) && isLetter(text[next + opener.length]))
  )
    next += 1;
  return (
    closing(text, from, next, mark.closers) ??
    closing(text, from, next, mark.hasty) ??
    closing(text, next, to, mark.closers)
  );
}

/** Outermost quotations between `from` and `to`. Nested ones are not read. */
export function findQuotes(text: string, from: number, to: number): Quote[] {
  const quotes: Quote[] = [];
  const neverClosed = new Set<string>();
  for (let i = from; i < to; i += 1) {
    if (!first.has(text[i]!)) continue;
    const [opener, mark] = marks.find(([written]) => text.startsWith(written, i)) ?? [];
    if (!opener || !mark || neverClosed.has(opener)) continue;
    const innerStart = i + opener.length;
    if (mark.single ? !opensSingle(text, i, from) : strict.has(opener) && !opensWord(text, i, opener.length, from))
      continue;
    // Inches.
    if (opener === '"' && i > from && /\d/.test(text[i - 1]!) && !isSpace(text[innerStart])) continue;
    const end = mark.single
      ? findSingleEnd(text, innerStart, to, mark.closers)
      : endOf(text, innerStart, to, opener, mark);
    if (!end) {
      if (mark.single || mark.unpaired) {
        neverClosed.add(opener);
        continue;
      }
      quotes.push({ start: i, end: to, innerStart, innerEnd: to, open: true });
      break;
    }
    // Of two commas, the first may end the words before.
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
