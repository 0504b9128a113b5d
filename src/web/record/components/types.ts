import type { Style } from '../../../documents/model/markup.ts';
import type { PublicFigure } from '../../../publishing/public/public-figure.ts';
import type { PagePart } from '../../../record/sources/pdf-layout.ts';
import type { Mode } from '../../../record/tables.ts';

/* The data of the components that show claims and notes. Pages convert views of the record to these types. */

/** The name of a person or item, with a link to the page if there is one. */
export type Named = {
  name: string;
  href?: string;
  /** The language of the name, if it is not the language of the page. */
  language?: string;
  /** If the name consists of words of a source: our translation of it. */
  ours?: string;
  /** If the name is that of a page or document: the words before the title, such as "the letter", and the title. */
  page?: PageName;
};
export type PageName = { before: string; title: string };

/** One link of an attribution: who said it, or who passed it on. The first link is the first speaker. */
export type ChainLink = {
  /**
   * Null if no one is named: the page then shows the words of the source ("critics"). `hidden`: the page shows "a
   * person known to the desk".
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
  /** The language of `asWritten` and `verb`, if it is not the language of the page. */
  language?: string;
};

/** What a claim is based on: a passage of a source, a whole source, or something that was said to the desk directly. */
export type Support = {
  kind: 'passage' | 'reference' | 'direct-word';
  title?: string;
  /** The language of the title, if it is not the language of the page. */
  titleLanguage?: string;
  publisher?: string;
  /** The language of the publisher's name, if it is not the language of the page. */
  publisherLanguage?: string;
  /** When the source was published (EDTF). */
  published?: string;
  /** The source's page on this site. */
  href?: string;
  /** Whether the source has a preserved copy. The source of a passage always has one. */
  held?: boolean;
  /** The original web address of the source. */
  external?: string;
  /** The address of the page with the preserved copy, if readers can open it. */
  archived?: string;
  /** The passage, shortened if it is long. */
  quote?: string;
  /** In a PDF, the number of the page on which the passage begins. */
  page?: number;
  /** The third of this page in which the passage begins. */
  pagePart?: PagePart;
  /** Our translation of the passage. */
  oursOfQuote?: string;
  /** The day on which the page with the passage was preserved, if readers may know it. */
  preserved?: string;
  /** Whether `preserved` is when the page was recorded, as a web archive says. */
  fromArchive?: boolean;
  /** The language of the passage, if it is not the language of the page. */
  language?: string;
};

/** The words of a claim. `quoted`: whether they are a quotation, which has quotation marks. */
export type ClaimWords = {
  text: string;
  quoted: boolean;
  language?: string;
  /** Our translation of a quotation. */
  ours?: string;
};

/** A numbered note below a text. It shows a claim, or says why the sentence has none. */
export type NoteData = { number: number } & (
  | {
      basis: 'claim';
      mode: Mode;
      words: ClaimWords;
      chain: readonly ChainLink[];
      ownWords?: boolean;
      support: Support;
      /** Sources that republished or translated the same story. */ alsoIn?: readonly Support[];
      claim?: string;
      /** The claim was imported, and no one has compared it with its source yet. */ imported?: true;
      retracted?: boolean;
      /** What happened to the claim after the text was published. */ since?: 'changed' | 'withdrawn';
    }
  | { basis: 'own'; by: string }
  | {
      basis: 'computed';
      what: string;
      /** The statistic with the numbers. Left out if the sentence is an exception. */ figure?: PublicFigure;
      /** The sentences with these numbers. */ said?: readonly string[];
    }
  | { basis: 'override'; reason: string; by?: string }
  /** The claim is no longer public. */
  | { basis: 'closed' }
  /** The claim's content was redacted. */
  | { basis: 'erased' }
);

/** A published sentence. A sentence that only connects others (`notes` is empty) needs no source. */
export type SentenceData = {
  id: string;
  text: string;
  /** Links in the order of the text. `here`: whether the link leads to this site. */ links?: readonly {
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
