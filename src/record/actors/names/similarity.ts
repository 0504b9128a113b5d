import { foldText } from './fold.ts';
import { endsFeminine, readings, skeletons, wordSimilarity } from './sounds.ts';
import { acronymMeanings, nameForms, type NameForm, type NameWord, type WordKind } from './words.ts';

/**
 * From this similarity on, two names are suggested as the same: a suggestion to a person at the desk, never a merge.
 * Calibrated on the pairs of `testing/pairs.data.ts`; only names with a common key of `nameKeys` are compared. Of 106
 * pairs of one actor, one is missed. Of 88 pairs of different actors, none is suggested. Of pairs that the rules were
 * never adjusted to, two of 45 are missed and one of 44 is suggested (`names.test.ts`).
 */
export const NEAR_NAME = 0.8;

/** The weight of a word by its kind. */
const weight: Readonly<Record<WordKind, number>> = {
  own: 1,
  given: 0.7,
  generic: 0.45,
  country: 0.8,
  patronymic: 0.3,
  descriptor: 0.2,
  initial: 0.35,
  ending: 0.1,
};
/** The lower weight of a word without a partner, if the other name is just shorter (`restPenalty`). */
const extra: Readonly<Record<WordKind, number>> = {
  own: 0.25,
  given: 0.2,
  generic: 0.3,
  country: 0.4,
  patronymic: 0.05,
  descriptor: 0.1,
  initial: 0.1,
  ending: 0.05,
};

/** Two words are different below this similarity: `alike` if they have the same consonants, `unlike` if not. */
const sameWord = { alike: 0.8, unlike: 0.9 };

/**
 * How likely two names are names of one actor, 0..1, across scripts, spellings, order, initials and acronyms.
 * Symmetric; 1 for names that fold to the same text. It compares only names, so a father and son with the same name get
 * 1.
 */
export function nameSimilarity(a: string, b: string): number {
  if (foldText(a) === foldText(b)) return 1;
  let best = 0;
  for (const left of nameForms(a)) for (const right of nameForms(b)) best = Math.max(best, formSimilarity(left, right));
  return Math.round(best * 1000) / 1000;
}

/** Whether two names should be suggested as the same. */
export function areNearNames(a: string, b: string): boolean {
  return nameSimilarity(a, b) >= NEAR_NAME;
}

/** The most words of a name that are compared. */
const maxWords = 24;

function formSimilarity(a: NameForm, b: NameForm): number {
  return Math.max(
    acronymSimilarity(a, b),
    acronymSimilarity(b, a),
    joinedSimilarity(a, b),
    wordsSimilarity(a.words.slice(0, maxWords), b.words.slice(0, maxWords)),
  );
}

/** How similar an acronym is to a full name ("HRW", "Human Rights Watch"): by its first letters or a known meaning. */
function acronymSimilarity(short: NameForm, long: NameForm): number {
  const { acronym } = short;
  if (!acronym || long.words.length < 2) return 0;
  const full = long.words.filter((word) => word.kind !== 'initial');
  for (const meaning of acronymMeanings(acronym))
    for (const form of nameForms(meaning)) if (wordsSimilarity(form.words, long.words) >= 0.95) return 0.95;
  if (full.length < 2 || !long.initials.includes(acronym)) return 0;
  return full.length > 2 || acronym.length > 2 ? 0.9 : 0.8;
}

/** "Adil Soz" and "Adilsoz": the same sounds, split differently. */
function joinedSimilarity(a: NameForm, b: NameForm): number {
  if (a.words.length === b.words.length || Math.max(a.words.length, b.words.length) > 4) return 0;
  const text = (form: NameForm) => form.words.map((word) => word.text).join('');
  const similarity = wordSimilarity(text(a), text(b));
  return similarity >= 0.93 ? similarity * 0.98 : 0;
}

function wordsSimilarity(a: readonly NameWord[], b: readonly NameWord[]): number {
  const pairs: { left: number; right: number; similarity: number }[] = [];
  for (const [left, one] of a.entries())
    for (const [right, other] of b.entries()) {
      const similarity = compareWords(one, other);
      if (similarity > 0) pairs.push({ left, right, similarity });
    }
  pairs.sort(
    (one, other) =>
      other.similarity - one.similarity || Math.abs(one.left - one.right) - Math.abs(other.left - other.right),
  );
  const [usedLeft, usedRight] = [new Set<number>(), new Set<number>()];
  let agreed = 0;
  let counted = 0;
  let telling = 0;
  for (const { left, right, similarity } of pairs) {
    const [one, other] = [a[left], b[right]];
    if (!one || !other || usedLeft.has(left) || usedRight.has(right)) continue;
    usedLeft.add(left);
    usedRight.add(right);
    const worth = (weight[one.kind] + weight[other.kind]) / 2;
    agreed += worth * similarity;
    counted += worth;
    if (one.kind !== 'initial' && other.kind !== 'initial') telling += worth;
  }
  if (telling < 0.4) return 0;
  const restLeft = a.filter((_, index) => !usedLeft.has(index));
  const restRight = b.filter((_, index) => !usedRight.has(index));
  return agreed / (counted + restPenalty(restLeft, restRight));
}

/**
 * The penalty for words without a partner: low if the other name is just shorter, high if each name has important words
 * that the other lacks.
 */
function restPenalty(a: readonly NameWord[], b: readonly NameWord[]): number {
  const [strongLeft, strongRight] = [a, b].map((words) => words.filter((word) => weight[word.kind] > 0.3));
  const dear = (strongLeft?.length ?? 0) > 0 && (strongRight?.length ?? 0) > 0;
  return [...a, ...b].reduce((sum, word) => sum + (dear ? weight[word.kind] : extra[word.kind]), 0);
}

function compareWords(a: NameWord, b: NameWord): number {
  if (a.folded === b.folded) return 1;
  if (a.kind === 'initial' || b.kind === 'initial') return sameInitial(a, b) ? 0.9 : 0;
  if (a.concept && b.concept) return a.concept === b.concept ? 0.98 : 0;
  if (a.kind === 'generic' || b.kind === 'generic' || a.kind === 'country' || b.kind === 'country')
    return strict(wordSimilarity(a.text, b.text), 0.9);
  const similarity = wordSimilarity(a.text, b.text);
  // The feminine and masculine forms of a family name belong to two people.
  if (similarity < 1 && isFeminine(a) !== isFeminine(b)) return 0;
  return strict(similarity, shareSkeleton(a, b) ? sameWord.alike : sameWord.unlike);
}

function shareSkeleton(a: NameWord, b: NameWord): boolean {
  const right = new Set(skeletons(b.text));
  return skeletons(a.text).some((key) => right.has(key));
}

function strict(similarity: number, least: number): number {
  return similarity >= least ? similarity : 0;
}

function isFeminine(word: NameWord): boolean {
  return readings(word.text).some(endsFeminine);
}

/** "K." and "Kairat", "Zh." and "Жакип": the same first sound. */
function sameInitial(a: NameWord, b: NameWord): boolean {
  const firsts = (word: NameWord) =>
    new Set(readings(word.text).map((sounds) => sounds.replace(/^y(?=[aeiou])/, '')[0]));
  const right = firsts(b);
  return [...firsts(a)].some((sound) => sound !== undefined && right.has(sound));
}
