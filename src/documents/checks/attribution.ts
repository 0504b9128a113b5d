import { madeOnce } from '../../platform/made-once.ts';
import type { Steps } from '../../platform/steps.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { attributedModes } from '../../record/tables.ts';
import { unfit, type CitedClaims, type Speaker } from '../claims/cited-claim.ts';
import type { Placed } from '../model/sentences.ts';
import { problem, type Problem } from './problem.ts';
import { attributionPhrases, attributionWords, nameFillers } from './words.ts';

const wordsOf = (text: string): string[] => foldText(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** The word that marks a text as reported speech ("said", "according to"); null if there is none. */
export function attributes(text: string): string | null {
  const folded = foldText(text);
  const phrase = attributionPhrases.find((one) => ` ${folded} `.includes(` ${foldText(one)} `));
  return phrase ?? wordsOf(text).find((word) => attributionWords.has(word)) ?? null;
}

/**
 * Alleged, denied, estimated or unclear claims must not be shown without their speaker. So the sentence must name a
 * speaker of the attribution, or say that it is reported speech. For a block quotation, the sentence before it can do
 * this. No sentence may name a speaker who is not public.
 * @param most the most problems to report; the check ends after one more, which shows that there are more
 * @param reader if it has no steps left, it finds no further names
 */
export function checkAttribution(
  one: Placed,
  before: Placed | undefined,
  claims: CitedClaims,
  { most, reader }: { most: number; reader: NameReader },
): Problem[] {
  const problems: Problem[] = [];
  const own = reader.read(one.text);
  const around = one.where === 'quotation' && before ? reader.read(`${before.text} ${one.text}`) : own;
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

/** The maximum length of an ending, in letters, in languages that inflect names. */
const maxEndingLength = 3;

/** The words of a text, with the places where each occurs. */
class Words {
  private readonly exact = new Map<string, number[]>();
  private readonly starts = new Map<string, number[]>();
  private readonly whole = new Map<PreparedName, boolean>();
  private readonly partly = new Map<PreparedName, boolean>();

  constructor(
    private readonly words: readonly string[],
    private readonly steps: Steps,
  ) {
    for (const [at, word] of words.entries()) {
      add(this.exact, word, at);
      for (let cut = 0; cut <= maxEndingLength && word.length - cut >= 3; cut++)
        add(this.starts, word.slice(0, word.length - cut), at);
    }
  }

  run(name: PreparedName): boolean {
    return this.once(this.whole, name, () => this.search(name.parts));
  }

  partOf(name: PreparedName): boolean {
    return this.once(this.partly, name, () =>
      name.parts.some((part) => part.word.length >= 4 && !nameFillers.has(part.word) && this.places(part).length > 0),
    );
  }

  private once(found: Map<PreparedName, boolean>, name: PreparedName, look: () => boolean): boolean {
    if (!this.steps.take()) return false;
    const known = found.get(name);
    if (known !== undefined) return known;
    const made = this.steps.take(name.parts.length) && look();
    found.set(name, made);
    return made;
  }

  /** Finds a whole name. To save steps, it searches only around the places of the name's rarest word. */
  private search(parts: readonly NamePart[]): boolean {
    if (parts.length === 0) return false;
    const places = parts.map((part) => this.places(part));
    const [rarest, index] = places.reduce<[readonly number[], number]>(
      (best, one, at) => (one.length < best[0].length ? [one, at] : best),
      [places[0]!, 0],
    );
    return rarest.some((at) =>
      parts.every((part, place) => this.steps.take() && sameName(this.words[at - index + place] ?? '', part)),
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

/** A text whose words are folded once, so that many names can be searched in it. */
type SearchedText = { words: Words; capitals: Words; reader: NameReader; attributes(): boolean };

/** Searches for names in texts. All searches together have a limited number of steps. Each name is prepared once. */
export class NameReader {
  private readonly prepared = new Map<string, PreparedName>();

  constructor(private readonly steps: Steps) {}

  read(text: string): SearchedText {
    let attributed: boolean | undefined;
    return {
      words: new Words(wordsOf(text), this.steps),
      capitals: new Words(wordsOf((text.match(/\p{Lu}[\p{L}\p{M}\p{N}]*/gu) ?? []).join(' ')), this.steps),
      reader: this,
      attributes: () => (attributed ??= attributes(text) !== null),
    };
  }

  readonly namesOf = madeOnce((speaker: Speaker) => ({
    names: speaker.names.map((name) => this.prepare(name)),
    written: speaker.asWritten && !pronouns.has(foldText(speaker.asWritten)) ? [this.prepare(speaker.asWritten)] : [],
  }));

  private prepare(name: string): PreparedName {
    const known = this.prepared.get(name) ?? prepareName(name, this.steps);
    this.prepared.set(name, known);
    return known;
  }
}

/**
 * A word of a name. Names in Cyrillic are inflected: they have a `stem`, and a word matches if it is this stem with a
 * short ending.
 */
type NamePart = { word: string; stem: string | null };
type PreparedName = { name: string; single: boolean; parts: NamePart[] };

function prepareName(name: string, steps: Steps): PreparedName {
  const all = steps.take(name.length) ? wordsOf(name) : [];
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
 * Whether a text names a speaker: by the whole name, by a distinctive part of it such as a surname, or by the words
 * that the source uses.
 */
export function names({ words, reader }: SearchedText, speaker: Speaker): boolean {
  const made = reader.namesOf(speaker);
  if ([...made.names, ...made.written].some((name) => words.run(name))) return true;
  if (speaker.kind !== 'person') return false;
  return made.names.some((name) => words.partOf(name));
}

/**
 * The name of a hidden speaker that occurs in a text; null if there is none. A name of one word must be capitalised.
 * The words that the source uses must be a name, because "the editor" reveals no one.
 */
function hiddenNameIn({ words, capitals, reader }: SearchedText, speaker: Speaker): string | null {
  const made = reader.namesOf(speaker);
  const proper = [...made.names, ...(speaker.asWritten && /(?!^)\p{Lu}/u.test(speaker.asWritten) ? made.written : [])];
  return proper.find((name) => (name.single ? capitals : words).run(name))?.name ?? null;
}

const pronouns = new Set(['he', 'she', 'it', 'they', 'i', 'we', 'who', 'он', 'она', 'они', 'оно', 'ол']);

const sameName = (word: string, { word: part, stem }: NamePart): boolean =>
  word === part || (stem !== null && word.startsWith(stem) && word.length <= stem.length + maxEndingLength);
