import { type Span } from '../../reading/sentences.ts';
import { type Mode } from '../../schema.ts';
import { spanOf, trimmed, type Speaker } from '../found.ts';
import { type Case } from './decline.ts';
import { conjunctions, looksFinite, phrases, verbsOf } from './lexicon.ts';
import {
  comma,
  isMark,
  isWord,
  type Sentence,
  type Draft,
  unitFrom,
  unitAround,
  isPreposition,
  commonEnd,
  clipped,
} from './parts.ts';
import { fitsSubject, speakerOf, type Where } from './speakers.ts';
import { inPlace } from './subject.ts';
import { type Unit } from './units.ts';

/**
 * Reads phrases such as "по словам X" (in the words of X), "по её мнению" (in her opinion), "согласно X" (according to
 * X).
 */
export function framed(sentence: Sentence, where: Where): Draft[] {
  const { tokens } = sentence;
  const drafts: Draft[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    for (const { words, mode } of phrases) {
      const straight = words.every((word, index) => tokens[at + index]?.lower === word);
      // The word for the speaker may be inside the phrase: "по её словам" (in her words).
      const gap =
        !straight && words.length === 2 && tokens[at]?.lower === words[0]
          ? [1, 2].find((skip) => tokens[at + 1 + skip]?.lower === words[1])
          : undefined;
      if (!straight && gap === undefined) continue;
      const owner = gap === undefined ? at + words.length : at + 1;
      const unit = unitFrom(sentence, owner);
      const possessive = gap !== undefined;
      if (possessive && !/^(?:его|ее|их)$/.test(tokens[owner]!.lower) && !(unit && unit.to === at + 1 + gap)) continue;
      const draft = frame(sentence, where, {
        at,
        words: possessive ? 2 + gap : words.length,
        owner,
        unit: unit ?? null,
        mode,
        possessive,
      });
      if (draft) {
        drafts.push(draft);
        at = tokens.findIndex((token) => token.end >= draft.place.end);
        break;
      }
    }
  }
  return drafts;
}

type Frame = { at: number; words: number; owner: number; unit: Unit | null; mode: Mode; possessive: boolean };

