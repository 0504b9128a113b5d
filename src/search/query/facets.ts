import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Audience } from '../../record/views/briefs.ts';

export const facetNames = ['kind', 'country', 'type', 'year', 'status', 'outlet', 'language'] as const;
export type FacetName = (typeof facetNames)[number];

/** What a filter is set to; any of its values matches. Outlets are the numbers of actors. */
export type Filters = Partial<Record<Exclude<FacetName, 'year' | 'outlet'>, readonly string[]>> & { year?: readonly (number | string)[]; outlet?: readonly (number | string)[] };

/** One value of a facet with the number of things that have it, under all the other filters. `label`: an outlet's name. */
export type FacetValue = { value: string; count: number; chosen: boolean; label: string | null };
export type Facets = Record<FacetName, FacetValue[]>;

/** A facet's condition on `search_entry e`; null where it is not set. */
export type Conditions = Partial<Record<FacetName, RawBuilder<boolean>>>;

const columns: Record<Exclude<FacetName, 'kind'>, string> = { country: 'countries', type: 'types', year: 'years', status: 'statuses', outlet: 'outlets', language: 'languages' };

const wholeNumbers = (values: readonly (number | string)[], most: number): number[] => values.map(Number).filter((value) => Number.isSafeInteger(value) && value > 0 && value <= most);

/** Reads filters into conditions. An outlet that the audience may not know, or that is none, matches nothing. */
export async function conditionsOf(db: Reader, filters: Filters, audience: Audience): Promise<{ conditions: Conditions; outlets: Map<number, number[]> }> {
  const conditions: Conditions = {};
  const outlets = new Map<number, number[]>();
  if (filters.kind?.length) conditions.kind = sql<boolean>`e.kind = any(${[...filters.kind]}::text[])`;
  for (const name of ['country', 'type', 'status', 'language'] as const) {
    const values = filters[name];
    if (values?.length) conditions[name] = sql<boolean>`${sql.ref(`e.${columns[name]}`)} && ${name === 'country' ? values.map((value) => value.toUpperCase()) : [...values]}::text[]`;
  }
  if (filters.year?.length) conditions.year = sql<boolean>`e.years && ${wholeNumbers(filters.year, 9999)}::smallint[]`;
  if (filters.outlet?.length) {
    const numbers = wholeNumbers(filters.outlet, Number.MAX_SAFE_INTEGER);
    const { rows } = await sql<{ number: number; id: number }>`
      select asked.number, member.id from thing asked join thing t on t.id = coalesce(asked.merged_into, asked.id)
      join thing member on member.id = t.id or member.merged_into = t.id
      where asked.kind = 'actor' and asked.number = any(${numbers}::bigint[]) and t.redacted_at is null and t.withdrawn_at is null
        and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}`.execute(db as never);
    for (const row of rows) outlets.set(Number(row.number), [...(outlets.get(Number(row.number)) ?? []), Number(row.id)]);
    conditions.outlet = sql<boolean>`e.outlets && ${[...outlets.values()].flat()}::bigint[]`;
  }
  return { conditions, outlets };
}

export const allOf = (conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> => (conditions.length ? sql<boolean>`(${sql.join(conditions, sql` and `)})` : sql<boolean>`true`);

/** More outlets than this are not listed; who looks for another one types its name. */
const mostOutlets = 100;

/**
 * Counts of every value of the facets, over the newest `limit` rows that `base` (text, audience, fixed kinds) finds.
 * A facet is counted under all filters but its own, so that its other values can be added; a thing counts once for each of its values.
 * @returns the facets, and how many rows `base` found, at most `limit` + 1.
 */
export async function countFacets(db: Reader, base: RawBuilder<boolean>, { conditions, filters, facets, audience, limit }: { conditions: Conditions; filters: Filters; facets: readonly FacetName[]; audience: Audience; limit: number }): Promise<{ facets: Facets; scope: number }> {
  const set = Object.entries(conditions) as [FacetName, RawBuilder<boolean>][];
  const others = (own: FacetName): RawBuilder<boolean> => allOf(set.filter(([name]) => name !== own).map(([name]) => sql<boolean>`${sql.ref(`ok_${name}`)}`));
  const flags = set.length ? sql`, ${sql.join(set.map(([name, condition]) => sql`${condition} as ${sql.ref(`ok_${name}`)}`))}` : sql``;
  const counts = facets.map((name) =>
    name === 'kind'
      ? sql`select 'kind' as facet, kind as value, count(*) as n from matched where ${others(name)} group by kind`
      : sql`select ${sql.lit(name)}, v::text, count(*) from matched cross join lateral unnest(${sql.ref(columns[name])}) as v where ${others(name)} group by v`,
  );
  const { rows } = await sql<{ facet: FacetName | 'scope'; value: string; n: number }>`
    with matched as materialized (
      select e.kind, e.countries, e.types, e.years, e.statuses, e.outlets, e.languages${flags}
      from search_entry e where ${base} order by e.sort_on desc, e.thing_id desc limit ${limit + 1}
    )
    select 'scope' as facet, '' as value, count(*) as n from matched union all ${sql.join(counts, sql` union all `)}`.execute(db as never);

  const result = Object.fromEntries(facetNames.map((name) => [name, []])) as unknown as Facets;
  const chosen = (name: FacetName, value: string): boolean => (filters[name] as readonly (string | number)[] | undefined)?.some((one) => String(one).toUpperCase() === value.toUpperCase()) ?? false;
  const outlets: { id: number; count: number }[] = [];
  let scope = 0;
  for (const row of rows) {
    if (row.facet === 'scope') scope = Number(row.n);
    else if (row.facet === 'outlet') outlets.push({ id: Number(row.value), count: Number(row.n) });
    else result[row.facet].push({ value: row.value, count: Number(row.n), chosen: chosen(row.facet, row.value), label: null });
  }
  for (const name of facetNames) result[name].sort(name === 'year' ? (a, b) => Number(b.value) - Number(a.value) : (a, b) => b.count - a.count || a.value.localeCompare(b.value));
  result.outlet = await nameOutlets(db, outlets, audience, (value) => chosen('outlet', value));
  return { facets: result, scope };
}

/** Outlets by their numbers and names; those the audience may not know are left out. */
async function nameOutlets(db: Reader, outlets: readonly { id: number; count: number }[], audience: Audience, chosen: (value: string) => boolean): Promise<FacetValue[]> {
  if (outlets.length === 0) return [];
  const most = outlets.toSorted((a, b) => b.count - a.count).slice(0, mostOutlets * 2);
  const { rows } = await sql<{ id: number; number: number; title: string | null }>`
    select asked.id, t.number, (select n.text from actor_name n where n.actor_id = t.id order by n.position limit 1) as title
    from thing asked join thing t on t.id = coalesce(asked.merged_into, asked.id)
    where asked.id = any(${most.map((outlet) => outlet.id)}::bigint[]) and t.redacted_at is null and t.withdrawn_at is null
      and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}`.execute(db as never);
  const known = new Map(rows.map((row) => [Number(row.id), row]));
  const values = new Map<string, FacetValue>();
  for (const { id, count } of most) {
    const outlet = known.get(id);
    if (!outlet?.title) continue;
    const value = String(outlet.number);
    const same = values.get(value);
    if (same) same.count += count;
    else values.set(value, { value, count, chosen: chosen(value), label: outlet.title });
  }
  return [...values.values()].toSorted((a, b) => Number(b.chosen) - Number(a.chosen) || b.count - a.count || a.label!.localeCompare(b.label!)).slice(0, mostOutlets);
}
