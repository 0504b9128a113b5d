import { group } from '../../platform/text/group.ts';
import { phrase, readLists, word, type EntryReader } from '../../platform/text/word-lists.ts';
import { fold } from '../languages/tokens.ts';
import englishText from '../words/en/sentences.txt';
import russianText from '../words/ru/sentences.txt';
import type { Status } from './facts.ts';

const act: EntryReader<{ key: string; words: string[][] }> = (line) => {
  const [key = '', words = ''] = line.split(' = ');
  if (!/^[a-z]+$/.test(key) || !words) throw new Error(`"${line}" must have the form: key = word, word, several words`);
  return { key, words: words.split(', ').map((entry) => entry.split(' ')) };
};
const pair: EntryReader<readonly [string, string]> = (line) => {
  const [one = '', other = '', more] = line.split(' ');
  if (!one || !other || more) throw new Error(`"${line}" must be two keys.`);
  return [one, other];
};
const markers = {
  denying: word,
  asking: word,
  ordering: word,
  alleging: word,
  intending: word,
  trying: word,
};
const english = readLists('drafting/words/en/sentences.txt', englishText, {
  acts: act,
  opposites: pair,
  stages: phrase,
  roles: phrase,
  happening: word,
  ...markers,
});
const russian = readLists('drafting/words/ru/sentences.txt', russianText, {
  acts: act,
  roles: phrase,
  ...markers,
  drafts: word,
});

/** Pairs of keys of acts that exclude each other. */
export const opposites: readonly (readonly [string, string])[] = english.opposites;
/**
 * The steps of a prosecution in their order, each with the keys of its acts. For example, the last step has three keys:
 * "convict", "sentence" and "fine".
 */
const stages: readonly (readonly string[])[] = english.stages.map((line) => line.split(' '));

/** The position of an act among the steps of a prosecution; -1 if it is not such a step. */
export const stageOf = (key: string): number => stages.findIndex((keys) => keys.includes(key));

/** Verbs with an infinitive for what really happens: "continues to publish". */
export const happens: ReadonlySet<string> = new Set(english.happening);

/** How a word changes the status of the verb that depends on it: "refused to", "asked to". */
export type Effect = 'denied' | Exclude<Status, 'fact' | 'may' | 'would' | 'must' | 'open'>;
const effectsOf = (
  lists: Readonly<Record<keyof typeof markers, readonly string[]>>,
): readonly (readonly [readonly string[], Effect])[] => [
  [lists.denying, 'denied'],
  [lists.alleging, 'alleged'],
  [lists.asking, 'asked'],
  [lists.ordering, 'ordered'],
  [lists.trying, 'tried'],
  [lists.intending, 'will'],
];
const englishEffects = group(
  effectsOf(english).flatMap(([list, effect]) => list.map((lemma) => [lemma, effect] as const)),
);
export const englishEffect = (lemma: string): ReadonlySet<Effect> => new Set(englishEffects.get(lemma));
const rolesOf = (lines: readonly string[]): (readonly [string, readonly string[]])[] =>
  lines.map((line) => {
    const words = line.split(' ');
    return [words[0]!, words] as const;
  });
const englishRoles = new Map(
  rolesOf(english.roles).flatMap(([name, words]) => words.map((one) => [one, name] as const)),
);
const russianRoles = rolesOf(russian.roles).flatMap(([name, words]) =>
  words.slice(1).map((start) => [start, name] as const),
);

/** The role or kind of speaker that an English or Russian word names; null if the list does not have it. */
export function roleOfWord(word: string): string | null {
  if (!/\p{Script=Cyrillic}/u.test(word))
    return englishRoles.get(word) ?? englishRoles.get(word.replace(/s$/, '')) ?? null;
  const folded = fold(word);
  return russianRoles.find(([start]) => folded.startsWith(start))?.[1] ?? null;
}

const russianEffects = effectsOf(russian);
export const russianEffect = (folded: string): ReadonlySet<Effect> =>
  new Set(russianEffects.flatMap(([list, effect]) => (list.some((start) => folded.startsWith(start)) ? [effect] : [])));
