import type { ActorKind } from '../../schema.ts';
import { fold, type Token } from '../tokens.ts';
import { adjectiveBase, looksAdjective, type Case, type Sex } from './decline.ts';
import {
  conjunctions,
  looksFinite,
  looksInfinitive,
  nounsOf,
  openers,
  phrases,
  prepositions,
  verbsOf,
  type Noun,
} from './lexicon.ts';
import { isGiven, isPlace, looksSurname, readPerson, type PersonName } from './names.ts';
import { isQuotedName, stemOf, type PageWords } from './page-words.ts';

/**
 * A noun phrase that may be a speaker: a person's name with the role before it, the name of an outlet, a noun such as
 * "адвокат" (lawyer), or a pronoun. `from` and `to` count tokens; `start` and `end` are the place of the name or the
 * phrase itself.
 */
export type Unit = {
  type: 'person' | 'name' | 'noun' | 'pronoun';
  from: number;
  to: number;
  start: number;
  end: number;
  cases: ReadonlySet<Case>;
  /** The genders that fit; empty if all do. */ genders: ReadonlySet<Sex>;
  plural: boolean | null;
  kind: ActorKind | 'document' | null;
  /** Dictionary form of the head noun. */ head: string | null;
  /** The words of a person's name. */
  words: string[];
  /** The name of an outlet or institution, in the nominative. */
  name: string | null;
  readings: PersonName[];
};

const isCapital = (token: Token | undefined): boolean => token?.type === 'word' && /^\p{Lu}/u.test(token.text);
const acronym = (text: string): boolean => /^[\p{Lu}\d]{2,7}$/u.test(text) && /\p{Lu}{2}/u.test(text);
const isWord = (token: Token | undefined): token is Token => token?.type === 'word';

/**
 * Whether a word has a genitive ending, like the complement of a noun: "министерство печати" (ministry of the press).
 */
const genitive = (lower: string): boolean =>
  /(?:ого|его|ой|ей|ых|их|ов|ев|ий|[аяыи]|ств|ек|ок|ц|ь|[бвгджзклмнпрстфхчшщ])$/.test(lower) &&
  !/(?:ами|ями|ому|ему)$/.test(lower);

const pronouns: Record<string, { lemma: string; cases: Case[]; gender: Sex | null; plural: boolean }> = {
  он: { lemma: 'он', cases: ['nom'], gender: 'm', plural: false },
  она: { lemma: 'она', cases: ['nom'], gender: 'f', plural: false },
  они: { lemma: 'они', cases: ['nom'], gender: null, plural: true },
  тот: { lemma: 'тот', cases: ['nom'], gender: 'm', plural: false },
  та: { lemma: 'та', cases: ['nom'], gender: 'f', plural: false },
  его: { lemma: 'он', cases: ['gen', 'acc'], gender: 'm', plural: false },
  ему: { lemma: 'он', cases: ['dat'], gender: 'm', plural: false },
  нем: { lemma: 'он', cases: ['prep'], gender: 'm', plural: false },
  ее: { lemma: 'она', cases: ['gen', 'acc'], gender: 'f', plural: false },
  нее: { lemma: 'она', cases: ['gen', 'acc'], gender: 'f', plural: false },
  ней: { lemma: 'она', cases: ['dat', 'prep', 'ins'], gender: 'f', plural: false },
  ей: { lemma: 'она', cases: ['dat', 'ins'], gender: 'f', plural: false },
  их: { lemma: 'они', cases: ['gen', 'acc'], gender: null, plural: true },
  им: { lemma: 'они', cases: ['dat'], gender: null, plural: true },
};

/** Whether the first word of a sentence is part of a name. */
function startsName(tokens: readonly Token[], at: number, page: PageWords): boolean {
  const { lower, text } = tokens[at]!;
  if (acronym(text) || initialAt(tokens, at)) return true;
  if (isGiven(lower)) return !openers.has(lower);
  if ((page.capitals.has(lower) || page.people.has(stemOf(lower))) && !page.lower.has(lower))
    return !openers.has(lower);
  if (openers.has(lower) || nounsOf(lower).length || prepositions.has(lower) || conjunctions.has(lower)) return false;
  if (verbsOf(lower, false).length || page.lower.has(lower)) return false;
  if (page.stems.has(stemOf(lower)) && looksSurname(lower)) return true;
  return isCapital(tokens[at + 1]) && tokens[at + 1]!.start - tokens[at]!.end <= 1 && !looksAdjective(lower);
}

