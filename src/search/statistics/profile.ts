import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { findFacet } from '../../record/vocabulary/facets.ts';
import { findTerm } from '../../record/vocabulary/terms.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { lengthOf } from './tallies.ts';
import type { Dimension, Period, StatisticQuery } from './query.ts';

/**
 * A group of cases with the same values that began in the same span of periods (`from` to `to`; null without a usable
 * date). `n`: the number of these cases.
 */
export type Profile = {
  rows: readonly string[];
  series: readonly string[];
  from: number | null;
  to: number | null;
  n: number;
};

/** Facets with their own column in `search_entry`. The column `terms` has the codes of all facets. */
const columns: Partial<Record<Dimension, string>> = {
  country: 'countries',
  group: 'types',
  type: 'types',
  status: 'statuses',
  language: 'languages',
  year: 'years',
};

/**
 * Whether the date of a case that began in one of these periods is usable. It is not if the last period is more than
 * `vaguest` periods after the first.
 */
export const isUsable = (from: number, to: number): boolean => to - from <= vaguest;
const vaguest = 12;

/**
 * Reads the matching cases once, grouped into profiles. All counts are calculated from these, because there are far
 * fewer profiles than cases.
 * @param condition the condition for the cases that count (`matching`)
 */
export async function loadProfiles(
  db: Reader,
  query: StatisticQuery,
  condition: RawBuilder<boolean>,
  audience: Audience,
): Promise<Profile[]> {
  // `search_key` is faster with filters, because it has a database index of codes. It has neither words nor ids of
  // outlets.
  const asks = (...dimensions: Dimension[]): boolean =>
    dimensions.some((one) => one === query.by || one === query.with);
  const narrow = query.text === null && Object.keys(query.filters).length > 0 && !asks('outlet', 'outlet-type');
  const [rows, series] = [
    query.by && (await facetOf(db, query.by, narrow, audience)),
    query.with && (await facetOf(db, query.with, narrow, audience)),
  ];
  const [from, to] =
    audience === 'public' ? [sql`b.public_from`, sql`b.public_to`] : [sql`b.desk_from`, sql`b.desk_to`];
  const isDated = query.over !== null || asks('authority', 'duration');
  const nothing = sql`''`;
  const { rows: found } = await sql<{ r: string; s: string; p_from: number | null; p_to: number | null; n: number }>`
    select ${rows ? rows.raw : nothing} as r, ${series ? series.raw : nothing} as s,
      ${query.over ? periodOf(query.over, from) : sql`null::int`} as p_from, ${query.over ? periodOf(query.over, to) : sql`null::int`} as p_to, count(*)::int as n
    from ${sql.table(narrow ? 'search_key' : 'search_entry')} e ${isDated ? sql`left join case_began b on b.case_id = e.thing_id` : sql``} where ${condition} group by 1, 2, 3, 4`.execute(
    db,
  );
  const raw = (which: 'r' | 's'): string[] => [...new Set(found.map((row) => row[which]))];
  const [rowValues, seriesValues] = [
    rows ? await rows.values(raw('r'), audience) : null,
    series ? await series.values(raw('s'), audience) : null,
  ];
  return found.map((row) => {
    const isKnown = row.p_from !== null && row.p_to !== null && isUsable(Number(row.p_from), Number(row.p_to));
    return {
      rows: rowValues?.get(row.r) ?? [],
      series: seriesValues?.get(row.s) ?? [],
      from: isKnown ? Number(row.p_from) : null,
      to: isKnown ? Number(row.p_to) : null,
      n: Number(row.n),
    };
  });
}

/**
 * SQL for the number of the period that contains a day (`periodNumber`).
 */
function periodOf(over: Period, day: RawBuilder<unknown>): RawBuilder<unknown> {
  if (over === 'year') return sql`extract(year from ${day})::int`;
  return over === 'quarter'
    ? sql`(extract(year from ${day}) * 4 + extract(quarter from ${day}) - 1)::int`
    : sql`(extract(year from ${day}) * 12 + extract(month from ${day}) - 1)::int`;
}

/**
 * How a facet is read from the index. `raw`: SQL that joins the values of a case into one string, for grouping.
 * `values`: returns the values for each of these strings.
 */
type Facet = {
  raw: RawBuilder<unknown>;
  values(raw: readonly string[], audience: Audience): Promise<Map<string, string[]>>;
};

