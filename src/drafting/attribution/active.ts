import type { Item, Phrase } from '../reading/phrases.ts';
import type { Span } from '../reading/sentences.ts';
import { courtNouns, authorityNouns } from '../reading/words.data.ts';
import type { Mode } from '../schema.ts';
import type { Attribution } from './attribution.ts';
import { subjectAfter, subjectBefore, type Clause, type VerbGroup } from './clause.ts';
import { toldTo } from './outlets.ts';
import type { Memory } from './pronouns.ts';
import { fromPhrase, type Speaker } from './speaker.ts';
import { reportingForms, type Found } from './verbs.data.ts';

const end = (items: readonly Item[]): number => items.at(-1)?.end ?? 0;
const isStop = (item: Item | undefined): boolean => item === undefined || /^[.!?;]$/.test(item.lower);
const isComma = (item: Item | undefined): boolean => item?.lower === ',' || item?.lower === '–' || item?.lower === '—';
const isLongQuote = (item: Item | undefined): boolean => item?.type === 'quote';

/** A court's own verbs only for courts, judges and verdicts; orders and fines also for authorities. */
export function readingFor(readings: readonly Found[], speaker: Speaker): Found | null {
  const courtlike =
    speaker.kind === 'court' || speaker.kind === 'verdict' || courtNouns.has(speaker.head) || speaker.judge === true;
  const authority = speaker.kind === 'authority' || authorityNouns.has(speaker.head);
  const courtly = readings.find((reading) => reading.verb.courtly);
  if (courtly && courtlike) return courtly;
  const plain = readings.find((reading) => !reading.verb.courtly);
  if (plain) {
    if (courtlike && (plain.verb.base === 'reject' || plain.verb.base === 'dismiss'))
      return { ...plain, verb: { ...plain.verb, mode: 'ruled' } };
    if (plain.verb.base === 'plead' && courtlike) return null;
    if (plain.verb.base === 'charge' && !authority && !courtlike && speaker.kind !== 'person') return null;
    if (plain.verb.base === 'read' && speaker.kind !== 'document' && speaker.kind !== 'verdict') return null;
    if (
      plain.verb.base === 'show' &&
      speaker.kind !== 'document' &&
      !/^(?:website|site|page|portal)$/.test(speaker.head)
    )
      return null;
    return plain;
  }
  if (courtly && courtly.verb.base === 'rule' && speaker.actor !== null && authority) return courtly;
  if (
    courtly &&
    authority &&
    [
      'order',
      'direct',
      'fine',
      'instruct',
      'ban',
      'summon',
      'require',
      'oblige',
      'forbid',
      'prohibit',
      'command',
    ].includes(courtly.verb.base)
  )
    return courtly;
  if (
    courtly &&
    ['find', 'conclude', 'establish'].includes(courtly.verb.base) &&
    (speaker.kind === 'document' || speaker.kind === 'organisation' || speaker.kind === 'authority')
  )
    return { ...courtly, verb: { ...courtly.verb, mode: 'stated', courtly: false, frames: 's' } };
  return null;
}

