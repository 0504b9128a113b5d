import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { termsOf } from '../../record/vocabulary/terms.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { matching } from './matching.ts';
import type { Dimension, StatisticQuery } from './query.ts';

/** `perhaps`: cases that may have begun in this period or in another; they count in each. */
export type Count = { sure: number; perhaps: number };

/** One value of a facet with the number of its cases, whenever they began. `value` is null where the record has none. `label`: an outlet's name, or a law's. */
export type Value = { value: string | null; label: string | null; count: number };

export type Statistic = {
  query: StatisticQuery;
  /** Cases that match. */
  total: number;
  /** Of them, by how well their beginning is known; null where it is not counted by time. */
  dated: { sure: number; perhaps: number; none: number } | null;
  rows: Value[];
  series: Value[];
  /** Without a gap, by `periodNumber`. */
  periods: number[];
  /** Values and periods beyond what is counted at most. */
  cut: { rows: number; series: number; periods: number };
  /** Of outlets and laws, in it and in its filters: see `namesFor`. */
  names: ReadonlyMap<string, string>;
  /** By `cellKey`. What is not there is zero. */
  cells: ReadonlyMap<string, Count>;
};

/** Of a row, a series and a period; left out: all of them together. A period of null: no date, or one too vague. */
export const cellKey = (row?: string | null, series?: string | null, period?: number | null): string => [row, series, period].map((part) => (part === undefined ? '' : part === null ? '-' : `=${keyPart(String(part))}`)).join('|');

/** A value as it stands in a key. */
export const keyPart = (value: string): string => value.replaceAll('|', '\u001f');

export const cellAt = (statistic: Pick<Statistic, 'cells'>, row?: string | null, series?: string | null, period?: number | null): Count => statistic.cells.get(cellKey(row, series, period)) ?? { sure: 0, perhaps: 0 };

/** More is no figure that anybody reads; what is beyond is told. */
const mostValues = { rows: 250, series: 60 };
const mostPeriods = 240;
/** Who may have begun in any of more periods than this has no date to count by. */
const vaguest = 12;

/** Facets that have a column of their own in the index; the others stand there as codes. */
const columns: Partial<Record<Dimension, string>> = { country: 'countries', group: 'types', type: 'types', status: 'statuses', outlet: 'outlets', language: 'languages', year: 'years' };

/** Stands for "not on record" among the values in SQL. */
const none = '';

/**
 * Counts cases. Those that have the same values are counted together first, once over the table; all the sums come
 * from that. A case counts once in each of its values, and once in each sum: rows need not add up to their total.
 */
export async function countCases(db: Reader, query: StatisticQuery, audience: Audience): Promise<Statistic> {
  const condition = await matching(db, query, audience);
  const facets = [...(query.by ? [{ name: 'r' as const, dimension: query.by }] : []), ...(query.with ? [{ name: 's' as const, dimension: query.with }] : [])];
  const [from, to] = audience === 'public' ? [sql`b.public_from`, sql`b.public_to`] : [sql`b.desk_from`, sql`b.desk_to`];
  const timed = query.over !== null;
  const raw = [
    ...facets.map(({ name, dimension }) => sql`${rawOf(dimension)} as ${sql.ref(`${name}_raw`)}`),
    ...(timed ? [sql`${periodOf(query.over!, from)} as p_from`, sql`${periodOf(query.over!, to)} as p_to`] : []),
  ];
  const keyed = [
    ...facets.map(({ name, dimension }) => sql`coalesce(nullif(${valuesOf(dimension, sql.ref(`${name}_raw`), audience)}, '{}'), array[${none}]) as ${sql.ref(name)}`),
    ...(timed ? [sql`case when p_to - p_from <= ${vaguest}::int then p_from end as p_from`, sql`case when p_to - p_from <= ${vaguest}::int then p_to end as p_to`] : []),
    sql`n`,
  ];
  const names = [...facets.map(({ name }) => name), ...(timed ? (['p'] as const) : [])];
  const { rows: counted } = await sql<CountedRow>`
    with profile as materialized (
      select ${sql.join([...raw, sql`count(*)::int as n`])}
      from search_entry e ${timed ? sql`left join case_began b on b.case_id = e.thing_id` : sql``} where ${condition}
      ${raw.length ? sql`group by ${sql.join(raw.map((_, index) => sql.lit(index + 1)))}` : sql``}
    ), keyed as materialized (
      select ${sql.join(keyed)} from profile
    )${sql.join(facets.map(({ name }) => sql`, ${sql.ref(`top_${name}`)} as materialized (
      select v, sum(keyed.n)::int as n from keyed cross join lateral unnest(${sql.ref(name)}) as v group by v order by v = ${none} desc, 2 desc, 1 limit ${mostValues[name === 'r' ? 'rows' : 'series'] + 1}
    )`), sql``)}
    ${sql.join(subsets(names).map(sums), sql` union all `)}`.execute(db as never);
  return arrange(db, query, counted, audience);
}

