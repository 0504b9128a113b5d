import { type Span } from '../../reading/sentences.ts';
import { spanOf, trimmed } from '../found.ts';
import { beside, conjunctions, looksFinite, looksInfinitive, that } from './lexicon.ts';
import {
  dash,
  comma,
  isMark,
  isWord,
  type Sentence,
  type Cue,
  type Draft,
  unitAround,
  isPreposition,
  commonEnd,
  clipped,
  modeOf,
} from './parts.ts';
import { type Where } from './speakers.ts';

/** The words that a cue, such as a verb of saying, attributes; null if there are none. */
export function contentOf(sentence: Sentence, cue: Cue, cues: readonly Cue[], where: Where): Draft | null {
  const { tokens, span } = sentence;
  const { flat } = where;
  const { group, form } = cue;
  const end = commonEnd(tokens);
  const cueSpan = spanOf(tokens[cue.from]!.start, tokens[cue.to - 1]!.end);
  const place = spanOf(tokens[group.from]!.start, tokens[group.to - 1]!.end);
  const make = (content: Span[], shape: Draft['form'], kind: Draft['kind'], confidence: number): Draft | null => {
    const spans = content.map((each) => trimmed(flat, each)).filter((each) => each.end > each.start);
    if (!spans.length || !spans.some((each) => /\p{L}{2}/u.test(flat.slice(each.start, each.end)))) return null;
    return {
      chain: [{ speaker: cue.speaker, verb: flat.slice(cueSpan.start, cueSpan.end), cue: [cueSpan] }],
      content: spans,
      mode: modeOf(cue, flat, spans),
      place,
      form: shape,
      confidence: cue.speaker?.actor ? confidence : confidence - 0.15,
      kind,
      cue,
    };
  };
  const textBefore = (to: number): Span => spanOf(span.start, tokens[to - 1]!.end);
  const before = tokens[group.from - 1];
  // The words between the group (verb and subject) and the next mark: the addressee, the place, or what is said.
  let stop = group.to;
  while (stop < tokens.length && !isMark(tokens[stop]) && tokens[stop]!.type !== 'quote') stop += 1;
  while (tokens[stop]?.type === 'quote' && unitAround(sentence, stop)) {
    stop += 1;
    while (stop < tokens.length && !isMark(tokens[stop]) && tokens[stop]!.type !== 'quote') stop += 1;
  }
  const after = tokens[stop];
  const spokenAt = (at: number): boolean => tokens[at]?.type === 'quote' && !unitAround(sentence, at);
  const beforeDash = dash(before) || (comma(before) && spokenAt(group.from - 2)) || spokenAt(group.from - 1);
  const speechBefore = group.from > 0 && beforeDash && speechEnds(sentence, group.from - 1);
  if (speechBefore && form.kind !== 'participle' && form.kind !== 'gerund') {
    const cut = dash(before) ? group.from - 1 : group.from;
    const content = [spokenBefore(sentence, cut)];
    if (after && (comma(after) || after.text === '.' || after.text === ':') && stop + 1 < end) {
      const rest = dash(tokens[stop + 1]) ? stop + 2 : stop + 1;
      if (tokens[rest] && (tokens[rest]!.type === 'quote' || dash(tokens[stop + 1])))
        content.push(spanOf(tokens[rest]!.start, tokens[end - 1]!.end));
    }
    return make(content, 'trail', 'verb', 0.9);
  }
  const tailText = tokens
    .slice(group.to, stop)
    .map((token) => token.lower)
    .join(' ');
  if (form.lemma === 'прийти' && !/(?:^|\s)к (?:выводу|заключению|мнению|убеждению)$/.test(tailText)) return null;
  const how = tokens[group.from - 1]?.lower === 'как' || (tokens[cue.from - 1]?.lower === 'как' && cue.inverted);
  if (how) return null;
  const lead = (from: number, confidence: number): Draft | null => {
    const limit = limitOf(sentence, cue, cues, from, end);
    return from < limit
      ? make([spanOf(tokens[from]!.start, tokens[limit - 1]!.end)], 'lead', 'verb', confidence)
      : null;
  };
  if (after && comma(after) && isWord(tokens[stop + 1]) && that.has(tokens[stop + 1]!.lower)) {
    const word = tokens[stop + 1]!.lower;
    // "согласился с тем, что" (agreed that) is read in the same way as a plain "что" (that).
    return lead(/^(?:что|будто|якобы|как)$/.test(word) ? stop + 2 : stop + 1, 0.9);
  }
  if (after && comma(after) && tokens[stop + 2]?.lower === 'ли') return lead(stop + 1, 0.85);
  const tail = tokens.slice(group.to, stop);
  const infinitive = tail.findIndex((token) => isWord(token) && looksInfinitive(token.lower));
  const ownObject = objectBetween(sentence, cue);
  if (
    after?.text === ':' &&
    !(form.frame.infinitive && infinitive >= 0) &&
    !(form.frame.object && tail.some((token) => isWord(token) && !beside.has(token.lower) && !isPreposition(tail[0])))
  ) {
    const draft = lead(stop + 1, 0.85);
    if (draft && ownObject) draft.content.unshift(trimmed(flat, ownObject));
    return draft;
  }
  // "Говорят, часть лошадей повернула" (they say that some horses turned back) has no speaker.
  const nobody = !cue.subject && !cue.place && !cue.shared && form.kind !== 'passive';
  if (nobody && group.from === 0 && stop === group.to && comma(after) && form.frame.bare) return lead(stop + 1, 0.5);
  // The attribution is inside or after what is said: "…, говорит она, …" (she says), "…, пояснил министр."
  const closes = stop >= end || (after !== undefined && (comma(after) || dash(after)));
  const opens = comma(before) || (dash(before) && group.from > 1);
  const plainTail = !tokens
    .slice(group.to, stop)
    .some((token) => isWord(token) && (looksInfinitive(token.lower) || looksFinite(token.lower)));
  const leadsItself = cue.from <= (cue.subject?.from ?? cue.from);
  if (
    opens &&
    closes &&
    plainTail &&
    (leadsItself || after === undefined || comma(after)) &&
    form.kind !== 'participle' &&
    form.kind !== 'gerund' &&
    !cue.shared &&
    (form.frame.bare || !form.frame.object || stop === group.to) &&
    stop - group.to < 8
  ) {
    const speechy = !form.frame.object || stop === group.to;
    if (speechy) {
      const content = [textBefore(group.from - 1)];
      if (stop < end) content.push(spanOf(tokens[stop]!.end, tokens[end - 1]!.end));
      return make(clipped(sentence, content, place), 'whole', 'frame', 0.85);
    }
  }
  if (nobody && group.from > 0) return null;
  if (form.frame.infinitive && infinitive >= 0) {
    let from = group.to + infinitive;
    const first = tail.findIndex(
      (token) => !(isWord(token) && (beside.has(token.lower) || pronounish.test(token.lower))),
    );
    if (first >= 0 && first < infinitive && infinitive - first <= 8) from = group.to + first;
    const draft = lead(from, 0.8);
    // In "Сколько это стоит, министр пообещал уточнить" (how much it costs, the minister promised to find out) the
    // question before the speaker is part of what is said.
    const clause =
      draft &&
      comma(before) &&
      group.to + infinitive === end - 1 &&
      tokens
        .slice(0, group.from - 1)
        .some((token) => token.lower === 'ли' || (that.has(token.lower) && token.lower !== 'как'))
        ? textBefore(group.from - 1)
        : null;
    if (draft && clause) draft.content.unshift(trimmed(flat, clause));
    return draft;
  }
  const quoteAt = tokens.findIndex(
    (token, at) => at >= group.to && token.type === 'quote' && !unitAround(sentence, at),
  );
  if (form.frame.object && (tail.length || quoteAt === stop)) {
    let from = group.to;
    while (
      from < stop &&
      isWord(tokens[from]) &&
      (beside.has(tokens[from]!.lower) || pronounSkip.test(tokens[from]!.lower))
    )
      from += 1;
    if (from < end && (from < stop || quoteAt === stop)) return lead(from, 0.7);
  }
  if (form.frame.preposition && tail.length) {
    const from =
      group.to +
      tail.findIndex((token) => isWord(token) && /^(?:о|об|обо|на|за|с|со|в|против|насчет|от|про)$/.test(token.lower));
    if (from >= group.to) return lead(from, 0.6);
  }
  if (quoteAt >= 0 && quoteAt <= stop + 1) return lead(quoteAt, 0.75);
  if (ownObject) return make([ownObject], 'trail', 'verb', 0.65);
  if (
    form.frame.object ||
    form.mode === 'left-unclear' ||
    form.kind === 'passive' ||
    form.kind === 'short' ||
    form.frame.preposition
  ) {
    const object = objectBefore(sentence, cue);
    if (object) return make([object], 'trail', 'verb', 0.65);
  }
  return null;
}

