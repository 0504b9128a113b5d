import type { Act } from '../incident.ts';

/**
 * Where the sentence says to whom an act is done. `verb`: in the object of the verb, or in the subject if the verb is
 * passive. `subject`: in the subject ("X went on trial"). `noun`: around the noun ("the arrest of X", "X's arrest").
 * `law`: nowhere, because the act is done to no one.
 */
export type Voice = 'verb' | 'subject' | 'noun' | 'law';
/** Whether an act is done to a person, to a person's things, to an outlet, to any of these, or to no one. */
export type TriggerTarget = 'person' | 'thing' | 'outlet' | 'any' | 'none';
/**
 * Words that report an act. `pattern` is matched with `plainOf` of a text. `hint`: the words report the act only if the
 * surrounding words support this.
 */
export type Trigger = { act: Act; voice: Voice; onto: TriggerTarget; hint: boolean; pattern: RegExp };

/**
 * A text of the same length in lower case, with "à" for each letter outside of a–z. Patterns are matched with this
 * text. Patterns that ignore case and match letters of all alphabets would take several times as long to compile and to
 * match.
 */
export function plainOf(text: string): string {
  const lower = text.toLowerCase();
  const plain = lower.length === text.length ? lower : Array.from(text, lowerCase).join('');
  return plain.replace(/[^\0-\x7f]/gu, (character) =>
    /\p{L}/u.test(character) ? 'à'.repeat(character.length) : character,
  );
}
const lowerCase = (character: string): string => {
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower : character;
};

/** Changes a pattern so that it matches `plainOf` of a text. */
const forPlain = (words: string): string =>
  words
    .replace(/\[[^\]]*\]|\\p\{L\}/g, (found) => (found.startsWith('[') ? found.replaceAll('\\p{L}', 'a-zà') : '[a-zà]'))
    .split(/(\\.)/)
    .map((part) => (part.startsWith('\\') ? part : plainOf(part)))
    .join('');

type MakeTrigger = (act: Act, voice: Voice, onto: TriggerTarget, ...words: readonly string[]) => Trigger;
const triggerMaker =
  (isHint: boolean): MakeTrigger =>
  (act, voice, onto, ...words) => ({
    act,
    voice,
    onto,
    hint: isHint,
    pattern: new RegExp(forPlain(`(?<![\\p{L}-])(?:${words.join('|')})(?:(?<= )|(?![\\p{L}-]))`), 'gu'),
  });
/** Words that report an act; each of `words` is a pattern. */
export const trigger = triggerMaker(false);
/** Words that may report an act. */
export const hint = triggerMaker(true);

const bases = new Set<string>();
/** Whether a word looks like the base form of a verb that was given to `forms`: "arrest", also in "the arrest". */
export const isBare = (word: string): boolean => bases.has(word);

/**
 * A pattern for all forms of the regular verbs in `verbs`, which are separated by spaces. A verb with `*` doubles its
 * last letter: "kidnap*" also matches "kidnapped". The verbs are also remembered for `isBare`.
 */
export const forms = (verbs: string): string =>
  verbs
    .split(' ')
    .map((written) => {
      const double = written.endsWith('*');
      const verb = double ? written.slice(0, -1) : written;
      bases.add(verb);
      if (double) return `${verb}(?:s|${verb.at(-1)}(?:ed|ing))?`;
      if (verb.endsWith('e')) return `${verb.slice(0, -1)}(?:es?|ed|ing)`;
      if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}(?:y|ies|ied|ying)`;
      return `${verb}(?:${/(?:s|sh|ch|x|z)$/.test(verb) ? 'es' : 's'}|ed|ing)?`;
    })
    .join('|');

/**
 * A pattern for a verb with words after its object, or directly after the verb: "took X into custody", "was taken into
 * custody".
 */
export const around = (verb: string, rest: string): string =>
  `(?:${verb})(?= (?:[^.;:]{1,90}? )?(?:${rest})(?!\\p{L}))`;

/** Up to five words, with a space after each. */
export const few = "(?:[\\p{L}\\d'’,-]+ ){0,5}?";
export const them = '(?:him |her |them |it )?';
export const be = '(?:is|are|was|were|been|being|be|gets?|got)';
/** Verbs that link someone to a state, with a space at the end: "was ", "is still ", "remains ", "been ". */
export const linkingVerbs =
  '(?:(?:is|are|was|were|been|remain(?:s|ed)?|stay(?:s|ed)?|still) (?:still |now |currently |also )?)';
export const gets =
  '(?:receiv(?:es?|ed)|gets?|got|was handed|were handed|been handed|(?:is|was|were|been) (?:served|sent|given|issued|slapped|hit)(?: with)?)';
export const officers =
  '(?:police(?:men)?|officers?|agents?|detectives?|investigators?|inspectors?|gendarmes?|soldiers?|troops|bailiffs?|security(?: service| forces)?|prosecutors?|customs|authorities|forces|squad|commandos?|constables?|marshals|guards?)';
/**
 * A lookbehind that matches if someone with authority, such as "police", comes before in the sentence. Write it after
 * the verb: before the verb it would be tried at each character.
 */
export const byOfficers = `(?<=${officers} [^.;:]{0,150})`;
export const thing =
  '(?:cameras?|(?:mobile |cell)?phones?|smartphones?|iphones?|handsets?|laptops?|computers?|equipment|hard (?:drives?|disks?)|drives?|notebooks?|notes|transmitters?|recorders?|dictaphones?|(?:memory|SIM) cards?|cards?|footage|files|documents|papers|passports?|tapes?|devices?|servers?|copies|microphones?|tripods?|keys|books?|ledger|money|drones?|gear|tablets?|archive|material|belongings|video)(?! (?:team|crew|operator|shop))';
/** Words for what can be searched. */
export const searchable =
  '(?:homes?|houses?|flats?|apartments?|residences?|rooms?|newsrooms?|offices?|studios?|premises|station|building|headquarters|print(?:ing)? (?:house|shop|works|plant)|bureau|desk|car|vehicle|bag|luggage|phone|laptop)';
