import { findAuthor } from '../../../../publishing/public/authors.ts';
import { listArticlePart } from '../../../../publishing/articles/list-articles.ts';
import type { Ctx, Router } from '../../../kit/context.ts';
import { pageFromOldest, routes } from '../../../routes.ts';
import { articleCollectionJson, showArticleCollection, type ArticleCollection } from './article-collection.tsx';

/** The page of an author's articles. Authors exist only in bylines, so there is no page for a name in no byline. */
export function authorPage(web: Router): void {
  web.get(routes.author.pattern, async (c) => showArticleCollection(c, await find(c)));
  web.on('GET', routes.author.jsonPatterns, async (c) => articleCollectionJson(c, await find(c)));
}

async function find(c: Ctx): Promise<ArticleCollection> {
  const db = c.get('deps').app.db.read;
  const t = c.get('t');
  const author = await findAuthor(db, routes.author.read(c.req.param()).author);
  const list = await listArticlePart(db, pageFromOldest(new URL(c.req.url)), { authors: author.names });
  const [name = '', ...others] = author.names;
  const wrote = t('publishing.public.author.wrote', { count: list.total });
  const also = others.length
    ? ` ${t('publishing.public.author.also', { names: new Intl.ListFormat(t.tag).format(others) })}`
    : '';
  const at = { author: author.slug };
  const feed = routes.feeds.author;
  return {
    list,
    name,
    description: t('publishing.public.author.description', { name }),
    standfirst: wrote + also,
    html: (query) => routes.author(at, query),
    json: (query) => routes.author.json(at, query),
    feeds: { atom: feed.as('xml', at), json: feed.json(at) },
  };
}
