import type { Hono } from 'hono';
import { listPublicArticles, type ArticleTeaser } from '../../../publishing/list-articles.ts';
import type { Ctx, Env } from '../../context.ts';
import { routes } from '../../routes.ts';
import { fullAddress, renderRss, rssHeaders } from '../../rss.ts';
import { teaserAddress } from './article-list.tsx';

const size = 30;

/** robots.txt, and the feeds of articles: RSS 2.0 and JSON Feed 1.1. The example is in neither. */
export function feeds(app: Hono<Env>): void {
  app.get(routes.robots.pattern, (c) => {
    const closed = c.get('deps').paper().hidden;
    const lines = ['User-agent: *', closed ? 'Disallow: /' : 'Disallow: /desk', ...(closed ? [] : [`Disallow: ${routes.search()}`])];
    return c.text(`${lines.join('\n')}\n`);
  });
  app.get(routes.feedXml.pattern, async (c) => c.body(rss(c, await newest(c)), 200, rssHeaders));
  app.get(routes.feedJson.pattern, async (c) => c.body(JSON.stringify(jsonFeed(c, await newest(c))), 200, { 'Content-Type': 'application/feed+json; charset=utf-8' }));
}

const newest = async (c: Ctx): Promise<ArticleTeaser[]> => (await listPublicArticles(c.get('deps').house.db.read, { size })).articles.filter((one) => !one.example);

/** Its address without the slug, which changes with the headline. */
const lasting = (one: ArticleTeaser): string => `${routes.articles()}/${one.number}`;

function rss(c: Ctx, articles: readonly ArticleTeaser[]): string {
  const { name, motto } = c.get('deps').paper();
  const items = articles.map((one) => ({ title: one.headline, link: fullAddress(c, teaserAddress(one)), id: fullAddress(c, lasting(one)), at: new Date(one.publishedAt), text: one.standfirst }));
  return renderRss(c, { title: name, link: routes.home(), description: motto ?? name, self: routes.feedXml(), items });
}

function jsonFeed(c: Ctx, articles: readonly ArticleTeaser[]): object {
  const { name, motto, language } = c.get('deps').paper();
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: name,
    ...(motto ? { description: motto } : {}),
    language,
    home_page_url: fullAddress(c, routes.home()),
    feed_url: fullAddress(c, routes.feedJson()),
    items: articles.map((one) => ({
      id: fullAddress(c, lasting(one)),
      url: fullAddress(c, teaserAddress(one)),
      title: one.headline,
      language: one.language,
      content_text: one.standfirst || one.headline,
      date_published: one.publishedAt,
      date_modified: one.editionAt,
      authors: one.byline.names.map((author) => ({ name: author })),
    })),
  };
}
