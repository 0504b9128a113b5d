import type { Item, Phrase } from '../reading/phrases.ts';
import type { Span } from '../reading/sentences.ts';
import type { Mode } from '../schema.ts';
import { holdsLiable, readActs } from './acts.ts';
import { cueOf, type Attribution } from './attribution.ts';
import type { Clause, VerbGroup } from './clause.ts';
import { relativeEnd, subjectAfter, subjectBefore } from './subject.ts';
import {
  addresseeEnd,
  afterAside,
  antecedentOf,
  clauseEnd,
  frontedStart,
  hasOwnContent,
  hasVerb,
  isObjectOnly,
  isComma,
  isLongQuote,
  isStop,
  opensSubordinate,
  quoteFollows,
  reportEnd,
  resumesAt,
  skipAdjuncts,
} from './extent.ts';
import { toldTo } from './outlets.ts';
import type { Memory } from './pronouns.ts';
import { readingFor } from './reading-for.ts';
import { fromPhrase, interrogators } from './speaker.ts';
import { decisions, reportingForms, unsaid } from './verbs.ts';

const end = (items: readonly Item[]): number => items.at(-1)?.end ?? 0;

/** Finds the subject of a verb. It precedes the verb (X said …) or follows it (`inverted`: “…,” said X). */
function subjectOf(
  clause: Clause,
  group: VerbGroup,
  canSpeak: (phrase: Phrase) => boolean,
): { phrase: Phrase; inverted: boolean } | null {
  const { items } = clause;
  const before = items[group.from - 1];
  // In "Its editor, Goran B., told reporters" a comma alone does not mean inverted order, because a possible subject
  // precedes it.
  const comma = isComma(before) && group.from >= 2;
  // Whether the sentence starts with the verb, as in "Said Mr G.: “…”".
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

/** Finds the subject of the main clause. This is also the speaker of a following "…, saying that". */
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

export type ActiveOptions = { memory: Memory; sentence: number; publisher: string | null };

/** Reads one active reporting verb as an attribution; null if it reports nothing. */
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
    // "…, saying that" continues the main clause. In "a letter expressing concern", the participle reports nothing.
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
  // In "It is important to note that", no one is a speaker.
  if (group.kind === 'infinitive' && items[phrase.head]!.lower === 'it') return null;
  const speaker = fromPhrase(clause, phrase, options.memory, options.sentence);
  if (!speaker) return null;
  const found = readingFor(group.readings, speaker);
  if (!found) return null;
  const { verb } = found;
  // "had written to the minister" is an act, not reported speech.
  if (
    verb.base === 'write' &&
    items[group.at + 1]?.lower === 'to' &&
    !items.slice(group.at + 1).some((item) => item.lower === 'that' || item.lower === ':' || item.type === 'quote')
  )
    return null;
  if (['i', 'we', 'you'].includes(speaker.head)) return null;
  if (verb.base === 'hear' && speaker.kind !== 'court') return null;
  if (verb.base === 'call' && group.kind === 'infinitive') return null; // "tried to call him": by telephone

  const last = end(items);
  const stop = items.findLastIndex((item) => !/^[.!?]$/.test(item.lower));
  const sentenceEnd = relativeEnd(clause, group, stop >= 0 ? items[stop]!.end : last);
  let after = inverted ? phrase.to : group.at + 1;
  if (verb.base === 'point' && !inverted && items[after]?.lower === 'out') after += 1;
  const pointsTo = verb.base === 'point' && items[after - 1]?.lower !== 'out';
  if (inverted && isComma(items[after])) {
    // In "said X, editor of Y, “…”", what is said begins at the quotation.
    const quote = items.findIndex((item, index) => index > after && item.type === 'quote' && !item.fragment);
    after = quote > 0 ? quote : items.length;
  }
  const modeOf = (): Mode => {
    if (group.negated && verb.mode === 'denied') return 'stated'; // "did not deny" is not a denial.
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
  const base: Attribution = {
    speaker,
    verb: text,
    cue: cueOf(items, group.from, group.at + 1),
    mode: modeOf(),
    content: [],
    said: undefined,
    place: speaker.place,
    form: 'lead',
    outer,
    confidence:
      (speaker.pronoun && !speaker.actor ? 0.55 : speaker.pronoun ? 0.75 : speaker.actor ? 0.9 : 0.8) -
      (speaker.sure ? 0 : 0.1),
  };
  // In "X denied it and said …" the place of the second attribution begins at its verb.
  const coordinated = !inverted && items[group.from - 1]?.pos === 'CCONJ' && group.from > phrase.to;
  const startAt = coordinated
    ? items[group.from]!.start
    : Math.min(items[phrase.from]!.start, items[group.from]!.start);

  // The verb follows what is said. So the content is the sentence up to the speaker, and the rest of the sentence after
  // the verb.
  const leading = inverted ? group.from : phrase.from;
  const beforeItem = items[leading - 1];
  const tellVerb =
    /o/.test(verb.frames) && verb.mode === 'stated'
      ? phrases.find(
          (other) => other.from === after && !(items[other.to]?.pos === 'VERB' || items[other.to]?.pos === 'AUX'),
        )
      : undefined;
  const rest = skipAdjuncts(clause, tellVerb ? tellVerb.to : after);
  // In "The law will, experts say, silence the press" the reporting verb interrupts what is said.
  // In "…, says a nurse who works there, …" the words after "who" describe the speaker.
  const who =
    inverted && items[phrase.to]?.lower === 'who'
      ? items.findIndex((item, index) => index > phrase.to && isComma(item))
      : -1;
  const adjuncts = who > 0 ? who : inverted ? skipAdjuncts(clause, phrase.to) : rest;
  const resumes =
    group.kind === 'finite' && /[sq]/.test(verb.frames) && !pointsTo ? resumesAt(clause, leading, adjuncts) : -1;
  if (resumes > 0)
    return {
      ...base,
      content: [
        { start: items[0]!.start, end: items[leading - 2]!.end },
        { start: items[resumes]!.start, end: sentenceEnd },
      ],
      place: { start: startAt, end: items[adjuncts - 1]!.end },
      form: 'trail',
    };
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
  /** What is said is before the words "X says", and after the comma or colon at `mark`, which follows them. */
  const aroundFrame = (mark: number): Pick<Attribution, 'content' | 'place'> => ({
    content: [
      { start: items[0]!.start, end: items[leading - 2]!.end },
      { start: items[mark + 1]!.start, end: sentenceEnd },
    ],
    place: { start: startAt, end: items[mark - 1]!.end },
  });
  // In "They came at night, X stresses: they simply kept walking" both parts are what X says.
  const continued =
    contentBefore &&
    !startsAsAside &&
    items[after]?.lower === ':' &&
    !quoteFollows(items, after) &&
    hasVerb(items, after);
  if (continued && /[sq]/.test(verb.frames) && items[after + 1])
    return {
      ...base,
      ...aroundFrame(after),
      form: 'trail',
    };
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

  // In "The law, critics say, will silence the press" the reporting verb is inside the content.
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
      ...aroundFrame(rest),
      form: 'trail',
    };
  }

  // The content follows the verb.
  let at = afterAside(items, after);
  if (at === after && !inverted && verb.frames.includes('s')) {
    const next = skipAdjuncts(clause, after);
    const aside = afterAside(items, next);
    if (aside !== next && items[aside]?.lower === 'that') at = aside;
  }
  if (verb.base === 'understand' && items[at]?.lower !== 'that') return null;
  if (verb.base === 'hold' && !verb.courtly && items[at]?.lower !== 'that' && !holdsLiable(clause, at)) return null;
  if (verb.base === 'put' && items[at]?.lower === 'it') {
    // In "She put it this way: “…”", only the quotation after the colon is what is said.
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
  // If the police ask someone to name a person, this is an interrogation, not a statement.
  if (
    verb.base === 'ask' &&
    interrogators.test(speaker.head) &&
    items.slice(at, at + 5).some((item) => item.lower === 'to')
  )
    return null;
  if (/[o]/.test(verb.frames) && verb.mode === 'stated') {
    // In "told Reuters in an interview that …" the content begins after "Reuters" at the earliest.
    const object = phrases.find((other) => other.from === at);
    if (object && items[object.to]?.pos !== 'VERB' && items[object.to]?.pos !== 'AUX')
      at = afterAside(items, object.to);
  } else if (verb.base === 'go') {
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
        said: [{ start: items[group.at]!.end, end: clauseEnd(clause, at, sentenceEnd) }],
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
    let anyClause = true;
    for (const begin of [at, skipped]) {
      const subjectNext = phrases.find(
        (other) => other.from === begin || (other.from === begin + 1 && items[begin]?.pos === 'ADV'),
      );
      if (
        subjectNext &&
        !isStop(items[begin]) &&
        (hasVerb(items, subjectNext.to) || items[subjectNext.to]?.type === 'quote')
      ) {
        // A noun after the reporting verb begins a new clause only if another verb follows the noun.
        const clauseVerb = items.findIndex(
          (item, index) =>
            index >= subjectNext.to &&
            items[index - 1]?.lower !== 'to' &&
            (item.pos === 'AUX' || (item.pos === 'VERB' && !item.lower.endsWith('ing'))),
        );
        const asksTo =
          verb.frames.includes('i') && items.slice(subjectNext.to, clauseVerb).some((item) => item.lower === 'to');
        // In "ordered her release, her lawyer said" the subject of "said" is another speaker.
        const trails =
          clauseVerb >= 0 &&
          reportingForms(items[clauseVerb]!.lower).length > 0 &&
          isStop(items[skipAdjuncts(clause, clauseVerb + 1)]) &&
          items.slice(subjectNext.to, clauseVerb).some(isComma);
        const objectOnly = isObjectOnly(items, subjectNext.to, clauseVerb, verb.frames);
        anyClause &&= !objectOnly;
        const plainObject =
          asksTo ||
          objectOnly ||
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
      anyClause &&
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
    said: decisions.has(verb.base)
      ? []
      : [{ start: addresseeEnd(clause, verb, after) ?? items[group.at]!.end, end: clauseEnd(clause, at, sentenceEnd) }],
    form: 'act',
  });
}
