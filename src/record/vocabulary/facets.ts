import { involvementQualifiers, type QualifierName } from '../values/composite-types.ts';
import type { ThingKind } from '../tables.ts';
import type { Audience } from '../views/briefs.ts';
import type { propertyEntries } from './properties.data.ts';
import { isPrivate, properties, type Property } from './properties.ts';
import { lineOf, listLabel, type VocabularyKey } from './terms.ts';

type Declared = (typeof propertyEntries)[number];
type NameOf<Entry> = Entry extends { facet: infer Name extends string }
  ? Name
  : Entry extends { facet: true; key: infer Key extends string }
    ? Key
    : never;

/** Facets that are not the values of one property. The search index calculates them. */
type Calculated = 'kind' | 'targeted' | 'outlet' | 'language' | QualifierName;

/**
 * The name of a facet, by which cases can be filtered and counted. It is the parameter in URLs and in the API. At run
 * time, there can also be other names: those of properties from the database (fields of the installation).
 */
export type FacetName = Calculated | NameOf<Declared>;

/** The type of a facet's values. It decides how they are parsed, labelled and sorted. */
export type FacetValues =
  | { of: 'country' | 'language' | 'year' | 'yes-no' | 'words' | 'outlet' | 'kind' }
  | { of: 'choice'; list: VocabularyKey };

export type Facet = {
  name: FacetName;
  values: FacetValues;
  /** The message key of the facet's name, if the facet has no message of its own. */
  label: string;
  /** The first property of the facet. Null for a facet that the index calculates. */
  property: Property | null;
};

/** Whether only the desk can filter by a facet and see the values of single items. */
export const isDeskFacet = ({ property }: Facet): boolean => property?.visibility === 'desk';

/**
 * The facets whose parameters are first in a URL, in this order. New facets are added at the end. The order never
 * changes, because such URLs are printed and stored with statistics.
 */
const firstInAddresses: readonly FacetName[] = [
  'kind',
  'country',
  'state',
  'home',
  'type',
  'targeted',
  'law',
  'year',
  'status',
  'outlet',
  'language',
  'slapp',
  'event-type',
  'proceeding-kind',
  'proceeding-outcome',
  'order-kind',
  'employment',
  'beat',
  'reason',
];

/** The facets that are first in lists of filters, in this order. */
const firstInLists: readonly FacetName[] = [
  'country',
  'type',
  'year',
  'status',
  'targeted',
  'outlet',
  'state',
  'home',
  'law',
  'slapp',
  'language',
];

const calculated: Record<Calculated, FacetValues> = {
  kind: { of: 'kind' },
  targeted: { of: 'choice', list: 'actor-kind' },
  outlet: { of: 'outlet' },
  language: { of: 'language' },
  ...(Object.fromEntries(involvementQualifiers.map(({ name, list }) => [name, { of: 'choice', list }])) as Record<
    QualifierName,
    FacetValues
  >),
};

const known = new Map<string, Facet>();
const names: FacetName[] = [];
const listed: FacetName[] = [];
const deskOnly: FacetName[] = [];

/**
 * All facets that readers can filter by, in the order of their parameters in URLs. This list and the lists below grow
 * when fields of the installation are registered.
 */
export const facetNames: readonly FacetName[] = names;
/** The facets of cases, in the order of lists of filters. */
export const caseFilters: readonly FacetName[] = listed;

/**
 * The facets by which only the desk can filter. Readers may see counts of some of these facets, but not of private
 * fields (`isPrivate`).
 */
export const deskFacets: readonly FacetName[] = deskOnly;
/** The facets that readers see counts of, but can't filter by. */
export const countedFacets = (): FacetName[] => deskOnly.filter((name) => !isPrivate(known.get(name)!.property!));
/** All facets that an audience can filter by. */
export const facetNamesFor = (audience: Audience): readonly FacetName[] =>
  audience === 'desk' ? [...names, ...deskOnly] : names;

export const findFacet = (name: string): Facet | undefined => known.get(name);

const placeIn = (first: readonly FacetName[], name: FacetName): number => {
  const place = first.indexOf(name);
  return place < 0 ? first.length : place;
};

function add(facet: Facet): void {
  known.set(facet.name, facet);
  if (isDeskFacet(facet)) {
    deskOnly.push(facet.name);
    return;
  }
  names.push(facet.name);
  names.sort((a, b) => placeIn(firstInAddresses, a) - placeIn(firstInAddresses, b));
  if (facet.name === 'kind') return;
  listed.push(facet.name);
  listed.sort((a, b) => placeIn(firstInLists, a) - placeIn(firstInLists, b));
}

