import { placeForReaders, type Place } from '../values/place.ts';
import type { TextValue } from '../values/datatypes.ts';
import type { Translations } from '../translations/load.ts';
import { currentReading } from '../translations/reading.ts';
import { findProperty } from '../vocabulary/properties.ts';
import type { Audience, Brief } from './briefs.ts';

/**
 * A value as a page shows it. `thing` is the item to which the value refers (the actor of an involvement, the source of
 * a contested work). If that item is not public, the ref inside `value` is null and `thing.hidden` is true. Readers get
 * only the rounded coordinates of a place (`placeForReaders`).
 */
export type ValueView = {
  property: string;
  value: unknown;
  thing: Brief | null;
  /** For readers, our translation of the text in the value, if there is one. */
  ours?: string;
  /** Whether the text is the desk's own wording in the language of the publication, so that `ours` can replace it. */
  own?: true;
};

/** Properties whose texts are quoted from a source. */
const sourceWords = new Set(['legal-basis', 'provision']);

export function viewValue(property: string, value: unknown, thing: Brief | null, audience: Audience): ValueView {
  if (audience === 'public' && findProperty(property)?.value.type === 'place')
    return { property, value: placeForReaders(value as Place), thing };
  if (!thing) return { property, value, thing };
  return { property, value: withRef(value, thing.kind, thing.ref), thing };
}

/** The text in a value, such as the title of a position. Null if the value has none. */
export function textOf(value: unknown): TextValue | null {
  if (!value || typeof value !== 'object') return null;
  const { title, text } = value as { title?: TextValue; text?: unknown };
  if (typeof title?.text === 'string') return title;
  return typeof text === 'string' ? (value as TextValue) : null;
}

/** A value with our translation of its text. `ids`: the claims that state it. */
export function withOurs<View extends ValueView>(
  view: View,
  translations: Translations | null,
  ids: readonly number[],
): View {
  const text = translations && textOf(view.value);
  const ours = text && translations.ours(ids, text.text);
  if (!ours) return view;
  const own =
    text.language === currentReading()?.own &&
    !sourceWords.has(view.property) &&
    translations.ofOwnWords(ids, text.text);
  return { ...view, ours, ...(own && { own }) };
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
