import { readLists } from '../../../platform/text/word-lists.ts';
import { foldText } from './fold.ts';
import { detectScript } from './script.ts';
import soundsText from './words/sounds.txt';

/**
 * Letter sequences with their possible sounds, grouped by first letter; in each group, the longest sequence comes
 * first.
 */
type Table = ReadonlyMap<string, readonly (readonly [letters: string, choices: readonly string[]])[]>;

function spelling(line: string): [letters: string, sounds: readonly string[]] {
  const [letters = '', ...sounds] = line.split(/\s+/);
  if (sounds.length === 0) throw new Error(`"${line}" must have the form: letters, then their sounds ("-" for none).`);
  return [letters, sounds.map((sound) => (sound === '-' ? '' : sound))];
}
/** How letters sound, by script (`words/sounds.txt`). */
export const letters = readLists('record/actors/names/words/sounds.txt', soundsText, {
  latin: spelling,
  cyrillic: spelling,
  georgian: spelling,
  armenian: spelling,
  greek: spelling,
  arabic: spelling,
});

const tables: Readonly<Record<string, Table>> = {
  Latn: byFirstLetter(letters.latin),
  Cyrl: byFirstLetter(letters.cyrillic),
  Geor: byFirstLetter(letters.georgian),
  Armn: byFirstLetter(letters.armenian),
  Grek: byFirstLetter(letters.greek),
  Arab: byFirstLetter(letters.arabic),
};
/** The maximum number of readings of one word. More would not improve the results. */
const maxReadings = 16;
/** Only this many letters of a word are read. No word of a real name is longer. */
const maxLetters = 60;

/** The possible pronunciations of one word, and what is derived from them. */
export class Sounds {
  /**
   * The possible pronunciations, as strings of the sounds in `words/sounds.txt`. A word with diacritics is also read
   * without them, because many texts drop them. A word in a script without a table is its own reading.
   */
  readonly readings: readonly string[];
  #set: ReadonlySet<string> | undefined;
  #skeletons: ReadonlySet<string> | undefined;
  #isFeminine: boolean | undefined;
  #firsts: ReadonlySet<string> | undefined;

  constructor(lower: string) {
    const table = tables[detectScript(lower)];
    const plain = foldText(lower);
    this.readings = table
      ? [...new Set([...read(lower, table), ...(plain === lower ? [] : read(plain, table))])]
      : [plain];
  }