async function facetOf(db: Reader, dimension: Dimension, narrow: boolean, of: Audience): Promise<Facet> {
  const column = narrow ? undefined : columns[dimension];
  const name = facetUnder(dimension);
  const values: Facet['values'] = (raw, audience) =>
    valuesOf(db, dimension, new Map(raw.map((text) => [text, split(text)])), audience);
  if (name === 'outlet') return { raw: joined(sql.ref('e.outlets')), values };
  if (dimension === 'authority') return { raw: sql`coalesce(${joined(sql.ref(`b.${of}_authorities`))}, '')`, values };
  if (dimension === 'duration') return { raw: sql`coalesce(${lengthOf(sql.ref(`b.${of}_days`))}, '')`, values };
  if (column) return { raw: joined(sql.ref(`e.${column}`)), values };
  const { rows } = await sql<{
    code: number;
    name: string;
  }>`select code, name from search_term where name >= ${`${name}=`} and name < ${`${name}>`}`.execute(db);
  const names = new Map(rows.map((row) => [String(row.code), row.name.slice(name.length + 1)]));
  return {
    raw: joined(
      sql`array(select c from unnest(e.terms) as c where c = any(${rows.map((row) => Number(row.code))}::int[]))`,
    ),
    values: (raw, audience) =>
      valuesOf(
        db,
        dimension,
        new Map(raw.map((text) => [text, [...new Set(split(text).flatMap((code) => names.get(code) ?? []))]])),
        audience,
      ),
  };
}

/** The facet of the index from which a dimension is counted. */
export const facetUnder = (dimension: Dimension): string =>
  ({ group: 'type', 'outlet-type': 'outlet' })[dimension as string] ?? dimension;

/** The values of a facet as the index has them (ids of outlets and authorities, or keys), by the string of `raw`. */
type InIndex = ReadonlyMap<string, readonly string[]>;

/** Converts values of a facet, as the index has them, into values of a dimension. */
export async function valuesOf(
  db: Reader,
  dimension: Dimension,
  found: InIndex,
  audience: Audience,
): Promise<Map<string, string[]>> {
  if (dimension === 'outlet') return actorValues(db, found, audience, ['outlet']);
  if (dimension === 'outlet-type') return outletTypes(db, found, audience);
  if (dimension === 'authority') return actorValues(db, found, audience, ['authority', 'court']);
  return new Map(Array.from(found, ([text, values]) => [text, narrowed(dimension, values)]));
}

/** Replaces each value with the values that `by` has for it. */
const replaced = (found: InIndex, by: ReadonlyMap<string, readonly string[]>): Map<string, string[]> =>
  new Map(Array.from(found, ([text, values]) => [text, [...new Set(values.flatMap((value) => by.get(value) ?? []))]]));

const idsIn = (found: InIndex): number[] => [...new Set([...found.values()].flat())].map(Number);

const joined = (array: RawBuilder<unknown>): RawBuilder<unknown> => sql`array_to_string(${array}, ' ')`;
const split = (text: string): string[] => (text === '' ? [] : text.split(' '));

/**
 * The index has each term together with all its broader terms. Returns only the broadest terms for the dimension
 * `group`, and only the narrowest for all others.
 */
function narrowed(dimension: Dimension, values: readonly string[]): string[] {
  const facet = dimension === 'group' ? findFacet('type') : findFacet(dimension);
  if (facet?.values.of !== 'choice') return [...values];
  const { list } = facet.values;
  const broader = (key: string) => findTerm(list, key)?.broader;
  if (dimension === 'group') return values.filter((value) => !broader(value));
  const above = new Set(values.flatMap((value) => broader(value) ?? []));
  return values.filter((value) => !above.has(value));
}

const visibleTo = (audience: Audience): RawBuilder<boolean> =>
  sql<boolean>`t.redacted_at is null and t.withdrawn_at is null and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}`;

/** The types of outlets that the audience may see, from facts that are not merely alleged. */
async function outletTypes(db: Reader, found: InIndex, audience: Audience): Promise<Map<string, string[]>> {
  const sight = audience === 'public' ? 'public' : 'desk';
  const { rows } = await sql<{ id: number; value: string }>`
    select distinct asked.id, f.value_key as value from unnest(${idsIn(found)}::bigint[]) as i (id) join thing asked on asked.id = i.id
    join thing t on t.id = asked.canonical_id join fact f on f.subject_id = t.id and f.property = 'organisation-kind'
    where ${visibleTo(audience)} and f.value_key <> 'unknown' and ${sql.ref(`f.${sight}_shown`)} and not ${sql.ref(`f.${sight}_attributed`)} order by 1, 2`.execute(
    db,
  );
  const types = new Map<string, string[]>();
  for (const { id, value } of rows) types.set(String(id), [...(types.get(String(id)) ?? []), value]);
  return replaced(found, types);
}

/**
 * The numbers of actors that the audience may see, of these kinds. A merged actor has the number of the canonical one.
 */
async function actorValues(
  db: Reader,
  found: InIndex,
  audience: Audience,
  kinds: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ id: number; number: number }>`
    select asked.id, t.number from unnest(${idsIn(found)}::bigint[]) as i (id) join thing asked on asked.id = i.id join thing t on t.id = asked.canonical_id
    join actor a on a.id = t.id and a.kind = any(${[...kinds]}::text[]) where ${visibleTo(audience)}`.execute(db);
  return replaced(found, new Map(rows.map((row) => [String(row.id), [String(row.number)]])));
}
