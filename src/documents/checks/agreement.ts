import type { SentenceAgreement } from '../agreement/comparisons.ts';
import type { Placed } from '../model/sentences.ts';
import { problem, type Problem } from './problem.ts';

/**
 * Sourced: finds what a sentence says and its claims do not. What the claims contradict prevents publication; what they
 * do not say is a warning. Where the comparison is unsure, there is no problem.
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
 * The problems of `checkNames` without the names on which the comparison has a clear verdict: unlike `checkNames`, it
 * recognises names in other scripts and forms.
 */
export const namesBesides = (found: readonly Problem[], agreement: SentenceAgreement | null): Problem[] => {
  const names =
    agreement && 'points' in agreement
      ? agreement.points.filter(({ kind, verdict }) => kind === 'name' && verdict !== 'unsure')
      : [];
  return found.filter(({ params }) => !names.some(({ sentence }) => sentence.text.includes(params.name!)));
};
