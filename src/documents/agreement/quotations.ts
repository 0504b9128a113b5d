import { firstDifferenceIn, quotable, runsOf } from '../../record/claims/quotation.ts';
import type { Point } from './agreement.ts';
import { point, type Compared } from './known.ts';

/** Compares words in quotation marks: they must be word for word in one of the claims. */
export function compareQuotations({ sentence, facts }: Compared): Point[] {
  const sources = facts.map((one) => ({
    one,
    source: quotable(one.text),
    words: new Set(one.stems.map(({ text }) => text.toLowerCase())),
  }));
  const quotations = sentence.quotations.filter(
    ({ start, end }) => !sentence.names.some((name) => name.start <= start && name.end >= end),
  );
  return quotations.map((quotation) => {
    const forms = formsOf(quotation.text).map(runsOf);
    const found = sources.find(({ source }) => forms.some((form) => firstDifferenceIn(form, source) === null));
    if (found) return point('quotation', 'supported', quotation, found.one.text);
    const words = quotation.text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    // All claims are in other languages than the sentence, so the quotation may be a translation.
    if (sources.length > 0 && sources.every(({ one }) => one.language !== sentence.language))
      return point('quotation', 'unsure', quotation, null);
    const shares = sources.map(({ words: own }) => words.filter((word) => own.has(word)).length / words.length);
    const best = Math.max(0, ...shares);
    const claim = sources[shares.indexOf(best)]?.one;
    const quoted = claim?.quotations[0]?.text ?? claim?.text ?? null;
    return point(
      'quotation',
      (best >= 0.4 || (claim?.quotations.length ?? 0) > 0) && claim ? 'contradicted' : 'not-in-claims',
      quotation,
      quoted,
    );
  });
}

/** The quotation with bracketed letters in both cases: "[S]ome" matches "Some" and "some" in the claim. */
function formsOf(quotation: string): string[] {
  if (!/\[\p{L}\](?=\p{L})/u.test(quotation)) return [quotation];
  const put = (change: (letter: string) => string): string =>
    quotation.replace(/\[(\p{L})\](?=\p{L})/gu, (_, letter: string) => change(letter));
  return [put((letter) => letter.toLowerCase()), put((letter) => letter.toUpperCase())];
}
