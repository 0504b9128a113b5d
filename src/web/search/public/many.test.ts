import { beforeAll, expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { editor, testApp } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { searchProjection } from '../../../search/index/projection.ts';
import { newestCounted } from '../../../search/query/scan.ts';
import { createWeb } from '../../create-web.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';

onOneDatabase('a search with more results than are counted', (db) => {
  const app = () => testApp(db(), { listeners: [searchProjection()] });

  beforeAll(async () => {
    for (let from = 0; from < newestCounted + 200; from += 1_300)
      await run(app(), file, editor, {
        cases: Array.from({ length: 1_300 }, (_, index) => ({
          title: `Place ${from + index}`,
          visibility: 'public' as const,
        })),
      });
  });

  const get = async (path: string): Promise<string> => {
    const answer = await createWeb({ ...testDeps(), app: app() }).request(path);
    expect(answer.status).toBe(200);
    return answer.text();
  };

  it('says on each page that only the newest matches are counted, and how to find others', async () => {
    const counts = 'Counts cover the newest 5,000 matches.';
    const search = await get(routes.search({ q: 'place' }));
    expect(search).toContain('More than 5,000 results. The newest are searched first. Add words or filters');
    expect(search).toContain(counts);
    const list = await get(routes.cases({ q: 'place' }));
    expect(list).toContain('More than 5,000 cases');
    expect(list).toContain(counts);
    expect(await get(`${routes.statistics()}?over=year&q=place`)).toContain(counts);
    expect(await get(routes.map({ q: 'place' }))).toContain(counts);
    for (const path of [routes.search({ q: 'place 7' }), routes.map({ q: 'place 7' })])
      expect(await get(path)).not.toContain(counts);
  });

  it('says so in JSON, in the API with a description of the field, and in feeds', async () => {
    for (const path of [
      routes.search.json({ q: 'place' }),
      routes.cases.json({ q: 'place' }),
      `${routes.api()}/search?q=place`,
    ])
      expect(JSON.parse(await get(path)), path).toMatchObject({
        total: newestCounted,
        moreThanTotal: true,
        facetsOfNewest: newestCounted,
      });
    expect(await get(`${routes.api()}/openapi.json`)).toContain('to find others, add words or filters');
    expect(await get(routes.search.as('xml', { q: 'place' }))).toContain(
      'The feed contains only the 40 results that changed last.',
    );
  });
});
