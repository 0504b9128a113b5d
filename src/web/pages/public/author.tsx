import type { Hono } from 'hono';
import { findAuthor } from '../../../publishing/authors.ts';
import { listPublicArticles } from '../../../publishing/list-articles.ts';
import type { Ctx, Env } from '../../context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { articlesUnderJson, articlesUnderSize as size, showArticlesUnder, type ArticlesUnder } from './articles-under.tsx';

/** What somebody wrote, who is known by bylines alone: a name that stands in none has no page. */
export function authorPage(app: Hono<Env>): void {
  app.get(routes.author.pattern, async (c) => showArticlesUnder(c, await find(c)));
  app.on('GET', routes.author.jsonPatterns, async (c) => articlesUnderJson(c, await find(c)));
}

async function find(c: Ctx): Promise<ArticlesUnder> {
  const db = c.get('deps').house.db.read;
  const t = c.get('t');
  const author = await findAuthor(db, routes.author.read(c.req.param()).author);
  const number = pageNumber(new URL(c.req.url));
  const found = await listPublicArticles(db, { authors: author.names, page: number, size, pictures: true });
  const [name = '', ...others] = author.names;
  const wrote = t('public.author.wrote', { count: found.total });
  const also = others.length ? ` ${t('public.author.also', { names: new Intl.ListFormat(t.tag).format(others) })}` : '';
  const at = { author: author.slug };
  const feed = routes.feeds.author;
  return { ...found, number, name, description: t('public.author.description', { name }), standfirst: wrote + also, html: (query) => routes.author(at, query), json: (query) => routes.author.json(at, query), feeds: { atom: feed.as('xml', at), json: feed.json(at) } };
}
