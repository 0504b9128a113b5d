import { articleSlug } from '../../../publishing/articles/article-slug.ts';
import { z } from 'zod';
import { run } from '../../../platform/operation.ts';
import { correctArticle } from '../../../publishing/articles/correct-article.ts';
import { compareRevisions, loadDeskArticle, type DeskArticle } from '../../../publishing/articles/desk-article.ts';
import { changesBetween, type PublicChanges } from '../../../publishing/editions/compare-editions.ts';
import { loadComments, type CommentView } from '../../../publishing/review/load-review.ts';
import { newTexts, publishArticle } from '../../../publishing/articles/publish-article.ts';
import { listTouched, type SealedWithdrawal, type TouchedArticle } from '../../../requests/permissions/withdrawn.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { ChangedSentences } from '../../kit/components/changed-text.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type FormState, type Option } from '../../kit/forms/form.ts';
import { declareForm } from '../../kit/forms/declared.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { readShownPair, shownPair } from '../../record/actions/as-shown.tsx';
import { useView } from '../../kit/view.tsx';
import { atDesk, requirePermission } from '../../kit/desk/who.ts';
import { FiguresSaid } from './figures.tsx';
import { DeskClaims } from './publish-claims.tsx';
import { isOpen, OpenComments } from './comments.tsx';
import { noteField, noteSchema } from './note-field.ts';
import { AffectedArticles } from '../../requests/permissions/permissions.tsx';
import { ownSealedWithdrawals, SealedWithdrawals } from '../../requests/permissions/withdraw-sealed.tsx';
import { Problems, sentenceInEditor } from '../../documents/parts.tsx';
import { Section } from '../../record/show/parts.tsx';

const text = z.string().max(2000, 'documents.error.text.long').optional();

const firstForm = defineForm({ name: 'publish', schema: z.object({}), fields: {} });

/**
 * The form for an article that is already published. It asks what kind of change the new text is. Each kind has its own
 * operation, which checks the other fields.
 */
const againForm = defineForm({
  name: 'publish',
  schema: z.object({
    change: z.enum([...newTexts, 'correction'], 'publishing.error.change'),
    note: noteSchema,
    wrong: text,
    since: z.string().optional(),
    right: text,
  }),
  fields: {
    change: {
      kind: 'radio',
      label: 'publishing.acts.change',
      options: [
        { value: 'update', label: 'publishing.acts.update', hint: 'publishing.acts.update_hint' },
        { value: 'correction', label: 'publishing.acts.correction', hint: 'publishing.acts.correction_hint' },
        { value: 'slip', label: 'publishing.acts.slip', hint: 'publishing.acts.slip_hint' },
      ],
    },
    note: noteField,
    wrong: {
      kind: 'textarea',
      label: 'publishing.acts.wrong',
      hint: 'publishing.acts.wrong_hint',
      optional: true,
      rows: 2,
    },
    since: {
      kind: 'select',
      label: 'publishing.acts.since',
      hint: 'publishing.acts.since_hint',
      optional: true,
      width: 'half',
    },
    right: {
      kind: 'textarea',
      label: 'publishing.acts.right',
      hint: 'publishing.acts.right_hint',
      optional: true,
      rows: 2,
    },
  },
});

/**
 * The state of the article that the page shows: its version, and a digest of its photos, tags, section and so on
 * (`besideText`).
 */
const shownOf = ({ version, beside }: DeskArticle): string => shownPair(version, beside);

const shownIn = (sent?: string): { version: string; beside?: string } => {
  const { number, digest } = readShownPair(sent);
  return { version: number, beside: digest };
};

/**
 * The pages that publish an article for the first time, or again. They show the differences to the published text, and
 * ask for the kind of change.
 */
