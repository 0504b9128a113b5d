import type { FacetFact } from '../../record/vocabulary/facets.ts';
import { facetNameOf } from '../../record/vocabulary/facets.ts';
import { findProperty, properties, type Property } from '../../record/vocabulary/properties.ts';
import type { ThingKind } from '../../record/tables.ts';
import { dateMarks, hostMarks, placeMarks } from './marks.ts';

/** Words and marks (marks.ts) from the facts of an item, by which it is found. */
export type FactWords = { words: Set<string>; marks: Set<string> };
export const noFactWords = (): FactWords => ({ words: new Set(), marks: new Set() });

const types = new Set<Property['value']['type']>(['place', 'url', 'identifier']);

/**
 * Whether the values of a property become words or marks in the index, such as places, URLs, identifiers and dates.
 */
const isIndexed = (property: Property): boolean =>
  types.has(property.value.type) || ['law', 'year'].includes(facetNameOf(property) ?? '');

/** The properties of a kind whose facts are indexed, as facets, words or marks. */
export const indexedProperties = (kind: ThingKind): readonly string[] =>
  properties
    .filter((property) => property.on.includes(kind) && (property.facet !== false || isIndexed(property)))
    .map(({ key }) => key);

/** Adds the words and marks of a fact. Call it only for facts that the audience may see without their speaker. */
export function addFactWords(factWords: FactWords, key: string, { value, from, to }: FacetFact): void {
  const property = findProperty(key);
  if (!property || !isIndexed(property)) return;
  const { type } = property.value;
  if (type === 'place') {
    const { locality } = value as { locality?: string };
    if (!locality) return;
    factWords.words.add(locality);
    for (const mark of placeMarks(locality)) factWords.marks.add(mark);
  } else if (type === 'url') for (const mark of hostMarks(String(value))) factWords.marks.add(mark);
  else if (type === 'identifier') factWords.words.add(`${key} ${String(value)}`);
  else if (type === 'text') factWords.words.add((value as { text?: string }).text ?? '');
  else for (const mark of dateMarks(from, to)) factWords.marks.add(mark);
}
