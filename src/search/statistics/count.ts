import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { RecordedName } from '../../record/actors/names/reader-name.ts';
import { allNames } from '../../record/kinds/kind.ts';
import { oursOfValues } from '../../record/translations/values.ts';
import { nameToRead, type Audience } from '../../record/views/briefs.ts';
import { loadProfiles, type Profile } from './profile.ts';
import { countAlone } from './count-alone.ts';
import { countDisputed } from './disputed.ts';
import { subtract } from './subtract.ts';
import { talliedProfiles } from './tallied.ts';
import { hasInvented, matching, onlyInvented, withoutInvented } from './matching.ts';
import { durations, isAlone, isInTime, type Dimension, type StatisticQuery } from './query.ts';

/**
 * A count of cases in a period. `sure`: cases that began in this period. `perhaps`: cases that may have begun in this
 * period or in another one; they are counted in each of these periods.
 */
export type Count = { sure: number; perhaps: number };

/**
 * One value of a facet, with the number of its cases in all periods. `value` is null for the cases without a value.
 * `label`: the name of an outlet, authority or law. `disputed`: in how many of these cases the value is disputed
 * (`countDisputed`), if in any.
 */
export type Value = { value: string | null; label: string | null; count: number; disputed?: number };

export type Statistic = {
  query: StatisticQuery;
  total: number;
  /** How many of these cases are invented (sample data). Undefined in charts that an old version has frozen. */
  invented?: number;
  /** How many invented cases match, but are not counted because real cases match too. */
  leftOut?: number;
  /** The cases by how certain the period of their beginning is (`none`: no usable date). Null without periods. */
  dated: { sure: number; perhaps: number; none: number } | null;
  rows: Value[];
  series: Value[];
  /** Consecutive numbers of periods (`periodNumber`). */
  periods: number[];
  /** How many rows, series and periods were left out because there are more than the maximum. */
  cut: { rows: number; series: number; periods: number };
  /** Names of the outlets, authorities and laws in the statistic and in its filters (`namesFor`). */
  names: ReadonlyMap<string, string>;
  /** The counts, by `cellKey`. A missing cell means zero. */
  cells: ReadonlyMap<string, Count>;
};

/**
 * The key of a cell. An argument that is left out means all rows, all series or all periods. Null means cases without a
 * value, or, as a period, cases whose date is missing or too vague.
 */
export const cellKey = (row?: string | null, series?: string | null, period?: number | null): string =>
  [row, series, period]
    .map((part) => (part === undefined ? '' : part === null ? '-' : `=${keyPart(String(part))}`))
    .join('|');

/** Escapes a value for a key. */
export const keyPart = (value: string): string => value.replaceAll('|', '\u001f');

export const cellAt = (
  statistic: Pick<Statistic, 'cells'>,
  row?: string | null,
  series?: string | null,
  period?: number | null,
): Count => statistic.cells.get(cellKey(row, series, period)) ?? { sure: 0, perhaps: 0 };

/** The maximum number of values, because a chart with more would be unreadable. */
const maxValues = { rows: 250, series: 60 };
const maxPeriods = 240;
/**
 * Years without a case are shown only among the last `maxYears` years, because the first year can be centuries ago.
 */
const maxYears = 240;

/**
 * Counts cases: the real ones, or the invented ones if no real case matches. A case counts once for each of its values,
 * and once in each total, so the sum of the rows can be larger than the total. A case that may have begun in any of
 * several periods counts in each of these as `perhaps`.
 */
