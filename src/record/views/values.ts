import type { Brief } from './briefs.ts';

/**
 * A value as a page shows it. `thing` is the item that the value names (the actor of an involvement, the source of a
 * contested work). If that item is not public, the ref inside `value` is null and `thing.hidden` is true.
 */
export type ValueView = { property: string; value: unknown; thing: Brief | null };

export function viewValue(property: string, value: unknown, thing: Brief | null): ValueView {
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
