import type { Style } from '../../../documents/model/markup.ts';
import type { PublicFigure } from '../../../publishing/public/public-figure.ts';
import type { Mode } from '../../../record/tables.ts';

/** The data of the components that show claims and notes. Pages convert views of the record to these types. */

/** A person or item: a name, linked to a page if there is one. */
export type Named = {
  name: string;
  href?: string;
  /** The language of the name, if it is not that of the page. */
  language?: string;
  /** Our translation of the name, if the name is the words of a source. */
  ours?: string;
  /** If the name is that of a page or document: the words before its title, such as "the letter", and the title. */
  page?: PageName;
};
export type PageName = { before: string; title: string };

/** One link of an attribution. The list of links begins with the first speaker. */
export type ChainLink = {
  /**
   * Null if no one is named; the page then shows the words of the source ("critics"). `hidden` is shown as "a person
   * known to the desk".
   */
  actor: Named | 'hidden' | null;
  /** The speaker's name or description in the source. */
  asWritten?: string;
  /** Our translation of `asWritten`. */
  asWrittenOurs?: string;
  /** The verb that the source uses: wrote, said, according to, cited … */
  verb?: string;
  /** Where the speaker said it: "in a Facebook post". */
  within?: string;
  /** Whether the source names the speaker only in an earlier sentence. */
  carriedOver?: boolean;
  /** The language of `asWritten` and `verb`, if it is not that of the page. */
  language?: string;
};

/** The support of a claim. */
export type Support = {
  kind: 'passage' | 'reference' | 'direct-word';
  title?: string;
  /** The language of the title, if it is not that of the page. */
  titleLanguage?: string;
  publisher?: string;
  /** The language of the publisher's name, if it is not that of the page. */
  publisherLanguage?: string;
  /** When the source was published (EDTF). */
  published?: string;
  /** The source's page on this site. */
  href?: string;
  /** Whether there is a preserved copy; a passage always has one. */
  held?: boolean;
  /** The original web address of the source. */
  external?: string;
  /** The address of an archived copy, or of the page with the copy's hash. */
  archived?: string;
  /** The passage, shortened if it is long. */
  quote?: string;
  /** Our translation of the passage. */
  oursOfQuote?: string;
  /** The day on which the page with the passage was preserved, if readers may know it. */
  preserved?: string;
  /** The language of the passage, if it is not that of the page. */
  language?: string;
};

/** The words of a claim. Only a quotation has quotation marks. */
export type ClaimWords = {
  text: string;
  quoted: boolean;
  language?: string;
  /** Our translation of a quotation. */
  ours?: string;
};

/** A numbered note under a text. It shows one claim, or why the sentence has none. */
export type NoteData = { number: number } & (
  | {
      basis: 'claim';
      mode: Mode;
      /** What the claim says. */ words: ClaimWords;
      chain: readonly ChainLink[];
      ownWords?: boolean;
      support: Support;
      /** Where the same story was republished or translated. */ alsoIn?: readonly Support[];
      claim?: string;
      /** Whether no one has compared the claim with its source. */ imported?: true;
      retracted?: boolean;
      /** What happened to the claim after the text was published. */ since?: 'changed' | 'withdrawn';
    }
  | { basis: 'own'; by: string }
  | {
      basis: 'computed';
      what: string;
      /** The published statistic. Left out if the sentence was published as an exception. */ figure?: PublicFigure;
      /** The sentences with calculated numbers. The numbers can be looked up in `figure`. */ said?: readonly string[];
    }
  | { basis: 'override'; reason: string; by?: string }
  /** The claim is no longer public. */
  | { basis: 'closed' }
  /** The claim's content was redacted. */
  | { basis: 'erased' }
);

/** A published sentence. A sentence that only connects others has no notes. */
export type SentenceData = {
  id: string;
  text: string;
  /** Links in the order of the text. `here`: the link leads to this site. */ links?: readonly {
    start: number;
    end: number;
    href: string;
    here?: true;
  }[];
  /** Bold and italic words. */ styles?: readonly Style[];
  notes: readonly number[];
  override?: boolean;
  language?: string;
};
