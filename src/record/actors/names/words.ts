import { madeAtFirst } from '../../../platform/made-once.ts';
import { countries } from '../../vocabulary/countries.ts';
import { foldText } from './fold.ts';
import { givenNames, nameWords } from './name-words.ts';
import { readings, skeletons } from './sounds.ts';

/**
 * The function of a word in a name. `own` words distinguish the name from others. `given` names, `generic` words
 * ("committee") and countries occur in many names. A `descriptor` says what an outlet is ("online", "magazine"). An
 * `ending` is the end of a web address.
 */
export type WordKind = 'own' | 'given' | 'generic' | 'descriptor' | 'country' | 'patronymic' | 'initial' | 'ending';

export type NameWord = {
  /** The word as written, in lower case. */
  text: string;
  folded: string;
  kind: WordKind;
  /**
   * Words with the same concept count as the same word: given names on one line of the list, or a country in two
   * languages.
   */
  concept?: string;
};

/** A name split into words. */
export type NameForm = { words: NameWord[]; acronym: string | null; initials: string[] };

/**
 * Names are cut to this number of characters before they are compared. It is the maximum in the record; new names are
 * shorter (`nameLimits`).
 */
const maxLength = 300;
/** Only this many words of a name are compared and get keys. */
const maxWords = 24;
/** Only this many texts in brackets are compared. */
const maxInside = 3;

const descriptors = new Set(nameWords.descriptors);
const endings = new Set(nameWords['web endings']);
const particleSet = new Set(nameWords.particles.map(foldText));
const titleSet = new Set(nameWords.titles.map(foldText));
const legalSet = new Set(nameWords['legal forms'].map(foldText));
const acronyms = new Map(nameWords.acronyms);
const genericConcepts = conceptsOf(nameWords.generic, 'generic');
// Created at first use, because many commands compare no names.
const countryConcepts = madeAtFirst(countryNames);
const givenConcepts = madeAtFirst(givenNameConcepts);
const patronymic = /(?:ovich|evich|ovych|evych|yevich|ovna|evna|ivna|yivna|ович|евич|йович|овна|евна|івна|ївна)$/;
const initialPattern = /^(?:\p{L}|zh|kh|sh|ch|ts|yu|ya|dzh|shch)$/u;

/**
 * The forms of a name. The text outside brackets is one form, and each text in brackets is another: "Human Rights Watch
 * (HRW)" has two.
 */
export function nameForms(written: string): NameForm[] {
  const name = written.slice(0, maxLength);
  const outside = name.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ');
  const inside = [...name.matchAll(/\(([^)]+)\)|\[([^\]]+)\]/g)].map((match) => match[1] ?? match[2] ?? '');
  let left = maxWords;
  return [outside, ...inside.slice(0, maxInside)].flatMap((part) => {
    const pieces = piecesOf(part).slice(0, left);
    left -= pieces.length;
    const form = nameForm(pieces);
    return form.words.length > 0 ? [form] : [];
  });
}

