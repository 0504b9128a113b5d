import { foldText } from './fold.ts';
import { soundSimilarity } from './sound-distance.ts';
import { soundsOf, type Sounds } from './sounds.ts';
import { Steps } from '../../../platform/steps.ts';
import { acronymMeanings, nameForms, type NameForm, type NameWord, type WordKind } from './words.ts';

/**
 * The minimum similarity of two names that are suggested as the same actor. A person at the desk decides; nothing is
 * merged automatically. Only names with a common key of `nameKeys` are compared.
 *
 * The number was chosen with the pairs of `testing/pairs.data.ts`. Of 106 pairs of names of one actor, one is missed.
 * Of 88 pairs of names of different actors, none is suggested. A second set of pairs was never used to adjust the rules
 * (`names.test.ts`). There, two of 45 pairs of one actor are missed, and one of 44 pairs of different actors is
 * suggested.
 */
export const NEAR_NAME = 0.8;

/** How much a word of each kind counts when two names are compared. */
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
/** The weight of a word that the other name lacks, if the other name is merely shorter (`restPenalty`). */
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

/**
 * The minimum similarity of two words that count as the same. `alike` is for words with the same consonants, `unlike`
 * for all others.
 */
const sameWord = { alike: 0.8, unlike: 0.9 };

type Word = NameWord & { sounds: Sounds };
type Form = { words: readonly Word[]; acronym: NameForm['acronym']; initials: readonly string[]; joined: string };

/** A cache of the forms of names. It is emptied when it has more than `maxRemembered` names. */
const remembered = new Map<string, readonly Form[]>();
const maxRemembered = 2_000;
/** Parsing one letter of a name counts as this many steps. */
const readingSteps = 200;

function formsOf(name: string, steps?: Steps): readonly Form[] {
  const known = remembered.get(name);
  if (known) return known;
  steps?.take(name.length * readingSteps);
  const found = nameForms(name).map((form) => {
    const words = form.words.map((word) => ({ ...word, sounds: soundsOf(word.text) }));
    return { ...form, words, joined: form.words.length > 4 ? '' : words.map((word) => word.text).join('') };
  });
  if (remembered.size > maxRemembered) remembered.clear();
  remembered.set(name, found);
  return found;
}

/**
 * The maximum number of steps for comparing two names, less than a millisecond. The steps for parsing them are not
 * counted. Real names take a few hundred steps, at most 17,000. Names that someone has constructed to take longer are
 * compared only in part.
 */
const maxPairSteps = 50_000;

/**
 * How likely it is that two names belong to the same actor, from 0 to 1, even if they differ in script, spelling, word
 * order, initials or acronyms. Swapping the two names does not change the result. The result is 1 if `foldText` turns
 * both into the same text. Only names are compared, so a father and a son with the same name get 1.
 * @param steps counts the work; `NameComparisons` limits it
 */
export function nameSimilarity(a: string, b: string, steps?: Steps): number {
  steps?.take(20);
  if (foldText(a) === foldText(b)) return 1;
  // The names are sorted, so that (a, b) and (b, a) have the same result even if the steps run out.
  const [one, other] = a < b ? [a, b] : [b, a];
  const [lefts, rights] = [formsOf(one, steps), formsOf(other, steps)];
  const own = new Steps(maxPairSteps);
  let best = 0;
  for (const left of lefts) for (const right of rights) best = Math.max(best, formSimilarity(left, right, own));
  steps?.take(own.spent);
  return Math.round(best * 1000) / 1000;
}

/** Whether two names should be suggested as names of the same actor. */
export function areNearNames(a: string, b: string): boolean {
  return nameSimilarity(a, b) >= NEAR_NAME;
}

function formSimilarity(a: Form, b: Form, steps: Steps): number {
  return Math.max(
    acronymSimilarity(a, b, steps),
    acronymSimilarity(b, a, steps),
    joinedSimilarity(a, b, steps),
    wordsSimilarity(a.words, b.words, steps),
  );
}

