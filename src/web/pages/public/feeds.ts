import type { Hono } from 'hono';
import { listPublicArticles, type ArticleTeaser } from '../../../publishing/list-articles.ts';
import type { Ctx, Env } from '../../context.ts';
import { routes } from '../../routes.ts';
import { teaserAddress } from './article-list.tsx';

const size = 30;

/** robots.txt, and the feeds of articles: RSS 2.0 and JSON Feed 1.1. The example is in neither. */
export function feeds(app: Hono<Env>): void {
  app.get(routes.robots.pattern, (c) => {
    const closed = c.get('deps').paper().hidden;
    const lines = ['User-agent: *', closed ? 'Disallow: /' : 'Disallow: /desk', ...(closed ? [] : [`Disallow: ${routes.search()}`])];
    return c.text(`${lines.join('\n')}\n`);
  });
  app.get(routes.feedXml.pattern, async (c) => c.body(rss(c, await newest(c)), 200, { 'Content-Type': 'application/rss+xml; charset=utf-8' }));
  app.get(routes.feedJson.pattern, async (c) => c.body(JSON.stringify(jsonFeed(c, await newest(c))), 200, { 'Content-Type': 'application/feed+json; charset=utf-8' }));
}

const newest = async (c: Ctx): Promise<ArticleTeaser[]> => (await listPublicArticles(c.get('deps').house.db.read, { size })).articles.filter((one) => !one.example);

/** Its address without the slug, which changes with the headline. */
const lasting = (one: ArticleTeaser): string => `${routes.articles()}/${one.number}`;

/** With the public address where one is configured, else with the one that was asked. */
const full = (c: Ctx, path: string): string => (c.get('deps').house.config.publicUrl ?? new URL(c.req.url).origin) + path;

const escape = (text: string): string => text.replace(/[<>&'"]/g, (sign) => `&#${sign.codePointAt(0)};`).replace(/[^\P{Cc}\t\n\r]/gu, '');

function rss(c: Ctx, articles: readonly ArticleTeaser[]): string {
  const { name, motto, language } = c.get('deps').paper();
  const items = articles.map((one) => {
    const link = escape(full(c, teaserAddress(one)));
    return `<item><title>${escape(one.headline)}</title><link>${link}</link><guid isPermaLink="false">${escape(full(c, lasting(one)))}</guid><pubDate>${new Date(one.publishedAt).toUTCString()}</pubDate><description>${escape(one.standfirst)}</description></item>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>${escape(name)}</title><link>${escape(full(c, routes.home()))}</link><description>${escape(motto ?? name)}</description><language>${escape(language)}</language><atom:link href="${escape(full(c, routes.feedXml()))}" rel="self" type="application/rss+xml"/>${items.join('')}</channel></rss>`;
}

function jsonFeed(c: Ctx, articles: readonly ArticleTeaser[]): object {
  const { name, motto, language } = c.get('deps').paper();
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: name,
    ...(motto ? { description: motto } : {}),
    language,
    home_page_url: full(c, routes.home()),
    feed_url: full(c, routes.feedJson()),
    items: articles.map((one) => ({
      id: full(c, lasting(one)),
      url: full(c, teaserAddress(one)),
      title: one.headline,
      language: one.language,
      content_text: one.standfirst || one.headline,
      date_published: one.publishedAt,
      date_modified: one.editionAt,
      authors: one.byline.names.map((author) => ({ name: author })),
    })),
  };
}