export async function countCases(db: Reader, query: StatisticQuery, audience: Audience): Promise<Statistic> {
  const alone = [query.by, query.with].find((one) => one && isAlone(one, audience));
  if (alone) return statisticAlone(db, alone);
  const matches = matching(db, query, audience);
  const load = (condition: RawBuilder<boolean>): Promise<Profile[]> => loadProfiles(db, query, condition, audience);
  const [tallied, invented] = await Promise.all([
    audience === 'public' ? talliedProfiles(db, query) : null,
    countInvented(db, matches),
  ]);
  const profiles = tallied ?? (await load(await matches));
  const all = statisticOf(query, profiles);
  const leftOut = invented < all.total ? invented : 0;
  const counted = leftOut ? withoutInvented(await matches) : await matches;
  const real = async (): Promise<Profile[]> =>
    (tallied && without(tallied, await load(onlyInvented(await matches)))) ?? load(counted);
  const statistic = leftOut ? statisticOf(query, await real()) : all;
  const [names, disputedRows, disputedSeries] = await Promise.all([
    namesFor(db, statistic, audience, { checkLaws: false }),
    countDisputed(db, query.by, counted, audience),
    countDisputed(db, query.with, counted, audience),
  ]);
  const named = (by: Dimension | null, values: readonly Value[], disputed: ReadonlyMap<string, number>): Value[] =>
    values.map((one) => {
      const some = one.value === null ? undefined : disputed.get(one.value);
      return { ...one, label: names.get(`${by}=${one.value}`) ?? null, ...(some && { disputed: some }) };
    });
  return {
    ...statistic,
    invented: invented - leftOut,
    ...(leftOut && { leftOut }),
    names,
    rows: named(query.by, statistic.rows, disputedRows),
    series: named(query.with, statistic.series, disputedSeries),
  };
}

/**
 * Subtracts the profiles of some cases from those of all cases. Null if `sum` lacks some of them, because a case was
 * written between the two counts.
 */
function without(sum: readonly Profile[], some: readonly Profile[]): Profile[] | null {
  const found = subtract(sum, some, ({ rows, series, from, to }) =>
    JSON.stringify([rows.toSorted(), series.toSorted(), from, to]),
  );
  return found.every(({ n }) => n > 0) ? found : null;
}

/** The statistic of cases that are grouped into profiles, without names. */
export function statisticOf(query: StatisticQuery, profiles: readonly Profile[]): Statistic {
  const tally = new Tally();
  let total = 0;
  const dated = { sure: 0, perhaps: 0, none: 0 };
  for (const { rows, series, from, to, n } of profiles) {
    total += n;
    dated[from === null ? 'none' : from === to ? 'sure' : 'perhaps'] += n;
    tally.add(
      query.by ? tally.rows.places(rows) : [],
      query.with ? tally.series.places(series) : [],
      query.over ? [from, to] : null,
      n,
    );
  }
  return arrange(query, tally, { total, dated: query.over ? dated : null });
}

