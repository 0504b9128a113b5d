import { z } from 'zod';
import { legal } from '../../../accounts/tables.ts';
import { whoSees, type Colleague } from '../../../work/item.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { loadDeskArticle, type DeskArticle } from '../../../publishing/articles/desk-article.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { addComment } from '../../../publishing/review/add-comment.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { approveArticle } from '../../../publishing/review/approve-article.ts';
import { cancelReview } from '../../../publishing/review/cancel-review.ts';
import {
  loadComments,
  loadReviews,
  type CommentView,
  type ReviewView,
} from '../../../publishing/review/load-review.ts';
import { localTime } from '../../../record/values/local-time.ts';
import { failureKey } from '../../../publishing/review/publish-due.ts';
import { resolveComment } from '../../../publishing/review/resolve-comment.ts';
import { listTouched, type SealedWithdrawal, type TouchedArticle } from '../../../requests/permissions/withdrawn.ts';
import { scheduleArticle } from '../../../publishing/review/schedule-article.ts';
import { sendBackArticle } from '../../../publishing/review/send-back-article.ts';
import { waiveComments } from '../../../publishing/review/waive-comments.ts';
import { submitArticle } from '../../../publishing/review/submit-article.ts';
import { reviewLabel, type ReviewState } from '../../../publishing/review/tables.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import { Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { handleAction } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { atDesk, type Desk } from '../../kit/desk/who.ts';
import { unlessChanged, readShownPair, shownPair } from '../../record/actions/as-shown.tsx';
import { When } from '../../record/history/when.tsx';
import { AffectedArticles } from '../../requests/permissions/permissions.tsx';
import { ownSealedWithdrawals, SealedWithdrawals } from '../../requests/permissions/withdraw-sealed.tsx';
import { Problems, sentenceInEditor } from '../../documents/parts.tsx';
import { localTimeOf } from '../../kit/forms/dates.ts';
import { formPage } from '../../kit/pages/form-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { Section } from '../../record/show/parts.tsx';
import { Comment, isOpen, OpenComments, sentencesWithIds, waivable, waiveForm } from './comments.tsx';
import { noteField, noteSchema } from './note-field.ts';
import { DeskClaims } from './publish-claims.tsx';

const backForm = defineForm({
  name: 'back',
  schema: z.object({ reason: z.string('publishing.review.error.reason') }),
  fields: {
    reason: { kind: 'textarea', label: 'publishing.review.reason', hint: 'publishing.review.reason_hint', rows: 3 },
  },
});
const scheduleForm = defineForm({
  name: 'schedule',
  schema: z.object({
    day: z.string('publishing.review.error.time'),
    time: z.string('publishing.review.error.time'),
    note: noteSchema,
  }),
  fields: {
    day: {
      kind: 'date',
      wholeDay: true,
      yearless: 'future',
      label: 'publishing.review.day',
      hint: 'kit.date.ahead_hint',
      width: 'half',
    },
    time: { kind: 'text', label: 'publishing.review.time', hint: 'publishing.review.time_hint', width: 'half' },
    note: noteField,
  },
});
const commentForm = defineForm({
  name: 'comment',
  schema: z.object({ sentence: z.string().optional(), body: z.string('publishing.review.error.comment') }),
  fields: {
    sentence: { kind: 'select', label: 'publishing.review.sentence', empty: 'publishing.review.whole' },
    body: { kind: 'textarea', label: 'publishing.review.body', rows: 4 },
  },
});

type Shown = {
  article: DeskArticle;
  review: ReviewView | null;
  comments: readonly CommentView[];
  touched: readonly TouchedArticle[];
  sealedBack: readonly SealedWithdrawal[];
  /** The people who can be mentioned in a comment. */
  people: readonly Colleague[];
  zone: string;
};

/**
 * The state of the article that the page shows: its revision, and a digest of what readers see beside the text
 * (`besideText`).
 */
const shownOf = ({ revision, beside }: DeskArticle): string => shownPair(revision, beside);

const shownIn = (sent?: string): { revision: string; beside?: string } => {
  const { number, digest } = readShownPair(sent);
  return { revision: number, beside: digest };
};

/** The options that all forms of a review share. */
const ofReview = {
  load: ({ desk, params }: DeskRequest<{ number: number }>) => load(desk, params.number),
  crumbs: ({ t, view: { article } }: { t: Translate; view: Shown }) => [
    { label: t('publishing.articles.title'), href: routes.desk.articles() },
    {
      label: t('publishing.articles.number', { number: article.number }),
      href: routes.desk.article({ number: article.number }),
    },
    { label: t('publishing.review.title'), href: routes.desk.reviewArticle({ number: article.number }) },
  ],
  home: ({ view }: { view: Shown }) => routes.desk.reviewArticle({ number: view.article.number }),
  lead: ({ view }: { view: Shown }) => <h2>{view.article.form.headline.text}</h2>,
};

