import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Relation } from './relation.ts';

/** A ref to an item in a value, such as `actor/12`: kind and permanent number (record/refs.ts). */
export type ThingRef = string;

/** First and last day (YYYY-MM-DD) that a value covers; null if open or unknown. */
export type DateBounds = { from: string | null; to: string | null };

/** How the values of one type are parsed, identified and compared. */
export interface Datatype<V> {
  /**
   * Accepts the input of a form, an import or a draft, and returns the canonical JSON value. Error messages are keys of
   * `record.json`.
   */
  schema: z.core.$ZodType<V>;
  /**
   * A key of a canonical value. Values with equal keys are the same value. A key has at most 255 characters, so that it
   * fits into an index. If the value refers to items, the key starts with the ref of the main item: `actor/12` or
   * `actor/12|…`.
   */
  key(value: V): string;
  compare(a: V, b: V): Relation;
  /** The days that the value covers; null for values without dates. */
  bounds(value: V): DateBounds | null;
  /** The refs of the items to which the value refers, the main item first. */
  things(value: V): ThingRef[];
  /** The value with the refs of its items replaced. Needed after a merge. */
  replaceThings(value: V, replace: (ref: ThingRef) => ThingRef): V;
}

/** Creates a datatype. By default, its values have no dates and refer to no items. */
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

/** Shortens a text to a key of at most 255 characters. The key of a longer text is its beginning and its hash. */
export function shortKey(text: string): string {
  if (text.length <= 255) return text;
  return `${text.slice(0, 180)}#${createHash('sha256').update(text).digest('hex')}`;
}
