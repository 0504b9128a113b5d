import { linksIn } from '../../platform/text/links.ts';

/* The checks before a comment is stored, in this order. Each check is a pure function of the text and its context.
   It passes a comment, marks it for review by a person, or refuses it. A refused comment is not stored, and its
   writer sees the reason at once. */

export const longest = 4000;
export const mostLinks = 2;

export type Written = { name: string; text: string };

/** What a check receives besides the text and the name. */
export type CommentContext = {
  words: { refused: readonly string[]; marked: readonly string[] };
  /** Whether the same text was accepted within the last day. */
  seen: boolean;
  /**
   * Whether too many comments came from this IP address recently. If too many come from all addresses together,
   * `gate.ts` rejects them before these checks.
   */
  often: boolean;
};

type Params = Readonly<Record<string, string | number>>;
export type Finding = { does: 'refuse' | 'mark'; reason: string; params?: Params };
export type CommentCheck = { name: string; judge(written: Written, around: CommentContext): Finding | null };

const refuse = (reason: string, params?: Params): Finding => ({ does: 'refuse', reason, params });
const mark = (reason: string): Finding => ({ does: 'mark', reason });

const letters = /[\p{L}\p{N}]/u;

export const length: CommentCheck = {
  name: 'length',
  judge: ({ text }) =>
    !letters.test(text)
      ? refuse('empty')
      : [...text].length > longest
        ? refuse('long', { most: longest, is: [...text].length })
        : null,
};

export const links: CommentCheck = {
  name: 'links',
  judge({ name, text }) {
    if (linksIn(name).length) return refuse('link_in_name');
    const count = linksIn(text).length;
    return count > mostLinks ? refuse('links', { most: mostLinks }) : count ? mark('links') : null;
  },
};

/**
 * Refuses a text that was accepted within the last day. Marks a text with the same character 20 times in a row, and a
 * text of at least 20 words, if less than a fifth of them are different.
 */
export const repeated: CommentCheck = {
  name: 'repeated',
  judge({ text }, { seen }) {
    if (seen) return refuse('repeated');
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    return /(.)\1{19}/u.test(text) || (words.length >= 20 && new Set(words).size < words.length / 5)
      ? mark('repeated')
      : null;
  },
};

export const rate: CommentCheck = { name: 'rate', judge: (_, { often }) => (often ? refuse('often') : null) };

export const wordLists: CommentCheck = {
  name: 'words',
  judge({ name, text }, { words }) {
    const said = ` ${plain(`${name} ${text}`)} `;
    const has = (entry: string): boolean => {
      const wanted = plain(entry);
      return wanted !== '' && said.includes(entry.endsWith('*') ? ` ${wanted}` : ` ${wanted} `);
    };
    return words.refused.some(has) ? refuse('words') : words.marked.some(has) ? mark('words') : null;
  },
};

/**
 * Marks every comment, so that the desk reads it before publication. Writers are anonymous, so each comment is treated
 * as its writer's first.
 */
export const first: CommentCheck = { name: 'first', judge: () => mark('first') };

export const steps: readonly CommentCheck[] = [length, links, repeated, rate, wordLists, first];

/** Runs the checks in order. The first refusal ends them. Marks are collected. */
export function moderate(
  written: Written,
  around: CommentContext,
  order: readonly CommentCheck[] = steps,
): { refused: Finding | null; marks: string[] } {
  const marks: string[] = [];
  for (const step of order) {
    const found = step.judge(written, around);
    if (found?.does === 'refuse') return { refused: found, marks };
    if (found) marks.push(found.reason);
  }
  return { refused: null, marks };
}

/** The words of a text in lower case, separated by single spaces. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
