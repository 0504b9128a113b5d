import type { Item, Phrase } from '../reading/phrases.ts';
import type { Span } from '../reading/sentences.ts';
import { isAttribution, isFinite, type Clause } from './clause.ts';
import { decisions, reportingForms, type Verb } from './verbs.ts';

export const isStop = (item: Item | undefined): boolean => item === undefined || /^[.!?;]$/.test(item.lower);
export const isComma = (item: Item | undefined): boolean =>
  item?.lower === ',' || item?.lower === '–' || item?.lower === '—';
export const isLongQuote = (item: Item | undefined): boolean => item?.type === 'quote';

/**
 * The index of the first item after the adverbs, times and places that follow a verb: "said on Monday in a statement".
 */
export function skipAdjuncts(clause: Clause, from: number): number {
  const { items, phrases } = clause;
  let at = from;
  for (let guard = 0; guard < 12; guard += 1) {
    const item = items[at];
    if (!item) return at;
    if (
      item.pos === 'ADV' ||
      /^(?:mon|tues|wednes|thurs|fri|satur|sun)day$/.test(item.lower) ||
      item.lower === 'yesterday' ||
      item.lower === 'today'
    ) {
      at += 1;
      continue;
    }
    const dated = [
      'on',
      'in',
      'at',
      'during',
      'to',
      'via',
      'through',
      'by',
      'from',
      'after',
      'following',
      'for',
      'with',
      'under',
      'before',
      'outside',
      'inside',
      'near',
    ].includes(item.lower);
    if (!dated && !['last', 'this', 'earlier', 'late', 'early'].includes(item.lower)) return at;
    const phrase = phrases.find((other) => other.from === at + (dated ? 1 : 0));
    if (!phrase) return at;
    at = phrase.to;
    while (items[at]?.lower === 'of') {
      const more = phrases.find((other) => other.from === at + 1);
      if (!more) break;
      at = more.to;
    }
  }
  return at;
}

export const hasVerb = (items: readonly Item[], from: number, to = items.length): boolean =>
  items.slice(from, to).some((item) => item.pos === 'VERB' || item.pos === 'AUX');

/**
 * Whether the verb after an object belongs to another clause: "denies it and says", "said his piece and left", "a few
 * words to reporters who had come".
 */
export function isObjectOnly(items: readonly Item[], from: number, verb: number, frames: string): boolean {
  if (verb < 0) return false;
  if (
    items[verb - 1]?.pos === 'CCONJ' &&
    (!frames.includes('n') || reportingForms(items[verb]!.lower).some((reading) => !reading.verb.courtly))
  )
    return true;
  if (!items.slice(from, verb).some((item) => /^(?:who|which)$/.test(item.lower))) return false;
  let at = verb;
  while (/^(?:AUX|ADV)$/.test(items[at]?.pos ?? '')) at += 1;
  return !hasVerb(items, at + 1);
}

/**
 * Skips an aside between commas: in "pleaded, in the alternative, that" and "denied, at length, ever having", what is
 * said follows the second comma. Returns `at` if there is no such aside.
 */
export function afterAside(items: readonly Item[], at: number): number {
  if (!isComma(items[at])) return at;
  const close = items.findIndex((item, index) => index > at + 1 && isComma(item));
  if (close < 0 || close - at > 9 || items.slice(at, close).some((item) => item.type === 'quote' || item.pos === 'AUX'))
    return at;
  if (isAttribution(items.slice(at + 1, close))) return close + 1;
  const next = items[close + 1]?.lower === 'ever' ? items[close + 2] : items[close + 1];
  return next && (next.lower === 'that' || next.lower.endsWith('ing')) ? items.indexOf(next) : at;
}

const timeGap = /^(?:hours?|days?|weeks?|months?|years?)$/;

/**
 * The index of the item after an attribution that interrupts what is said: "The law will, experts say, silence the
 * press", "The fees (experts say) will rise". -1 if the words before the attribution already form a complete sentence.
 */
