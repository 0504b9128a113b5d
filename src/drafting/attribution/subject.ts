import type { Item, Phrase } from '../reading/phrases.ts';
import { nouns } from '../reading/words.ts';
import { modifiesOnly, isFinite, type Clause, type VerbGroup } from './clause.ts';
import { isComma } from './extent.ts';
import { genderOfNoun } from './referents.ts';
import { canBePerson } from './speaker.ts';
import { reportingForms } from './verbs.ts';

/**
 * Whether a later "who" can refer to a phrase. This is so if only a comma is between the two, or at most seven words
 * such as "of the paper".
 */
const modifiesOnlyComma = (items: readonly Item[], from: number, to: number): boolean =>
  (to - from <= 1 && (to === from || items[from]!.lower === ',')) ||
  (items
    .slice(from, to)
    .every(
      (item) =>
        item.pos === 'ADP' ||
        item.pos === 'NOUN' ||
        item.type === 'name' ||
        item.pos === 'DET' ||
        item.lower === ',' ||
        item.pos === 'ADJ',
    ) &&
    to - from <= 7);

/** Whether a phrase agrees in gender and number with the pronoun that begins what is said ("he", "they"). */
function agrees({ items }: Clause, phrase: Phrase, pronoun: string): boolean {
  const head = items[phrase.head]!;
  const gender = head.mention?.gender ?? genderOfNoun(head.lower);
  const plural =
    head.type === 'word' && (nouns.group.has(head.lower) || head.lower === 'family' || /[^s]s$/.test(head.lower));
  if (pronoun === 'he' || pronoun === 'his') return gender !== 'f' && !plural;
  if (pronoun === 'she' || pronoun === 'her') return gender !== 'm' && !plural;
  return pronoun !== 'they' || plural;
}

/**
 * The name that an apposition (a phrase between commas) explains: "Ana K." in "Ana K., the lawyer of" or "Ana K.,
 * editor of A and head of". If no name precedes the phrase, returns the phrase itself.
 */
function namedBefore({ items, phrases }: Clause, phrase: Phrase): Phrase {
  if (!isComma(items[phrase.from - 1])) return phrase;
  const before = phrases.findLast((other) => other.to === phrase.from - 1);
  return before && items[before.head]!.mention?.kind === 'person' ? before : phrase;
}

/**
 * Finds the person to whom "who" refers. If two people are possible, returns the phrase "who" itself, so that no name
 * is guessed.
 */
function antecedentOf(clause: Clause, index: number): Phrase | null {
  const { items, phrases } = clause;
  const who = phrases[index]!;
  const nearest = phrases
    .slice(0, index)
    .findLast((other) => other.to <= who.from && modifiesOnlyComma(items, other.to, who.from));
  if (!nearest) return null;
  if (items[who.head]!.lower !== 'who') return nearest;
  const chain = [nearest];
  for (let at = nearest; ;) {
    const link = items[at.from - 1]?.lower ?? '';
    const outer = /^(?:of|for|at|from|with|in|and)$/.test(link)
      ? phrases.find((other) => other.to === at.from - 1)
      : undefined;
    if (!outer) break;
    chain.push(outer);
    at = outer;
  }
  let persons = [...new Set(chain.map((phrase) => namedBefore(clause, phrase)))].filter((phrase) =>
    canBePerson(clause, phrase),
  );
  const narrow = (fits: (phrase: Phrase) => boolean): void => {
    const left = persons.filter(fits);
    if (left.length) persons = left;
  };
  // In "a friend of Milan P. who said", no comma precedes "who", so it does not refer to the name.
  if (!isComma(items[who.from - 1])) narrow((phrase) => items[phrase.head]!.type === 'word');
  narrow((phrase) => items[phrase.head]!.mention?.sure !== false);
  const verb = items.findIndex((item, at) => at >= who.to && item.pos === 'VERB');
  const said = items[verb + 1]?.lower === 'that' ? verb + 2 : verb + 1;
  narrow((phrase) => agrees(clause, phrase, items[said]?.lower ?? ''));
  return persons.length > 1 ? who : (persons[0] ?? nearest);
}

