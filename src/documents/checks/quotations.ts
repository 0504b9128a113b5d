import { findQuotes } from '../../drafting/reading/quotes.ts';
import { madeOnce } from '../../platform/made-once.ts';
import { firstDifferenceIn, quotable } from '../../record/claims/quotation.ts';
import { quotableTexts, unfit, type CitedClaim, type CitedClaims } from '../claims/cited-claim.ts';
import type { Placed } from '../model/sentences.ts';
import { problem, type Problem } from './problem.ts';
import { shorten } from '../../platform/text/shorten.ts';

/**
 * Verbatim: the text between quotation marks of any style, and every sentence of a block quotation, must occur word for
 * word in a passage of one of the sentence's claims. Only "[…]" and bracketed words may differ. A name in quotation
 * marks is not a quotation.
 * @param most ends after one problem more
 */
export function checkQuotations(one: Placed, claims: CitedClaims, names: ReadonlySet<string>, most: number): Problem[] {
  const { quotations: all, unclosed } = quotationsOf(one);
  const quotations = one.where === 'quotation' ? all : all.filter((text) => !names.has(text));
  const problems = unclosed.map((text) => problem('quotation-unclosed', { quotation: shorten(text) }, text));
  if (quotations.length === 0) return problems;

  const cited = one.citations.map(({ claim }) => claims.get(claim)).filter((one) => one !== undefined);
  const fit = cited.filter((one) => unfit(one) === null);
  // If no claim can be shown, Sourced reports it; the words are then compared with all cited claims.
  const texts = (fit.length ? fit : cited).flatMap(preparedTexts);
  for (const quotation of quotations) {
    if (problems.length > most) break;
    if (texts.length === 0) {
      problems.push(problem('quotation-unsupported', { quotation: shorten(quotation) }, quotation));
      continue;
    }
    const differences = texts.map((text) => firstDifferenceIn(quotation, text));
    if (differences.some((difference) => difference === null)) continue;
    problems.push(
      problem('quotation-differs', { quotation: shorten(quotation), run: shorten(differences[0]!.run) }, quotation),
    );
  }
  return problems;
}

const preparedTexts = madeOnce((claim: CitedClaim) => quotableTexts(claim).map(quotable));

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
      .map((quote) => one.text.slice(quote.start, quote.start + mostOfUnclosed)),
  };
}

/**
 * The most characters of an unclosed quotation that an exception covers. Without a limit, it would cover the rest of
 * the text.
 */
const mostOfUnclosed = 200;
