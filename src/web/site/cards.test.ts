import type { Hono } from 'hono';
import { beforeAll, expect, it } from 'vitest';
import { run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { fileForArticles, numberOf, type Filed } from '../../publishing/testing/filed.ts';
import { setVisibility, withdraw } from '../../record/lifecycle/withdraw.ts';
import { createWeb } from '../create-web.ts';
import type { Env } from '../kit/context.ts';
import { routes } from '../routes.ts';
import { testDeps } from '../testing/test-deps.ts';

onEitherDatabase('pictures for links to items', (db) => {
  let app: App;
  let web: Hono<Env>;
  let filed: Filed;
  beforeAll(async () => {
    app = testApp(db());
    web = createWeb({ ...testDeps(), app });
    filed = await fileForArticles(app);
  });
  const statusOf = async (ref: string): Promise<number> =>
    (await web.request(routes.recordCard.as('png', { kind: ref.split('/')[0]!, number: numberOf(ref) }))).status;

  it('exist for what readers can see, and for nothing else', async () => {
    for (const shown of [filed.case, filed.hrw, filed.page, filed.dated])
      expect([shown, await statusOf(shown)]).toEqual([shown, 200]);
    await run(app, setVisibility, editor, { things: [filed.case, filed.dated], visibility: 'desk' });
    // A hidden item answers as one that does not exist.
    for (const hidden of [filed.case, filed.dated, 'case/99999', 'claim/99999', 'photo/1', 'account/1', 'capture/1'])
      expect([hidden, await statusOf(hidden)]).toEqual([hidden, 404]);
    await run(app, withdraw, editor, { things: [filed.page], reason: 'It was filed twice, we found.' });
    expect(await statusOf(filed.page)).toBe(410);
  });

  it('of all other pages show the publication, and an address with parameters leads to the one without', async () => {
    const response = await web.request(routes.siteCard.as('png'));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect((await web.request(`${routes.siteCard.as('png')}?x=1`)).headers.get('location')).toBe(
      routes.siteCard.as('png'),
    );
  });
});
