import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { run } from '../../platform/operation.ts';
import { file } from '../../record/filing/file.ts';
import { searchProjection } from '../index/projection.ts';
import { readCodes } from './codes.ts';
import { listCases } from './find.ts';
import { newestTitles, scanPage, type PageOf, type Scope } from './scan.ts';
import { ofKey } from './terms.ts';

/** The number of cases: more than are read at once for suggestions, or for a page whose counts are cached. */
const cases = 2_000;

onBothDatabases('searching many cases without dates', (db) => {
  beforeAll(async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    const titles = Array.from({ length: cases }, (_, index) => `Place ${index} ${index % 3 ? 'market' : 'square'}`);
    await run(app, file, editor, { cases: titles.map((title) => ({ title, visibility: 'public' as const })) });
  });

  /**
   * @param share the share of entries that is expected to match. If it is large, entries are read one by one, in order;
   * if it is small, the index of words is used
   */
  const scopeOf = async (share: number): Promise<Scope> => {
    const { quarters: shelves } = await readCodes(db().read, [], 'public');
    return { audience: 'public', shelves, share };
  };
  const having = (word: string) => sql<boolean>`${ofKey.tsv} @@ ${`'${word}'`}::tsquery`;
  const expected = (word: string): string[] =>
    Array.from({ length: cases }, (_, index) => cases - 1 - index)
      .filter((index) => word === 'place' || (index % 3 ? 'market' : 'squar') === word)
      .map((index) => `Place ${index} ${index % 3 ? 'market' : 'square'}`);

  it.each(['place', 'market', 'squar'])(
    'finds the same cases, newest first, entry by entry and by the index of words: %s',
    async (word) => {
      for (const share of [1, 0.01]) {
        const scope = await scopeOf(share);
        const titles = await newestTitles(db().read, scope, having(word), 300);
        expect(titles.map((one) => one.title)).toEqual(expected(word).slice(0, 300));
        const orders: PageOf['order'][] = [
          { by: 'newest' },
          { by: 'relevance', rank: sql`ts_rank(e.tsv, ${`'${word}'`}::tsquery)`, first: [] },
        ];
        for (const order of orders) {
          const rows = await scanPage(db().read, scope, having(word), { order, offset: 20, limit: 20 });
          expect(rows.map((row) => row.title)).toEqual(expected(word).slice(20, 40));
        }
      }
    },
  );

  it('shows the same page before and after the counts of the search are known', async () => {
    const before = await listCases(db().read, { text: 'place', page: 2 }, 'public');
    const after = await listCases(db().read, { text: 'place', page: 2 }, 'public');
    expect(before.total).toBe(cases);
    expect(after.hits).toEqual(before.hits);
    expect(before.hits.map((hit) => hit.title)).toEqual(expected('place').slice(20, 40));
  });
});
