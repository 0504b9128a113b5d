import { sieveOf } from '../../platform/text/sieve.ts';
import type { Span } from '../reading/sentences.ts';
import type { Clause } from './clause.ts';

/** A question that no source answers: "it remains unclear whether", "it is not known who". */
export type OpenQuestion = {
  /** The question without `place`, or the whole sentence if it has no question word after `place`. */ wording: Span;
  /** The source from which it is unclear: "media reports" in "it is unclear from media reports whether …". */
  from: Span | null;
  /**
   * The words that leave the question open, such as "it remains unclear". For a direct question, the whole sentence.
   */
  place: Span;
  /** The page says that someone "did not say whether …". Then the page itself is the speaker of the claim. */
  silence?: boolean;
};

const openings = [
  /\b(?:it|this|what|why|who|how|where|when|whether[^,.]{0,60}?)\s+(?:still\s+)?(?:remains?|remained|is|was|are|were)\s+(?:still\s+|as yet\s+|not yet\s+|largely\s+|not\s+(?:immediately\s+|yet\s+|entirely\s+|fully\s+)?)?(?:unclear|unknown|uncertain|unexplained|undetermined|an open question|clear|known|certain|immediately clear|immediately known|to be seen)\b/i,
  /\b(?:remains?|remained|is|was|are|were)\s+(?:still\s+|as yet\s+|largely\s+)?(?:unclear|unknown|uncertain|unexplained|undetermined|an open question)\b/i,
  /\bthere\s+(?:is|was|has been)\s+no\s+(?:information|word|indication|explanation|confirmation|official confirmation|official word|immediate word)\b/i,
  /\b(?:could|can)\s*not\s+(?:immediately\s+|independently\s+)?be\s+(?:immediately\s+|independently\s+)?(?:verified|confirmed|established|determined)\b/i,
  /\b(?:no one|nobody|neither[^,.]{0,40})\s+(?:knows|has explained|has said)\s+(?:whether|why|who|how|what|where|when)\b/i,
];
/** Matches sentences in which the question comes first: "Whether the shop will open is anybody's guess". */
const asked =
  /^(?:whether|why|who|how|what|when|where)\b.{3,180}?(?=\s(?:is|was|are|were|remains?|remained|has|have|had)\s(?:still\s|yet\s)?(?:any(?:body|one)['’]s guess|(?:not|never)\s(?:yet\s|been\s|so far\s)*(?:established|settled|explained|answered|disclosed|made (?:clear|public)|known|said|clear|determined|decided)|unclear|unknown|an open question|in dispute|disputed|unresolved|unanswered|unexplained)\b)/iu;
const unsaid =
  /\b(?:(?:did|does|do|has|have|had|would)(?:\s+not|n['’]t)\s+(?:\p{L}+ly\s+)?(?:say|said|specify|specified|explain|explained|clarify|clarified|disclose|disclosed|reveal|revealed)|(?:declined|refused) to (?:say|specify|explain|disclose|confirm|comment on)|gave no (?:indication|explanation)(?: of| as to)?|has yet to (?:say|explain|announce|decide)|no (?:reason|explanation) (?:was|has been) given)\b/iu;
const possible = sieveOf([asked, unsaid, ...openings]);
const negatedNeeded = /\b(?:is|was|are|were)\s+(?:immediately\s+)?(?:clear|known|certain)\b/i;

/** The open question of a sentence, outside quotations; null if there is none. */
export function readQuestion(clause: Clause): OpenQuestion | null {
  const { flat, sentence, quotes } = clause;
  const text = flat.slice(sentence.start, sentence.end);
  const maybe = possible(text);
  const first = maybe[0] ? asked.exec(text) : null;
  if (first && !quotes.some((quote) => quote.start <= sentence.start))
    return {
      wording: { start: sentence.start, end: sentence.start + first[0].length },
      from: null,
      place: { start: sentence.start + first[0].length, end: sentence.end },
    };
  for (const [index, opening] of openings.entries()) {
    const match = maybe[index + 2] ? opening.exec(text) : null;
    if (!match) continue;
    const at = sentence.start + match.index;
    if (quotes.some((quote) => at >= quote.start && at < quote.end)) continue;
    if (negatedNeeded.test(match[0]) && !/\bnot\b|n['’]t\b/i.test(match[0])) continue;
    const after = text.slice(match.index + match[0].length);
    const named = /^(\s+from\s+)((?:the\s+)?[\p{L}\s-]{3,40}?)\s+(?=whether|if|why|who|how|what|where|when)/u.exec(
      after,
    );
    const from = named && {
      start: at + match[0].length + named[1]!.length,
      end: at + match[0].length + named[1]!.length + named[2]!.length,
    };
    const asks = /\b(?:whether|if|why|who|whom|how|what|which|where|when)\b[\s\S]*$/i.exec(after);
    const start = asks ? at + match[0].length + asks.index : sentence.start;
    let end = sentence.end;
    while (end > start && /[.!?\s]/.test(flat[end - 1]!)) end -= 1;
    return { wording: { start, end }, from, place: { start: at, end: at + match[0].length } };
  }
  const silent = maybe[1] ? unsaid.exec(text) : null;
  if (
    silent &&
    !quotes.some((quote) => sentence.start + silent.index >= quote.start && sentence.start + silent.index < quote.end)
  ) {
    const asks = /^\s*(?:whether|if|why|who|whom|how|what|which|where|when)\b[\s\S]*$/i.exec(
      text.slice(silent.index + silent[0].length),
    );
    const at = sentence.start + silent.index;
    if (asks)
      return {
        wording: { start: at + silent[0].length + 1, end: sentence.end - (/[.!?]$/.test(text) ? 1 : 0) },
        from: null,
        place: { start: at, end: at + silent[0].length },
        silence: true,
      };
  }
  // A direct question in the page's own words.
  if (
    /\?["”’]?$/.test(text) &&
    !quotes.some((quote) => quote.end > sentence.end - 2 && quote.start <= sentence.start + 2) &&
    !quotes.some((quote) => quote.end >= sentence.end) &&
    /^(?:who|why|how|what|when|where|whether|did|does|is|are|was|were|will|can|could|has|have|which)\b/i.test(text)
  ) {
    return { wording: { start: sentence.start, end: sentence.end }, from: null, place: sentence };
  }
  return null;
}
