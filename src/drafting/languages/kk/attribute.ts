import type { Span } from '../../reading/sentences.ts';
import type { Mode } from '../../schema.ts';
import { insideAny, spanOf, trimmed, type Found, type Speaker } from '../found.ts';
import type { Token } from '../tokens.ts';
import { caseOf, owners, saying, verbAt } from './lexicon.ts';
import type { Book, Unit } from './names.ts';

export type Where = {
  flat: string;
  book: Book;
  /** The person whom "ол" (he or she) means here; null if this is unclear. */ pronoun: () => string | null;
};
export type Sentence = { span: Span; tokens: Token[]; units: Unit[] };

const dash = (token: Token | undefined): boolean => token?.type === 'mark' && /^[—–-]$/.test(token.text);
const isMark = (token: Token | undefined): boolean => token?.type === 'mark';
const lowers = (tokens: readonly Token[]): (string | null)[] =>
  tokens.map((token) => (token.type === 'word' ? token.lower : null));

function speakerOf(where: Where, unit: Unit): Speaker {
  const { flat, book } = where;
  const base: Speaker = {
    actor: null,
    asWritten: flat.slice(unit.start, unit.end),
    kind: unit.kind,
    span: { start: unit.start, end: unit.end },
    pronoun: false,
    sure: true,
  };
  if (unit.type === 'pronoun') {
    const actor = unit.plural ? null : where.pronoun();
    return { ...base, actor, pronoun: true, sure: false };
  }
  if (unit.type === 'noun') {
    const holders = unit.plural ? undefined : book.roles.get(unit.noun ?? '');
    const [holder] = holders?.size === 1 && unit.to - unit.from === 1 ? holders : [];
    return { ...base, actor: holder ?? unit.name, pronoun: true };
  }
  const name = unit.name ?? '';
  return { ...base, actor: book.people.get(name.toLowerCase()) ?? name };
}

type Cue = { from: number; to: number; mode: Mode; passive: boolean };

/** The word or words that attribute, from `at`: "деді" (said), "деп жазды" (wrote that), "мойындады" (admitted). */
function cueAt(words: readonly (string | null)[], at: number): (Cue & { said: boolean }) | null {
  const word = words[at];
  if (!word) return null;
  // A cue of "деген" (that) and the next words: "деген сенімде" (is sure that), "деген жауап берді" (answered that).
  if (word === 'деген')
    for (let next = at + 1; next <= at + 3 && words[next]; next += 1)
      if (words[next + 1] === null || words[next + 1] === undefined)
        return { from: at, to: next + 1, mode: 'quoted', passive: false, said: true };
  if (word === 'делінген') return { from: at, to: at + 1, mode: 'stated', passive: true, said: true };
  if (word === 'деп') {
    for (let next = at + 1; next <= at + 2; next += 1) {
      const verb = words[next] ? verbAt(words, next) : null;
      if (verb) return { from: at, to: verb.to, mode: verb.mode, passive: verb.passive, said: true };
    }
    return words[at + 1] ? { from: at, to: at + 2, mode: 'stated', passive: false, said: true } : null;
  }
  if (saying.has(word)) return { from: at, to: at + 1, mode: 'stated', passive: false, said: true };
  const verb = verbAt(words, at);
  if (!verb) return null;
  // A second verb belongs to the cue: "айтып шағымданды" (complained, saying).
  const next = /[ыі]?п$/.test(words[verb.to - 1]!) ? verbAt(words, verb.to) : null;
  return { from: at, ...verb, ...next, said: false };
}