type Part = 'r' | 's' | 'p';
type CountedRow = { level: string; r: string | null; s: string | null; p: number | null; sure: number; perhaps: number; undated: number };

const subsets = (names: readonly Part[]): Part[][] => names.reduce<Part[][]>((made, name) => [...made, ...made.map((one) => [...one, name])], [[]]);

/** One sum over the cases counted together, by some of the facets and the period. */
function sums(parts: readonly Part[]): RawBuilder<unknown> {
  const has = (part: Part): boolean => parts.includes(part);
  const facets = (['r', 's'] as const).filter(has);
  return sql`
    select ${sql.lit(parts.join(''))} as level, ${has('r') ? sql`rv.v` : sql`null::text`} as r, ${has('s') ? sql`sv.v` : sql`null::text`} as s, ${has('p') ? sql`pv.p` : sql`null::int`} as p,
      ${has('p') ? sql`coalesce(sum(keyed.n) filter (where p_from = p_to), 0)::int as sure, coalesce(sum(keyed.n) filter (where p_from < p_to), 0)::int as perhaps, coalesce(sum(keyed.n) filter (where p_from is null), 0)::int as undated` : sql`coalesce(sum(keyed.n), 0)::int as sure, 0 as perhaps, 0 as undated`}
    from keyed
      ${sql.join(facets.map((name) => sql`cross join lateral unnest(keyed.${sql.ref(name)}) as ${sql.ref(`${name}v`)} (v) join ${sql.ref(`top_${name}`)} on ${sql.ref(`top_${name}`)}.v = ${sql.ref(`${name}v`)}.v`), sql` `)}
      ${has('p') ? sql`left join lateral generate_series(p_from, p_to) as pv (p) on true` : sql``}
    ${parts.length ? sql`group by ${sql.join(parts.map((part) => sql.ref(part === 'p' ? 'pv.p' : `${part}v.v`)))}` : sql``}`;
}

/** Years, quarters or months counted from the year 0: see `period.ts`. */
function periodOf(over: NonNullable<StatisticQuery['over']>, day: RawBuilder<unknown>): RawBuilder<unknown> {
  if (over === 'year') return sql`extract(year from ${day})::int`;
  return over === 'quarter' ? sql`(extract(year from ${day}) * 4 + extract(quarter from ${day}) - 1)::int` : sql`(extract(year from ${day}) * 12 + extract(month from ${day}) - 1)::int`;
}

const types = termsOf('incident-type');
const children = types.flatMap((term) => (term.broader ? [{ type: term.broader, child: term.key }] : []));
const groups = types.filter((term) => !term.broader).map((term) => term.key);

/** What the index has of a facet, as cases are counted together by it. */
function rawOf(dimension: Dimension): RawBuilder<unknown> {
  const column = columns[dimension];
  if (column) return sql.ref(`e.${column}`);
  return sql`array(select c from unnest(e.terms) as c where c = any(array(select code from search_term where name >= ${`${dimension}=`} and name < ${`${dimension}>`})))`;
}

