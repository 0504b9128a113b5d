import { sifted } from '../../../platform/text/sieve.ts';
import type { Clause } from '../../attribution/clause.ts';
import type { Item, Phrase } from '../../reading/phrases.ts';
import type { Span } from '../../reading/sentences.ts';
import { announceable, triggers } from './acts.ts';
import { isBare, plainOf, type Trigger } from './trigger.ts';

/** Words that report an act, with their places among the sentence's items. */
export type Hit = Trigger & Span & { from: number; to: number };

const triggersFor = sifted(triggers, ({ pattern }) => pattern);
/** Whether a text contains words that may report an act. */
export function mayReportActs(text: string): boolean {
  const plain = plainOf(text);
  return triggersFor(plain).some(({ pattern }) => plain.search(pattern) >= 0);
}

const be = /^(?:is|are|was|were|been|be|being|'s|gets?|got|getting)$/;
const isBe = ({ lower, pos, type }: Item): boolean =>
  type === 'word' && be.test(lower) && (lower !== "'s" || pos === 'AUX');
const have = /^(?:has|have|had|having|'ve|'d)$/;
const negation = /^(?:not|n't|never|nobody|no|none|neither|nor|without)$/;
const unreal = /^(?:would|could|may|might|should|can|if|whether|unless|will|shall|'ll|must)$/;
/** Matches words after which an act is wanted, feared or denied, not reported. */
const notReported =
  /\b(?:den(?:y|ies|ied|ying)|demand(?:s|ed|ing)?|call(?:s|ed|ing)? for|urg(?:e|es|ed|ing)|fear(?:s|ed|ing)?|risk(?:s|ed|ing)?|threaten(?:s|ed|ing)? to|refus(?:e|es|ed|ing) to|want(?:s|ed|ing)?|asks?|asked|plan(?:s|ned|ning)? to|vow(?:s|ed)? to|promis(?:e|es|ed) to|pledged to|tri(?:ed|es) to|attempt(?:s|ed)? to|failed to|faces? (?=being)|suggestion|hop(?:es?|ed)|instead of|rather than|in case|possible|right to|power to|powers to|allows?|entitled to|no one (?:was|has been)|ruled out|rules out|not (?:be|been|yet)|isn't|wasn't|weren't)\s+(?:[\p{L}’'-]+ ){0,6}$/iu;
export const boundary =
  /^(?:;|:|–|—|after|because|when|while|as|that|who|which|whom|where|before|since|until|although|though|but|if|whether|so|unless|whose)$/;

/** The words of a sentence that report an act, and the hints (words that may report an act). Only hints may overlap. */
export function hitsIn(clause: Clause, text: string): Hit[] {
  const { items, sentence } = clause;
  const found: Hit[] = [];
  const plain = plainOf(text);
  for (const one of triggersFor(plain))
    for (const match of plain.matchAll(one.pattern)) {
      const start = sentence.start + match.index;
      const end = start + match[0].trimEnd().length;
      const from = items.findIndex((item) => item.end > start);
      const to = items.findLastIndex((item) => item.start < end);
      const first = items[from];
      // Words inside a quotation or a name do not report an act.
      if (!first || first.type === 'name' || (first.type === 'quote' && !first.fragment)) continue;
      if (one.voice === 'verb' && isBare(first.lower) && !isFinite(items, from)) continue;
      found.push({ start, end, from, to, ...one });
    }
  found.sort((a, b) => Number(a.hint) - Number(b.hint) || b.end - b.start - (a.end - a.start));
  return found
    .filter((hit, at) => !found.slice(0, at).some((other) => (!hit.hint || !other.hint) && overlap(hit, other)))
    .sort((a, b) => a.start - b.start);
}

export const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** Whether a bare verb form is in the present tense ("Police arrest editor"), and not "to arrest" or "the arrest". */
function isFinite(items: readonly Item[], at: number): boolean {
  const [before, after] = [items[at - 1], items[at + 1]];
  return (
    before?.type === 'word' &&
    before.pos !== 'VERB' &&
    /(?:[^s]s|men|people|police|crowd)$/.test(before.lower) &&
    after !== undefined &&
    !/^(?:of|on|against|at|in|by|and|or|[,.;:])$/.test(after.lower)
  );
}

export function isNegated({ items }: Pick<Clause, 'items'>, hit: Hit): boolean {
  const start = startOf(items, hit.from);
  return items.slice(start, hit.from).some(({ lower }) => negation.test(lower)) || hasNoSubject(items, start);
}

/** Whether the subject before a verb means no one: "No one beat X", "None of the officers hit X". */
function hasNoSubject(items: readonly Item[], verb: number): boolean {
  const open = items.findLastIndex(
    ({ lower }, at) => at < verb && (boundary.test(lower) || /^(?:,|and|“|")$/.test(lower)),
  );
  const [first, second] = [items[open + 1], items[open + 2]];
  return (
    open + 1 < verb && /^(?:no|nobody|none|neither)$/.test(first!.lower) && !/^(?:doubt|longer)$/.test(second!.lower)
  );
}

/**
 * Matches "denied that …", "denies having …" and "denied any wrongdoing": someone says that it is not true. In "was
 * denied filming", "denied boarding to" and "denied filming permits", something was refused.
 */
const denial =
  /^den(?:y|ies|ied|ying) (?:that|(?:ever |even )?(?!boarding|\p{L}+ing (?:access|licen[cs]es?|permission|permits?|rights?))\p{L}{3,}ing|(?:any |all )?(?:wrongdoing|involvement|responsibility|guilt|knowledge)|(?:the|all|any|these|those|his|her|their|its|both) (?:charges?|allegations?|accusations?|claims?|reports?))(?!\p{L})/iu;
/** Whether the words are the second of two nouns, as in "the accused and arrested". */
const isNounOfTwo = (items: readonly Item[], { from }: Hit, start: number): boolean =>
  start === from &&
  items[from - 1]?.lower === 'and' &&
  items[from - 2]?.lower.endsWith('ed') === true &&
  items[from - 3]?.lower === 'the';

/** Whether the sentence reports the act as something that happened, or that is going to happen on a stated day. */
export function isReported({ items, flat, sentence }: Clause, hit: Hit): boolean {
  if (isNegated({ items }, hit)) return false;
  const start = startOf(items, hit.from);
  if (isNounOfTwo(items, hit, start)) return false;
  if (denial.test(flat.slice(hit.start, sentence.end)) && !items.slice(start, hit.from).some(isBe)) return false;
  const window = items.slice(Math.max(0, start - 1), hit.from).map(({ lower }) => lower);
  if (window.some((lower) => unreal.test(lower)) && !announceable.has(hit.act)) return false;
  const before = items[start - 1]?.lower ?? '';
  if (before === 'to' && !announceable.has(hit.act) && hit.voice === 'verb') return false;
  const words = flat
    .slice(Math.max(sentence.start, items[start]!.start - 70), items[start]!.start)
    .replace(/[“”"]/g, '');
  return !notReported.test(/[^.;,:]*$/.exec(words)![0]);
}

export function isPassive(items: readonly Item[], hit: Hit, title: boolean): boolean {
  if (hit.voice !== 'verb') return false;
  const verb = items[hit.from]!.lower;
  if (be.test(verb)) return true;
  if (verb.endsWith('ing')) return false;
  const start = startOf(items, hit.from);
  const group = items.slice(start, hit.from).map(({ lower }) => lower);
  if (items.slice(start, hit.from).some(isBe)) return true;
  if (group.some((lower) => have.test(lower) || lower === 'did')) return false;
  if (/^(?:took|froze|beat|withdrew|broke|gave|drew|shook|threw|slew|stole|bit)$/.test(verb)) return false;
  const before = items[start - 1];
  const after = items[hit.to + 1];
  const reduced =
    !before ||
    [',', 'and', '–', '—', '-', '(', 'those'].includes(before.lower) ||
    before.pos === 'NOUN' ||
    before.type === 'name' ||
    before.pos === 'ADV';
  const noObject =
    !after ||
    /^[,.;)–—]$/.test(after.lower) ||
    (after.pos === 'ADP' && !/^(?:up)$/.test(after.lower)) ||
    ['ADV', 'SCONJ', 'CCONJ', 'NUM', 'PART'].includes(after.pos) ||
    /^(?:on|in|at|by|after|for|over|under|from|with|to|while|as|near|overnight|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/.test(
      after.lower,
    );
  return (
    reduced &&
    noObject &&
    (title ||
      before?.lower === ',' ||
      before?.lower === 'and' ||
      !before ||
      /^(?:by)$/.test(after?.lower ?? '') ||
      wholeOf(items, start) >= 0 ||
      (before.type !== 'name' && !hasVerbBefore(items, start)))
  );
}

/**
 * The index of the verb in "X was among a dozen people arrested" and "X is one of six reporters held", which say that X
 * is one of those to whom the act at `start` was done. −1 if the words before the act have another form.
 */
export function wholeOf(items: readonly Item[], start: number): number {
  const link = items.findLastIndex(
    ({ lower }, at) =>
      at < start && at > start - 9 && (lower === 'among' || (lower === 'of' && items[at - 1]?.lower === 'one')),
  );
  if (
    link < 0 ||
    items.slice(link, start).some(({ lower, pos }) => pos === 'AUX' || boundary.test(lower) || lower === ',')
  )
    return -1;
  const verb = items[link]!.lower === 'of' ? link - 2 : link - 1;
  return verb > 0 && isBe(items[verb]!) ? verb : -1;
}

/**
 * The index of the word after a passive verb that follows a noun: of "to" in "a subpoena was issued to" and "the
 * subpoena served on". `at` itself if no such verb follows.
 */
export function afterPassive(items: readonly Item[], at: number): number {
  let verb = at;
  while (items[verb] && (isBe(items[verb]!) || have.test(items[verb]!.lower) || items[verb]!.pos === 'ADV')) verb += 1;
  const participle = items[verb];
  const next = items[verb + 1]?.lower ?? '';
  return participle?.pos === 'VERB' &&
    /(?:ed|en|brought|laid|sent)$/.test(participle.lower) &&
    /^(?:against|on|upon|to|for)$/.test(next)
    ? verb + 1
    : at;
}

/** The index of the first of the auxiliaries and adverbs before a verb; the verb's own index if there are none. */
export function startOf(items: readonly Item[], at: number): number {
  let from = at;
  while (from > 0) {
    const before = items[from - 1]!;
    const { lower, pos, type } = before;
    if (type !== 'word') break;
    if (isBe(before)) from -= 1;
    else if (have.test(lower) || negation.test(lower) || unreal.test(lower)) {
      if (/^(?:no|nobody|none|without|if|whether|unless)$/.test(lower)) break;
      from -= 1;
    } else if (
      (pos === 'ADV' && !/^(?:as|when|where|how|why|here|there)$/.test(lower)) ||
      /^(?:also|then|later|again|did)$/.test(lower)
    )
      from -= 1;
    else {
      // A time may separate auxiliary and verb: "was on Tuesday produced", "had in 2022 moved".
      const inside = items.findLastIndex(
        ({ lower: word }, place) => place < from && place > from - 5 && /^(?:on|in)$/.test(word),
      );
      const aux = items[inside - 1];
      if (!aux || !(isBe(aux) || have.test(aux.lower))) break;
      if (items.slice(inside, from).some(({ pos: part }) => part === 'VERB')) break;
      from = inside;
    }
  }
  return from;
}

const hasVerbBefore = (items: readonly Item[], until: number): boolean =>
  items
    .slice(0, until)
    .some(
      ({ pos, lower, type }) =>
        type === 'word' && (pos === 'AUX' || (pos === 'VERB' && !lower.endsWith('ing') && !lower.endsWith('ed'))),
    );

/** Whether a verb has its own subject, or shares the subject of the verb before "and". */
export const hasOwnSubject = ({ items, phrases }: Clause, start: number): boolean => {
  const before = items[start - 1]?.lower ?? '';
  return !(before === 'and' || before === ',' || before === 'then') || phrases.some(({ to }) => to === start);
};

export const isVerbAfter = (items: readonly Item[], phrase: Phrase): boolean => {
  const next = items[phrase.to];
  return next !== undefined && (next.pos === 'VERB' || next.pos === 'AUX') && !next.lower.endsWith('ing');
};

/**
 * The index at which the words that depend on a verb end: at a word or mark such as "who" (`boundary`), or after 27
 * words; with `short`, also at a comma.
 */
export function endOfRegion(items: readonly Item[], from: number, short = false): number {
  for (let at = from; at < items.length; at += 1) {
    const { lower, type } = items[at]!;
    if (at - from > 26) return at;
    if (type === 'word' && boundary.test(lower) && !(lower === 'that' && items[at + 1]?.lower.startsWith('belong')))
      return at;
    if (short && lower === ',') return at;
  }
  return items.length;
}
