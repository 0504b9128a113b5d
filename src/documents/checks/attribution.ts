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
 */
export function checkAttribution(one: Placed, before: Placed | undefined, claims: CitedClaims): Problem[] {
  const problems: Problem[] = [];
  const around = one.where === 'quotation' && before ? `${before.text} ${one.text}` : one.text;
  for (const { claim: ref } of one.citations) {
    const claim = claims.get(ref);
    if (!claim || claim.redacted || claim.desk.visibility === 'sealed') continue;
    const number = String(claim.desk.number);
    for (const speaker of claim.speakers) {
      const named = speaker.hidden ? hiddenNameIn(one.text, speaker) : null;
      if (named) problems.push(problem('names-hidden-speaker', { claim: number, name: named }, `${ref} ${named}`));
    }
    if (unfit(claim) !== null || !attributedModes.includes(claim.desk.mode)) continue;
    if (attributes(around) || claim.speakers.some((speaker) => names(around, speaker))) continue;
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

/**
 * Whether a text names a speaker: by the whole name, a person's surname or another distinctive part, or the words of
 * the source.
 */
export function names(text: string, speaker: Speaker): boolean {
  if (fullNameIn(text, speaker)) return true;
  if (speaker.kind !== 'person') return false;
  const words = wordsOf(text);
  return speaker.names.some((name) =>
    wordsOf(name).some(
      (part) => part.length >= 4 && !nameFillers.has(part) && words.some((word) => sameName(word, part)),
    ),
  );
}

/** The name of a speaker that occurs completely in a text. */
function fullNameIn(text: string, speaker: Speaker): string | null {
  const words = wordsOf(text);
  const written = speaker.asWritten && !pronouns.has(foldText(speaker.asWritten)) ? [speaker.asWritten] : [];
  return (
    [...speaker.names, ...written].find((name) =>
      runsIn(
        words,
        wordsOf(name).filter((part, index, all) => all.length === 1 || index > 0 || !nameFillers.has(part)),
      ),
    ) ?? null
  );
}

/**
 * The name of a hidden speaker that occurs in a text; null if there is none. A name of one word counts only if it is
 * capitalised as a name, and the words of the source only if they are a name ("the editor" reveals no one).
 */
function hiddenNameIn(text: string, speaker: Speaker): string | null {
  const capitals = (text.match(/\p{Lu}[\p{L}\p{M}\p{N}]*/gu) ?? []).join(' ');
  const proper = [
    ...speaker.names,
    ...(speaker.asWritten && /(?!^)\p{Lu}/u.test(speaker.asWritten) ? [speaker.asWritten] : []),
  ];
  return (
    proper.find((name) =>
      fullNameIn(wordsOf(name).length === 1 ? capitals : text, { ...speaker, names: [name], asWritten: null }),
    ) ?? null
  );
}

const pronouns = new Set(['he', 'she', 'it', 'they', 'i', 'we', 'who', 'он', 'она', 'они', 'оно', 'ол']);

const runsIn = (words: readonly string[], name: readonly string[]): boolean =>
  name.length > 0 &&
  words.some((_, at) =>
    name.every((part, index) => words[at + index] !== undefined && sameName(words[at + index]!, part)),
  );

/** Names in Cyrillic are inflected: their endings may differ by up to three letters. */
function sameName(word: string, part: string): boolean {
  if (word === part) return true;
  if (!/\p{Script=Cyrillic}/u.test(part) || part.length < 4) return false;
  const stem = part.replace(/[аеиоуыэюяь]$/u, '');
  return word.startsWith(stem) && word.length <= stem.length + 3;
}
