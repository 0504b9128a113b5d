import { RegExpParser, type AST } from '@eslint-community/regexpp';

/**
 * Finds quickly which of many regular expressions may match a text. For each one, it determines a list of words of
 * which every match must contain at least one. In a pattern for dates such as `12 May`, these are the names of the
 * months. If a text has none of the words, the pattern cannot match. The text is searched once for the words of all
 * patterns.
 *
 * @returns a function that returns, for each pattern, 1 if it may match the text, and 0 if it cannot
 */
export function sieveOf(patterns: readonly RegExp[]): (text: string) => Uint8Array {
  // The patterns are parsed at the first call, because many processes never call this.
  let read: Search | null = null;
  return (text) => (read ??= searchFor(patterns.map(neededIn)))(text);
}

/** Returns a function that finds the items whose pattern may match a text, in their order (see `sieveOf`). */
export function sifted<Item>(items: readonly Item[], patternOf: (item: Item) => RegExp): (text: string) => Item[] {
  const sieve = sieveOf(items.map(patternOf));
  return (text) => {
    const maybe = sieve(text);
    return items.filter((_, index) => maybe[index]);
  };
}

type Search = (text: string) => Uint8Array;
type Needle = { word: string; patterns: number[] };

/**
 * A text in lower case. `ſ` becomes `s`, because regular expressions with the flags `iu` take them for the same letter.
 */
const folded = (text: string): string => text.toLowerCase().replaceAll('ſ', 's');

/** Words are looked up by the hash of their first 3 letters, and only their first 7 letters are compared. */
const [hashed, compared] = [3, 7];
const slots = 4096;
const slotOf = (text: string, at: number): number =>
  (Math.imul(Math.imul(text.charCodeAt(at), 31) + text.charCodeAt(at + 1), 31) + text.charCodeAt(at + 2)) & (slots - 1);

/**
 * @param needed for each pattern: words, at least one of them in each match; null if there are no such words
 */
function searchFor(needed: readonly (readonly string[] | null)[]): Search {
  const long: (Needle[] | undefined)[] = Array.from({ length: slots });
  const short: Needle[] = [];
  const needles = new Map<string, Needle>();
  for (const [index, words] of needed.entries())
    for (const start of new Set(words?.map((word) => word.slice(0, compared)))) {
      const known = needles.get(start);
      if (known) known.patterns.push(index);
      else needles.set(start, { word: start, patterns: [index] });
    }
  for (const needle of needles.values())
    if (needle.word.length < hashed) short.push(needle);
    else (long[slotOf(needle.word, 0)] ??= []).push(needle);
  const always = Uint8Array.from(needed, (words) => (words === null ? 1 : 0));
  // These loops are faster than `for … of`, which makes V8 recompile this function when a text has short words.
  return (text) => {
    const found = always.slice();
    const lower = folded(text);
    for (let at = 0; at + hashed <= lower.length; at += 1) {
      const here = long[slotOf(lower, at)];
      if (here === undefined) continue;
      for (let index = 0; index < here.length; index += 1) {
        const needle = here[index]!;
        if (lower.startsWith(needle.word, at)) mark(found, needle.patterns);
      }
    }
    for (let index = 0; index < short.length; index += 1) {
      const needle = short[index]!;
      if (lower.includes(needle.word)) mark(found, needle.patterns);
    }
    return found;
  };
}

function mark(found: Uint8Array, patterns: readonly number[]): void {
  for (let index = 0; index < patterns.length; index += 1) found[patterns[index]!] = 1;
}

/** What a part of a pattern can match. */
type Match = {
  /** All strings that it can match; null if there are too many to list. */
  all: string[] | null;
  /** Words, at least one of them in each match; null if none are known. */
  needed: string[] | null;
};
const anything: Match = { all: null, needed: null };
/** The maximum number of strings that are listed for a part of a pattern. */
const maxListed = 64;
const digits = [...'0123456789'];

/**
 * The words that a pattern needs, in lower case: each match contains at least one of them. Null if there are no such
 * words. For example, each match of `(?:a |the )?(?:law|bill)s?` contains "law" or "bill".
 */