const reserved = new Set([
  'lang',
  'q',
  'sort',
  'page',
  'by',
  'with',
  'over',
  'group',
  'limit',
  'cursor',
  'audience',
  'tag',
  'without',
]);

/** Whether a parameter has another meaning, so that no facet can have its name. */
export const isReservedParameter = (name: string): boolean => reserved.has(name);

/**
 * Adds the facet of a property that declares one. @returns a function that removes it
 * @throws TypeError for a property that cannot be a facet, such as free text or items, which would give endless lists,
 * and for a facet with the name of a parameter that has another meaning
 */
export function addFacetOf(property: Property): () => void {
  const name = facetNameOf(property);
  if (!name || known.has(name)) return () => {};
  if (reserved.has(name)) throw new TypeError(`The parameter ${name} is already used for something else.`);
  add({ name, values: valuesOf(property, name), label: property.label, property });
  return () => {
    known.delete(name);
    for (const list of [names, listed, deskOnly]) if (list.includes(name)) list.splice(list.indexOf(name), 1);
  };
}

export const facetNameOf = ({ facet, key }: Property): FacetName | null =>
  facet === false ? null : ((facet === true ? key : facet) as FacetName);

function valuesOf({ key, value }: Property, name: string): FacetValues {
  switch (value.type) {
    case 'choice':
      return { of: 'choice', list: value.list };
    case 'country':
    case 'place':
      return { of: 'country' };
    case 'date':
      return { of: 'year' };
    case 'yes-no':
    case 'language':
      return { of: value.type };
    case 'text':
      // The index stores the words of such a facet, and redaction removes words from it only for names of laws. So no
      // other text can be a facet.
      if (name === 'law') return { of: 'words' };
  }
  throw new TypeError(`The property ${key} cannot be a facet: its values are ${value.type}.`);
}

/** The keys of properties of a kind that are facets. */
export const facetPropertiesOf = (kind: ThingKind): readonly string[] =>
  properties.filter(({ facet, on }) => facet !== false && on.includes(kind)).map(({ key }) => key);

/**
 * The keys of properties of actors that are facets. If only the desk sees such a property, it is also a facet of cases
 * in which the actor is targeted.
 */
export const actorFacetProperties = (): readonly string[] => facetPropertiesOf('actor');

for (const [name, values] of Object.entries(calculated))
  add({
    name: name as Calculated,
    values,
    label: values.of === 'choice' ? listLabel(values.list) : `search.filter.${name}`,
    property: null,
  });
for (const property of properties) addFacetOf(property);

/** The maximum number of characters of a law's name as a filter. Longer names are cut. */
const maxWordsLength = 160;

/**
 * The maximum difference between the first and the last year of a period that counts in each of its years. A longer
 * period counts only in its first and last year.
 */
const maxExtentLength = 12;

/** A value of a property, with the first and the last day that it covers (YYYY-MM-DD). */
export type FacetFact = { value: unknown; valueKey: string; from: string | null; to: string | null };

/** The facet of a property, and the values of the facet for one fact; null if the property is not a facet. */
export function facetOf(property: Property, fact: FacetFact): { name: FacetName; values: readonly string[] } | null {
  const name = facetNameOf(property);
  return name && { name, values: valuesIn(property, fact) };
}

function valuesIn({ value: { type, ...kind } }: Property, { value, valueKey, from, to }: FacetFact): readonly string[] {
  if (type === 'choice') {
    const line = lineOf((kind as { list: VocabularyKey }).list, valueKey);
    return line.length ? line : [valueKey];
  }
  if (type === 'place') return [(value as { country?: string }).country ?? ''];
  if (type === 'date') return from === null ? [] : yearsOf(from, to ?? from);
  if (type === 'text')
    return [(value as { text?: string }).text?.trim().replaceAll(/\s+/g, ' ').slice(0, maxWordsLength) ?? ''];
  return [valueKey];
}

/** The years from one day to another. For a long period, only the first and the last year. */
function yearsOf(from: string, to: string): string[] {
  const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
  if (last - first > maxExtentLength) return [String(first), String(last)];
  return Array.from({ length: Math.max(0, last - first) + 1 }, (_, index) => String(first + index));
}
