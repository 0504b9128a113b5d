import { roleOfWord, russianStem } from '../../drafting/sentence/lexicon.ts';
import type { SentenceFacts } from '../../drafting/sentence/facts.ts';
import { foldText } from '../../record/actors/names/fold.ts';
import { readings } from '../../record/actors/names/sounds.ts';
import { undeclined } from '../../record/actors/names/undeclined.ts';

const cyrillic = /\p{Script=Cyrillic}/u;
export const isCyrillic = (text: string): boolean => cyrillic.test(text);

const endings =
  /^(?:а|у|о|ом|ем|е|ы|и|ой|ей|ою|ею|ью|ю|я|ям|ам|ах|ях|ами|ями|ов|ев|ого|его|ому|ему|ым|им|ых|их|ыми|ими|ая|яя|ую|юю|ое|ее|ые|ие|ий|ый|ии|ия|ию|ией|ени|енем|ь|й|ои|еи|ыи|иеи|)$/u;

/** Whether two Cyrillic words, folded, may be forms of one name: "сура", "суры"; "лия", "лии". */
export function sameForms(a: string, b: string): boolean {
  if (a === b) return true;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  if (start < 2 || start < Math.min(a.length, b.length) - 3) return false;
  return (
    endings.test(a.slice(start)) && endings.test(b.slice(start)) && (start > 2 || Math.min(a.length, b.length) <= 4)
  );
}

/** A word of a name, with all the base forms that it may have. */
export type NameWord = { text: string; folded: string; forms: readonly string[] };
export const nameWord = (text: string): NameWord => {
  const folded = foldText(text);
  return { text, folded, forms: [folded, ...undeclined(folded).map(foldText)] };
};
export const sameWord = (a: NameWord, b: NameWord): boolean =>
  a.forms.some((form) => b.forms.includes(form)) ||
  (isCyrillic(a.folded) && isCyrillic(b.folded) && sameForms(a.folded, b.folded));

/** The stem of a word of a name, of the same form as the words in `parties` and `speakers`. */
const stemOf = (word: string): string =>
  isCyrillic(word) ? russianStem(word) : word.toLowerCase().replace(/['’]s?$/u, '');
const namesIn = (facts: SentenceFacts): string[] =>
  facts.names.flatMap(({ text }) => text.match(/\p{L}[\p{L}\p{M}]{2,}/gu) ?? []).map(stemOf);

/**
 * Whether two words mean the same person, body or role, also across languages: "lawyer" and "counsel", "Щеглова" and
 * "Shcheglova".
 */
export function sameParty(a: string, b: string): boolean {
  if (a === b) return true;
  const role = roleOfWord(a);
  if (role !== null && role === roleOfWord(b)) return true;
  if (isCyrillic(a) !== isCyrillic(b)) return a.length > 3 && b.length > 3 && soundAlike(a, b);
  return isCyrillic(a) && a.length > 3 && b.length > 3 && sameForms(a, b);
}

/** Whether two words in different scripts sound the same; one may lack the ending, because it is a stem. */
const soundAlike = (a: string, b: string): boolean =>
  readings(a).some((one) =>
    readings(b).some(
      (other) =>
        (one.startsWith(other) || other.startsWith(one)) &&
        Math.abs(one.length - other.length) <= 2 &&
        Math.min(one.length, other.length) >= 4,
    ),
  );

/** Finds all words that the claims use for one party: after "the editor, Kwabena Ofori", "Ofori" is also "editor". */
export class Aliases {
  private readonly sets: readonly (readonly string[])[];
  private readonly names: ReadonlySet<string>;
  private readonly known = new Map<string, readonly string[]>();

  constructor(facts: readonly SentenceFacts[], speakers: readonly (readonly string[])[]) {
    this.names = new Set([
      ...facts.flatMap(namesIn),
      ...speakers.flat().filter((word) => word.length > 3 && roleOfWord(word) === null),
    ]);
    this.sets = [
      ...speakers,
      ...facts.flatMap(({ predicates, attributions }) => [
        ...predicates.flatMap(({ actor, target }) => [actor?.words ?? [], target?.words ?? []]),
        ...attributions.map(({ speaker }) => speaker?.words ?? []),
      ]),
    ].slice(0, 200);
  }

  of(words: readonly string[]): readonly string[] {
    const key = words.join(' ');
    const known = this.known.get(key);
    if (known) return known;
    const named = words.filter((word) => this.names.has(word));
    const found = new Set(words);
    for (const set of this.sets)
      if (set.some((word) => this.names.has(word) && named.some((name) => sameParty(name, word))))
        for (const word of set) found.add(word);
    const all = [...found];
    this.known.set(key, all);
    return all;
  }

  isName(word: string): boolean {
    return this.names.has(word);
  }
}

export const haveCommonWord = (a: readonly string[], b: readonly string[]): boolean =>
  a.some((word) => b.some((other) => sameParty(word, other)));
