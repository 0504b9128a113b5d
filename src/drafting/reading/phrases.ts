import type { Mention } from './names.ts';
import type { Quote } from './quotes.ts';
import type { Span } from './sentences.ts';
import type { Token } from './tokens.ts';

/** A piece of a sentence for the grammar rules: a token, a whole name, or a whole quotation. */
export type Item = Span & {
  type: 'word' | 'name' | 'quote';
  lower: string;
  pos: string;
  mention?: Mention;
  quote?: Quote;
  fragment?: boolean;
};

/** A base noun phrase: items `from`…`to` (exclusive), its head item, and whether it joins several phrases by "and". */
export type Phrase = { from: number; to: number; head: number; joined: boolean };

const words = (text: string): number => text.trim().split(/\s+/).length;

/** The sentence as items. In running text, a quotation of up to three words counts as words of the sentence. */
export function itemize(
  text: string,
  sentence: Span,
  tokens: readonly Token[],
  mentions: readonly Mention[],
  quotes: readonly Quote[],
): Item[] {
  const items: Item[] = [];
  // All items have the same keys in the same order, so that the code that reads them is fast.
  const add = (type: Item['type'], place: Span, lower: string, pos: string): Item => {
    const { start, end } = place;
    const item: Item = { type, start, end, lower, pos, mention: undefined, quote: undefined, fragment: undefined };
    items.push(item);
    return item;
  };
  let at = sentence.start;
  const inside = quotes.filter((quote) => quote.start < sentence.end && quote.end > sentence.start);
  let i = 0;
  while (i < tokens.length) {
    const token = tokens[i]!;
    if (token.start < at) {
      i += 1;
      continue;
    }
    const quote = inside.find((candidate) => token.start >= candidate.start && token.start < candidate.end);
    if (quote) {
      const inner = text.slice(quote.innerStart, quote.innerEnd);
      const fragment = words(inner) <= 3 && !/[.!?,]\s*$/.test(inner);
      const place = { start: Math.max(quote.start, sentence.start), end: Math.min(quote.end, sentence.end) };
      const pos = fragment
        ? /^(?:\p{L}+ly\s+)?\p{L}{3,}ed$/u.test(inner) &&
          /^\s+(?:the|a|an|his|her|its|their|this|that)\s/.test(text.slice(quote.end, quote.end + 9))
          ? 'VERB'
          : 'ADJ'
        : 'QUOTE';
      const item = add('quote', place, '', pos);
      item.quote = quote;
      item.fragment = fragment;
      at = quote.end;
      continue;
    }
    const mention = mentions.find(
      (candidate) => token.start >= (candidate.lead ?? candidate.start) && token.start < candidate.end,
    );
    if (mention) {
      const place = { start: Math.min(token.start, mention.start), end: mention.end };
      add('name', place, mention.text.toLowerCase(), 'PROPN').mention = mention;
      at = mention.end;
      continue;
    }
    add('word', token, token.lower, token.pos);
    at = token.end;
    i += 1;
  }
  for (const [index, item] of items.entries()) if (isNounHere(items, index)) item.pos = 'NOUN';
  return items;
}

/**
 * Whether a word is a noun here, even if the tagger disagrees: "called the fine absurd", "the accused said", "its
 * director general, X,".
 */
function isNounHere(items: readonly Item[], at: number): boolean {
  const item = items[at]!;
  if (item.type !== 'word') return false;
  if (item.lower === 'general')
    return /^(?:director|secretary|attorney|governor|inspector|solicitor|prosecutor|auditor|consul)$/.test(
      items[at - 1]?.lower ?? '',
    );
  if (
    !/^(?:fine|accused|convicted|deceased|injured|wounded|detained)$/.test(item.lower) ||
    !openers.has(items[at - 1]?.lower ?? '')
  )
    return false;
  const next = items[at + 1];
  return (
    next === undefined ||
    (next.type === 'quote' ? !next.fragment : !['NOUN', 'PROPN'].includes(next.pos) && next.type !== 'name')
  );
}

const determiners = new Set(
  'the a an this that these those some several many few both all any no each every another his her its their our my your two three four five six seven eight nine ten dozens hundreds one such other more most'.split(
    ' ',
  ),
);
/** Articles and similar words start a phrase. After "all", "both" and similar words, they continue the phrase. */
const openers = new Set(
  'the a an this that these those his her its their our my your each every any no another'.split(' '),
);
const beforeOpener = new Set(['all', 'both', 'half', 'such', 'many', 'not']);
const isNominal = (item: Item): boolean => item.type === 'name' || item.pos === 'NOUN' || item.pos === 'PROPN';
const isModifier = (item: Item, next: Item | undefined): boolean =>
  item.pos === 'ADJ' ||
  item.pos === 'NUM' ||
  item.pos === 'SYM' ||
  item.fragment === true ||
  determiners.has(item.lower) ||
  item.lower === "'s" ||
  item.lower === "'" ||
  item.lower === '’' ||
  (item.pos === 'VERB' &&
    /(?:ed|ing|en)$/.test(item.lower) &&
    next !== undefined &&
    (next.pos === 'NOUN' || next.pos === 'PROPN'));
const pronouns = new Set(
  'he she they it who we i you everyone nobody somebody someone others another many some both himself herself themselves nothing everything something anything anyone everybody anybody none one this that these those him her them us me'.split(
    ' ',
  ),
);

