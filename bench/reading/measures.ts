import type { Span } from '../../src/drafting/reading/sentences.ts';

/**
 * How many values are right, were found, and are expected (annotated), in one page or several. Precision is right /
 * found. Recall, and any other share, is right / expected.
 */
export type Tally = { right: number; found: number; expected: number };

export const tally = (right = 0, found = 0, expected = 0): Tally => ({ right, found, expected });
export const share = (right: number, expected: number): Tally => tally(right, expected, expected);
export const addTallies = (a: Tally, b: Tally): Tally =>
  tally(a.right + b.right, a.found + b.found, a.expected + b.expected);

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
export const precision = ({ right, found }: Tally): number => ratio(right, found);
export const recall = ({ right, expected }: Tally): number => ratio(right, expected);
/** The harmonic mean of precision and recall; 1 if there is nothing to find and nothing was found. */
export const f1 = ({ right, found, expected }: Tally): number =>
  found + expected === 0 ? 1 : (2 * right) / (found + expected);

/** A word or number of a text. Punctuation is never counted. */
export type Word = Span & { text: string };
export const wordsOf = (text: string): Word[] =>
  [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map(({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
    text: word.toLowerCase(),
  }));

export const overlaps = (a: readonly Span[], b: readonly Span[]): boolean =>
  a.some((one) => b.some((other) => one.start < other.end && other.start < one.end));

/** The indices of the words that spans touch. */
export const wordsIn = (words: readonly Word[], spans: readonly Span[]): Set<number> =>
  new Set(words.flatMap((word, index) => (overlaps([word], spans) ? [index] : [])));

/**
 * Counts the words that two texts have in common, in any order. A repeated word counts as often as it occurs in both
 * texts.
 */
export function bagOfWords(expected: string, found: string): Tally {
  const left = new Map<string, number>();
  const words = wordsOf(expected);
  for (const { text } of words) left.set(text, (left.get(text) ?? 0) + 1);
  const got = wordsOf(found);
  let right = 0;
  for (const { text } of got) {
    const count = left.get(text) ?? 0;
    if (count > 0) right += 1;
    left.set(text, count - 1);
  }
  return tally(right, got.length, words.length);
}

export const sets = <Value>(expected: ReadonlySet<Value>, found: ReadonlySet<Value>): Tally =>
  tally([...expected].filter((value) => found.has(value)).length, found.size, expected.size);

/**
 * What someone says in a text, as places in the text: who says it (`source`), the words that attribute it (`cue`), and
 * what is said (`content`). Each can consist of several pieces. Source and cue can be empty.
 */
export type Triple = { source: Span[]; cue: Span[]; content: Span[] };

/** Counts the words of the text that belong to the content of statements. */
export function contentWords(text: string, expected: readonly Triple[], found: readonly Triple[]): Tally {
  const words = wordsOf(text);
  const of = (triples: readonly Triple[]): Set<number> =>
    wordsIn(
      words,
      triples.flatMap(({ content }) => content),
    );
  return sets(of(expected), of(found));
}

const sameOrNone = (a: readonly Span[], b: readonly Span[]): boolean =>
  a.length === 0 || b.length === 0 ? a.length === b.length : overlaps(a, b);

/**
 * Counts whole triples. A found triple matches an expected one if their sources, their cues and their contents overlap.
 * If one triple lacks a part, the other must also lack it. Each triple has at most one match, and the number of matches
 * is as large as possible. With `without: ['cue']`, cues are ignored.
 */
export function lenientTriples(
  expected: readonly Triple[],
  found: readonly Triple[],
  { without = [] }: { without?: readonly (keyof Triple)[] } = {},
): Tally {
  const parts = (['source', 'cue', 'content'] as const).filter((part) => !without.includes(part));
  const fits = found.map((one) =>
    expected.flatMap((other, index) => (parts.every((part) => sameOrNone(one[part], other[part])) ? [index] : [])),
  );
  return tally(mostMatches(fits), found.length, expected.length);
}

/** The size of a largest matching (augmenting paths): `fits[i]` are the partners that fit `i`. */
function mostMatches(fits: readonly (readonly number[])[]): number {
  const taken = new Map<number, number>();
  const place = (at: number, seen: Set<number>): boolean =>
    fits[at]!.some((partner) => {
      if (seen.has(partner)) return false;
      seen.add(partner);
      const other = taken.get(partner);
      if (other !== undefined && !place(other, seen)) return false;
      taken.set(partner, at);
      return true;
    });
  return fits.filter((_, at) => place(at, new Set())).length;
}

/**
 * An annotated triple with the names of its speaker. This file calls it a statement. Any of `names` is the right name
 * of the speaker. `names` is empty if the page gives no name. Names in `also` are accepted, too. For "a spokesman for
 * the ministry", who has no name, `also` has the name of the ministry.
 */
export type Expected = Triple & {
  names: string[];
  also?: string[];
  pronoun: boolean;
  /**
   * Statements of other speakers that contain this one. In “The police, Lopes says, advised her to leave”, the
   * statement of the police is inside a statement of Lopes. A claim with all these words belongs to Lopes. If there is
   * no such claim, none is counted as missing.
   */
  outer?: Expected[];
};
/** A claim of a draft, with the name that it gives the speaker, if any. */
export type Found = Triple & { name: string | null };

export type SpeakerTallies = {
  /** The expected statements that the draft has: one of its claims contains at least half of the statement's words. */
  attributed: Tally;
  /**
   * Of all expected statements, those whose claim names the right speaker. If the page gives no name, the claim must
   * have none.
   */
  named: Tally;
  /** Of the found statements whose speaker is a pronoun, those for which a name was found. */
  pronounsNamed: Tally;
  /** Of all found claims, those in which a pronoun got the name of the wrong person. */
  pronounsWrong: Tally;
  /** Of all found claims, those that name a wrong speaker. */
  wrong: Tally;
  /** Of all found claims, those that share at least half their words with an expected statement. */
  known: Tally;
};

const nameWords = (name: string): string[] => wordsOf(name).map(({ text }) => text);
/** Whether two names are equal, or all words of one are in the other: “Simwa”, “Grace Simwa”. */
export function isSameName(a: string, b: string): boolean {
  const [left, right] = [nameWords(a), nameWords(b)];
  if (left.length === 0 || right.length === 0) return false;
  return left.every((word) => right.includes(word)) || right.every((word) => left.includes(word));
}

const isRight = (name: string | null, { names, also = [] }: Expected): boolean =>
  name === null ? names.length === 0 : [...names, ...also].some((known) => isSameName(known, name));

/** The index of the text that shares most words with `own`; −1 if no text shares at least `least` words. */
function best(own: ReadonlySet<number>, others: readonly ReadonlySet<number>[], least: number): number {
  const shared = others.map((other) => sets(own, other).right);
  const most = Math.max(0, ...shared);
  return most > 0 && most >= least ? shared.indexOf(most) : -1;
}

/**
 * For each found claim: the statement that it belongs to, and whether the claim has the right speaker. A claim belongs
 * to the statement with which it shares most words, if these are at least half of its words.
 */
export function judged(
  text: string,
  expected: readonly Expected[],
  found: readonly Found[],
): { of: Expected | null; right: boolean }[] {
  const words = wordsOf(text);
  const all = [...expected, ...expected.flatMap(({ outer = [] }) => outer)];
  const inAll = all.map(({ content }) => wordsIn(words, content));
  return found.map(({ name, content }) => {
    const own = wordsIn(words, content);
    const of = all[best(own, inAll, own.size / 2)] ?? null;
    return { of, right: of !== null && isRight(name, of) };
  });
}

/** Counts the found claims that have the right speaker, and the expected statements that were found. */
export function speakers(text: string, expected: readonly Expected[], found: readonly Found[]): SpeakerTallies {
  const words = wordsOf(text);
  const claims = judged(text, expected, found);
  const wrong = claims.filter(({ of, right }, at) => of !== null && !right && found[at]!.name !== null);
  const inFound = found.map(({ content }) => wordsIn(words, content));
  const answer = expected.map(({ content }) => {
    const own = wordsIn(words, content);
    return best(own, inFound, own.size / 2);
  });
  const attributed = answer.filter((at) => at >= 0).length;
  const right = answer.filter((at, index) => at >= 0 && isRight(found[at]!.name, expected[index]!)).length;
  const pronouns = answer.flatMap((at, index) => (at >= 0 && expected[index]!.pronoun ? [found[at]!] : []));
  return {
    attributed: share(attributed, expected.length),
    named: share(right, expected.length),
    pronounsNamed: share(pronouns.filter(({ name }) => name !== null).length, pronouns.length),
    pronounsWrong: share(wrong.filter(({ of }) => of!.pronoun).length, found.length),
    wrong: share(wrong.length, found.length),
    known: share(claims.filter(({ of }) => of !== null).length, found.length),
  };
}
