import type { Span } from '../../reading/sentences.ts';
import type { ActorKind } from '../../schema.ts';
import { isGiven, isPlace, looksSurname } from '../ru/names.ts';
import { fold, type Token } from '../tokens.ts';
import { caseOf, nounOf, type Case, type NounKind } from './lexicon.ts';

/** A noun phrase that may be a speaker: a name, a noun, or "ол" (he or she). */
export type Unit = Span & {
  type: 'person' | 'name' | 'noun' | 'pronoun';
  from: number;
  to: number;
  case: Case;
  kind: NounKind | null;
  /** The name in the nominative. */ name: string | null;
  noun: string | null;
  plural: boolean;
};

/** What a page shows about names and words. */
export type Book = {
  /**
   * The full names of people on the page. The keys are the full name, its first word and its last word, in lower case.
   */
  people: Map<string, string>;
  kinds: Map<string, ActorKind>;
  roles: Map<string, Set<string>>;
  /** Words that are capitalised inside sentences. */ capitals: ReadonlySet<string>;
  lower: ReadonlySet<string>;
};

const caseEnding =
  /(?:ның|нің|дың|дің|тың|тің|ға|ге|қа|ке|ны|ні|ды|ді|ты|ті|да|де|та|те|дан|ден|тан|тен|нан|нен|мен|бен|пен)$/u;

/**
 * A name without the ending of its case: "Омаровтың" → "Омаров". If the ending may belong to the name, it is removed in
 * two cases only: the page also has the name without it, or the ending fits the vowels and consonants of the name.
 */
export function withoutCase(word: string, known: (lower: string) => boolean): string {
  const lower = fold(word);
  const match = caseEnding.exec(lower);
  if (!match || match.index < 2) return word;
  const base = word.slice(0, match.index);
  const bare = fold(base);
  if (known(bare) || isGiven(bare)) return base;
  if (known(lower) && !/(?:ның|нің|дың|дің|тың|тің)$/.test(lower)) return word;
  if (isGiven(lower)) return word;
  const [ending] = match;
  const last = bare.at(-1)!;
  const vowel = /[аәеиоөуүұыіюя]/.test(last);
  const voiceless = /[пфктшщсхцчқбвгд]/.test(last);
  const fits = ending.startsWith('н')
    ? vowel || /[мнң]/.test(last)
    : ending.startsWith('т') || /^[қкп]/.test(ending)
      ? voiceless
      : !voiceless || /^[мб]/.test(ending);
  // Names themselves can end in a short ending: "Аида", "Сәрсенбі".
  if (!/(?:ың|ің)$/.test(ending) && (!looksSurname(bare) || ending.length < 2))
    return /^(?:мен|бен|пен)$/.test(ending) && fits ? base : word;
  return fits ? base : word;
}

const isCapital = (token: Token | undefined): boolean => token?.type === 'word' && /^\p{Lu}/u.test(token.text);

/** Words at the beginning of sentences that are not names. */
const openers =
  /^(?:бұл|ол|осы|сол|ал|бірақ|алайда|сонымен|оның|олар|бүгін|кеше|ертең|былтыр|биыл|содан|кейін|егер|тек|мен|біз|сіз|сен|маған|бізге|оны|оған|мұндай|осындай|сондай|қазір|соңғы|барлық|кейбір|көп|екі|үш|бір|төрт|бес|жаңа|өткен|келесі|алғашқы|енді|соған|сондықтан|себебі|яғни|мысалы|жоқ|иә|не|кім|қай|қалай|неге|қашан|қайда|дегенмен|әйтпесе|сонда|мұнда|онда|түнде|таңертең|кешке|жұма|дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|сенбі|жексенбі)$/;

