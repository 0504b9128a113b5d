import type { Item } from '../reading/phrases.ts';
import type { Span } from '../reading/sentences.ts';
import type { ChainLink, Mode } from '../schema.ts';
import type { Speaker } from './speaker.ts';

/** One attribution in a sentence: the speaker, the verb, and which part of the sentence it covers. */
export type Attribution = {
  speaker: Speaker | null;
  verb: string;
  /** The words that attribute: the verb with its auxiliaries, or words such as "according to". */
  cue: Span[];
  mode: Mode;
  /**
   * What is said. If the verb itself says something ("X condemned the raid"), this includes the speaker and the verb.
   */
  content: Span[];
  /**
   * If `content` includes speaker and verb: what is said, without these two. Empty if the page reports a court's
   * decision in its own words ("fined her").
   */
  said?: Span[];
  /** The place of the attribution itself: "the ministry said". */
  place: Span;
  /**
   * `lead`: the attribution is before what is said; `trail`: it is after or inside it; `whole`: it covers the whole
   * sentence ("as X notes", "according to X"); `act`: the verb itself says something ("condemned").
   */
  form: 'lead' | 'trail' | 'whole' | 'act';
  /** Outlets and documents between speaker and page ("cited by Y"), innermost first. */
  outer: { speaker: Speaker; verb: string; cue: Span[] }[];
  source?: string;
  confidence: number;
};

/** The words of a verb group without adverbs, as spans: "did not [yet] say" gives two spans. */
export function cueOf(items: readonly Item[], from: number, to: number): Span[] {
  const spans: Span[] = [];
  let last: Span | null = null;
  for (const item of items.slice(from, to)) {
    if (item.pos === 'ADV' && item.lower !== 'not') last = null;
    else if (last) last.end = item.end;
    else spans.push((last = { start: item.start, end: item.end }));
  }
  return spans;
}

/** A link of the attribution chain. `document`: the document in which it was said, in the page's words. */
export function linkOf(speaker: Speaker | null, verb: string, cue: Span[], document?: string): ChainLink {
  return {
    actor: speaker?.actor ?? null,
    asWritten: speaker?.asWritten ?? null,
    verb: verb || null,
    source: speaker ? [speaker.place] : null,
    cue: cue.length > 0 ? cue : null,
    carriedOver: false,
    ...(document ? { document } : {}),
  };
}
