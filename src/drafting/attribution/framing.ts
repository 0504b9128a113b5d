import type { Item, Phrase } from '../reading/phrases.ts';
import type { Span } from '../reading/sentences.ts';
import { cueOf, type Attribution } from './attribution.ts';
import type { Clause, VerbGroup } from './clause.ts';
import { isOwn } from './outlets.ts';
import type { Memory } from './pronouns.ts';
import { placeIn } from './referents.ts';
import { fromPhrase, writtenAt, type Speaker } from './speaker.ts';

type Options = { memory: Memory; sentence: number; publisher: string | null };
const isEdge = (item: Item | undefined): boolean =>
  item === undefined || /^[,.;:!?–—)]$/.test(item.lower) || item.type === 'quote';

/** The sentence without the items from `from` on and before `to`, and without the commas and dashes around them. */
function remainder(clause: Clause, from: number, to: number): Span[] {
  const { items } = clause;
  const stop = items.findLastIndex((item) => !/^[.!?]$/.test(item.lower));
  const spans: Span[] = [];
  let left = from;
  while (left > 0 && /^[,–—]$/.test(items[left - 1]!.lower)) left -= 1;
  if (left > 0) spans.push({ start: items[0]!.start, end: items[left - 1]!.end });
  let right = to;
  while (items[right] && /^[,–—:]$/.test(items[right]!.lower)) right += 1;
  if (right <= stop) spans.push({ start: items[right]!.start, end: items[stop]!.end });
  return spans;
}

/**
 * Reads "according to X", "in the words of X" and "by X's reckoning". After "according to", X can be a document: "a
 * report by Y".
 */
export function readAccordingTo(clause: Clause, options: Options): Attribution[] {
  const { items, phrases } = clause;
  const found: Attribution[] = [];
  for (let i = 0; i + 2 < items.length; i += 1) {
    const classic = items[i]!.lower === 'according' && items[i + 1]!.lower === 'to';
    const inWords =
      items[i]!.lower === 'in' &&
      items[i + 1]!.lower === 'the' &&
      ['words', 'view', 'opinion'].includes(items[i + 2]!.lower) &&
      items[i + 3]?.lower === 'of';
    const reckoning = items[i]!.lower === 'by' ? reckonedBy(clause, i, options) : null;
    if (reckoning) found.push(reckoning);
    if (!classic && !inWords) continue;
    const at = i + (inWords ? 4 : 2);
    if (/^(?:which|whom)$/.test(items[at]?.lower ?? '') && items[i - 1]?.lower === ',' && items[at + 1]) {
      const before = phrases.find(({ to }) => to === i - 1);
      const named = before && fromPhrase(clause, before, options.memory, options.sentence);
      const last = items.findLast((item) => !/^[.!?]$/.test(item.lower))!;
      if (named)
        found.push({
          speaker: named,
          verb: 'according to',
          cue: cueOf(items, i, at),
          mode: 'stated',
          content: [{ start: items[at + 1]!.start, end: last.end }],
          place: { start: items[i]!.start, end: items[at]!.end },
          form: 'lead',
          outer: [],
          confidence: 0.8,
        });
      continue;
    }
    const phrase = phrases.find((other) => other.from === at);
    if (!phrase) continue;
    const speaker = fromPhrase(clause, phrase, options.memory, options.sentence) ?? documentOf(clause, phrase, options);
    if (!speaker) continue;
    let to = phrase.to;
    const traced = speaker.actor === null && !speaker.pronoun ? traceDocument(clause, to, i === 0, options) : null;
    if (traced) {
      found.push({
        speaker: { ...speaker, actor: traced.owner ?? speaker.actor },
        verb: 'according to',
        cue: cueOf(items, i, at),
        mode: 'stated',
        content: remainder(clause, i, traced.to),
        place: { start: items[i]!.start, end: items[traced.to - 1]!.end },
        form: 'whole',
        outer: traced.outer,
        confidence: 0.8,
      });
      continue;
    }
    if (items[to]?.lower === 'and') {
      const other = phrases.find((next) => next.from === to + 1);
      if (other && !(items[other.to]?.pos === 'VERB' || items[other.to]?.pos === 'AUX')) {
        to = other.to;
        Object.assign(speaker, writtenAt(clause, { start: items[phrase.from]!.start, end: items[to - 1]!.end }));
        speaker.plural = true;
      }
    }
    if (items[to]?.lower === ',' && ['who', 'which', 'whose'].includes(items[to + 1]?.lower ?? '')) {
      const close = items.findIndex((item, index) => index > to && (item.lower === ',' || /^[.!?]$/.test(item.lower)));
      if (close > 0) to = close;
    }
    // A phrase may explain the speaker (an apposition) or be attached to the speaker. It ends at the next comma or at
    // the end of the sentence.
    while (items[to] && !isEdge(items[to]) && to - phrase.to < 14) to += 1;
    if (items[to]?.lower === ',' && i > 0) {
      // In ", according to X, the editor of Y." the apposition is part of the attribution.
      const close = items.findIndex((item, index) => index > to && (item.lower === ',' || /^[.!?]$/.test(item.lower)));
      if (
        close > 0 &&
        close - to <= 8 &&
        !items.slice(to + 1, close).some((item) => item.pos === 'VERB' || item.pos === 'AUX')
      )
        to = close;
    }
    found.push({
      speaker,
      verb: classic ? 'according to' : 'in the words of',
      cue: cueOf(items, i, at),
      mode: /^critics\b/i.test(speaker.asWritten) ? 'alleged' : 'stated',
      content: remainder(clause, i, to),
      place: { start: items[i]!.start, end: items[to - 1]!.end },
      form: 'whole',
      outer: [],
      confidence: speaker.pronoun ? 0.7 : 0.9,
    });
  }
  return found;
}