export function resumesAt({ items }: Clause, leading: number, from: number): number {
  const next = items[from + 1];
  if (leading < 2 || isStop(next) || !next) return -1;
  if (items[leading - 1]!.lower === '(') return items[from]?.lower === ')' ? from + 1 : -1;
  if (!isComma(items[leading - 1]) || !isComma(items[from]) || next.pos === 'CCONJ' || next.pos === 'SCONJ') return -1;
  const left = items[leading - 2]!;
  const right = items.slice(from + 1);
  const unfinished =
    left.pos === 'AUX' ||
    left.lower === 'to' ||
    (left.pos === 'ADV' && items[leading - 3]?.pos === 'AUX') ||
    (left.pos === 'VERB' &&
      /^(?:DET|NUM|ADJ|NOUN|PROPN)$/.test(next.pos) &&
      !right.some((item) => isFinite(item) || timeGap.test(item.lower)));
  return unfinished ? from + 1 : -1;
}

/** Matches words that open an adverbial clause. */
export const opensAdverbial = /^(?:when|whenever|after|while|once|before|if|because|as)$/;

/** Whether a quotation follows, directly or after a colon or comma. */
export function quoteFollows(items: readonly Item[], at: number): boolean {
  const item = items[at];
  if (isLongQuote(item)) return true;
  return (item?.lower === ':' || isComma(item)) && isLongQuote(items[at + 1]);
}

/**
 * Where the clause of `subject` begins: at "after" in "…, and, after closed hearings, the verdict ordered". Returns
 * `start` if no adverbial precedes the subject.
 */
export function frontedStart(clause: Clause, subject: number, start: number): number {
  const { items } = clause;
  if (!isComma(items[subject - 1])) return start;
  const conjunction = items.findLastIndex(
    (item, index) => index < subject - 1 && (item.pos === 'CCONJ' || item.lower === ';'),
  );
  if (conjunction < 0) return start;
  const first = items[conjunction + (isComma(items[conjunction + 1]) ? 2 : 1)];
  const adverbial =
    first && ['after', 'following', 'in', 'on', 'at', 'during', 'despite', 'without'].includes(first.lower);
  return adverbial && !items.slice(conjunction, subject).some((item) => item.pos === 'AUX') ? first.start : start;
}

/** The place of "amendments" in "amendments that critics said would …", where what is said begins. Null without it. */
export function antecedentOf(clause: Clause, subject: Phrase): Span | null {
  const { items, phrases } = clause;
  if (!['that', 'which', 'who'].includes(items[subject.from - 1]?.lower ?? '')) return null;
  let at = subject.from - 1;
  if (isComma(items[at - 1])) at -= 1;
  let phrase = phrases.findLast((other) => other.to === at);
  const end = phrase ? items[phrase.to - 1]!.end : 0;
  while (phrase && items[phrase.from - 1]?.pos === 'ADP') {
    const outer = phrases.findLast((other) => other.to === phrase!.from - 1);
    if (!outer) break;
    phrase = outer;
  }
  return phrase ? { start: items[phrase.from]!.start, end } : null;
}

/**
 * Where the content ends because another report begins, by the same or another speaker: "…, but denied that", "… and
 * added: “". Otherwise `sentenceEnd`.
 */
