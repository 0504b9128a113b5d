import { expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { loadExample } from '../../exchange/example/load.ts';
import { removeExample } from '../../exchange/example/remove.ts';
import { recordIndexers, searchProjection } from '../../search/index/projection.ts';
import { searchThings } from '../../search/query/find.ts';
import { rebuildWith } from '../../search/rebuild.ts';
import { articleIndexer } from './article-index.ts';

onEitherDatabase('the search', (db) => {
  const indexers = [...recordIndexers, articleIndexer];
  const found = async (text: string, audience: 'public' | 'desk' = 'public') =>
    (await searchThings(db().read, { text, kind: ['article'] }, audience)).hits;

  it('finds a published article by its words, and by its number', async () => {
    const app = testApp(db(), { listeners: [searchProjection(indexers)] });
    await loadExample(app);
    const { headline } = await db().read.selectFrom('revision').select('headline').executeTakeFirstOrThrow();
    expect(await found(`"${headline}"`)).toMatchObject([{ kind: 'article', title: headline, date: '2018-05-22' }]);
    // The article and its Russian edition.
    expect((await found('Kazakhstan')).length).toBe(2);
    expect((await searchThings(db().read, { text: 'article 1' }, 'public')).direct).toMatchObject([
      { ref: 'article/1', title: headline },
    ]);
    await run(app, rebuildWith(indexers), administrator, {});
    expect((await found('Kazakhstan')).length).toBe(2);
  });

  it('no longer finds an article that was unpublished', async () => {
    const app = testApp(db(), { listeners: [searchProjection(indexers)] });
    await run(app, removeExample, administrator, {});
    expect(await found('Kazakhstan', 'desk')).toEqual([]);
    expect(await db().read.selectFrom('search_entry').selectAll().execute()).toEqual([]);
  });
});
