/*
 * What is looked at before a comment is kept, in this order. Each step is a pure function of what was written and of what
 * stands around it: it says nothing, refuses (the writer is told at once, and nothing is kept), or marks (a person looks).
 */

export const longest = 4000;
export const mostLinks = 2;

export type Written = { name: string; text: string };

/** What a step may know beside the words. */
export type CommentContext = {
  words: { refused: readonly string[]; marked: readonly string[] };
  /** The same was written a short while ago. */
  seen: boolean;
  /** Too many came from this connection in a while. Storms from everywhere are turned away before (gate.ts). */
  often: boolean;
};

type Params = Readonly<Record<string, string | number>>;
export type Finding = { does: 'refuse' | 'mark'; reason: string; params?: Params };
export type CommentCheck = { name: string; judge(written: Written, around: CommentContext): Finding | null };

const refuse = (reason: string, params?: Params): Finding => ({ does: 'refuse', reason, params });
const mark = (reason: string): Finding => ({ does: 'mark', reason });

const letters = /[\p{L}\p{N}]/u;
const link =
  /\b(?:https?:\/\/|www\.)\S+|\b[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:com|net|org|info|biz|ru|kz|uz|kg|cz|io|me|top|xyz|online|site|shop)\b/giu;

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
    if (name.match(link)) return refuse('link_in_name');
    const count = text.match(link)?.length ?? 0;
    return count > mostLinks ? refuse('links', { most: mostLinks }) : count ? mark('links') : null;
  },
};

/** The same again, or one thing over and over within it. */
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
 * Nobody is known here, so each comment is somebody's first, and a person reads it before readers do. Where people are told
 * apart, this is the step that lets those pass whose earlier one was published.
 */
export const first: CommentCheck = { name: 'first', judge: () => mark('first') };

export const steps: readonly CommentCheck[] = [length, links, repeated, rate, wordLists, first];

/** Goes through the steps in their order: the first that refuses ends it; what others mark is gathered. */
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

/** Words alone, in small letters, with one space between. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
