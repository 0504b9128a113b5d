import type { Item } from '../reading/phrases.ts';
import { nouns } from '../reading/words.ts';
import type { Span } from '../reading/sentences.ts';
import type { Attribution } from './attribution.ts';
import { isFinite, type Clause } from './clause.ts';
import { hasVerb, isStop } from './extent.ts';
import type { Memory } from './pronouns.ts';
import { fromPhrase } from './speaker.ts';

const isDash = (item: Item | undefined): boolean => /^(?:[–—-]|--)$/.test(item?.lower ?? '');
const isQuotation = (item: Item | undefined): boolean => item?.type === 'quote' && item.fragment !== true;

/** Whether words have their own subject and verb. */
const isClause = ({ items, phrases }: Clause, from: number, to: number): boolean =>
  items.some(
    (item, at) =>
      at > from && at < to && isFinite(item) && phrases.some((phrase) => phrase.from >= from && phrase.to <= at),
  );

/**
 * Attributions without a verb of saying: "Minister: words", "“Words” – Name, editor of Y", and in headlines "Words –
 * minister" and "Words: union".
 */
export function readHeadline(
  clause: Clause,
  { memory, sentence }: { memory: Memory; sentence: number },
): Attribution | null {
  const { items, phrases, flat } = clause;
  const stop = items.findLastIndex((item) => !isStop(item));
  const mark = items.findIndex(
    (item, at) => at > 0 && (item.lower === ':' || isDash(item) || (item.lower === '(' && isQuotation(items[at - 1]))),
  );
  // "Jeanne M. (French: …)" is a name with its pronunciation, not an attribution.
  if (items[mark]?.lower === ':' && items.slice(0, mark).findLast(({ lower }) => /^[()]$/.test(lower))?.lower === '(')
    return null;
  if (mark < 0 || mark >= stop || flat.slice(0, clause.sentence.end).endsWith('?')) return null;
  const read = (from: number, to: number, content: Span): Attribution | null => {
    const phrase = phrases.find((other) => other.from === from);
    if (!phrase || phrase.to > to || phrase.joined || hasVerb(items, from, to) || to - from > 12) return null;
    const speaker = fromPhrase(clause, phrase, memory, sentence);
    if (!speaker?.sure || speaker.pronoun || (speaker.kind === null && !nouns.group.has(speaker.head))) return null;
    if (speaker.kind === 'document' && !/^(?:report|study|survey)$/.test(speaker.head)) return null;
    return {
      speaker,
      verb: '',
      cue: [],
      mode: /^critics$/.test(speaker.head) ? 'alleged' : 'stated',
      content: [content],
      place: { start: items[from]!.start, end: items[to - 1]!.end },
      form: from === 0 ? 'lead' : 'trail',
      outer: [],
      confidence: speaker.actor ? 0.75 : 0.65,
    };
  };
  const before: Span = { start: items[0]!.start, end: items[mark - 1]!.end };
  const after: Span = { start: items[mark + 1]!.start, end: items[stop]!.end };
  if (items[mark]!.lower === ':' && (isQuotation(items[mark + 1]) || isClause(clause, mark + 1, stop + 1)))
    return read(0, mark, after);
  const last = items.slice(mark + 1, stop + 1).some(isDash) ? -1 : items[stop]!.lower === ')' ? stop : stop + 1;
  if (last <= mark + 1 || joins(clause, mark + 1, last)) return null;
  if (mark === 1 && isQuotation(items[0])) return read(mark + 1, last, before);
  // A headline has no full stop, and names its source without an article.
  const bare = stop === items.length - 1 && !/^(?:the|an?|his|her|its|their)$/.test(items[mark + 1]!.lower);
  return bare && last - mark <= 4 && isClause(clause, 0, mark) ? read(mark + 1, last, before) : null;
}

/** Whether the words join several names, as in "He met two people – X and Y". Such a list is not a speaker. */
const joins = ({ items }: Clause, from: number, to: number): boolean =>
  items.slice(from, to).some((item) => item.pos === 'CCONJ');