/** The units of a sentence, in order. */
export function unitsOf(flat: string, tokens: readonly Token[], book: Book): Unit[] {
  const units: Unit[] = [];
  const known = (lower: string): boolean => book.capitals.has(lower);
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at]!;
    const make = (fields: Partial<Unit> & Pick<Unit, 'type' | 'to'>): Unit => ({
      from: at,
      start: token.start,
      end: tokens[fields.to - 1]!.end,
      case: caseOf(tokens[fields.to - 1]!.lower),
      kind: null,
      name: null,
      noun: null,
      plural: false,
      ...fields,
    });
    let unit: Unit | null = null;
    if (token.type === 'quote') {
      const quote = token.quote!;
      const inner = flat.slice(quote.innerStart, quote.innerEnd).trim();
      const after = tokens[at + 1];
      const noun = after?.type === 'word' ? nounOf(after.lower) : null;
      const short = /^[\p{Lu}\d]/u.test(inner) && inner.split(/\s+/).length <= 4 && !/[.!?…,]$/.test(inner);
      if (short && noun && noun.kind !== 'person' && noun.kind !== 'document')
        unit = make({
          type: 'name',
          to: at + 2,
          start: quote.innerStart,
          end: quote.innerEnd,
          name: inner,
          kind: noun.kind,
          noun: noun.lemma,
        });
      else if (short && after?.type !== 'mark' && book.kinds.has(inner))
        unit = make({
          type: 'name',
          to: at + 1,
          start: quote.innerStart,
          end: quote.innerEnd,
          name: inner,
          kind: book.kinds.get(inner)!,
          case: 'nom',
        });
    } else if (token.type === 'word') {
      if (/^(?:ол|оның|олар|олардың)$/.test(token.lower))
        unit = make({
          type: 'pronoun',
          to: at + 1,
          case: /ның|дың/.test(token.lower) ? 'gen' : 'nom',
          plural: token.lower.startsWith('олар'),
          kind: token.lower.startsWith('олар') ? null : 'person',
        });
      else if (isCapital(token)) unit = nameAt(flat, tokens, at, book, known, make);
      unit ??= nounAt(flat, tokens, at, make);
    }
    if (!unit) {
      at += 1;
      continue;
    }
    // A role and the name after it form one speaker: "адвокат Арман Сейтов" (the lawyer Arman Seitov).
    const before = units.at(-1);
    if (unit.type === 'person' && before?.type === 'noun' && before.kind === 'person' && before.to === unit.from) {
      units[units.length - 1] = { ...unit, from: before.from, noun: before.noun };
    } else units.push(unit);
    at = unit.to;
  }
  return units;
}

type Make = (fields: Partial<Unit> & Pick<Unit, 'type' | 'to'>) => Unit;

function nameAt(
  flat: string,
  tokens: readonly Token[],
  at: number,
  book: Book,
  known: (lower: string) => boolean,
  make: Make,
): Unit | null {
  const token = tokens[at]!;
  const before = tokens[at - 1];
  const starts = !before || (before.type === 'mark' && /^[.!?…:—–-]$/.test(before.text)) || before.type === 'quote';
  let to = at;
  const parts: string[] = [];
  while (isCapital(tokens[to]) && parts.length < 5) {
    if (parts.length && tokens[to]!.start - tokens[to - 1]!.end > 1) break;
    // Here the name of another person begins.
    if (parts.length > 1 && isGiven(tokens[to]!.lower) && looksSurname(tokens[to - 1]!.lower)) break;
    if (/^\p{Lu}$/u.test(tokens[to]!.text) && tokens[to + 1]?.text === '.') {
      parts.push(`${tokens[to]!.text}.`);
      to += 2;
      continue;
    }
    parts.push(tokens[to]!.text);
    to += 1;
  }
  if (!parts.length) return null;
  while (/^(?:уулу|кызы|қызы|ұлы|улы)/.test(tokens[to]?.lower ?? '')) {
    parts.push(tokens[to]!.text);
    to += 1;
  }
  // A name may end with a noun: "Еркін қалам қоры" (the Free Pen Fund), "Қала әкімдігі" (the City Hall).
  const head = nounHead(tokens, at, to);
  const adverb =
    starts &&
    parts.length === 1 &&
    head &&
    head.at > at &&
    (openers.test(token.lower) || caseOf(token.lower) !== 'nom');
  if (head && head.at === at) return null;
  if (head && !adverb && head.noun.kind !== 'person' && head.noun.kind !== 'document') {
    const end = head.at + 1;
    const words = flat.slice(token.start, tokens[end - 1]!.end).split(/\s+/);
    words[words.length - 1] = words
      .at(-1)!
      .replace(/(?:ның|нің|дың|дің|тың|тің|на|не|ны|ні|нда|нде|нан|нен|мен)$/u, '');
    return make({ type: 'name', to: end, name: words.join(' '), kind: head.noun.kind, noun: head.noun.lemma });
  }
  if (head && head.noun.kind === 'person' && starts && parts.length === 1) return null;
  const first = token.lower;
  if (
    starts &&
    parts.length === 1 &&
    (openers.test(first) ||
      nounOf(first) ||
      (!known(first) && !known(fold(withoutCase(token.text, known))) && !isGiven(first) && !looksSurname(first)) ||
      (book.lower.has(first) && !isGiven(first)))
  )
    return null;
  if (starts && parts.length > 1 && openers.test(first)) return null;
  if (parts.length === 1 && isPlace(fold(withoutCase(token.text, known)))) return null;
  const last = parts.length - 1;
  const bare = withoutCase(parts[last]!, known);
  const words = [...parts.slice(0, last), bare];
  const lower = fold(parts[last]!);
  const cased: Case = bare === parts[last]! ? 'nom' : /(?:ның|нің|дың|дің|тың|тің)$/.test(lower) ? 'gen' : 'other';
  const person = words.length > 1 || isGiven(fold(bare)) || looksSurname(fold(bare)) || book.people.has(fold(bare));
  return make({
    type: person ? 'person' : 'name',
    to,
    name: words.join(' '),
    case: cased,
    kind: person ? 'person' : (book.kinds.get(words.join(' ')) ?? null),
  });
}

