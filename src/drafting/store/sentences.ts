import { findQuotes } from '../reading/quotes.ts';
import { splitSentences, type Span } from '../reading/sentences.ts';
import { flatten } from '../reading/flatten.ts';
import type { StoredBlock } from './schema.ts';

/**
 * The sentences of a page's title, standfirst and body, split as in the drafting of claims. They are for marking by
 * hand without JavaScript.
 */
export function sentencesOf(text: string, blocks: readonly StoredBlock[]): Span[] {
  const flat = flatten(text.slice(0, (blocks.at(-1)?.end ?? 0) + 200));
  return blocks.flatMap((block) => {
    if (block.role === 'furniture') return [];
    if (block.role !== 'body') return [{ start: block.start, end: block.end }];
    return splitSentences(flat, block, findQuotes(flat, block.start, block.end));
  });
}