export function reportEnd(clause: Clause, from: number, sentenceEnd: number): number {
  const { items } = clause;
  for (let i = from + 2; i < items.length - 2; i += 1) {
    if (
      items[i]!.lower === ';' &&
      items.slice(i).some((item) => item.pos === 'VERB' && reportingForms(item.lower).length > 0)
    )
      return items[i]!.start;
    if (isComma(items[i - 1]) && ['but', 'while', 'and', 'although'].includes(items[i]!.lower)) {
      const other = clause.phrases.find((phrase) => phrase.from === i + 1);
      if (
        other &&
        items[other.to] &&
        reportingForms(items[other.to]!.lower).some((found) => found.form !== 'ing' && !found.verb.courtly) &&
        items[other.to]!.pos === 'VERB'
      )
        return items[i - 1]!.start;
    }
    // In "denies that …, but has conceded that …" and "found that …, and fined him", the second verb has the same
    // subject.
    const aux = items[i + 1]!.pos === 'AUX' ? 1 : 0;
    if (
      isComma(items[i - 1]) &&
      /^(?:and|but)$/.test(items[i]!.lower) &&
      items[i + 1 + aux]?.pos === 'VERB' &&
      reportingForms(items[i + 1 + aux]!.lower).some(
        ({ form, verb }) =>
          (form === 'past' && (aux > 0 ? !verb.courtly : decisions.has(verb.base))) ||
          // “… told her that it would not, and intends to appeal”
          (form === 's' && verb.frames.includes('i') && items[i + 2]?.lower === 'to'),
      )
    )
      return items[i - 1]!.start;
    const verb = items[i + 1]!;
    if (
      items[i]!.pos !== 'CCONJ' ||
      verb.pos !== 'VERB' ||
      !reportingForms(verb.lower).some((found) => found.form !== 'base' && found.form !== 'ing')
    )
      continue;
    const next = items[i + 2]!;
    // In "and said the article had been checked", a subject and a verb follow without "that".
    const subject = clause.phrases.find((phrase) => phrase.from === i + 2);
    const after = subject && items[subject.to];
    if (
      after?.pos === 'VERB' ||
      after?.pos === 'AUX' ||
      next.lower === 'that' ||
      next.type === 'quote' ||
      next.lower === ':' ||
      (items[i]!.lower === 'but' && isComma(items[i - 1]))
    )
      return isComma(items[i - 1]) ? items[i - 1]!.start : items[i]!.start;
  }
  return sentenceEnd;
}

/**
 * Verbs that take an infinitive, but have no addressee: in "claimed the right to appeal", "the right" is not an
 * addressee.
 */
const unaddressed = /^(?:claim|promise|vow|pledge|decide|demand)$/;

/** Where the addressee of a request or order ends: before "to" in "ordered the site to pay". Null if there is none. */
export function addresseeEnd({ items, phrases }: Clause, verb: Verb, at: number): number | null {
  const { base, frames } = verb;
  const on = items[at]?.lower === 'on' || items[at]?.lower === 'upon';
  if (!(frames.includes('i') && !unaddressed.test(base)) && !(base === 'call' && on) && base !== 'tell') return null;
  if (!phrases.some((phrase) => phrase.from === (on ? at + 1 : at))) return null;
  const to = items.findIndex(
    (item, index) => index > at && item.lower === 'to' && /^(?:VERB|AUX|ADV)$/.test(items[index + 1]?.pos ?? ''),
  );
  const between = items.slice(at, to);
  if (to < 0 || between.some((item) => item.type === 'quote' || /^(?:who|which|that|;)$/.test(item.lower))) return null;
  return items[items[to - 1]!.lower === 'not' ? to - 1 : to]!.start;
}

/**
 * Where the clause ends: before a semicolon, another reporting verb, or a coordinate clause with its own subject.
 * Otherwise `sentenceEnd`.
 */
export function clauseEnd(clause: Clause, from: number, sentenceEnd: number): number {
  const { items, phrases } = clause;
  for (let i = from + 1; i < items.length - 2; i += 1) {
    if (items[i]!.lower === ';') return items[i]!.start;
    if (
      items[i]!.pos === 'CCONJ' &&
      items[i + 1]!.pos === 'VERB' &&
      reportingForms(items[i + 1]!.lower).length > 0 &&
      !items[i + 1]!.lower.endsWith('ing')
    )
      return items[i - 1]!.lower === ',' ? items[i - 1]!.start : items[i]!.start;
    if (
      isComma(items[i]) &&
      reportingForms(items[i + 1]!.lower).some((found) => found.form === 'ing' && !found.verb.courtly)
    )
      return items[i]!.start;
    if (items[i]!.pos === 'CCONJ' && doesMore(clause, from, i))
      return isComma(items[i - 1]) ? items[i - 1]!.start : items[i]!.start;
    if (!isComma(items[i]) || !['and', 'but', 'while', 'although'].includes(items[i + 1]!.lower)) continue;
    const subject = phrases.find((other) => other.from === i + 2);
    if (subject && (items[subject.to]?.pos === 'VERB' || items[subject.to]?.pos === 'AUX')) return items[i]!.start;
    if (subject && endsInVerb(items, subject)) return items[i]!.start;
  }
  return sentenceEnd;
}

