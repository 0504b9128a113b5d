import { foldText } from './fold.ts';
import { readings, skeleton } from './sounds.ts';
import { acronymMeanings, nameForms, wordKeys, type NameForm, type NameWord } from './words.ts';

/** The maximum number of keys of one name. No real name needs more, and each key makes the index larger. */
const maxKeys = 48;

/**
 * Search keys of a name. Two names that may belong to the same actor share at least one key, even in different scripts,
 * spellings and word orders. `nameSimilarity` then compares names that share a key. Kinds of keys:
 *
 * - `t:` a distinctive word, by its consonants ("Kakimzhanov", "Кәкімжанов", "Qaqymjanov": `t:kkJmJnv`)
 * - `p:` two words of the name that occur in many names ("Committee" and "Protect")
 * - `j:` the whole name as one word ("Adil Soz", "Adilsoz")
 * - `a:` an acronym, or the initials of a name
 * - `f:` the name as `foldText` returns it, if it has no other key because it has no letters
 */
export function nameKeys(name: string): string[] {
  const keys = new Set<string>();
  for (const form of nameForms(name)) for (const key of formKeys(form)) keys.add(key.slice(0, 120));
  if (keys.size === 0) keys.add(`f:${foldText(name)}`.slice(0, 100));
  return [...keys].slice(0, maxKeys);
}

function* formKeys(form: NameForm): Generator<string> {
  const words = form.words.filter((word) => word.kind !== 'initial' && word.kind !== 'ending');
  const alone = words.length === 1;
  for (const word of words) if (alone || word.kind === 'own') for (const key of wordKeys(word)) yield `t:${key}`;
  if (alone && words[0]?.concept) for (const sounds of readings(words[0].text)) yield `t:${skeleton(sounds)}`;

  if (words.length > 1 && words.length <= 3) for (const key of joinedKeys(words)) yield `j:${key}`;
  else if (alone) for (const sounds of readings(words[0]?.text ?? '').slice(0, 4)) yield `j:${skeleton(sounds)}`;

  if (form.acronym) yield `a:${form.acronym}`;
  for (const meaning of form.acronym ? acronymMeanings(form.acronym) : [])
    for (const other of nameForms(meaning)) yield* formKeys(other);
  if (words.length > 1 && form.initials.length)
    for (const initials of form.initials)
      if (initials.length > 2 || words.every((word) => word.kind !== 'given')) yield `a:${initials}`;

  const shared = words
    .filter(
      (word) =>
        word.kind === 'generic' || word.kind === 'country' || word.kind === 'given' || word.kind === 'descriptor',
    )
    .slice(0, 6);
  for (const [index, word] of shared.entries())
    for (const other of shared.slice(index + 1)) yield `p:${[conceptOf(word), conceptOf(other)].toSorted().join('+')}`;
}

function conceptOf(word: NameWord): string {
  return word.concept ?? word.folded;
}

function joinedKeys(words: readonly NameWord[]): string[] {
  return [...new Set(readings(words.map((word) => word.text).join('')).map(skeleton))].slice(0, 4);
}
