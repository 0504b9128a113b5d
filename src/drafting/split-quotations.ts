import type { Quote } from './reading/quotes.ts';
import { splitSentences, type Span } from './reading/sentences.ts';

const words = (text: string): number => (text.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? []).length;

/**
 * Splits a quotation of several sentences into one quotation for each, because a claim says one thing. A sentence of
 * fewer than three words ("No. Never.") stays with the previous sentence. If it is the first, it is joined with the
 * next.
 */
export function sentencesOfQuote(flat: string, quote: Quote): Quote[] {
  const inner: Span = { start: quote.innerStart, end: quote.innerEnd };
  const parts: Span[] = [];
  for (const sentence of splitSentences(flat, inner, [])) {
    const last = parts.at(-1);
    if (last && (words(flat.slice(sentence.start, sentence.end)) < 3 || words(flat.slice(last.start, last.end)) < 3))
      last.end = sentence.end;
    else parts.push({ ...sentence });
  }
  if (parts.length < 2) return [quote];
  return parts.map((part, index) => ({
    start: index === 0 ? quote.start : part.start,
    end: index === parts.length - 1 ? quote.end : part.end,
    innerStart: part.start,
    innerEnd: part.end,
    open: quote.open && index === parts.length - 1,
  }));
}
