import { madeOnce } from '../../platform/made-once.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import type { CitedClaim, CitedClaims } from '../claims/cited-claim.ts';
import type { Placed } from '../model/sentences.ts';
import { problem, type Problem } from './problem.ts';
import { dateWords } from './words.ts';

/** Two or more capitalised words in a row. The first may be capitalised only because it starts the sentence. */
const nameRun = /\p{Lu}[\p{L}\p{M}’'-]{1,60}(?:\s{1,9}\p{Lu}[\p{L}\p{M}’'-]{1,60})+/gu;
const wordsOf = (text: string): string[] => foldText(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * Warns of a full name if its last word occurs nowhere in the sentence's claims: neither in wordings and passages nor
 * in the names of speakers and titles. This is a heuristic, so it never prevents publication.
 */
export function checkNames(one: Placed, claims: CitedClaims): Problem[] {
  const names = one.text.match(nameRun) ?? [];
  if (names.length === 0) return [];
  if (one.kind !== 'cited' || one.where === 'headline' || one.where === 'heading' || one.citations.length === 0)
    return [];
  const cited = one.citations.flatMap(({ claim }) => claims.get(claim) ?? []);
  if (cited.length < one.citations.length) return [];
  const has = (word: string): boolean =>
    cited.some((claim) => {
      const { words, stems } = knownIn(claim);
      return words.has(word) || (word.length >= 5 && stems.has(word.slice(0, -2)));
    });
  return names.flatMap((name) => {
    const words = wordsOf(name.replace(/[’']s$/u, ''));
    const surname = words.at(-1)!;
    if (dateWords.has(surname) || words.every((word) => dateWords.has(word)) || has(surname)) return [];
    return [problem('name-unsourced', { name }, name)];
  });
}

/**
 * The words of a claim. `stems`: the same words without their last one to five letters, to recognise other forms of a
 * name.
 */
const knownIn = madeOnce((claim: CitedClaim) => {
  const words = new Set(textsOf(claim).flatMap(wordsOf));
  const stems = new Set<string>();
  for (const word of words)
    for (let cut = 0; cut <= 5 && word.length - cut >= 3; cut++) stems.add(word.slice(0, word.length - cut));
  return { words, stems };
});

function textsOf({ desk, speakers, redacted }: CitedClaim): string[] {
  if (redacted || desk.visibility === 'sealed') return [];
  const titles = [desk.source, desk.publisher, desk.case, ...desk.statements.map((one) => one.subject)].flatMap(
    (brief) => brief?.title ?? [],
  );
  return [
    desk.wording,
    desk.passage?.exact ?? '',
    ...titles,
    ...speakers.flatMap((speaker) => [...speaker.names, speaker.asWritten ?? '']),
  ];
}
