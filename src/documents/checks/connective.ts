import { findQuotes } from '../../drafting/reading/quotes.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { attributes } from './attribution.ts';
import { dateWords, numberWords } from './words.ts';

export type Fact = { what: 'quotation' | 'number' | 'date' | 'name' | 'attribution'; text: string };

export type FactsContext = {
  language: string;
  /** Folded words of names that the article or its claims use. */
  names: ReadonlySet<string>;
  /**
   * Whether the text is a heading. Headings are often capitalised throughout, so only known names count as names there.
   */
  heading?: boolean;
};

const token = /[\p{L}\p{M}\p{N}]+(?:['’.-][\p{L}\p{M}\p{N}]+)*/gu;
const isCapital = (word: string): boolean => /^\p{Lu}/u.test(word);
const isAcronym = (word: string): boolean => /^\p{Lu}[\p{Lu}\p{N}/.-]+$/u.test(word);
/** Words that are always capitalised. */
const ownCapitals = new Set(['i', "i'm", "i've", "i'd", "i'll"]);
/** Languages that capitalise every noun. */
const nounsCapitalised = /^(?:de|lb)\b/;

/**
 * What looks like a fact in a sentence: a quotation, a number, a date, a name, or reported speech. This heuristic is
 * used for sentences that are marked as having no fact. An editor may overrule it.
 */
export function factsIn(text: string, context: FactsContext): Fact[] {
  const facts: Fact[] = findQuotes(text, 0, text.length).map((quote) => ({
    what: 'quotation',
    text: text.slice(quote.start, quote.end),
  }));
  const said = attributes(text);
  if (said) facts.push({ what: 'attribution', text: said });
  const words = [...text.matchAll(token)].map((match) => ({
    text: match[0],
    initial: isInitial(text, match.index),
    end: match.index + match[0].length,
    start: match.index,
  }));
  for (const [index, word] of words.entries()) {
    const plain = foldText(word.text).replace(/'s$/u, '');
    if (ownCapitals.has(plain)) continue;
    if (/\p{N}/u.test(word.text) || numberWords.has(plain)) facts.push({ what: 'number', text: word.text });
    else if (isCapital(word.text) && dateWords.has(plain)) facts.push({ what: 'date', text: word.text });
    else if (isName(word, words[index + 1], text, plain, context)) facts.push({ what: 'name', text: word.text });
  }
  return facts;
}

type Word = { text: string; initial: boolean; start: number; end: number };

function isName(word: Word, next: Word | undefined, text: string, plain: string, context: FactsContext): boolean {
  if (!isCapital(word.text)) return false;
  if (context.names.has(plain) || isAcronym(word.text)) return true;
  if (context.heading || nounsCapitalised.test(context.language)) return false;
  if (!word.initial) return true;
  // Two capitalised words in a row are a name, even at the start of a sentence ("Human Rights Watch wrote").
  return (
    next !== undefined &&
    isCapital(next.text) &&
    !ownCapitals.has(foldText(next.text)) &&
    text.slice(word.end, next.start) === ' '
  );
}

/**
 * Whether a position is at the start of the text or of a sentence, or after an opening quotation mark, a bracket or a
 * colon.
 */
const isInitial = (text: string, at: number): boolean =>
  /(?:^|[.!?…:]["”’»)\]]*\s+)["“‘„«([]*$/u.test(text.slice(0, at));

/** The words that are capitalised inside a sentence anywhere in the article, and so probably belong to names. */
export function namesIn(texts: Iterable<string>, language: string): Set<string> {
  const names = new Set<string>();
  if (nounsCapitalised.test(language)) return names;
  for (const text of texts)
    for (const match of text.matchAll(token)) {
      const plain = foldText(match[0]).replace(/'s$/u, '');
      if (isCapital(match[0]) && !isInitial(text, match.index) && !ownCapitals.has(plain) && !dateWords.has(plain))
        names.add(plain);
    }
  return names;
}
