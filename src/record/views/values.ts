import { placeForReaders, type Place } from '../values/place.ts';
import { findProperty } from '../vocabulary/properties.ts';
import type { Audience, Brief } from './briefs.ts';

/**
 * A value as a page shows it. `thing` is the item that the value names (the actor of an involvement, the source of a
 * contested work). If that item is not public, the ref inside `value` is null and `thing.hidden` is true. Readers get
 * the coordinates of a place only as they are on maps.
 */
export type ValueView = { property: string; value: unknown; thing: Brief | null };

export function viewValue(property: string, value: unknown, thing: Brief | null, audience: Audience): ValueView {
  if (audience === 'public' && findProperty(property)?.value.type === 'place')
    return { property, value: placeForReaders(value as Place), thing };
  if (!thing) return { property, value, thing };
  return { property, value: withRef(value, thing.kind, thing.ref), thing };
}

/**
 * The value with its ref replaced: by the ref of the canonical item after a merge, or by null if the item is hidden.
 */
function withRef(value: unknown, kind: string, ref: string | null): unknown {
  const isRef = (part: unknown): boolean => typeof part === 'string' && new RegExp(`^${kind}/\\d+$`).test(part);
  if (isRef(value)) return ref;
  if (!value || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, isRef(part) ? ref : part]));
}
