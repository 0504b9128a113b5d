import type { Hono } from 'hono';
import { bylineLabel } from '../../../documents/model/form.ts';
import { listPublicArticles, type ArticleTeaser } from '../../../publishing/list-articles.ts';
import { articleListJson } from '../../api/lists.ts';
import { PublicPage } from '../../components/layout.tsx';
import { Empty, Pagination } from '../../components/page-parts.tsx';
import { publicSize, Thumbnail } from '../../components/photo.tsx';
import { EdtfDate } from '../../components/values.tsx';
import type { Ctx, Env } from '../../context.ts';
import { pageNumber, routes, slugify } from '../../routes.ts';
import { page, useWords } from '../../view.tsx';

const size = 20;

export function articleList(app: Hono<Env>): void {
  app.get(routes.articles.pattern, async (c) => page(c, <ArticlesPage {...await find(c)} />));
  app.on('GET', routes.articles.jsonPatterns, async (c) => {
    const { articles, total, number } = await find(c);
    const pages = Math.ceil(total / size);
    return c.json(articleListJson(articles, { total, page: number, pages, next: number < pages ? routes.articles.json({ page: number + 1 }) : null }));
  });
}

async function find(c: Ctx): Promise<{ articles: ArticleTeaser[]; total: number; number: number }> {
  const number = pageNumber(new URL(c.req.url));
  return { ...(await listPublicArticles(c.get('deps').house.db.read, { page: number, size, pictures: true })), number };
}

export const teaserAddress = (one: ArticleTeaser): string => routes.article({ number: one.number, slug: slugify(one.headline) });

function ArticlesPage({ articles, total, number }: { articles: readonly ArticleTeaser[]; total: number; number: number }) {
  const t = useWords();
  return (
    <PublicPage appeals="other" title={t('web.nav.articles')} canonical={routes.articles(number > 1 ? { page: number } : undefined)} json={routes.articles.json(number > 1 ? { page: number } : undefined)} noindex={articles.length > 0 && articles.every((one) => one.example)}>
      <div class="text">
        <header class="article-head">
          <h1>{t('web.nav.articles')}</h1>
        </header>
        {articles.length ? <ArticleTeasers articles={articles} heading={2} /> : <Empty title={t('public.articles.none')} action={{ href: routes.cases(), label: t('public.home.to_cases') }} />}
        <Pagination page={number} pages={Math.ceil(total / size)} href={(one) => routes.articles({ page: one })} />
      </div>
    </PublicPage>
  );
}

/** Headline, standfirst, who and when; a picture where they were loaded with one. */
export function ArticleTeasers({ articles, heading = 3 }: { articles: readonly ArticleTeaser[]; heading?: 2 | 3 }) {
  const t = useWords();
  return (
    <ul class="list">
      {articles.map((one, index) => {
        const link = <a href={teaserAddress(one)}>{one.headline}</a>;
        return (
          <li lang={one.language === t.locale ? undefined : one.language}>
            {one.photo ? <Thumbnail photo={one.photo} hrefOf={publicSize(one.photo, routes.photo)} eager={heading === 2 && index < 2} /> : null}
            {heading === 2 ? <h2>{link}</h2> : <h3>{link}</h3>}
            {one.standfirst ? <p>{one.standfirst}</p> : null}
            <p class="meta">
              <TeaserLine article={one} />
            </p>
          </li>
        );
      })}
    </ul>
  );
}

export function TeaserLine({ article }: { article: ArticleTeaser }) {
  const t = useWords();
  const names = new Intl.ListFormat(t.tag).format(article.byline.names);
  return (
    <>
      {article.retracted ? (
        <>
          <b>{t('public.article.retracted')}</b> ·{' '}
        </>
      ) : null}
      {names ? `${t(bylineLabel(article.byline.kind), { names })} · ` : ''}
      <EdtfDate edtf={article.publishedAt.slice(0, 10)} />
      {article.example ? ` · ${t('public.example.word')}` : ''}
    </>
  );
}
