import { loadNews, type ArticleNews } from '../../../publishing/news/load-news.ts';
import { passOverNews } from '../../../publishing/news/pass-over-news.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { ClaimChain } from '../../record/components/chain.tsx';
import { Card } from '../../kit/components/desk.tsx';
import { chainOf } from '../../record/components/of-record.ts';
import { Empty } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { control } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { When } from '../../record/history/when.tsx';
import { buttonRoute } from '../../kit/pages/form-page.tsx';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { Section } from '../../record/show/parts.tsx';

/** Articles whose cases have news since the article's last edition. The signed-in person's own articles come first. */
export const articleNewsPages: Pages = (web) => {
  detailPage(web, routes.desk.articleNews, async ({ t, app, db, principal }) => {
    const now = app.now();
    const news = await loadNews(db, { now });
    const own = (one: ArticleNews): boolean => one.editor.id !== null && one.editor.id === principal.accountId;
    const sorted = [...news.filter(own), ...news.filter((one) => !own(one))];
    return {
      title: t('publishing.acts.news'),
      crumbs: [{ label: t('publishing.articles.title'), href: routes.desk.articles() }],
      body: (
        <>
          {sorted.length ? (
            <>
              <p class="lead">{t('publishing.acts.news_lead')}</p>
              {sorted.map((one) => (
                <NewsOf news={one} own={own(one)} until={now} />
              ))}
            </>
          ) : (
            <Empty
              title={t('publishing.acts.news_none')}
              action={{ href: routes.desk.articles(), label: t('publishing.articles.title') }}
            >
              {t('publishing.acts.news_lead')}
            </Empty>
          )}
        </>
      ),
    };
  });

  buttonRoute(web, routes.desk.passOverNews, {
    operation: passOverNews,
    act: ({ run, params: { number }, text }) =>
      run(passOverNews, { articles: [{ article: `article/${number}`, until: text('until') }] }),
    home: () => routes.desk.articleNews(),
  });
};

function NewsOf({ news, own, until }: { news: ArticleNews; own: boolean; until: Date }) {
  const { t, token } = useView();
  const { number, claims, answered } = news;
  return (
    <section class="panel" aria-labelledby={`news-${number}`}>
      <h2 id={`news-${number}`}>
        <a href={routes.desk.article({ number })}>{news.headline}</a>
      </h2>
      <p class="muted">
        {t('publishing.acts.news_published')} <When at={news.editionAt} />{' '}
        {own ? t('publishing.acts.news_own') : (news.editor.name ?? '')}
      </p>
      {answered.map(({ question, answer }) => (
        <div class="offered">
          <p>
            <b>{t('publishing.acts.news_asked')}</b>{' '}
            <a href={routes.desk.question({ number: question.number })} lang={question.language}>
              {question.wording}
            </a>
          </p>
          <NewClaim claim={answer} article={number} use="publishing.acts.news_answer" />
        </div>
      ))}
      {claims.length ? <h3>{t('publishing.acts.news_claims', { count: claims.length })}</h3> : null}
      {claims.map((claim) => (
        <NewClaim claim={claim} article={number} use="publishing.acts.news_use" />
      ))}
      <form method="post" action={routes.desk.passOverNews({ number })}>
        {token ? <input type="hidden" name={control.token} value={token} /> : null}
        <input type="hidden" name="until" value={until.toISOString()} />
        <button class="button small" type="submit">
          {t('publishing.acts.news_nothing')}
        </button>
      </form>
    </section>
  );
}

function NewClaim({ claim, article, use }: { claim: ClaimView; article: number; use: string }) {
  const { t } = useView();
  return (
    <Card
      id={`news-${article}-${claim.number}`}
      title={
        <a href={routes.desk.claim({ number: claim.number })}>
          {t('publishing.articles.cite.claim', { number: claim.number })}
        </a>
      }
    >
      <p lang={claim.language}>{claim.kind === 'quotation' ? `“${claim.wording}”` : claim.wording}</p>
      <p class="hint">
        <ClaimChain chain={chainOf(t, claim)} mode={claim.mode} />
        {claim.source ? `, ${t('kit.chain.in')} ${t('kit.quoted', { words: claim.source.title })}` : ''}
      </p>
      <p>
        <a
          class="button small"
          href={`${routes.desk.editArticle({ number: article }, { cite: [claim.number] })}#cite-${claim.number}`}
        >
          {t(use)}
        </a>
      </p>
    </Card>
  );
}

/** A line on the desk's first page with the number of articles that have news. */
export function NewsWaiting({ news }: { news: readonly ArticleNews[] }) {
  const { t } = useView();
  if (!news.length) return null;
  return (
    <Section id="article-news" title={t('publishing.acts.news_count', { count: news.length })}>
      <ul class="list">
        {news.slice(0, 6).map((one) => (
          <li>
            <a href={`${routes.desk.articleNews()}#news-${one.number}`}>{one.headline}</a>{' '}
            <span class="muted">
              {[
                one.answered.length ? t('publishing.acts.news_answers', { count: one.answered.length }) : '',
                one.claims.length ? t('publishing.acts.news_claims', { count: one.claims.length }) : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
