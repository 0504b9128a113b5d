import { z } from 'zod';
import { readMarkup } from '../../../documents/model/markup.ts';
import { shorten } from '../../../platform/text/shorten.ts';
import type { DeskArticle } from '../../../publishing/articles/desk-article.ts';
import type { CommentView } from '../../../publishing/review/load-review.ts';
import { ActButton, Card } from '../../kit/components/desk.tsx';
import { Pill } from '../../kit/components/values.tsx';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type Option } from '../../kit/forms/form.ts';
import { useView } from '../../kit/view.tsx';
import { When } from '../../record/history/when.tsx';
import { Section } from '../../record/show/parts.tsx';
import { routes } from '../../routes.ts';

export const waiveForm = defineForm({
  name: 'waive',
  schema: z.object({
    comments: z.array(z.string()).min(1, 'publishing.review.error.waived'),
    reason: z.string('publishing.review.error.waive_reason'),
  }),
  fields: {
    comments: { kind: 'checkboxes', label: 'publishing.review.waive_which' },
    reason: {
      kind: 'textarea',
      label: 'publishing.review.waive_reason',
      hint: 'publishing.review.waive_hint',
      rows: 2,
    },
  },
});

export const isOpen = (comment: CommentView): boolean => comment.resolvedAt === null;

/** Open comments as options, from which an editor selects those to waive. */
export const waivable = (comments: readonly CommentView[]): Option[] =>
  comments
    .filter(isOpen)
    .map(({ id, body, by }) => ({ value: String(id), text: [by, shorten(body)].filter(Boolean).join(': ') }));

/** The sentences of the newest text, with their permanent ids. */
export const sentencesWithIds = ({ form }: DeskArticle): { id: string; text: string }[] =>
  [form.headline, ...form.standfirst.sentences, ...form.blocks.flatMap((block) => block.sentences)].flatMap(
    ({ id, text }) => (id ? [{ id, text: readMarkup(text).text }] : []),
  );

/** A colleague's comment. `back` is the page to open after the comment was resolved; by default it is the review. */
export function Comment({ comment, article, back }: { comment: CommentView; article: DeskArticle; back?: 'publish' }) {
  const { t } = useView();
  const now =
    comment.sentenceId === null ? undefined : sentencesWithIds(article).find((one) => one.id === comment.sentenceId);
  const resolved = !isOpen(comment);
  const name = comment.resolvedBy ?? t('publishing.review.somebody');
  return (
    <Card
      id={`comment-${comment.id}`}
      skipped={resolved}
      title={comment.by ?? t('publishing.review.somebody')}
      badges={
        <Pill kind="plain">
          {t(
            comment.waivedReason !== null
              ? 'publishing.review.waived'
              : resolved
                ? 'publishing.review.resolved'
                : 'publishing.review.open',
          )}
        </Pill>
      }
    >
      {comment.passage === null ? (
        <p class="muted">{t('publishing.review.whole')}</p>
      ) : (
        <blockquote lang={article.form.language}>{now?.text ?? comment.passage}</blockquote>
      )}
      {comment.passage !== null && !now ? <p class="hint">{t('publishing.review.sentence_gone')}</p> : null}
      {now && now.text !== comment.passage ? (
        <p class="hint">{t('publishing.review.read_then', { text: comment.passage ?? '' })}</p>
      ) : null}
      <p class="typed">{comment.body}</p>
      <p class="muted">
        <When at={comment.at} />{' '}
        {comment.waivedReason !== null
          ? t('publishing.review.waived_by', { name, reason: comment.waivedReason })
          : resolved
            ? t('publishing.review.resolved_by', { name })
            : ''}
      </p>
      <ActButton
        action={routes.desk.reviewArticle({ number: article.number })}
        label={t(resolved ? 'publishing.review.reopen' : 'publishing.review.resolve')}
        intent={resolved ? 'reopen' : 'resolve'}
        values={{ comment: String(comment.id), ...(back && { back }) }}
      />
    </Card>
  );
}

/** The open comments. Each must be resolved or waived before the article can be published. */
export function OpenComments({ article, comments }: { article: DeskArticle; comments: readonly CommentView[] }) {
  const { t } = useView();
  const open = comments.filter(isOpen);
  if (open.length === 0) return null;
  return (
    <Section id="open-comments" title={t('publishing.review.open_first', { count: open.length })}>
      <p>{t('publishing.review.open_first_lead')}</p>
      {open.map((one) => (
        <Comment comment={one} article={article} back="publish" />
      ))}
      <h3>{t('publishing.review.waive_title')}</h3>
      <Form
        form={waiveForm}
        state={fresh({}, { options: { comments: waivable(open) } })}
        action={routes.desk.waiveComments({ number: article.number })}
        submit="publishing.review.waive"
      />
    </Section>
  );
}