/** The values under which a case counts, out of the index's array. */
function valuesOf(dimension: Dimension, array: RawBuilder<unknown>, audience: Audience): RawBuilder<unknown> {
  switch (dimension) {
    case 'group':
      return sql`array(select v from unnest(${array}) as v where v = any(${groups}::text[]))`;
    case 'type':
      // The index has a type with all that it is a kind of.
      return sql`array(select v from unnest(${array}) as v where not exists (select from unnest(${children.map((one) => one.type)}::text[], ${children.map((one) => one.child)}::text[]) as c (type, child) where c.type = v and c.child = any(${array})))`;
    case 'outlet':
      return sql`array(
        select distinct t.number::text from unnest(${array}) as v join thing asked on asked.id = v join thing t on t.id = coalesce(asked.merged_into, asked.id)
        where t.redacted_at is null and t.withdrawn_at is null and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`})`;
    case 'country':
    case 'status':
    case 'language':
      return sql`${array}`;
    case 'year':
      return sql`${array}::text[]`;
    default:
      return sql`array(select distinct substring(t.name from ${dimension.length + 2}::int) from search_term t where t.code = any(${array}))`;
  }
}

async function arrange(db: Reader, query: StatisticQuery, counted: readonly CountedRow[], audience: Audience): Promise<Statistic> {
  const own = (value: string | null): string | null => (value === none ? null : value);
  const cells = new Map<string, Count>();
  const found = { r: [] as Value[], s: [] as Value[] };
  const dated = { sure: 0, perhaps: 0, none: 0 };
  const seen = new Set<number>();
  let total = 0;
  for (const row of counted) {
    const [level, sure, perhaps, undated] = [row.level, Number(row.sure), Number(row.perhaps), Number(row.undated)];
    if (level === '') total = sure;
    if (level === 'r' || level === 's') found[level].push({ value: own(row[level]), label: null, count: sure });
    const isTimed = level.includes('p');
    const period = isTimed ? (row.p === null ? null : Number(row.p)) : undefined;
    if (level === 'p' && period !== null && period !== undefined) seen.add(period);
    if (level === 'p' && period === null) dated.none = undated;
    if (level === 'p' && period !== null) dated.sure += sure;
    cells.set(cellKey(level.includes('r') ? own(row.r) : undefined, level.includes('s') ? own(row.s) : undefined, period), period === null ? { sure: undated, perhaps: 0 } : { sure, perhaps });
  }
  dated.perhaps = total - dated.sure - dated.none;
  const [rows, series] = [ordered(found.r), ordered(found.s)];
  const range = seen.size ? stretch(Math.min(...seen), Math.max(...seen)) : [];
  const shown = { rows: rows.slice(0, mostValues.rows), series: series.slice(0, mostValues.series), periods: range.slice(-mostPeriods) };
  const names = await namesFor(db, { query, rows: shown.rows, series: shown.series }, audience);
  for (const [dimension, values] of [[query.by, shown.rows], [query.with, shown.series]] as const) for (const one of values) one.label = names.get(`${dimension}=${one.value}`) ?? null;
  return {
    query,
    total,
    dated: query.over ? dated : null,
    ...shown,
    names,
    cut: { rows: rows.length - shown.rows.length, series: series.length - shown.series.length, periods: range.length - shown.periods.length },
    cells,
  };
}

/** The most frequent first, what the record does not say last. */
const ordered = (values: readonly Value[]): Value[] =>
  values.toSorted((a, b) => Number(a.value === null) - Number(b.value === null) || b.count - a.count || (a.value ?? '').localeCompare(b.value ?? ''));

const stretch = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/**
 * Names of the outlets of a statistic and its filters that the audience may know, and the laws that stand on record
 * for it, each by its facet and value: `outlet=12`. A merged outlet has the name of the one it was merged into.
 */
export async function namesFor(db: Reader, { query, rows, series }: Pick<Statistic, 'query' | 'rows' | 'series'>, audience: Audience): Promise<Map<string, string>> {
  const valuesOf = (dimension: 'outlet' | 'law'): string[] => [
    ...(query.by === dimension ? rows : query.with === dimension ? series : []).flatMap((one) => (one.value === null ? [] : [one.value])),
    ...(query.filters[dimension] ?? []),
  ];
  const [outlets, laws] = [valuesOf('outlet'), valuesOf('law')];
  const names = new Map<string, string>();
  for (const [number, name] of await outletNames(db, outlets, audience)) names.set(`outlet=${number}`, name);
  if (laws.length) {
    const visible = audience === 'public' ? sql`e.for_public` : sql`e.for_desk`;
    const { rows: known } = await sql<{ name: string }>`
      select t.name from search_term t where t.name = any(${laws.map((law) => `law=${law}`)}::text[]) and exists (select from search_entry e where ${visible} and e.terms @> array[t.code])`.execute(db as never);
    for (const { name } of known) names.set(name, name.slice('law='.length));
  }
  return names;
}

/** By the number that was asked for. */
async function outletNames(db: Reader, numbers: readonly string[], audience: Audience): Promise<Map<string, string>> {
  const asked = numbers.map(Number).filter((number) => Number.isSafeInteger(number) && number > 0);
  if (asked.length === 0) return new Map();
  const { rows } = await sql<{ number: number; title: string | null }>`
    select asked.number, (select n.text from actor_name n where n.actor_id = t.id order by n.position limit 1) as title
    from thing asked join thing t on t.id = coalesce(asked.merged_into, asked.id)
    where asked.kind = 'actor' and asked.number = any(${asked}::bigint[]) and t.redacted_at is null and t.withdrawn_at is null
      and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}`.execute(db as never);
  return new Map(rows.flatMap((row) => (row.title === null ? [] : [[String(row.number), row.title] as const])));
}