/**
 * Reads "By her lawyer's reckoning, …" and "… by its own estimate". The person or organisation that reckons is the
 * speaker.
 */
function reckonedBy(clause: Clause, by: number, options: Options): Attribution | null {
  const { items, phrases } = clause;
  const noun = items.findIndex(
    (item, index) =>
      index > by &&
      index <= by + 7 &&
      /^(?:reckoning|estimates?|count|calculations?|account|admission)$/.test(item.lower),
  );
  if (
    noun < 0 ||
    !isEdge(items[noun + 1]) ||
    !(by === 0 || items[noun + 1] === undefined || /^[.,;]$/.test(items[noun + 1]!.lower))
  )
    return null;
  const between = items.slice(by + 1, noun);
  if (between.some((item) => item.pos === 'VERB' || item.lower === 'a' || item.lower === 'an')) return null;
  const holder = between.findLast((item) => item.mention?.kind);
  const pronoun = /^(?:his|her|its|their)$/.test(between[0]?.lower ?? '') ? between[0] : undefined;
  const asPronoun = { his: 'he', her: 'she', its: 'it', their: 'they' }[pronoun?.lower ?? ''];
  let speaker: Speaker | null = null;
  if (holder?.mention) {
    const at = items.indexOf(holder);
    speaker = fromPhrase(clause, { from: at, to: at + 1, head: at, joined: false }, options.memory, options.sentence);
  } else if (items.slice(by + 1, noun).some((item) => /^(?:'s|'|’s)$/.test(item.lower))) {
    const end = items.findIndex((item, index) => index > by && /^(?:'s|'|’s)$/.test(item.lower));
    speaker =
      end - by > 1
        ? fromPhrase(clause, { from: by + 1, to: end, head: end - 1, joined: false }, options.memory, options.sentence)
        : null;
  } else if (pronoun && asPronoun) {
    // "its own" refers to the subject of the sentence. Other pronouns refer to someone in an earlier sentence.
    const first = phrases.find((phrase) => phrase.from === 0 && phrase.to < by);
    const own =
      between[1]?.lower === 'own' && first ? fromPhrase(clause, first, options.memory, options.sentence) : null;
    const known = own ? null : options.memory.resolve(asPronoun, placeIn(clause, pronoun, options));
    speaker = own ?? {
      actor: known?.referent.name ?? null,
      ...writtenAt(clause, { start: pronoun.start, end: items[noun]!.end }),
      kind: known?.referent.kind ?? null,
      plural: asPronoun === 'they',
      anonymous: false,
      pronoun: true,
      sure: known?.sure ?? false,
      head: asPronoun,
    };
  }
  if (!speaker) return null;
  const word = items[noun]!.lower;
  return {
    speaker,
    verb: `by … ${word}`,
    cue: [...cueOf(items, by, by + 1), ...cueOf(items, noun, noun + 1)],
    mode:
      word === 'admission' ? 'acknowledged' : /^(?:reckoning|estimate|calculation)/.test(word) ? 'estimated' : 'stated',
    content: remainder(clause, by, noun + 1),
    place: { start: items[by]!.start, end: items[noun]!.end },
    form: 'whole',
    outer: [],
    confidence: speaker.actor ? 0.8 : 0.6,
  };
}

