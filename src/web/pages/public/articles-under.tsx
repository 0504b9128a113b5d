import type { Child } from 'hono/jsx';
import type { ArticleTeaser } from '../../../publishing/list-articles.ts';
import { articleListJson } from '../../api/lists.ts';
import { PublicPage } from '../../components/layout.tsx';
import { Pagination } from '../../components/page-parts.tsx';
import type { Ctx } from '../../context.ts';
import { routes } from '../../routes.ts';
import { page, useWords } from '../../view.tsx';
import { ArticleTeasers } from './article-list.tsx';

export const articlesUnderSize = 20;

/** The articles under a name (a tag, an author): a page of them, its JSON and its feeds, by their addresses. */
export type ArticlesUnder = {
  name: string;
  description: string | undefined;
  articles: ArticleTeaser[];
  total: number;
  number: number;
  html(query?: { page: number }): string;
  json(query?: { page: number }): string;
  feeds: { atom: string; json: string };
  standfirst: Child;
};

export const showArticlesUnder = (c: Ctx, under: ArticlesUnder): Response | Promise<Response> => page(c, <Articles {...under} />);

export function articlesUnderJson(c: Ctx, { articles, total, number, json }: ArticlesUnder): Response {
  const pages = Math.ceil(total / articlesUnderSize);
  return c.json(articleListJson(articles, { total, page: number, pages, next: number < pages ? json({ page: number + 1 }) : null }));
}

function Articles({ name, description, articles, total, number, html, json, feeds, standfirst }: ArticlesUnder) {
  const t = useWords();
  const query = number > 1 ? { page: number } : undefined;
  return (
    <PublicPage
      title={name}
      description={description}
      canonical={html(query)}
      json={json(query)}
      noindex={articles.every((one) => one.example)}
      feeds={[{ title: name, ...feeds }]}
      crumbs={[{ label: t('web.nav.articles'), href: routes.articles() }, { label: name }]}
    >
      <div class="text">
        <header class="article-head">
          <h1>{name}</h1>
          {standfirst ? <p class="standfirst">{standfirst}</p> : null}
        </header>
        <ArticleTeasers articles={articles} heading={2} />
        <Pagination page={number} pages={Math.ceil(total / articlesUnderSize)} href={(one) => html({ page: one })} />
        <p class="who no-print">
          <a href={feeds.atom}>{t('web.foot.feed')}</a>
        </p>
      </div>
    </PublicPage>
  );
}
