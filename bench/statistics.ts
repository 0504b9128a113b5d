import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../src/platform/database/database.ts';
import { countCases } from '../src/search/statistics/count.ts';
import { dimensions, readStatistic, type Dimension } from '../src/search/statistics/query.ts';
import { settle } from './search/fill.ts';
import { fileCases, fileBase } from './fill/cases.ts';
import { withRecord } from './fill/records.ts';
import { showProgress } from './fill/progress.ts';
import { median } from './measure/numbers.ts';
import { openApp } from './app/open-app.ts';

/**
 * Measures the statistics of every pair of facets, first without years and then divided by year. Each is compared with
 * a plain GROUP BY, which returns only the numbers: no totals, no row for missing values, and no cases whose date may
 * be in several years. SIZES=1000,100000 (default) sets how many cases there are, ROUNDS=5 how often each statistic is
 * measured. DATABASE_URL measures a server (an empty database, one size).
 */
export async function bench(): Promise<void> {
  const sizes = (process.env.SIZES ?? '1000,100000').split(',').map(Number);
  for (const cases of process.env.DATABASE_URL ? sizes.slice(0, 1) : sizes) await measure(cases);
}

/** Measures a copy of the stored record. With DATABASE_URL, fills the server's database and measures that. */
async function measure(cases: number): Promise<void> {
  if (!process.env.DATABASE_URL) return withRecord(cases, (app) => compareAll(app.db, cases));
  const { app, close } = await openApp();
  try {
    await fileCases(app, await fileBase(app), { to: cases }, showProgress('cases'));
    await settle(app.db);
    await compareAll(app.db, cases);
  } finally {
    await close();
  }
}

async function compareAll(db: Database, cases: number): Promise<void> {
  console.log(`${db.kind}: ${cases.toLocaleString('en')} cases`);
  await compare(
    db,
    'one facet',
    dimensions().map((by) => [by, null] as const),
    false,
  );
  await compare(db, 'two facets', pairs(), false);
  await compare(db, 'two facets over the years', pairs(), true);
}

/** Every pair of facets, each once. */
function pairs(): (readonly [Dimension, Dimension])[] {
  return dimensions().flatMap((by, index) =>
    dimensions()
      .slice(index + 1)
      .map((other) => [by, other] as const),
  );
}

async function compare(
  db: Database,
  name: string,
  asked: readonly (readonly [Dimension, Dimension | null])[],
  over: boolean,
): Promise<void> {
  const rounds = Number(process.env.ROUNDS ?? 5);
  const times: { what: string; ours: number; plain: number }[] = [];
  for (const [by, other] of asked) {
    const query = readStatistic(
      new URLSearchParams([['by', by], ...(other ? [['with', other]] : []), ...(over ? [['over', 'year']] : [])] as [
        string,
        string,
      ][]),
    );
    const [ours, plain]: [number[], number[]] = [[], []];
    // Both queries run alternately, so that a busy machine slows both alike. The first round only warms up.
    for (let round = 0; round <= rounds; round++) {
      const [a, b] = [
        await timed(() => countCases(db.read, query, 'public')),
        await timed(() => groupBy(by, other, over).execute(db.read)),
      ];
      if (round === 0) continue;
      ours.push(a);
      plain.push(b);
    }
    times.push({ what: [by, other].filter(Boolean).join(' × '), ours: median(ours), plain: median(plain) });
  }
  const slowest = times.toSorted((a, b) => b.ours - a.ours)[0]!;
  console.log(
    `  ${name.padEnd(26)} ${String(times.length).padStart(2)} statistics: median ${median(times.map((one) => one.ours)).toFixed(1)} ms, plain GROUP BY ${median(times.map((one) => one.plain)).toFixed(1)} ms, ratio ${median(times.map((one) => one.ours / one.plain)).toFixed(2)}; slowest ${slowest.what} ${slowest.ours.toFixed(1)} ms (plain ${slowest.plain.toFixed(1)} ms)`,
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const columns: Partial<Record<Dimension, string>> = {
  country: 'countries',
  group: 'types',
  type: 'types',
  status: 'statuses',
  outlet: 'outlets',
  language: 'languages',
  year: 'years',
};

/** The simplest query for the numbers of a statistic: it unnests the values and groups by them. */
function groupBy(by: Dimension, other: Dimension | null, over: boolean): RawBuilder<unknown> {
  const facets = [by, ...(other ? [other] : [])];
  const unnested = facets.map((facet, index) =>
    columns[facet]
      ? sql`cross join lateral unnest(e.${sql.ref(columns[facet])}) as ${sql.ref(`v${index}`)} (v)`
      : sql`cross join lateral (select t.name as v from unnest(e.terms) as c join search_term t on t.code = c where t.name like ${`${facet}=%`}) as ${sql.ref(`v${index}`)}`,
  );
  const keys = [
    ...facets.map((_, index) => sql`${sql.ref(`v${index}`)}.v`),
    ...(over ? [sql`extract(year from b.public_from)`] : []),
  ];
  return sql`
    select ${sql.join([...keys, sql`count(*)`])} from search_entry e ${over ? sql`join case_began b on b.case_id = e.thing_id` : sql``} ${sql.join(unnested, sql` `)}
    where e.kind = 'case' and e.for_public group by ${sql.join(keys.map((_, index) => sql.lit(index + 1)))}`;
}
