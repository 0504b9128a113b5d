import { SampleWord } from '../../../record/components/example.tsx';
import { bylineLabel } from '../../../../documents/model/form.ts';
import {
  listArticlePart,
  type ArticlePart,
  type ArticleTeaser,
} from '../../../../publishing/articles/list-articles.ts';
import { articleListJson } from '../../../record/api/lists.ts';
import { Filled } from '../../../kit/components/filled.tsx';
import { PublicPage } from '../../../kit/components/layout.tsx';
import { Empty, OlderPages } from '../../../kit/components/page-parts.tsx';
import { Thumbnail } from '../../../record/photos/photo.tsx';
import { EdtfDate } from '../../../kit/components/values.tsx';
import type { Ctx, Router } from '../../../kit/context.ts';
import { pageFromOldest, routes } from '../../../routes.ts';
import { page, useWords } from '../../../kit/view.tsx';
import { foreignTo } from '../../../kit/words/foreign-to.ts';

export function articleList(web: Router): void {
  web.get(routes.articles.pattern, async (c) => page(c, <ArticlesPage {...await find(c)} />));
  web.on('GET', routes.articles.jsonPatterns, async (c) => {
    return c.json(articleListJson(await find(c), (page) => routes.articles.json({ page })));
  });
}

const find = (c: Ctx): Promise<ArticlePart> =>
  listArticlePart(c.get('deps').app.db.read, pageFromOldest(new URL(c.req.url)));

/** The query of a page of a list: its number. The newest page has no number, and so no query. */
export const partQuery = (part: number | null | undefined): { page: number } | undefined =>
  part ? { page: part } : undefined;

/** The first and last day of the articles on a numbered page of a list. */
export function PartDays({ part, articles }: Pick<ArticlePart, 'part' | 'articles'>) {
  if (part === null) return null;
  const days = articles.map((one) => one.publishedAt.slice(0, 10));
  const [last, first] = [days[0]!, days.at(-1)!];
  return <EdtfDate edtf={first === last ? first : `${first}/${last}`} />;
}

export const teaserAddress = (one: ArticleTeaser): string => routes.article({ number: one.number, slug: one.slug });

function ArticlesPage(list: ArticlePart) {
  const t = useWords();
  const { articles, part } = list;
  return (
    <PublicPage
      support="other"
      title={t('kit.nav.articles')}
      pageType="CollectionPage"
      canonical={routes.articles(partQuery(part))}
      json={routes.articles.json(partQuery(part))}
      noindex={articles.length > 0 && articles.every((one) => one.example)}
    >
      <ArticleListPart
        title={t('kit.nav.articles')}
        list={list}
        none={t('publishing.public.articles.none')}
        instead={{ href: routes.cases(), label: t('site.home.to_cases') }}
        href={(one) => routes.articles(partQuery(one))}
      />
    </PublicPage>
  );
}

/** One page of a list of articles. For an empty list, `none` is the text, and `instead` is a link to other pages. */
export function ArticleListPart({
  title,
  list,
  none,
  instead,
  href,
}: {
  title: string;
  list: ArticlePart;
  none: string;
  instead: { href: string; label: string };
  href: (part?: number) => string;
}) {
  return (
    <div class="text">
      <header class="article-head">
        <h1>{title}</h1>
        {list.part === null ? null : (
          <p class="standfirst">
            <PartDays {...list} />
          </p>
        )}
      </header>
      {list.articles.length ? (
        <ArticleTeasers articles={list.articles} heading={2} />
      ) : (
        <Empty title={none} action={instead} />
      )}
      <OlderPages {...list} href={href} />
    </div>
  );
}

/** The headline, standfirst, author and date of each article. There is a picture if one was loaded. */
export function ArticleTeasers({ articles, heading = 3 }: { articles: readonly ArticleTeaser[]; heading?: 2 | 3 }) {
  const t = useWords();
  return (
    <ul class="list">
      {articles.map((one, index) => {
        const link = <a href={teaserAddress(one)}>{one.headline}</a>;
        return (
          <li lang={foreignTo(t, one.language)}>
            {one.photo ? <Thumbnail photo={one.photo} eager={heading === 2 && index < 2} /> : null}
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
          <b>{t('publishing.public.article.retracted')}</b> ·{' '}
        </>
      ) : null}
      {names ? (
        <>
          <Filled message={bylineLabel(article.byline.kind)} name="names">
            <span lang={article.language}>{names}</span>
          </Filled>{' '}
          ·{' '}
        </>
      ) : null}
      <EdtfDate edtf={article.publishedAt.slice(0, 10)} />
      {article.eventDate === null ? null : (
        <>
          {' · '}
          <Filled message="publishing.public.article.event_date" name="date">
            <EdtfDate edtf={article.eventDate} />
          </Filled>
        </>
      )}
      {article.example ? (
        <>
          {' '}
          · <SampleWord item={`article/${article.number}`} />
        </>
      ) : null}
    </>
  );
}
