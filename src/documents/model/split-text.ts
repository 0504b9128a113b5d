import { findQuotes } from '../../drafting/reading/quotes.ts';
import { splitSentences, type Span } from '../../drafting/reading/sentences.ts';
import { plainText } from './schema.ts';

/** The sentences of a paragraph. Abbreviations and quotations are not split. */
export function sentencesIn(paragraph: string): string[] {
  const text = plainText(paragraph);
  return sentenceSpans(text).map(({ start, end }) => text.slice(start, end));
}

/** The positions of the sentences of a text whose white space is already normalised. */
export const sentenceSpans = (text: string): Span[] =>
  splitSentences(text, { start: 0, end: text.length }, findQuotes(text, 0, text.length));
