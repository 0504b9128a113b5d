import type { Hono } from 'hono';
import sharp from 'sharp';
// The app imports this module too. It disables image loaders that the app does not need.
import '../../record/photos/read-picture.ts';
import { beforeAll, expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { sourceAt } from '../../record/sources/address.ts';
import { saveArticle } from '../../documents/save-article.ts';
import { run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { articleIndexer } from '../../publishing/articles/article-index.ts';
import { retractArticle } from '../../publishing/articles/actions/retract-article.ts';
import { unpublishArticle } from '../../publishing/articles/actions/unpublish-article.ts';
import { takeDownArticle } from '../../publishing/articles/actions/take-down-article.ts';
import { correctArticle } from '../../publishing/articles/correct-article.ts';
import { loadDeskArticle } from '../../publishing/articles/desk-article.ts';
import { publicationOf } from '../../publishing/publication/publication.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { changeTag } from '../../publishing/tags/change-tag.ts';
import { dropTag } from '../../publishing/tags/drop-tag.ts';
import { tagArticles } from '../../publishing/tags/tag-articles.ts';
import { fileForArticles, numberOf, type Filed } from '../../publishing/testing/filed.ts';
import { file } from '../../record/filing/file.ts';
import { setVisibility } from '../../record/lifecycle/withdraw.ts';
import { recordIndexers, searchProjection } from '../../search/index/projection.ts';
import { createWeb } from '../create-web.ts';
import type { Env } from '../kit/context.ts';
import { PageCache } from '../kit/middleware/page-cache.ts';
import { routes } from '../routes.ts';
import { testDeps } from '../testing/test-deps.ts';

const site = 'https://paper.example';

onEitherDatabase('the site, for search engines and feed readers', (db) => {
  let app: App;
  let web: Hono<Env>;
  let filed: Filed;
  let articles: { number: number; article: string }[];
  const now = Date.UTC(2018, 4, 22, 9);

  beforeAll(async () => {
    const pages = new PageCache(db());
    await pages.open(db());
    app = testApp(db(), {
      listeners: [searchProjection([...recordIndexers, articleIndexer]), pages.listener],
      now: () => new Date(now),
      config: { publicUrl: site },
    });
    web = createWeb({
      ...testDeps(),
      app,
      pages,
      paper: () => publicationOf({ name: 'The Chronicle', language: 'en' }),
    });
    filed = await fileForArticles(app);
    await run(app, file, editor, {
      claims: [
        {
          case: filed.case,
          wording: 'It happened in Almaty.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ actor: filed.hrw, verb: 'wrote' }],
          support: { kind: 'reference', source: filed.page },
          statements: [{ subject: filed.case, property: 'place', value: { country: 'KZ' } }],
        },
      ],
    });
    const form = (headline: string, cases: string[]) => ({
      headline: { text: headline, claims: [filed.dated] },
      standfirst: {
        sentences: [
          { text: 'The ground is “disseminating knowingly false information”, HRW wrote.', claims: [filed.quoted] },
        ],
      },
      byline: { names: ['Ada Reporter'] },
      cases,
      blocks: [
        { sentences: [{ text: 'The case was opened on 30 March 2018, HRW wrote & said.', claims: [filed.dated] }] },
      ],
    });
    articles = await run(app, createArticles, monitor, {
      articles: [
        form('Two outlets </script><b> & a case', [filed.case]),
        form('About no case', []),
        form('Retracted later', [filed.case]),
        form('Taken down later', [filed.case]),
      ],
    });
    for (const { article } of articles) await run(app, publishArticle, editor, { article, version: 1 });
    await run(app, retractArticle, editor, {
      article: articles[2]!.article,
      version: 2,
      reason: 'The document was forged, we found.',
    });
    await run(app, takeDownArticle, editor, {
      article: articles[3]!.article,
      version: 2,
      demandedBy: 'A court',
      demandedOn: '2018-05',
      law: 'A law',
    });
    const { form: saved, article, version } = await loadDeskArticle(db().read, articles[0]!.number);
    saved.blocks[0]!.sentences[0]!.text = 'The case was opened in spring 2018, HRW wrote & said.';
    const next = await run(app, saveArticle, monitor, { ...saved, article, version });
    await run(app, correctArticle, editor, {
      article,
      version: next.version,
      wrong: 'We gave a day.',
      right: 'No day is known.',
      since: 1,
    });
    await run(app, tagArticles, editor, {
      articles: [
        { article, tags: ['Defamation', 'Казахстан'] },
        { article: articles[1]!.article, tags: ['defamation'] },
      ],
    });
  });
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await web.request(path, { headers });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      etag: response.headers.get('etag'),
      text: await response.text(),
    };
  };
  const jsonOf = async <T>(path: string): Promise<T> => JSON.parse((await get(path)).text) as T;
  const address = () => routes.article({ number: articles[0]!.number, slug: 'two-outlets-script-b-and-a-case' });
  type Item = { id: string; url: string; title: string; content_html: string; tags?: string[] };
  const itemsOf = async (path: string) => (await jsonOf<{ items: Item[] }>(path)).items;

  it('describes an article in schema.org terms, and no text in it can end the script element', async () => {
    const { text } = await get(address());
    const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)![1]!) as Record<
      string,
      unknown
    >;
    expect(data).toMatchObject({
      '@type': 'NewsArticle',
      url: site + address(),
      headline: 'Two outlets </script><b> & a case',
      inLanguage: 'en',
      version: 2,
      datePublished: '2018-05-22T09:00:00.000Z',
      author: [{ '@type': 'Person', name: 'Ada Reporter' }],
      publisher: { '@type': 'NewsMediaOrganization', name: 'The Chronicle', correctionsPolicy: `${site}/corrections` },
      citation: [
        {
          '@type': 'Report',
          name: 'Criminal probe of media outlets',
          url: expect.stringContaining('https://www.hrw.org/'),
          publisher: { name: 'Human Rights Watch' },
          datePublished: '2018-04-06',
        },
      ],
      correction: [
        {
          '@type': 'CorrectionComment',
          text: expect.stringContaining('No day is known.'),
          datePublished: '2018-05-22T09:00:00.000Z',
        },
      ],
      about: [{ name: 'The investigation of two outlets' }],
      keywords: ['Defamation', 'Казахстан'],
    });
    expect(text).not.toContain('</script><b>');
    const retracted = (await get(routes.article({ number: articles[2]!.number, slug: 'retracted-later' }))).text;
    for (const part of [
      '<title>Retracted: Retracted later · The Chronicle</title>',
      '<meta property="og:title" content="Retracted: Retracted later"',
      '<meta name="citation_title" content="Retracted: Retracted later"',
      '"creativeWorkStatus":"Retracted"',
      '"correction":[{"@type":"CorrectionComment","text":"Retracted. The document was forged, we found."',
    ])
      expect(retracted).toContain(part);
  });

  it('names canonical URL, card picture and feeds in the head, and hides earlier editions from search engines', async () => {
    const { text } = await get(address());
    for (const part of [
      `<link rel="canonical" href="${site}${address()}"`,
      `<meta property="og:image" content="${site}/articles/${articles[0]!.number}/card/2.png"`,
      'summary_large_image',
      '<link rel="alternate" type="application/atom+xml"',
      '<link rel="alternate" type="application/feed+json"',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('noindex');
    expect((await get(routes.edition({ number: articles[0]!.number, edition: 1 }))).text).toContain(
      '<meta name="robots" content="noindex"',
    );
  });

  it('draws a picture of the headline (card) for each edition, but not for an article that was taken down', async () => {
    const response = await web.request(routes.articleCard.as('png', { number: articles[0]!.number, edition: 2 }));
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 1200, height: 630, format: 'png' });
    // The picture has text where the headline should be.
    const { data } = await sharp(bytes)
      .extract({ left: 80, top: 150, width: 1040, height: 340 })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(data.filter((one) => one < 80).length).toBeGreaterThan(2000);
    // An address with parameters redirects to the address without parameters. So no one can make the server draw the
    // same picture again and again.
    const card = routes.articleCard.as('png', { number: articles[0]!.number, edition: 2 });
    expect((await web.request(`${card}?x=1`)).headers.get('location')).toBe(card);
    expect((await get(routes.articleCard.as('png', { number: articles[0]!.number, edition: 9 }))).status).toBe(404);
    expect((await get(routes.articleCard.as('png', { number: articles[3]!.number, edition: 1 }))).status).toBe(451);
  });

  it('gives whole articles in Atom and JSON Feed, with notes, under permanent URLs', async () => {
    const xml = await get(routes.feedXml());
    expect(xml.type).toContain('application/atom+xml');
    expect(xml.text).toContain('Two outlets &#60;/script&#62;&#60;b&#62; &#38; a case');
    expect(xml.text.match(/<entry>/g)).toHaveLength(3);
    const items = await itemsOf(routes.feedJson());
    expect(items.map((one) => one.id)).toEqual([2, 1, 0].map((index) => `${site}/articles/${articles[index]!.number}`));
    const whole = items[2]!;
    expect(whole).toMatchObject({ url: site + address(), tags: ['Defamation', 'Казахстан'] });
    for (const part of [
      'The case was opened in spring 2018, HRW wrote &amp; said.',
      '<sup>',
      'Human Rights Watch',
      `<a href="${site}/claims/${numberOf(filed.dated)}">`,
      'No day is known.',
    ])
      expect(whole.content_html).toContain(part);
    // The feed has only plain elements. It has no scripts, no classes, and no relative addresses, which a feed reader
    // could not resolve.
    expect(
      [...whole.content_html.matchAll(/<([a-z0-9]+)/g)]
        .map((match) => match[1])
        .filter(
          (name) =>
            !['p', 'sup', 'h2', 'ul', 'ol', 'li', 'a', 'blockquote', 'em', 'strong', 'b', 'br', 'time'].includes(name!),
        ),
    ).toEqual([]);
    expect(whole.content_html).not.toMatch(/ (class|style|id|on\w+)=|href="\//);
    expect(items[0]!.title).toBe('Retracted: Retracted later');
    expect(items[0]!.content_html).toContain('The document was forged, we found.');
  });

  it('answers 304 to a feed reader that has the newest version, until something changes', async () => {
    const { etag } = await get(routes.feedXml());
    expect((await get(routes.feedXml(), { 'if-none-match': etag! })).status).toBe(304);
    await run(app, changeTag, editor, { tag: 'defamation', name: 'Defamation suits' });
    expect((await get(routes.feedXml(), { 'if-none-match': etag! })).status).toBe(200);
    await run(app, changeTag, editor, { tag: 'defamation', name: 'Defamation', about: 'Suits over words.' });
  });

  it('has feeds of a country, a case and a tag, and of corrections', async () => {
    const about = [2, 0].map((index) => `${site}/articles/${articles[index]!.number}`);
    const ids = async (path: string) => (await itemsOf(path)).map((one) => one.id);
    expect(await ids(routes.feeds.country.json({ code: 'KZ' }))).toEqual(about);
    expect(await ids(routes.feeds.country.json({ code: 'UZ' }))).toEqual([]);
    expect(
      (await ids(routes.feeds.case_.json({ number: numberOf(filed.case) }))).filter((id) => !id.includes('#')),
    ).toEqual(about);
    expect(await ids(routes.feeds.tag.json({ tag: 'defamation' }))).toEqual(
      [1, 0].map((index) => `${site}/articles/${articles[index]!.number}`),
    );
    for (const nothing of [
      '/feeds/cases/9999.xml',
      '/feeds/countries/QQ.xml',
      '/feeds/tags/nothing.xml',
      '/feeds/authors/nobody.xml',
      '/feeds/sections/nothing.xml',
    ])
      expect([nothing, (await get(nothing)).status]).toEqual([nothing, 404]);
    const mended = await itemsOf(routes.feeds.corrections.json());
    expect(mended.map((one) => one.title)).toEqual(
      expect.arrayContaining([
        'Correction: Two outlets </script><b> & a case',
        'Retracted: Retracted later',
        `Taken down: Article ${articles[3]!.number}`,
      ]),
    );
    expect(JSON.stringify(mended)).not.toContain('Taken down later');
    expect((await get(routes.feeds.corrections.as('xml'))).text).toContain('We gave a day.');
  });

  it('has a page for each tag; a tag cannot get the name of another tag, and disappears when it is deleted', async () => {
    expect((await get(routes.tag({ tag: 'defamation' }))).text).toContain('Suits over words.');
    expect((await get(routes.tag.json({ tag: 'kazakhstan' }))).text).toContain('"total":1');
    await expect(run(app, changeTag, editor, { tag: 'kazakhstan', name: 'DEFAMATION' })).rejects.toMatchObject({
      fields: [{ path: 'name', message: 'publishing.error.tag_taken' }],
    });
    await expect(
      run(app, tagArticles, monitor, { articles: [{ article: articles[1]!.article, tags: [] }] }),
    ).rejects.toMatchObject({ code: 'editor_needed' });
    await run(app, dropTag, editor, { tag: 'kazakhstan' });
    expect((await get(routes.tag({ tag: 'kazakhstan' }))).status).toBe(404);
    expect((await get(address())).text).not.toContain('Казахстан');
  });

  it('has a page and a feed for each author in a byline, and for no one else', async () => {
    const author = { author: 'ada-reporter' };
    const { text } = await get(routes.author(author));
    expect([text.includes('Ada Reporter'), text.includes('3 articles.'), text.includes('Taken down later')]).toEqual([
      true,
      true,
      false,
    ]);
    expect((await get(address())).text).toContain(
      `By <a href="${routes.author(author)}" rel="author">Ada Reporter</a>`,
    );
    expect((await jsonOf<{ total: number }>(routes.author.json(author))).total).toBe(3);
    expect(await itemsOf(routes.feeds.author.json(author))).toHaveLength(3);
    expect((await get(routes.author({ author: 'nobody' }))).status).toBe(404);
  });

  it('links an embedded video but loads nothing from its site, and hides it when its source is no longer public', async () => {
    const url = 'https://video.example/watch?v=1';
    const made = await run(app, file, editor, {
      sources: [
        {
          kind: 'video',
          title: 'The search, filmed',
          publisher: filed.hrw,
          published: '2018-04',
          addresses: [url],
          visibility: 'public',
        },
      ],
    });
    const [source] = made.sources as [string];
    expect([
      await sourceAt(db().read, `${url}&utm_source=mail`),
      await sourceAt(db().read, 'https://video.example/other'),
    ]).toEqual([source, null]);
    const form = {
      headline: { text: 'With a video', kind: 'connective' as const },
      blocks: [
        { type: 'source' as const, ref: `/sources/${numberOf(source)}` },
        { sentences: [{ text: 'Here is what is known so far.', kind: 'connective' as const }] },
      ],
    };
    await expect(
      run(app, createArticles, monitor, { articles: [{ ...form, blocks: [{ type: 'source', ref: url }] }] }),
    ).rejects.toMatchObject({ code: 'invalid_input', fields: [{ message: 'documents.error.embed.source' }] });
    const [article] = await run(app, createArticles, monitor, { articles: [form] });
    await run(app, publishArticle, editor, { article: article!.article, version: 1 });
    const at = routes.article({ number: article!.number, slug: 'with-a-video' });
    const { text } = await get(at);
    for (const part of [
      `<a href="${url}" rel="noopener nofollow">The search, filmed</a>`,
      'Opens video.example',
      '"@type":"VideoObject"',
      routes.source({ number: numberOf(source) }),
    ])
      expect(text).toContain(part);
    expect(text.match(/(?:src|srcset|data|poster|action)="[^"]*video\.example/)).toBeNull();
    expect((await itemsOf(routes.feedJson()))[0]!.content_html).toContain(
      `<a href="${url}">The search, filmed</a> (Human Rights Watch, 2018-04)`,
    );
    await run(app, setVisibility, editor, { things: [source], visibility: 'desk' });
    expect((await get(at)).text).not.toContain('video.example');
    await run(app, unpublishArticle, editor, {
      article: article!.article,
      version: 2,
      reason: 'It was published by mistake.',
    });
  });

  it('lists public pages in sitemaps, and new articles in the sitemap for news', async () => {
    expect((await get(routes.robots())).text).toContain(`Sitemap: ${site}/sitemap.xml`);
    const index = (await get(routes.sitemap())).text;
    const parts = [...index.matchAll(/<loc>https:\/\/paper\.example([^<]+)/g)].map((match) => match[1]!);
    expect(parts).toEqual(['pages', 'articles', 'cases', 'actors', 'sources'].map((kind) => `/sitemaps/${kind}/1.xml`));
    const all = (await Promise.all(parts.map(async (path) => (await get(path)).text))).join('');
    for (const path of [
      address(),
      routes.tag({ tag: 'defamation' }),
      routes.author({ author: 'ada-reporter' }),
      `/sources/${numberOf(filed.page)}`,
      routes.corrections(),
    ])
      expect(all).toContain(`<loc>${site}${path}</loc>`);
    expect(all).not.toContain(`/articles/${articles[3]!.number}/`);
    const news = (await get(routes.sitemapNews())).text;
    expect(news).toContain('<news:name>The Chronicle</news:name>');
    expect([
      news.includes(`/articles/${articles[1]!.number}/`),
      news.includes(`/articles/${articles[2]!.number}/`),
    ]).toEqual([true, false]);
    expect((await get('/sitemaps/articles/2.xml')).status).toBe(404);
    expect((await get('/sitemaps/nothing/1.xml')).status).toBe(404);
  });
});