  /** Whether the two words have a reading in common. */
  areEqual(other: Sounds): boolean {
    const set = (this.#set ??= new Set(this.readings));
    return other.readings.some((sounds) => set.has(sounds));
  }

  /** The consonants (`skeleton`) of each reading. */
  get skeletons(): ReadonlySet<string> {
    return (this.#skeletons ??= new Set(this.readings.map(skeleton).filter(Boolean)));
  }

  get isFeminine(): boolean {
    return (this.#isFeminine ??= this.readings.some(endsFeminine));
  }

  /** The first sound of each reading. */
  get firsts(): ReadonlySet<string> {
    return (this.#firsts ??= new Set(this.readings.flatMap((sounds) => sounds.replace(/^y(?=[aeiou])/, '')[0] ?? [])));
  }
}

/** A cache of the words that were read most recently. It is emptied when it has too many sounds. */
const remembered = new Map<string, Sounds>();
const maxRemembered = 4_000_000;
let rememberedSounds = 0;

export function soundsOf(word: string): Sounds {
  const lower = word.normalize('NFC').toLowerCase().slice(0, maxLetters);
  const known = remembered.get(lower);
  if (known) return known;
  const found = new Sounds(lower);
  if (rememberedSounds > maxRemembered) {
    remembered.clear();
    rememberedSounds = 0;
  }
  remembered.set(lower, found);
  rememberedSounds += 100 + found.readings.reduce((sum, sounds) => sum + sounds.length, 0);
  return found;
}

/** The possible pronunciations of a word: `Sounds.readings`. */
export const readings = (word: string): readonly string[] => soundsOf(word).readings;

function byFirstLetter(spellings: readonly (readonly [letters: string, sounds: readonly string[]])[]): Table {
  const table = new Map<string, [string, readonly string[]][]>();
  for (const [sequence, choices] of spellings.toSorted(([a], [b]) => b.length - a.length)) {
    const first = sequence[0] ?? '';
    table.set(first, [...(table.get(first) ?? []), [sequence, choices]]);
  }
  return table;
}

function read(word: string, table: Table): string[] {
  const marks = table === tables.Latn ? spellingOf(word) : null;
  let texts = [''];
  for (let at = 0; at < word.length;) {
    const [length, choices] = longestAt(word, at, table);
    const likelySounds = marks ? refine(word, at, length, choices, marks) : choices;
    // The more likely sound of each letter is first, so that the more likely readings remain when the list is cut.
    const grown: string[] = [];
    for (const choice of likelySounds) for (const text of texts) grown.push(text + choice);
    texts = grown.slice(0, maxReadings);
    at += length;
  }
  return [...new Set(texts.map(normalise))].filter(Boolean);
}

function longestAt(word: string, at: number, table: Table): [number, readonly string[]] {
  const letter = word[at] ?? '';
  for (const [letters, choices] of table.get(letter) ?? [])
    if (letters.length === 1 || word.startsWith(letters, at)) return [letters.length, choices];
  return [1, /[\p{L}\p{N}]/u.test(letter) ? [letter] : ['']];
}

type Spelling = { german: boolean; french: boolean; turkic: boolean };

/** Whether a word has signs of a German (`w`, `sch`, `je`), French (`tch`, `ou`) or Turkic (`ı`, `ş`) spelling. */
function spellingOf(word: string): Spelling {
  return { german: /w|sch|j$|je/.test(word), french: /tch|ou|ï/.test(word), turkic: /[əığşç]/.test(word) };
}

function refine(
  word: string,
  at: number,
  length: number,
  choices: readonly string[],
  marks: Spelling,
): readonly string[] {
  const letters = word.slice(at, at + length);
  // German writes s for з before a vowel: Selenskyj, Nasarbajew.
  if (marks.german && letters === 's' && /[aeiouyäöü]/.test(word[at + 1] ?? '')) return ['s', 'z'];
  if (marks.german && letters === 'z') return ['z', 'C'];
  if (marks.german && letters === 'sch') return ['S', 'J', 'sk'];
  if (marks.turkic && letters.startsWith('c') && length <= 2)
    return choices.map((choice) => choice.replace(/^[Ck]/, 'J'));
  if (marks.french && letters === 'ch') return ['S', ...choices];
  return choices;
}

/**
 * Normalises a reading: merges doubled sounds, writes `i` and `y` beside other vowels in the same way, drops a silent
 * h, and reads a final -off as -ov.
 */
function normalise(sounds: string): string {
  return sounds
    .replace(/(?<![iy])[iy]+([aeou])/g, 'y$1')
    .replace(/([aeou])[iy]+/g, '$1y')
    .replace(/[iy]{2,}|y(?![aeou])(?<![aeou]y)/g, 'i')
    .replace(/(.)\1+/gu, '$1')
    .replace(/([aeou])h$/, '$1')
    .replace(/([oe])f$/, '$1v');
}

/**
 * Whether a word ends like a feminine family name (-ova, -ina, -skaya, -ska), whose masculine form is different.
 */
function endsFeminine(sounds: string): boolean {
  return /(?:[vn]|sk)y?a$|[aeiou]ya$/.test(sounds);
}

const vowelClass: Readonly<Record<string, string>> = { a: 'A', o: 'A', e: 'E', i: 'E', u: 'U' };

/**
 * The consonants of a reading, by which similar names are found. If the reading begins with a vowel, the result begins
 * with the class of this vowel (`vowelClass`). If a word has at most two consonants, the result has the classes of all
 * its vowels, because there is little else to distinguish it. For other words, an `a` at the end marks a feminine
 * ending.
 */
export function skeleton(sounds: string): string {
  const bare = sounds.replace(/^y(?=[aeiou])/, '').replaceAll('y', '');
  const consonants = bare.replace(/[aeiou]/g, '');
  const short = consonants.length <= 2;
  const body = short
    ? bare.replace(/[aeiou]+/g, (vowels) => vowelClass[vowels[0] ?? ''] ?? '')
    : bare.replace(/^[aeiou]+/, (vowels) => vowelClass[vowels[0] ?? ''] ?? '').replace(/[aeiou]/g, '');
  return !short && endsFeminine(sounds) ? `${body}a` : body;
}

/** The consonants of a word in each of its readings (`Sounds.skeletons`). */
export const skeletons = (word: string): string[] => [...soundsOf(word).skeletons];