export function neededIn({ source, flags }: RegExp): string[] | null {
  const tree = new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source, 0, source.length, {
    unicode: /[uv]/.test(flags),
  });
  const { all, needed } = ofAlternatives(tree.alternatives);
  const words = betterOf(needed, all);
  // If "law" is in the list, "the law" is removed.
  return words && words.length <= maxListed
    ? words.filter((word) => !words.some((other) => other !== word && word.includes(other)))
    : words;
}

/**
 * The better of two lists of words: the one whose shortest word is longer. If these are equally long, the one with
 * fewer words. A list with an empty word is useless and counts as none.
 */
function betterOf(first: string[] | null, second: string[] | null): string[] | null {
  const [a, b] = [score(first), score(second)];
  return a === 0 && b === 0 ? null : b > a ? second : first;
}

function score(words: string[] | null): number {
  if (words === null || words.length === 0) return 0;
  const shortest = Math.min(...words.map(({ length }) => length));
  return Math.min(shortest, 5) * 1000 + (shortest > 0 ? Math.max(1, 500 - words.length) : 0);
}

function ofAlternatives(alternatives: readonly AST.Alternative[]): Match {
  const each = alternatives.map(({ elements }) => ofSequence(elements));
  const listed = each.flatMap(({ all }) => all ?? []);
  const needed = each.map((match) => betterOf(match.needed, match.all));
  return {
    all: each.every(({ all }) => all !== null) && listed.length <= maxListed ? [...new Set(listed)] : null,
    needed: needed.includes(null) ? null : [...new Set(needed.flatMap((words) => words!))],
  };
}

function ofSequence(elements: readonly AST.Element[]): Match {
  let needed: string[] | null = null;
  /**
   * The strings that the latest elements can match together. The list starts again when it would get too long, and after
   * an element whose matches cannot be listed.
   */
  let run = [''];
  let complete = true;
  for (const element of elements) {
    const match = ofElement(element);
    const joined = match.all && match.all.length * run.length <= maxListed;
    if (joined) {
      run = run.flatMap((start) => match.all!.map((end) => start + end));
      continue;
    }
    needed = betterOf(betterOf(needed, run), match.needed);
    run = match.all ?? [''];
    complete = false;
  }
  return { all: complete ? run : null, needed: betterOf(needed, run) };
}

function ofElement(element: AST.Element): Match {
  switch (element.type) {
    case 'Character':
      return { all: [folded(String.fromCodePoint(element.value))], needed: null };
    case 'Group':
    case 'CapturingGroup':
      return ofAlternatives(element.alternatives);
    // An assertion, such as a lookahead, adds nothing to the matched text.
    case 'Assertion':
      return { all: [''], needed: null };
    case 'Quantifier':
      return ofQuantifier(element);
    case 'CharacterClass':
    case 'CharacterSet': {
      const letters = lettersOf(element);
      return { all: letters, needed: null };
    }
    default:
      return anything;
  }
}

function ofQuantifier({ element, min, max }: AST.Quantifier): Match {
  const { all, needed } = ofElement(element);
  if (max === 1) return min === 1 ? { all, needed } : { all: all && ['', ...all], needed: null };
  return { all: null, needed: min === 0 ? null : betterOf(needed, all) };
}

/** The letters of a character class, if they are few. */
function lettersOf(element: AST.CharacterClass | AST.CharacterSet): string[] | null {
  if (element.type === 'CharacterSet') return element.kind === 'digit' && !element.negate ? digits : null;
  if (element.negate) return null;
  const letters = element.elements.flatMap((part): (string | null)[] => {
    if (part.type === 'Character') return [String.fromCodePoint(part.value)];
    if (part.type === 'CharacterSet') return part.kind === 'digit' && !part.negate ? digits : [null];
    if (part.type !== 'CharacterClassRange' || part.max.value - part.min.value > 32) return [null];
    return Array.from({ length: part.max.value - part.min.value + 1 }, (_, at) =>
      String.fromCodePoint(part.min.value + at),
    );
  });
  return letters.includes(null) || letters.length > maxListed
    ? null
    : [...new Set(letters.map((each) => folded(each!)))];
}
