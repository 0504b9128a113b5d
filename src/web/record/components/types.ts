import type { Style } from '../../../documents/model/markup.ts';
import type { PublicFigure } from '../../../publishing/public/public-figure.ts';
import type { Mode } from '../../../record/tables.ts';

/** The plain data of components. Pages build it from the record; this file does not depend on tables. */

/** A person or item with a page, or only a name. */
export type Named = { name: string; href?: string; language?: string };

/** One link of an attribution. The list of links begins with the first speaker. */
export type ChainLink = {
  /** Null: not named; shown in the words of the source ("critics"). `hidden`: shown as "a person known to the desk". */
  actor: Named | 'hidden' | null;
  /** The speaker's name or description in the source. */
  asWritten?: string;
  /** The verb of the source: wrote, said, according to, cited … */
  verb?: string;
  /** Where the speaker said it, as finished text: "in a Facebook post". */
  within?: string;
  /** The source named the speaker in an earlier sentence. */
  carriedOver?: boolean;
};

/** The support of a claim. */
export type Support = {
  kind: 'passage' | 'reference' | 'direct-word';
  title?: string;
  publisher?: string;
  /** When the source was published (EDTF). */
  published?: string;
  /** The source's page on this site. */
  href?: string;
  /** Whether there is a preserved copy; a passage always has one. */
  held?: boolean;
  /** The source's original web address. */
  external?: string;
  /** An archived copy, or the page with its hash. */
  archived?: string;
  /** The passage, shortened to the length of a quotation. */
  quote?: string;
  language?: string;
};

/** A numbered note under a text: one claim, or something in place of a claim. */
export type NoteData = { number: number } & (
  | {
      basis: 'claim';
      mode: Mode;
      chain: readonly ChainLink[];
      ownWords?: boolean;
      support: Support;
      claim?: string;
      retracted?: boolean;
      /** What happened to the claim after the text was published. */ since?: 'changed' | 'withdrawn';
    }
  | { basis: 'own'; by: string }
  | {
      basis: 'computed';
      what: string;
      /** The published statistic; left out if the sentence was published as an exception. */ figure?: PublicFigure;
      /** The calculated sentences, whose numbers are looked up in `figure`. */ said?: readonly string[];
    }
  | { basis: 'override'; reason: string; by?: string }
  /** The claim is no longer shown. */
  | { basis: 'closed' }
  /** The claim's content was redacted. */
  | { basis: 'erased' }
);

/** A published sentence. A connecting sentence has no notes. */
export type SentenceData = {
  id: string;
  text: string;
  /** Links in the order of the text. `here`: to this site; others lead to other sites. */ links?: readonly {
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