/**
 * For "according to a reply it gave …, which Y published": finds the author of the document, and the outlet that
 * published it.
 */
function traceDocument(
  clause: Clause,
  from: number,
  fronted: boolean,
  options: Options,
): { owner: string | null; outer: Attribution['outer']; to: number } | null {
  const { items, phrases } = clause;
  const pronoun =
    /^(?:it|he|she|they)$/.test(items[from]?.lower ?? '') &&
    /^(?:gave|sent|issued|made|provided|released|filed|submitted|published|signed)$/.test(items[from + 1]?.lower ?? '');
  const subject = pronoun
    ? phrases.find(
        (phrase) => phrase.to <= from && items[phrase.head]!.mention?.kind && items[phrase.from - 1]?.pos !== 'ADP',
      )
    : undefined;
  const named = subject ? items[subject.head]!.mention! : null;
  const before =
    pronoun && !named ? options.memory.resolve(items[from]!.lower, placeIn(clause, items[from]!, options)) : null;
  const owner =
    named ?? (before?.sure && before.referent.name ? { name: before.referent.name, kind: before.referent.kind } : null);
  const fits = owner && (items[from]!.lower === 'it' ? owner.kind !== 'person' : owner.kind === 'person');
  const outer: Attribution['outer'] = [];
  const which = items.findIndex((item, index) => index >= from && (item.lower === 'which' || item.lower === 'that'));
  const carrier = which > 0 ? phrases.find((phrase) => phrase.from === which + 1) : undefined;
  const mention = carrier && items[carrier.head]!.mention;
  if (
    carrier &&
    mention?.kind === 'outlet' &&
    !isOwn(mention.name, options.publisher) &&
    /^(?:published|obtained|reported|carried|posted|released|saw)$/.test(items[carrier.to]?.lower ?? '')
  ) {
    const speaker = fromPhrase(clause, carrier, options.memory, options.sentence);
    if (speaker) outer.push({ speaker, verb: items[carrier.to]!.lower, cue: cueOf(items, carrier.to, carrier.to + 1) });
  }
  if (!fits && !outer.length) return null;
  const stop = items.findLastIndex((item) => !/^[.!?]$/.test(item.lower));
  const comma = fronted
    ? items.findIndex((item, index) => index > (carrier?.to ?? from + 1) && item.lower === ',')
    : -1;
  return { owner: fits ? owner.name : null, outer, to: comma > 0 ? comma : stop + 1 };
}

/** After "according to" anything can be a source: "according to court records". */
function documentOf(
  clause: Clause,
  phrase: { from: number; to: number; head: number },
  options: Options,
): Speaker | null {
  const { items } = clause;
  const head = items[phrase.head]!;
  if (head.type !== 'word' || options.sentence < 0) return null;
  if (/^(?:plan|law|rules?|schedule|article|constitution|legislation|code|principle)$/.test(head.lower)) return null;
  if (['whom', 'which', 'this', 'that', 'him', 'her', 'them'].includes(head.lower)) {
    const pronoun = head.lower === 'him' ? 'he' : head.lower === 'her' ? 'she' : head.lower === 'them' ? 'they' : null;
    const resolved = pronoun ? options.memory.resolve(pronoun, placeIn(clause, head, options)) : null;
    return pronoun
      ? {
          actor: resolved?.referent.name ?? null,
          ...writtenAt(clause, { start: head.start, end: head.end }),
          kind: 'person',
          plural: pronoun === 'they',
          anonymous: false,
          pronoun: true,
          sure: resolved?.sure ?? false,
          head: head.lower,
        }
      : null;
  }
  return {
    actor: null,
    ...writtenAt(clause, { start: items[phrase.from]!.start, end: items[phrase.to - 1]!.end }),
    kind: 'document',
    plural: head.lower.endsWith('s'),
    anonymous: true,
    pronoun: false,
    sure: true,
    head: head.lower,
  };
}

