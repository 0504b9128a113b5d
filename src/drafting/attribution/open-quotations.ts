import { quoteLength, type Quote } from '../reading/quotes.ts';
import type { Span } from '../reading/sentences.ts';
import { tokenize } from '../reading/tokens.ts';
import { linkOf } from './attribution.ts';
import type { RawClaim } from './attribute.ts';
import { isFinite, type Clause } from './clause.ts';
import type { Memory } from './pronouns.ts';
import { fromPhrase } from './speaker.ts';
import { subjectBefore } from './subject.ts';

const titled =
  /\b(?:headlined?|entitled|titled|called|named|dubbed|slogans?|song|film|book|novel|article|story|column|editorial|banner|poster|placard|sign|series|programme|program|show|reading|reads?|section|chapter|report)\s*,?\s*$/i;

/** Whether words look like a title, such as "The Sea of Lies": most of the longer words have a capital letter. */
function isTitle(words: string): boolean {
  const long = words.match(/\p{L}{4,}/gu) ?? [];
  return long.length > 0 && long.filter((word) => /^\p{Lu}/u.test(word)).length > long.length / 2;
}

/**
 * Whether quoted words are a sentence, with a capital and a verb. Other quoted words may be a term from a law or a
 * form, which no one says.
 */
const isSentence = (flat: string, quote: Quote): boolean =>
  /^\p{Lu}/u.test(flat.slice(quote.innerStart, quote.innerEnd)) &&
  tokenize(flat, { start: quote.innerStart, end: quote.innerEnd }).some(({ pos }) => pos === 'VERB' || pos === 'AUX');

/**
 * Quoted sentences of four words or more for which no speaker was found in the sentence around them. They have no
 * speaker, unless the subject of the sentence introduces the quotation with a colon ("X was brief: “…”").
 */
export function openQuotations(
  clause: Clause,
  covered: readonly Span[],
  { memory, sentence }: { memory: Memory; sentence: number },
): (RawClaim & { quote: Quote })[] {
  const { flat, items, quotes } = clause;
  return quotes.flatMap((quote) => {
    const words = flat.slice(quote.innerStart, quote.innerEnd);
    if (
      quoteLength(flat, quote) < 4 ||
      quote.start < clause.sentence.start ||
      quote.end > clause.sentence.end ||
      covered.some((span) => span.start < quote.end && quote.start < span.end) ||
      isTitle(words) ||
      titled.test(flat.slice(clause.sentence.start, quote.start)) ||
      !isSentence(flat, quote)
    )
      return [];
    const at = items.findIndex((item) => item.start === quote.start);
    const verb = items[at - 1]?.lower === ':' ? items.findIndex((item, index) => index < at && isFinite(item)) : -1;
    const subject = verb > 0 ? subjectBefore(clause, { from: verb }) : null;
    const found = subject && fromPhrase(clause, subject, memory, sentence);
    const speaker = found?.kind === 'person' ? found : null;
    const span = { start: quote.start, end: quote.end };
    return [
      {
        content: [span],
        place: span,
        links: [linkOf(speaker, '', [])],
        mode: 'quoted',
        form: 'whole',
        confidence: speaker?.actor ? 0.6 : 0.35,
        speaker,
        quote,
      },
    ];
  });
}
