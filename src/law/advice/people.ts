import { genders, lookUp } from '../../drafting/gazetteer/gazetteer.ts';
import { givenNames } from '../../record/actors/names/name-words.ts';
import { nameForms } from '../../record/actors/names/words.ts';
import { sameName, type KnownNames } from './known-names.ts';
import { tokenize, readPhrase, findPhrase, foldWord, type Token } from './phrase.ts';
import { ruleLanguages, wordsOf, type RuleLanguage } from './rules.ts';

/** A person named in a text. `ref`: the actor in the record; null if none has the name. */
export type NamedPerson = { name: string; ref: string | null };

/** The people in a sentence. `named` and `meant` are indexes in the text's list of people. */
export type Spoken = {
  named: number[];
  /** People meant by a pronoun: the people who were named last before the pronoun. */ meant: number[];
  /** Whether a person is mentioned by a pronoun or a role: "she", "the minister". */ mentioned: boolean;
  at: { start: number; end: number; person: number }[];
};

type Run = { start: number; end: number; words: string[]; text: string; first: boolean; before: string; after: string };

/** Given names in any script, lower case. */
const given = new Set([
  ...givenNames.flatMap((line) => line.split(' ')),
  ...[...genders.masculine, ...genders.feminine].map((name) => name.toLowerCase()),
]);

/** Endings that are common in family names and rare in other capitalised words. */
const surnameEndings =
  /(?:[a-z]{2}(?:ov|ova|ev|eva|yev|yeva|skiy|skaya|sky|enko|chuk|shvili|uly|kyzy)|[\p{Script=Cyrillic}]{2}(?:ов|ев|ский|енко|чук|швили|ұлы|улы|қызы|кызы|баев|беков|бай|бек)(?:а|у|ым|ом|е|ой|ым|ых|тың|тің|ның|нің|ға|ге|қа|ке|ты|ті|ны|ні|пен|мен|тан|тен|нан|нен|та|те|ко|ого|ому|им)?|[\p{Script=Cyrillic}]{2}(?:ова|ева|ская)(?:|й|ның|ға|ны|мен|дан|да)?|[\p{Script=Cyrillic}]{2}(?:овой|евой|ову|еву|ской|скую))$/iu;

/** Matches a word of these lists in any language; `*` in a list stands for any ending. */
const anyOf = (list: 'institutions' | 'streets'): RegExp =>
  new RegExp(
    `^(?:${ruleLanguages
      .flatMap((language) => wordsOf(language)[list])
      .map((word) => word.replaceAll('*', '\\p{L}*'))
      .join('|')})$`,
    'iu',
  );
let patterns: { institutions: RegExp; streets: RegExp } | undefined;
const nameless = (): { institutions: RegExp; streets: RegExp } =>
  (patterns ??= { institutions: anyOf('institutions'), streets: anyOf('streets') });

/** How many sentences after the last mention of a person a pronoun may still refer to this person. */
const memory = 3;

const patronymic = /(?:ович|евич|овн|евн|ovich|evich|ovna|evna)\p{L}*$/u;

const article = new Set(['the', 'a', 'an', 'this', 'our']);

/** Lower-case words that can be within the name of an institution: "Committee to Protect Journalists". */
const within = /^(?:of|for|to|on|against|without|and|in|the)$/;

/**
 * Runs of capitalised words, which may be names. A title before a name is not part of the run. A run ends after a
 * family name, because another name may follow.
 */