const startsSentence = (tokens: readonly Token[], at: number): boolean => {
  const before = tokens[at - 1];
  return (
    !before ||
    (before.type === 'quote' && /[.!?…]["»”’']*$/.test(before.text)) ||
    (before.type === 'mark' &&
      /^(?:[.!?…:—–-]|\.{2,}|[«„“"(])$/.test(before.text) &&
      !(before.text === '.' && initialAt(tokens, at - 2)))
  );
};
const initialAt = (tokens: readonly Token[], at: number): boolean =>
  isWord(tokens[at]) &&
  /^\p{Lu}\p{Ll}?$/u.test(tokens[at]!.text) &&
  tokens[at + 1]?.text === '.' &&
  tokens[at + 1]!.start === tokens[at]!.end;

/** A run of capitalised words from `at`, with initials. `parts` has "С." for an initial. */
function runAt(tokens: readonly Token[], at: number): { to: number; parts: string[] } {
  const parts: string[] = [];
  let to = at;
  while (parts.length < 5) {
    const token = tokens[to];
    if (!isCapital(token)) {
      // A small word may be part of a name: "Кубат Сыдык уулу".
      if (
        parts.length &&
        isWord(token) &&
        /^(?:уулу|кызы|улы|оглы|заде|аль|эль|ибн|бин|де|ван|фон|дер|да)$/.test(token.lower) &&
        token.start - tokens[to - 1]!.end === 1
      ) {
        parts.push(token.text);
        to += 1;
        continue;
      }
      break;
    }
    if (parts.length && token!.start - tokens[to - 1]!.end > 1) break;
    if (initialAt(tokens, to)) {
      if (parts.length && acronym(parts[0]!)) break;
      parts.push(`${token!.text}.`);
      to += 2;
    } else {
      if (parts.length && acronym(token!.text) !== acronym(parts[0]!)) break;
      if (parts.length && nounsOf(token!.lower).length && !isGiven(token!.lower)) break;
      parts.push(token!.text);
      to += 1;
    }
  }
  return { to, parts };
}

/** The end of a noun's complements: "министерство печати и связи" (ministry of the press and communication). */
function complementEnd(tokens: readonly Token[], head: number, wide: boolean): number {
  let to = head + 1;
  let first = true;
  while (tokens[to]) {
    const token = tokens[to]!;
    if (!isWord(token) || token.start - tokens[to - 1]!.end > 1) break;
    const { lower } = token;
    const next = tokens[to + 1];
    const stops = looksFinite(lower) && !nounsOf(lower).length;
    if (isCapital(token)) {
      if (
        !isPlace(lower) &&
        (isGiven(lower) || !genitive(lower) || looksSurname(lower) || acronym(token.text) || initialAt(tokens, to))
      )
        break;
      const person = readPerson([token.text], new Map(), ['gen'])[0];
      if (!isPlace(lower) && (!person || isCapital(next))) break;
      to += 1;
      break;
    }
    if (
      lower === 'и' &&
      !first &&
      isWord(next) &&
      !isCapital(next) &&
      genitive(next.lower) &&
      !looksFinite(next.lower) &&
      !prepositions.has(next.lower) &&
      !verbsOf(next.lower, false).length &&
      next.lower.length > 3
    ) {
      to += 2;
      continue;
    }
    if (
      wide &&
      /^(?:по|за|о|об)$/.test(lower) &&
      isWord(next) &&
      !verbsOf(next.lower, false).length &&
      !isCapital(next)
    ) {
      to += 2;
      first = false;
      continue;
    }
    if (
      /(?:ых|их|ого|его)$/.test(lower) &&
      lower.length > 4 &&
      isWord(next) &&
      !prepositions.has(next.lower) &&
      !verbsOf(lower, false).length
    ) {
      to += 1;
      first = false;
      continue;
    }
    // In "в управлении вызовы подтверждают" (the office confirms the summonses) the word in -ы is the verb's object.
    if (
      !isCapital(tokens[head]) &&
      lower.endsWith('ы') &&
      !nounsOf(lower).length &&
      !(isWord(next) && genitive(next.lower) && !looksFinite(next.lower) && !prepositions.has(next.lower))
    )
      break;
    if (stops || prepositions.has(lower) || conjunctions.has(lower) || openers.has(lower) || looksInfinitive(lower))
      break;
    if (lower.length < 3 || !genitive(lower) || pronouns[lower] || verbsOf(lower, false).length) break;
    const nouns = nounsOf(lower);
    if (nouns.length && !nouns.some((noun) => noun.cases.includes('gen'))) break;
    if (!nouns.length && /(?:ый|ий|ая|ое|ые|ие)$/.test(lower) && !/(?:ций|ний|тий|рий|лий)$/.test(lower)) break;
    if (!nouns.length && /(?:[бвгджзклмнпрстфхчшщ])$/.test(lower) && !looksPluralGenitive(lower)) break;
    to += 1;
    first = false;
    if (to - head > 6) break;
  }
  return to;
}
const looksPluralGenitive = (lower: string): boolean =>
  /(?:ов|ев|ств|ек|ок|ний|ий|дел|слов|сил|лиц|коллег|школ|женщин|мужчин|издани|сми|тв|сетей)$/.test(lower);

/** Turns the name of an institution in any case into the nominative. */
function institutionName(
  tokens: readonly Token[],
  from: number,
  head: number,
  to: number,
  noun: Noun,
  flat: string,
): string {
  const parts: string[] = [];
  for (let at = from; at < head; at += 1) {
    const base = adjectiveBase(tokens[at]!.text, noun.gender, noun.plural);
    parts.push(base);
  }
  const written = tokens[head]!.text;
  const nominative = noun.plural || noun.cases.includes('nom') ? written : restoreCase(noun.lemma, written);
  const rest = to > head + 1 ? ` ${flat.slice(tokens[head + 1]!.start, tokens[to - 1]!.end)}` : '';
  return [...parts, nominative].join(' ') + rest;
}
const restoreCase = (lemma: string, written: string): string =>
  /^\p{Lu}{2,}$/u.test(written)
    ? written
    : /^\p{Lu}/u.test(written)
      ? lemma.charAt(0).toUpperCase() + lemma.slice(1)
      : lemma;

const agree = (adjective: string, noun: Noun): boolean => {
  const endings: Record<string, RegExp> = {
    m: /(?:ый|ий|ой|ого|его|ому|ему|ым|им|ом|ем)$/,
    f: /(?:ая|яя|ой|ей|ую|юю)$/,
    n: /(?:ое|ее|ого|его|ому|ему|ым|им|ом|ем)$/,
  };
  return noun.plural ? /(?:ые|ие|ых|их|ым|им|ыми|ими)$/.test(adjective) : endings[noun.gender]!.test(adjective);
};

/** The units of a sentence, in order. */
export function unitsOf(flat: string, tokens: readonly Token[], page: PageWords): Unit[] {
  const units: Unit[] = [];
  let at = 0;
  while (at < tokens.length) {
    const unit = unitAt(flat, tokens, at, page);
    if (!unit) {
      at += 1;
      continue;
    }
    const before = units.at(-1);
    // A noun and the name after it form one speaker: "сайт «Квари»" (the website “Kvari”).
    if (
      before &&
      before.type === 'noun' &&
      before.to === unit.from &&
      tokens[unit.from]!.start - tokens[before.to - 1]!.end <= 1
    ) {
      if (unit.type === 'person' && (before.kind === 'person' || before.kind === null)) {
        const cases = new Set([...unit.cases].filter((each) => before.cases.has(each)));
        // In "адвокат Ольги Карась" (the lawyer of Olga Karas) the name belongs to the noun's complement. In "… в
        // качестве свидетеля Анна Иванова показала" (as a witness, A. I. testified) the name belongs to neither.
        if (cases.size && (cases.has('nom') || !unit.cases.has('nom'))) {
          units[units.length - 1] = { ...unit, from: before.from, cases, head: before.head };
          at = unit.to;
          continue;
        }
        const inner = innerRole(tokens, before);
        units.push(inner ? { ...unit, cases: new Set([...unit.cases].filter((each) => each !== 'nom')) } : unit);
        at = unit.to;
        continue;
      }
      if (
        unit.type === 'name' &&
        before.kind !== 'person' &&
        !isCapital(tokens[before.from]) &&
        tokens[unit.from]!.type === 'quote'
      ) {
        units[units.length - 1] = {
          ...unit,
          from: before.from,
          cases: before.cases,
          genders: before.genders,
          kind: before.kind === 'document' ? null : before.kind,
          head: before.head,
          plural: before.plural,
        };
        at = unit.to;
        continue;
      }
      // In "адвокат издания «Квари»" (the lawyer of the outlet “Kvari”) the quoted name belongs to the complement.
      if (unit.type === 'name' && before.kind === 'person' && tokens[unit.from]!.type === 'quote') {
        const nouns = nounsOf(tokens[before.to - 1]!.lower);
        units.push({
          ...unit,
          cases: new Set<Case>(['gen']),
          kind:
            nouns[0]?.kind && nouns[0].kind !== 'document' && nouns[0].kind !== 'person'
              ? nouns[0].kind
              : (unit.kind ?? null),
        });
        at = unit.to;
        continue;
      }
    }
    units.push(unit);
    at = unit.to;
  }
  return units;
}

/** Whether the last word of a phrase is another person: "адвокат журналистки" (the journalist's lawyer). */
const innerRole = (tokens: readonly Token[], unit: Unit): boolean =>
  unit.to - unit.from > 1 && nounsOf(tokens[unit.to - 1]!.lower).some((noun) => noun.kind === 'person');

/** Words of phrases such as "по данным" (according to), in which "данным" is not an adjective. */
const phraseWords = new Set(phrases.flatMap(({ words }) => words.slice(1)));
const isPreposition = (token: Token | undefined): boolean => isWord(token) && prepositions.has(token.lower);

function unitAt(flat: string, tokens: readonly Token[], at: number, page: PageWords): Unit | null {
  const token = tokens[at]!;
  if (token.type === 'quote') return quotedName(flat, tokens, at, page);
  if (token.type !== 'word' || (phraseWords.has(token.lower) && isPreposition(tokens[at - 1]))) return null;
  const pronoun = pronouns[token.lower];
  const make = (fields: Partial<Unit> & Pick<Unit, 'type' | 'to'>): Unit => ({
    from: at,
    start: token.start,
    end: tokens[fields.to - 1]!.end,
    cases: new Set(),
    genders: new Set(),
    plural: null,
    kind: null,
    head: null,
    words: [],
    name: null,
    readings: [],
    ...fields,
  });
  if (pronoun && !(/^(?:Им|Та)$/.test(token.text) && !startsSentence(tokens, at)))
    return make({
      type: 'pronoun',
      to: at + 1,
      cases: new Set(pronoun.cases),
      genders: new Set(pronoun.gender ? [pronoun.gender] : []),
      plural: pronoun.plural,
      kind: pronoun.plural ? null : 'person',
      head: pronoun.lemma,
    });
  const noun = nounPhrase(flat, tokens, at, page);
  if (noun) return make(noun);
  if (!isCapital(token) || /^(?:господин|госпожа|господа)/.test(token.lower)) return null;
  if (startsSentence(tokens, at) && !startsName(tokens, at, page)) return null;
  const { to, parts } = runAt(tokens, at);
  // In "Квартиру Ольховик" (the flat of Olkhovik) the first word is capitalised only because it begins the sentence.
  if (
    startsSentence(tokens, at) &&
    parts.length > 1 &&
    !isGiven(token.lower) &&
    !parts[0]!.endsWith('.') &&
    !page.stems.has(stemOf(token.lower)) &&
    page.capitals.has(fold(parts[1]!))
  )
    return null;
  if (parts.length === 1 && isPlace(token.lower) && !looksSurname(token.lower)) return null;
  if (parts.every((part) => acronym(part)) && parts.length === 1)
    return make({
      type: 'name',
      to,
      name: token.text,
      cases: new Set(['nom', 'gen', 'dat', 'acc', 'ins', 'prep']),
      words: parts,
    });
  if (/^[A-Za-z]/.test(token.text) && parts.length < 2)
    return make({
      type: 'name',
      to,
      name: parts.join(' '),
      cases: new Set(['nom', 'gen', 'dat', 'acc', 'ins', 'prep']),
      words: parts,
    });
  const readings = readPerson(parts, page.capitals);
  const best = readings[0]?.weight ?? 0;
  const good = readings.filter((reading) => reading.weight >= best - (parts.length > 1 ? 0.9 : 1.4));
  const looks = parts.length > 1 || looksSurname(token.lower) || isGiven(token.lower);
  if (/^[A-Za-z]/.test(token.text) || !readings.length)
    return make({
      type: 'name',
      to,
      name: flat.slice(token.start, tokens[to - 1]!.end),
      cases: new Set(['nom', 'gen', 'dat', 'acc', 'ins', 'prep']),
      words: parts,
    });
  return make({
    type: 'person',
    to,
    cases: new Set(good.map((reading) => reading.case)),
    genders: new Set(good.flatMap((reading) => (reading.case === 'nom' && reading.gender ? [reading.gender] : []))),
    plural: false,
    kind: looks ? 'person' : null,
    words: parts,
    readings,
  });
}

/** A phrase with a listed noun: "районный суд" (the district court), "её адвокат" (her lawyer). */
function nounPhrase(
  flat: string,
  tokens: readonly Token[],
  at: number,
  page: PageWords,
): (Partial<Unit> & Pick<Unit, 'type' | 'to'>) | null {
  let head = at;
  while (
    head - at < 4 &&
    isWord(tokens[head]) &&
    looksAdjective(tokens[head]!.lower) &&
    !(nounsOf(tokens[head]!.lower).length && !nounsOf(tokens[head + 1]?.lower ?? '').length)
  )
    head += 1;
  const token = tokens[head];
  if (!isWord(token)) return null;
  const found = nounsOf(token.lower);
  if (!found.length) {
    return capitalHead(flat, tokens, at, head, page);
  }
  const adjective = head > at ? tokens[head - 1]!.lower : null;
  const fitting = adjective ? found.filter((noun) => agree(adjective, noun)) : found;
  if (!fitting.length) return null;
  // A singular reading is preferred to a plural one.
  const noun = fitting.find((each) => !each.plural) ?? fitting[0]!;
  const institution = noun.kind !== 'person' && noun.kind !== 'document';
  const to = complementEnd(tokens, head, institution);
  const cases = new Set(fitting.flatMap((each) => [...each.cases]));
  const plural = fitting.every((each) => each.plural) ? true : fitting.some((each) => each.plural) ? null : false;
  const proper = institution && (to > head + 1 || head > at);
  const name = proper ? institutionName(tokens, at, head, to, noun, flat) : null;
  return {
    type: 'noun',
    to,
    cases,
    genders: new Set(fitting.filter((each) => !each.plural).map((each) => each.gender)),
    plural,
    kind: noun.kind,
    head: noun.lemma,
    name:
      name && (isCapital(tokens[at]) || noun.kind === 'authority' || noun.kind === 'court') && !noun.plural
        ? name.charAt(0).toUpperCase() + name.slice(1)
        : null,
    end: tokens[to - 1]!.end,
  };
}

/**
 * A name of an institution whose main noun is not in the lists, such as "Надзор за печатью" (press supervision).
 */
function capitalHead(
  flat: string,
  tokens: readonly Token[],
  at: number,
  head: number,
  page: PageWords,
): (Partial<Unit> & Pick<Unit, 'type' | 'to'>) | null {
  const token = tokens[head]!;
  if (!isCapital(tokens[at]) || head - at > 3 || isGiven(token.lower) || isPlace(token.lower)) return null;
  if (startsSentence(tokens, at) && !page.capitals.has(tokens[at]!.lower)) return null;
  if (head > at && !isCapital(token) && page.lower.has(fold(tokens[at]!.text))) return null;
  const to = complementEnd(tokens, head, false);
  if (
    to <= head + 1 ||
    isCapital(tokens[head + 1]) ||
    looksSurname(token.lower) ||
    page.people.has(stemOf(token.lower))
  )
    return null;
  if (verbsOf(token.lower, false).length || looksFinite(token.lower) || prepositions.has(token.lower)) return null;
  return {
    type: 'name',
    to,
    cases: new Set<Case>(
      /(?:ом|ем|ами|ями|ах|ях|у|ю)$/.test(token.lower)
        ? ['dat', 'ins', 'prep', 'gen']
        : /[аяыи]$/.test(token.lower)
          ? ['nom', 'gen']
          : ['nom', 'acc', 'gen'],
    ),
    kind: 'organisation',
    name: flat.slice(tokens[at]!.start, tokens[to - 1]!.end),
    plural: false,
  };
}

/** The unit of a short name in quotation marks: «Вольная хата». */
function quotedName(flat: string, tokens: readonly Token[], at: number, page: PageWords): Unit | null {
  const token = tokens[at]!;
  const quote = token.quote!;
  const inner = flat.slice(quote.innerStart, quote.innerEnd).trim();
  if (!isQuotedName(flat, tokens, at, page)) return null;
  const before = tokens[at - 1];
  const nouns = before && isWord(before) ? nounsOf(before.lower) : [];
  const kind = nouns[0]?.kind;
  const base = page.quoted.get(fold(inner)) ?? inner;
  return {
    type: 'name',
    from: at,
    to: at + 1,
    start: quote.innerStart,
    end: quote.innerEnd,
    cases: new Set<Case>(
      fold(base) === fold(inner) &&
        !(
          nouns.length === 0 &&
          /(?:[бвгджзклмнпрстфхцчшщ](?:у|ом)|[ое]й|ями|ами)$/.test(fold(inner)) &&
          inner.length > 4
        )
        ? ['nom', 'gen', 'dat', 'acc', 'ins', 'prep']
        : ['gen', 'dat', 'acc', 'ins', 'prep'],
    ),
    genders: new Set(),
    plural: null,
    kind: kind && kind !== 'document' && kind !== 'person' ? kind : null,
    head: null,
    words: inner.split(/\s+/),
    name: base,
    readings: [],
  };
}
