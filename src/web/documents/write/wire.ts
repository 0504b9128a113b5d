/**
 * The JSON between the editor's script and the desk. These types import nothing from the record, so that the script
 * contains no code of the record.
 */

export type ClaimCard = {
  ref: string;
  number: number;
  href: string;
  wording: string;
  quotation: boolean;
  language: string;
  /** The mode of the claim in words, such as alleged or denied; null if the claim is plainly stated. */
  mode: string | null;
  /** The attribution of the claim, in words. */
  chain: string;
  source: string | null;
  passage: string | null;
  /** Reasons why the claim cannot be cited as it is. */
  notes: string[];
};

/** An embed as readers will see it: its title, its HTML, and the numbers of a chart as text (`numbersOf`). */
export type EmbedDrawn = { title: string; html: string | null; numbers: string };

export type PhotoCard = {
  ref: string;
  number: number;
  href: string;
  /** The address to which changes of the photo's data are sent. */
  said: string;
  version: number;
  /** Why the photo cannot be shown, in words; null if it can. */
  gone: string | null;
  /** The address of the file in the size for the page; null if the photo's files are gone. */
  src: string | null;
  /** The address of the file in a small size; null if the photo's files are gone. */
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
  /** The words of the sentence that the problem is about. */ run: string | null;
  /** Where these words begin in the sentence that was checked. */ at: number | null;
  /** The words of a claim that the sentence contradicts or adds to. */ claim: string | null;
  /** The address of the preserved copy, if a linked page is gone. */ held: string | null;
};

/** When the links were last checked; null if never. `pending` means that a check is running. */
export type Links = { at: string; pending: boolean } | null;

export type Checked = {
  /** Problems by the id of their sentence. */
  sentences: Record<string, SentenceProblem[]>;
  /**
   * Problems of embeds in words. `text`: the headline of the chart that the problem is about. `numbers`: the chart's
   * numbers now, if the headline was written for earlier numbers.
   */
  embeds: { kind: string; ref: string; words: string; text: string | null; numbers: string | null }[];
  /** Why a sentence was not compared with its claims, in words, by the sentence's id. */
  notCompared: Record<string, string>;
  /**
   * Sentences of a letter that need no source: salutations, demands and appeals. The value is the name of this part, by
   * the sentence's id.
   */
  parts: Record<string, string>;
  /** How many sentences are such parts of a letter, in words. Empty if there are none. */
  partsTold: string;
  /** How many sentences were compared with their claims, in words. */
  compared: string;
  /** Whether some sentences have not been compared yet. The next check continues with these. */
  comparing: boolean;
  /** Problems by the ref of their photo. */
  photos: Record<string, PhotoProblem[]>;
  /** The cited claims, by the ref that sentences use. */
  claims: Record<string, ClaimCard>;
  blocking: number;
  hasBody: boolean;
};

/** A preserved page that contains the pasted words. */
export type PreservedMatch = {
  source: string;
  href: string;
  /** The address of the form for a claim based on this page. */ file: string;
  whole: boolean;
  claims: ClaimCard[];
};

/** A case that a field suggests, as the field shows it. */
export type CaseNamed = { ref: string; text: string };

export type About = { byline: { kind: 'by' | 'compiled-by'; names: string[] }; language: string; cases: string[] };

/** What the editor sends while an article is open. `doc` is ProseMirror's JSON. */
export type SaveRequest = {
  revision: number;
  version: number;
  /** The text to store; null if nothing has changed since the last request. */
  content: (About & { doc: unknown }) | null;
  /** The text to check; null if no check is due. */
  check: (About & { doc: unknown }) | null;
  leaving?: true;
};
export type SaveResponse = {
  /**
   * Other people who have the article open. `since` is the time when they opened it (ISO 8601), and `writing` says
   * whether they have unsaved changes.
   */
  others: { name: string; since: string; writing: boolean }[];
  /** Someone saved a later revision. */ newer: { revision: number; by: string } | null;
  checked: Checked | null;
  links: Links;
};

/** The review panel as HTML, with the revision and version that it shows. */
export type Reviewed = { html: string; revision: number; version: number };

/** The initial data of the editor's page. */
export type Start = {
  doc: unknown;
  about: About;
  revision: number;
  version: number;
  /** Whether the article was opened with unsaved changes of this person. */
  unsaved: boolean;
  mayOverride: boolean;
  /** Whether the text belongs to a letter. */
  letter: boolean;
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
    cases: string;
    links: string;
    review: string;
  };
  /** The photos in the text, by their refs. */
  photos: Record<string, PhotoCard>;
  /** Maximum size of a photo's file in bytes. */
  largest: number;
  token: string;
  /** The embeds of the article, by `embedKey`. */
  drawn: Record<string, EmbedDrawn>;
  words: Record<string, string>;
};