/** The pages of an article's review: submitting, returning, approving, scheduling, and comments. */
export const reviewPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.reviewArticle.pattern, async (c) => {
    const desk = await atDesk(c);
    const shown = await load(desk, routes.desk.reviewArticle.read(c.req.param()).number);
    const { article } = shown;
    const here = routes.desk.reviewArticle({ number: article.number });
    if (c.req.method !== 'POST') return page(c, <ReviewPage {...shown} desk={desk} />);
    return handleAction(c, async ({ intent, version, values }) => {
      const { beside, ...on } = { article: article.article, ...shownIn(version) };
      const comment = typeof values.comment === 'string' ? values.comment : '';
      if (intent === 'submit') await run(desk.app, submitArticle, desk.principal, on);
      else if (intent === 'approve')
        await unlessChanged(here, () => run(desk.app, approveArticle, desk.principal, { ...on, beside }));
      else if (intent === 'cancel') await run(desk.app, cancelReview, desk.principal, on);
      else if (intent === 'resolve' || intent === 'reopen') {
        await run(desk.app, resolveComment, desk.principal, {
          article: article.article,
          comment,
          resolved: intent === 'resolve',
        });
        const publish = values.back === 'publish';
        return publish ? routes.desk.publishArticle({ number: article.number }) : `${here}#comment-${comment}`;
      } else throw new AppError('bad_form');
      return here;
    });
  });

  formPage(web, routes.desk.sendBackArticle, {
    ...ofReview,
    operation: sendBackArticle,
    form: backForm,
    title: 'publishing.review.send_back',
    save: 'publishing.review.send_back',
    version: ({ view }) => view.article.revision,
    submit: ({ reason }, { run, view, version }) =>
      run(sendBackArticle, { article: view.article.article, revision: version, reason }),
  });

  formPage(web, routes.desk.waiveComments, {
    ...ofReview,
    operation: waiveComments,
    form: waiveForm,
    title: 'publishing.review.waive_title',
    save: 'publishing.review.waive',
    options: ({ view }) => ({ comments: waivable(view.comments) }),
    home: ({ view }) => routes.desk.publishArticle({ number: view.article.number }),
    submit: ({ comments, reason }, { run, view }) =>
      run(waiveComments, { article: view.article.article, comments, reason }),
  });

  formPage(web, routes.desk.scheduleArticle, {
    ...ofReview,
    operation: scheduleArticle,
    form: scheduleForm,
    title: 'publishing.review.schedule',
    save: 'publishing.review.schedule',
    version: ({ view }) => shownOf(view.article),
    lead: ({ t, view: { article, comments, zone, touched, sealedBack } }) => (
      <>
        <h2>{article.form.headline.text}</h2>
        <p class="lead">{t('publishing.review.schedule_lead', { zone })}</p>
        <Problems check={article.check} />
        <OpenComments article={article} comments={comments} />
        <AffectedArticles touched={touched} here />
        <SealedWithdrawals ones={sealedBack} here />
      </>
    ),
    values: ({ app, view: { review, zone } }) => {
      const start = localTime(review?.publishAt ?? new Date(app.now().getTime() + 86_400_000), zone);
      return {
        day: start.slice(0, 10),
        time: review?.publishAt ? start.slice(11) : '09:00',
        note: review?.publishAt ? (review.reason ?? undefined) : undefined,
      };
    },
    paths: [[/^at$/, 'day']],
    submit: ({ day, time, note }, { run, view: { article }, version }) =>
      unlessChanged(routes.desk.scheduleArticle({ number: article.number }), () =>
        run(scheduleArticle, {
          article: article.article,
          ...shownIn(version),
          note,
          at: localTimeOf(day, time),
        }),
      ),
  });

  formPage(web, routes.desk.commentArticle, {
    ...ofReview,
    operation: addComment,
    lead: ({ t, view: { article, people } }) => (
      <>
        <h2>{article.form.headline.text}</h2>
        {people.length ? (
          <p class="muted">
            {t('publishing.review.mention', { names: people.map(({ name }) => `@${name}`).join(', ') })}
          </p>
        ) : null}
      </>
    ),
    form: commentForm,
    title: 'publishing.review.comment',
    save: 'publishing.review.comment',
    options: ({ view }) => ({
      sentence: sentencesWithIds(view.article).map(({ id, text }) => ({
        value: id,
        text: text.length > 90 ? `${text.slice(0, 89)}…` : text,
      })),
    }),
    values: ({ query }) => ({ sentence: query('sentence') ?? '' }),
    submit: async ({ sentence, body }, { run, view: { article } }) => {
      const said = { article: article.article, sentence: sentence || undefined, body };
      const { comment } = await run(addComment, said);
      return `${routes.desk.reviewArticle({ number: article.number })}#comment-${comment}`;
    },
  });
};