const piecesOf = (name: string): string[] =>
  name
    .normalize('NFC')
    .replace(/["«»“”„]/g, ' ')
    .replace(/\bco-op/gi, 'coop')
    .match(/[\p{L}\p{M}\p{N}'’ʼ‘`]+\.?/gu) ?? [];

function nameForm(pieces: readonly string[]): NameForm {
  const all = pieces
    .map((piece) => {
      const bare = piece
        .replace(/\.$/, '')
        .replace(/['’]s$/i, '')
        .replace(/['’ʼ‘`]+/g, '');
      return { written: bare, text: bare.toLowerCase(), dotted: piece.endsWith('.') };
    })
    .filter((piece) => piece.text);
  const untitled = withoutTitles(all);
  const kept = untitled.filter(({ text }) => !particleSet.has(foldText(text)) && !legalSet.has(foldText(text)));
  // A name that consists only of particles and legal forms ("La") is still a name. A capital letter with a full stop is
  // an initial, not a particle.
  const keptWithInitials = untitled.filter(
    (piece) =>
      kept.includes(piece) || (piece.dotted && /^\p{Lu}/u.test(piece.written) && initialPattern.test(piece.text)),
  );
  const used = keptWithInitials.length > 0 ? keptWithInitials : all;
  const words = used.map((piece, index) => classify(piece.text, piece.dotted, index, used.length));
  const joined = all.map((piece) => piece.text).join('');
  const single = words.length === 1 && joined.length >= 2 && joined.length <= 7;
  const written = pieces.join('');
  const spelled = all.length > 1 && joined.length <= 7 && /^(?:\p{Lu}[.]?)+$/u.test(written);
  return {
    words,
    acronym: single || spelled ? foldText(joined) : null,
    initials: initialsOf(
      all.map((piece) => piece.text),
      words,
    ),
  };
}

/**
 * Removes forms of address from the start and degrees from the end. A title between other words stays. A title that is
 * also a generic word stays, too ("Justice" in "Ministry of Justice").
 */
function withoutTitles<T extends { text: string }>(pieces: readonly T[]): readonly T[] {
  const isTitle = (piece: T | undefined) =>
    piece !== undefined && titleSet.has(foldText(piece.text)) && !genericConcepts.has(foldText(piece.text));
  let [from, to] = [0, pieces.length];
  while (to - from > 1 && isTitle(pieces[from])) from++;
  while (to - from > 1 && isTitle(pieces[to - 1])) to--;
  return pieces.slice(from, to);
}

function classify(text: string, dotted: boolean, index: number, count: number): NameWord {
  const folded = foldText(text);
  const word = (kind: WordKind, concept?: string): NameWord => ({ text, folded, kind, concept });
  if (count > 1 && initialPattern.test(text) && (dotted || text.length === 1)) return word('initial');
  if (count > 1 && index > 0 && endings.has(folded)) return word('ending');
  const country = countryConcepts().get(folded);
  if (country) return word('country', country);
  if (descriptors.has(folded)) return word('descriptor');
  const generic = genericConcepts.get(folded);
  if (generic) return word('generic', generic);
  if (count > 2 && patronymic.test(folded)) return word('patronymic');
  const given = givenConceptOf(text);
  return given ? word('given', given) : word('own');
}

/**
 * The initials of a name, in two forms. One includes the first letters of titles, particles and legal forms; the other
 * does not.
 */
function initialsOf(all: readonly string[], words: readonly NameWord[]): string[] {
  const first = (texts: readonly string[]) => texts.map((text) => [...foldText(text)][0] ?? '').join('');
  return [...new Set([first(words.map((word) => word.text)), first(all)])].filter((text) => text.length > 1);
}

/**
 * The known meanings of an acronym. Empty if there are none.
 * @param acronym the acronym as `foldText` returns it
 */
export function acronymMeanings(acronym: string): readonly string[] {
  return acronyms.get(acronym) ?? [];
}

function givenConceptOf(text: string): string | undefined {
  const exact = givenConcepts().get(foldText(text));
  if (exact) return exact;
  // A given name that is not in the list counts as the listed name that sounds the same.
  for (const sounds of readings(text)) {
    const concept = givenConcepts().get(`=${sounds}`);
    if (concept) return concept;
  }
  return undefined;
}

function givenNameConcepts(): Map<string, string> {
  const concepts = new Map<string, string>();
  for (const line of givenNames) {
    const forms = line.split(' ');
    for (const form of forms) {
      concepts.set(foldText(form), `given:${forms[0]}`);
      for (const sounds of readings(form))
        if (!concepts.has(`=${sounds}`)) concepts.set(`=${sounds}`, `given:${forms[0]}`);
    }
  }
  return concepts;
}

function conceptsOf(lines: readonly string[], kind: string): Map<string, string> {
  return new Map(
    lines.flatMap((line) => line.split(' ').map((word) => [foldText(word), `${kind}:${line.split(' ')[0]}`] as const)),
  );
}

/** Names of countries that consist of one word, in the languages of the region. */
function countryNames(): Map<string, string> {
  const concepts = new Map<string, string>();
  for (const locale of ['en', 'ru', 'uk', 'kk', 'de', 'fr', 'cs', 'pl', 'sr', 'sr-Latn']) {
    const names = new Intl.DisplayNames(locale, { type: 'region' });
    for (const code of countries) {
      const name = foldText(names.of(code) ?? '');
      if (name.length > 3 && /^\p{L}+$/u.test(name)) concepts.set(name, `country:${code}`);
    }
  }
  return concepts;
}

/** The keys of a word by its sounds. All forms of a concept have one key. */
export function wordKeys(word: NameWord): string[] {
  return word.concept ? [word.concept] : skeletons(word.text).slice(0, 6);
}
