import { findQuotes } from '../../reading/quotes.ts';
import type { Span } from '../../reading/sentences.ts';
import type { ActorKind } from '../../schema.ts';
import { fold, sentencesOf, tokensOf } from '../tokens.ts';
import { adjectiveBase, type Case, type Sex } from './decline.ts';
import { nounsOf } from './lexicon.ts';
import { readPerson, type PersonName } from './names.ts';
import { isQuotedName, stemOf, type PageWords } from './page-words.ts';
import { unitsOf, type Unit } from './units.ts';

export type Person = { name: string; gender: Sex | null; words: string[]; surname: string };
export type Body = { name: string; kind: ActorKind | null; head: string | null; words: string[] };

/** The names of a page in their dictionary form, and the roles of the people. */
export type Book = {
  page: PageWords;
  people: Person[];
  bodies: Body[];
  /** For the noun of each role, the names of its holders. */ roles: Map<string, Set<string>>;
  kinds: Map<string, ActorKind>;
};

const stem = stemOf;
const sameWords = (a: string, b: string): boolean => {
  const [x, y] = [a.split(/\s+/), b.split(/\s+/)];
  return x.length === y.length && x.every((word, at) => stem(word) === stem(y[at]!) && stem(word).length > 1);
};

/** The largest number of names that are compared with each other. Articles have fewer. */
const maxNames = 400;

/** A name in quotation marks. */
type Quoted = {
  inner: string;
  sure: boolean;
  /**
   * The name is a genitive that belongs to the noun before it: "отчёт «Лаборатории»" (the report of the “Laboratory”).
   */
  governed?: boolean;
};
/** Finds the nominative of each name in quotation marks, by comparing all forms of the name on the page. */
function quotedBases(all: readonly Quoted[]): Map<string, string> {
  const bases = new Map<string, string>();
  const names = [...new Map(all.map((each) => [`${each.inner} ${each.sure} ${each.governed}`, each])).values()].slice(
    0,
    maxNames,
  );
  for (const { inner } of names) {
    const group = names.filter((other) => sameWords(other.inner, inner));
    // After a noun such as "газета" (the newspaper «Вечера»), the name is not declined.
    const sure = group.find((other) => other.sure) ?? null;
    const free = group.filter((other) => !other.governed).map((other) => other.inner);
    const base = sure?.inner ?? free.find(nominative) ?? undeclined(inner, !free.length);
    bases.set(fold(inner), base);
  }
  return bases;
}
const nominative = (name: string): boolean => {
  const words = name.split(/\s+/);
  const last = fold(words.at(-1)!);
  const listed = nounsOf(fold(words[0]!));
  if (listed.length) return listed.some((noun) => noun.cases.includes('nom'));
  return !/(?:ого|ому|ой|ую|ом|ем|ами|ями|ах|ях|у|ю|ов)$/.test(last) && !/(?:ого|ому|ой|ую)$/.test(fold(words[0]!));
};
/** The nominative of a quoted name, as far as its endings show it: «Вольной хаты» → «Вольная хата». */
function undeclined(name: string, governed = false): string {
  const words = name.split(/\s+/);
  const [first, second, ...rest] = words;
  const listed = nounsOf(fold(first ?? ''));
  if (
    first &&
    listed.length &&
    (governed ? listed.some((noun) => noun.cases.includes('gen')) : !listed.some((noun) => noun.cases.includes('nom')))
  ) {
    const { lemma } = listed[0]!;
    return [lemma.charAt(0).toUpperCase() + lemma.slice(1), ...words.slice(1)].join(' ');
  }
  if (words.length >= 2 && first && second && !rest.length) {
    const [adjective, noun] = [fold(first), fold(second)];
    if (/(?:ой|ей)$/.test(adjective) && /[ыи]$/.test(noun))
      return `${adjectiveBase(first, 'f')} ${second.slice(0, -1)}${/[гкхжшчщ]и$|ы$/.test(noun) ? 'а' : noun.endsWith('ии') ? 'я' : 'ь'}`;
    if (/(?:ую|юю)$/.test(adjective) && /[ую]$/.test(noun))
      return `${adjectiveBase(first, 'f')} ${second.slice(0, -1)}${noun.endsWith('у') ? 'а' : 'я'}`;
    if (/(?:ой)$/.test(adjective) && noun.endsWith('е')) return `${adjectiveBase(first, 'f')} ${second.slice(0, -1)}а`;
    if (/(?:ого|его|ому|ему)$/.test(adjective) && /[аяую]$/.test(noun))
      return `${adjectiveBase(first, 'm')} ${second.slice(0, -1)}`;
    if (/(?:ым|им)$/.test(adjective) && /(?:ом|ем)$/.test(noun))
      return `${adjectiveBase(first, 'm')} ${second.slice(0, -2)}`;
  }
  return name;
}

