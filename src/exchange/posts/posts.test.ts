import { describe, expect, it } from 'vitest';
import { loadDeskArticle } from '../../publishing/articles/desk-article.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { findRedirect } from '../../publishing/publication/redirects/change-redirects.ts';
import { importPostExport } from './import-posts.ts';
import { blocksOf } from './html-blocks.ts';
import { readPosts } from './read-posts.ts';

const ghost = JSON.stringify({
  db: [
    {
      meta: { version: '5.82.0' },
      data: {
        posts: [
          {
            id: 'a',
            title: 'Searched &amp; fined',
            slug: 'searched',
            html: '<p>Police came. <a href="https://agency.example/1?a=1&amp;b=2">An agency</a> said so.</p><!--kg-card-begin: html--><figure><img src="x.jpg"><figcaption>A door</figcaption></figure><h2>Later</h2><ul><li>One.</li><li>Two.</li></ul><blockquote>We work on.</blockquote>',
            custom_excerpt: 'What is known.',
            type: 'post',
            status: 'published',
            published_at: '2019-05-02T08:00:00.000Z',
          },
          {
            id: 'b',
            title: 'Not finished',
            slug: 'not-finished',
            html: '<p>To be written.</p>',
            type: 'post',
            status: 'draft',
            published_at: null,
          },
          { id: 'c', title: '', slug: 'untitled', html: '<p>No headline.</p>', type: 'post', status: 'draft' },
          { id: 'd', title: 'About us', slug: 'about', html: '<p>We are.</p>', type: 'page', status: 'published' },
        ],
        users: [
          { id: '1', name: 'Aliya Nurlan' },
          { id: '2', name: 'Second Author' },
        ],
        posts_authors: [
          { post_id: 'a', author_id: '2', sort_order: 1 },
          { post_id: 'a', author_id: '1', sort_order: 0 },
        ],
        tags: [
          { id: 't', name: 'Courts' },
          { id: 'u', name: '#internal' },
        ],
        posts_tags: [
          { post_id: 'a', tag_id: 't', sort_order: 0 },
          { post_id: 'a', tag_id: 'u', sort_order: 1 },
        ],
      },
    },
  ],
});

const wordpress = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login><![CDATA[bolat]]></wp:author_login><wp:author_display_name><![CDATA[Болат Ахметов]]></wp:author_display_name></wp:author>
<item><title><![CDATA[Суд в Алматы]]></title><link>https://old.example/2018/03/%D1%81%D1%83%D0%B4/</link><dc:creator><![CDATA[bolat]]></dc:creator><content:encoded><![CDATA[Первый абзац.

Второй <em>абзац</em>.[gallery ids="1,2"]]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_date_gmt>2018-03-30 06:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><category domain="category" nicename="uncategorized"><![CDATA[Без рубрики]]></category><category domain="post_tag" nicename="sud"><![CDATA[Суды]]></category></item>
<item><title>A photo</title><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status></item></channel></rss>`;

describe('text of posts', () => {
  it('is paragraphs, headings, quotations and lists with their links; other elements are counted', () => {
    expect(
      blocksOf(
        'One<br>line. <script>x</script><table><tr><td>1</td></tr></table><div><p>In a <b>box</b> [here].</p>bare</div>\n\nEnd.',
      ),
    ).toEqual({
      blocks: [
        { type: 'paragraph', text: 'One' },
        { type: 'paragraph', text: 'line.' },
        { type: 'paragraph', text: 'In a box [here].' },
        { type: 'paragraph', text: 'bare' },
        { type: 'paragraph', text: 'End.' },
      ],
      left: 1,
    });
    expect(blocksOf(`${'<div>'.repeat(20_000)}deep`).blocks).toEqual([{ type: 'paragraph', text: 'deep' }]);
  });

  it('is refused if it is not an export', () => {
    for (const text of ['', 'x', '[]', '{"db":[]}', '<rss version="2.0"><channel></channel></rss>'])
      expect(() => readPosts(text)).toThrow(expect.objectContaining({ code: 'posts_unknown' }));
    for (const text of ['{"db":', '<rss><item></rss>', '<!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>'])
      expect(() => readPosts(text)).toThrow(expect.objectContaining({ code: 'posts_unreadable' }));
  });

  it('has no date if the date of the export does not exist', () => {
    for (const date of [1e300, -1, '275760-09-13', 'x', null]) {
      const post = { id: 1, title: 'T', slug: 't', html: '<p>x', status: 'published', published_at: date };
      expect(readPosts(JSON.stringify({ data: { posts: [post] } })).posts[0]!.publishedAt).toBeNull();
    }
  });
});

onEitherDatabase('posts from a previous website', (db) => {
  it('become drafts with tags, first publication date and old URL, only once', async () => {
    const app = testApp(db());
    const options = { language: 'en', address: '/{year}/{slug}' };
    const done = await importPostExport(app, editor, ghost, options);
    expect(done).toMatchObject({
      known: 0,
      others: 1,
      pictures: 1,
      refused: [{ title: 'untitled', message: 'exchange.posts.error.headline' }],
    });
    expect(done.articles).toHaveLength(2);
    const article = await loadDeskArticle(db().read, done.articles[0]!);
    expect(article).toMatchObject({
      state: 'draft',
      tags: [{ name: 'Courts' }],
      form: { headline: { text: 'Searched & fined' }, byline: { names: ['Aliya Nurlan', 'Second Author'] } },
    });
    expect(article.form.blocks.map((block) => [block.type, block.sentences.map((one) => one.text).join(' ')])).toEqual([
      ['paragraph', 'Police came. [An agency](https://agency.example/1?a=1&b=2) said so.'],
      ['heading', 'Later'],
      ['bullet', 'One.'],
      ['bullet', 'Two.'],
      ['quotation', 'We work on.'],
    ]);
    expect(
      await db().read.selectFrom('document').select('elsewhere_at').where('id', '=', article.id).executeTakeFirst(),
    ).toEqual({ elsewhere_at: new Date('2019-05-02T08:00:00Z') });
    // No sentence of the article has a source yet.
    expect(article.check.ok).toBe(false);
    expect(await importPostExport(app, editor, ghost, options)).toMatchObject({ articles: [], known: 2 });

    // Once the article is published, the old URL redirects to it.
    expect(await findRedirect(db().read, '/2019/searched')).toBeNull();
    const [number] = (await importPostExport(app, editor, wordpress, { language: 'ru', address: '/{slug}' })).articles;
    expect(await loadDeskArticle(db().read, number!)).toMatchObject({
      form: {
        language: 'ru',
        byline: { names: ['Болат Ахметов'] },
        blocks: [{ sentences: [{ text: 'Первый абзац.' }] }, { sentences: [{ text: 'Второй абзац.' }] }],
      },
      tags: [{ name: 'Суды' }],
    });
    expect(await db().read.selectFrom('former_address').select(['path', 'target']).orderBy('path').execute()).toEqual([
      { path: '/2018/03/суд', target: `/articles/${number}` },
      { path: '/2019/searched', target: `/articles/${done.articles[0]}` },
      { path: '/not-finished', target: `/articles/${done.articles[1]}` },
    ]);
  });
});
