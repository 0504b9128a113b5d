import { z } from 'zod';
import type { FieldError } from '../../platform/errors.ts';
import { madeOnce } from '../../platform/made-once.ts';
import type { ThingKind } from '../tables.ts';
import { datatypeFor, type DateBounds, type ThingRef, type ValueKind } from '../values/datatypes.ts';
import type { Datatype } from '../values/datatype.ts';
import type { Relation } from '../values/relation.ts';
import { propertyEntries, type PropertyEntry } from './properties.data.ts';

export type PropertyKey = (typeof propertyEntries)[number]['key'];

/** A property of the catalogue with its datatype. */
export type Property = Omit<PropertyEntry, 'key' | 'comparison' | 'facet' | 'changes'> & {
  key: PropertyKey;
  comparison: 'exclusive' | 'listed';
  facet: boolean | string;
  changes: boolean;
  /** Message key of its label. */
  label: string;
  datatype: Datatype<unknown>;
};

const propertyOf = (entry: PropertyEntry & { key: PropertyKey }): Property => ({
  ...entry,
  comparison: entry.comparison ?? (entry.many ? 'listed' : 'exclusive'),
  facet: entry.facet ?? false,
  changes: entry.changes ?? false,
  label: `record.property.${entry.key}`,
  datatype: datatypeFor(entry.value),
});

const all: Property[] = propertyEntries.map(propertyOf);
/** The properties of the catalogue, followed by those of this installation, which are added at run time. */
export const properties: readonly Property[] = all;

/** A new object after each change of the properties, so that caches can use it as a key. */
let catalogue: object = {};

/** Caches the results of `make`, which depend on the properties, for each argument until the properties change. */
export function perCatalogue<Of, Value>(make: (of: Of) => Value): (of: Of) => Value {
  const madeFrom = madeOnce((_catalogue: object) => new Map<Of, Value>());
  return (of) => {
    const made = madeFrom(catalogue);
    const known = made.get(of) ?? make(of);
    made.set(of, known);
    return known;
  };
}

const byKey = new Map<string, Property>(properties.map((property) => [property.key, property]));

/**
 * Adds a property to the catalogue.
 * @returns the property, and a function that removes it
 */
export function addProperty(entry: PropertyEntry): { property: Property; remove: () => void } {
  if (byKey.has(entry.key)) throw new TypeError(`The property ${entry.key} is declared twice.`);
  const property = propertyOf(entry as PropertyEntry & { key: PropertyKey });
  all.push(property);
  byKey.set(property.key, property);
  catalogue = {};
  return {
    property,
    remove: () => {
      catalogue = {};
      all.splice(all.indexOf(property), 1);
      byKey.delete(property.key);
    },
  };
}

/** Whether readers must not know that a property exists: a field of this installation that is desk only. */
export const isPrivate = ({ own, visibility }: Pick<Property, 'own' | 'visibility'>): boolean =>
  own === true && visibility === 'desk';

/** The properties that forms offer for a kind of item, or for all kinds. */
export const offeredProperties = (kind?: ThingKind): readonly Property[] =>
  (kind ? propertiesOf(kind) : properties).filter(({ retired }) => !retired);

/**
 * Whether claims that state a property can't be public. This also applies to an unknown property, which may have been a
 * private field.
 */
export const isDeskOnly = (key: string): boolean => {
  const property = byKey.get(key);
  return !property || property.visibility === 'desk';
};

const texts = madeOnce((_catalogue: object) =>
  all
    .filter(({ value, visibility }) => /^(?:text|position)$/.test(value.type) && visibility !== 'desk')
    .map(({ key }) => key),
);
/** The keys of public properties whose values contain texts. */
export const textProperties = (): readonly string[] => texts(catalogue);

export function findProperty(key: string): Property | undefined {
  return byKey.get(key);
}

/** The properties of a kind of item, in the catalogue's order. */
export function propertiesOf(kind: ThingKind): readonly Property[] {
  return properties.filter((property) => property.on.includes(kind));
}

/** A parsed value, in the form in which it is stored and indexed. */
export type ReadValue = {
  /** Canonical JSON. */
  value: unknown;
  /**
   * A key for comparing values, at most 255 characters. If the value refers to items, the key starts with the main
   * item.
   */
  key: string;
  /** The days that the value covers. Both bounds are null if it has none. */
  bounds: DateBounds;
  /** The items to which the value refers, the main item first. The caller must check whether they exist. */
  things: readonly ThingRef[];
};

export type ReadResult = { ok: true; read: ReadValue } | { ok: false; fields: FieldError[] };

const noBounds: DateBounds = { from: null, to: null };

/**
 * Parses a statement's property and value. The property must exist for the kind `subject`, and the value must match the
 * property's datatype. The paths of errors begin with `path`.
 */
export function readValue(key: string, subject: ThingKind, value: unknown, path = ''): ReadResult {
  const at = (part: string) => (path ? `${path}.${part}` : part);
  const property = findProperty(key);
  if (!property)
    return {
      ok: false,
      fields: [{ path: at('property'), message: 'record.value.property_unknown', params: { property: key } }],
    };
  if (!property.on.includes(subject))
    return {
      ok: false,
      fields: [
        { path: at('property'), message: 'record.value.property_elsewhere', params: { property: key, kind: subject } },
      ],
    };
  const parsed = z.safeParse(property.datatype.schema, value);
  if (!parsed.success)
    return {
      ok: false,
      fields: parsed.error.issues.map((issue) => ({
        path: [at('value'), ...issue.path.map(String)].join('.'),
        message: issue.message,
      })),
    };
  return { ok: true, read: describeValue(property, parsed.data) };
}

/** A canonical value with its key, days and items. */
export function describeValue(property: Property, value: unknown): ReadValue {
  const { datatype } = property;
  return {
    value,
    key: datatype.key(value),
    bounds: datatype.bounds(value) ?? noBounds,
    things: datatype.things(value),
  };
}

/**
 * Compares two canonical values of a property about one subject. If several values can be true (`listed`), different
 * values are compatible. For composite values (involvement, kinship, connection, position), the datatype decides when
 * two values exclude each other.
 *
 * @param said the days (YYYY-MM-DD) on which the two values were stated, if known. Values of a property that changes
 * with time (`changes`), such as a status, do not conflict if they were stated at different times
 */
export function compareValues(
  property: Property,
  a: unknown,
  b: unknown,
  said?: { a?: string | null; b?: string | null },
): Relation {
  const relation = property.datatype.compare(a, b);
  if (relation !== 'conflicts') return relation;
  if (property.changes && said?.a && said.b && said.a !== said.b) return 'compatible';
  return property.comparison === 'listed' && !compositeTypes.has(property.value.type) ? 'compatible' : 'conflicts';
}

const compositeTypes: ReadonlySet<ValueKind['type']> = new Set(['involvement', 'kinship', 'tie', 'position']);

/**
 * The conflicting values of a property, as pairs of indexes in `values`. Values of an unknown property are not
 * compared.
 */
export function findConflicts(property: Property | undefined, values: readonly unknown[]): [number, number][] {
  const pairs: [number, number][] = [];
  if (!property) return pairs;
  for (let a = 0; a < values.length; a++)
    for (let b = a + 1; b < values.length; b++)
      if (compareValues(property, values[a], values[b]) === 'conflicts') pairs.push([a, b]);
  return pairs;
}

/** A canonical value with its items replaced, for a merge. */
export function replaceThings(property: Property, value: unknown, replace: (ref: ThingRef) => ThingRef): unknown {
  return property.datatype.replaceThings(value, replace);
}
