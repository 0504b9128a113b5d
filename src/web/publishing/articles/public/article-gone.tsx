import { AppError } from '../../../../platform/errors.ts';
import { loadClosedArticle, type PublicClosedArticle } from '../../../../publishing/articles/article-actions.ts';
import { lookUpAddress } from '../../../../record/views/address.ts';
import { PublicPage } from '../../../kit/components/layout.tsx';
import type { Ctx } from '../../../kit/context.ts';
import { wantsJson } from '../../../kit/problem.tsx';
import { routes } from '../../../routes.ts';
import { fullAddress } from '../../../kit/feeds/feed.ts';
import { page, useWords } from '../../../kit/view.tsx';
import { EdtfDate } from '../../../kit/components/values.tsx';
import { Demand, orderAddress } from './article-history.tsx';
import { goneResponse } from '../../../record/public/lookup.tsx';

/**
 * The response at every address of an article that is no longer public. It is 451 if the article was removed after a
 * legal demand, and 410 if it was withdrawn, unpublished or redacted. Any other error is thrown again.
 */
export async function articleGone(c: Ctx, number: number, error: unknown): Promise<Response> {
  if (!(error instanceof AppError) || !['gone', 'taken_down', 'redacted'].includes(error.code)) throw error;
  const db = c.get('deps').app.db.read;
  const found = await lookUpAddress(db, 'article', number, 'public');
  if (found.is === 'withdrawn') return goneResponse(c, { kind: 'article', number, at: found.at, reason: found.reason });
  if (found.is === 'erased') return goneResponse(c, { kind: 'article', number });
  const article = await loadClosedArticle(db, number);
  const status = article.state === 'taken-down' ? 451 : 410;
  // The link must name the party that blocks access (RFC 7725, section 4). That is this publication, not the authority
  // that demanded it.
  if (status === 451) c.header('Link', `<${fullAddress(c, routes.about())}>; rel="blocked-by"`);
  const t = c.get('t');
  const title = t(`publishing.public.closed.${article.state}`);
  if (!wantsJson(c)) return page(c, <ClosedPage title={title} status={status} article={article} />, status);
  const { demand } = article;
  const body = {
    type: `urn:kronika:error:${error.code}`,
    title,
    status,
    detail: t(`errors.${article.state === 'taken-down' ? 'taken_down' : 'gone'}`),
    code: error.code,
    at: article.at,
    reason: article.reason,
    ...(demand
      ? { demand: { ...demand, order: demand.order && { ...demand.order, url: orderAddress(demand.order) } } }
      : {}),
  };
  return c.body(JSON.stringify(body), status as 410, { 'Content-Type': 'application/problem+json' });
}

function ClosedPage({ title, status, article }: { title: string; status: number; article: PublicClosedArticle }) {
  const t = useWords();
  return (
    <PublicPage title={title} noindex>
      <div class="problem flow">
        <p class="problem-status" aria-hidden="true">
          {status}
        </p>
        <h1>{title}</h1>
        <p class="lead">
          {t(`publishing.public.closed.${article.state}_text`, { number: article.number })}{' '}
          <EdtfDate edtf={article.at.slice(0, 10)} stop />
        </p>
        {article.demand ? <Demand demand={article.demand} /> : null}
        {article.reason ? (
          <p>
            {/* If an authority demanded the removal, readers see its reason; the publication adds none. */}
            {article.demand ? null : <b>{t('publishing.public.closed.reason')}</b>} {article.reason}
          </p>
        ) : null}
        <p class="muted">{t('publishing.public.closed.trace')}</p>
        <p>
          <a href={routes.corrections()}>{t('publishing.public.corrections.title')}</a> ·{' '}
          <a href={routes.articles()}>{t('kit.nav.articles')}</a>
        </p>
      </div>
    </PublicPage>
  );
}
