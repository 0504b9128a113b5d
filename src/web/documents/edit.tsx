import type { Child } from 'hono/jsx';
import { createArticles } from '../../documents/create-articles.ts';
import type { ComparedSentence } from '../../documents/model/compare.ts';
import { saveArticle } from '../../documents/save-article.ts';
import { asAppError } from '../../platform/errors.ts';
import { run } from '../../platform/operation.ts';
import {
  compareWithSaved,
  loadDeskArticle,
  loadHead,
  type DeskArticle,
} from '../../publishing/articles/desk-article.ts';
import { diffDocument } from '../../documents/model/diff-document.ts';
import { articleForm as articleSchema } from '../../documents/model/form.ts';
import type { ClaimView } from '../../record/views/claims.ts';
import { DeskPage } from '../kit/components/layout.tsx';
import { Notice } from '../kit/components/page-parts.tsx';
import type { Pages } from '../kit/context.ts';
import { Form } from '../kit/forms/fields.tsx';
import { fresh, type FormState } from '../kit/forms/form.ts';
import { declareForm } from '../kit/forms/declared.ts';
import { handleForm } from '../kit/forms/handle.ts';
import { loadLists } from '../kit/forms/pick-lists.tsx';
import { Picks, pickTexts } from '../kit/forms/pick.ts';
import { isTree, textIn } from '../kit/forms/tree.ts';
import { filterValues, routes } from '../routes.ts';
import { page, useView } from '../kit/view.tsx';
import { atDesk, requirePermission } from '../kit/desk/who.ts';
import { adviceOnDocument } from '../law/advice/load-advice.ts';
import { AdviceShown } from '../law/advice/shown.tsx';
import { articleWebForm, atFields, languageOptions, toArticle, toValues } from './form.ts';
import { Changes } from '../publishing/articles/changes.tsx';
import { FiguresSaid } from '../publishing/articles/figures.tsx';
import { ClaimsToCite, Problems, sentenceFieldsIn } from './parts.tsx';
import { claimsToCite } from '../publishing/articles/queries.ts';

type EditProps = {
  title: string;
  state: FormState;
  claims: readonly ClaimView[];
  found: boolean;
  article?: DeskArticle;
  differs?: readonly ComparedSentence[];
  /** The legal advice on the input. */ advice?: Child;
  cancel: string;
  /** The suggestions for the form's pick fields. */ lists: Child;
  crumbs: { label: string; href?: string }[];
};

function EditPage({ title, state, claims, found, article, differs, advice, cancel, lists, crumbs }: EditProps) {
  const { t } = useView();
  const places = sentenceFieldsIn(state.values);
  const sent = state.errors.length > 0 || state.problem !== undefined;
  const form: Child = (
    <>
      {differs?.length ? (
        <Notice kind="warning" title={t('publishing.articles.conflict.title')}>
          <p>{t('publishing.articles.conflict.lead')}</p>
          <Changes
            changes={differs}
            before={t('publishing.articles.conflict.theirs')}
            after={t('publishing.articles.conflict.yours')}
          />
        </Notice>
      ) : null}
      {advice}
      {article && !sent && !advice ? <Problems check={article.check} hrefOf={(id) => places.get(id)} /> : null}
      {article && !sent ? <FiguresSaid article={article} /> : null}
      <Form
        form={articleWebForm}
        state={state}
        submit="publishing.articles.save"
        more={[
          { intent: 'write', label: 'publishing.articles.write_on' },
          { intent: 'find', label: 'publishing.articles.find_button' },
          ...(article ? [{ intent: 'advice', label: 'law.advice.get' }] : []),
        ]}
        cancel={cancel}
      />
    </>
  );
  return (
    <DeskPage
      title={title}
      wide
      crumbs={crumbs}
      scripts={['articles']}
      styles={advice ? ['law.css'] : []}
      actions={
        article ? (
          <a class="button small" href={routes.desk.writeArticle({ number: article.number })}>
            {t('documents.write.open')}
          </a>
        ) : undefined
      }
    >
      <div class="writing">
        <section aria-label={t('publishing.articles.form_label')}>
          {form}
          {lists}
        </section>
        <section class="beside" aria-label={t('publishing.articles.cite.title')} tabindex={0}>
          <ClaimsToCite claims={claims} found={found} />
        </section>
      </div>
    </DeskPage>
  );
}

/** The refs of the cases that the form names by number. */
function casesIn(values: FormState['values']): string[] {
  const rows = Array.isArray(values.cases) ? values.cases.filter(isTree) : [];
  return rows.flatMap((row) => {
    const number = /(?:^|case\/)([1-9]\d{0,15})$/.exec(textIn(row, 'case'))?.[1];
    return number ? [`case/${number}`] : [];
  });
}
const findIn = (values: FormState['values']): string => (typeof values.find === 'string' ? values.find.trim() : '');

const listNames = ['case', 'claim'] as const;

