import { tokenize, readPhrase, findPhrase, foldWord, type Token } from './phrase.ts';
import type { RuleLanguage } from './rules.ts';
import { given, institutions, personWords, pronouns, streets, surnameEndings } from './words/people.data.ts';

/** Somebody the desk knows: all spellings, the preferred one first. */
export type KnownPerson = { ref: string; name: string; names: readonly string[] };

/** Somebody named in a text. `ref`: who it is on record; null where nobody there bears the name. */
export type NamedPerson = { name: string; ref: string | null };

/** Who is spoken of in a sentence. `named`, `meant`: places in the list of people. */
export type Spoken = { named: number[]; /** By a pronoun: who was named last before. */ meant: number[]; /** Somebody by what he is: "the minister". */ somebody: boolean; at: { start: number; end: number; person: number }[] };

type Run = { start: number; end: number; words: string[]; text: string; first: boolean; before: string; after: string };

/** As many sentences on, a pronoun may still mean whoever was named. */
const memory = 3;

const patronymic = /(?:ович|евич|овн|евн|ovich|evich|ovna|evna)\p{L}*$/u;

const cyrillic = /^\p{Script=Cyrillic}/u;

/** Whether two words can be one name, as the cases of Russian and Kazakh change it. */
function sameName(a: string, b: string): boolean {
  if (a === b) return true;
  if (!cyrillic.test(a) || !cyrillic.test(b)) return false;
  const shorter = Math.min(a.length, b.length);
  const stem = shorter >= 5 ? Math.max(4, shorter - 2) : shorter;
  return Math.abs(a.length - b.length) <= 5 && a.slice(0, stem) === b.slice(0, stem);
}

/** Capitalised words one after another: without a title before the name, and cut after a family name, where another name may begin. */
function runsOf(text: string, tokens: readonly Token[], isTitle: (word: string) => boolean): Run[] {
  const runs: Run[] = [];
  const capital = (index: number): boolean => index < tokens.length && /^\p{Lu}/u.test(text.slice(tokens[index]!.start));
  for (let index = 0; index < tokens.length; index += 1) {
    if (!capital(index)) continue;
    if (isTitle(tokens[index]!.word) && !given.has(tokens[index]!.word)) continue;
    let last = index;
    while (capital(last + 1) && /^\.? $/.test(text.slice(tokens[last]!.end, tokens[last + 1]!.start)) && !(last > index && surnameEndings.test(tokens[last]!.word) && !patronymic.test(tokens[last + 1]!.word))) last += 1;
    const all = tokens.slice(index, last + 1);
    const [from, to] = [tokens[index]!.start, all.at(-1)!.end];
    runs.push({ start: from, end: to, words: all.map((one) => one.word), text: text.slice(from, to).replace(/['’]s$/, ''), first: index === 0, before: tokens[index - 1]?.word ?? '', after: tokens[last + 1]?.word ?? '' });
    index = last;
  }
  return runs;
}

/** The people of a text, sentence by sentence, in the order in which they are named. */
export class People {
  readonly people: NamedPerson[] = [];
  /** Family names heard so far, by person. */
  readonly #surnames: { word: string; person: number }[] = [];
  readonly #known = new Map<string, { words: string[]; person: KnownPerson }[]>();
  readonly #nouns;
  readonly #pronouns;
  #last: { people: number[]; ago: number } = { people: [], ago: memory + 1 };

  constructor(language: RuleLanguage, known: readonly KnownPerson[]) {
    this.#nouns = personWords[language].map(readPhrase);
    this.#pronouns = pronouns[language];
    for (const person of known)
      for (const name of person.names) {
        const words = name.split(/\s+/).map(foldWord).filter(Boolean);
        const key = words.at(-1)?.slice(0, 4);
        if (key) this.#known.set(key, [...(this.#known.get(key) ?? []), { words, person }]);
      }
  }

  /** Reads the next sentence. */
  read(text: string): Spoken {
    const tokens = tokenize(text);
    const named: number[] = [];
    const at: Spoken['at'] = [];
    for (const run of runsOf(text, tokens, (word) => this.#isNoun(word))) {
      const person = this.#personOf(run);
      if (person === null) continue;
      at.push({ start: run.start, end: run.end, person });
      if (!named.includes(person)) named.push(person);
    }
    const byPronoun = tokens.some((token) => this.#pronouns.has(token.word));
    const meant = named.length === 0 && byPronoun && this.#last.ago < memory ? this.#last.people : [];
    this.#last = named.length ? { people: named, ago: 0 } : { ...this.#last, ago: this.#last.ago + (meant.length ? 0 : 1) };
    return { named, meant, somebody: byPronoun || this.#nouns.some((noun) => findPhrase(noun, tokens) !== null), at };
  }

  #personOf(run: Run): number | null {
    const surname = run.words.at(-1)!;
    const known = this.#onRecord(run);
    if (known) return this.#add(known.name, known.ref, [surname, ...run.words, foldWord(known.name.split(/\s+/).at(-1)!)]);
    if (run.words.some((word) => institutions.test(word)) || streets.test(run.before) || streets.test(run.after)) return null;
    const before = this.#surnames.find(({ word }) => sameName(word, surname) || (run.words.length > 1 && sameName(word, run.words[0]!)));
    if (before) return before.person;
    const full = run.words.length >= 2;
    const looks = run.words.some((word) => given.has(word) || [...word].length > 5 && given.has(word.slice(0, -1))) || run.words.some((word) => surnameEndings.test(word));
    const titled = this.#isNoun(run.before);
    if (!(full && (looks || titled || (!run.first && run.words.length <= 3 && run.words.every((word) => !/\p{N}/u.test(word)) && !/^\p{Lu}{2,}/u.test(run.text)))) && !(!full && (surnameEndings.test(surname) || titled || (given.has(surname) && surname.length > 3)))) return null;
    return this.#add(run.text, null, [surname]);
  }

  #isNoun(word: string): boolean {
    return word !== '' && this.#nouns.some((noun) => findPhrase(noun, [{ word, start: 0, end: 1 }]) !== null);
  }

  /** The one person on record who bears the name: whole, or the family name where only one has it. */
  #onRecord(run: Run): KnownPerson | null {
    const surname = run.words.at(-1)!;
    const candidates = (this.#known.get(surname.slice(0, 4)) ?? []).filter(({ words }) => sameName(words.at(-1)!, surname));
    const whole = candidates.filter(({ words }) => run.words.length > 1 && words.length > 1 && run.words.some((word) => sameName(word, words[0]!)));
    const found = new Set((whole.length ? whole : run.words.length > 1 ? [] : candidates).map(({ person }) => person.ref));
    return found.size === 1 ? (whole.length ? whole : candidates)[0]!.person : null;
  }

  #add(name: string, ref: string | null, words: readonly string[]): number {
    const old = this.people.findIndex((person) => (ref !== null ? person.ref === ref : person.ref === null && person.name === name));
    const person = old >= 0 ? old : this.people.push({ name, ref }) - 1;
    for (const word of words) if (word.length > 2 && !this.#surnames.some((known) => known.word === word) && !given.has(word)) this.#surnames.push({ word, person });
    return person;
  }
}
