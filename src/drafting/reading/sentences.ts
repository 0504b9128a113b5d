import type { Quote } from './quotes.ts';

/** A range of the text, in UTF-16 units. */
export type Span = { start: number; end: number };

/** Matches the end of a sentence, with the marks that close a quotation. */
export const sentenceEnd = /[.!?]["”’»›“«>']{0,2}$/;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Words after which a full stop does not end a sentence, even if a capital or a number follows. */
const abbreviation =
  /(?:^|[\s(“"‘'[])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Hon|Gen|Col|Lt|Sgt|Capt|Maj|Cmdr|Adm|Gov|Sen|Rep|Pres|Min|Amb|St|Sr|Jr|Messrs|Mme|Mlle|Insp|Supt|Det|Atty|No|Nos|Art|Arts|Sec|Para|pp|vs|v|approx|ca|cf|Fig|Vol|Ed|Eds|Inc|Ltd|Co|Corp|Bros|Dept|Univ|Assn|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Mt|Ft|Ave|Blvd|Rd|al|[A-Z])\.\s*$/;
const softAbbreviation = /(?:\b(?:a\.m|p\.m|U\.S|U\.K|U\.N|E\.U|D\.C|i\.e|e\.g|etc|Inc|Ltd|Co|Corp|Jr|Sr)\.)\s*$/;
const lowerStart = /^["“‘'«([]?[a-z]/;

/** Whether a sentence end from Intl.Segmenter is wrong: after an abbreviation or before a lower-case letter. */
function falseEnd(before: string, after: string): boolean {
  if (lowerStart.test(after))
    return /[.…]["”’»›“«>')\]]?\s*$/.test(before) && !/[!?]["”’»›“«>')\]]?\s*$/.test(before)
      ? true
      : /["”’»›“«>']\s*$/.test(before);
  if (softAbbreviation.test(before))
    return !/^(?:["“‘«]|The|A|An|He|She|It|They|In|On|But|And|His|Her|Their|We|I|This|That|These|Those|According|After|Police|Authorities)\b/.test(
      after,
    );
  return abbreviation.test(before);
}

/**
 * The sentences of a paragraph, aware of abbreviations. A quotation is never split: if it has several sentences, they
 * stay together with the words that introduce or follow it.
 */
export function splitSentences(text: string, block: Span, quotes: readonly Quote[]): Span[] {
  const part = text.slice(block.start, block.end);
  const cuts: number[] = [];
  for (const { index } of segmenter.segment(part)) if (index > 0) cuts.push(index);
  // In some places Intl.Segmenter misses a sentence end between a closing mark and a capital; the code adds these.
  for (const found of part.matchAll(/[.!?]["”’»›“«>')\]]*\s+(?=["“‘«([]?\p{Lu})/gu))
    cuts.push(found.index + found[0].length);
  const ordered = [...new Set(cuts)].sort((a, b) => a - b);
  const sentences: Span[] = [];
  let from = 0;
  for (const cut of [...ordered, part.length]) {
    if (cut < part.length) {
      const at = block.start + cut;
      if (quotes.some((quote) => at > quote.start && at < quote.end)) continue;
      const before = part.slice(Math.max(from, cut - 40), cut);
      if (!/[.!?…:]["”’»›“«>')\]]*\s*$/.test(before)) continue; // A line break inside a paragraph.
      if (/:["”’»›“«>')\]]*\s*$/.test(before)) continue;
      if (falseEnd(before, part.slice(cut, cut + 24))) continue;
      // A quotation and its signature are also one sentence: “Quote.” – X, editor of Y
      if (/["”’»›“«>']\s*$/.test(before) && signed.test(part.slice(cut, cut + 120)) && part.length - cut < 120)
        continue;
      // A quotation and its attribution are one sentence: "Quote?" X asked. "Quote." said X.
      if (
        /["”’»›“«>']\s*$/.test(before) &&
        attributes(part.slice(cut, cut + 160)) &&
        quotes.some((quote) => quote.end <= at && quote.end >= at - 3 && !/[.](?:["”’»›“«>'])\s*$/.test(before))
      )
        continue;
    }
    let start = from;
    let end = cut;
    from = cut;
    while (start < end && /\s/.test(part[start]!)) start += 1;
    while (end > start && /\s/.test(part[end - 1]!)) end -= 1;
    if (end > start) sentences.push({ start: block.start + start, end: block.start + end });
  }
  return sentences;
}

const signed = /^(?:[–—-]|--)\s*\p{Lu}[^.!?“"]{2,100}\.?\s*$/u;
const says =
  /^(?:[^.!?“"]{0,100}?)\b(?:said|says|asked|asks|wrote|writes|added|adds|told|tells|replied|shouted|read|reads)\b/;
const attributes = (after: string): boolean => says.test(after);