/** The subject that a verb after "and" ("and denied") shares with the previous clause; null if none is found. */
function sharedSubject(clause: Clause, conjunction: number): Phrase | null {
  const { items, phrases } = clause;
  // In "…, she said, and cites" the subject of "cites" is not "she".
  if (isComma(items[conjunction - 1]) && reportingForms(items[conjunction - 2]?.lower ?? '').length) return null;
  const verbs = items.flatMap((item, at) => (at < conjunction && isFinite(item) ? [at] : []));
  const speaks = (phrase: Phrase): number =>
    verbs.find(
      (at) =>
        at >= phrase.to && (at === phrase.to || (modifiesOnly(items, phrase.to, at) && items[at - 1]!.pos !== 'CCONJ')),
    ) ?? -1;
  // In "Police searched the home of X, who was accused … and denied it" the second verb belongs to the relative clause.
  const who = items.findLastIndex((item, at) => at < conjunction && item.lower === 'who');
  if (who >= 0 && !items.slice(who + 1, conjunction - 1).some(isComma)) {
    const at = phrases.findIndex((phrase) => phrase.from === who);
    const antecedent = at >= 0 ? antecedentOf(clause, at) : null;
    const open = antecedent && !isComma(items[who - 1]) && verbs.some((verb) => verb < antecedent.from);
    return open ? phrases[at]! : antecedent;
  }
  const start = Math.max(
    0,
    items.findLastIndex((item, at) => {
      if (at >= conjunction - 1) return false;
      if (item.lower === ';') return true;
      const next =
        item.pos === 'CCONJ' || item.lower === 'while' ? phrases.find((phrase) => phrase.from === at + 1) : undefined;
      return next !== undefined && verbs.includes(next.to);
    }),
  );
  const index = phrases.findIndex(
    (phrase) =>
      phrase.from >= start &&
      phrase.to < conjunction &&
      !/^(?:who|which|that|whose|what)$/.test(items[phrase.head]!.lower) &&
      !['ADP', 'SCONJ'].includes(items[phrase.from - 1]?.pos ?? '') &&
      speaks(phrase) >= 0,
  );
  const phrase = phrases[index];
  if (!phrase || items[speaks(phrase)]!.lower === 'heard') return null;
  return joinLeft(clause, phrase, index);
}

