import { hashOfCited } from '../agreement/cited.ts';
import type { SentenceAgreement } from '../agreement/comparisons.ts';
import type { CitedClaims } from '../claims/cited-claim.ts';
import type { Placed } from '../model/sentences.ts';
import { problem, type Problem } from './problem.ts';

/**
 * A check of the invariant "Sourced": finds points of a sentence that its claims do not support. If the claims
 * contradict the point, the problem prevents publication. If they only do not contain it, the problem is a warning. If
 * the comparison is unsure, no problem is reported. An exception covers a contradiction only as long as the sentence
 * cites the same claims and their content is unchanged.
 */
export function checkAgreement(one: Placed, agreement: SentenceAgreement | null, claims: CitedClaims): Problem[] {
  if (!agreement || 'not' in agreement) return [];
  const cited = hashOfCited(one, claims);
  return agreement.points.flatMap(({ kind, verdict, sentence: { start, end }, claim }) => {
    if (verdict !== 'contradicted' && verdict !== 'not-in-claims') return [];
    const words = one.text.slice(start, end);
    const params = { kind, words, start: String(start), known: claim ? 'yes' : 'no', claim: claim ?? '' };
    return [problem(verdict, params, `${kind} ${start} ${claim} ${cited} ${one.text}`)];
  });
}

/**
 * Removes problems of `checkNames` about names on which the comparison has a clear verdict. The comparison is more
 * reliable, because it also recognises names in other scripts and forms.
 */
export const namesBesides = (found: readonly Problem[], agreement: SentenceAgreement | null): Problem[] => {
  const names =
    agreement && 'points' in agreement
      ? agreement.points.filter(({ kind, verdict }) => kind === 'name' && verdict !== 'unsure')
      : [];
  return found.filter(({ params }) => !names.some(({ sentence }) => sentence.text.includes(params.name!)));
};
