import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../src/platform/database/tx.ts';
import type { SearchQuery } from '../../src/search/query/find.ts';
import { countries, statuses, types } from '../fill/cases.ts';
import { random, writer, zipf } from '../fill/words.ts';

export type Asked = { kind: string; query: SearchQuery };

/** Typical searches: by frequent and rare words, by single and combined filters, further pages, other orders. */
export function questions(seed: number): () => Asked {
  const next = random(seed);
  const words = writer(5);
  const pick = <T>(values: readonly T[], draw: () => number): T => values[Math.min(draw(), values.length - 1)]!;
  const rank = zipf(30_000, next);
  const [country, type, status] = [countries.length, types.length, statuses.length].map((size) => zipf(size, next));
  const filters = (): SearchQuery[] => [
    { country: [pick(countries, country!)] },
    { type: [pick(types, type!)] },
    { status: [pick(statuses, status!)] },
    { year: [2026 - Math.floor(24 * next() ** 1.6)] },
    { home: [pick(countries, country!)] },
    { slapp: ['yes'] },
    { targeted: ['person'] },
    { state: [pick(countries, country!)] },
  ];
  const filter = (): SearchQuery => pick(filters(), () => Math.floor(next() * 8));
  const word = (): string => {
    const language = words.language();
    // The first fifty English words are in nearly every text, and most of them are stop words.
    return words.word(language, language === 'en' ? 50 + rank() : rank() % 500);
  };
  const kinds: [string, () => SearchQuery][] = [
    ['one filter', filter],
    ['two filters', () => ({ ...filter(), ...filter() })],
    ['three filters', () => ({ ...filter(), ...filter(), ...filter() })],
    ['one word', () => ({ text: word() })],
    ['a frequent word', () => ({ text: words.word('en', 50 + Math.floor(next() * 50)) })],
    ['two words', () => ({ text: `${word()} ${word()}` })],
    ['word and filter', () => ({ text: word(), ...filter() })],
    [
      'frequent word and two filters',
      () => ({ text: words.word('en', 50 + Math.floor(next() * 50)), ...filter(), ...filter() }),
    ],
    ['newest of a word', () => ({ text: word(), sort: 'newest' })],
    ['last changed', () => ({ ...filter(), sort: 'changed' })],
    ['a further page', () => ({ ...filter(), page: 2 + Math.floor(next() * 9) })],
    ['everything', () => ({})],
  ];
  return () => {
    const [kind, make] = kinds[Math.floor(next() * kinds.length)]!;
    return { kind, query: make() };
  };
}

const columns: Record<string, string> = {
  country: 'countries',
  type: 'types',
  year: 'years',
  status: 'statuses',
  language: 'languages',
  home: 'homes',
  state: 'states',
  targeted: 'targeted',
  slapp: 'slapp',
};

/**
 * For comparison, copies the public cases of the search index into a table with the most obvious schema: a text vector
 * and arrays, most of them with an index.
 */
export async function makePlain(run: (statement: string) => Promise<unknown>): Promise<void> {
  const array = (facet: string): string =>
    `coalesce(array(select substring(t.name from ${facet.length + 2}) from search_term t where t.code = any(e.terms) and t.name like '${facet}=%'), '{}')`;
  await run('drop table if exists plain_entry');
  await run(
    `create table plain_entry as select thing_id, title, tsv, countries, types, years, statuses, outlets, languages, sort_on, changed_at, ${['home', 'state', 'targeted', 'slapp', 'law'].map((facet) => `${array(facet)} as ${facet === 'home' || facet === 'state' ? `${facet}s` : facet === 'law' ? 'laws' : facet}`).join(', ')} from search_entry e where kind = 'case' and for_public`,
  );
  await run('create index on plain_entry using gin (tsv)');
  for (const column of ['countries', 'types', 'years', 'statuses', 'outlets'])
    await run(`create index on plain_entry using gin (${column})`);
  await run('create index on plain_entry (sort_on desc)');
  await run('vacuum analyze plain_entry');
}

/** A simple search: a page of results, their number, and a GROUP BY for each facet. Each of these reads all matches. */
export async function searchPlainly(db: Reader, { text, page = 1, sort, ...filters }: SearchQuery): Promise<number> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (text) conditions.push(sql`tsv @@ plainto_tsquery('russian', unaccent(${text}))`);
  for (const [name, values] of Object.entries(filters))
    conditions.push(
      sql`${sql.ref(columns[name]!)} && ${[...(values as readonly (string | number)[])].map(String)}::text[]::${sql.raw(name === 'year' ? 'smallint[]' : 'text[]')}`,
    );
  const where = sql.join(conditions, sql` and `);
  const order =
    text && sort !== 'newest'
      ? sql`ts_rank(tsv, plainto_tsquery('russian', unaccent(${text}))) desc`
      : sql.raw(sort === 'changed' ? 'changed_at desc' : 'sort_on desc');
  await sql`select thing_id, title from plain_entry where ${where} order by ${order} limit 25 offset ${(page - 1) * 25}`.execute(
    db,
  );
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from plain_entry where ${where}`.execute(db);
  for (const column of [
    'countries',
    'types',
    'years',
    'statuses',
    'outlets',
    'languages',
    'homes',
    'states',
    'targeted',
    'slapp',
    'laws',
  ])
    await sql`select v, count(*) from plain_entry cross join lateral unnest(${sql.ref(column)}) as v where ${where} group by v order by 2 desc limit 100`.execute(
      db,
    );
  return Number(rows[0]!.n);
}
