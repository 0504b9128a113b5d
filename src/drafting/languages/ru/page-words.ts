import { fold, type Token } from '../tokens.ts';
import { looksFinite, nounsOf } from './lexicon.ts';

/** What the page shows about words: which words have a capital letter inside sentences, and which are in lower case. */
export type PageWords = {
  capitals: ReadonlyMap<string, number>;
  lower: ReadonlySet<string>;
  /** Quoted names and their nominative: «Вольной хаты» → «Вольная хата». */ quoted: ReadonlyMap<string, string>;
  /** Stems of words in names of two words or more. */ people: ReadonlySet<string>;
  /** Stems of `capitals`. */ stems: ReadonlySet<string>;
};

/** A word without its ending. */
export const stemOf = (word: string): string =>
  fold(word).replace(
    /(?:ами|ями|ого|его|ому|ему|ыми|ими|ая|яя|ое|ее|ые|ие|ый|ий|ой|ей|ую|юю|ых|их|ым|им|ом|ем|ах|ях|ов|ев|[аяоеуюыийь])$/,
    '',
  );

/** Whether a quotation is a name: «Вольная хата». */
export function isQuotedName(
  flat: string,
  tokens: readonly Token[],
  at: number,
  page: Pick<PageWords, 'quoted'>,
): boolean {
  const quote = tokens[at]!.quote!;
  const inner = flat.slice(quote.innerStart, quote.innerEnd).trim();
  if (quote.open || !/^[\p{Lu}\d]/u.test(inner) || /[.!?…,:]$/.test(inner)) return false;
  const words = inner.split(/\s+/);
  if (words.length > 6) return false;
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  if (before?.text === ':' || /^[—–]$/.test(before?.text ?? '')) return false;
  if (after?.text === ',' && /^[—–-]$/.test(tokens[at + 2]?.text ?? '')) return false;
  const known =
    before &&
    before.type === 'word' &&
    nounsOf(before.lower).some((noun) => noun.kind !== 'person' && noun.kind !== 'document');
  if (known || page.quoted.has(fold(inner))) return true;
  if (
    before &&
    before.type === 'word' &&
    /^(?:закон|статья|акция|фильм|книга|песня|рубрика|программа|передача|марш)/.test(before.lower)
  )
    return false;
  return words.length <= 4 && !words.slice(1).some((word) => looksFinite(fold(word)) && !/[^с]л$/.test(word));
}
