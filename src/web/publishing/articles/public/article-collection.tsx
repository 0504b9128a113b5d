import type { Child } from 'hono/jsx';
import type { ArticlePart } from '../../../../publishing/articles/list-articles.ts';
import { articleListJson } from '../../../record/api/lists.ts';
import { PublicPage } from '../../../kit/components/layout.tsx';
import { OlderPages } from '../../../kit/components/page-parts.tsx';
import type { Ctx } from '../../../kit/context.ts';
import { routes } from '../../../routes.ts';
import { page, useWords } from '../../../kit/view.tsx';
import { ArticleTeasers, PartDays, partQuery } from './article-list.tsx';

/** The articles of a tag or an author, and the addresses of their page, its JSON and its feeds. */
export type ArticleCollection = {
  name: string;
  description: string | undefined;
  list: ArticlePart;
  html(query?: { page: number }): string;
  json(query?: { page: number }): string;
  feeds: { atom: string; json: string };
  /** The paragraph above the newest page of the list. Older pages show the days of their articles instead. */
  standfirst: Child;
};

export const showArticleCollection = (c: Ctx, collection: ArticleCollection): Response | Promise<Response> =>
  page(c, <Articles {...collection} />);

export const articleCollectionJson = (c: Ctx, { list, json }: ArticleCollection): Response =>
  c.json(articleListJson(list, (page) => json({ page })));

function Articles({ name, description, list, html, json, feeds, standfirst }: ArticleCollection) {
  const t = useWords();
  const query = partQuery(list.part);
  const lead = list.part === null ? standfirst : <PartDays {...list} />;
  return (
    <PublicPage
      title={name}
      description={description}
      pageType="CollectionPage"
      canonical={html(query)}
      json={json(query)}
      noindex={list.articles.every((one) => one.example)}
      feeds={[{ title: name, ...feeds }]}
      crumbs={[{ label: t('kit.nav.articles'), href: routes.articles() }, { label: name }]}
    >
      <div class="text">
        <header class="article-head">
          <h1>{name}</h1>
          {lead ? <p class="standfirst">{lead}</p> : null}
        </header>
        <ArticleTeasers articles={list.articles} heading={2} />
        <OlderPages {...list} href={(one) => html(partQuery(one))} />
        <p class="muted no-print">
          <a href={feeds.atom}>{t('kit.foot.feed')}</a>
        </p>
      </div>
    </PublicPage>
  );
}
