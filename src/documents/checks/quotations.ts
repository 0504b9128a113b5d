import { findQuotes } from '../../drafting/reading/quotes.ts';
import type { Steps } from '../../platform/steps.ts';
import { firstDifferenceIn, quotable, runsOf } from '../../record/claims/quotation.ts';
import { quotableTexts, unfit, type CitedClaim, type CitedClaims } from '../claims/cited-claim.ts';
import type { Placed } from '../model/sentences.ts';
import { problem, type Problem } from './problem.ts';
import { shorten } from '../../platform/text/shorten.ts';

/**
 * A check of the invariant "Verbatim": the text between quotation marks of any style, and every sentence of a block
 * quotation, must occur word for word in a passage of one of the sentence's claims. Only "[…]" and bracketed words may
 * differ. A name in quotation marks is not a quotation.
 * @param most the most problems to report; the check ends after one more, which shows that there are more
 * @param steps a limit for the work; when none are left, quotations count as not found
 */
export function checkQuotations(
  one: Placed,
  claims: CitedClaims,
  { names, most, steps }: { names: ReadonlySet<string>; most: number; steps: Steps },
): Problem[] {
  const { quotations: all, unclosed } = quotationsOf(one);
  const quotations = one.where === 'quotation' ? all : all.filter((text) => !names.has(text));
  const problems = unclosed.map((text) => problem('quotation-unclosed', { quotation: shorten(text) }, text));
  if (quotations.length === 0) return problems;

  const cited = one.citations.map(({ claim }) => claims.get(claim)).filter((one) => one !== undefined);
  const fit = cited.filter((one) => unfit(one) === null);
  // If no claim may support the sentence, `checkSupport` reports this. Then the words are compared with all claims.
  const texts = (fit.length ? fit : cited).flatMap((claim) => preparedTexts(claim, steps));
  for (const quotation of quotations) {
    if (problems.length > most) break;
    if (texts.length === 0) {
      problems.push(problem('quotation-unsupported', { quotation: shorten(quotation) }, quotation));
      continue;
    }
    const runs = runsOf(quotation);
    const differences = texts.map((text) => firstDifferenceIn(runs, text, steps));
    if (differences.some((difference) => difference === null)) continue;
    problems.push(
      problem('quotation-differs', { quotation: shorten(quotation), run: shorten(differences[0]!.run) }, quotation),
    );
  }
  return problems;
}

/** The number of steps that preparing one letter of a text costs. */
const stepsOfLetter = 1 / 4;
const prepared = new WeakMap<CitedClaim, ReturnType<typeof quotable>[]>();

/**
 * The texts of a claim, prepared for the search. They are prepared once, and cached as long as the claim is in memory.
 */
function preparedTexts(claim: CitedClaim, steps: Steps): ReturnType<typeof quotable>[] {
  const known = prepared.get(claim);
  if (known) return known;
  const texts = quotableTexts(claim);
  if (!steps.take(Math.ceil(texts.join('').length * stepsOfLetter))) return [];
  const made = texts.map(quotable);
  prepared.set(claim, made);
  return made;
}

export function quotationsOf(one: Pick<Placed, 'where' | 'text'>): { quotations: string[]; unclosed: string[] } {
  if (one.where === 'quotation') return { quotations: /[\p{L}\p{N}]/u.test(one.text) ? [one.text] : [], unclosed: [] };
  const quotes = findQuotes(one.text, 0, one.text.length);
  return {
    quotations: quotes
      .filter((quote) => !quote.open)
      .map((quote) => one.text.slice(quote.innerStart, quote.innerEnd))
      .filter((text) => /[\p{L}\p{N}]/u.test(text)),
    unclosed: quotes
      .filter((quote) => quote.open)
      .map((quote) => one.text.slice(quote.start, quote.start + maxOfUnclosed)),
  };
}

/**
 * How many characters of an unclosed quotation an exception covers. Without a limit, the exception would cover the
 * rest of the text.
 */
const maxOfUnclosed = 200;
