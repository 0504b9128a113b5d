import type { Child } from 'hono/jsx';
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
import { RowKeys } from '../../../../platform/storage/row-keys.ts';
import { AppError } from '../../../../platform/errors.ts';
import { PublicPage } from '../../../kit/components/layout.tsx';
import { EdtfDate } from '../../../kit/components/values.tsx';
import type { Router } from '../../../kit/context.ts';
import { defineForm } from '../../../kit/forms/form.ts';
import { setLanguage } from '../../../kit/locale.ts';
import { routes } from '../../../routes.ts';
import { page, useView } from '../../../kit/view.tsx';
import { publicForm } from '../../../kit/pages/form-page.tsx';

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

/** What people can do with one comment: its writer can withdraw it with the secret link, and anyone can report it. */
export function ownCommentPages(web: Router): void {
  // Writers can download what is stored about them: every column of the comment except the hashes.
  web.on('GET', routes.ownComment.jsonPatterns, async (c) => {
    const token = routes.ownComment.read(c.req.param()).token.replace(/\.json$/, '');
    const { app } = c.get('deps');
    const kept = await ownData(app.db.read, new RowKeys(app.config.dataDir), token);
    if (!kept) throw new AppError('gone');
    return c.json(kept);
  });

  publicForm(web, routes.ownComment, {
    load: async ({ c, db, params }) => {
      const keys = new RowKeys(c.get('deps').app.config.dataDir);
      const comment = await findOwnComment(db, keys, params.token);
      if (!comment) throw new AppError('gone');
      return comment;
    },
    form: withdrawForm,
    save: 'publishing.comments.own.withdraw',
    page: (form, { params, view }) => <OwnPage comment={view} token={params.token} form={form} />,
    submit: async (_typed, { c, run, params, view }) => {
      await run(withdrawComment, { token: params.token });
      const lead =
        view.state === 'published' ? 'publishing.comments.own.done_trace' : 'publishing.comments.own.done_lead';
      return page(c, <Done title="publishing.comments.own.done" lead={lead} article={view} />);
    },
  });

  publicForm(web, routes.reportComment, {
    load: async ({ c, db, paper, params: { number, comment } }) => {
      const article = await findCommented(db, number, paper.commenting);
      const found = await findPublicComment(db, number, comment);
      if (!article || !found) throw new AppError('not_found');
      setLanguage(c, article.language);
      return { article, paragraphs: found.paragraphs };
    },
    form: reportForm,
    save: 'publishing.comments.report_send',
    home: ({ params: { number } }) => routes.comments({ number }),
    page: (form, { view }) => <ReportPage {...view} form={form} />,
    submit: async (said, { c, run, params: { number, comment }, view }) => {
      await run(reportComment, { comment, ...said });
      return page(
        c,
        <Done
          title="publishing.comments.reported"
          lead="publishing.comments.reported_lead"
          article={{ ...view.article, article: number }}
        />,
      );
    },
  });
}

type Back = Pick<OwnComment, 'article' | 'headline' | 'slug'>;

function BackTo({ article: { article, headline, slug } }: { article: Back }) {
  const { t } = useView();
  return (
    <p>
      <a href={routes.article({ number: article, slug })}>{t('publishing.comments.back_to', { title: headline })}</a>
    </p>
  );
}

function OwnPage({ comment, token, form }: { comment: OwnComment; token: string; form: Child }) {
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
            {form}
          </>
        )}
        <p class="muted">
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
  form,
}: {
  article: { number: number; headline: string; slug: string };
  paragraphs: readonly string[];
  form: Child;
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
        {form}
        <BackTo article={{ ...article, article: article.number }} />
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