/** The phrase that is the subject of the verb group at `from`, searched to the left. */
export function subjectBefore(
  clause: Clause,
  group: { from: number },
  canSpeak: (phrase: Phrase) => boolean = () => true,
): Phrase | null {
  const { items, phrases } = clause;
  const verb = items.slice(group.from).find((item) => item.pos === 'VERB');
  if (
    items[group.from - 1]?.pos === 'CCONJ' &&
    reportingForms(verb?.lower ?? '').some((reading) => !reading.verb.courtly)
  ) {
    const shared = sharedSubject(clause, group.from - 1);
    if (shared && canSpeak(shared)) return shared;
  }
  for (let i = phrases.length - 1; i >= 0; i -= 1) {
    const phrase = phrases[i]!;
    if (phrase.to > group.from) continue;
    const before = items[phrase.from - 1];
    const head = items[phrase.head]!;
    if (['who', 'which', 'that'].includes(head.lower) && phrase.to === group.from) return antecedentOf(clause, i);
    if (['who', 'which', 'that', 'whose', 'what'].includes(head.lower)) continue;
    if (
      phrase.to - phrase.from <= 2 &&
      /^(?:today|yesterday|tonight|tomorrow|week|month|year|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/.test(
        head.lower,
      )
    )
      continue;
    if (['him', 'her', 'them', 'us', 'me', 'himself', 'herself', 'themselves', 'himself'].includes(head.lower))
      continue;
    if (!modifiesOnly(items, phrase.to, group.from)) continue;
    if (before && isObjectPosition(items, phrase)) continue;
    const widened = joinLeft(clause, phrase, i);
    // In "A spokeswoman confirmed that an audit had begun, but denied …" the subject of "denied" is the candidate that
    // can speak.
    if (items[group.from - 1]?.pos === 'CCONJ' && !canSpeak(widened)) continue;
    return widened;
  }
  return null;
}

/** Whether a phrase is an object: it follows a preposition, or a verb that reports nothing. */
function isObjectPosition(items: readonly Item[], phrase: Phrase): boolean {
  const before = items[phrase.from - 1];
  if (!before) return false;
  if (['to', 'including', 'like', 'via', 'named', 'called', 'titled', 'entitled'].includes(before.lower)) return true;
  if (
    before.lower === 'as' ||
    before.lower === 'after' ||
    before.lower === 'before' ||
    before.lower === 'because' ||
    before.lower === 'since' ||
    before.lower === 'until'
  )
    return false;
  if (before.pos === 'ADP' && !['that', 'while', 'if', 'whether', 'although', 'though', 'than'].includes(before.lower))
    return true;
  return before.pos === 'VERB' && reportingForms(before.lower).length === 0;
}

/**
 * Extends the phrase to all who speak together, as in "X and Y said". In "editor and publisher X", the role "editor"
 * has no name and is not a second speaker.
 */
function joinLeft(clause: Clause, phrase: Phrase, index: number): Phrase {
  const { items, phrases } = clause;
  let result = phrase;
  for (let i = index - 1; i >= 0; i -= 1) {
    const other = phrases[i]!;
    const gap = items.slice(other.to, result.from);
    const conj = gap.some((item) => item.lower === 'and' || item.lower === 'or');
    const bridge =
      gap.length > 0 &&
      gap.length <= 2 &&
      gap.every((item) => item.lower === ',' || item.lower === 'and' || item.lower === 'or');
    if (!bridge || !(conj || result.joined)) break;
    if (!conj && !result.joined) break;
    if (isObjectPosition(items, other) && other.from > 0) break;
    const bare =
      other.to - other.from === 1 && items[other.head]!.type === 'word' && nouns.person.has(items[other.head]!.lower);
    if (bare) {
      result = { ...result, from: other.from };
      break;
    }
    if (items[other.from - 1]?.pos === 'VERB' || items[other.head]!.lower === 'who') break;
    result = { from: other.from, to: result.to, head: phrase.head, joined: true };
  }
  return result;
}

/**
 * Where the reported words end in "X, who said …, left": at the comma before the main verb. Returns `sentenceEnd` if
 * there is no main verb, or if the main verb comes before "who".
 */
export function relativeEnd({ items, phrases }: Clause, group: VerbGroup, sentenceEnd: number): number {
  const who = group.from - 1;
  if (!/^(?:who|which)$/.test(items[who]?.lower ?? '')) return sentenceEnd;
  const phrase = phrases.findLast((other) => other.to <= who);
  if (!phrase || items.slice(0, phrase.from).some(isFinite)) return sentenceEnd;
  const main = items.findLastIndex(
    (item, at) => at > group.at + 1 && isComma(items[at - 1]) && isFinite(item) && !item.lower.endsWith('ing'),
  );
  return isComma(items[who - 1]) && main > 0 ? items[main - 2]!.end : sentenceEnd;
}

/** The phrase right after an inverted verb: "…," said X. */
export function subjectAfter(clause: Clause, group: VerbGroup): Phrase | null {
  const { phrases, items } = clause;
  const index = phrases.findIndex((phrase) => phrase.from === group.at + 1);
  const first = phrases[index];
  if (!first) return null;
  const head = items[first.head]!;
  const speaks =
    head.type === 'name' ||
    nouns.person.has(head.lower) ||
    nouns.group.has(head.lower) ||
    nouns.authority.has(head.lower) ||
    nouns.court.has(head.lower) ||
    nouns.document.has(head.lower) ||
    ['he', 'she', 'they', 'it'].includes(head.lower) ||
    first.to - first.from > 1;
  if (!speaks) return null;
  // In "said X and Y" both speak.
  let result = first;
  const next = phrases[index + 1];
  if (
    next &&
    items
      .slice(first.to, next.from)
      .map((item) => item.lower)
      .join(' ') === 'and'
  )
    result = { ...first, to: next.to, joined: true };
  return result;
}