const pronounish = /^(?:ему|ей|им|нам|вам|мне|его|ее|их|нас|вас|меня|это|этого)$/;

const pronounSkip = /^(?:ему|ей|им|нам|вам|мне)$/;

/** The object between the subject, or a conjunction, and the verb: "Редактор умысел отвергал" (denied intent). */
function objectBetween(sentence: Sentence, cue: Cue): Span | null {
  const { tokens } = sentence;
  if (!cue.form.frame.object || cue.inverted || cue.place) return null;
  let from = cue.subject && !cue.shared && cue.subject.to <= cue.from ? cue.subject.to : -1;
  if (from < 0 && cue.shared)
    from =
      1 +
      tokens.findLastIndex(
        (token, at) => at < cue.from && (/^(?:но|однако|а|хотя|и)$/.test(token.lower) || comma(token)),
      );
  if (from < 0) return null;
  while (from < cue.from && (isMark(tokens[from]) || beside.has(tokens[from]!.lower))) from += 1;
  let to = cue.from;
  while (
    to > from &&
    (beside.has(tokens[to - 1]!.lower) ||
      (/(?:[^тв]о|е)$/.test(tokens[to - 1]!.lower) &&
        !sentence.units.some((unit) => unit.to === to) &&
        tokens[to - 1]!.lower.length > 6))
  )
    to -= 1;
  if (
    to <= from ||
    isPreposition(tokens[from]) ||
    tokens.slice(from, to).some((token) => isMark(token) && !comma(token))
  )
    return null;
  if (tokens.slice(from, to).some((token) => isWord(token) && looksFinite(token.lower))) return null;
  return spanOf(tokens[from]!.start, tokens[to - 1]!.end);
}

