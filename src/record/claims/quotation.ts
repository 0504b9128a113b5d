import type { Steps } from '../../platform/steps.ts';
import { dropEnd } from '../../platform/text/drop-end.ts';
import { letter as letterUnit, unitAt } from '../../platform/text/units.ts';

/*
 * Compares quotations with their source, which must contain the quoted words exactly. These may differ: "[…]" (omitted
 * words), bracketed words (added by the desk), a final comma, semicolon or full stop, and the case of the first letter.
 * Typographic variants of quotation marks, apostrophes, dashes and white space count as the same character.
 */

const normalise = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\u2018\u2019\u201a\u201b\u2032\u00b4`]/gu, "'")
    .replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033]/gu, '"')
    .replace(/[\u2010-\u2015\u2212]/gu, '-')
    .replace(/\u2026/gu, '...')
    .replace(/[\u00ad\u200b\ufeff]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();

/** The text without quotation marks at its start and end, and with typographic variants replaced by one form. */
export const withoutMarks = (text: string): string => withoutFinalMarks(normalise(text).replace(/^["']+(?=.)/u, ''));

const withoutFinalMarks = (text: string): string => dropEnd(text, /["']/) || text.slice(0, 1);

/**
 * The parts of a quotation that lie between omissions and bracketed words. The source must contain each of them, in
 * this order.
 */
export function verbatimRuns(quotation: string): string[] {
  return withoutMarks(quotation)
    .split(/\[[^[\]]*\]/u)
    .map((run) => run.trim().replace(/^[,.;:]?\s+/u, ''))
    .filter((run) => /[\p{L}\p{N}]/u.test(run));
}

/** Whether `source` contains every part of `quotation`, in order. A final comma, semicolon or full stop may differ. */
export function isVerbatim(quotation: string, source: string): boolean {
  return firstDifference(quotation, source) === null;
}

/** The first words of `quotation` that `source` does not contain at this point. Null if the quotation is verbatim. */
export function firstDifference(quotation: string, source: string): { run: string } | null {
  return firstDifferenceIn(runsOf(quotation), quotable(source));
}

/** A source that has been normalised once, so that many quotations can be searched in it (`firstDifferenceIn`). */
type Quotable = { text: string };
export const quotable = (source: string): Quotable => ({ text: normalise(source) });

/** A quotation that is split into its parts once, to be searched in many sources. */
type Runs = { quotation: string; runs: readonly string[] };
export const runsOf = (quotation: string): Runs => ({ quotation, runs: verbatimRuns(quotation) });

/** Comparing this many letters counts as one step. */
const lettersOfStep = 8;

/**
 * Does the same as `firstDifference`, with a quotation and a source that have been prepared once (`runsOf`,
 * `quotable`).
 * @param steps limits the work; when they are used up, the quotation counts as different
 */
export function firstDifferenceIn(
  { quotation, runs }: Runs,
  { text: haystack }: Quotable,
  steps?: Steps,
): { run: string } | null {
  if (runs.length === 0) return { run: quotation };
  let from = 0;
  for (const [index, run] of runs.entries()) {
    const last = index === runs.length - 1;
    const needle = last ? run.replace(/[,.;]$/u, '') : run;
    if (steps && !steps.take(1 + Math.floor((haystack.length - from + needle.length) / lettersOfStep))) return { run };
    const at = findRun(haystack, needle, from, index === 0);
    if (at < 0) return { run };
    from = at + needle.length;
  }
  return null;
}

/**
 * Like `indexOf`, but finds only whole words. The first letter of a quotation may have another case ("We" / "we").
 * Reads the haystack only once, with the algorithm of Knuth, Morris and Pratt (1977).
 */
function findRun(haystack: string, needle: string, from: number, first: boolean): number {
  for (const form of first ? [needle, swapCase(needle)] : [needle]) {
    const anywhere = !isWord(form, 0) || !isWord(form, form.length - 1);
    const borders = bordersOf(form);
    let same = 0;
    for (let end = from; end < haystack.length; end++) {
      const letter = haystack.charCodeAt(end);
      while (same > 0 && letter !== form.charCodeAt(same)) same = borders[same - 1]!;
      if (letter === form.charCodeAt(same)) same++;
      if (same < form.length) continue;
      const at = end + 1 - form.length;
      if (anywhere || (!isWord(haystack, at - 1) && !isWord(haystack, end + 1))) return at;
      same = borders[same - 1]!;
    }
  }
  return -1;
}

/** For each prefix of a text: the length of the longest shorter prefix that is also the end of this prefix. */
function bordersOf(text: string): Uint32Array {
  const borders = new Uint32Array(text.length);
  for (let end = 1, same = 0; end < text.length; end++) {
    const letter = text.charCodeAt(end);
    while (same > 0 && letter !== text.charCodeAt(same)) same = borders[same - 1]!;
    if (letter === text.charCodeAt(same)) same++;
    borders[end] = same;
  }
  return borders;
}

/** Whether there is a letter or digit at this place of a text. */
const isWord = (text: string, at: number): boolean => unitAt(text, at) === letterUnit;

function swapCase(text: string): string {
  const head = text.slice(0, 1);
  return (head === head.toLowerCase() ? head.toUpperCase() : head.toLowerCase()) + text.slice(1);
}

/** The quotations in one of the desk's own texts: all text between quotation marks, even a single word. */
export function quotationsIn(text: string): { quotation: string; start: number; end: number }[] {
  const found: { quotation: string; start: number; end: number }[] = [];
  const pattern = /“([^“”]+)”|«([^«»]+)»|„([^„“”]+)[“”]|"([^"]+)"/gu;
  for (const match of text.matchAll(pattern)) {
    const quotation = match[1] ?? match[2] ?? match[3] ?? match[4] ?? '';
    if (/[\p{L}\p{N}]/u.test(quotation))
      found.push({ quotation, start: match.index, end: match.index + match[0].length });
  }
  return found;
}