/** Index of the first item after adverbs, times and places that follow a verb: "said on Monday in a statement". */
function skipAdjuncts(clause: Clause, from: number): number {
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

const hasVerb = (items: readonly Item[], from: number, to = items.length): boolean =>
  items.slice(from, to).some((item) => item.pos === 'VERB' || item.pos === 'AUX');

/** "…," said X / X said: decides which side of the verb speaks. */
function subjectOf(
  clause: Clause,
  group: VerbGroup,
  canSpeak: (phrase: Phrase) => boolean,
): { phrase: Phrase; inverted: boolean } | null {
  const { items } = clause;
  const before = items[group.from - 1];
  // "Its editor, Goran B., told reporters": a comma alone does not turn the order round while somebody before it can be the subject.
  const comma = isComma(before) && group.from >= 2;
  // "Said Mr G.: “…”" opens the sentence.
  const opens =
    group.from === 0 && group.at === 0 && group.found.form === 'past' && items.some((item) => item.type === 'quote');
  const comesAfterSaid =
    opens ||
    isLongQuote(before) ||
    (comma && (isLongQuote(items[group.from - 2]) || subjectBefore(clause, group, canSpeak) === null)) ||
    before?.lower === '?' ||
    before?.lower === '!';
  if (
    comesAfterSaid &&
    /[sq]/.test(group.found.verb.frames) &&
    group.found.verb.base !== 'call' &&
    group.kind === 'finite' &&
    group.from === group.at &&
    group.found.form !== 'base'
  ) {
    const phrase = subjectAfter(clause, group);
    const following = phrase ? items[phrase.to] : undefined;
    const closes =
      phrase &&
      (isStop(following) ||
        isComma(following) ||
        following?.lower === ':' ||
        following?.pos === 'ADP' ||
        following?.lower === 'who' ||
        following?.type === 'quote' ||
        following?.lower === '(' ||
        following?.pos === 'ADV' ||
        following?.lower === 'last' ||
        following?.pos === 'CCONJ' ||
        following?.lower === 'and' ||
        (following?.lower ?? '').endsWith('day'));
    if (phrase && closes) return { phrase, inverted: true };
  }
  const phrase = subjectBefore(clause, group, canSpeak);
  return phrase ? { phrase, inverted: false } : null;
}

/** The subject of the main clause for "…, saying that". */
function subjectOfMain(clause: Clause, before: number): Phrase | null {
  for (let at = before - 1; at > 0; at -= 1) {
    const item = clause.items[at]!;
    if (item.pos !== 'VERB' && item.pos !== 'AUX') continue;
    if (item.lower.endsWith('ing') && item.pos === 'VERB') continue;
    let from = at;
    while (from > 0 && (clause.items[from - 1]!.pos === 'AUX' || clause.items[from - 1]!.pos === 'ADV')) from -= 1;
    const phrase = subjectBefore(clause, { from });
    if (phrase) return phrase;
  }
  return null;
}

/** "pleaded, in the alternative, that", "denied, at length, ever having": what is said follows the second comma. */
function afterAside(items: readonly Item[], at: number): number {
  if (!isComma(items[at])) return at;
  const close = items.findIndex((item, index) => index > at + 1 && isComma(item));
  if (close < 0 || close - at > 9 || items.slice(at, close).some((item) => item.type === 'quote' || item.pos === 'AUX'))
    return at;
  const next = items[close + 1]?.lower === 'ever' ? items[close + 2] : items[close + 1];
  return next && (next.lower === 'that' || next.lower.endsWith('ing')) ? items.indexOf(next) : at;
}

/** A colon or comma and a quotation after the verb. */
function quoteFollows(items: readonly Item[], at: number): boolean {
  const item = items[at];
  if (isLongQuote(item)) return true;
  return (item?.lower === ':' || isComma(item)) && isLongQuote(items[at + 1]);
}

/** Verbs that say nothing when negated: "has not confirmed", "did not say whether". */
const unsaid = new Set([
  'say',
  'confirm',
  'comment',
  'explain',
  'specify',
  'clarify',
  'elaborate',
  'disclose',
  'reveal',
  'respond',
  'reply',
  'answer',
  'report',
  'mention',
  'announce',
  'read',
  'write',
  'tell',
]);

export type ActiveOptions = { memory: Memory; sentence: number; publisher: string | null };

/** One active reporting verb read as an attribution, or null where it reports nothing. */
export function readActive(clause: Clause, group: VerbGroup, options: ActiveOptions): Attribution | null {
  const { items, phrases } = clause;
  if (
    items
      .slice(group.from, group.at)
      .some((item) => ['must', 'should', 'shall', 'can', 'could', 'may', 'might', 'will'].includes(item.lower))
  )
    return null;
  if (group.silent || (group.negated && unsaid.has(group.found.verb.base))) return null;
  if (
    group.found.verb.base === 'ask' &&
    /^(?:not to be|to remain|to be) /.test(
      items
        .slice(group.at + 1, group.at + 5)
        .map((item) => item.lower)
        .join(' '),
    )
  )
    return null;
  let subject =
    group.kind === 'finite'
      ? subjectOf(clause, group, (phrase) => fromPhrase(clause, phrase, options.memory, options.sentence) !== null)
      : null;
  if (!subject) {
    if (group.kind === 'finite') return null;
    // "…, saying that" goes on with the main clause; "a letter expressing concern" says nothing of its own.
    const lead = items[group.from - 1];
    if (
      group.kind === 'gerund' &&
      !isComma(lead) &&
      lead?.pos !== 'CCONJ' &&
      !['before', 'after', 'while', 'by'].includes(lead?.lower ?? '')
    )
      return null;
    const main = subjectOfMain(clause, group.from);
    if (!main) return null;
    subject = { phrase: main, inverted: false };
  }
  const { phrase, inverted } = subject;
  const speaker = fromPhrase(clause, phrase, options.memory, options.sentence);
  if (!speaker) return null;
  const found = readingFor(group.readings, speaker);
  if (!found) return null;
  const { verb } = found;
  // "had written to the minister": an act, and not what was said.
  if (
    verb.base === 'write' &&
    items[group.at + 1]?.lower === 'to' &&
    !items.slice(group.at + 1).some((item) => item.lower === 'that' || item.lower === ':' || item.type === 'quote')
  )
    return null;
  if (['i', 'we', 'you'].includes(speaker.head)) return null;
  if (verb.base === 'hear' && speaker.kind !== 'court') return null;

  const last = end(items);
  const stop = items.findLastIndex((item) => !/^[.!?]$/.test(item.lower));
  const sentenceEnd = stop >= 0 ? items[stop]!.end : last;
  let after = inverted ? phrase.to : group.at + 1;
  if (inverted && isComma(items[after])) {
    // said X, editor of Y[, "…"]
    const quote = items.findIndex((item, index) => index > after && item.type === 'quote' && !item.fragment);
    after = quote > 0 ? quote : items.length;
  }
  const modeOf = (): Mode => {
    if (group.negated && verb.mode === 'denied') return 'stated'; // not denying is no denial
    if (verb.mode === 'stated' && /^(?:critics|opponents|detractors|rivals|some)\b/i.test(speaker.asWritten))
      return 'alleged';
    return verb.mode;
  };
  const text = items
    .slice(group.from, group.at + 1)
    .filter((item) => item.pos !== 'ADV' || item.lower === 'not')
    .map((item) => clause.flat.slice(item.start, item.end))
    .join(' ')
    .replace(" n't", "n't");
  const outer =
    verb.frames.includes('o') && verb.mode === 'stated'
      ? toldTo(clause, inverted ? phrase.to : group.at + 1, options)
      : [];
  const base = {
    speaker,
    verb: text,
    mode: modeOf(),
    outer,
    confidence:
      (speaker.pronoun && !speaker.actor ? 0.55 : speaker.pronoun ? 0.75 : speaker.actor ? 0.9 : 0.8) -
      (speaker.sure ? 0 : 0.1),
  };
  // "X denied it and said …": the second verb's own place begins at the verb.
  const coordinated = !inverted && items[group.from - 1]?.pos === 'CCONJ' && group.from > phrase.to;
  const startAt = coordinated
    ? items[group.from]!.start
    : Math.min(items[phrase.from]!.start, items[group.from]!.start);

  // Said and written after what is said: the sentence up to the speaker, and what comes after, is the content.
  const leading = inverted ? group.from : phrase.from;
  const beforeItem = items[leading - 1];
  const told =
    /o/.test(verb.frames) && verb.mode === 'stated'
      ? phrases.find(
          (other) => other.from === after && !(items[other.to]?.pos === 'VERB' || items[other.to]?.pos === 'AUX'),
        )
      : undefined;
  const rest = skipAdjuncts(clause, told ? told.to : after);
  const trailing = (isLongQuote(beforeItem) || (isComma(beforeItem) && leading >= 2)) && group.kind === 'finite';
  const contentBefore =
    trailing &&
    (isLongQuote(beforeItem) ||
      (isComma(beforeItem) && (hasVerb(items, 0, leading - 1) || items[leading - 2]?.type === 'quote')));
  const nothingAfter =
    isStop(items[rest]) ||
    (isComma(items[rest]) && !hasOwnContent(clause, rest + 1)) ||
    items[rest]?.lower === 'in' ||
    items[rest]?.lower === 'after';
  const startsAsAside = contentBefore && opensSubordinate(clause, leading);
  const introduces = items[after]?.lower === ':' && !isLongQuote(beforeItem);
  if (contentBefore && !startsAsAside && !introduces && /[sq]/.test(verb.frames)) {
    const quoteNext =
      quoteFollows(items, rest) ||
      quoteFollows(items, after) ||
      (isLongQuote(beforeItem) &&
        items
          .slice(after)
          .some(
            (item) =>
              item.type === 'quote' &&
              !item.fragment &&
              items[items.indexOf(item) - 1]?.lower !== undefined &&
              isComma(items[items.indexOf(item) - 1]),
          ));
    const adds = !isStop(items[rest]) && (quoteNext || items[rest]?.lower === ':');
    if (nothingAfter || adds || inverted || isLongQuote(beforeItem)) {
      const content: Span[] = [
        {
          start: items[0]!.start,
          end: items[leading - 1]!.lower === ',' ? items[leading - 2]!.end : items[leading - 1]!.end,
        },
      ];
      const quoteIndex = items.findIndex((item, index) => index >= after && item.type === 'quote');
      if (quoteNext && quoteIndex > 0) content.push({ start: items[quoteIndex]!.start, end: sentenceEnd });
      return {
        ...base,
        content,
        place: { start: startAt, end: items[Math.max(after, Math.min(rest, items.length)) - 1]!.end },
        form: 'trail',
      };
    }
  }

  // "The law, critics say, will silence the press": the saying stands inside what is said.
  if (
    isComma(beforeItem) &&
    leading >= 2 &&
    isComma(items[rest]) &&
    /[sq]/.test(verb.frames) &&
    group.kind === 'finite' &&
    !startsAsAside &&
    hasVerb(items, rest + 1)
  ) {
    return {
      ...base,
      content: [
        { start: items[0]!.start, end: items[leading - 2]!.end },
        { start: items[rest + 1]!.start, end: sentenceEnd },
      ],
      place: { start: startAt, end: items[rest - 1]!.end },
      form: 'trail',
    };
  }

  // What is said follows the verb.
  let at = afterAside(items, after);
  if (at === after && !inverted && verb.frames.includes('s')) {
    const next = skipAdjuncts(clause, after);
    const aside = afterAside(items, next);
    if (aside !== next && items[aside]?.lower === 'that') at = aside;
  }
  if (verb.base === 'understand' && items[at]?.lower !== 'that') return null;
  if (verb.base === 'put' && items[at]?.lower === 'it') {
    // "She put it this way: “…”"
    const colon = items.findIndex((item, index) => index > at && item.lower === ':' && isLongQuote(items[index + 1]));
    return colon > 0 && colon - at < 9
      ? {
          ...base,
          mode: 'stated',
          content: [{ start: items[colon + 1]!.start, end: sentenceEnd }],
          place: { start: startAt, end: items[colon]!.start },
          form: 'lead',
        }
      : null;
  }
  // Being asked by the police to name somebody is an interrogation.
  if (
    verb.base === 'ask' &&
    /^(?:police|officers?|agents?|investigators?|detectives?|guards?|soldiers?)$/.test(speaker.head) &&
    items.slice(at, at + 5).some((item) => item.lower === 'to')
  )
    return null;
  if (/[o]/.test(verb.frames) && verb.mode === 'stated') {
    // told Reuters [in an interview] [that] …
    const object = phrases.find((other) => other.from === at);
    if (object && items[object.to]?.pos !== 'VERB' && items[object.to]?.pos !== 'AUX') at = object.to;
  } else if (verb.base === 'point' && items[at]?.lower === 'out') at += 1;
  else if (verb.base === 'go') {
    if (items[at]?.lower !== 'on') return null;
    at += 1;
  } else if (verb.base === 'write' && items[at]?.pos === 'DET' && !quoteFollows(items, at)) return null;
  const skipped = skipAdjuncts(clause, at);
  const thatAt = items.findIndex(
    (item, index) => index >= at && index <= Math.max(skipped, at) + 1 && item.lower === 'that' && index - at <= 14,
  );
  const place = { start: startAt, end: items[Math.max(group.at, after - 1)]!.end };
  if (quoteFollows(items, skipped) || quoteFollows(items, at)) {
    const quote = items.findIndex((item, index) => index >= at && item.type === 'quote');
    if (/[sqo]/.test(verb.frames) || verb.base === 'call' || verb.base === 'describe') {
      const from =
        /[sq]/.test(verb.frames) || (verb.frames.includes('o') && verb.mode === 'stated')
          ? items[quote]!.start
          : startAt;
      return { ...base, content: [{ start: from, end: sentenceEnd }], place, form: 'lead' };
    }
  }
  const afterComma =
    isComma(items[skipped]) &&
    skipped > at &&
    items.slice(skipped + 1).some((item) => item.type === 'quote' && !item.fragment)
      ? items.findIndex((item, index) => index > skipped && item.type === 'quote')
      : -1;
  const antecedent =
    verb.frames.includes('s') && (items[skipped]?.pos === 'AUX' || items[skipped]?.pos === 'VERB')
      ? antecedentOf(clause, phrase)
      : null;
  if (antecedent)
    return { ...base, content: [antecedent, { start: items[skipped]!.start, end: sentenceEnd }], place, form: 'lead' };
  if (/[s]/.test(verb.frames) || (verb.frames.includes('o') && verb.mode === 'stated')) {
    if (
      verb.base === 'find' &&
      items.slice(at, at + 8).some((item) => ['guilty', 'liable', 'innocent'].includes(item.lower))
    )
      return readActs(clause, group, verb.frames, verb.base, at, {
        ...base,
        place,
        content: [{ start: startAt, end: clauseEnd(clause, at, sentenceEnd) }],
        form: 'act',
      });
    if (thatAt >= 0)
      return {
        ...base,
        content: [{ start: items[thatAt + 1]?.start ?? sentenceEnd, end: reportEnd(clause, thatAt, sentenceEnd) }],
        place,
        form: 'lead',
      };
    const next = items[skipped];
    if (
      next &&
      ['whether', 'how', 'why', 'what', 'who', 'if', 'when', 'where'].includes(next.lower) &&
      hasVerb(items, skipped)
    )
      return {
        ...base,
        content: [{ start: next.start, end: sentenceEnd }],
        place,
        form: 'lead',
        confidence: base.confidence - 0.1,
      };
    for (const begin of [at, skipped]) {
      const subjectNext = phrases.find(
        (other) => other.from === begin || (other.from === begin + 1 && items[begin]?.pos === 'ADV'),
      );
      if (
        subjectNext &&
        !isStop(items[begin]) &&
        (hasVerb(items, subjectNext.to) || items[subjectNext.to]?.type === 'quote')
      ) {
        // a bare noun object needs a verb of its own to be a clause
        const clauseVerb = items.findIndex(
          (item, index) =>
            index >= subjectNext.to &&
            items[index - 1]?.lower !== 'to' &&
            (item.pos === 'AUX' || (item.pos === 'VERB' && !item.lower.endsWith('ing'))),
        );
        const asksTo =
          verb.frames.includes('i') && items.slice(subjectNext.to, clauseVerb).some((item) => item.lower === 'to');
        // "ordered her release, her lawyer said": the verb is a later speaker's.
        const trails =
          clauseVerb >= 0 &&
          reportingForms(items[clauseVerb]!.lower).length > 0 &&
          isStop(items[skipAdjuncts(clause, clauseVerb + 1)]) &&
          items.slice(subjectNext.to, clauseVerb).some(isComma);
        const plainObject =
          asksTo ||
          trails ||
          (verb.frames.includes('n') &&
            items
              .slice(subjectNext.to, clauseVerb)
              .some((item) => ['that', 'which', 'who', 'to', 'by', 'after', 'when'].includes(item.lower)));
        if (!(clauseVerb >= 0) && items[subjectNext.to]?.type === 'quote')
          return { ...base, content: [{ start: items[begin]!.start, end: sentenceEnd }], place, form: 'lead' };
        if (clauseVerb >= 0 && !plainObject)
          return {
            ...base,
            content: [{ start: items[begin]!.start, end: reportEnd(clause, begin, sentenceEnd) }],
            place,
            form: 'lead',
          };
      }
    }
    if (
      !verb.frames.includes('n') &&
      skipped < items.length &&
      !isStop(items[skipped]) &&
      !isComma(items[skipped]) &&
      hasVerb(items, skipped) &&
      ['say', 'believe', 'claim', 'add', 'write'].includes(verb.base) &&
      group.found.form !== 'base'
    )
      return {
        ...base,
        content: [{ start: items[at]!.start, end: sentenceEnd }],
        place,
        form: 'lead',
        confidence: base.confidence - 0.1,
      };
    if (afterComma > 0)
      return {
        ...base,
        content: [{ start: items[afterComma]!.start, end: sentenceEnd }],
        place,
        form: 'lead',
        confidence: base.confidence - 0.1,
      };
  }
  return readActs(clause, group, verb.frames, verb.base, at, {
    ...base,
    place,
    content: [{ start: frontedStart(clause, phrase.from, startAt), end: clauseEnd(clause, at, sentenceEnd) }],
    form: 'act',
  });
}

/** "…, and, after closed hearings, the verdict ordered": the adverbial belongs to what follows it. */
function frontedStart(clause: Clause, subject: number, start: number): number {
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

/** "amendments that critics said would …": what is spoken of stands before the relative pronoun. */
function antecedentOf(clause: Clause, subject: Phrase): Span | null {
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

/** What is said ends where the same speaker goes on: "…, but denied that", "… and added: “". */
function reportEnd(clause: Clause, from: number, sentenceEnd: number): number {
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
    const verb = items[i + 1]!;
    if (
      items[i]!.pos !== 'CCONJ' ||
      verb.pos !== 'VERB' ||
      !reportingForms(verb.lower).some((found) => found.form !== 'base' && found.form !== 'ing')
    )
      continue;
    const next = items[i + 2]!;
    if (
      next.lower === 'that' ||
      next.type === 'quote' ||
      next.lower === ':' ||
      (items[i]!.lower === 'but' && isComma(items[i - 1]))
    )
      return isComma(items[i - 1]) ? items[i - 1]!.start : items[i]!.start;
  }
  return sentenceEnd;
}

/** The clause ends before a following coordinate clause with a subject of its own. */
function clauseEnd(clause: Clause, from: number, sentenceEnd: number): number {
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
    if (!isComma(items[i]) || !['and', 'but', 'while', 'although'].includes(items[i + 1]!.lower)) continue;
    const subject = phrases.find((other) => other.from === i + 2);
    if (subject && (items[subject.to]?.pos === 'VERB' || items[subject.to]?.pos === 'AUX')) return items[i]!.start;
  }
  return sentenceEnd;
}

/** The clause itself is the saying: "condemned the raid", "urged them to release", "accused her of", "referred to". */
function readActs(
  clause: Clause,
  group: VerbGroup,
  frames: string,
  verb: string,
  at: number,
  attribution: Attribution,
): Attribution | null {
  const { items, phrases } = clause;
  const next = items[at];
  if (!next || isStop(next)) return verb === 'deny' ? attribution : null;
  const object = phrases.find((phrase) => phrase.from === at || (phrase.from === at + 1 && next.pos === 'ADV'));
  const wider = object ? items[object.to] : undefined;
  if (verb === 'call') {
    if (next.lower === 'on' && (isStop(items[at + 1]) || items[at + 1]!.lower === ':')) return null;
    const fits =
      next.lower === 'for' ||
      next.lower === 'on' ||
      (object &&
        wider &&
        (wider.pos === 'DET' ||
          wider.type === 'quote' ||
          wider.pos === 'ADJ' ||
          wider.pos === 'ADV' ||
          (items
            .slice(object.to, at + 14)
            .some((item) => item.type === 'quote' || item.lower === 'a' || item.lower === 'an') &&
            !isComma(wider))));
    return fits ? attribution : null;
  }
  if (verb === 'plead')
    return next.lower === 'not' || items[at]?.lower === 'guilty'
      ? { ...attribution, mode: next.lower === 'not' ? 'denied' : 'acknowledged' }
      : null;
  if (verb === 'put')
    return items.slice(at, at + 10).some((item) => item.lower === 'at') &&
      items.slice(at).some((item) => item.pos === 'NUM')
      ? attribution
      : null;
  if (verb === 'find')
    return items.slice(at, at + 12).some((item) => ['guilty', 'liable', 'that', 'in', 'innocent'].includes(item.lower))
      ? attribution
      : null;
  if (verb === 'set') return /^(?:bail|bond)$/.test(items[object?.head ?? at]?.lower ?? '') ? attribution : null;
  if (verb === 'direct' || verb === 'authorise' || verb === 'authorize')
    return object && items.slice(object.to, object.to + 8).some((item) => item.lower === 'to') ? attribution : null;
  if (verb === 'strike') return next.lower === 'down' || wider?.lower === 'down' ? attribution : null;
  if (verb === 'charge' && !items.slice(at, at + 12).some((item) => item.lower === 'with')) return null;
  if (verb === 'accuse' && !items.slice(at).some((item) => item.lower === 'of')) return null;
  if (verb === 'suspect' && !items.slice(at).some((item) => item.lower === 'of')) return null;
  if (verb === 'place')
    return items.slice(at).some((item) => item.lower === 'arrest' || item.lower === 'custody') ? attribution : null;
  if (
    frames.includes('p') &&
    next.pos === 'ADP' &&
    ['to', 'for', 'against', 'of', 'about', 'on', 'in'].includes(next.lower)
  )
    return attribution;
  if (frames.includes('i') && (next.lower === 'to' || items.slice(at, at + 16).some((item) => item.lower === 'to')))
    return attribution;
  if (/[no]/.test(frames) && object) return attribution;
  if (frames.includes('n') && next.type === 'quote') return attribution;
  if (frames.includes('n') && (next.pos === 'VERB' || next.pos === 'AUX') && next.lower.endsWith('ing'))
    return attribution;
  return null;
}

/** Whether a trailing "…, X" region brings content of its own after the verb. */
function hasOwnContent(clause: Clause, from: number): boolean {
  const { items } = clause;
  const first = items[from];
  if (!first) return false;
  if (first.type === 'quote') return true;
  return false;
}

/** "After the raid, X said that …": what stands before the speaker is an adverbial, not what was said. */
function opensSubordinate(clause: Clause, leading: number): boolean {
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