/**
 * The words that are denied or left open, if they precede the verb: "Давление на прессу … отрицают" (they deny pressure
 * on …).
 */
function objectBefore(sentence: Sentence, cue: Cue): Span | null {
  const { tokens } = sentence;
  let to = cue.group.from;
  if (/^(?:в|во|на)$/.test(tokens[to - 1]?.lower ?? '') && cue.place) to -= 1;
  if (to <= 0) return null;
  let from = to;
  while (from > 0 && !(isMark(tokens[from - 1]) && !comma(tokens[from - 1]))) from -= 1;
  if (cue.from > cue.group.from && cue.subject && cue.subject.from < cue.from && cue.form.mode !== 'left-unclear')
    return null;
  return to > from ? spanOf(tokens[from]!.start, tokens[to - 1]!.end) : null;
}

/** Whether the words before a dash or a comma are speech. */
function speechEnds(sentence: Sentence, at: number): boolean {
  const { tokens } = sentence;
  const before = dash(tokens[at]) ? tokens[at - 1] : tokens[at];
  if (!before) return false;
  if (before.type === 'quote') return !unitAround(sentence, tokens.indexOf(before));
  return (
    /^(?:[,!?…]|\.{2,})$/.test(before.text) &&
    tokens.slice(0, at).some((token, index) => token.type === 'quote' && !unitAround(sentence, index))
  );
}

/** The quotations directly before an attribution, with the words that belong to them. */
function spokenBefore(sentence: Sentence, to: number): Span {
  const { tokens } = sentence;
  let last = to - 1;
  while (last > 0 && tokens[last]!.type !== 'quote') last -= 1;
  let from = last;
  // In «…, – сказал он, – …» (he said), a piece before a comma and another quotation belong to other attributions.
  while (from > 0 && !(isMark(tokens[from - 1]) && /^[:;.—–]$/.test(tokens[from - 1]!.text))) {
    const token = tokens[from - 1]!;
    if (token.type === 'quote' && !unitAround(sentence, from - 1) && comma(tokens[from])) break;
    from -= 1;
  }
  const only =
    tokens[last]?.type === 'quote' && (last === 0 || !tokens.slice(from, last).some((token) => isWord(token)));
  return spanOf(
    tokens[only ? last : from]!.start,
    tokens[Math.max(last, to - 1)]?.type === 'quote' ? tokens[Math.max(last, to - 1)]!.end : tokens[last]!.end,
  );
}

/** The end of the words that are said: before the next cue that is not part of them. */
function limitOf(sentence: Sentence, cue: Cue, cues: readonly Cue[], from: number, end: number): number {
  const { tokens } = sentence;
  let limit = end;
  for (const other of cues) {
    if (other === cue || other.from < from) continue;
    const separate = other.shared || other.form.kind === 'gerund';
    const start = other.shared ? other.from : other.group.from;
    let at = start;
    while (
      at > from &&
      isWord(tokens[at - 1]) &&
      (beside.has(tokens[at - 1]!.lower) || conjunctions.has(tokens[at - 1]!.lower))
    )
      at -= 1;
    if (at === start && other.shared) {
      // The content ends before the conjunction: "…, однако умысел отрицал" (…, but denied intent).
      for (let back = start - 1; back > Math.max(from, start - 8); back -= 1)
        if (
          /^(?:но|однако|а|хотя|зато|и)$/.test(tokens[back]!.lower) &&
          (comma(tokens[back - 1]) || tokens[back]!.lower === 'и')
        ) {
          at = back;
          break;
        }
    }
    const joined = conjunctions.has(tokens[at]?.lower ?? '') && at < start;
    const cut = isMark(tokens[at - 1]) && /^[;:]$/.test(tokens[at - 1]!.text);
    const mark = tokens.findLastIndex(
      (token, index) => index >= from && index < other.from && /^[;:]$/.test(token.text),
    );
    if (mark > from && !cut && cue.form.frame.object && !cue.form.frame.bare) limit = Math.min(limit, mark);
    if (separate || cut || (joined && /^(?:а|но|однако|хотя|зато)$/.test(tokens[at]!.lower)))
      limit = Math.min(limit, at);
  }
  while (limit > from && isMark(tokens[limit - 1]) && /^[,;—–]$/.test(tokens[limit - 1]!.text)) limit -= 1;
  return limit;
}
