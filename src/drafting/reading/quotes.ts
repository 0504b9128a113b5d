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

const pairs: Record<string, string> = {
  '“': '”',
  '„': '“”',
  '«': '»',
  '‹': '›',
  '‘': '’',
  '"': '"',
  "'": "'",
  '‚': '‘’',
  '「': '」',
  '``': "''",
};
const isLetter = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);
const isSpace = (char: string | undefined): boolean => char === undefined || /\s/.test(char);

/** A single mark opens a quotation only at the start of a word, and closes it only at the end of one. */
function opensSingle(text: string, at: number, from: number): boolean {
  const before = at > from ? text[at - 1] : undefined;
  const after = text[at + 1];
  if (isLetter(before) || isSpace(after)) return false;
  if (/[\d]/.test(after ?? '') && /^\d0s\b/.test(text.slice(at + 1, at + 5))) return false; // '90s
  return !/^(?:em|til|tis|twas|cause|n)\b/i.test(text.slice(at + 1, at + 7));
}

function closesSingle(text: string, at: number): boolean {
  return !isSpace(text[at - 1]) && !isLetter(text[at + 1]);
}

/**
 * The closing single mark. A possessive plural ("editors' union") does not close a quotation if a better mark follows.
 */
function findSingleEnd(text: string, from: number, to: number, closers: string): number {
  let fallback = -1;
  for (let i = from; i < to; i += 1) {
    if (!closers.includes(text[i]!) || !closesSingle(text, i)) continue;
    const plural = text[i - 1] === 's' && /^\s+[a-z]/.test(text.slice(i + 1, i + 3));
    if (!plural) return i;
    if (fallback < 0) fallback = i;
  }
  return fallback;
}

/** Outermost quotations between `from` and `to`. Nested ones are not read. */
export function findQuotes(text: string, from: number, to: number): Quote[] {
  const quotes: Quote[] = [];
  for (let i = from; i < to; i += 1) {
    const char = text[i]!;
    const closers = pairs[char];
    if (!closers) continue;
    const single = char === '‘' || char === "'";
    if (single && !opensSingle(text, i, from)) continue;
    if (char === '"' && isLetter(text[i - 1]) && i > from && !isSpace(text[i + 1])) {
      if (/\d/.test(text[i - 1] ?? '')) continue; // inches
    }
    let end = -1;
    if (single) end = findSingleEnd(text, i + 1, to, closers);
    else {
      for (let k = i + 1; k < to; k += 1) {
        if (closers.includes(text[k]!)) {
          end = k;
          break;
        }
        if (char === '“' && text[k] === '"') {
          end = k; // Mismatched pairs occur in hasty copies.
          break;
        }
      }
    }
    if (end < 0) {
      if (single) continue;
      quotes.push({ start: i, end: to, innerStart: i + 1, innerEnd: to, open: true });
      break;
    }
    quotes.push({ start: i, end: end + 1, innerStart: i + 1, innerEnd: end, open: false });
    i = end;
  }
  return quotes;
}

/** Number of words between the marks. */
export function quoteLength(text: string, quote: Quote): number {
  return (text.slice(quote.innerStart, quote.innerEnd).match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? []).length;
}
