import { madeOnce } from '../../platform/made-once.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { attributedModes } from '../../record/tables.ts';
import { unfit, type CitedClaims, type Speaker } from '../claims/cited-claim.ts';
import type { Placed } from '../model/sentences.ts';
import { problem, type Problem } from './problem.ts';
import { attributionPhrases, attributionWords, nameFillers } from './words.ts';

const wordsOf = (text: string): string[] => foldText(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** The word by which a text says that someone says something; null if there is none. */
export function attributes(text: string): string | null {
  const folded = foldText(text);
  const phrase = attributionPhrases.find((one) => ` ${folded} `.includes(` ${foldText(one)} `));
  return phrase ?? wordsOf(text).find((word) => attributionWords.has(word)) ?? null;
}

/**
 * Alleged, denied, estimated or unclear claims are never shown without their speaker: the sentence (or the one before a
 * block quotation) must name a speaker of the attribution, or say that it is reported speech. And no sentence may name
 * a speaker who is not public.
 * @param most ends after one problem more
 */
export function checkAttribution(
  one: Placed,
  before: Placed | undefined,
  claims: CitedClaims,
  most: number,
): Problem[] {
  const problems: Problem[] = [];
  const own = lookedAt(one.text);
  const around = one.where === 'quotation' && before ? lookedAt(`${before.text} ${one.text}`) : own;
  for (const { claim: ref } of one.citations) {
    const claim = claims.get(ref);
    if (!claim || claim.redacted || claim.desk.visibility === 'sealed') continue;
    if (problems.length > most) break;
    const number = String(claim.desk.number);
    for (const speaker of claim.speakers) {
      const named = speaker.hidden ? hiddenNameIn(own, speaker) : null;
      if (named) problems.push(problem('names-hidden-speaker', { claim: number, name: named }, `${ref} ${named}`));
    }
    if (unfit(claim) !== null || !attributedModes.includes(claim.desk.mode)) continue;
    if (around.attributes() || claim.speakers.some((speaker) => names(around, speaker))) continue;
    const speaker = claim.speakers.find((other) => !other.hidden && (other.names.length || other.asWritten));
    const params = {
      claim: number,
      mode: claim.desk.mode,
      known: speaker ? 'yes' : 'no',
      speaker: speaker?.names[0] ?? speaker?.asWritten ?? '',
    };
    problems.push(problem('speaker-missing', params, `${ref} ${one.text}`));
  }
  return problems;
}

/** The most letters of an ending, in a language that inflects names. */
const longestEnding = 3;

/** Words in their order, with their places. */
class Words {
  private readonly exact = new Map<string, number[]>();
  private readonly starts = new Map<string, number[]>();

  constructor(private readonly words: readonly string[]) {
    for (const [at, word] of words.entries()) {
      add(this.exact, word, at);
      for (let cut = 0; cut <= longestEnding && word.length - cut >= 3; cut++)
        add(this.starts, word.slice(0, word.length - cut), at);
    }
  }

  /** Whether a word is that of a name, in any case. */
  has(part: NamePart): boolean {
    return this.places(part).length > 0;
  }

  /** Whether a name occurs completely. */
  run(name: readonly NamePart[]): boolean {
    const [first, ...others] = name;
    return (
      first !== undefined &&
      this.places(first).some((at) => others.every((part, index) => sameName(this.words[at + index + 1] ?? '', part)))
    );
  }

  private places({ word, stem }: NamePart): readonly number[] {
    return (stem === null ? this.exact.get(word) : this.starts.get(stem)) ?? [];
  }
}

const add = (map: Map<string, number[]>, key: string, at: number): void => {
  const known = map.get(key);
  if (known) known.push(at);
  else map.set(key, [at]);
};

/** A text whose words are folded once, to look for many names in it. */
export type LookedAt = { words: Words; capitals: Words; attributes(): boolean };
export function lookedAt(text: string): LookedAt {
  let attributed: boolean | undefined;
  return {
    words: new Words(wordsOf(text)),
    capitals: new Words(wordsOf((text.match(/\p{Lu}[\p{L}\p{M}\p{N}]*/gu) ?? []).join(' '))),
    attributes: () => (attributed ??= attributes(text) !== null),
  };
}

/** A word of a name. Names in Cyrillic are inflected: then only `stem` has to be the same, with a short ending. */
type NamePart = { word: string; stem: string | null };
type PreparedName = { name: string; single: boolean; parts: NamePart[] };
const prepare = madeOnce((speaker: Speaker) => ({
  names: speaker.names.map(prepareName),
  written: speaker.asWritten && !pronouns.has(foldText(speaker.asWritten)) ? [prepareName(speaker.asWritten)] : [],
}));

function prepareName(name: string): PreparedName {
  const all = wordsOf(name);
  const parts = all.map((word) => ({
    word,
    stem: word.length >= 4 && /\p{Script=Cyrillic}/u.test(word) ? word.replace(/[аеиоуыэюяь]$/u, '') : null,
  }));
  return {
    name,
    single: all.length === 1,
    parts: parts.filter(({ word }, index) => all.length === 1 || index > 0 || !nameFillers.has(word)),
  };
}

/**
 * Whether a text names a speaker: by the whole name, a person's surname or another distinctive part, or the words of
 * the source.
 */
export function names({ words }: LookedAt, speaker: Speaker): boolean {
  const made = prepare(speaker);
  if ([...made.names, ...made.written].some((name) => words.run(name.parts))) return true;
  if (speaker.kind !== 'person') return false;
  return made.names.some((name) =>
    name.parts.some((part) => part.word.length >= 4 && !nameFillers.has(part.word) && words.has(part)),
  );
}

/**
 * The name of a hidden speaker that occurs in a text; null if there is none. A name of one word counts only if it is
 * capitalised as a name, and the words of the source only if they are a name ("the editor" reveals no one).
 */
function hiddenNameIn({ words, capitals }: LookedAt, speaker: Speaker): string | null {
  const made = prepare(speaker);
  const proper = [
    ...made.names,
    ...(speaker.asWritten && /(?!^)\p{Lu}/u.test(speaker.asWritten) ? [prepareName(speaker.asWritten)] : []),
  ];
  return proper.find((name) => (name.single ? capitals : words).run(name.parts))?.name ?? null;
}

const pronouns = new Set(['he', 'she', 'it', 'they', 'i', 'we', 'who', 'он', 'она', 'они', 'оно', 'ол']);

const sameName = (word: string, { word: part, stem }: NamePart): boolean =>
  word === part || (stem !== null && word.startsWith(stem) && word.length <= stem.length + longestEnding);