function frame(sentence: Sentence, where: Where, { at, words, owner, unit, mode, possessive }: Frame): Draft | null {
  const { tokens } = sentence;
  const { flat } = where;
  const first = tokens[at]!.lower;
  const cases: Case[] =
    first === 'согласно' || tokens[at]!.lower === 'судя'
      ? ['dat']
      : first === 'со' && tokens[at + 1]?.lower === 'ссылкой'
        ? ['acc']
        : ['gen'];
  let speaker: Speaker;
  let to: number;
  const name = unit?.type === 'noun' ? unitFrom(sentence, unit.to) : undefined;
  if (unit && name?.type === 'person' && cases.some((each) => name.cases.has(each))) {
    speaker = speakerOf(where, name, null, cases);
    to = name.to;
  } else if (unit) {
    speaker = speakerOf(where, unit, null, cases);
    to = possessive ? at + words : unit.to;
  } else {
    to = owner;
    while (tokens[to] && !isMark(tokens[to]) && to - owner < 8 && !(tokens[to]!.type === 'quote' && to > owner))
      to += 1;
    if (to === owner) return null;
    const inner = sentence.units.find(
      (each) =>
        each.from > owner &&
        each.to <= to &&
        (each.type === 'person' || each.type === 'name') &&
        [...each.cases].some((one) => cases.includes(one)),
    );
    if (inner) {
      speaker = speakerOf(where, inner, null, cases);
      to = inner.to;
    } else {
      const stop = tokens
        .slice(owner, to)
        .findIndex((token) => isWord(token) && (looksFinite(token.lower) || verbsOf(token.lower, false).length > 0));
      if (stop === 0) return null;
      if (stop > 0) to = owner + stop;
      const place = spanOf(tokens[owner]!.start, tokens[to - 1]!.end);
      speaker = {
        actor: null,
        asWritten: flat.slice(place.start, place.end),
        kind: null,
        span: place,
        pronoun: true,
        sure: true,
      };
    }
  }
  if (unit?.kind === 'document' && /^(?:согласно)$/.test(first) && unit.head === 'закон') return null;
  // A participle belongs to the speaker: "прохожего, просившего не называть его имени," (who asked not to be named).
  if (
    comma(tokens[to]) &&
    /(?:вш|щ|нн|енн|ят)(?:его|ей|их|ему|ого|ой|ых|ому|ей)(?:ся)?$/.test(tokens[to + 1]?.lower ?? '')
  ) {
    const close = tokens.findIndex((token, index) => index > to + 1 && comma(token));
    if (close > 0) to = close;
  } else if (comma(tokens[to]) && at === 0) {
    // An apposition belongs to the speaker: ", редактора портала," (the editor of the portal).
    const close = tokens.findIndex((token, index) => index > to && comma(token));
    const apposition = close > 0 ? tokens.slice(to + 1, close) : [];
    if (
      close > 0 &&
      apposition.length <= 7 &&
      unitFrom(sentence, to + 1)?.cases.has(cases[0]!) &&
      !apposition.some((token) => isWord(token) && looksFinite(token.lower))
    )
      to = close;
  }
  const end = commonEnd(tokens);
  const content: Span[] = [];
  const starts = at === 0 || isMark(tokens[at - 1]) || conjunctions.has(tokens[at - 1]?.lower ?? '');
  const lead = at === 0 || (conjunctions.has(tokens[at - 1]?.lower ?? '') && at === 1) || tokens[at - 1]?.text === ';';
  if (!lead && at > 0) content.push(spanOf(sentence.span.start, tokens[at - 1]!.end));
  if (to < end) content.push(spanOf(tokens[to]!.start, tokens[end - 1]!.end));
  if (!starts && to < end && !comma(tokens[to])) {
    // A phrase must have a comma or dash beside it to attribute something. A phrase that contains the word for the
    // speaker ("по её словам") needs none.
    if (!possessive) return null;
  }
  const cue = possessive
    ? [
        spanOf(tokens[at]!.start, tokens[owner - 1]!.end),
        spanOf(tokens[at + words - 1]!.start, tokens[at + words - 1]!.end),
      ]
    : [spanOf(tokens[at]!.start, tokens[at + words - 1]!.end)];
  const place = spanOf(tokens[at]!.start, tokens[to - 1]!.end);
  const spans = clipped(sentence, content, place)
    .map((each) => trimmed(flat, each))
    .filter((each) => each.end > each.start);
  if (!spans.length) return null;
  return {
    chain: [{ speaker, verb: cue.map((each) => flat.slice(each.start, each.end)).join(' … '), cue }],
    content: spans,
    mode,
    place,
    form: 'whole',
    confidence: speaker.actor ? 0.9 : 0.75,
    kind: 'frame',
  };
}