/** Reads "as X notes" and "As X has reported,". X is the source of the whole sentence. */
export function readAsNotes(
  clause: Clause,
  groups: readonly VerbGroup[],
  options: Options,
): { attribution: Attribution; group: VerbGroup }[] {
  const { items, phrases } = clause;
  const found: { attribution: Attribution; group: VerbGroup }[] = [];
  for (const group of groups) {
    if (group.passive || group.kind !== 'finite' || !isEdge(items[group.at + 1])) {
      const after = items[group.at + 1];
      const dated =
        ['in', 'on', 'at', 'earlier', 'last', 'this', 'previously', 'yesterday'].includes(after?.lower ?? '') ||
        (after?.lower === 'that' && /^(?:night|day|morning|evening|week|year)$/.test(items[group.at + 2]?.lower ?? ''));
      if (!dated || group.passive) continue;
    }
    const phrase =
      phrases.find(
        (other) => other.to <= group.from && other.to >= group.from - 1 && items[other.from - 1]?.lower === 'as',
      ) ??
      phrases.find(
        (other) =>
          items[other.from - 1]?.lower === 'as' &&
          items.slice(other.to, group.from).every((item) => item.pos === 'ADV' || item.pos === 'AUX'),
      );
    if (!phrase || phrase.to > group.from) continue;
    const as = phrase.from - 1;
    if (
      as > 0 &&
      items[as - 1]!.lower !== ',' &&
      items[as - 1]!.lower !== '–' &&
      items[as - 1]!.lower !== '—' &&
      items[as - 1]!.lower !== '(' &&
      !isEdge(items[group.at + 1])
    )
      continue;
    const speaker = fromPhrase(clause, phrase, options.memory, options.sentence);
    if (!speaker) continue;
    let to = group.at + 1;
    while (items[to] && !isEdge(items[to]) && to - group.at < 8) to += 1;
    found.push({
      group,
      attribution: {
        speaker,
        verb: clause.flat.slice(items[group.at]!.start, items[group.at]!.end),
        cue: cueOf(items, group.from, group.at + 1),
        mode: group.found.verb.mode,
        content: remainder(clause, as, to),
        place: { start: items[as]!.start, end: items[to - 1]!.end },
        form: 'whole',
        outer: [],
        confidence: 0.9,
      },
    });
  }
  return found;
}

export type Citation = {
  speaker: Speaker;
  verb: string;
  cue: Span[];
  place: Span;
  /**
   * `inner`: the cited source is the speaker ("citing X"). `outer`: the cited source passes on what the speaker said
   * ("cited by Y").
   */
  side: 'outer' | 'inner';
};

/**
 * Reads "cited by Y" and "quoted by Y" (Y passes the words on), and "citing X" (X is the source of the citing outlet).
 */
export function readCitations(clause: Clause, options: Options): Citation[] {
  const { items, phrases } = clause;
  const found: Citation[] = [];
  for (const [i, item] of items.entries()) {
    if (item.type !== 'word') continue;
    const by =
      items[i + 1]?.lower === 'by'
        ? i + 2
        : items[i + 1]?.lower === 'in' && ['cited', 'quoted'].includes(item.lower)
          ? i + 2
          : -1;
    if (
      ['cited', 'quoted', 'reported', 'carried', 'relayed'].includes(item.lower) &&
      by > 0 &&
      !['was', 'were', 'is', 'are', 'been'].includes(items[i - 1]?.lower ?? '')
    ) {
      const phrase = phrases.find((other) => other.from === by);
      const speaker = phrase && fromPhrase(clause, phrase, options.memory, options.sentence);
      if (phrase && speaker)
        found.push({
          speaker,
          verb: item.lower,
          cue: cueOf(items, i, i + 1),
          place: { start: item.start, end: items[phrase.to - 1]!.end },
          side: 'outer',
        });
    } else if (
      ['seen', 'obtained', 'reviewed'].includes(item.lower) &&
      items[i + 1]?.lower === 'by' &&
      !['was', 'were', 'is', 'are', 'been'].includes(items[i - 1]?.lower ?? '')
    ) {
      // Outlet Y passes on "a statement seen by Y", unless Y itself publishes the page.
      const mention = items[phrases.find((other) => other.from === i + 2)?.head ?? -1]?.mention;
      const speaker =
        mention?.kind === 'outlet' && !isOwn(mention.name, options.publisher)
          ? fromPhrase(
              clause,
              phrases.find((other) => other.from === i + 2)!,
              options.memory,
              options.sentence,
            )
          : null;
      if (speaker)
        found.push({
          speaker,
          verb: 'seen',
          cue: cueOf(items, i, i + 1),
          place: { start: item.start, end: mention!.end },
          side: 'outer',
        });
    } else if (['citing', 'quoting'].includes(item.lower)) {
      const phrase = phrases.find((other) => other.from === i + 1);
      const speaker = phrase && fromPhrase(clause, phrase, options.memory, options.sentence);
      if (phrase && speaker)
        found.push({
          speaker,
          verb: 'cited',
          cue: cueOf(items, i, i + 1),
          place: { start: item.start, end: items[phrase.to - 1]!.end },
          side: 'inner',
        });
    }
  }
  return found;
}