/** Whether a phrase wrongly ends with a verb: “some missions question” before “the timing” is subject and verb. */
const endsInVerb = (items: readonly Item[], { from, to, head }: Phrase): boolean =>
  head === to - 1 &&
  head > from &&
  /[^s]s$/.test(items[head - 1]!.lower) &&
  items[to]?.pos === 'DET' &&
  reportingForms(items[head]!.lower).some(({ form }) => form === 'base');

const past =
  /(?:ed|^(?:sat|left|went|took|sold|sent|gave|made|came|held|met|got|began|fled|kept|brought|bought|found|led|ran|rose|stood|won|lost|paid))$/;

/**
 * Whether the words after "and" report what the speaker did next: "slammed the theory and on Tuesday sat before the
 * gate".
 */
function doesMore({ items, phrases }: Clause, from: number, and: number): boolean {
  const before = items[isComma(items[and - 1]) ? and - 2 : and - 1];
  if (!before || !(before.type === 'quote' || before.type === 'name' || /^(?:NOUN|PROPN|PRON|NUM)$/.test(before.pos)))
    return false;
  if (items.slice(from, and).some((item) => /^(?:who|which|that|whether|how|what)$/.test(item.lower))) return false;
  let at = and + 1;
  if (/^(?:on|in|at|after|for|later|then)$/.test(items[at]?.lower ?? '')) {
    const phrase = phrases.find((other) => other.from === at + 1);
    at = phrase ? phrase.to : at + 1;
    if (isComma(items[at])) at += 1;
  }
  const verb = items[at];
  return verb?.pos === 'VERB' && past.test(verb.lower) && !/^(?:NOUN|PROPN)$/.test(items[at + 1]?.pos ?? '');
}

/** Whether a quotation begins at the item. Then the verb before it has its own content. */
export function hasOwnContent(clause: Clause, from: number): boolean {
  const { items } = clause;
  const first = items[from];
  if (!first) return false;
  if (first.type === 'quote') return true;
  return false;
}

/**
 * Whether the words before the speaker are only an adverbial, not part of the content: "After the raid, X said that …".
 */
export function opensSubordinate(clause: Clause, leading: number): boolean {
  const { items } = clause;
  const first = items[0]!;
  if (items.slice(0, leading).some((item) => item.type === 'quote' && !item.fragment)) return false;
  const commas = items.slice(0, leading).filter((item) => isComma(item)).length;
  const firstComma = items.findIndex((item) => isComma(item));
  const rest = commas >= 2 ? items.slice(firstComma + 1, leading) : [];
  if (
    rest.some(
      (item, index) =>
        item.pos === 'AUX' ||
        (item.pos === 'VERB' && !item.lower.endsWith('ing') && index > 0 && !isComma(rest[index - 1])),
    )
  )
    return false;
  return [
    'after',
    'when',
    'while',
    'as',
    'since',
    'before',
    'although',
    'though',
    'if',
    'because',
    'in',
    'on',
    'at',
    'following',
    'during',
    'despite',
    'asked',
    'speaking',
    'earlier',
    'last',
    'citing',
    'according',
    'by',
    'for',
    'with',
    'among',
    'under',
    'writing',
    'responding',
    'commenting',
    'until',
    'once',
  ].includes(first.lower);
}
