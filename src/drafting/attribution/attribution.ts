import type { Span } from '../reading/sentences.ts';
import type { Mode } from '../schema.ts';
import type { Speaker } from './speaker.ts';

/** One attribution in a sentence: the speaker, the verb, and which part of the sentence it covers. */
export type Attribution = {
  speaker: Speaker | null;
  verb: string;
  mode: Mode;
  /** What is said. */
  content: Span[];
  /** The text of the attribution itself: "the ministry said". */
  place: Span;
  /**
   * lead: before what is said; trail: after or inside it; whole: "as X notes", "according to X"; act: the clause itself
   * is the statement.
   */
  form: 'lead' | 'trail' | 'whole' | 'act';
  /** Outlets and documents between speaker and page ("cited by Y"), innermost first. */
  outer: { speaker: Speaker; verb: string }[];
  source?: string;
  confidence: number;
};
