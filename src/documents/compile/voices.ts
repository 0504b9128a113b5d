import { articled, ofWords } from './words.ts';

/** Somebody who says something, or passes it on. */
export type Voice = {
  /** `actor/3`, `source/7`, or the words: by it two are told to be one. */
  key: string;
  /** What it is called, whole. */
  name: string;
  /** Its acronym, for when it comes up again. */
  short: string | null;
  /** Kind of actor; `page` for a letter, a post or a page that speaks itself; null for words ("critics"). */
  kind: string | null;
  /** As the source wrote it, where there is no name on record. */
  plural: boolean;
  /** Its verb, as the record has it. */
  verb: string | null;
  /** The written thing that the words stand in, and of what kind. */
  writing: { kind: string; words: string } | null;
  /** The page's own words, nobody else's. */
  own: boolean;
};

/** Names as they come up in a draft: whole at first, then short. */
export class Naming {
  /** How often each has come up. */
  readonly said = new Map<string, number>();

  /**
   * @param surnames how many of the draft's persons have each surname: it stands alone only for one
   * @param again who comes up more than once, and has the acronym beside the whole name at first
   */
  constructor(
    private readonly surnames: ReadonlyMap<string, number>,
    private readonly again: ReadonlySet<string> = new Set(),
  ) {}

  name(voice: Voice): string {
    const times = this.said.get(voice.key) ?? 0;
    this.said.set(voice.key, times + 1);
    const again = times > 0;
    if (voice.kind === 'page' || voice.kind === null)
      return again
        ? voice.name.replace(/^(?:an?|one) (?:open )?(?=letter|post|statement|report)/u, 'the ')
        : voice.name;
    if (voice.kind === 'person')
      return again && this.surnames.get(surnameOf(voice.name)) === 1 ? surnameOf(voice.name) : voice.name;
    if (voice.short === null || voice.short === voice.name) return withArticle(voice.name);
    return again ? voice.short : `${withArticle(voice.name)}${this.again.has(voice.key) ? ` (${voice.short})` : ''}`;
  }
}

export const surnameOf = (name: string): string => name.split(/\s+/u).at(-1)!;

/** "the Committee to Protect Journalists", "Human Rights Watch". */
export function withArticle(name: string): string {
  if (/^(?:the|an?)\s/iu.test(name)) return name;
  const words = name.replace(/,.*$/u, '').split(/\s+/u);
  const at = words.findIndex((word, index) => index > 0 && ofWords.has(word.toLowerCase()));
  const head = (at > 0 ? words[at - 1]! : words.at(-1)!).toLowerCase();
  return articled.has(head) && words.length > 1 ? `the ${name}` : name;
}

/** "A", "A and B", "A, B and C". */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