/** All attributions of a sentence. */
export function attribute(sentence: Sentence, where: Where): Found[] {
  const framed = withOwner(sentence, where);
  const found = [...framed];
  const taken = (at: number): boolean => framed.some((each) => insideAny([each.place], sentence.tokens[at]!.start));
  const spoken = afterSpeech(sentence, where);
  if (spoken) return nested([...found, spoken], where.flat);
  const { tokens } = sentence;
  const words = lowers(tokens);
  let from = 0;
  let subject: Unit | null = null;
  for (let at = 0; at < tokens.length; at += 1) {
    if (taken(at)) continue;
    const cue = cueAt(words, at);
    if (!cue || !closes(sentence, cue)) continue;
    const own = subjectIn(sentence, from, cue.from, taken);
    subject = own ?? subject;
    const start = own ? own.to : from;
    // The subject may follow: "деді ол" (said he).
    const later = !own ? sentence.units.find((unit) => unit.from === cue.to && unit.case === 'nom') : undefined;
    const unit = own ?? later ?? (from > 0 ? subject : null);
    const content = contentIn(sentence, { start, first: from, cue, own });
    from = cue.to;
    if (!content.length || (!unit && !cue.said)) {
      at = cue.to - 1;
      continue;
    }
    const passivePlace = cue.passive ? placeOf(sentence, cue.from) : null;
    const speaker = passivePlace
      ? speakerOf(where, passivePlace)
      : unit && !cue.passive
        ? speakerOf(where, unit)
        : null;
    const span = spanOf(tokens[cue.from]!.start, tokens[cue.to - 1]!.end);
    found.push({
      chain: [{ speaker, verb: where.flat.slice(span.start, span.end), cue: [span] }],
      content: content.map((each) => trimmed(where.flat, each)).filter((each) => each.end > each.start),
      mode: cue.mode,
      place: span,
      form: 'lead',
      confidence: speaker?.actor ? 0.8 : 0.55,
    });
    at = cue.to - 1;
  }
  if (!found.length) {
    const named = labelled(sentence, where);
    if (named) found.push(named);
  }
  return nested(
    found.filter((each) => each.content.length > 0),
    where.flat,
  );
}

/** Whether a verb ends its clause: what follows is the end of the sentence, a punctuation mark, or an auxiliary. */
function closes({ tokens, units }: Sentence, cue: Cue & { said: boolean }): boolean {
  const next = tokens[cue.to];
  if (!next || isMark(next)) return true;
  if (/^(?:отыр|тұр|жүр|жатыр|отырған|еді|екен|бірақ|алайда|және|да|де|деп)/.test(next.lower)) return true;
  return cue.said && units.some((unit) => unit.from === cue.to && unit.case === 'nom');
}

/** The subject of a clause: the first name, pronoun or noun in the nominative; if there are two, the name is used. */
function subjectIn(sentence: Sentence, from: number, to: number, taken: (at: number) => boolean): Unit | null {
  const fits = sentence.units.filter((unit) => {
    if (unit.from < from || unit.to > to || unit.case !== 'nom' || taken(unit.from)) return false;
    if (sentence.tokens[unit.from]!.type === 'quote' && unit.type !== 'name') return false;
    const next = sentence.tokens[unit.to];
    // The noun is not the subject if it is part of a longer phrase, as in "полиция бөлімінде" (in the police
    // department).
    if (
      unit.type === 'noun' &&
      next?.type === 'word' &&
      next.start - unit.end === 1 &&
      /(?:ы|і|сы|сі|ның|нің|ында|інде)$/.test(next.lower) &&
      next.lower.length > 3 &&
      unit.kind !== 'person'
    )
      return false;
    return true;
  });
  const [first] = fits;
  if (!first) return null;
  // In "Баспасөз хатшысы, Арман Сейтов" (the press secretary, Arman Seitov) the name is used instead of the noun.
  const name =
    first.type === 'noun' ? fits.find((unit) => unit.type === 'person' && unit.from - first.to <= 4) : undefined;
  return name ?? first;
}

/**
 * Finds the speaker of what a document says ("хатында айтылған", said in the letter): its owner, else the document
 * itself.
 */
function placeOf(sentence: Sentence, to: number): Unit | null {
  const owner = sentence.units.filter(
    (unit) => unit.to <= to && (unit.case === 'gen' || unit.type === 'name') && unit.kind !== 'document',
  );
  return owner[0] ?? sentence.units.find((unit) => unit.to <= to && unit.kind === 'document') ?? null;
}

