import type { Verdict } from '../../../evidence/package/check-package.ts';

/** What the page sends to its worker. `words`: by key, the messages with placeholders. */
export type Order =
  | {
      act: 'check';
      file: Blob;
      name: string;
      /** The name of this site, whose keys these are. */
      site: string;
      /** The keys of this site, as in `Trust`. */
      keys: readonly string[];
      waczKeys: readonly string[];
      words: Words;
    }
  | { act: 'cancel' };

export type Words = Readonly<Record<string, { text: string; locale: string }>>;

/** The result of a check in words. */
export type Result = {
  verdict: Verdict;
  said: string;
  about: string;
  checks: { title: string; text: string }[];
  redactions: string[];
  problems: { title: string; lines: string[] } | null;
  /** The report as JSON, as `kronika verify --json` prints it. */
  json: string;
};

/** What the worker sends to its page. `failed`: a code of the catalogue of errors, or `insecure`. */
export type Answer =
  | { state: 'progress'; read: number }
  | { state: 'done'; result: Result }
  | { state: 'failed'; code: string };