export const publishPages: Pages = (web) => {
  declareForm(web, routes.desk.publishArticle, againForm);
  web.on(['GET', 'POST'], routes.desk.publishArticle.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    requirePermission(desk, publishArticle);
    const db = desk.app.db.read;
    const article = await loadDeskArticle(db, Number(routes.desk.publishArticle.read(c.req.param()).number));
    const published = article.editions[0];
    const touched = await listTouched(db, { document: article.id });
    const sealedBack = await ownSealedWithdrawals(desk);
    const comments = await loadComments(db, article.id);
    const shown = { article, comments, touched, sealedBack };
    const changes = published
      ? changesBetween(await compareRevisions(db, article.number, published.revision, article.revision))
      : null;
    const since: Option[] = article.editions.toReversed().map((one) => ({
      value: String(one.number),
      text: t('publishing.acts.edition', {
        number: one.number,
        date: edtfWords(t, one.at.toISOString().slice(0, 10)).text,
      }),
    }));
    const submit = { article: article.article };
    const toReaders = routes.article({
      number: article.number,
      slug: articleSlug(article.slug, article.form.headline.text),
    });
    const current = async () => ({ values: {}, version: shownOf(await loadDeskArticle(db, article.number)) });
    if (!published)
      return handleForm(c, firstForm, {
        initial: () => fresh({}, { version: shownOf(article) }),
        render: (state) => <PublishPage {...shown} state={state} changes={null} />,
        submit: async (_data, { version }) => {
          await run(desk.app, publishArticle, desk.principal, { ...submit, ...shownIn(version) });
          return toReaders;
        },
        current,
      });
    return handleForm(c, againForm, {
      // If there is only one edition, the mistake must be in it, so it is selected.
      initial: () =>
        fresh(since.length === 1 ? { since: since[0]!.value } : {}, {
          version: shownOf(article),
          options: { since },
        }),
      again: () => ({ options: { since } }),
      render: (state) => <PublishPage {...shown} state={state} changes={changes} />,
      submit: async ({ change, note, wrong, right, since: first }, { version }) => {
        const on = { ...submit, ...shownIn(version) };
        if (change === 'correction')
          await run(desk.app, correctArticle, desk.principal, {
            ...on,
            wrong: wrong ?? '',
            right: right ?? '',
            since: first ?? '',
          });
        else
          await run(desk.app, publishArticle, desk.principal, {
            ...on,
            change,
            note: change === 'update' ? note : undefined,
          });
        return toReaders;
      },
      current,
    });
  });
};

function PublishPage({
  article,
  comments,
  state,
  changes,
  touched,
  sealedBack,
}: {
  sealedBack: readonly SealedWithdrawal[];
  article: DeskArticle;
  comments: readonly CommentView[];
  state: FormState;
  changes: PublicChanges['changes'] | null;
  touched: readonly TouchedArticle[];
}) {
  const { t } = useView();
  const { number } = article;
  const title = t(changes ? 'publishing.articles.publish.again' : 'publishing.articles.publish.title');
  const here = routes.desk.article({ number });
  return (
    <DeskPage
      title={title}
      crumbs={[
        { label: t('publishing.articles.title'), href: routes.desk.articles() },
        { label: t('publishing.articles.number', { number }), href: here },
        { label: title },
      ]}
    >
      <h2>{article.form.headline.text}</h2>
      <DeskClaims article={article} main />
      <Problems check={article.check} hrefOf={(id) => sentenceInEditor(number, id)} />
      <FiguresSaid article={article} />
      <AffectedArticles touched={touched} here />
      <SealedWithdrawals ones={sealedBack} here />
      {changes ? (
        <Section id="differs" title={t('publishing.acts.differs', { count: changes.length })}>
          {changes.length ? (
            <ChangedSentences changes={changes} lang={article.form.language} />
          ) : (
            <p>{t('publishing.acts.differs_none')}</p>
          )}
        </Section>
      ) : null}
      <OpenComments article={article} comments={comments} />
      {article.check.ok && (!comments.some(isOpen) || state.problem || state.errors.length) ? (
        <Form
          form={changes ? againForm : firstForm}
          state={state}
          submit="publishing.articles.publish.submit"
          cancel={here}
        />
      ) : article.check.ok ? null : (
        <p>
          <a class="button main" href={routes.desk.writeArticle({ number })}>
            {t('publishing.articles.publish.mend')}
          </a>
        </p>
      )}
    </DeskPage>
  );
}
