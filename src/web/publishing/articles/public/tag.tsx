import { AppError } from '../../../../platform/errors.ts';
import { listArticlePart } from '../../../../publishing/articles/list-articles.ts';
import { findTag } from '../../../../publishing/tags/queries.ts';
import type { Ctx, Router } from '../../../kit/context.ts';
import { pageFromOldest, routes } from '../../../routes.ts';
import { articleCollectionJson, showArticleCollection, type ArticleCollection } from './article-collection.tsx';

/** The articles of a tag. A tag without a published article is not public. */
export function tagPage(web: Router): void {
  web.get(routes.tag.pattern, async (c) => showArticleCollection(c, await find(c)));
  web.on('GET', routes.tag.jsonPatterns, async (c) => articleCollectionJson(c, await find(c)));
}

async function find(c: Ctx): Promise<ArticleCollection> {
  const db = c.get('deps').app.db.read;
  const tag = await findTag(db, routes.tag.read(c.req.param()).tag);
  const list = await listArticlePart(db, pageFromOldest(new URL(c.req.url)), { tag: tag.slug });
  if (list.total === 0) throw new AppError('not_found');
  const at = { tag: tag.slug };
  const feed = routes.feeds.tag;
  return {
    list,
    name: tag.name,
    description: tag.about ?? undefined,
    standfirst: tag.about,
    html: (query) => routes.tag(at, query),
    json: (query) => routes.tag.json(at, query),
    feeds: { atom: feed.as('xml', at), json: feed.json(at) },
  };
}
