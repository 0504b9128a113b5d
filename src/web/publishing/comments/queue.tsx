import { decideComments } from '../../../publishing/comments/decide-comments.ts';
import { countQueue, loadQueue, queues, type Queue, type QueuedComment } from '../../../publishing/comments/queue.ts';
import { identitiesOf } from '../../../publishing/comments/identity/kept.ts';
import { rejectedDays, rejectReasons, type RejectReason } from '../../../publishing/comments/tables.ts';
import { RowKeys } from '../../../platform/storage/row-keys.ts';
import { Empty, Pagination } from '../../kit/components/page-parts.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { control } from '../../kit/forms/handle.ts';
import { pageNumber, routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { buttonRoute } from '../../kit/pages/form-page.tsx';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { Section } from '../../record/show/parts.tsx';

const size = 30;

/** The queue of readers' comments that need a decision, with the results of the checks and the reports. */
export const commentQueue: Pages = (web) => {
  detailPage(web, routes.desk.comments, async ({ c, t, app, db, may }) => {
    const url = new URL(c.req.url);
    const queue = queues.find((one) => one === url.searchParams.get('state')) ?? 'open';
    const total = await countQueue(db, queue);
    const current = Math.min(pageNumber(url), Math.max(1, Math.ceil(total / size)));
    const comments = await loadQueue(db, new RowKeys(app.config.dataDir), queue, {
      limit: size,
      offset: (current - 1) * size,
    });
    const identities = await identitiesOf(
      db,
      comments.map((one) => one.id),
      app.now(),
    );
    return {
      title: t('publishing.comments.title'),
      crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
      scripts: ['queue.js'],
      links: [
        { href: routes.desk.storedIdentities(), label: t('publishing.comments.keeping.title') },
        {
          href: routes.desk.commenting(),
          label: `${t('publishing.publication.title')}: ${t('publishing.comments.settings.title')}`,
        },
      ],
      body: (
        <>
          <QueueLinks here={queue} />
          <p class="lead">{t('publishing.comments.queue.lead', { days: rejectedDays })}</p>
          {comments.length ? (
            <section id="queue" aria-label={t(`publishing.comments.queue.${queue}`)}>
              <p class="muted with-keyboard">{t('publishing.comments.queue.keys')}</p>
              {comments.map((one) => (
                <Queued one={one} may={may(decideComments)} identity={identities.get(one.id)} />
              ))}
              <Pagination
                page={current}
                pages={Math.ceil(total / size)}
                href={(to) => routes.desk.comments({ state: queue === 'open' ? undefined : queue, page: to })}
              />
            </section>
          ) : (
            <Empty title={t('publishing.comments.queue.none')}>{t(`publishing.comments.queue.none_${queue}`)}</Empty>
          )}
        </>
      ),
    };
  });

  buttonRoute(web, routes.desk.decideComment, {
    // The paths of the errors become the names of the controls. The error page shows the errors, and returns the input.
    paths: [[/^comments\.0\./, '']],
    act: ({ run, params: { number: comment }, intent, text }) =>
      run(decideComments, {
        comments: [
          intent === 'publish'
            ? { comment, state: 'published' }
            : { comment, state: 'rejected', reason: text('reason') as RejectReason, note: text('note') },
        ],
      }),
    home: ({ text }) => {
      const from = queues.find((queue) => queue === text('from'));
      return routes.desk.comments({ state: from === 'open' ? undefined : from });
    },
  });
};

function QueueLinks({ here }: { here: Queue }) {
  const { t } = useView();
  return (
    <nav class="nav parts" aria-label={t('publishing.comments.title')}>
      <ul>
        {queues.map((queue) => (
          <li>
            <a
              href={routes.desk.comments({ state: queue === 'open' ? undefined : queue })}
              aria-current={queue === here ? 'page' : undefined}
            >
              {t(`publishing.comments.queue.${queue}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Queued({
  one,
  may,
  identity,
}: {
  one: QueuedComment;
  may: boolean;
  identity: { keptUntil: string | null } | undefined;
}) {
  const { t, token, paper } = useView();
  const action = routes.desk.decideComment({ number: one.id });
  const from = one.state === 'waiting' || one.reports.length ? 'open' : one.state;
  const hidden = (
    <>
      {token ? <input type="hidden" name={control.token} value={token} /> : null}
      <input type="hidden" name="from" value={from} />
    </>
  );
  const title = `queued-${one.id}`;
  return (
    <article class="card" id={`comment-${one.id}`} data-queued tabindex={-1} aria-labelledby={title}>
      <div class="card-head">
        <h2 id={title}>
          {one.name || t('publishing.comments.nobody')}{' '}
          <span class="muted">{t('publishing.comments.queue.number', { number: one.id })}</span>
        </h2>
        <div class="pills">
          {one.reports.length ? (
            <Pill shape="warning" kind="strong">
              {t('publishing.comments.queue.reported', { count: one.reports.length })}
            </Pill>
          ) : null}
          {identity ? (
            <Pill kind="plain">{t('publishing.comments.queue.identified')}</Pill>
          ) : one.state === 'waiting' && paper.commenting.mode === 'identified' ? (
            <Pill kind="strong" shape="warning">
              {t('publishing.comments.queue.unidentified')}
            </Pill>
          ) : null}
          {one.held
            .filter((mark) => mark !== 'first')
            .map((mark) => (
              <Pill kind="plain">{t(`publishing.comments.mark.${mark}`)}</Pill>
            ))}
        </div>
      </div>
      <p class="muted">
        <a href={routes.desk.article({ number: one.article.number })}>{one.article.headline}</a> ·{' '}
        <EdtfDate edtf={one.writtenAt.toISOString().slice(0, 10)} />
        {one.reason ? ` · ${t(`publishing.comments.reason.${one.reason}`)}` : ''}
        {identity?.keptUntil ? (
          <>
            {' · '}
            <a href={routes.desk.openIdentity({ number: one.id })}>{t('publishing.comments.who.link')}</a>
          </>
        ) : null}
      </p>
      {one.lost ? <p class="muted">{t('publishing.comments.queue.lost')}</p> : <p class="typed">{one.text}</p>}
      {one.note ? <p class="muted typed">{one.note}</p> : null}
      {one.reports.length ? (
        <ul class="list">
          {one.reports.map((report) => (
            <li class="muted">
              {t(`publishing.comments.reason.${report.reason}`)}
              {report.note ? <span class="typed">: {report.note}</span> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {may ? (
        <div class="actions">
          {!one.lost && (one.state !== 'published' || one.reports.length) ? (
            <form method="post" action={action}>
              {hidden}
              <button class="button main small" type="submit" name={control.intent} value="publish" data-approve>
                {t(one.state === 'published' ? 'publishing.comments.queue.keep' : 'publishing.comments.queue.publish')}
              </button>
            </form>
          ) : null}
          {one.state === 'rejected' ? null : (
            <details>
              <summary>
                {t(one.state === 'published' ? 'publishing.comments.queue.remove' : 'publishing.comments.queue.reject')}
              </summary>
              <form class="form" method="post" action={action}>
                {hidden}
                <div class="field">
                  <label for={`reason-${one.id}`}>{t('publishing.comments.queue.reason')}</label>
                  <select id={`reason-${one.id}`} name="reason">
                    {rejectReasons.map((reason) => (
                      <option value={reason}>{t(`publishing.comments.reason.${reason}`)}</option>
                    ))}
                  </select>
                </div>
                <div class="field">
                  <label for={`note-${one.id}`}>
                    {t('publishing.comments.queue.note')} <span class="optional">{t('kit.form.optional')}</span>
                  </label>
                  <textarea id={`note-${one.id}`} name="note" rows={2} maxlength={1000}></textarea>
                </div>
                <button class="button small" type="submit" name={control.intent} value="reject">
                  {t(
                    one.state === 'published' ? 'publishing.comments.queue.remove' : 'publishing.comments.queue.reject',
                  )}
                </button>
              </form>
            </details>
          )}
        </div>
      ) : null}
    </article>
  );
}

/** A line on the desk's first page if comments need a decision. */
export function WaitingComments({ count }: { count: number }) {
  const { t } = useView();
  if (!count) return null;
  return (
    <Section id="comments-waiting" title={t('publishing.comments.title')}>
      <p>
        <a href={routes.desk.comments()}>{t('publishing.comments.queue.waiting', { count })}</a>
      </p>
    </Section>
  );
}
