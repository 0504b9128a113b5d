import { z } from 'zod';
import {
  findOwnComment,
  ownData,
  withdrawComment,
  type OwnComment,
} from '../../../../publishing/comments/withdraw-comment.ts';
import { findCommented } from '../../../../publishing/comments/find-commented.ts';
import { findPublicComment } from '../../../../publishing/comments/public-comments.ts';
import { reportComment } from '../../../../publishing/comments/report-comment.ts';
import { reportReasons } from '../../../../publishing/comments/tables.ts';
import { AppError } from '../../../../platform/errors.ts';
import { run } from '../../../../platform/operation.ts';
import { addressOf, Limits } from '../../../kit/api/limits.ts';
import { PublicPage } from '../../../kit/components/layout.tsx';
import { EdtfDate } from '../../../kit/components/values.tsx';
import type { Ctx, Router } from '../../../kit/context.ts';
import { Form } from '../../../kit/forms/fields.tsx';
import { defineForm, type FormState } from '../../../kit/forms/form.ts';
import { handleForm } from '../../../kit/forms/handle.ts';
import { speak } from '../../../kit/locale.ts';
import { routes, slugify } from '../../../routes.ts';
import { page, useView } from '../../../kit/view.tsx';

const policies = {
  own: { name: 'comments', quota: 60, window: 60 },
  report: { name: 'reports', quota: 10, window: 600 },
} as const;

const withdrawForm = defineForm({
  name: 'withdraw',
  schema: z.object({ sure: z.boolean().refine((sure) => sure, 'publishing.comments.error.sure') }),
  fields: { sure: { kind: 'checkbox', label: 'publishing.comments.own.sure' } },
});

const reportForm = defineForm({
  name: 'report',
  limit: 16_384,
  schema: z.object({
    reason: z.enum(reportReasons, 'publishing.comments.error.reason'),
    note: z.string().max(1000, 'errors.field.text.long').optional(),
  }),
  fields: {
    reason: {
      kind: 'radio',
      label: 'publishing.comments.report_reason',
      options: reportReasons.map((value) => ({ value, label: `publishing.comments.reason.${value}` })),
    },
    note: {
      kind: 'textarea',
      label: 'publishing.comments.report_note',
      hint: 'publishing.comments.report_hint',
      optional: true,
      rows: 3,
      maxLength: 1000,
    },
  },
});

/** What a reader does with one comment: takes back their own, by its link, or reports somebody's. */
export function ownCommentPages(web: Router): void {
  const limits = new Limits();
  const limit = (c: Ctx, policy: (typeof policies)[keyof typeof policies]): void => {
    const standing = limits.take(policy, addressOf(c), performance.now());
    if (!standing.allowed)
      throw new AppError('rate_limited', {
        details: { limit: policy.quota, window: policy.window, seconds: standing.reset },
      });
  };

  // The machine's own answer to whoever asks what is kept of them: every column of it, but for the hashes.
  web.on('GET', routes.ownComment.jsonPatterns, async (c) => {
    limit(c, policies.own);
    const token = routes.ownComment.read(c.req.param()).token.replace(/\.json$/, '');
    const kept = await ownData(c.get('deps').app.db.read, token);
    if (!kept) throw new AppError('gone');
    return c.json(kept);
  });

  web.on(['GET', 'POST'], routes.ownComment.pattern, async (c) => {
    limit(c, policies.own);
    const { app } = c.get('deps');
    const { token } = routes.ownComment.read(c.req.param());
    const comment = await findOwnComment(app.db.read, token);
    if (!comment) throw new AppError('gone');
    return handleForm(c, withdrawForm, {
      open: true,
      render: (state) => <OwnPage comment={comment} token={token} state={state} />,
      submit: async () => {
        await run(app, withdrawComment, null, { token });
        return page(
          c,
          <Done
            title="publishing.comments.own.done"
            lead={
              comment.state === 'published' ? 'publishing.comments.own.done_trace' : 'publishing.comments.own.done_lead'
            }
            article={comment}
          />,
        );
      },
    });
  });

  web.on(['GET', 'POST'], routes.reportComment.pattern, async (c) => {
    const { app, paper } = c.get('deps');
    if (c.req.method === 'POST') limit(c, policies.report);
    const { number, comment } = routes.reportComment.read(c.req.param());
    const [article, found] = [
      await findCommented(app.db.read, number, paper().commenting),
      await findPublicComment(app.db.read, number, comment),
    ];
    if (!article || !found) throw new AppError('not_found');
    speak(c, article.language);
    return handleForm(c, reportForm, {
      open: true,
      render: (state) => <ReportPage article={article} paragraphs={found.paragraphs} state={state} />,
      submit: async (said) => {
        await run(app, reportComment, null, { comment, ...said });
        return page(
          c,
          <Done
            title="publishing.comments.reported"
            lead="publishing.comments.reported_lead"
            article={{ article: number, headline: article.headline }}
          />,
        );
      },
    });
  });
}