type Range = {
  start: number;
  first: number;
  cue: Cue & { said: boolean };
  own: Unit | null;
};
/** The words that are said: they are between the subject and the verb, or before the subject. */
function contentIn(sentence: Sentence, { start, first, cue, own }: Range): Span[] {
  const { tokens } = sentence;
  let from = start;
  let to = cue.from;
  // The words that are said follow the document: "хатында … жазылған" (it is written in the letter that …).
  const document = cue.passive
    ? sentence.units.findLast((unit) => unit.kind === 'document' && unit.from >= first && unit.to < cue.from)
    : undefined;
  if (document) from = document.to;
  while (
    from < to &&
    (isMark(tokens[from]) || /^(?:бірақ|алайда|және|ал|да|де|болса|бұған|бұл туралы)$/.test(tokens[from]!.lower)) &&
    tokens[from]!.type !== 'quote'
  )
    from += 1;
  // An apposition is not part of what is said: "X, кеңес хатшысы, …" (X, the council's secretary, …).
  if (own && isMark(tokens[own.to]) && tokens[own.to]!.text === ',') {
    const close = tokens.findIndex((token, at) => at > own.to && at < cue.from && token.text === ',');
    if (close > 0 && close - own.to <= 7 && !tokens.slice(own.to, close).some((token) => token.type === 'quote'))
      from = close + 1;
  }
  while (to > from && isMark(tokens[to - 1]) && /^[,;:—–-]$/.test(tokens[to - 1]!.text)) to -= 1;
  const pieces: Span[] = [];
  const before = own && own.from > first ? tokens.slice(first, own.from) : [];
  if (to > from) pieces.push(spanOf(tokens[from]!.start, tokens[to - 1]!.end));
  // The object may precede the subject: "Бұл шешімді Омаров сынады" (Omarov criticised this decision).
  if (!pieces.length && before.length) pieces.push(spanOf(before[0]!.start, before.at(-1)!.end));
  const quote = tokens
    .slice(first, cue.from)
    .find(
      (token) =>
        token.type === 'quote' && !sentence.units.some((unit) => unit.start >= token.start && unit.end <= token.end),
    );
  const long = quote && /\s/.test(quote.text) && quote.text.length > 14 && (cue.said || !pieces.length);
  if (quote && long && !pieces.some((piece) => quote.start >= piece.start && quote.end <= piece.end))
    return [spanOf(quote.start, quote.end)];
  // The words that are said follow a colon: "ескертті: …" (warned: …).
  const colon = tokens[cue.to]?.text === ':' ? spanOf(tokens[cue.to]!.end, sentence.span.end) : null;
  if (colon) return [colon];
  if (!cue.said && pieces.length) {
    const last = tokens[to - 1]!;
    if (
      last.type === 'word' &&
      caseOf(last.lower) === 'nom' &&
      !/(?:уға|уге|ып|іп|ні|ны)$/.test(last.lower) &&
      !/(?:нда|нде)й$/.test(last.lower)
    ) {
      // A single word before the verb is not what is said: "жауап берді" (gave an answer).
      if (to - from < 2) return [];
    }
  }
  return pieces;
}

/** Attributions such as "X-тің айтуынша, …" (according to X). */
function withOwner(sentence: Sentence, where: Where): Found[] {
  const { tokens } = sentence;
  const words = lowers(tokens);
  const found: Found[] = [];
  for (let at = 0; at < tokens.length; at += 1)
    for (const { words: owner, mode } of owners) {
      if (!owner.every((word, index) => words[at + index] === word)) continue;
      const unit = sentence.units.findLast((each) => each.to <= at && at - each.to <= 2);
      const page = owner.at(-1)!.endsWith('болғандай');
      const next = at + owner.length;
      const from = unit && !page ? unit.from : at;
      // Adjectives and places before the noun belong to it.
      let begin = from;
      while (begin > 0 && tokens[begin - 1]!.type === 'word' && begin > from - 4 && !isMark(tokens[begin - 1]))
        begin -= 1;
      const wholeBefore = begin > 0 && isMark(tokens[begin - 1]) ? begin : begin === 0 ? 0 : from;
      const content: Span[] = [];
      if (wholeBefore > 1) content.push(spanOf(sentence.span.start, tokens[wholeBefore - 1]!.end));
      if (next < tokens.length) content.push(spanOf(tokens[next]!.start, sentence.span.end));
      const cue = spanOf(tokens[at]!.start, tokens[next - 1]!.end);
      const spans = content.map((each) => trimmed(where.flat, each)).filter((each) => each.end - each.start > 2);
      if (!spans.length) break;
      const speaker = unit && !page ? speakerOf(where, unit) : null;
      found.push({
        chain: [{ speaker, verb: where.flat.slice(cue.start, cue.end), cue: [cue] }],
        content: spans,
        mode,
        place: spanOf(tokens[wholeBefore]!.start, cue.end),
        form: 'whole',
        confidence: speaker?.actor ? 0.9 : 0.6,
      });
      break;
    }
  return found;
}