function runsOf(text: string, tokens: readonly Token[], isTitle: (word: string) => boolean, known: KnownNames): Run[] {
  const runs: Run[] = [];
  const capital = (index: number): boolean =>
    index < tokens.length && /^\p{Lu}/u.test(text.slice(tokens[index]!.start));
  const joined = (index: number): boolean =>
    capital(index) && /^\.? $/.test(text.slice(tokens[index - 1]!.end, tokens[index]!.start));
  for (let index = 0; index < tokens.length; index += 1) {
    if (!capital(index)) continue;
    const institution = institutionEnd(text, tokens, index, joined, isTitle, known);
    if (institution >= index) {
      index = institution;
      continue;
    }
    if (isTitle(tokens[index]!.word) && !given.has(tokens[index]!.word)) continue;
    let last = index;
    while (
      joined(last + 1) &&
      institutionEnd(text, tokens, last + 1, joined, isTitle, known) < 0 &&
      !(last > index && surnameEndings.test(tokens[last]!.word) && !patronymic.test(tokens[last + 1]!.word))
    )
      last += 1;
    const from = nameBegin(tokens, index, last);
    const all = tokens.slice(from, last + 1);
    const [start, end] = [all[0]!.start, all.at(-1)!.end];
    runs.push({
      start,
      end,
      words: all.map((one) => one.word),
      text: text.slice(start, end).replace(/['’]s$/, ''),
      first: from === 0,
      before: tokens[from - 1]?.word ?? '',
      after: tokens[last + 1]?.word ?? '',
    });
    index = last;
  }
  return runs;
}

/**
 * Where a person's name begins in a run of words. "Minister of Finance Zeinulla Kakimzhanov" has the given name
 * "Zeinulla" inside, so the name begins there. In a run without such a given name, the name begins at the first word.
 * It also begins with the first word if a word before the given name looks like a part of a person's name.
 */
function nameBegin(tokens: readonly Token[], first: number, last: number): number {
  const at = tokens.findIndex((one, index) => index > first && index < last && isGiven(one.word));
  return at < 0 || tokens.slice(first, at).some((one) => looksLikePerson(one.word) || one.word.length < 3) ? first : at;
}

/**
 * The index of the last word of the institution's name that begins at `from`; -1 if none begins there. The name can be
 * in the record or in the list of names known from the press. Or it is a word such as "Committee", "Ministry" or
 * "Union" with the words after it, up to where a person's name begins.
 */
function institutionEnd(
  text: string,
  tokens: readonly Token[],
  from: number,
  joined: (index: number) => boolean,
  isTitle: (word: string) => boolean,
  known: KnownNames,
): number {
  const onRecord = known.other(tokens.slice(from, from + 12).map((one) => one.word));
  const inPress = lookUp(text, tokens[from]!.start, from === 0);
  const press = inPress
    ? tokens.filter((one) => one.start >= tokens[from]!.start && one.end <= tokens[from]!.start + inPress.alias.length)
        .length
    : 0;
  const length = Math.max(onRecord, press);
  // A single word is accepted only if no name can continue after it, because the word could also begin a person's name.
  if (length > 1 || (length === 1 && !joined(from + 1))) return from + length - 1;
  if (isTitle(tokens[from]!.word) || !isInstitution(tokens[from]!.word)) return -1;
  let last = from;
  for (;;) {
    let next = last + 1;
    while (
      next < tokens.length &&
      next - last <= 2 &&
      within.test(tokens[next]!.word) &&
      /^ $/.test(text.slice(tokens[next - 1]!.end, tokens[next]!.start))
    )
      next += 1;
    if (
      !joined(next) ||
      looksLikePerson(tokens[next]!.word) ||
      (tokens[next + 1] && joined(next + 1) && looksLikePerson(tokens[next + 1]!.word))
    )
      return last === from ? -1 : last;
    last = next;
  }
}

const isGiven = (word: string): boolean =>
  given.has(word) ||
  ([...word].length > 5 && given.has(word.slice(0, -1))) ||
  nameForms(word)[0]?.words[0]?.kind === 'given';
const isInstitution = (word: string): boolean => nameless().institutions.test(word) && !surnameEndings.test(word);
const looksLikePerson = (word: string): boolean => surnameEndings.test(word) || isGiven(word);

/** The people of a text, sentence by sentence, in the order in which they are named. */
export class People {
  readonly people: NamedPerson[] = [];
  /** Family names so far, by person. */
  readonly #surnames: { word: string; person: number }[] = [];
  readonly #known: KnownNames;
  readonly #nouns;
  readonly #pronouns;
  #last: { people: number[]; ago: number } = { people: [], ago: memory + 1 };

  constructor(language: RuleLanguage, known: KnownNames) {
    this.#known = known;
    this.#nouns = wordsOf(language).people.map(readPhrase);
    this.#pronouns = new Set(wordsOf(language).pronouns);
  }

  read(text: string): Spoken {
    const tokens = tokenize(text);
    const named: number[] = [];
    const at: Spoken['at'] = [];
    for (const run of runsOf(text, tokens, (word) => this.#isNoun(word), this.#known)) {
      const person = this.#personOf(run);
      if (person === null) continue;
      at.push({ start: run.start, end: run.end, person });
      if (!named.includes(person)) named.push(person);
    }
    const byPronoun = tokens.some((token) => this.#pronouns.has(token.word));
    const meant = named.length === 0 && byPronoun && this.#last.ago < memory ? this.#last.people : [];
    this.#last = named.length
      ? { people: named, ago: 0 }
      : { ...this.#last, ago: this.#last.ago + (meant.length ? 0 : 1) };
    return { named, meant, mentioned: byPronoun || this.#nouns.some((noun) => findPhrase(noun, tokens) !== null), at };
  }

  #personOf(run: Run): number | null {
    const surname = run.words.at(-1)!;
    const known = this.#known.person(run.words);
    if (known)
      return this.#add(known.name, known.ref, [surname, ...run.words, foldWord(known.name.split(/\s+/).at(-1)!)]);
    const looks = run.words.some(looksLikePerson);
    // A name before a word such as "bank" (“Kassa Nova bank”) is not a person, unless it contains a personal name.
    const whose = run.text.length < run.end - run.start;
    if (!looks && !whose && isInstitution(run.after) && !this.#isNoun(run.after)) return null;
    if (
      run.words.some((word) => isInstitution(word) && !this.#isNoun(word)) ||
      nameless().streets.test(run.before) ||
      nameless().streets.test(run.after)
    )
      return null;
    const before = this.#surnames.find(
      ({ word }) => sameName(word, surname) || (run.words.length > 1 && sameName(word, run.words[0]!)),
    );
    if (before) return before.person;
    const full = run.words.length >= 2;
    // A name after an article, such as "The Northline", is not a person, unless something shows that it is.
    if ((article.has(run.words[0]!) || article.has(run.before)) && !looks) return null;
    const titled = this.#isNoun(run.before);
    if (
      !(
        full &&
        (looks ||
          titled ||
          (!run.first &&
            run.words.length <= 3 &&
            run.words.every((word) => !/\p{N}/u.test(word)) &&
            !/^\p{Lu}{2,}/u.test(run.text)))
      ) &&
      !(!full && (surnameEndings.test(surname) || titled || (isGiven(surname) && surname.length > 3)))
    )
      return null;
    return this.#add(run.text, null, [surname]);
  }

  #isNoun(word: string): boolean {
    return word !== '' && this.#nouns.some((noun) => findPhrase(noun, [{ word, start: 0, end: 1 }]) !== null);
  }

  #add(name: string, ref: string | null, words: readonly string[]): number {
    const old = this.people.findIndex((person) =>
      ref !== null ? person.ref === ref : person.ref === null && person.name === name,
    );
    const person = old >= 0 ? old : this.people.push({ name, ref }) - 1;
    for (const word of words)
      if (word.length > 2 && !this.#surnames.some((known) => known.word === word) && !given.has(word))
        this.#surnames.push({ word, person });
    return person;
  }
}