/** Reads "как сообщил X" (as X reported), "как следует из сообщения" (as the report shows). */
export function asSaid(sentence: Sentence, where: Where): Draft[] {
  const { tokens } = sentence;
  const drafts: Draft[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.lower !== 'как' || !(at === 0 || isMark(tokens[at - 1]) || conjunctions.has(tokens[at - 1]!.lower)))
      continue;
    let close = tokens.findIndex((other, index) => index > at && isMark(other) && /^[,—–:.]$/.test(other.text));
    if (close < 0) close = tokens.length;
    const verb = tokens.findIndex(
      (other, index) =>
        index > at &&
        index < close &&
        isWord(other) &&
        verbsOf(other.lower, false).length > 0 &&
        !unitAround(sentence, index),
    );
    if (verb < 0) continue;
    const forms = verbsOf(tokens[verb]!.lower, false);
    let speaker: Speaker | null = null;
    let form = forms[0]!;
    for (const each of forms) {
      const unit =
        sentence.units.find(
          (one) => one.from > at && one.to <= close && fitsSubject(one, each) && !isPreposition(tokens[one.from - 1]),
        ) ?? null;
      const place = unit
        ? null
        : (inPlace(sentence, verb, verb + 1) ??
          sentence.units.find((one) => one.from > verb && one.to <= close && tokens[one.from - 1]?.lower === 'из') ??
          null);
      const found = unit ?? place;
      if (!found) continue;
      speaker = speakerOf(
        where,
        found,
        each.kind === 'past' && !each.plural && each.gender !== 'n' ? each.gender : null,
        unit ? ['nom'] : undefined,
      );
      form = each;
      // An apposition belongs to the attribution: "Как отметил X, редактор портала, …" (as X, the editor, noted).
      if (
        comma(tokens[close]) &&
        unitFrom(sentence, close + 1)?.cases.has('nom') &&
        !tokens.slice(close + 1, close + 3).some((one) => isWord(one) && looksFinite(one.lower))
      ) {
        const next = tokens.findIndex((other, index) => index > close && comma(other));
        const inner = next > 0 ? tokens.slice(close + 1, next) : [];
        if (
          next > 0 &&
          inner.length <= 7 &&
          unitFrom(sentence, close + 1)!.type === 'noun' &&
          !inner.some((one) => isWord(one) && looksFinite(one.lower))
        )
          close = next;
      }
      break;
    }
    if (!speaker && !(form.kind === 'passive')) continue;
    const end = commonEnd(tokens);
    const content: Span[] = [];
    if (at > 1) content.push(spanOf(sentence.span.start, tokens[at - 1]!.end));
    if (close < end) content.push(spanOf(tokens[close]!.end, tokens[end - 1]!.end));
    const place = spanOf(token.start, tokens[Math.min(close, tokens.length) - 1]!.end);
    const spans = clipped(sentence, content, place)
      .map((each) => trimmed(where.flat, each))
      .filter((each) => each.end > each.start);
    if (!spans.length) continue;
    const cue = spanOf(tokens[verb]!.start, tokens[verb]!.end);
    drafts.push({
      chain: [{ speaker, verb: tokens[verb]!.text, cue: [cue] }],
      content: spans,
      mode: form.mode === 'ruled' ? 'stated' : form.mode,
      place,
      form: 'whole',
      confidence: speaker?.actor ? 0.9 : 0.6,
      kind: 'frame',
    });
  }
  return drafts;
}

/** Reads "Имя: «слова»" (Name: “words”), an attribution without a verb. */
export function labelled(sentence: Sentence, where: Where): Draft | null {
  const { tokens } = sentence;
  const colon = tokens.findIndex((token) => token.text === ':');
  if (colon < 1 || colon > 12 || colon + 1 >= tokens.length) return null;
  const unit = sentence.units.find(
    (each) => each.to <= colon && (each.type === 'person' || each.type === 'name') && each.cases.has('nom'),
  );
  if (!unit || (unit.from > 2 && !isMark(tokens[unit.from - 1]))) return null;
  if (unit.to !== colon && !comma(tokens[unit.to]) && tokens[unit.to]?.text !== '(') return null;
  if (tokens.slice(0, colon).some((token) => isWord(token) && looksFinite(token.lower))) return null;
  const quote = tokens[colon + 1]!.type === 'quote';
  if (!quote && !/^\p{Lu}/u.test(tokens[colon + 1]!.text)) return null;
  if (unit.type === 'name' && !quote) return null;
  const speaker = speakerOf(where, unit, null, ['nom']);
  return {
    chain: [{ speaker, verb: ':', cue: [] }],
    content: [trimmed(where.flat, spanOf(tokens[colon + 1]!.start, tokens.at(-1)!.end))],
    mode: 'stated',
    place: spanOf(sentence.span.start, tokens[colon]!.end),
    form: 'lead',
    confidence: quote ? 0.8 : 0.55,
    kind: 'verb',
  };
}
