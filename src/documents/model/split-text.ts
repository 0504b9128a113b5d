import { findQuotes } from '../../drafting/reading/quotes.ts';
import { splitSentences } from '../../drafting/reading/sentences.ts';
import { plainText } from './schema.ts';

/** The sentences of a paragraph. Abbreviations and quotations are not cut. */
export function sentencesIn(paragraph: string): string[] {
  const text = plainText(paragraph);
  const spans = splitSentences(text, { start: 0, end: text.length }, findQuotes(text, 0, text.length));
  return spans.map(({ start, end }) => text.slice(start, end));
}