export const isRussianDraft = (folded: string): boolean => russian.drafts.some((start) => folded.startsWith(start));

type Entry = { key: string; words: readonly string[] };
const byFirst = group(
  english.acts.flatMap(({ key, words }) => words.map((entry): [string, Entry] => [entry[0]!, { key, words: entry }])),
);
for (const entries of byFirst.values()) entries.sort((a, b) => b.words.length - a.words.length);

export const isListed = (lemma: string): boolean => byFirst.has(lemma);

/** The dictionary form of a listed verb that the tagger mistook for an adjective or noun: "closed", "insulting". */
export function listedForm(lower: string): string | null {
  const bare = /^(\p{L}{2,})(?:ed|ing|d)$/u.exec(lower)?.[1];
  if (!bare) return null;
  const forms = [bare, `${bare}e`, bare.replace(/(\p{L})\1$/u, '$1'), bare.replace(/i$/u, 'y')];
  return forms.find((form) => byFirst.has(form)) ?? null;
}

/** The act whose words begin at a place in a list of dictionary forms, with the place after its last word. */
export function englishActAt(lemmas: readonly string[], at: number): { key: string; to: number } | null {
  for (const { key, words } of byFirst.get(lemmas[at]!) ?? []) {
    let place = at;
    const fits = words.slice(1).every((one) => {
      const next = lemmas.slice(place + 1, place + 6).indexOf(one);
      if (next < 0) return false;
      place += next + 1;
      return true;
    });
    if (fits) return { key, to: place + 1 };
  }
  return null;
}

const russianEntries: readonly Entry[] = russian.acts
  .flatMap(({ key, words }) => words.map((entry) => ({ key, words: entry.map(fold) })))
  .sort((a, b) => b.words.join(' ').length - a.words.join(' ').length);
const russianStarts = group(russianEntries.map((entry) => [entry.words[0]!.slice(0, 2), entry] as const));

/** The act whose words begin at a place among folded words. */
export function russianActAt(words: readonly string[], at: number): { key: string; to: number } | null {
  for (const entry of russianStarts.get(words[at]!.slice(0, 2)) ?? []) {
    if (!words[at]!.startsWith(entry.words[0]!)) continue;
    let place = at;
    const fits = entry.words.slice(1).every((one) => {
      const next = words.slice(place + 1, place + 5).findIndex((other) => other.startsWith(one));
      if (next < 0) return false;
      place += next + 1;
      return true;
    });
    if (fits) return { key: entry.key, to: place + 1 };
  }
  return null;
}

/** A Russian word without its endings, so that all its forms are equal. */
export function russianStem(text: string): string {
  const folded = fold(text);
  const bare = folded.replace(/(?:ся|сь)$/u, '');
  const stem = bare.replace(
    /(?:ировани[еяюем]{1,2}|ировал[аио]?|ировать|ируют|ирует|ованы|овано|ована|ован|овал[аио]?|овать|ивал[аио]?|ивать|ывал[аио]?|ывать|ениями|ениях|ением|ений|ения|ении|ению|ение|аниями|анием|аний|ания|ании|анию|ание|ости|остью|ость|вшего|вшему|вшими|вших|вший|вшая|вшие|авший|енного|енному|енными|енных|енный|енная|енные|енную|енной|анного|анному|анных|анный|анная|анные|анную|анной|ены|ена|ено|ен|аны|ана|ано|ан|яют|яет|яли|яла|ять|ают|ает|али|ала|ало|ать|ял|ал|или|ила|ило|ить|ел[аи]?|еть|ил|ят|ит|ут|ют|ет|ами|ями|ого|его|ому|ему|ыми|ими|ая|яя|ое|ее|ые|ие|ый|ий|ой|ей|ую|юю|ых|их|ым|им|ом|ем|ах|ях|ов|ев|ам|ям|[аяоеуюыийь])$/u,
    '',
  );
  return stem.length >= 3 ? stem : bare;
}