type Back = Pick<OwnComment, 'article' | 'headline'>;

function BackTo({ article: { article, headline } }: { article: Back }) {
  const { t } = useView();
  return (
    <p>
      <a href={routes.article({ number: article, slug: slugify(headline) })}>
        {t('publishing.comments.back_to', { title: headline })}
      </a>
    </p>
  );
}

function OwnPage({ comment, token, state }: { comment: OwnComment; token: string; state: FormState }) {
  const { t } = useView();
  return (
    <PublicPage title={t('publishing.comments.own.title')} noindex styles={['comments.css']}>
      <div class="text comments flow">
        <h1>{t('publishing.comments.own.title')}</h1>
        <p class="standfirst">{t(`publishing.comments.own.${comment.state}`)}</p>
        {comment.reason ? (
          <p>
            {t('publishing.comments.own.because')} {t(`publishing.comments.reason.${comment.reason}`)}
            {comment.note ? <span class="typed">: {comment.note}</span> : null}
          </p>
        ) : null}
        {comment.text ? (
          <blockquote>
            <p class="typed">{comment.text}</p>
          </blockquote>
        ) : null}
        {comment.keptUntil ? (
          <p>
            {t('publishing.comments.own.kept')} <EdtfDate edtf={comment.keptUntil} />
          </p>
        ) : null}
        {comment.state === 'withdrawn' ? null : (
          <>
            <h2>{t('publishing.comments.own.withdraw')}</h2>
            <p>
              {t(
                comment.state === 'published'
                  ? 'publishing.comments.own.withdraw_trace'
                  : 'publishing.comments.own.withdraw_lead',
              )}
            </p>
            <Form form={withdrawForm} state={state} submit="publishing.comments.own.withdraw" />
          </>
        )}
        <p class="who">
          <a href={routes.ownComment.json({ token })}>{t('publishing.comments.own.data')}</a>
        </p>
        <BackTo article={comment} />
      </div>
    </PublicPage>
  );
}

function ReportPage({
  article,
  paragraphs,
  state,
}: {
  article: { number: number; headline: string };
  paragraphs: readonly string[];
  state: FormState;
}) {
  const { t } = useView();
  return (
    <PublicPage title={t('publishing.comments.report_title')} noindex styles={['comments.css']}>
      <div class="text comments flow">
        <h1>{t('publishing.comments.report_title')}</h1>
        <blockquote>
          {paragraphs.map((one) => (
            <p class="typed">{one}</p>
          ))}
        </blockquote>
        <p>{t('publishing.comments.report_lead')}</p>
        <Form
          form={reportForm}
          state={state}
          submit="publishing.comments.report_send"
          cancel={routes.comments({ number: article.number })}
        />
        <BackTo article={{ article: article.number, headline: article.headline }} />
      </div>
    </PublicPage>
  );
}

function Done({ title, lead, article }: { title: string; lead: string; article: Back }) {
  const { t } = useView();
  return (
    <PublicPage title={t(title)} noindex styles={['comments.css']}>
      <div class="text comments flow">
        <h1>{t(title)}</h1>
        <p>{t(lead)}</p>
        <BackTo article={article} />
      </div>
    </PublicPage>
  );
}