/** The attribution after a quotation: «…», – деді ол (“…,” he said). */
function afterSpeech(sentence: Sentence, where: Where): Found | null {
  const { tokens } = sentence;
  const quote = tokens.findIndex(
    (token) =>
      token.type === 'quote' && !sentence.units.some((unit) => unit.start >= token.start && unit.end <= token.end),
  );
  if (quote < 0) return null;
  let at = quote + 1;
  while (at < tokens.length && isMark(tokens[at]) && !dash(tokens[at])) at += 1;
  if (!dash(tokens[at])) return null;
  const cue = cueOf({ ...sentence, tokens: tokens.slice(at + 1) }, where, at + 1, sentence.units);
  if (!cue) return null;
  const end = tokens.findIndex((token, index) => index >= cue.to && isMark(token));
  const content = [spanOf(tokens[quote]!.start, tokens[quote]!.end)];
  if (end > 0 && end + 1 < tokens.length) {
    const more = tokens.findIndex((token, index) => index > end && token.type === 'quote');
    if (more > 0) content.push(spanOf(tokens[more]!.start, tokens[more]!.end));
    else if (dash(tokens[end + 1]) && tokens[end + 2]) content.push(spanOf(tokens[end + 2]!.start, sentence.span.end));
  }
  return {
    chain: [cue.link],
    content,
    mode: cue.mode,
    place: cue.place,
    form: 'trail',
    confidence: cue.link.speaker?.actor ? 0.9 : 0.7,
  };
}

/** Reads the narrator's words after a dash: "деді ол" (he said). `offset` is the index of their first token. */
export function cueOf(
  sentence: Sentence,
  where: Where,
  offset = 0,
  units: readonly Unit[] = sentence.units,
): { link: Found['chain'][number]; mode: Mode; place: Span; to: number } | null {
  const words = lowers(sentence.tokens);
  for (let at = 0; at < words.length; at += 1) {
    const cue = cueAt(words, at);
    if (!cue) continue;
    const whole = { from: cue.from + offset, to: cue.to + offset };
    const stop = sentence.tokens.findIndex((token, index) => index >= cue.to && isMark(token));
    const limit = (stop < 0 ? sentence.tokens.length : stop) + offset;
    const inside = units.filter((unit) => unit.from >= offset && unit.to <= limit && unit.case === 'nom');
    const unit =
      inside.findLast((each) => each.type === 'person') ??
      inside.findLast((each) => each.type !== 'noun') ??
      inside.at(-1);
    const span = spanOf(sentence.tokens[cue.from]!.start, sentence.tokens[cue.to - 1]!.end);
    const speaker = unit ? speakerOf(where, unit) : null;
    return {
      link: { speaker, verb: where.flat.slice(span.start, span.end), cue: [span] },
      mode: cue.mode,
      place: span,
      to: Math.max(whole.to, limit),
    };
  }
  return null;
}

/** A name and a colon before words: "Аты-жөні: «сөз»" (Name: “words”). */
function labelled(sentence: Sentence, where: Where): Found | null {
  const { tokens } = sentence;
  const colon = tokens.findIndex((token) => token.text === ':');
  if (colon < 1 || colon > 12 || colon + 1 >= tokens.length) return null;
  const unit = sentence.units.find((each) => each.type === 'person' && each.to <= colon && each.case === 'nom');
  if (!unit || unit.from > 4) return null;
  if (tokens[colon + 1]!.type !== 'quote' && !/^\p{Lu}/u.test(tokens[colon + 1]!.text)) return null;
  return {
    chain: [{ speaker: speakerOf(where, unit), verb: ':', cue: [] }],
    content: [trimmed(where.flat, spanOf(tokens[colon + 1]!.start, sentence.span.end))],
    mode: 'stated',
    place: spanOf(sentence.span.start, tokens[colon]!.end),
    form: 'lead',
    confidence: tokens[colon + 1]!.type === 'quote' ? 0.8 : 0.5,
  };
}

/**
 * If the words of one attribution are inside the content of another, both are joined into one chain. The innermost
 * speaker comes first.
 */
function nested(found: readonly Found[], flat: string): Found[] {
  const outer = found.filter((each) => each.form === 'whole');
  if (!outer.length) return [...found];
  const inner = found.filter((each) => each.form !== 'whole');
  if (!inner.length) return [...found];
  const [frame] = outer;
  return inner.map((each) => {
    if (!insideAny(frame!.content, each.place.start)) return each;
    const content = each.content.flatMap((span) =>
      frame!.place.end <= span.start || frame!.place.start >= span.end
        ? [span]
        : [spanOf(span.start, frame!.place.start), spanOf(frame!.place.end, span.end)]
            .map((part) => trimmed(flat, part))
            .filter((part) => part.end - part.start > 1),
    );
    return { ...each, content, chain: [...each.chain, ...frame!.chain] };
  });
}
