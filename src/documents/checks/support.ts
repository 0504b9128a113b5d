import { unfit, type CitedClaim, type CitedClaims } from '../claims/cited-claim.ts';
import { checkComputed } from '../computed/check-computed.ts';
import { figureKey, type Figures } from '../computed/figures.ts';
import type { LetterKind } from '../model/schema.ts';
import type { Placed } from '../model/sentences.ts';
import { factsIn, type FactsContext } from './connective.ts';
import { problem, type Problem } from './problem.ts';

/**
 * A check of the invariant "Sourced": what a published sentence is based on. A cited sentence needs a checked public
 * claim. A calculated sentence needs a statistic that contains its numbers. A sentence of own reporting needs a name of
 * the byline. A connecting sentence must state no fact. A salutation, demand or appeal of a letter needs no source.
 */
export function checkSupport(
  one: Placed,
  claims: CitedClaims,
  context: {
    byline: readonly string[];
    facts: FactsContext;
    figures: Figures;
    letter: boolean;
    part: LetterKind | null;
  },
): Problem[] {
  const problems: Problem[] = [];
  for (const { claim, inherited } of one.citations)
    if (inherited) problems.push(problem('citation-unconfirmed', { claim: numberOf(claim) }, claim));
  problems.push(...checkClaims(one, claims));
  for (const { claim } of one.citations)
    for (const doubt of claims.get(claim)?.doubts ?? [])
      problems.push(problem(`claim-${doubt}`, { claim: numberOf(claim) }, claim));
  switch (one.kind) {
    case 'cited':
      if (one.citations.length === 0 && context.part === null) problems.push(problem('no-citation', {}, one.text));
      break;
    case 'computed':
      problems.push(...checkFigure(one, context.figures));
      break;
    case 'own-reporting':
      if (!one.reporter || !context.byline.includes(one.reporter))
        problems.push(problem('reporter-missing', {}, `${one.reporter} ${one.text}`));
      break;
    case 'connective': {
      const facts = factsIn(one.text, { ...context.facts, heading: one.where === 'heading' });
      if (facts.length)
        problems.push(problem('fact-in-connective', { what: facts.map((fact) => fact.text).join(', ') }, one.text));
      break;
    }
    case 'salutation':
    case 'demand':
    case 'appeal':
      if (context.letter) problems.push(...statedIn(one, context.facts));
      else problems.push(problem('only-in-letter', {}, one.text));
  }
  return problems;
}

/** Warns of a number, a date, a quotation or reported speech in a part of a letter that cites nothing for it. */
function statedIn(one: Placed, facts: FactsContext): Problem[] {
  if (one.citations.length) return [];
  const stated = factsIn(one.text, facts).filter(({ what }) => what !== 'name');
  return stated.length
    ? [problem('fact-in-letter-part', { what: stated.map((fact) => fact.text).join(', ') }, one.text)]
    : [];
}

/** Checks a calculated sentence: it must name a statistic, and all its numbers must be in that statistic. */
function checkFigure(one: Placed, figures: Figures): Problem[] {
  if (!one.basis) return [problem('basis-missing', {}, one.text)];
  const key = figureKey(one.basis);
  const statistic = key === null ? undefined : figures.get(key);
  return statistic ? checkComputed(one.text, statistic) : [problem('basis-unknown', {}, `${one.basis} ${one.text}`)];
}

/**
 * Reports each claim that cannot support the sentence. If another claim supports the sentence, this is only a warning,
 * except for a sealed claim.
 */
function checkClaims(one: Placed, claims: CitedClaims): Problem[] {
  const found = one.citations.map(({ claim }) => ({ ref: claim, cited: claims.get(claim) }));
  const carried = one.kind !== 'cited' || found.some(({ cited }) => cited && unfit(cited) === null);
  return found.flatMap(({ ref, cited }) => {
    const claim = numberOf(ref);
    if (!cited) return [problem('claim-unknown', { claim }, ref)];
    const reason = unfit(cited);
    if (reason === null) return sourceHidden(cited) ? [problem('source-not-shown', { claim }, ref)] : [];
    if (carried && reason !== 'claim-sealed')
      return [problem('claim-not-shown', { claim, state: reason.slice('claim-'.length) }, `${ref} ${reason}`)];
    return [problem(reason, { claim }, `${ref} ${one.text}`)];
  });
}

const sourceHidden = ({ desk, public: open }: CitedClaim): boolean =>
  (desk.source !== null && !open?.source) || (desk.passage !== null && !open?.passage);
const numberOf = (ref: string): string => ref.slice(ref.indexOf('/') + 1);
