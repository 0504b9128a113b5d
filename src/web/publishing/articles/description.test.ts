import type { Hono } from 'hono';
import { beforeAll, expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run, type App } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../../platform/testing/test-app.ts';
import { describeArticles } from '../../../publishing/articles/describe-articles.ts';
import { reservedSlugs } from '../../../publishing/articles/article-slug.ts';
import { articleIndexer } from '../../../publishing/articles/article-index.ts';
import { loadSavedArticle } from '../../../publishing/articles/desk-article.ts';
import { publishDueJob } from '../../../publishing/review/publish-due.ts';
import { scheduleArticle } from '../../../publishing/review/schedule-article.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { fileForArticles } from '../../../publishing/testing/filed.ts';
import { recordIndexers, searchProjection } from '../../../search/index/projection.ts';
import { createWeb } from '../../create-web.ts';
import type { Env } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { findSeeds } from '../../site/mirror/make/things.ts';
import { readEntries } from '../../site/mirror/search/entries.ts';
import { testDeps } from '../../testing/test-deps.ts';

onEitherDatabase('the address and the description of an article', (db) => {
  let app: App;
  let web: Hono<Env>;
  let articles: { number: number; article: string }[];

  beforeAll(async () => {
    app = testApp(db(), {
      listeners: [searchProjection([...recordIndexers, articleIndexer])],
      config: { publicUrl: 'https://paper.example' },
    });
    web = createWeb({ ...testDeps(), app });
    await prepareJobs(db(), [publishDueJob]);
    const filed = await fileForArticles(app);
    const form = (text: string) => ({
      headline: { text, claims: [filed.dated] },
      standfirst: {
        sentences: [{ text: 'The case was opened on 30 March 2018, HRW wrote.', claims: [filed.dated] }],
      },
      cases: [filed.case],
      blocks: [{ sentences: [{ text: 'The case was opened on 30 March 2018.', claims: [filed.dated] }] }],
    });
    articles = await run(app, createArticles, monitor, { articles: [form('A case was opened'), form('Another one')] });
    await run(app, publishArticle, editor, { article: articles[0]!.article, version: 1 });
  });
  const describe = (index: number, what: object, who = editor) =>
    run(app, describeArticles, who, { articles: [{ article: articles[index]!.article, ...what }] });
  const get = async (path: string) => {
    const response = await web.request(path);
    return { status: response.status, location: response.headers.get('location'), text: await response.text() };
  };
  const at = (slug: string) => routes.article({ number: articles[0]!.number, slug });

  it('can be set by an editor; earlier addresses redirect permanently', async () => {
    expect((await get(at('a-case-was-opened'))).text).toContain(
      '<meta name="description" content="The case was opened on 30 March 2018, HRW wrote."',
    );
    await describe(0, { slug: 'ratel-investigation', description: '  Police investigate\ntwo outlets. ' });
    for (const former of [at('a-case-was-opened'), at('anything'), `/articles/${articles[0]!.number}`])
      expect(await get(`${former}?a=1`)).toMatchObject({ status: 301, location: `${at('ratel-investigation')}?a=1` });
    const { status, text } = await get(at('ratel-investigation'));
    expect(status).toBe(200);
    for (const part of [
      '<meta name="description" content="Police investigate two outlets."',
      `<link rel="canonical" href="https://paper.example${at('ratel-investigation')}"`,
      '"description":"Police investigate two outlets."',
    ])
      expect(text).toContain(part);
    for (const path of [routes.articles(), routes.feedXml(), routes.feedJson(), routes.sitemapNews()])
      expect([path, (await get(path)).text.includes(at('ratel-investigation'))]).toEqual([path, true]);
    for (const path of [
      routes.search({ q: 'opened' }),
      routes.search.json({ q: 'opened' }),
      routes.suggest({ q: 'case' }),
      routes.search.as('xml', { q: 'opened' }),
      routes.comments({ number: articles[0]!.number }),
    ]) {
      const { text } = await get(path);
      expect([path, text.includes(at('ratel-investigation')), text.includes(at('a-case-was-opened'))]).toEqual([
        path,
        true,
        false,
      ]);
    }
    const [entry] = (await readEntries(app.db.read, testDeps().paper(), [])).filter((one) => one.kind === 'article');
    expect(entry?.address).toBe(at('ratel-investigation'));
    const [seed] = (await findSeeds(app.db.read)).filter((one) => one.ref === articles[0]!.article);
    expect(seed?.address).toBe(at('ratel-investigation'));
    expect((await get(routes.feedXml())).text).toContain('<summary>Police investigate two outlets.</summary>');
    expect(JSON.parse((await get(routes.article.json({ number: articles[0]!.number, slug: '-' }))).text)).toMatchObject(
      {
        slug: 'ratel-investigation',
        description: 'Police investigate two outlets.',
      },
    );
    await describe(0, { slug: 'second-address' });
    expect(await get(at('ratel-investigation'))).toMatchObject({ status: 301, location: at('second-address') });
    expect((await get(at('second-address'))).text).toContain('Police investigate two outlets.');
    await describe(0, { slug: null, description: '' });
    expect(await get(at('second-address'))).toMatchObject({ status: 301, location: at('a-case-was-opened') });
  });

  it('is refused with letters that addresses do not have, if it is long, reserved, or taken', async () => {
    const refused = (what: object, index = 1) =>
      describe(index, what).then(
        () => 'accepted',
        (error: { fields?: { path: string; message: string; params?: object }[] }) => error.fields,
      );
    expect(await refused({ slug: 'Суд над журналистами' })).toMatchObject([
      {
        path: 'articles.0.slug',
        message: 'publishing.error.slug.letters',
        params: { suggestion: 'sud-nad-zhurnalistami' },
      },
    ]);
    for (const bad of ['a b', 'A', 'a--b', '-a', 'a/b', 'a.json', '../x'])
      expect([bad, await refused({ slug: bad })]).toMatchObject([bad, [{ message: 'publishing.error.slug.letters' }]]);
    expect(await refused({ slug: 'a'.repeat(81) })).toMatchObject([{ message: 'errors.field.text.long' }]);
    expect(await refused({ slug: 'editions' })).toMatchObject([{ message: 'publishing.error.slug.reserved' }]);
    expect(await refused({ description: 'x'.repeat(301) })).toMatchObject([
      { path: 'articles.0.description', message: 'publishing.error.description.long' },
    ]);
    await describe(0, { slug: 'mine' });
    expect(await refused({ slug: 'mine' })).toMatchObject([
      { path: 'articles.0.slug', message: 'publishing.error.slug.taken', params: { number: articles[0]!.number } },
    ]);
    expect(await refused({ slug: 'mine' }, 0)).toBe('accepted');
    // Two articles that could choose the same address, because neither editor saw the other article, keep it.
    await db().transaction((tx) => tx.updateTable('document').set({ slug: 'mine' }).execute());
    expect(await refused({ slug: 'mine', description: 'Only the description changes.' })).toBe('accepted');
    await describe(1, { slug: null });
  });

  it('is changed by contributors only before publication', async () => {
    await expect(describe(0, { description: 'Other words.' }, monitor)).rejects.toMatchObject({
      code: 'editor_needed',
    });
    await describe(1, { description: 'Other words.', slug: 'not-public-yet' }, monitor);
    expect((await get(`/articles/${articles[1]!.number}/not-public-yet`)).status).toBe(404);
  });

  it('is changed only by editors once the article is scheduled', async () => {
    const { article } = articles[1]!;
    const { revision, shown } = await loadSavedArticle(app.db.read, articles[1]!.number);
    expect(shown).toBe(false);
    await run(app, scheduleArticle, editor, { article, revision, at: '2018-06-01T09:00' });
    expect((await loadSavedArticle(app.db.read, articles[1]!.number)).shown).toBe(true);
    for (const what of [{ description: 'Words of a contributor.' }, { slug: 'of-a-contributor' }])
      await expect(describe(1, what, monitor)).rejects.toMatchObject({ code: 'editor_needed' });
    await describe(1, { description: 'Words of an editor.' });
    expect(await loadSavedArticle(app.db.read, articles[1]!.number)).toMatchObject({
      description: 'Words of an editor.',
      slug: 'not-public-yet',
    });
  });

  it('cannot be the last part of another address below an article', () => {
    const parts = Object.values(routes).flatMap((one) =>
      typeof one === 'function' && one.pattern.startsWith('/articles/:number/') ? [one.pattern.split('/')[3]!] : [],
    );
    expect(parts.filter((part) => !part.startsWith(':') && !reservedSlugs.includes(part))).toEqual([]);
  });
});
