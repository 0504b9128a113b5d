import type { Mapping } from './schema.ts';
import { ignoredColumn } from './targets.ts';

/** What columns without a target become. */
export const unmappedColumns = ['leave-out', 'note'] as const;
export type UnmappedColumns = (typeof unmappedColumns)[number];

/** The columns of a file that an import profile leaves out or does not name. */
export const leftOut = (mapping: Pick<Mapping, 'fields'>, columns: readonly string[]): string[] =>
  columns.filter((name) => !mapping.fields.some(({ column, target }) => column === name && target !== ignoredColumn));

/** Adds a field to the profile for each further column of the file, which is left out or becomes a note. */
export function withAllColumns<Profile extends Pick<Mapping, 'fields'>>(
  mapping: Profile,
  columns: readonly string[],
  unmapped: UnmappedColumns = 'leave-out',
): Profile {
  const left = new Set(leftOut(mapping, columns));
  const lineFor = (column: string) => ({ column, target: unmapped, translate: [], lenient: false });
  const known = new Set(mapping.fields.map(({ column }) => column));
  return {
    ...mapping,
    fields: [
      ...mapping.fields.map((field) =>
        field.column !== undefined && left.has(field.column) ? lineFor(field.column) : field,
      ),
      ...columns.filter((column) => !known.has(column)).map(lineFor),
    ],
  };
}
