import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { addMessages } from '../../platform/messages/messages.ts';
import { isKind } from '../kinds/registry.ts';
import type { ThingKind } from '../tables.ts';
import { addFacetOf } from './facets.ts';
import { addProperty } from './properties.ts';
import { vocabularyKeys } from './terms.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    property: { key: string; label: string; of_kinds: string[]; value: unknown; many: boolean; facet: string | null };
  }
}

const kindName = z.custom<ThingKind>((name) => typeof name === 'string' && isKind(name));

/** A property of this installation, from a row of the table `property`. */
export const propertyRow = z.object({
  key: z.string().regex(/^[a-z][a-z0-9-]{1,59}$/),
  /** The label of the property, in the language in which the desk works. It is not translated. */
  label: z.string().trim().min(1).max(100),
  of_kinds: z.array(kindName).min(1),
  value: z.union([
    z.strictObject({ type: z.literal('choice'), list: z.enum(vocabularyKeys) }),
    z.strictObject({
      type: z.enum(['text', 'yes-no', 'date', 'country', 'place', 'language', 'count', 'money', 'duration', 'url']),
    }),
  ]),
  many: z.boolean(),
  /** The filter parameter; null if it is not a filter. */
  facet: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,39}$/)
    .nullable(),
});
export type PropertyRow = z.output<typeof propertyRow>;

/**
 * Adds the properties of this installation to the catalogue, once, at the start. From then on, they work like built-in
 * properties, in forms, filters, statistics, the API and exports.
 * @returns a function that removes them, for tests
 * @throws TypeError if a key or a parameter is taken, or the values cannot be a facet
 */
export function registerProperties(rows: readonly PropertyRow[]): () => void {
  const undo: (() => void)[] = [];
  const forget = (): void => {
    for (const one of undo.splice(0).toReversed()) one();
  };
  try {
    for (const { key, label, of_kinds: on, value, many, facet } of rows) {
      const { property, remove } = addProperty({ key, on, value, many, ...(facet && { facet }) });
      undo.push(remove, addMessages({ [property.label]: label }));
      undo.push(addFacetOf(property));
    }
  } catch (error) {
    forget();
    throw error;
  }
  return forget;
}

/** Registers the properties in the database. @throws ZodError for an invalid row */
export async function loadProperties(db: Reader): Promise<() => void> {
  const { rows } = await sql`select key, label, of_kinds, value, many, facet from property order by key`.execute(db);
  return registerProperties(rows.map((row) => propertyRow.parse(row)));
}
