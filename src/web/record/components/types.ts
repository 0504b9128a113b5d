import type { PublicFigure } from '../../../publishing/public/public-figure.ts';
import type { Mode } from '../../../record/tables.ts';

/** The plain data of components. Pages build it from the record; nothing here knows a table. */

/** A person or item with a page, or only a name. */
export type Named = { name: string; href?: string; language?: string };

/** One link of the attribution, the first speaker first. */
export type ChainLink = {
  /** Null: not named ("critics"), shown in the words of the source. Hidden: "a person known to the desk". */
  actor: Named | 'hidden' | null;
  /** The speaker's name or description in the source. */
  asWritten?: string;
  /** The verb of the source: wrote, said, according to, cited … */
  verb?: string;
  /** In what: "in a Facebook post". Finished text. */
  within?: string;
  /** The attribution comes from an earlier sentence. */
  carriedOver?: boolean;
};

/** The support of a claim. */
export type Support = {
  kind: 'passage' | 'reference' | 'direct-word';
  title?: string;
  publisher?: string;
  /** EDTF. */
  published?: string;
  /** The source's page on this site. */
  href?: string;
  /** Whether there is a preserved copy; a passage always has one. */
  held?: boolean;
  /** Its original web address. */
  external?: string;
  /** An archived copy, or the page with its hash. */
  archived?: string;
  /** The passage, at the length of a quotation. */
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
      /** As it was published; left out if it was published as an exception. */ figure?: PublicFigure;
      /** The calculated sentences, whose numbers are looked up in it. */ said?: readonly string[];
    }
  | { basis: 'override'; reason: string; by?: string }
  /** The claim is no longer shown, or its content was redacted. */
  | { basis: 'closed' }
  | { basis: 'erased' }
);

/** A published sentence. A connecting sentence has no notes. */
export type SentenceData = {
  id: string;
  text: string;
  /** By position in the text; to other sites, or (`here`) to this one. */ links?: readonly {
    start: number;
    end: number;
    href: string;
    here?: true;
  }[];
  notes: readonly number[];
  override?: boolean;
  language?: string;
};
