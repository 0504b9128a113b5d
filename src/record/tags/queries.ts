import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import './tables.ts';

/** Whether two names mean the same tag: case is ignored. Queries use PostgreSQL's `lower` for the same comparison. */
export const sameTag = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * SQL for the ids of canonical items that have at least one of these tags, themselves or through an item that was
 * merged into them.
 */
export const taggedWith = (names: readonly string[]): RawBuilder<unknown> => sql`
  select m.canonical_id from thing_tag g join thing m on m.id = g.thing_id
  where lower(g.name) in (select lower(asked) from unnest(${[...names]}::text[]) asked)`;

/** SQL for whether the item with this id has each of these tags. */
export const hasTags = (id: RawBuilder<unknown>, names: readonly string[]): RawBuilder<SqlBool> =>
  names.length
    ? sql<SqlBool>`(${sql.join(
        names.map((name) => sql`${id} in (${taggedWith([name])})`),
        sql` and `,
      )})`
    : sql<SqlBool>`true`;

/** The tags of items by id, sorted by name, including the tags of items that were merged into them. */
export async function loadThingTags(db: Reader, ids: readonly number[]): Promise<Map<number, string[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; name: string }>`
    select id, min(name) as name from (
      select g.thing_id as id, g.name from thing_tag g where g.thing_id = any(${[...ids]}::bigint[])
      union all
      select m.merged_into, g.name from thing m join thing_tag g on g.thing_id = m.id where m.merged_into = any(${[...ids]}::bigint[])
    ) x group by id, lower(name) order by lower(name)`.execute(db);
  return group(rows.map((row) => [Number(row.id), row.name] as const));
}

/** A tag with the number of items that have it. */
export type DeskTag = { name: string; cases: number; actors: number; sources: number };

const counted = (kind: string) =>
  sql`count(distinct x.root) filter (where t.kind = ${kind} and t.withdrawn_at is null and t.redacted_at is null)::int`;

/**
 * All tags that the person may see: tags that were created for the whole desk, and tags of items that the person may
 * see. Only these items are counted.
 */
export async function listDeskTags(db: Reader): Promise<DeskTag[]> {
  const { rows } = await sql<DeskTag>`
    select min(x.name) as name, ${counted('case')} as cases, ${counted('actor')} as actors, ${counted('source')} as sources
    from (
      select g.name, m.canonical_id as root from thing_tag g join thing m on m.id = g.thing_id
      union all select name, null from desk_tag
    ) x left join thing t on t.id = x.root group by lower(x.name) order by lower(min(x.name)) limit 5000`.execute(db);
  return rows;
}

/** The names of the tags of `listDeskTags`, in the same order, for filters, which need no counts. */
export async function listTagNames(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select min(x.name) as name from (select name from thing_tag union all select name from desk_tag) x
    group by lower(x.name) order by lower(min(x.name)) limit 5000`.execute(db);
  return rows.map(({ name }) => name);
}

/** The stored spelling of a tag that the person may see. @throws AppError `not_found` */
export async function findDeskTag(db: Reader, name: string): Promise<string> {
  const [known] = await knownSpellings(db, [name]).then((found) => [...found.values()]);
  if (known === undefined) throw new AppError('not_found');
  return known;
}

/** The stored spellings of tags that the person may see, by the requested names. */
export async function knownSpellings(db: Reader, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const { rows } = await sql<{ asked: string; name: string | null }>`
    select a.asked, coalesce(
      (select min(d.name) from desk_tag d where lower(d.name) = lower(a.asked)),
      (select min(g.name) from thing_tag g where lower(g.name) = lower(a.asked))) as name
    from unnest(${[...names]}::text[]) a (asked)`.execute(db);
  return new Map(rows.flatMap((row) => (row.name === null ? [] : [[row.asked, row.name] as const])));
}
