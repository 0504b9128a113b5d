import { madeAtFirst } from '../../../platform/made-once.ts';
import { letters, skeletons } from './sounds.ts';

const isVowelSound = (sound: string): boolean => /^[aeiouy]*$/.test(sound);

/** The Latin and Cyrillic letters for each consonant, and those that can be vowels or silent. */
const classes = madeAtFirst(() => {
  const consonants = new Map<string, Set<string>>();
  const vowels = new Set("ъьʼ’'");
  const spellings = [...letters.latin, ...letters.cyrillic];
  for (const [written, sounds] of spellings) if (written.length === 1 && sounds.some(isVowelSound)) vowels.add(written);
  for (const [written, sounds] of spellings)
    for (const choice of sounds) {
      const heard = choice.replaceAll(/[aeiouy]/g, '');
      // In a group such as "sch", all consonants are letters of one sound.
      if (written.length > 1 && heard.length !== 1) continue;
      for (const sound of heard)
        for (const letter of written)
          if (written.length === 1 || !vowels.has(letter))
            consonants.set(sound, (consonants.get(sound) ?? new Set()).add(letter));
    }
  return { vowels, consonants };
});

/** The first consonants are enough to find the few words that are then compared with the name. */
const maxConsonants = 5;

/** For each way to read a name, the letters that its first consonants can be written with, in order. */
function consonantsOf(word: string): ReadonlySet<string>[][] {
  const { consonants } = classes();
  return skeletons(word.normalize('NFC').toLowerCase()).flatMap((skeleton) => {
    const sounds = [...skeleton.replaceAll(/[aeiouAEIOU]/g, '')]
      .slice(0, maxConsonants)
      .map((sound) => consonants.get(sound));
    return sounds.length > 0 && sounds.every((set) => set !== undefined) ? [sounds] : [];
  });
}

const classOf = (set: ReadonlySet<string>): string =>
  `[${[...new Set([...set].flatMap((letter) => [letter, letter.toUpperCase()]))].filter((letter) => letter.length === 1).join('')}]`;

/**
 * A regular expression of PostgreSQL that matches in every text with a spelling of one of the names, in Latin or
 * Cyrillic letters, and in some other texts. Null if it would match nothing, because the names are in other scripts.
 */
export function soundPattern(names: readonly string[]): string | null {
  const gap = `${classOf(classes().vowels)}{0,4}`;
  const patterns = names.flatMap(consonantsOf).map((sounds) => sounds.map((set) => `${classOf(set)}{1,5}`).join(gap));
  return patterns.length ? [...new Set(patterns)].join('|') : null;
}

/** For each UTF-16 unit, whether it can be part of a word: a letter, a mark or an apostrophe. */
const wordUnits = madeAtFirst(() => {
  const units = new Uint8Array(2 ** 16);
  for (let unit = 0; unit < units.length; unit++)
    if (/[\p{L}\p{M}'’ʼ]/u.test(String.fromCharCode(unit))) units[unit] = 1;
  return units;
});

/** Longer words are left out, because no name has so many letters. */
const maxWordLength = 60;

/**
 * Returns a function that finds the words of a text that may be spellings of one of the names, in Latin or Cyrillic
 * letters, and some other words. It yields the start and end of each. It reads each letter once and creates nothing for
 * other words, so it is fast on files of many megabytes, and its time depends on the length of the text alone.
 */
export function soundScanner(names: readonly string[]): (text: string) => Generator<[start: number, end: number]> {
  // For each way to read a name: which of its consonants each UTF-16 unit can spell, one bit for each consonant.
  const readings = names.flatMap(consonantsOf).map((sounds) => {
    const bits = new Uint8Array(2 ** 16);
    for (const [place, set] of sounds.entries())
      for (const letter of set)
        for (const unit of [letter, letter.toUpperCase()])
          if (unit.length === 1) bits[unit.charCodeAt(0)]! |= 1 << place;
    return { bits, done: sounds.length };
  });
  return function* scan(text) {
    const units = wordUnits();
    const next = readings.map(() => 0);
    let start = -1;
    for (let at = 0; at <= text.length; at++) {
      const unit = at < text.length ? text.charCodeAt(at) : 0;
      if (units[unit] === 1) {
        if (start < 0) {
          start = at;
          next.fill(0);
        }
        for (let index = 0; index < readings.length; index++)
          if ((readings[index]!.bits[unit]! >> next[index]!) & 1) next[index]!++;
      } else if (start >= 0) {
        if (at - start <= maxWordLength && readings.some(({ done }, index) => next[index]! >= done)) yield [start, at];
        start = -1;
      }
    }
  };
}