async function load(desk: Desk, number: number): Promise<Shown> {
  const db = desk.app.db.read;
  const article = await loadDeskArticle(db, number);
  const review = (await loadReviews(db, [article.id])).get(article.id) ?? null;
  return {
    article,
    review,
    comments: await loadComments(db, article.id),
    touched: await listTouched(db, { document: article.id }),
    sealedBack: await ownSealedWithdrawals(desk),
    people: await whoSees(db, { things: [article.id], roles: legal }),
    zone: (await loadPublication(db)).publication.timeZone,
  };
}

function ReviewPage({ article, review, comments, touched, sealedBack, zone, desk }: Shown & { desk: Desk }) {
  const { t } = useView();
  const { number } = article;
  const here = routes.desk.reviewArticle({ number });
  const state: ReviewState | null = review?.state ?? null;
  const isEditor = desk.may(approveArticle);
  const step = (intent: string, label: string, main = false) => (
    <ActButton action={here} label={t(label)} intent={intent} version={shownOf(article)} main={main} />
  );
  const open = comments.filter(isOpen).length;
  const later = review !== null && review.revision !== article.revision;
  return (
    <DeskPage
      title={t('publishing.review.title')}
      crumbs={[
        { label: t('publishing.articles.title'), href: routes.desk.articles() },
        { label: t('publishing.articles.number', { number }), href: routes.desk.article({ number }) },
        { label: t('publishing.review.title') },
      ]}
    >
      <h2>{article.form.headline.text}</h2>
      <AffectedArticles touched={touched} here />
      <SealedWithdrawals ones={sealedBack} here />
      <p class="muted">
        <Pill kind="plain">{t(state ? reviewLabel(state) : 'publishing.review.state.none')}</Pill>{' '}
        {review ? (
          <>
            <When at={review.at} />
            {review.by ? ` · ${review.by}` : ''}
          </>
        ) : null}
      </p>
      {review?.reason ? (
        <Notice
          kind="warning"
          title={t(review.state === 'sent-back' ? 'publishing.review.sent_back_because' : 'publishing.acts.note')}
        >
          <p>{review.reason}</p>
        </Notice>
      ) : null}
      {review?.publishAt ? (
        <p>{t('publishing.review.publish_at', { time: localTime(review.publishAt, zone).replace('T', ' '), zone })}</p>
      ) : null}
      {review?.failure ? (
        <Notice kind="warning" title={t('publishing.review.failed')}>
          <p>{t(`publishing.review.failure.${failureKey(review.failure)}`)}</p>
        </Notice>
      ) : null}
      {later ? (
        <Notice kind="warning" title={t('publishing.review.later_text')}>
          <p>{t('publishing.review.later_text_lead', { revision: review.revision })}</p>
        </Notice>
      ) : null}
      <div class="actions">
        <a class="button small" href={routes.desk.writeArticle({ number })}>
          {t('publishing.review.read')}
        </a>
        {state === null || state === 'sent-back' || state === 'failed' || (state !== 'scheduled' && later)
          ? step('submit', 'publishing.review.submit', !isEditor)
          : null}
        {isEditor && state !== 'approved' && state !== 'scheduled'
          ? step('approve', 'publishing.review.approve', state === 'in-review')
          : null}
        {state === 'approved' && !later && desk.may(publishArticle) ? (
          <a class="button main" href={routes.desk.publishArticle({ number })}>
            {t('publishing.articles.publish.title')}
          </a>
        ) : null}
        {isEditor && (state === 'in-review' || state === 'approved' || state === 'failed') ? (
          <a class="button small" href={routes.desk.sendBackArticle({ number })}>
            {t('publishing.review.send_back')}
          </a>
        ) : null}
        {isEditor ? (
          <a class="button small" href={routes.desk.scheduleArticle({ number })}>
            {t(state === 'scheduled' ? 'publishing.review.reschedule' : 'publishing.review.schedule')}
          </a>
        ) : null}
        {state !== null && (isEditor || (state !== 'scheduled' && state !== 'failed'))
          ? step(
              'cancel',
              state === 'scheduled' || state === 'failed'
                ? 'publishing.review.cancel_schedule'
                : 'publishing.review.cancel',
            )
          : null}
      </div>
      <Section id="comments" title={t('publishing.review.comments', { count: open })}>
        <p>
          <a class="button small" href={routes.desk.commentArticle({ number })}>
            {t('publishing.review.comment')}
          </a>
        </p>
        {comments.map((one) => (
          <Comment comment={one} article={article} />
        ))}
      </Section>
      {desk.may(publishArticle) ? <DeskClaims article={article} /> : null}
      <Problems check={article.check} hrefOf={(id) => sentenceInEditor(number, id)} />
    </DeskPage>
  );
}