/** Edits an article in a plain form. Beside the form are claims to cite and the checks of each sentence. */
export const articleEditPages: Pages = (web) => {
  for (const route of [routes.desk.newPlainArticle, routes.desk.editArticle]) declareForm(web, route, articleWebForm);
  web.on(['GET', 'POST'], routes.desk.newPlainArticle.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    requirePermission(desk, createArticles);
    const db = desk.app.db.read;
    const from = c.req.query('case');
    const lists = await loadLists(db, listNames);
    const picks = new Picks(db, t);
    const options = { language: languageOptions(t, c.get('deps').paper()) };
    const show = async (state: FormState) => (
      <EditPage
        title={t('publishing.articles.new')}
        state={state}
        claims={await claimsToCite(db, { find: findIn(state.values), cases: casesIn(state.values) })}
        found={findIn(state.values) !== ''}
        lists={lists}
        cancel={routes.desk.articles()}
        crumbs={[
          { label: t('publishing.articles.title'), href: routes.desk.articles() },
          { label: t('publishing.articles.new') },
        ]}
      />
    );
    return handleForm(c, articleWebForm, {
      initial: async () =>
        fresh(
          {
            language: c.get('deps').paper().language,
            byline: { kind: 'by', names: desk.principal.name },
            cases: [...(await pickTexts(db, [from && `case/${from.replace('case/', '')}`])).values()].map((text) => ({
              case: text,
            })),
            blocks: [{ type: 'paragraph', sentences: [{}] }],
          },
          { options },
        ),
      again: () => ({ options: { ...options, ...picks.offered } }),
      render: show,
      submit: async (data, { intent, values }) => {
        if (intent === 'find') return page(c, await show({ values, errors: [], focus: 'find', options }));
        const input = await toArticle(picks, data);
        picks.throwIfUnclear();
        const [made] = await run(desk.app, createArticles, desk.principal, {
          articles: [input],
          why: data.why,
        }).catch(rethrowAtFields);
        return intent === 'write'
          ? routes.desk.writeArticle({ number: made!.number })
          : routes.desk.editArticle({ number: made!.number });
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.editArticle.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const db = desk.app.db.read;
    const { number } = routes.desk.editArticle.read(c.req.param());
    const article = await loadDeskArticle(db, Number(number));
    const options = { language: languageOptions(t, c.get('deps').paper(), article.form.language) };
    const lists = await loadLists(db, listNames);
    const picks = new Picks(db, t);
    const first = filterValues(new URL(c.req.url), 'cite')
      .map(Number)
      .filter((one) => Number.isSafeInteger(one) && one > 0);
    let differs: ComparedSentence[] = [];
    let advice: Child;
    const show = async (state: FormState) => (
      <EditPage
        advice={advice}
        title={article.form.headline.text}
        state={state}
        claims={await claimsToCite(db, { find: findIn(state.values), cases: casesIn(state.values), first })}
        found={findIn(state.values) !== ''}
        lists={lists}
        article={article}
        differs={differs}
        cancel={routes.desk.article({ number: article.number })}
        crumbs={[
          { label: t('publishing.articles.title'), href: routes.desk.articles() },
          {
            label: t('publishing.articles.number', { number: article.number }),
            href: routes.desk.article({ number: article.number }),
          },
          { label: t('publishing.articles.edit') },
        ]}
      />
    );
    return handleForm(c, articleWebForm, {
      initial: async () => fresh(await toValues(db, article.form), { version: String(article.version), options }),
      again: () => ({ options: { ...options, ...picks.offered } }),
      render: show,
      submit: async (data, { version, intent, values }) => {
        if (intent === 'find') return page(c, await show({ values, errors: [], version, focus: 'find', options }));
        const input = await toArticle(picks, data);
        picks.throwIfUnclear();
        if (intent === 'advice') {
          const { doc } = diffDocument((await loadHead(db, article.number)).doc, articleSchema.parse(input));
          advice = (
            <AdviceShown
              advice={await adviceOnDocument(c, doc, data.language ?? article.form.language, article.article)}
              read="typed"
            />
          );
          return page(c, await show({ values, errors: [], version, options }));
        }
        try {
          await run(desk.app, saveArticle, desk.principal, {
            ...input,
            article: article.article,
            version: version ?? '',
            why: data.why,
          });
        } catch (thrown) {
          if (asAppError(thrown).code === 'conflict')
            differs = await compareWithSaved(db, article.number, articleSchema.parse(input));
          rethrowAtFields(thrown);
        }
        return intent === 'write'
          ? routes.desk.writeArticle({ number: article.number })
          : `${routes.desk.editArticle({ number: article.number })}#check-panel`;
      },
      current: async () => {
        const now = await loadDeskArticle(db, article.number);
        return { values: await toValues(db, now.form), version: String(now.version) };
      },
    });
  });
};

/** Throws an operation's errors again, with the paths of this form's fields. */
function rethrowAtFields(thrown: unknown): never {
  const error = asAppError(thrown);
  for (const field of error.fields) field.path = atFields(field.path);
  throw error;
}
