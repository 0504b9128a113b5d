import type { Extracted } from '../evidence/extract.ts';
import { readSentence, type SentenceReading } from './attribution/attribute.ts';
import { Memory } from './attribution/pronouns.ts';
import { claimsOfSentence, type Carry } from './claims.ts';
import { dayOf, type Day } from './facts/dates.ts';
import { bareNounGaps, gapsInSentence } from './facts/gaps.ts';
import { passageAt } from './passage.ts';
import type { Role } from './page/read-page.ts';
import { newNameBook } from './reading/names.ts';
import { findQuotes } from './reading/quotes.ts';
import { splitSentences, type Span } from './reading/sentences.ts';
import { flatten } from './reading/tokens.ts';
import type { Draft, DraftFields } from './schema.ts';

/** Beyond this many characters of body only fields and furniture are read; a page that long is no article. */
const readLimit = 200_000;

export type Reading = Pick<Draft, 'claims' | 'questions' | 'gaps'>;

/** Reads the body of an English article for claims, questions and gaps. */
export function readArticle(page: Extracted, roles: readonly Role[], fields: DraftFields, capturedAt: string | null): Reading {
  const day: Day | null = dayOf(fields.published) ?? dayOf(capturedAt);
  let read = 0;
  const blocks = page.blocks.filter((block, index) => roles[index]!.kind === 'body' && (read += block.end - block.start) <= readLimit);
  const last = blocks.at(-1)?.end ?? 0;
  const flat = flatten(page.text.slice(0, last + 200));
  const claims: Draft['claims'] = [];
  const questions: Draft['questions'] = [];
  const gaps: Draft['gaps'] = [];
  const memory = new Memory();
  const book = newNameBook(flat.slice(blocks[0]?.start ?? 0, last).slice(0, 2 * readLimit));
  let carry: Carry | null = null;
  let number = 0;
  let continued = false;
  for (const block of blocks) {
    const own = findQuotes(flat, block.start, block.end);
    const span = bodySpan(flat, block);
    const starts = own.map((quote) => nextWord(flat, quote.innerStart));
    const blockquote = block.path.some((element) => element.tag === 'blockquote');
    for (const [place, sentence] of splitSentences(flat, span, own).entries()) {
      number += 1;
      const reading: SentenceReading = readSentence(sentence, { flat, book, memory, sentence: number, quotes: own, starts });
      const result = claimsOfSentence(reading, { text: page.text, flat, day, fields, memory, sentence: number, first: place === 0, carry, blockquote, continued });
      claims.push(...result.claims);
      carry = result.carry;
      if (reading.question) questions.push({ wording: page.text.slice(reading.question.wording.start, reading.question.wording.end).replace(/\s+/g, ' '), passage: passageAt(page.text, sentence.start, sentence.end) });
      for (const gap of [...gapsInSentence(flat, sentence, page.text), ...bareNounGaps(reading.clause.items)]) gaps.push({ passage: passageAt(page.text, gap.span.start, gap.span.end), reason: gap.reason });
    }
    // A paragraph whose quotation stays open goes on in the next one.
    continued = own.some((quote) => quote.open);
  }
  return { claims, questions, gaps };
}

const nextWord = (flat: string, at: number): number => {
  let place = at;
  while (place < flat.length && /[\s“"‘'«(]/.test(flat[place]!)) place += 1;
  return place;
};

/** A list mark or a dateline ("BAKU, 12 May (Agency) –") is no part of the first sentence. */
function bodySpan(flat: string, block: Span): Span {
  const text = flat.slice(block.start, Math.min(block.end, block.start + 160));
  const mark = /^\s*(?:[•▪◦‣*–—-]|\d{1,2}[.)])\s+/.exec(text)?.[0].length ?? 0;
  const dateline = /^\s*\(?(?:\p{Lu}[\p{L}.’'-]*(?:[ /]\p{Lu}[\p{L}.’'-]*){0,3})(?:,\s*[\p{L}\d .,]{2,40})?\)?\s*(?:\([^)]{2,40}\))?\s*(?:--|–|—| - )\s*/u.exec(text.slice(mark));
  const upper = dateline && (/^\s*\(?\p{Lu}{3,}/u.test(dateline[0]) || /^\s*\(/.test(dateline[0]) || /\d{4}|\([^)]*\)/.test(dateline[0]));
  return { start: block.start + mark + (upper ? dateline[0].length : 0), end: block.end };
}
