import type { Span } from '../reading/sentences.ts';
import type { Mode } from '../schema.ts';
import type { Speaker } from './speaker.ts';

/** One attribution found in a sentence: who, by which verb, and how far it reaches. */
export type Attribution = {
  speaker: Speaker | null;
  verb: string;
  mode: Mode;
  /** What is said. */
  content: Span[];
  /** Where the attribution itself stands: "the ministry said". */
  place: Span;
  /** lead: before what is said; trail: after or inside it; whole: "as X notes", "according to X"; act: the clause itself is the saying. */
  form: 'lead' | 'trail' | 'whole' | 'act';
  /** Outlets and papers between speaker and page: "cited by Y". Innermost first. */
  outer: { speaker: Speaker; verb: string }[];
  source?: string;
  confidence: number;
};
