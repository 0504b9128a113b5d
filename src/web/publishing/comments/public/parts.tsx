import { z } from 'zod';
import type { Translate } from '../../../../platform/messages/messages.ts';
import type { Commenting, IdentityDemand } from '../../../../publishing/comments/commenting.ts';
import { methods } from '../../../../publishing/comments/identity/methods.ts';
import { longest } from '../../../../publishing/comments/steps.ts';
import type { PublicComment } from '../../../../publishing/comments/public-comments.ts';
import { writtenSchema } from '../../../../publishing/comments/write-comment.ts';
import { durationWords } from '../../../record/components/record-value.tsx';
import { EdtfDate } from '../../../kit/components/values.tsx';
import { Form } from '../../../kit/forms/fields.tsx';
import { defineForm, fresh, type Fields, type FormState } from '../../../kit/forms/form.ts';
import { routes } from '../../../routes.ts';
import { useView } from '../../../kit/view.tsx';

/** The maximum number of comments on the article's page. */
export const newestShown = 10;

const written = {
  name: {
    kind: 'text',
    label: 'publishing.comments.name',
    hint: 'publishing.comments.name_hint',
    optional: true,
    maxLength: 60,
    autocomplete: 'off',
  },
  text: { kind: 'textarea', label: 'publishing.comments.text', rows: 6, maxLength: longest },
} as const satisfies Fields;

/**
 * The form of a comment. `identity` is sent only if a law demands identification, and is checked by the method of
 * identification.
 */
export const commentForm = defineForm({
  name: 'comment',
  limit: 65_536,
  schema: z.object({ ...writtenSchema.shape, identity: z.string().optional() }),
  fields: written,
});

/** The form with the field for the identity, if a law demands it. */
export function formFor({ identity }: Pick<Commenting, 'identity'>): typeof commentForm {
  if (!identity) return commentForm;
  const { name, control, autocomplete } = methods[identity.method];
  const words = `publishing.comments.identify.${name}`;
  return {
    ...commentForm,
    fields: {
      identity: { kind: control, label: `${words}.label`, hint: `${words}.hint`, autocomplete, maxLength: 254 },
      ...written,
    } as Fields,
  };
}

export const commentsFeed = (t: Translate, { number }: { number: number }) => ({
  title: t('publishing.comments.title'),
  atom: routes.feeds.comments.as('xml', { number }),
  json: routes.feeds.comments.json({ number }),
});

type Under = { number: number; language: string };

/** Comments, oldest first. A removed comment has no text and no name, but the reason. */
export function CommentList({ article, comments }: { article: Under; comments: readonly PublicComment[] }) {
  const { t, mirror } = useView();
  return (
    <ol class="comment-list" id="comment-list">
      {comments.map((one) => (
        <li id={`comment-${one.number}`}>
          {one.state === 'published' ? (
            <>
              <p class="muted">
                <b>{one.name || t('publishing.comments.nobody')}</b> · <EdtfDate edtf={one.on} />
              </p>
              {one.paragraphs.map((text) => (
                <p class="typed">{text}</p>
              ))}
              {mirror ? null : (
                <p class="muted no-print">
                  <a href={routes.reportComment({ number: article.number, comment: one.number })} rel="nofollow">
                    {t('publishing.comments.report')}
                    <span class="sr"> {t('publishing.comments.report_which', { number: one.number })}</span>
                  </a>
                </p>
              )}
            </>
          ) : (
            <p class="muted">
              {t(`publishing.comments.gone.${one.state}`)}
              {one.reason ? ` ${t(`publishing.comments.gone_for.${one.reason}`)}` : ''} · <EdtfDate edtf={one.on} />
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

/** The form of a comment. Above it, the page says what is stored about the writer: nothing, or what a law demands. */
export function CommentForm({ article, state = fresh() }: { article: { number: number }; state?: FormState }) {
  const { t, paper } = useView();
  const { identity } = paper.commenting;
  return (
    <section class="comment-form no-print" aria-labelledby="comment-title">
      <h2 id="comment-title">{t('publishing.comments.write')}</h2>
      {identity ? <Demanded demand={identity} /> : <p class="muted">{t('publishing.comments.kept')}</p>}
      <Form
        form={formFor(paper.commenting)}
        state={state}
        action={routes.comments({ number: article.number })}
        submit="publishing.comments.send"
      />
    </section>
  );
}

/** Says which law demands identification, what is stored, for how long, and who can see it. */
export function Demanded({ demand: { law, provision, period } }: { demand: IdentityDemand }) {
  const { t } = useView();
  return (
    <div class="muted flow">
      <p>
        {t('publishing.comments.demand.law')}{' '}
        <a href={routes.provision({ number: provision.number })}>
          {law.title}, {provision.label}
        </a>
      </p>
      <p>
        {period === null
          ? t('publishing.comments.demand.not_kept')
          : t('publishing.comments.demand.kept', { period: durationWords(t, period) })}
      </p>
      <p>{t('publishing.comments.demand.rest')}</p>
    </div>
  );
}

/** The part below an article: the newest comments, a link to all comments, and the form. A mirror has no form. */
export function CommentsHere({
  article,
  comments,
}: {
  article: Under & { comments: { total: number; gone: number; open: boolean } };
  comments: readonly PublicComment[];
}) {
  const { t, mirror } = useView();
  const { total, gone } = article.comments;
  const open = article.comments.open && !mirror;
  if (!total && !gone && !open) return null;
  return (
    <section class="comments flow" aria-labelledby="comments">
      <h2 id="comments">{t('publishing.comments.count', { count: total })}</h2>
      {total + gone > 0 ? (
        <p class="muted">
          <a href={routes.comments({ number: article.number })}>
            {total + gone > comments.length
              ? t('publishing.comments.all', { count: total })
              : t('publishing.comments.page')}
          </a>
        </p>
      ) : null}
      <CommentList article={article} comments={comments} />
      {open ? (
        <>
          <p class="muted" role="status" data-fresh={t('publishing.comments.fresh')}></p>
          <CommentForm article={article} />
        </>
      ) : (
        <p class="muted no-print">{t(mirror ? 'publishing.comments.mirror' : 'publishing.comments.closed')}</p>
      )}
    </section>
  );
}
