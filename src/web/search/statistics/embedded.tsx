import { langOf } from '../../kit/components/own-words.tsx';
import type { CaseView } from '../../../record/views/case.ts';
import { statisticOf, type PublicFigure } from '../../../publishing/public/public-figure.ts';
import { EdtfDate } from '../../kit/components/values.tsx';
import { routes, slugify } from '../../routes.ts';
import { namedIn } from '../../kit/publication.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { StatisticChart, StatisticTable } from './chart-figure.tsx';
import { CaseTimeline } from '../../record/components/timelines.tsx';
import { findingWords } from '../charts/finding-words.ts';
import { wholeTitle } from '../charts/words.ts';
import { foreignTo } from '../../kit/words/foreign-to.ts';

/** The timeline of a case in an article, with a link to the case. If there are too few dates, only the link. */
export function TimelineFigure({ view, title }: { view: CaseView; title: string }) {
  const t = useWords();
  const page = routes.case_({ number: view.brief.number, slug: slugify(title) });
  return (
    <figure class="embed">
      <CaseTimeline view={view} page={page} />
      <figcaption class="muted">
        {t('documents.embed.timeline')}{' '}
        <a href={page} {...langOf(view.brief)}>
          {title}
        </a>
      </figcaption>
    </figure>
  );
}

/**
 * A chart in an article, with its numbers in a collapsed table below. If an editor has written the headline, the
 * calculated one is with the table.
 */
export function StatisticFigure({
  figure,
  edited,
  language,
}: {
  figure: PublicFigure;
  /** The headline that an editor wrote, in the article's language. */ edited: string | null;
  language: string;
}) {
  const { t, paper, absolute } = useView();
  const statistic = statisticOf(figure);
  const title = wholeTitle(t, statistic);
  const page = routes.figure({ number: figure.number });
  const at = new Date(figure.at);
  const finding = findingWords(t, statistic, at);
  return (
    <figure class="embed figure">
      <figcaption>
        {edited ? (
          <p class="finding" lang={foreignTo(t, language)}>
            {edited}
          </p>
        ) : finding ? (
          <p class="finding">{finding}</p>
        ) : null}
        <p>
          <a href={page}>{title}</a>
        </p>
        <p class="muted">
          {t('search.statistics.note.counted')} <EdtfDate edtf={figure.at.slice(0, 10)} />
        </p>
      </figcaption>
      <StatisticChart statistic={statistic} at={at} titled />
      <p class="muted print-only">
        {t('search.statistics.note.source', {
          name: namedIn(paper, t.locale).name,
          address: absolute(page) ?? page,
        })}
      </p>
      <details>
        <summary>{t('search.statistics.note.table')}</summary>
        {edited && finding ? <p class="muted">{t('search.statistics.note.calculated', { finding })}</p> : null}
        <StatisticTable statistic={statistic} caption={title} />
      </details>
    </figure>
  );
}
