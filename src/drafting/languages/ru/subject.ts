import { beside, conjunctions, looksFinite, looksInfinitive, nounsOf, that, type VerbForm } from './lexicon.ts';
import { dash, comma, isMark, isWord, type Sentence, type Cue, unitFrom, isPreposition } from './parts.ts';
import { fitsSubject } from './speakers.ts';
import { type Unit } from './units.ts';

export function findSubject(
  sentence: Sentence,
  from: number,
  to: number,
  form: VerbForm,
  previous: Cue | null,
): Pick<Cue, 'subject' | 'place' | 'inverted' | 'shared' | 'apposed'> | null {
  const { tokens } = sentence;
  const none = { subject: null, place: null, inverted: false, shared: false, apposed: false };
  if (form.kind === 'gerund') return previous ? { ...none, shared: true } : subjectAfter(sentence, from);
  if (form.kind === 'participle') {
    // The subject is the noun before the comma: "партия, требующая …" (the party, which demands …).
    if (!comma(tokens[from - 1])) return null;
    const unit = sentence.units.find((each) => each.to === from - 1);
    return unit && (!unit.genders.size || form.gender === null || unit.genders.has(form.gender))
      ? { ...none, subject: unit }
      : null;
  }
  if (form.kind === 'passive') {
    const by = sentence.units.find(
      (unit) =>
        unit.cases.has('ins') &&
        !unit.cases.has('nom') &&
        (unit.to === from || unit.from === to) &&
        !isPreposition(tokens[unit.from - 1]),
    );
    const place = inPlace(sentence, from, to);
    return { ...none, subject: by ?? null, place: by ? null : place };
  }
  const left = leftOf(sentence, from, form);
  const right = rightOf(sentence, to, form);
  const pick = (unit: Unit | null, speaks: boolean): unit is Unit =>
    unit !== null && (unit.kind === 'document') !== speaks;
  if (left?.unit && pick(left.unit, true)) return { ...none, subject: left.unit, apposed: left.apposed };
  if (pick(right, true)) return { ...none, subject: right, inverted: true };
  if (form.plural) {
    const place = inPlace(sentence, from, to);
    if (place) return { ...none, place };
  }
  if (left?.unit) return { ...none, subject: left.unit, apposed: left.apposed };
  if (pick(right, false) && (form.frame.bare || form.lemma === 'гласить'))
    return { ...none, subject: right, inverted: true };
  if (left?.joined && previous && agrees(previous.form, form)) return { ...none, shared: true };
  if (left?.joined) {
    const units = sentence.units.filter(
      (unit) =>
        unit.to <= from && fitsSubject(unit, form) && !isPreposition(tokens[unit.from - 1]) && unit.kind !== 'document',
    );
    const first = units.at(-1);
    if (first && new Set(units.map((unit) => unit.words.join(' ') || unit.head)).size === 1)
      return { ...none, subject: first, apposed: true };
  }
  // "Говорят, что …" (they say that …) has no subject.
  if (form.plural && !left?.blocked && form.frame.bare) return none;
  return null;
}

function subjectAfter(
  sentence: Sentence,
  from: number,
): Pick<Cue, 'subject' | 'place' | 'inverted' | 'shared' | 'apposed'> | null {
  // The gerund has the subject of the main clause: "Не признавая вину, Шаповал …" (not admitting guilt, Shapoval …).
  const end = sentence.tokens.findIndex((token, at) => at > from && comma(token));
  if (end < 0) return null;
  const unit = sentence.units.find((each) => each.from > end && each.cases.has('nom') && each.type !== 'noun');
  return unit ? { subject: unit, place: null, inverted: false, shared: false, apposed: true } : null;
}

const agrees = (a: VerbForm, b: VerbForm): boolean =>
  (a.gender === null || b.gender === null || a.gender === b.gender) &&
  (a.plural === b.plural || a.kind === 'short' || b.kind === 'short' || a.kind === 'gerund');

/**
 * The institution or document in which something is said: "в министерстве сообщили" (at the ministry), "указано в
 * приговоре" (in the verdict).
 */
export function inPlace(sentence: Sentence, from: number, to: number): Unit | null {
  const { tokens } = sentence;
  const fits = (unit: Unit): boolean =>
    /^(?:в|во|на)$/.test(tokens[unit.from - 1]?.lower ?? '') &&
    (unit.cases.has('prep') || unit.head === 'он') &&
    (unit.type === 'pronoun'
      ? tokens[unit.from]!.lower === 'нем' || tokens[unit.from]!.lower === 'ней'
      : unit.kind !== 'person' && unit.type !== 'person');
  const near = sentence.units.filter(fits).filter((unit) => {
    const [a, b] = unit.to <= from ? [unit.to, from] : [to, unit.from - 1];
    const between = tokens.slice(a, b).filter((_, index) => !sentence.holes?.has(a + index));
    return b >= a && between.length <= 4 && !between.some((token) => isMark(token) || conjunctions.has(token.lower));
  });
  return near[0] ?? null;
}