/** Where what is said ends in "“…,” the lawyer, X, quoted Y as saying": at the end of the quotation. */
function leadEnd({ items }: Clause, before: Phrase | undefined): number {
  const from = before?.from ?? 1;
  const quote = items.findLastIndex((item, index) => index < from && item.type === 'quote' && !item.fragment);
  return quote < 0 ? from : quote + 1;
}

/** Reads both links of the attribution in "Y quoted X as saying that …" and "X was quoted by Y as saying". */
export function readQuotedAsSaying(clause: Clause, options: Options): Attribution | null {
  const { items, phrases } = clause;
  const as = items.findIndex(
    (item, index) =>
      item.lower === 'as' &&
      ['saying', 'telling', 'writing', 'claiming', 'stating', 'adding'].includes(items[index + 1]?.lower ?? ''),
  );
  if (as < 0) return null;
  const at = items.findLastIndex(
    (item, index) => index < as && ['quoted', 'cited', 'quotes', 'cites'].includes(item.lower),
  );
  if (at < 0) return null;
  const passive = ['was', 'were', 'is', 'been'].includes(items[at - 1]?.lower ?? '');
  const read = (phrase: (typeof phrases)[number] | undefined): Speaker | null =>
    phrase ? fromPhrase(clause, phrase, options.memory, options.sentence) : null;
  let start = as + 2;
  if (items[start]?.lower === 'that' || items[start]?.lower === ',' || items[start]?.lower === ':') start += 1;
  const stop = items.findLastIndex((item) => !/^[.!?]$/.test(item.lower));
  const before = phrases.findLast((phrase) => phrase.to <= at - (passive ? 1 : 0));
  let inner: Speaker | null;
  let outer: Speaker | null;
  const by = items.findIndex((item, index) => index > at && item.lower === 'by');
  if (passive) {
    inner = read(before);
    outer = by > 0 ? read(phrases.find((phrase) => phrase.from === by + 1)) : null;
  } else {
    // In "quoted X", the phrase may include "quoted", because it looks like an adjective.
    const named = phrases.find((phrase) => phrase.from <= at + 1 && phrase.head > at);
    inner = read(named && { ...named, from: at + 1 });
    outer = read(before);
  }
  if (!inner) return null;
  const trailing = passive && by > as ? items[by - 1]!.end : (items[stop]?.end ?? 0);
  const lead = start > stop || (passive && by === start);
  const content = lead
    ? [{ start: items[0]!.start, end: items[Math.max(0, leadEnd(clause, before) - 1)]!.end }]
    : [{ start: items[start]!.start, end: trailing }];
  return {
    speaker: inner,
    verb: items[as + 1]!.lower === 'saying' ? 'quoted as saying' : `quoted as ${items[as + 1]!.lower}`,
    cue: [...cueOf(items, at, at + 1), ...cueOf(items, as, as + 2)],
    mode: items[as + 1]!.lower === 'claiming' ? 'alleged' : 'stated',
    content,
    place: { start: items[before?.from ?? at]!.start, end: items[as + 1]!.end },
    form: lead ? 'trail' : 'lead',
    outer: outer
      ? [{ speaker: outer, verb: items[at]!.lower === 'cited' ? 'cited' : 'quoted', cue: cueOf(items, at, at + 1) }]
      : [],
    confidence: 0.85,
  };
}
