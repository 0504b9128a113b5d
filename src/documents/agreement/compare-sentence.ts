import { compareActs } from './acts.ts';
import { worst, type Agreement, type ComparedClaim, type ComparedSentence, type Point } from './agreement.ts';
import { compareAttribution } from './attribution.ts';
import { compareDates } from './dates.ts';
import { readAll } from './known.ts';
import { compareNames } from './names.ts';
import { compareMoney, compareNumbers } from './numbers.ts';
import { compareQuotations } from './quotations.ts';

const parts = [
  compareDates,
  compareNumbers,
  compareMoney,
  compareNames,
  compareActs,
  compareAttribution,
  compareQuotations,
];

/** In Russian, the rules for acts, names and speakers are too often wrong, so they never contradict. */
const marked = (point: Point): Point =>
  point.verdict === 'contradicted' && /^(?:name|roles|negation|modality|attribution)$/.test(point.kind)
    ? { ...point, verdict: 'not-in-claims' }
    : point;

/**
 * Compares a sentence with all claims that it cites together: dates, numbers, sums, names, who does what to whom,
 * negation, modality, attribution and quotations. Pure. Without claims, nothing is compared, and the verdict is
 * `unsure`.
 */
export function compareSentence(sentence: ComparedSentence, claims: readonly ComparedClaim[]): Agreement {
  if (claims.length === 0) return { verdict: 'unsure', points: [] };
  const compared = readAll(sentence, claims);
  const points = parts
    .flatMap((part) => part(compared))
    .map((point) => (compared.sentence.language === 'ru' ? marked(point) : point))
    .sort((a, b) => a.sentence.start - b.sentence.start);
  return { verdict: worst(points), points };
}
