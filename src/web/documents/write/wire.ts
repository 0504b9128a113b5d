/** What the editor and the desk say to each other, as JSON. No types of the record: the editor's script carries none of it. */

export type ClaimCard = {
  ref: string;
  number: number;
  href: string;
  wording: string;
  quotation: boolean;
  language: string;
  /** Alleged, denied …; null where it is plainly said. */
  mode: string | null;
  /** Who says so. */
  chain: string;
  source: string | null;
  passage: string | null;
  /** What keeps it from being cited as it is. */
  notes: string[];
};

/** A photo as the editor shows it, with what is said of it wherever it stands. */
export type PhotoCard = {
  ref: string;
  number: number;
  href: string;
  /** Where what is said of it is sent. */
  said: string;
  version: number;
  /** What keeps it from being shown at all, in words. */
  gone: string | null;
  /** A size for the page and a small one; null where there is none any more. */
  src: string | null;
  small: string | null;
  width: number;
  height: number;
  credit: string;
  alt: string;
  licence: string;
  pictured: { ref: string; name: string; href: string }[];
};
export type PhotoSaid = Pick<PhotoCard, 'version' | 'credit' | 'alt' | 'licence'> & { pictured: string[] };
export type PhotoProblem = { words: string; blocks: boolean };
export type ActorNamed = { ref: string; name: string; kind: string };

export type SentenceProblem = {
  code: string;
  words: string;
  blocks: boolean;
  overridden: boolean;
  /** The words it is about. */ run: string | null;
  /** Where the copy is that the desk holds of a page that is gone. */ held: string | null;
};

/** When the links were last tried; null: never. */
export type Links = { at: string; pending: boolean } | null;

export type Checked = {
  /** By the sentence's id. */
  sentences: Record<string, SentenceProblem[]>;
  embeds: { kind: string; ref: string; words: string }[];
  /** By the photo's ref. */
  photos: Record<string, PhotoProblem[]>;
  /** By the ref that sentences cite. */
  claims: Record<string, ClaimCard>;
  blocking: number;
  hasBody: boolean;
};

/** A page that holds words that were pasted. */
export type Held = {
  source: string;
  href: string;
  /** Where a claim on it is filed. */ file: string;
  whole: boolean;
  claims: ClaimCard[];
};

export type About = { byline: { kind: 'by' | 'compiled-by'; names: string[] }; language: string; cases: string[] };

/** `doc` in ProseMirror's JSON; null: nothing has changed, I am still here. */
export type Keep = {
  revision: number;
  version: number;
  content: (About & { doc: unknown }) | null;
  check: (About & { doc: unknown }) | null;
};
export type Kept = {
  others: { name: string; writing: boolean }[];
  /** A later revision was saved by somebody. */ newer: { revision: number; by: string } | null;
  checked: Checked | null;
  links: Links;
};

/** Given to the editor with its page. */
export type Start = {
  doc: unknown;
  about: About;
  revision: number;
  version: number;
  /** Opened from a working copy. */
  unsaved: boolean;
  mayOverride: boolean;
  urls: {
    keep: string;
    save: string;
    drop: string;
    claims: string;
    words: string;
    embed: string;
    compare: string;
    article: string;
    photo: string;
    photos: string;
    actors: string;
    links: string;
  };
  /** By their refs. */
  photos: Record<string, PhotoCard>;
  /** The largest file taken for a photo, in bytes. */
  largest: number;
  token: string;
  titles: Record<string, string>;
  /** What the article shows of the record, drawn as its readers will see it: HTML of the desk's own, by `embedKey`. */
  drawn: Record<string, string>;
  words: Record<string, string>;
};
