import type { Span } from '../reading/sentences.ts';
import type { ActorKind, Mode } from '../schema.ts';

/** Who speaks. `actor` is null if the page does not name the speaker, or if it is not certain who is meant. */
export type Speaker = {
  actor: string | null;
  asWritten: string | null;
  kind: ActorKind | 'document' | null;
  span: Span | null;
  /** The gender that the verb or the pronoun shows. */ gender?: 'm' | 'f' | 'n' | null;
  /** Whether the page mentions the speaker by a pronoun, or by a noun without a name. */ pronoun: boolean;
  sure: boolean;
};

export type FoundLink = { speaker: Speaker | null; verb: string; cue: Span[]; carriedOver?: boolean };

/** One attribution: the chain from the innermost speaker, the words that attribute, and what is said. */
export type Found = {
  chain: FoundLink[];
  content: Span[];
  mode: Mode;
  /** The place of the words of the attribution. */ place: Span;
  /**
   * Where the attribution is: `lead` before what is said, `trail` after it, `whole` around it ("по словам …", in the
   * words of …).
   */
  form: 'lead' | 'whole' | 'trail';
  confidence: number;
};

/** A sentence's attributions, and the actors that it names. */
export type SentenceFound = {
  found: Found[];
  actors: { name: string; kind: ActorKind | null; start: number; end: number }[];
};

export const spanOf = (start: number, end: number): Span => ({ start, end });
export const insideAny = (spans: readonly Span[], at: number): boolean =>
  spans.some((span) => at >= span.start && at < span.end);
export const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + span.end - span.start, 0);

/**
 * Removes spaces and punctuation marks at the edges of a span. Quotation marks stay. With `stop`, a final full stop
 * also stays.
 */
export function trimmed(flat: string, { start, end }: Span, stop = false): Span {
  let [from, to] = [start, end];
  while (from < to && /[\s,;:–—-]/.test(flat[from]!)) from += 1;
  while (to > from && /[\s,;:–—-]/.test(flat[to - 1]!)) to -= 1;
  if (
    !stop &&
    to > from &&
    /[.]/.test(flat[to - 1]!) &&
    !/(?:\.\.|(?<!\p{L})\p{L}{1,4})\.$/u.test(flat.slice(Math.max(from, to - 7), to))
  )
    to -= 1;
  return { start: from, end: to };
}
