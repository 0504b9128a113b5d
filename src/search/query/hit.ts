import { sql, type RawBuilder } from 'kysely';
import type { Reason } from './why.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { slugOf } from '../../record/views/briefs.ts';

/** Words of a hit, with matches marked. */
export type Snippet = readonly { text: string; marked: boolean }[];

/** A search hit. `id` is internal. Facets contain only what the audience may see. */
export type Hit = {
  id: number;
  kind: string;
  number: number;
  /** `case/12` */
  ref: string;
  title: string;
  /** The last part of its address, if an editor chose it. */
  slug: string | null;
  /** The newest day among the dates of the item (YYYY-MM-DD); null if it has no date. */
  date: string | null;
  countries: string[];
  types: string[];
  statuses: string[];
  languages: string[];
  /**
   * If a text was searched for: the title, and the part of the item's words with the most matches. Never words of a
   * claim.
   */
  marked?: { title: Snippet; body: Snippet | null };
  /** If a text was searched for: why the item was found, as far as `marked` does not show it. */
  why?: Reason[];
};

export type HitRow = {
  thing_id: number;
  kind: string;
  number: number;
  title: string;
  slug: string | null;
  day: string | null;
  countries: string[];
  types: string[];
  statuses: string[];
  languages: string[];
  body?: string;
};

/** Columns of `search_entry e join thing t`. */
export const hitColumns = (): RawBuilder<unknown> =>
  sql`e.thing_id, e.kind, t.number, e.title, ${slugOf(sql`e.kind`, sql`e.thing_id`)} as slug, case when e.sort_on > '-infinity' then to_char(e.sort_on, 'YYYY-MM-DD') end as day, e.countries, e.types, e.statuses, e.languages`;

export function toHit(row: HitRow): Hit {
  return {
    id: Number(row.thing_id),
    kind: row.kind,
    number: Number(row.number),
    ref: `${row.kind}/${row.number}`,
    title: row.title,
    slug: row.slug,
    date: row.day,
    countries: row.countries,
    types: row.types,
    statuses: row.statuses,
    languages: row.languages,
  };
}

/** Hits for items, in the order of their ids. Items that the person does not see, or that have no entry, are left out. */
export async function hitsOf(db: Reader, ids: readonly number[]): Promise<Hit[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<HitRow>`
    select ${hitColumns()} from search_entry e join thing t on t.id = e.thing_id where e.thing_id = any(${[...ids]}::bigint[])`.execute(
    db,
  );
  const known = new Map(rows.map((row) => [Number(row.thing_id), toHit(row)]));
  return ids.flatMap((id) => known.get(id) ?? []);
}
