import type { Child } from 'hono/jsx';
import type { PublicAction } from '../../../../publishing/articles/article-actions.ts';
import type { PublicArticle } from '../../../../publishing/public/public-article.ts';
import { Notice } from '../../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../../kit/components/values.tsx';
import { routes, slugify } from '../../../routes.ts';
import { useWords } from '../../../kit/view.tsx';

type Edition = PublicArticle['editions'][number];

/** The address of an article's edition. For the newest edition, it is the address of the article. */
export const editionAddress = (article: Pick<PublicArticle, 'number' | 'slug' | 'editions'>, edition: number): string =>
  edition === article.editions[0]?.number
    ? routes.article({ number: article.number, slug: article.slug })
    : routes.edition({ number: article.number, edition });

export const Day = ({ at }: { at: string }) => <EdtfDate edtf={at.slice(0, 10)} />;

/** The notices above the text: a retraction, an earlier edition, or a correction with what was wrong. */
export function ArticleNotices({ article }: { article: PublicArticle }) {
  const t = useWords();
  const newest = article.editions[0]?.number ?? article.edition;
  const earlier = article.edition !== newest;
  const retraction = article.state === 'retracted' ? article.acts.find((one) => one.act === 'retract') : undefined;
  // On the newest edition, only the last correction is a notice; the history has the others. An earlier edition shows
  // all corrections of its own text.
  const corrections = earlier
    ? article.corrections.filter((one) => one.since <= article.edition && article.edition < one.edition)
    : article.corrections.slice(0, 1);
  return (
    <>
      {article.state === 'retracted' ? (
        <Notice kind="correction" title={t('publishing.public.article.retracted')}>
          <p>
            {t('publishing.public.article.retracted_text')}{' '}
            {retraction ? <EdtfDate edtf={retraction.at.slice(0, 10)} stop /> : null}
          </p>
          {retraction?.reason ? <p>{retraction.reason}</p> : null}
        </Notice>
      ) : null}
      {earlier ? (
        <Notice kind="warning" title={t('publishing.public.article.earlier', { number: article.edition })}>
          <p>
            <a href={editionAddress(article, newest)}>{t('publishing.public.article.to_newest')}</a> ·{' '}
            <a href={routes.editionChanges({ number: article.number, edition: article.edition + 1 })}>
              {t('publishing.public.article.to_next_changes')}
            </a>
          </p>
        </Notice>
      ) : null}
      {corrections.map((one) => (
        <Notice
          kind="correction"
          title={t(earlier ? 'publishing.public.article.wrong_here' : 'publishing.public.article.correction')}
        >
          <CorrectionText wrong={one.wrong} right={one.right} />
          <p class="muted">
            <Day at={one.at} />
            {earlier ? null : (
              <>
                {' '}
                · {t('publishing.public.article.since', { edition: one.since })} ·{' '}
                <a href={routes.editionChanges({ number: article.number, edition: one.edition })}>
                  {t('publishing.public.article.changes')}
                </a>
              </>
            )}
            {!earlier && article.corrections.length > 1 ? (
              <>
                {' '}
                ·{' '}
                <a href="#editions">
                  {t('publishing.public.article.more_corrections', { count: article.corrections.length - 1 })}
                </a>
              </>
            ) : null}
          </p>
        </Notice>
      ))}
    </>
  );
}

export function CorrectionText({ wrong, right }: { wrong: string; right: string }) {
  const t = useWords();
  return (
    <>
      <p>
        <b>{t('publishing.public.correction.wrong')}</b> {wrong}
      </p>
      <p>
        <b>{t('publishing.public.correction.right')}</b> {right}
      </p>
    </>
  );
}

/** Everything that happened to the article since its publication, newest first. */
export function ArticleHistory({ article }: { article: PublicArticle }) {
  const t = useWords();
  if (article.editions.length < 2 && !article.acts.length) return null;
  const entries: { at: string; shown: Child }[] = [
    ...article.acts.map((one) => ({ at: one.at, shown: <ActLine act={one} /> })),
    ...article.editions.map((one) => ({ at: one.at, shown: <EditionLine article={article} edition={one} /> })),
  ];
  return (
    <section class="editions" aria-labelledby="editions">
      <h2 id="editions">{t('publishing.public.article.editions')}</h2>
      <ol>
        {entries
          .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
          .map((one) => (
            <li>{one.shown}</li>
          ))}
      </ol>
    </section>
  );
}

function EditionLine({ article, edition }: { article: PublicArticle; edition: Edition }) {
  const t = useWords();
  const name = t('publishing.public.article.edition', { number: edition.number });
  const correction = article.corrections.find((one) => one.edition === edition.number);
  return (
    <>
      <p class="muted">
        {edition.number === article.edition ? name : <a href={editionAddress(article, edition.number)}>{name}</a>},{' '}
        <Day at={edition.at} /> ·{' '}
        {t(edition.number === 1 ? 'publishing.public.article.first' : `publishing.act.${edition.act}`)}
        {edition.number === 1 ? null : (
          <>
            {' '}
            ·{' '}
            <a href={routes.editionChanges({ number: article.number, edition: edition.number })}>
              {t('publishing.public.article.changes')}
            </a>
          </>
        )}
      </p>
      {edition.note ? <p>{edition.note}</p> : null}
      {correction ? <CorrectionText wrong={correction.wrong} right={correction.right} /> : null}
    </>
  );
}

export function ActLine({ act }: { act: PublicAction }) {
  const t = useWords();
  return (
    <>
      <p class="muted">
        <b>{t(`publishing.act.${act.act}`)}</b>, <Day at={act.at} />
      </p>
      {act.demand ? <Demand demand={act.demand} /> : null}
      {act.reason ? <p>{act.reason}</p> : null}
    </>
  );
}

/** Who demanded the removal of an article, when, under which law, and the order in the record. */
export function Demand({ demand }: { demand: NonNullable<PublicAction['demand']> }) {
  const t = useWords();
  const { order } = demand;
  return (
    <dl class="facts">
      <div>
        <dt>{t('requests.public.demand.by')}</dt>
        <dd>{demand.by ?? t('requests.public.demand.not_told')}</dd>
      </div>
      <div>
        <dt>{t('requests.public.demand.on')}</dt>
        <dd>
          <EdtfDate edtf={demand.on} />
        </dd>
      </div>
      <div>
        <dt>{t('requests.public.demand.law')}</dt>
        <dd>{demand.law}</dd>
      </div>
      {order ? (
        <div>
          <dt>{t('requests.public.demand.order')}</dt>
          <dd>
            <a href={orderAddress(order)}>{order.title}</a> ({order.case.title})
          </dd>
        </div>
      ) : null}
    </dl>
  );
}

/** The address of an order: its place on the page of its case. */
export const orderAddress = ({
  number,
  case: around,
}: NonNullable<NonNullable<PublicAction['demand']>['order']>): string =>
  `${routes.case_({ number: around.number, slug: slugify(around.title) })}#order-${number}`;
