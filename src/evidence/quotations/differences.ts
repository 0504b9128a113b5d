import { madeOnce } from '../../platform/made-once.ts';
import { firstNotBefore } from '../../platform/sorted.ts';
import type { Steps } from '../../platform/steps.ts';
import type { Span, Word } from '../republished/similarity/words.ts';
import { alignWords, type Alignment, type Stretch } from './align.ts';

/** A text, with its words and quotations. */
export type Text = { text: string; words: readonly Word[]; quotes: readonly Span[] };

/**
 * How a range of two versions of a quotation differs. `missing-here`, `missing-there`: one version lacks words of the
 * other. `allowed`: the words are left out with "[…]" or inserted in brackets, or are the reporter's own words between
 * two parts of a quotation.
 */
export type Kind = 'same' | 'replaced' | 'missing-here' | 'missing-there' | 'allowed';
export type QuotationDifference = { kind: Kind; here: Span; there: Span; words: number };

export type QuotationComparison = {
  /** The range from the first common word to the last, in `here`. */
  here: Span;
  there: Span;
  differences: QuotationDifference[];
  matched: number;
  /**
   * Whether the versions have so much in common that they are certainly the same quotation. Otherwise missing words are
   * not reported.
   */
  sure: boolean;
};

/** The minimum number of common words. Fewer may be a common phrase. */
const minMatched = 6;
/** The minimum number of common words if the other text has only a part of the quotation. */
const minPart = 8;
/** With at least this many equal words, the match is certainly not a coincidence. */
const surePart = 12;
/** The minimum share of equal words in the range from the first equal word to the last. */
const minAlike = 0.7;

/**
 * Finds a quotation in another text. Null if that text does not have it, or if no steps are left.
 * @param quotation consecutive words of `here`
 */
export function readElsewhere(
  here: Text,
  quotation: readonly Word[],
  there: Text,
  steps?: Steps,
): QuotationComparison | null {
  const alignment = alignWords(quotation, there.words, steps);
  if (!alignment || !counts(alignment, quotation.length)) return null;
  const spanOf = (words: readonly Word[], [from, to]: Range): Span =>
    to > from ? { start: words[from]!.start, end: words[to - 1]!.end } : placeBetween(words, from);
  const differences = alignment.stretches.map((stretch): QuotationDifference => {
    const [a, b] = [spanOf(quotation, stretch.a), spanOf(there.words, stretch.b)];
    return {
      kind: kindOf(stretch, here, quotation, there),
      here: a,
      there: b,
      words: Math.max(stretch.a[1] - stretch.a[0], stretch.b[1] - stretch.b[0]),
    };
  });
  const [first, last] = [differences[0]!, differences.at(-1)!];
  return {
    here: { start: first.here.start, end: last.here.end },
    there: { start: first.there.start, end: last.there.end },
    differences,
    matched: alignment.matched,
    sure: alignment.matched >= surePart || alignment.matched >= quotation.length * 0.6,
  };
}

function counts({ stretches, matched }: Alignment, length: number): boolean {
  const spread = stretches.reduce((sum, one) => sum + Math.max(one.a[1] - one.a[0], one.b[1] - one.b[0]), 0);
  return matched >= minMatched && (matched >= minPart || matched >= length * 0.6) && matched / spread >= minAlike;
}

/** The position of missing words: the end of the word before them. */
function placeBetween(words: readonly Word[], at: number): Span {
  const place = at > 0 ? words[at - 1]!.end : (words[0]?.start ?? 0);
  return { start: place, end: place };
}

function kindOf({ same, a, b }: Stretch, here: Text, quotation: readonly Word[], there: Text): Kind {
  if (same) return 'same';
  const saidSo = placesOf(quotation, a, there.words, b).some(
    ([x, y]) => leftOut(here.text, quotation, x) || leftOut(there.text, there.words, y),
  );
  if (saidSo) return 'allowed';
  if (a[1] > a[0] && b[1] > b[0]) return 'replaced';
  if (a[1] === a[0]) return betweenQuotes(there, b) ? 'allowed' : 'missing-here';
  return betweenQuotes(here, a, quotation) ? 'allowed' : 'missing-there';
}

type Range = readonly [from: number, to: number];

/**
 * All positions at which words may be missing. For example, if "on on" became "on", the first or the second "on" may be
 * missing.
 */
function placesOf(a: readonly Word[], rangeA: Range, b: readonly Word[], rangeB: Range): [Range, Range][] {
  const [words, [from, to]] = rangeA[1] === rangeA[0] ? [b, rangeB] : [a, rangeA];
  const places: [Range, Range][] = [[rangeA, rangeB]];
  if (rangeA[1] > rangeA[0] && rangeB[1] > rangeB[0]) return places;
  const moved = ([start, end]: Range, by: number): Range => [start + by, end + by];
  for (let by = -1; words[from + by] && words[from + by]!.text === words[to + by]?.text; by--)
    places.push([moved(rangeA, by), moved(rangeB, by)]);
  for (let by = 0; words[to + by] && words[to + by]!.text === words[from + by]?.text; by++)
    places.push([moved(rangeA, by + 1), moved(rangeB, by + 1)]);
  return places;
}

/** Whether the text marks the words as left out ("[…]", "…", "..."), or has them in brackets. */
function leftOut(text: string, words: readonly Word[], [from, to]: Range): boolean {
  const before = words[from - 1]?.end ?? words[from]?.start ?? 0;
  const after = words[to]?.start ?? words[to - 1]?.end ?? before;
  return /…|\.\s?\.\s?\.|[[\]]/.test(text.slice(before, after));
}

/** The quotations, sorted by their starts. `end` is the furthest end of this quotation and all quotations before it. */
const furthestEnds = madeOnce((quotes: readonly Span[]): Span[] => {
  let end = 0;
  return quotes
    .toSorted((a, b) => a.start - b.start)
    .map((quote) => ({ start: quote.start, end: (end = Math.max(end, quote.end)) }));
});

/** The furthest end of the quotations that start at a position or before it. -1 if there is none. */
function quotedUntil(quotes: readonly Span[], place: number): number {
  const ends = furthestEnds(quotes);
  return ends[firstNotBefore(ends, ({ start }) => start <= place) - 1]?.end ?? -1;
}

/** Whether words are outside quotation marks, between two parts in quotation marks: "…", she said, "…". */
function betweenQuotes({ quotes, words: all }: Text, [from, to]: Range, words: readonly Word[] = all): boolean {
  const inside = (word: Word | undefined): boolean => word !== undefined && word.end <= quotedUntil(quotes, word.start);
  if (quotes.length === 0 || !inside(words[from - 1]) || !inside(words[to])) return false;
  return words.slice(from, to).every((word) => !inside(word));
}

/** The maximum number of missing words. A longer range that only one version has is probably a separate sentence. */
const maxLossLength = 12;

/**
 * Words that one version of a quotation lacks. `gap`: the place where they are missing; `words`: their place in the
 * other version.
 */
export type Loss = { lacking: 'here' | 'there'; gap: number; words: Span };

export function lossesOf({ differences, sure }: QuotationComparison): Loss[] {
  if (!sure) return [];
  return differences.flatMap((one): Loss[] => {
    if (one.words > maxLossLength) return [];
    if (one.kind === 'missing-here') return [{ lacking: 'here', gap: one.here.start, words: one.there }];
    if (one.kind === 'missing-there') return [{ lacking: 'there', gap: one.there.start, words: one.here }];
    return [];
  });
}
