import type { Hono } from 'hono';
import { findAuthor, type Author } from '../../../publishing/authors.ts';
import { listPublicArticles, type ArticleTeaser } from '../../../publishing/list-articles.ts';
import { articleListJson } from '../../api/lists.ts';
import { PublicPage } from '../../components/layout.tsx';
import { Pagination } from '../../components/page-parts.tsx';
import type { Ctx, Env } from '../../context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page, useWords } from '../../view.tsx';
import { ArticleTeasers } from './article-list.tsx';

const size = 20;

type Found = { author: Author; articles: ArticleTeaser[]; total: number; number: number };

/** What somebody wrote, who is known by bylines alone: a name that stands in none has no page. */
export function authorPage(app: Hono<Env>): void {
  app.get(routes.author.pattern, async (c) => page(c, <AuthorPage {...await find(c)} />));
  app.on('GET', routes.author.jsonPatterns, async (c) => {
    const { author, articles, total, number } = await find(c);
    const pages = Math.ceil(total / size);
    return c.json(articleListJson(articles, { total, page: number, pages, next: number < pages ? routes.author.json({ author: author.slug }, { page: number + 1 }) : null }));
  });
}

async function find(c: Ctx): Promise<Found> {
  const db = c.get('deps').house.db.read;
  const author = await findAuthor(db, routes.author.read(c.req.param()).author);
  const number = pageNumber(new URL(c.req.url));
  return { author, ...(await listPublicArticles(db, { authors: author.names, page: number, size, pictures: true })), number };
}

function AuthorPage({ author, articles, total, number }: Found) {
  const t = useWords();
  const at = { author: author.slug };
  const query = number > 1 ? { page: number } : undefined;
  const { feeds } = routes;
  const [name = '', ...others] = author.names;
  return (
    <PublicPage
      title={name}
      description={t('public.author.description', { name })}
      canonical={routes.author(at, query)}
      json={routes.author.json(at, query)}
      noindex={articles.every((one) => one.example)}
      feeds={[{ title: name, atom: feeds.author.as('xml', at), json: feeds.author.json(at) }]}
      crumbs={[{ label: t('web.nav.articles'), href: routes.articles() }, { label: name }]}
    >
      <div class="text">
        <header class="article-head">
          <h1>{name}</h1>
          <p class="standfirst">
            {t('public.author.wrote', { count: total })}
            {others.length ? ` ${t('public.author.also', { names: new Intl.ListFormat(t.tag).format(others) })}` : ''}
          </p>
        </header>
        <ArticleTeasers articles={articles} heading={2} />
        <Pagination page={number} pages={Math.ceil(total / size)} href={(one) => routes.author(at, { page: one })} />
        <p class="who no-print">
          <a href={feeds.author.as('xml', at)}>{t('web.foot.feed')}</a>
        </p>
      </div>
    </PublicPage>
  );
}
