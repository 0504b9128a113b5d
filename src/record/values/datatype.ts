import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Relation } from './relation.ts';

/** A thing of the record as a value names it: `actor/12`, kind and permanent number (record/refs.ts). */
export type ThingRef = string;

/** First and last day (YYYY-MM-DD) a value covers; null where open or unknown. */
export type DateBounds = { from: string | null; to: string | null };

/** How values of one kind are read, told apart and compared. */
export interface Datatype<V> {
  /** Takes what a form, an import or a draft gives, and yields the canonical JSON value. Messages are keys of `record.json`. */
  schema: z.ZodType<V>;
  /**
   * Equality key of a canonical value: equal keys mean the same value. At most 255 characters, so that it fits
   * an index. A value that names things begins with the chief one: `actor/12` or `actor/12|…`.
   */
  key(value: V): string;
  compare(a: V, b: V): Relation;
  /** The days the value covers; null for values without dates. */
  bounds(value: V): DateBounds | null;
  /** The things the value names, the chief one first. */
  things(value: V): ThingRef[];
  /** The value with its things replaced, as after a merge. */
  replaceThings(value: V, replace: (ref: ThingRef) => ThingRef): V;
}

/** A datatype; what it does not say has no dates and names no things. */
export function datatype<V>(
  parts: Pick<Datatype<V>, 'schema' | 'key' | 'compare'> & Partial<Datatype<V>>,
): Datatype<V> {
  return {
    bounds: () => null,
    things: () => [],
    replaceThings: (value) => value,
    ...parts,
    key: (value) => shortKey(parts.key(value)),
  };
}

/** A text as a key of at most 255 characters: a longer one ends in its hash. */
export function shortKey(text: string): string {
  if (text.length <= 255) return text;
  return `${text.slice(0, 180)}#${createHash('sha256').update(text).digest('hex')}`;
}