/** The noun at the end of a name such as "Еркін қалам қоры", within four words. */
function nounHead(
  tokens: readonly Token[],
  from: number,
  to: number,
): { at: number; noun: { lemma: string; kind: NounKind } } | null {
  for (let at = from; at < Math.min(tokens.length, to + 4); at += 1) {
    const token = tokens[at]!;
    if (token.type !== 'word' || (at > from && token.start - tokens[at - 1]!.end > 1)) return null;
    const noun = nounOf(token.lower);
    // The last noun of a phrase is its head: "Редакторлар одағы" (the union of editors).
    if (noun && at >= to - 1) {
      const next = tokens[at + 1];
      const more = next?.type === 'word' ? nounOf(next.lower) : null;
      if (more && more.kind !== 'person' && caseOf(token.lower) === 'nom') continue;
      return { at, noun };
    }
    if (at >= to && caseOf(token.lower) !== 'nom') return null;
  }
  return null;
}

function nounAt(flat: string, tokens: readonly Token[], at: number, make: Make): Unit | null {
  const noun = nounOf(tokens[at]!.lower);
  if (!noun) return null;
  let to = at + 1;
  let head = noun;
  // Consecutive nouns form one phrase: "полиция бөлімі" (police department), "сот төрағасы" (chief judge).
  while (
    tokens[to]?.type === 'word' &&
    tokens[to]!.start - tokens[to - 1]!.end === 1 &&
    caseOf(tokens[to - 1]!.lower) === 'nom'
  ) {
    const next = nounOf(tokens[to]!.lower);
    // They form a phrase only if the last noun has an ending: "сот төрағасы", not "бюро шешім" (bureau, decision).
    if (!next || tokens[to]!.lower === next.lemma) break;
    head = next;
    to += 1;
  }
  const words = flat.slice(tokens[at]!.start, tokens[to - 1]!.end).split(/\s+/);
  words[words.length - 1] = words.at(-1)!.replace(/(?:ның|нің|дың|дің|тың|тің)$/u, '');
  const proper = words.length > 1 && (head.kind === 'authority' || head.kind === 'court');
  return make({
    type: 'noun',
    to,
    kind: head.kind,
    noun: head.lemma,
    name: proper ? words.join(' ') : null,
    plural: /(?:лар|лер|дар|дер|тар|тер)/.test(tokens[to - 1]!.lower.slice(head.lemma.length)),
  });
}
