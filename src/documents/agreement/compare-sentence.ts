import { compareActs } from './acts.ts';
import { worst, type Agreement, type ComparedClaim, type ComparedSentence, type Point } from './agreement.ts';
import { compareAttribution, compareSpeakers } from './attribution.ts';
import { compareDates } from './dates.ts';
import { compareHolders } from './holders.ts';
import { compareLacking } from './lacking.ts';
import { readAll, type Compared } from './known.ts';
import { compareNames } from './names.ts';
import { compareMoney, compareNumbers } from './numbers.ts';
import { compareQuotations } from './quotations.ts';

const inWords = [
  compareDates,
  compareNumbers,
  compareMoney,
  compareNames,
  compareActs,
  compareHolders,
  compareLacking,
  compareAttribution,
];
const parts = [...inWords, compareSpeakers, compareQuotations];

/**
 * Replaces the verdict `contradicted` by `not-in-claims`, if the point is about acts, names or speakers. This is for
 * Russian, in which the rules for these are wrong too often.
 */
const marked = (point: Point): Point =>
  point.verdict === 'contradicted' && /^(?:name|roles|negation|modality|attribution)$/.test(point.kind)
    ? { ...point, verdict: 'not-in-claims' }
    : point;

/**
 * Compares a sentence with all claims that it cites, taken together: dates, numbers, sums, names, who does what to
 * whom, negation, modality, attribution and quotations. Without claims, nothing is compared, and the verdict is
 * `unsure`.
 */
export function compareSentence(sentence: ComparedSentence, claims: readonly ComparedClaim[]): Agreement {
  if (claims.length === 0) return { verdict: 'unsure', points: [] };
  return judge(readAll(sentence, claims), parts);
}

/**
 * The points of a sentence of our own texts and all its claims. Its quotations, and whether what is alleged has a
 * speaker, are not among them: the checks of documents (`checkQuotations`, `checkAttribution`) compare these more
 * strictly. Null if one of the texts is in a language other than English and Russian: such a claim cannot be read, and
 * what only that claim says would seem to contradict the other claims.
 */
export function compareCitedSentence(
  sentence: ComparedSentence,
  claims: readonly ComparedClaim[],
): readonly Point[] | null {
  const compared = readAll(sentence, claims);
  if ([compared.sentence, ...compared.facts].some(({ language }) => language === null)) return null;
  const { quotations } = compared.sentence;
  return judge(compared, inWords).points.filter(({ kind, sentence: { start, end } }) =>
    quotations.every(
      (quoted) =>
        start < quoted.start ||
        end > quoted.end ||
        // The name of an outlet in quotation marks is not a quotation.
        (kind === 'name' && start === quoted.start && end === quoted.end),
    ),
  );
}

function judge(compared: Compared, by: readonly ((compared: Compared) => Point[])[]): Agreement {
  const points = by
    .flatMap((part) => part(compared))
    .map((point) => (compared.sentence.language === 'ru' ? marked(point) : point))
    .sort((a, b) => a.sentence.start - b.sentence.start);
  return { verdict: worst(points), points };
}