export const isPronoun = (item: Item): boolean =>
  item.type === 'word' && ['he', 'she', 'they', 'it', 'him', 'her', 'them', 'we', 'i'].includes(item.lower);

/** Base noun phrases of a sentence, left to right. "X and Y" and "X, Y and Z" are each one joined phrase. */
export function nounPhrases(items: readonly Item[]): Phrase[] {
  const base: Phrase[] = [];
  for (let i = 0; i < items.length;) {
    const item = items[i]!;
    if (item.type === 'quote' && !item.fragment) {
      i += 1;
      continue;
    }
    let k = i;
    let head = -1;
    while (k < items.length) {
      const here = items[k]!;
      const next = items[k + 1];
      if (head >= 0 && /^(?:today|yesterday|tonight|tomorrow)$/.test(here.lower)) break;
      if (k > i && openers.has(here.lower) && !beforeOpener.has(items[k - 1]!.lower)) break;
      if (
        k === i &&
        here.pos === 'VERB' &&
        ['AUX', 'NOUN', 'PROPN', 'PRON', 'ADV', 'VERB'].includes(items[k - 1]?.pos ?? '')
      )
        break;
      if (
        here.lower === 'that' &&
        (here.pos === 'SCONJ' ||
          (next && (next.pos === 'DET' || next.pos === 'PRON' || next.type === 'name' || openers.has(next.lower))))
      )
        break;
      if (isNominal(here)) {
        // The tagger may mistake a verb after a complete phrase for a noun. The rules for verbs correct this.
        head = k;
        k += 1;
      } else if (here.lower === '-' && k > i && next && items[k - 1]!.end === here.start && here.end === next.start) {
        k += 1;
        if (k < items.length && !isNominal(items[k]!)) {
          head = k; // editor-in-chief
          k += 1;
        }
      } else if (
        here.lower === 'that' &&
        k === i &&
        next !== undefined &&
        (next.type === 'name' || (/[^s]s$/.test(next.lower) && next.pos === 'NOUN'))
      )
        break;
      else if (isModifier(here, next) && !(head >= 0 && (determiners.has(here.lower) || here.pos === 'NUM'))) {
        if (head >= 0 && here.pos === 'ADJ' && !here.fragment && next && !isNominal(next)) break;
        if (head >= 0 && here.pos === 'VERB') break;
        k += 1;
      } else if (here.pos === 'CCONJ' && k > i && head < 0 && items[k - 1]!.pos === 'ADJ' && next?.pos === 'ADJ') {
        k += 1;
      } else break;
    }
    if (head >= 0) {
      base.push({ from: i, to: head + 1, head, joined: false });
      i = head + 1;
      // A trailing possessive belongs to the next phrase: "HRW 's report".
      continue;
    }
    const there = item.lower === 'there' && /^(?:AUX|VERB)$/.test(items[i + 1]?.pos ?? '');
    if (item.type === 'word' && (there || pronouns.has(item.lower)))
      base.push({ from: i, to: i + 1, head: i, joined: false });
    i += 1;
  }
  return mergePartitives(items, mergePossessives(items, base));
}

/** Joins "Ratel.kz" and "'s lawyer" into one phrase with the head "lawyer". */
function mergePossessives(items: readonly Item[], base: Phrase[]): Phrase[] {
  const merged: Phrase[] = [];
  for (const phrase of base) {
    const last = merged.at(-1);
    const gap = last ? items.slice(last.to, phrase.from) : [];
    const possessive =
      last &&
      (items[phrase.from]!.lower === "'s" ||
        items[phrase.from]!.lower === "'" ||
        (gap.length === 1 && /^(?:'s|'|’)$/.test(gap[0]!.lower))) &&
      gap.length <= 1 &&
      last.to + gap.length === phrase.from;
    const parenthesis = false;
    if (last && (possessive || parenthesis))
      merged[merged.length - 1] = { from: last.from, to: phrase.to, head: phrase.head, joined: false };
    else merged.push(phrase);
  }
  return merged;
}

const partitive = new Set(
  'one two three four five six several some many most both none all each half dozens hundreds members'.split(' '),
);

/** Joins "Two of the bloggers" and "some of his colleagues" into one phrase with the head of the second part. */
function mergePartitives(items: readonly Item[], phrases: Phrase[]): Phrase[] {
  return phrases
    .map((phrase) => {
      const of = items[phrase.from - 1];
      const word = items[phrase.from - 2];
      return of?.lower === 'of' && word?.type === 'word' && partitive.has(word.lower)
        ? { ...phrase, from: phrase.from - 2 }
        : phrase;
    })
    .filter(
      (phrase, index, all) =>
        !all.some(
          (other, at) =>
            at !== index &&
            other.from <= phrase.from &&
            other.to >= phrase.to &&
            other.to - other.from > phrase.to - phrase.from,
        ),
    );
}

/** The names of actors in a phrase. */
export function namesIn(items: readonly Item[], phrase: Phrase): Mention[] {
  const found: Mention[] = [];
  for (let i = phrase.from; i < phrase.to; i += 1) {
    const mention = items[i]!.mention;
    if (mention?.kind) found.push(mention);
  }
  return found;
}
