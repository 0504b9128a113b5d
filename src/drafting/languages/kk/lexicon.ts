import { phrase, readLists, type EntryReader } from '../../../platform/text/word-lists.ts';
import type { ActorKind, Mode } from '../../schema.ts';
import nounsText from '../../words/kk/nouns.txt';
import verbsText from '../../words/kk/verbs.txt';
import { fold } from '../tokens.ts';
import { forEachMode, splitMode, verbModes } from '../verb-modes.ts';

const moded: EntryReader<{ words: string[]; mode: Mode }> = (line) => {
  const { words, mode } = splitMode(line);
  return { words: words.map(fold), mode };
};
const verbLists = readLists('drafting/words/kk/verbs.txt', verbsText, {
  ...forEachMode(phrase),
  saying: phrase,
  owners: moded,
});

/** Forms of "to say": "деді" (said), "дейді" (says). */
export const saying = new Set(verbLists.saying.map(fold));
/** Words that follow the speaker: "айтуынша", "сөзіне қарағанда" (according to). */
export const owners = [...verbLists.owners].sort((a, b) => b.words.length - a.words.length);

type Stem = { words: string[]; mode: Mode };
/** The stems of verbs, the longest first. */
const stems: Stem[] = verbModes
  .flatMap((mode) => verbLists[mode].map((line): Stem => ({ words: fold(line).split(' '), mode })))
  .sort((a, b) => b.words.join(' ').length - a.words.join(' ').length);

/** Endings that a verb has at the end of a clause: tense, person, converb. */
const ending =
  /^(?:[аеи]?(?:ды|ді|ты|ті)|[аей](?:ды|ді)|йды|йді|ған|ген|қан|кен|[ыі]?п(?:ті|ты)?|ап|еп|[аеыі]п отыр|уда|ып|іп|ғаны?|гені?|лды|лді|лған|лген|мады|меді|майды|мейді|мапты|мепті|ады|еді|а|е|й|сын|сін|сек|сақ|ылған|ілген|ылды|ілді|ынған|інген|ынды|інді|ған|тылған|тілген)(?:ы?нын?|і?нің?|мыз|міз)?$/;

export type VerbMatch = { to: number; mode: Mode; passive: boolean };
/** The listed verb, of one word or more, that begins with the word at `at`; null if none does. */
export function verbAt(words: readonly (string | null)[], at: number): VerbMatch | null {
  for (const { words: stem, mode } of stems) {
    let fits = true;
    for (const [index, part] of stem.entries()) {
      const word = words[at + index];
      const last = index === stem.length - 1;
      if (!word || (last ? !word.startsWith(part) : word !== part)) {
        fits = false;
        break;
      }
      if (last && word !== part && !ending.test(word.slice(part.length))) fits = false;
      if (last && word === part && part.length < 6) fits = false;
    }
    if (!fits) continue;
    const last = words[at + stem.length - 1]!;
    const passive = /(?:[ыі]л|[ыі]н|[ае]л)(?:ды|ді|ған|ген)$/.test(last);
    return { to: at + stem.length, mode, passive };
  }
  return null;
}

export type NounKind = ActorKind | 'document';
type NounLemma = { lemma: string; kind: NounKind };
const kinds = ['person', 'authority', 'court', 'outlet', 'organisation', 'company', 'document'] as const;
const nounLists = readLists(
  'drafting/words/kk/nouns.txt',
  nounsText,
  Object.fromEntries(kinds.map((kind) => [kind, phrase])) as Record<(typeof kinds)[number], typeof phrase>,
);
const nouns = kinds
  .flatMap((kind) => nounLists[kind].map((lemma): NounLemma => ({ lemma: fold(lemma), kind })))
  .filter(({ lemma }) => !lemma.includes(' '))
  .sort((a, b) => b.lemma.length - a.lemma.length);
const byStart = new Map<string, (NounLemma & { stem: string })[]>();
/** The form of a noun before an ending: "бастық" (chief) becomes "бастығ-", as in "бастығы" (the chief of). */
const softened = (lemma: string): string => lemma.replace(/қ$/, 'ғ').replace(/к$/, 'г').replace(/п$/, 'б');
for (const noun of nouns.flatMap((each) =>
  [...new Set([each.lemma, softened(each.lemma)])].map((stem) => ({ stem, ...each })),
))
  byStart.set(noun.stem.slice(0, 2), [...(byStart.get(noun.stem.slice(0, 2)) ?? []), noun]);

const nounEnding =
  /^(?:лар|лер|дар|дер|тар|тер)?(?:ы|і|сы|сі|ымыз|іміз|мыз|міз|м|ым|ім)?(?:ның|нің|дың|дің|тың|тің|на|не|ға|ге|қа|ке|ны|ні|ды|ді|ты|ті|н|нда|нде|да|де|та|те|нан|нен|дан|ден|тан|тен|мен|бен|пен)?$/;

/** The listed noun that a word is a form of; null if there is none. */
export function nounOf(lower: string): { lemma: string; kind: NounKind } | null {
  for (const noun of byStart.get(lower.slice(0, 2)) ?? [])
    if (
      lower.startsWith(noun.stem) &&
      nounEnding.test(lower.slice(noun.stem.length)) &&
      (noun.stem === noun.lemma || lower !== noun.stem)
    )
      return noun;
  return null;
}

export type Case = 'nom' | 'gen' | 'other';
/** The case of a word by its ending. */
export function caseOf(lower: string): Case {
  if (/(?:ның|нің|дың|дің|тың|тің)$/.test(lower)) return 'gen';
  return /(?:[нтд](?:ы|і)(?<!ыты|іті)|ға|ге|қа|ке|да|де|та|те|нан|нен|дан|ден|тан|тен|мен|бен|пен|ын|ін)$/.test(lower)
    ? 'other'
    : 'nom';
}