function rightOf(sentence: Sentence, to: number, form: VerbForm): Unit | null {
  const { tokens } = sentence;
  let weak: Unit | null = null;
  for (let at = to; at < tokens.length && at - to < 14;) {
    const token = tokens[at]!;
    if (sentence.holes?.has(at)) {
      at += 1;
      continue;
    }
    if (isMark(token) && token.text !== '"') break;
    if (isWord(token) && (that.has(token.lower) || conjunctions.has(token.lower)) && !unitFrom(sentence, at)) break;
    if (isWord(token) && looksInfinitive(token.lower)) break;
    const unit = unitFrom(sentence, at);
    if (unit) {
      if (!isPreposition(tokens[at - 1]) && fitsSubject(unit, form)) {
        if (unit.type !== 'noun' || unit.kind === 'person' || form.kind === 'past') {
          // A noun without a name is used only if no person's name follows it.
          if (unit.type === 'noun' && !unit.name) {
            weak ??= unit;
          } else if (unit.type === 'name' && unit.kind !== 'court') {
            // In "рассказала «Эху» Анна Иванова" (A. I. told “Ekho”) the person is the speaker.
            if (!weak || weak.kind !== 'person') weak = unit;
          } else return weak && weak.kind === 'person' && weak.to !== unit.from ? weak : unit;
        } else weak ??= unit;
      }
      at = unit.to;
      continue;
    }
    if (token.type === 'quote') break;
    at += 1;
  }
  return weak;
}

type Left = { unit: Unit | null; joined: boolean; blocked: boolean; apposed: boolean };

function leftOf(sentence: Sentence, from: number, form: VerbForm): Left {
  const { tokens } = sentence;
  let at = from - 1;
  let document: Unit | null = null;
  while (at >= 0 && from - at < 26) {
    const token = tokens[at]!;
    if (sentence.holes?.has(at)) {
      at -= 1;
      continue;
    }
    const unit = sentence.units.find((each) => each.to - 1 === at);
    if (unit) {
      const governed = isPreposition(tokens[unit.from - 1]);
      if (!governed && fitsSubject(unit, form)) {
        if (unit.kind === 'document') document ??= unit;
        else return { unit, joined: false, blocked: false, apposed: from - unit.to > 6 };
      }
      at = unit.from - 1;
      continue;
    }
    if (token.type === 'quote') break;
    if (isMark(token)) {
      if (dash(token) && at === from - 1) {
        const open = tokens.findLastIndex((other, index) => index < at && dash(other));
        const unit =
          open > 0
            ? sentence.units.find(
                (each) => each.to === open && fitsSubject(each, form) && !isPreposition(tokens[each.from - 1]),
              )
            : undefined;
        if (unit && !spokenQuote(sentence, open, at)) return { unit, joined: false, blocked: false, apposed: true };
      }
      if (!comma(token) && token.text !== ')') return { unit: document, joined: false, blocked: false, apposed: false };
      const apposed =
        at === from - 1 || beside.has(tokens[from - 1]?.lower ?? '') ? overApposition(sentence, at, form) : null;
      if (apposed) return { unit: apposed, joined: false, blocked: false, apposed: true };
      return {
        unit: document,
        joined: /^(?:но|а|однако|хотя|и|затем|потом)$/.test(tokens[at + 1]?.lower ?? ''),
        blocked: false,
        apposed: false,
      };
    }
    const { lower } = token;
    if (/^котор(?:ый|ая|ое|ые)$/.test(lower)) {
      const who = comma(tokens[at - 1]) ? sentence.units.find((each) => each.to === at - 1) : undefined;
      const fits =
        who &&
        (lower === 'которые'
          ? who.plural !== false
          : !who.genders.size ||
            who.genders.has(lower === 'который' ? 'm' : lower === 'которая' ? 'f' : 'n') ||
            who.type === 'person');
      return { unit: fits ? who : null, joined: false, blocked: !fits, apposed: true };
    }
    if (/^(?:и|а|но|однако|или|либо|хотя|да)$/.test(lower)) {
      // Here, the conjunction joins two verbs. (In "Иванов и Петров", Ivanov and Petrov, it would join two subjects.)
      return { unit: document, joined: true, blocked: false, apposed: false };
    }
    if (that.has(lower) && lower !== 'ли') return { unit: document, joined: false, blocked: false, apposed: false };
    at -= 1;
  }
  return { unit: document, joined: false, blocked: false, apposed: false };
}

const spokenQuote = (sentence: Sentence, from: number, to: number): boolean =>
  sentence.tokens.slice(from, to).some((token) => token.type === 'quote');

/** The subject before an apposition: "Сагынбекова, редактор портала, сказала" (S., the editor of the portal, said). */
function overApposition(sentence: Sentence, closing: number, form: VerbForm): Unit | null {
  const { tokens } = sentence;
  for (let at = closing - 1; at >= 0 && closing - at < 24; at -= 1) {
    const token = tokens[at]!;
    if (isMark(token) && !comma(token) && token.text !== '(' && token.text !== ')') return null;
    if (!comma(token) && token.text !== '(') continue;
    const unit = sentence.units.findLast(
      (each) =>
        each.to <= at &&
        (each.to === at ||
          (at - each.to <= 5 && isPreposition(tokens[each.to]) && !tokens.slice(each.to, at).some(isMark))),
    );
    if (!unit || !fitsSubject(unit, form) || isPreposition(tokens[unit.from - 1])) continue;
    const inner = tokens.slice(at + 1, closing);
    const first = inner[0]?.lower ?? '';
    if (that.has(first) && !/^(?:который|которая|которые|кто|чей)$/.test(first)) return null;
    const verb = inner.some((each) => isWord(each) && looksFinite(each.lower) && !nounsOf(each.lower).length);
    if (verb && !/^котор|^кто$|^чь[яеи]$|^чей$/.test(first)) continue;
    return unit;
  }
  return null;
}
