import { SampleWord } from '../../../record/components/example.tsx';
import { z } from 'zod';
import {
  listCorrections,
  listedCorrection,
  type ListedCorrection,
} from '../../../../publishing/articles/list-corrections.ts';
import { listHead } from '../../../record/api/lists.ts';
import { ReportError } from '../../../kit/components/masthead.tsx';
import { PublicPage } from '../../../kit/components/layout.tsx';
import { Empty, Pagination } from '../../../kit/components/page-parts.tsx';
import type { Ctx, Router } from '../../../kit/context.ts';
import { pageNumber, routes } from '../../../routes.ts';
import { page, useWords } from '../../../kit/view.tsx';
import { ActLine, CorrectionText, Day } from './article-history.tsx';
import { foreignTo } from '../../../kit/words/foreign-to.ts';

const size = 25;

/** The response of `/corrections.json`. */
export const publicCorrectionList = z.strictObject({
  ...listHead,
  corrections: z.array(listedCorrection.extend({ url: z.string() })),
});

/** The page of corrections, and of articles that were retracted, removed or unpublished. */
export function correctionsPage(web: Router): void {
  web.get(routes.corrections.pattern, async (c) => page(c, <CorrectionsPage {...await find(c)} />));
  web.on('GET', routes.corrections.jsonPatterns, async (c) => {
    const { corrections, total, number } = await find(c);
    const pages = Math.ceil(total / size);
    return c.json(
      publicCorrectionList.parse({
        schema: 'kronika.corrections.v1',
        total,
        page: number,
        pages,
        next: number < pages ? routes.corrections.json({ page: number + 1 }) : null,
        corrections: corrections.map((one) => ({ ...one, url: correctionAddress(one) })),
      }),
    );
  });
}

async function find(c: Ctx): Promise<{ corrections: ListedCorrection[]; total: number; number: number }> {
  const number = pageNumber(new URL(c.req.url));
  return { ...(await listCorrections(c.get('deps').app.db.read, { page: number, size })), number };
}

/** The address of a listed article. It has only the number if the headline is no longer public. */
export const correctionAddress = ({ article, number }: ListedCorrection): string =>
  article ? routes.article({ number, slug: article.slug }) : `${routes.articles()}/${number}`;

function CorrectionsPage({
  corrections,
  total,
  number,
}: {
  corrections: readonly ListedCorrection[];
  total: number;
  number: number;
}) {
  const t = useWords();
  const query = number > 1 ? { page: number } : undefined;
  return (
    <PublicPage
      title={t('publishing.public.corrections.title')}
      description={t('publishing.public.corrections.lead')}
      canonical={routes.corrections(query)}
      json={routes.corrections.json(query)}
      feeds={[
        {
          title: t('publishing.public.corrections.title'),
          atom: routes.feeds.corrections.as('xml'),
          json: routes.feeds.corrections.json(),
        },
      ]}
      noindex={corrections.length > 0 && corrections.every((one) => one.example)}
    >
      <div class="text">
        <header class="article-head">
          <h1>{t('publishing.public.corrections.title')}</h1>
          <p class="standfirst">{t('publishing.public.corrections.lead')}</p>
          <ReportError />
          <p class="byline no-print">
            <a href={routes.feeds.corrections.as('xml')}>{t('kit.foot.feed')}</a>
          </p>
        </header>
        {corrections.length ? (
          <ul class="list">
            {corrections.map((one) => (
              <li>
                <h2 lang={foreignTo(t, one.article?.language)}>
                  <a href={correctionAddress(one)}>
                    {one.article?.headline ?? t('publishing.public.corrections.article', { number: one.number })}
                  </a>
                </h2>
                <ListedCorrectionText listed={one} />
                {one.example ? (
                  <p class="muted">
                    <SampleWord item={`article/${one.number}`} />
                  </p>
                ) : null}
              </li>
            ))}
          </ul>
        ) : (
          <Empty
            title={t('publishing.public.corrections.none')}
            action={{ href: routes.articles(), label: t('kit.nav.articles') }}
          />
        )}
        <Pagination page={number} pages={Math.ceil(total / size)} href={(one) => routes.corrections({ page: one })} />
      </div>
    </PublicPage>
  );
}

/** What was wrong and what is right. If the whole article was retracted or removed, this action and its reason. */
export function ListedCorrectionText({ listed: { number, at, correction, act } }: { listed: ListedCorrection }) {
  const t = useWords();
  return (
    <>
      {correction ? (
        <>
          <p class="muted">
            <b>{t('publishing.public.article.correction')}</b>, <Day at={at} /> ·{' '}
            {t('publishing.public.article.since', { edition: correction.since })} ·{' '}
            <a href={routes.editionChanges({ number, edition: correction.edition })}>
              {t('publishing.public.article.changes')}
            </a>
          </p>
          <CorrectionText wrong={correction.wrong} right={correction.right} />
        </>
      ) : null}
      {act ? <ActLine act={act} /> : null}
    </>
  );
}
