import type { Hono } from 'hono';
import { AppError } from '../../../platform/errors.ts';
import { listPublicArticles, type ArticleTeaser } from '../../../publishing/list-articles.ts';
import { findTag, type Tag } from '../../../publishing/tags/queries.ts';
import { articleListJson } from '../../api/lists.ts';
import { PublicPage } from '../../components/layout.tsx';
import { Pagination } from '../../components/page-parts.tsx';
import type { Ctx, Env } from '../../context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page, useWords } from '../../view.tsx';
import { ArticleTeasers } from './article-list.tsx';

const size = 20;

type Found = { tag: Tag; articles: ArticleTeaser[]; total: number; number: number };

/** The articles under a tag. A tag that no published article has is nobody's to know. */
export function tagPage(app: Hono<Env>): void {
  app.get(routes.tag.pattern, async (c) => page(c, <TagPage {...await find(c)} />));
  app.on('GET', routes.tag.jsonPatterns, async (c) => {
    const { tag, articles, total, number } = await find(c);
    const pages = Math.ceil(total / size);
    return c.json(articleListJson(articles, { total, page: number, pages, next: number < pages ? routes.tag.json({ tag: tag.slug }, { page: number + 1 }) : null }));
  });
}

async function find(c: Ctx): Promise<Found> {
  const db = c.get('deps').house.db.read;
  const tag = await findTag(db, routes.tag.read(c.req.param()).tag);
  const number = pageNumber(new URL(c.req.url));
  const found = await listPublicArticles(db, { tag: tag.slug, page: number, size, pictures: true });
  if (found.total === 0) throw new AppError('not_found');
  return { tag, ...found, number };
}

function TagPage({ tag, articles, total, number }: Found) {
  const t = useWords();
  const at = { tag: tag.slug };
  const query = number > 1 ? { page: number } : undefined;
  const { feeds } = routes;
  return (
    <PublicPage
      title={tag.name}
      description={tag.about ?? undefined}
      canonical={routes.tag(at, query)}
      json={routes.tag.json(at, query)}
      noindex={articles.every((one) => one.example)}
      feeds={[{ title: tag.name, atom: feeds.tag.as('xml', at), json: feeds.tag.json(at) }]}
      crumbs={[{ label: t('web.nav.articles'), href: routes.articles() }, { label: tag.name }]}
    >
      <div class="text">
        <header class="article-head">
          <h1>{tag.name}</h1>
          {tag.about ? <p class="standfirst">{tag.about}</p> : null}
        </header>
        <ArticleTeasers articles={articles} heading={2} />
        <Pagination page={number} pages={Math.ceil(total / size)} href={(one) => routes.tag(at, { page: one })} />
        <p class="who no-print">
          <a href={feeds.tag.as('xml', at)}>{t('web.foot.feed')}</a>
        </p>
      </div>
    </PublicPage>
  );
}
