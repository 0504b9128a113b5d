import { expect, it, onTestFinished } from 'vitest';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { createWeb } from '../../web/create-web.ts';
import type { Pages } from '../../web/kit/context.ts';
import { PageCache } from '../../web/kit/middleware/page-cache.ts';
import { testDeps } from '../../web/testing/test-deps.ts';
import { renderFirstPages } from './first-pages.ts';

const address = 'http://localhost:8080';

onBothDatabases('the first pages after a start', (db, kind) => {
  it('are those to which the front page leads, at most 20, and are then sent from the cache', async () => {
    const pages = new PageCache({ kind });
    onTestFinished(await pages.open(db()));
    const made: string[] = [];
    const linked: Pages = (web) => {
      web.get('/', (c) => {
        made.push('/');
        const cases = Array.from({ length: 30 }, (_, at) => `<a href="/cases/${at + 1}/title">${at + 1}</a>`);
        return c.html(`<a href="/about">About</a> <a href="/feeds/cases/1.xml">Feed</a> ${cases.join('')}`);
      });
      web.get('/cases/:number/title', (c) => {
        made.push(c.req.path);
        return c.html('<p>case</p>');
      });
    };
    const web = createWeb({ ...testDeps(), app: testApp(db()), pages }, [linked]);
    const render = (stopping: AbortSignal) => renderFirstPages(web, { address, queryMs: 10_000, stopping });
    expect(await render(AbortSignal.abort())).toBe(0);
    expect(await render(new AbortController().signal)).toBe(21);
    // The front page is also rendered without compression, to find its links.
    const cases = Array.from({ length: 20 }, (_, at) => `/cases/${at + 1}/title`);
    expect(made).toEqual(['/', '/', ...cases]);
    for (const path of ['/', ...cases])
      await (await web.request(address + path, { headers: { 'accept-encoding': 'br, gzip' } })).text();
    expect(made).toHaveLength(22);
  });
});
