import { sql } from 'kysely';
import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { listRow, propertyRow, type ListRow, type PropertyRow } from '../vocabulary/register-properties.ts';
import './tables.ts';

/** The name of the setting with the stamp: a random value that each change of fields or lists replaces. */
export const fieldsSetting = 'record.fields';

/**
 * The fields and lists of an installation. `stamp` is null before the first change. `invalid`: the keys of rows that
 * this version cannot read, such as a field of a kind of item that no longer exists.
 */
export type Definition = { stamp: string | null; lists: ListRow[]; fields: PropertyRow[]; invalid: string[] };

/** Reads everything in one query, so that the stamp belongs to these fields and lists. */
export async function loadDefinition(db: Reader): Promise<Definition> {
  const { rows } = await sql<{ stamp: string | null; lists: { key: string }[]; fields: { key: string }[] }>`
    select (select value #>> '{}' from setting where name = ${fieldsSetting}) as stamp,
      coalesce((select json_agg(json_build_object('key', l.key, 'labels', l.labels, 'terms', coalesce((
        select json_agg(json_build_object('key', t.key, 'labels', t.labels, 'retired', t.retired) order by t.position, t.key) from own_term t where t.list = l.key
      ), '[]'::json)) order by l.position, l.key) from own_list l), '[]'::json) as lists,
      coalesce((select json_agg(json_build_object('key', p.key, 'labels', p.labels, 'help', p.help, 'of_kinds', p.of_kinds, 'value', p.value,
        'many', p.many, 'facet', p.facet, 'visibility', p.visibility, 'retired', p.retired) order by p.position, p.key) from property p), '[]'::json) as fields`.execute(
    db,
  );
  const { stamp, lists, fields } = rows[0]!;
  const invalid: string[] = [];
  const valid = <Row>(schema: z.ZodType<Row>, read: readonly { key: string }[]): Row[] =>
    read.flatMap((row) => {
      const parsed = schema.safeParse(row);
      if (!parsed.success) invalid.push(row.key);
      return parsed.success ? [parsed.data] : [];
    });
  return { stamp, lists: valid(listRow, lists), fields: valid(propertyRow, fields), invalid };
}

/** The stamp of the fields in the database. */
export async function readStamp(db: Reader): Promise<string | null> {
  const { rows } = await sql<{ stamp: string | null }>`
    select value #>> '{}' as stamp from setting where name = ${fieldsSetting}`.execute(db);
  return rows[0]?.stamp ?? null;
}

/** The field or list with this key. @throws AppError `not_found` */
export function rowOf<Row extends { key: string }>(rows: readonly Row[], key: string): Row {
  const row = rows.find((one) => one.key === key);
  if (!row) throw new AppError('not_found');
  return row;
}

/** @throws AppError `conflict` if someone has changed fields or lists since the stamp `seen` was read */
export function requireUnchangedFields({ stamp }: Definition, seen: string | undefined): void {
  if (seen !== undefined && seen !== (stamp ?? '')) throw new AppError('conflict');
}