/** Reads all names of the given blocks. */
export function readBook(flat: string, blocks: readonly Span[], outlets: readonly string[]): Book {
  const capitals = new Map<string, number>();
  const lower = new Set<string>();
  const quotes = blocks.map((block) => findQuotes(flat, block.start, block.end));
  for (const block of blocks) {
    const text = flat.slice(block.start, block.end);
    for (const match of text.matchAll(/(?<![\p{L}])(\p{L}[\p{L}-]*)/gu)) {
      const [word] = match;
      if (/^\p{Ll}/u.test(word)) lower.add(fold(word));
      else if (!/(?:^|[.!?…:»”"“]\s*|[«„"“(]|[—–]\s?)$/.test(text.slice(Math.max(0, match.index - 3), match.index)))
        capitals.set(fold(word), (capitals.get(fold(word)) ?? 0) + 1);
    }
  }
  const pairs = new Set<string>();
  for (const block of blocks)
    for (const match of flat
      .slice(block.start, block.end)
      .matchAll(/(?:\p{Lu}\.\s?){1,2}\p{Lu}[\p{Ll}-]{2,}|\p{Lu}[\p{Ll}-]+(?: \p{Lu}[\p{L}-]+){1,3}/gu))
      for (const word of match[0].split(/[\s.]+/)) if (word.length > 2) pairs.add(stemOf(word));
  const stems = new Set([...capitals.keys()].map(stemOf));
  const empty: PageWords = { capitals, lower, quoted: new Map(), people: pairs, stems };
  const named: Quoted[] = [];
  const sentences = blocks.flatMap((block, index) =>
    sentencesOf(flat, block, quotes[index]!).map((sentence) => tokensOf(flat, sentence, quotes[index]!)),
  );
  for (const tokens of sentences)
    for (const [at, token] of tokens.entries()) {
      if (token.type !== 'quote' || !isQuotedName(flat, tokens, at, empty)) continue;
      const inner = flat.slice(token.quote!.innerStart, token.quote!.innerEnd).trim();
      const before = tokens[at - 1];
      const nouns = before?.type === 'word' ? nounsOf(before.lower) : [];
      named.push({
        inner,
        sure: nouns.some((noun) => noun.kind !== 'person' && noun.kind !== 'document'),
        governed: nouns.some((noun) => noun.kind === 'person' || noun.kind === 'document'),
      });
    }
  for (const outlet of outlets) named.unshift({ inner: outlet.replace(/[«»"“”„]/g, ''), sure: true });
  const page: PageWords = { ...empty, quoted: quotedBases(named) };
  const units = sentences.map((tokens) => unitsOf(flat, tokens, page));
  const book: Book = {
    page,
    people: [],
    bodies: [],
    roles: new Map(),
    kinds: new Map(outlets.map((name) => [name, 'outlet'])),
  };
  addPeople(book, units.flat());
  for (const [index, list] of units.entries())
    for (const unit of list) {
      if (unit.type !== 'person') continue;
      // A role beside the name: "Анна Иванова, редактор портала" (A. I., the editor of the portal), or before it.
      const tokens = sentences[index]!;
      const beside = list.find(
        (other) =>
          other.type === 'noun' &&
          other.kind === 'person' &&
          !other.plural &&
          ((other.from === unit.to + 1 && tokens[unit.to]?.text === ',') ||
            (other.to === unit.from - 1 && tokens[other.to]?.text === ',')) &&
          [...other.cases].some((each) => unit.cases.has(each)),
      );
      const person = beside && personOf(book, unit, null);
      if (beside?.head && person?.known) addRole(book, beside.head, person.name);
    }
  for (const unit of units.flat()) {
    if (unit.type === 'person' && unit.head) {
      const person = personOf(book, unit, null);
      if (person?.known) addRole(book, unit.head, person.name);
    } else if (unit.name && unit.type !== 'person') {
      if (unit.kind && unit.kind !== 'document' && !book.kinds.has(unit.name)) book.kinds.set(unit.name, unit.kind);
      if (book.bodies.length < maxNames && !book.bodies.some((body) => sameWords(body.name, unit.name!)))
        book.bodies.push({
          name: unit.name,
          kind: unit.kind === 'document' ? null : unit.kind,
          head: unit.head,
          words: fold(unit.name).split(/\s+/),
        });
    }
  }
  // The person after "иск" (suit) is the plaintiff: "по иску Эдмундса Калниньша".
  for (const [index, list] of units.entries())
    for (const unit of list) {
      const before = sentences[index]![unit.from - 1]?.lower ?? '';
      if (unit.type === 'person' && unit.cases.has('gen') && /^(?:иск|иска|иску|иском|иске)$/.test(before)) {
        const person = personOf(book, unit, null, ['gen']);
        if (person?.known) for (const role of ['истец', 'истица']) addRole(book, role, person.name);
      }
    }
  return book;
}

const addRole = (book: Book, noun: string, name: string): void => {
  const holders = book.roles.get(noun);
  if (holders) holders.add(name);
  else book.roles.set(noun, new Set([name]));
};

function addPeople(book: Book, units: readonly Unit[]): void {
  const votes = new Map<string, number>();
  const runs = units.filter(
    (unit) => unit.type === 'person' && unit.words.length > 1 && unit.words.some((word) => !word.endsWith('.')),
  );
  const fitting = (unit: Unit): PersonName[] => {
    const best = Math.max(...unit.readings.map((reading) => reading.weight));
    return unit.readings.filter(
      (reading) => reading.weight >= best - 1.5 && (!unit.cases.size || unit.cases.has(reading.case)),
    );
  };
  for (const unit of runs)
    for (const name of new Map(fitting(unit).map((each) => [each.name, each.weight])))
      votes.set(name[0], (votes.get(name[0]) ?? 0) + name[1]);
  for (const unit of runs) {
    const best = fitting(unit).sort(
      (a, b) => (votes.get(b.name) ?? 0) - (votes.get(a.name) ?? 0) || b.weight - a.weight,
    )[0];
    if (!best) continue;
    const words = best.words.map(fold);
    const known = book.people.find((person) => samePerson(person, words, best.gender));
    if (!known) book.people.push({ name: best.name, gender: best.gender, words, surname: words.at(-1)! });
    else {
      known.gender ??= best.gender;
      if (fullness(best.name) > fullness(known.name)) Object.assign(known, { name: best.name, words });
    }
  }
}
/** A number that is larger for a fuller name: a name with more words (without initials), or else with more letters. */
const fullness = (name: string): number =>
  name.split(/\s+/).filter((word) => !word.endsWith('.')).length * 100 + name.length;

function samePerson(person: Person, words: readonly string[], gender: Sex | null): boolean {
  if (person.gender && gender && person.gender !== gender) return false;
  // The order of the words does not matter: "Камолходжиев Дильшод" is "Дильшод Камолходжиев".
  const shared = words.filter((word) => person.words.includes(word) && word.length > 2);
  if (!shared.length) return false;
  const [a, b] = [
    words.filter((word) => !shared.includes(word)),
    person.words.filter((word) => !shared.includes(word)),
  ];
  if (!shared.includes(person.surname) && !shared.includes(words.at(-1)!)) return false;
  if (!a.length || !b.length) return true;
  return a.every((word) =>
    !word.endsWith('.')
      ? b.some((other) => other.endsWith('.') && other[0] === word[0])
      : b.some((other) => other[0] === word[0]),
  );
}

/**
 * The person whom a name in a sentence means, in the dictionary form. `known`: the page gives the person's full name.
 * `gender`: the gender that the verb shows.
 */
export function personOf(
  book: Book,
  unit: Unit,
  gender: Sex | null,
  want: readonly Case[] = [...unit.cases],
): { name: string; gender: Sex | null; known: boolean } | null {
  const readings = readPerson(unit.words, book.page.capitals, want.length ? want : undefined).filter(
    (reading) => !gender || !reading.gender || reading.gender === gender,
  );
  let first: { name: string; gender: Sex | null; known: boolean } | null = null;
  // Initials alone, as in an interview: "М. К."
  if (unit.words.length > 1 && unit.words.every((word) => /^\p{Lu}\.$/u.test(word))) {
    const fits = book.people.filter((person) =>
      unit.words.every((word, at) => person.words[at]?.[0] === fold(word)[0]),
    );
    return fits.length === 1 ? { name: fits[0]!.name, gender: fits[0]!.gender, known: true } : null;
  }
  const best = readings[0]?.weight ?? 0;
  const found = new Map<Person, Sex | null>();
  for (const reading of readings) {
    if (reading.weight < best - 1.6) break;
    const words = reading.words.map(fold);
    const people = book.people.filter((person) =>
      words.length > 1
        ? samePerson(person, words, reading.gender ?? gender)
        : (person.surname === words[0] || person.words[0] === words[0]) &&
          (!person.gender || !(reading.gender ?? gender) || person.gender === (reading.gender ?? gender)),
    );
    for (const person of people) if (!found.has(person)) found.set(person, person.gender ?? reading.gender ?? gender);
    first ??= { name: reading.name, gender: reading.gender ?? gender, known: false };
  }
  // If two people have the same surname, the name stays as it is written.
  const [only] = found.size === 1 ? found : [];
  return only ? { name: only[0].name, gender: only[1], known: true } : first;
}

/**
 * Finds the full name of an institution: if exactly one fuller name on the page contains all words of this name, that
 * name is meant.
 */
export function bodyOf(book: Book, written: string): string {
  const name = book.bodies.find((body) => sameWords(body.name, written))?.name ?? written;
  const words = fold(name).split(/\s+/);
  const fuller = book.bodies.filter(
    (body) =>
      body.words.length > words.length &&
      words.every((word) =>
        body.words.some((other) => other === word || (stem(other) === stem(word) && stem(word).length > 3)),
      ),
  );
  return fuller.length === 1 ? fuller[0]!.name : name;
}