/**
 * How similar an acronym is to a full name ("HRW", "Human Rights Watch"). The acronym may consist of the first letters
 * of the name, or the list of acronyms may contain the name.
 */
function acronymSimilarity(short: Form, long: Form, steps: Steps): number {
  const { acronym } = short;
  if (!acronym || long.words.length < 2) return 0;
  const full = long.words.filter((word) => word.kind !== 'initial');
  for (const meaning of acronymMeanings(acronym))
    for (const form of formsOf(meaning)) if (wordsSimilarity(form.words, long.words, steps) >= 0.95) return 0.95;
  if (full.length < 2 || !long.initials.includes(acronym)) return 0;
  return full.length > 2 || acronym.length > 2 ? 0.9 : 0.8;
}

/** How similar two names are if only their spaces differ, such as "Adil Soz" and "Adilsoz". */
function joinedSimilarity(a: Form, b: Form, steps: Steps): number {
  if (a.words.length === b.words.length || !a.joined || !b.joined) return 0;
  return soundsSimilarity(soundsOf(a.joined), soundsOf(b.joined), 0.93, steps) * 0.98;
}

/** The highest similarity of two words in any of their possible pronunciations; 0 if it is below `least`. */
function soundsSimilarity(a: Sounds, b: Sounds, least: number, steps: Steps): number {
  if (a.areEqual(b)) return 1;
  let best = 0;
  for (const left of a.readings)
    for (const right of b.readings) {
      if (steps.areUsedUp) return best;
      best = Math.max(best, soundSimilarity(left, right, Math.max(least, best), steps));
    }
  return best;
}

function wordsSimilarity(a: readonly Word[], b: readonly Word[], steps: Steps): number {
  const pairs: { left: number; right: number; similarity: number }[] = [];
  for (const [left, one] of a.entries())
    for (const [right, other] of b.entries()) {
      if (steps.areUsedUp) return 0;
      const similarity = compareWords(one, other, steps);
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
 * The penalty for words that have no counterpart in the other name. It is low if one name is merely shorter, and high
 * if each name has important words that the other lacks.
 */
function restPenalty(a: readonly NameWord[], b: readonly NameWord[]): number {
  const [strongLeft, strongRight] = [a, b].map((words) => words.filter((word) => weight[word.kind] > 0.3));
  const bothDiffer = (strongLeft?.length ?? 0) > 0 && (strongRight?.length ?? 0) > 0;
  return [...a, ...b].reduce((sum, word) => sum + (bothDiffer ? weight[word.kind] : extra[word.kind]), 0);
}

function compareWords(a: Word, b: Word, steps: Steps): number {
  steps.take(10);
  if (a.folded === b.folded) return 1;
  if (a.kind === 'initial' || b.kind === 'initial') return shareOne(a.sounds.firsts, b.sounds.firsts) ? 0.9 : 0;
  if (a.concept && b.concept) return a.concept === b.concept ? 0.98 : 0;
  if (a.kind === 'generic' || b.kind === 'generic' || a.kind === 'country' || b.kind === 'country')
    return soundsSimilarity(a.sounds, b.sounds, 0.9, steps);
  const least = shareOne(a.sounds.skeletons, b.sounds.skeletons) ? sameWord.alike : sameWord.unlike;
  const similarity = soundsSimilarity(a.sounds, b.sounds, least, steps);
  // The feminine and masculine forms of a family name belong to two people.
  return similarity < 1 && a.sounds.isFeminine !== b.sounds.isFeminine ? 0 : similarity;
}

/**
 * Whether two sets have a common element. The sets can be the first sounds of two words, for comparing an initial with
 * a word ("K." and "Kairat", "Zh." and "Жакип"). Or they are the consonants of two words, for comparing two spellings.
 */
function shareOne(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const one of a) if (b.has(one)) return true;
  return false;
}
