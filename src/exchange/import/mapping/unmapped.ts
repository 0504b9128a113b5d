import type { Mapping } from './schema.ts';
import { leaveOut } from './targets.ts';

/** What happens to columns that become nothing else. */
export const unmappedColumns = ['leave-out', 'note'] as const;
export type UnmappedColumns = (typeof unmappedColumns)[number];

/** The columns of a file that an import profile leaves out. */
export const leftOut = (mapping: Pick<Mapping, 'fields'>, columns: readonly string[]): string[] =>
  columns.filter((name) => !mapping.fields.some(({ column, target }) => column === name && target !== leaveOut));

/** The profile with a line for each column of the file: a column without a target is left out, or becomes a note. */
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