/** The number of matching cases that are invented. */
async function countInvented(db: Reader, matches: Promise<RawBuilder<boolean>>): Promise<number> {
  const [any, condition] = await Promise.all([hasInvented(db), matches]);
  if (!any) return 0;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from search_entry e
    where e.thing_id in (select id from thing where invented) and ${condition}`.execute(db);
  return Number(rows[0]!.n);
}

/**
 * The statistic for readers of a dimension that cannot be combined with filters or others (`isAlone`). Ignores the
 * filters and periods of the query.
 */
async function statisticAlone(db: Reader, by: Dimension): Promise<Statistic> {
  const { total, rows } = await countAlone(db, by);
  const query = { by, with: null, over: null, text: null, filters: {} };
  return {
    query,
    total,
    invented: await countInvented(db, matching(db, query, 'public')),
    dated: null,
    rows,
    series: [],
    periods: [],
    cut: { rows: 0, series: 0, periods: 0 },
    names: new Map(),
    cells: new Map([
      [cellKey(), { sure: total, perhaps: 0 }],
      ...rows.map(({ value, count }): [string, Count] => [cellKey(value), { sure: count, perhaps: 0 }]),
    ]),
  };
}

/**
 * Assigns numbers to values, from 1 on, because in `Tally` 0 means all values. “No value” (null) gets a number
 * too.
 */
class Values {
  #places = new Map<string | null, number>();
  places(values: readonly string[]): number[] {
    return (values.length ? values : [null]).map((value) => {
      const known = this.#places.get(value) ?? this.#places.size + 1;
      this.#places.set(value, known);
      return known;
    });
  }
  entries(): IterableIterator<[string | null, number]> {
    return this.#places.entries();
  }
}

/** Counts by row, series and period, in one map of numbers. */
class Tally {
  readonly rows = new Values();
  readonly series = new Values();
  #counts = new Map<number, Count>();

  /**
   * The key of a row, a series and a period, as one number. Period 0 means all periods, 1 no usable date;
   * other period numbers are increased by 2. Keys do not collide, because there are fewer than 65,536 periods and
   * 131,072 series. Keys below 65,536 stand for all rows and all series.
   */
  static #key = (row: number, series: number, period: number): number => (row * 131_072 + series) * 65_536 + period;

  add(
    rows: readonly number[],
    series: readonly number[],
    span: readonly [number | null, number | null] | null,
    n: number,
  ): void {
    for (const row of [0, ...rows])
      for (const one of [0, ...series]) {
        this.#add(Tally.#key(row, one, 0), 'sure', n);
        if (!span) continue;
        const [from, to] = span;
        if (from === null || to === null) this.#add(Tally.#key(row, one, 1), 'sure', n);
        else
          for (let period = from; period <= to; period++)
            this.#add(Tally.#key(row, one, period + 2), from === to ? 'sure' : 'perhaps', n);
      }
  }

  #add(key: number, which: keyof Count, n: number): void {
    const count = this.#counts.get(key);
    if (count) count[which] += n;
    else this.#counts.set(key, { sure: 0, perhaps: 0, [which]: n });
  }

  /** @param period undefined for all periods; null for cases without a usable date */
  at(row = 0, series = 0, period?: number | null): Count | undefined {
    return this.#counts.get(Tally.#key(row, series, period === undefined ? 0 : period === null ? 1 : period + 2));
  }

  /** The first and the last period with a case; null if there is none. */
  range(): [number, number] | null {
    let [first, last] = [Infinity, -Infinity];
    for (const key of this.#counts.keys()) {
      const period = (key % 65_536) - 2;
      if (period < 0 || key >= 65_536) continue;
      first = Math.min(first, period);
      last = Math.max(last, period);
    }
    return last < first ? null : [first, last];
  }
}

function arrange(query: StatisticQuery, tally: Tally, counted: Pick<Statistic, 'total' | 'dated'>): Statistic {
  const places = { rows: new Map(tally.rows.entries()), series: new Map(tally.series.entries()) };
  const rows = inOrder(
    query.by,
    [...places.rows].map(([value, place]) => ({ value, label: null, count: tally.at(place)?.sure ?? 0 })),
  );
  const series = inOrder(
    query.with,
    [...places.series].map(([value, place]) => ({ value, label: null, count: tally.at(0, place)?.sure ?? 0 })),
  );
  const range = tally.range();
  const periods = range ? stretch(...range) : [];
  const shown = {
    rows: most(query.by, rows, maxValues.rows),
    series: most(query.with, series, maxValues.series),
    periods: periods.slice(-maxPeriods),
  };

  const cells = new Map<string, Count>();
  const columns: (number | null | undefined)[] = [undefined, ...(counted.dated ? [null, ...shown.periods] : [])];
  const placed = (values: readonly Value[], at: ReadonlyMap<string | null, number>): (Value | undefined)[] => [
    undefined,
    ...values.filter((one) => at.has(one.value)),
  ];
  for (const row of placed(shown.rows, places.rows))
    for (const one of placed(shown.series, places.series))
      for (const period of columns) {
        const count = tally.at(row && places.rows.get(row.value), one && places.series.get(one.value), period);
        if (count) cells.set(cellKey(row?.value, one?.value, period), count);
      }
  return {
    query,
    ...counted,
    ...shown,
    names: new Map(),
    cut: {
      rows: rows.length - shown.rows.length,
      series: series.length - shown.series.length,
      periods: periods.length - shown.periods.length,
    },
    cells,
  };
}

/** At most `limit` values: the most frequent ones, or the latest years. Always includes null (“no value”). */
function most(by: Dimension | null, values: readonly Value[], limit: number): Value[] {
  if (values.length <= limit) return [...values];
  const last = values.at(-1)!.value === null ? values.slice(-1) : [];
  const known = last.length ? values.slice(0, -1) : values;
  return [...(isInTime(by) ? known.slice(last.length - limit) : known.slice(0, limit - last.length)), ...last];
}

/**
 * Sorts values: by frequency, durations from the shortest, and years in the order of time. Adds the years in between
 * that have no case (`yearsOf`). Null (“no value”) comes last.
 */
function inOrder(by: Dimension | null, values: readonly Value[]): Value[] {
  const known = values.filter((one) => one.value !== null);
  const lengths: readonly (string | null)[] = by === 'duration' ? durations.map((one) => one.key) : [];
  return [
    ...(isInTime(by)
      ? yearsOf(known)
      : known.toSorted(
          (a, b) =>
            lengths.indexOf(a.value) - lengths.indexOf(b.value) ||
            b.count - a.count ||
            a.value!.localeCompare(b.value!),
        )),
    ...values.filter((one) => one.value === null),
  ];
}

/** The years of these values, sorted. Among the last `maxYears` years, also those without a case. */
function yearsOf(values: readonly Value[]): Value[] {
  const counts = new Map(values.map((one) => [Number(one.value), one.count]));
  const years = [...counts.keys()].filter(Number.isSafeInteger).toSorted((a, b) => a - b);
  const last = years.at(-1);
  if (last === undefined) return [];
  const first = years.find((year) => year > last - maxYears)!;
  return [...years.filter((year) => year < first), ...stretch(first, last)].map((year) => ({
    value: String(year),
    label: null,
    count: counts.get(year) ?? 0,
  }));
}

const stretch = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/**
 * The names of the outlets, authorities and laws in a statistic and its filters, by facet and value, such as
 * `outlet=12`. Leaves out actors that the audience may not see, and, with `checkLaws`, laws that the audience cannot
 * find. A merged actor has the name of the canonical one.
 */
export async function namesFor(
  db: Reader,
  { query, rows, series }: Pick<Statistic, 'query' | 'rows' | 'series'>,
  audience: Audience,
  { checkLaws }: { checkLaws: boolean },
): Promise<Map<string, string>> {
  const valuesOf = (dimension: 'outlet' | 'law' | 'authority'): string[] => [
    ...(query.by === dimension ? rows : query.with === dimension ? series : []).flatMap((one) =>
      one.value === null ? [] : [one.value],
    ),
    ...(dimension === 'authority' ? [] : (query.filters[dimension] ?? [])),
  ];
  const [outlets, laws, authorities] = [valuesOf('outlet'), valuesOf('law'), valuesOf('authority')];
  const names = new Map<string, string>();
  const actors = await actorNames(db, [...outlets, ...authorities], audience);
  for (const [dimension, numbers] of [
    ['outlet', outlets],
    ['authority', authorities],
  ] as const)
    for (const number of numbers) if (actors.has(number)) names.set(`${dimension}=${number}`, actors.get(number)!);
  const ours = await oursOfValues(db, laws);
  if (!checkLaws) for (const law of laws) names.set(`law=${law}`, ours.get(law) ?? law);
  else if (laws.length) {
    const visible = audience === 'public' ? sql`e.for_public` : sql`e.for_desk`;
    const { rows: known } = await sql<{ name: string }>`
      select t.name from search_term t where t.name = any(${laws.map((law) => `law=${law}`)}::text[]) and exists (select from search_entry e where ${visible} and e.terms @> array[t.code])`.execute(
      db,
    );
    for (const { name } of known) names.set(name, name.slice('law='.length));
  }
  return names;
}

/** The names of actors by their numbers. A merged actor has the name of the canonical one. */
async function actorNames(db: Reader, numbers: readonly string[], audience: Audience): Promise<Map<string, string>> {
  const asked = numbers.map(Number).filter((number) => Number.isSafeInteger(number) && number > 0);
  if (asked.length === 0) return new Map();
  const { rows } = await sql<{ number: number; names: RecordedName[] | null }>`
    select asked.number, ${allNames(sql`t.id`, audience)} as names
    from thing asked join thing t on t.id = asked.canonical_id
    where asked.kind = 'actor' and asked.number = any(${asked}::bigint[]) and t.redacted_at is null and t.withdrawn_at is null
      and t.visibility ${audience === 'public' ? sql`= 'public'` : sql`<> 'sealed'`}`.execute(db);
  return new Map(
    rows.flatMap(({ number, names }) => {
      const name = names && nameToRead(names);
      return name ? [[String(number), name.text] as const] : [];
    }),
  );
}
