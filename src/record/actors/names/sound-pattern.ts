import { madeAtFirst } from '../../../platform/made-once.ts';
import { letters, skeletons } from './sounds.ts';

const isVowelSound = (sound: string): boolean => /^[aeiouy]*$/.test(sound);

/** The Latin and Cyrillic letters with which each consonant is written, and those that can be vowels or silent. */
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
const most = 5;

/** For each way to read a name, the letters with which its first consonants can be written, in order. */
function consonantsOf(word: string): ReadonlySet<string>[][] {
  const { consonants } = classes();
  return skeletons(word.normalize('NFC').toLowerCase()).flatMap((skeleton) => {
    const sounds = [...skeleton.replaceAll(/[aeiouAEIOU]/g, '')].slice(0, most).map((sound) => consonants.get(sound));
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

/**
 * Whether a word may be a spelling of one of the names, in Latin or Cyrillic letters. True for some other words, too. It
 * takes time in proportion to the letters of the word, whatever they are.
 */
export function soundFilter(names: readonly string[]): (lower: string) => boolean {
  const all = names.flatMap(consonantsOf);
  return (lower) =>
    all.some((sounds) => {
      let next = 0;
      for (let at = 0; at < lower.length && next < sounds.length; at++) if (sounds[next]!.has(lower[at]!)) next++;
      return next === sounds.length;
    });
}
