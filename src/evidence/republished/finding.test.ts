import { beforeAll, describe, expect, it } from 'vitest';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { readCaptures } from './read-captures.ts';
import { insertCaptures } from './testing/captures.ts';
import { copyings, Pages, sharings, type Copying, type GeneratedPage } from './testing/generated.ts';

/** For each kind of copy, the minimum share that must be found. Translations share no words, so they are not found. */
const minimum: Record<Copying, number> = {
  whole: 1,
  'cut to two thirds': 1,
  'cut to a third': 0.93,
  're-ordered': 1,
  'edited lightly': 1,
  'cut, re-ordered, edited': 0.93,
  'within a longer text': 0.93,
  'every fifth word changed': 0.8,
  'every third word changed': 0,
  translated: 0,
};

onEitherDatabase('finding copies in a generated set', (db) => {
  const pages: GeneratedPage[] = new Pages(20180521).set({ stories: 16, pairs: 10, others: 50 });
  const found = new Set<string>();
  const key = (a: number, b: number): string => `${Math.min(a, b)}-${Math.max(a, b)}`;

  beforeAll(async () => {
    const app = testApp(db());
    const { sources } = await insertCaptures(
      app,
      pages.map((page) => page.paragraphs),
    );
    await readCaptures({ app, reader: () => ({ blocks: [], quotes: [], byline: [], credits: [] }) });
    const rows = await db().read.selectFrom('copy_pair').select(['a_id', 'b_id']).execute();
    const index = new Map(sources.map((id, at) => [id, at]));
    for (const row of rows) found.add(key(index.get(row.a_id)!, index.get(row.b_id)!));
  });

  it.each(copyings)('finds the minimum share of copies that were %s', (copying) => {
    const originals = pages.flatMap((page, at) =>
      page.copying === copying ? [[at, pages.findIndex((one) => one.origin === page.origin)] as const] : [],
    );
    expect(originals).toHaveLength(16);
    const recall = originals.filter(([a, b]) => found.has(key(a, b))).length / originals.length;
    expect(recall).toBeGreaterThanOrEqual(minimum[copying]);
    expect(recall).toBeLessThanOrEqual(copying === 'translated' ? 0 : 1);
  });

  describe('the suggestions', () => {
    it.each(sharings)('include no pages that only share %s', (sharing) => {
      const own = pages.flatMap((page, at) => (page.sharing === sharing ? [at] : []));
      expect(own).toHaveLength(20);
      expect(own.filter((_, place) => place % 2 === 0).filter((at) => found.has(key(at, at + 1)))).toEqual([]);
    });

    it('are all right', () => {
      expect(found.size).toBeGreaterThan(300);
      expect(
        [...found].filter((pair) => new Set(pair.split('-').map((at) => pages[Number(at)]!.origin)).size > 1),
      ).toEqual([]);
    });
  });
});
