import type { PublicFigure } from '../../../publishing/public/public-figure.ts';
import type { ModeKey } from '../../kit/components/values.tsx';

/** The plain data that components show. Pages make it from the record; nothing here knows a table. */

/** Someone or something with a page, or only a name. */
export type Named = { name: string; href?: string; language?: string };

/** One link of who says so, innermost first. */
export type ChainLink = {
  /** Null: nobody known ("critics"), shown with the words as written. Hidden: "a person known to the desk". */
  actor: Named | 'hidden' | null;
  /** The speaker's name or description as the source has it. */
  asWritten?: string;
  /** As the source has it: wrote, said, according to, cited … */
  verb?: string;
  /** In what: "in a Facebook post". Own words, ready to read. */
  within?: string;
  /** The attribution was made in an earlier sentence and holds on. */
  carriedOver?: boolean;
};

/** What a claim rests on. */
export type Support = {
  kind: 'passage' | 'reference' | 'direct-word';
  title?: string;
  publisher?: string;
  /** EDTF. */
  published?: string;
  /** The source's page here. */
  href?: string;
  /** Whether a copy is kept; a passage always stands in one. */
  held?: boolean;
  /** Where it stands outside. */
  external?: string;
  /** An archived copy, or its fingerprint page. */
  archived?: string;
  /** The passage, at quotation length. */
  quote?: string;
  language?: string;
};

/** A numbered note under a text: one claim, or what stands in a claim's place. */
export type NoteData = { number: number } & (
  | {
      basis: 'claim';
      mode: ModeKey;
      chain: readonly ChainLink[];
      ownWords?: boolean;
      support: Support;
      claim?: string;
      retracted?: boolean;
      /** What became of the claim after the text was published. */ since?: 'changed' | 'withdrawn';
    }
  | { basis: 'own'; by: string }
  | {
      basis: 'computed';
      what: string;
      /** As it was published; left out where it was published against the rules. */ figure?: PublicFigure;
      /** The sentences it carries, whose numbers are looked up in it. */ said?: readonly string[];
    }
  | { basis: 'override'; reason: string; by?: string }
  /** The claim is not shown any more, or what it said was erased. */
  | { basis: 'closed' }
  | { basis: 'erased' }
);

/** A published sentence. A connective one has no notes. */
export type SentenceData = {
  id: string;
  text: string;
  /** By places in the text; to pages outside, or (`here`) of this site. */ links?: readonly {
    start: number;
    end: number;
    href: string;
    here?: true;
  }[];
  notes: readonly number[];
  override?: boolean;
  language?: string;
};
