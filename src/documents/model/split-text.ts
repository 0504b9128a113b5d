import { findQuotes } from '../../drafting/reading/quotes.ts';
import { splitSentences, type Span } from '../../drafting/reading/sentences.ts';
import { plainText } from './schema.ts';

/** The sentences of a paragraph. Full stops in abbreviations and quotations do not end a sentence. */
export function sentencesIn(paragraph: string): string[] {
  const text = plainText(paragraph);
  return sentenceSpans(text).map(({ start, end }) => text.slice(start, end));
}

/** The positions of the sentences of a text. The white space of the text must be normalised. */
export const sentenceSpans = (text: string): Span[] =>
  splitSentences(text, { start: 0, end: text.length }, findQuotes(text, 0, text.length));
