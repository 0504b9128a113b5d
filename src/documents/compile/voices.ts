import { articled, ofWords } from './words.ts';

/** The languages of drafts. */
export const draftLanguages = ['en', 'ru'] as const;
export type DraftLanguage = (typeof draftLanguages)[number];

/** Someone who says something, or reports it. */
export type Voice = {
  /** `actor/3`, `source/7`, or the source's words for the speaker: two voices with the same key are the same voice. */
  key: string;
  /** The full name. */
  name: string;
  /** The acronym of the name, for later mentions. */
  short: string | null;
  /**
   * Kind of actor; `page` for a letter, post or page in its own words; null for a speaker without a name ("critics").
   */
  kind: string | null;
  /** Whether the name, or the words of the source, are a plural ("critics"). */
  plural: boolean;
  /** The verb that the record has for what the voice says. */
  verb: string | null;
  /** The document that contains the words, and its kind. */
  writing: { kind: string; words: string } | null;
  /** Whether these are the page's own words. */
  own: boolean;
};

/** Chooses how names are written in a draft: full at first, then short. */
export class Naming {
  /** How often each voice has occurred, by its key. */
  readonly said = new Map<string, number>();

  /**
   * @param surnames how many of the draft's people have each surname; a surname is used alone only if one person has it
   * @param again keys of voices that occur more than once; at the first occurrence, their acronym follows the full name
   */
  constructor(
    private readonly surnames: ReadonlyMap<string, number>,
    private readonly again: ReadonlySet<string> = new Set(),
    private readonly language: DraftLanguage = 'en',
  ) {}

  name(voice: Voice): string {
    const times = this.said.get(voice.key) ?? 0;
    this.said.set(voice.key, times + 1);
    const again = times > 0;
    if (voice.kind === 'page' || voice.kind === null)
      return again
        ? voice.name
            .replace(/^(?:an?|one) (?:open )?(?=letter|post|statement|report)/u, 'the ')
            .replace(/^в открытом письме$/u, 'в письме')
        : voice.name;
    if (voice.kind === 'person')
      return again && this.surnames.get(surnameOf(voice.name)) === 1 ? surnameOf(voice.name) : voice.name;
    const full = this.language === 'en' ? withArticle(voice.name) : voice.name;
    if (voice.short === null || voice.short === voice.name) return full;
    return again ? voice.short : `${full}${this.again.has(voice.key) ? ` (${voice.short})` : ''}`;
  }
}

export const surnameOf = (name: string): string => name.split(/\s+/u).at(-1)!;

/** A name as it is used inside a sentence: "the Committee to Protect Journalists", but "Human Rights Watch". */
export function withArticle(name: string): string {
  if (/^(?:the|an?)\s/iu.test(name)) return name;
  const words = name.split(',', 1)[0]!.split(/\s+/u);
  const at = words.findIndex((word, index) => index > 0 && ofWords.has(word.toLowerCase()));
  const head = (at > 0 ? words[at - 1]! : words.at(-1)!).toLowerCase();
  return articled.has(head) && words.length > 1 ? `the ${name}` : name;
}

/** Joins names as a sentence lists them: "A", "A and B", "A, B and C". */
export const listed = (names: readonly string[], and = 'and'): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${and} ${names.at(-1)}`;
