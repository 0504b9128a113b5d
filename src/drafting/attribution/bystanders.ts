import type { Item, Phrase } from '../reading/phrases.ts';
import type { Mention } from '../reading/names.ts';
import { nouns } from '../reading/words.ts';
import type { Clause } from './clause.ts';

const deathOf =
  /(?<!\b(?:attempted|failed) )\b(?:murder|killing|slaying|death|assassination|lynching|fatal shooting|funeral|burial|suicide|body|remains|memory|grave|widow|widower)\s+of\s+(?:[\p{L}’'-]+\s+){0,5}$/iu;
const late = /\b(?:the|his|her|their|its) (?:late|murdered|slain)\s+(?:\p{L}+\s+){0,3}$/iu;
const ownDeath =
  /^['’]s?\s+(?:\p{Ll}+\s+){0,2}(?:murder|killing|slaying|death|assassination|funeral|burial|suicide|body|memory|grave|widow|widower)\b/u;
const killed =
  /^(?:,\s+[^,;]{0,80},)?(?:,?\s+(?:[^,;.]{0,60}\s)?who)?\s+(?:(?:was|were|is|had been|has been)\s+(?:\p{L}+\s+)?(?:killed|murdered|assassinated|slain|lynched|executed|hanged|shot dead|shot and killed|found dead|dead|(?:beaten|stabbed|tortured|strangled) to death)|(?:has |had )?died)\b/u;
const nearly = /\b(?:nearly|almost)\b/;

/** Whether the sentence says that someone is dead: "the murder of X", "the late X", "X, who was killed in May". */
export function isDead({ flat, sentence }: Clause, mention: Mention): boolean {
  const before = flat.slice(
    Math.max(sentence.start, (mention.lead ?? mention.start) - 120),
    mention.lead ?? mention.start,
  );
  const after = flat.slice(mention.end, Math.min(sentence.end, mention.end + 200));
  const match = killed.exec(after);
  return (
    deathOf.test(before) || late.test(before) || ownDeath.test(after) || (match !== null && !nearly.test(match[0]))
  );
}

const about = new Set('of for about over against on behind like after around regarding concerning than'.split(' '));

/** Whether a name only describes something else: "X protests", "X's lawyer", "a rally for X". */
export function onlyDescribes({ items, phrases }: Clause, at: number): boolean {
  const phrase = phrases.find((other) => other.from <= at && at < other.to);
  if (!phrase) return false;
  // In "supporters of the mayor, X" the word "of" before "the mayor" also applies to the name beside it.
  const beside =
    items[phrase.from - 1]?.lower === ',' ? phrases.find((other) => other.to === phrase.from - 1) : undefined;
  return phrase.head > at || about.has(items[(beside ?? phrase).from - 1]?.lower ?? '');
}

const openers = new Set('the a an another one his her its their'.split(' '));

/** Whether a phrase is an unnamed person, whom the "he" of the next sentence may mean: "a reporter", "his lawyer". */
export function isUnnamedPerson({ items }: Clause, phrase: Phrase): boolean {
  const head = items[phrase.head]!;
  const before = items[phrase.from - 1];
  return (
    !phrase.joined &&
    head.type === 'word' &&
    nouns.person.has(head.lower) &&
    !nouns.group.has(head.lower) &&
    openers.has(items[phrase.from]!.lower) &&
    items.slice(phrase.from, phrase.to).every((item) => item.type === 'word') &&
    !named(items, phrase) &&
    before?.pos !== 'AUX' &&
    before?.lower !== 'as' &&
    !about.has(before?.lower ?? '')
  );
}

/**
 * Whether a name is beside the phrase ("the editor, Marat A.", "Marat A., the editor"). In that case, the name is
 * remembered instead of the phrase.
 */
const named = (items: readonly Item[], phrase: Phrase): boolean =>
  (items[phrase.to]?.lower === ',' && items[phrase.to + 1]?.type === 'name') ||
  items[phrase.to]?.type === 'name' ||
  (items[phrase.from - 1]?.lower === ',' && items[phrase.from - 2]?.type === 'name');
