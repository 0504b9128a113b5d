import type { SentenceAgreement } from '../agreement/comparisons.ts';
import type { Placed } from '../model/sentences.ts';
import { problem, type Problem } from './problem.ts';

/**
 * A check of the invariant "Sourced": finds what a sentence says and its claims do not say. If the claims contradict
 * it, the problem prevents publication; if they only do not contain it, the problem is a warning. If the comparison is
 * unsure, no problem is reported.
 */
export function checkAgreement(one: Placed, agreement: SentenceAgreement | null): Problem[] {
  if (!agreement || 'not' in agreement) return [];
  return agreement.points.flatMap(({ kind, verdict, sentence: { start, end }, claim }) => {
    if (verdict !== 'contradicted' && verdict !== 'not-in-claims') return [];
    const words = one.text.slice(start, end);
    const params = { kind, words, start: String(start), known: claim ? 'yes' : 'no', claim: claim ?? '' };
    return [problem(verdict, params, `${kind} ${start} ${claim} ${one.text}`)];
  });
}

/**
 * The problems of `checkNames`, without those for names on which the comparison has a clear verdict. The comparison is
 * better, because it also recognises names in other scripts and forms.
 */
export const namesBesides = (found: readonly Problem[], agreement: SentenceAgreement | null): Problem[] => {
  const names =
    agreement && 'points' in agreement
      ? agreement.points.filter(({ kind, verdict }) => kind === 'name' && verdict !== 'unsure')
      : [];
  return found.filter(({ params }) => !names.some(({ sentence }) => sentence.text.includes(params.name!)));
};
