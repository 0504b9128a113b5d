import { z } from 'zod';
import { loadDemands } from '../../../requests/demands/load-demands.ts';
import { AppError } from '../../../platform/errors.ts';
import { mayRun, type Principal } from '../../../platform/operation.ts';
import { restoreArticle } from '../../../publishing/articles/actions/restore-article.ts';
import { retractArticle } from '../../../publishing/articles/actions/retract-article.ts';
import { takeDownArticle } from '../../../publishing/articles/actions/take-down-article.ts';
import { unpublishArticle } from '../../../publishing/articles/actions/unpublish-article.ts';
import { loadSavedArticle, type DeskArticle } from '../../../publishing/articles/desk-article.ts';
import { compareEdition, contradictedInEdition } from '../../../publishing/editions/edition.ts';
import { forPage } from '../../../documents/agreement/compare-cited.ts';
import type { SentenceCheck } from '../../../documents/checks/check-article.ts';
import { problemWords } from './problem-words.ts';
import type { DeskAction } from '../../../publishing/articles/desk-actions.ts';
import type { ArticleAction } from '../../../publishing/tables.ts';
import type { DocumentState } from '../../../documents/tables.ts';
import { Notice, Table } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm, type Option } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { When } from '../../record/history/when.tsx';
import { changePage } from '../../kit/pages/form-page.tsx';
import { onlyFor, type DeskRequest } from '../../kit/pages/page-request.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Translate } from '../../../platform/messages/messages.ts';

const operations = {
  retract: retractArticle,
  'take-down': takeDownArticle,
  unpublish: unpublishArticle,
  restore: restoreArticle,
};

/** The actions that are possible in each state, the mildest first. */
const possible: Record<DocumentState, readonly ArticleAction[]> = {
  draft: [],
  published: ['retract', 'take-down', 'unpublish'],
  retracted: ['restore', 'take-down', 'unpublish'],
  'taken-down': ['restore'],
  unpublished: ['restore'],
};

const reason = {
  kind: 'textarea',
  label: 'publishing.acts.reason',
  hint: 'publishing.acts.reason_hint',
  rows: 3,
} as const;
const reasonForm = defineForm({
  name: 'act',
  schema: z.object({ reason: z.string('publishing.error.reason') }),
  fields: { reason },
});

const restoreDespiteForm = defineForm({
  name: 'act',
  schema: z.object({ exception: z.boolean().default(false), reason: z.string('publishing.error.reason') }),
  fields: {
    reason,
    exception: { kind: 'checkbox', label: 'publishing.acts.exception', hint: 'publishing.acts.exception_hint' },
  },
});

const takeDownForm = defineForm({
  name: 'act',
  schema: z.object({
    demandedBy: z.string('publishing.acts.demanded_by_missing'),
    forbidden: z.boolean().default(false),
    demandedOn: z.string('publishing.acts.demanded_on_missing'),
    law: z.string('publishing.acts.law_missing'),
    order: z.string().optional(),
    demand: z.string().optional(),
    reason: z.string().optional(),
  }),
  fields: {
    demandedBy: {
      kind: 'text',
      label: 'publishing.acts.demanded_by',
      hint: 'publishing.acts.demanded_by_hint',
      maxLength: 300,
    },
    forbidden: { kind: 'checkbox', label: 'publishing.acts.forbidden', hint: 'publishing.acts.forbidden_hint' },
    demandedOn: {
      kind: 'date',
      label: 'publishing.acts.demanded_on',
      hint: 'kit.date.day_hint',
      width: 'half',
    },
    law: { kind: 'text', label: 'publishing.acts.law', hint: 'publishing.acts.law_hint', maxLength: 300 },
    order: { kind: 'pick', label: 'publishing.acts.order', hint: 'publishing.acts.order_hint', optional: true },
    demand: {
      kind: 'select',
      label: 'requests.demand.followed',
      hint: 'requests.demand.followed_hint',
      optional: true,
    },
    reason: {
      kind: 'textarea',
      label: 'publishing.acts.more',
      hint: 'publishing.acts.more_hint',
      optional: true,
      rows: 3,
    },
  },
});

/**
 * The forms for retracting, removing, unpublishing and restoring an article. Each asks for the reason that readers will
 * see, and describes what else they will see.
 */
export const articleActPages: Pages = (web) => {
  for (const act of ['retract', 'unpublish'] as const)
    changePage(web, onlyFor(routes.desk.articleAct, { act }), {
      ...actOf(act),
      form: reasonForm,
      submit: ({ reason: why }, { run, view, version }) =>
        run(operations[act], { article: view.article.article, version, reason: why }),
    });

  const restore = actOf('restore');
  changePage(web, onlyFor(routes.desk.articleAct, { act: 'restore' }), {
    ...restore,
    load: async (at: DeskRequest<{ number: number }>) => {
      const view = await restore.load(at);
      const { id, article } = view.article;
      const comparisons = await compareEdition(at.db, article, { published: true, limits: forPage });
      return { ...view, contradicted: await contradictedInEdition(at.db, id, comparisons) };
    },
    form: ({ view }) => (view.contradicted.length ? restoreDespiteForm : reasonForm),
    lead: ({ t, view }) => (
      <>
        {restore.lead({ t, view })}
        <Contradicted sentences={view.contradicted} />
      </>
    ),
    submit: (values, { run, view, version }) =>
      run(restoreArticle, {
        article: view.article.article,
        version,
        reason: values.reason,
        exception: 'exception' in values && values.exception === true,
      }),
  });

  changePage(web, onlyFor(routes.desk.articleAct, { act: 'take-down' }), {
    ...actOf('take-down'),
    form: takeDownForm,
    options: async ({ t, db, view }) => ({ demand: await demandOptions(db, t, view.article.id) }),
    values: async ({ t, db, view }) => {
      const [one, ...others] = await demandOptions(db, t, view.article.id);
      return one && !others.length ? { demand: one.value } : {};
    },
    current: () => ({}),
    submit: async ({ forbidden, order: typed, ...data }, { run, picks, view, version }) => {
      const order = await picks.read('order', typed, { kinds: ['order'] });
      picks.throwIfUnclear();
      const { article } = view.article;
      return run(takeDownArticle, { article, version, ...data, order, tellWho: !forbidden });
    },
  });
};

async function loadActed({ db, params }: { db: Reader; params: { number: number } }, act: ArticleAction) {
  const article = await loadSavedArticle(db, params.number);
  if (!possible[article.state].includes(act))
    throw new AppError('act_impossible', { details: { state: article.state } });
  return { article, version: article.version };
}
type Acted = Awaited<ReturnType<typeof loadActed>>;

const actOf = (act: ArticleAction) => ({
  operation: operations[act],
  load: (at: DeskRequest<{ number: number }>) => loadActed(at, act),
  current: () => ({}),
  title: `publishing.acts.${act}`,
  crumbs: ({ t, view: { article } }: { t: Translate; view: Acted }) => [
    { label: t('publishing.articles.title'), href: routes.desk.articles() },
    {
      label: t('publishing.articles.number', { number: article.number }),
      href: routes.desk.article({ number: article.number }),
    },
  ],
  lead: ({ t, view }: { t: Translate; view: Acted }) => (
    <>
      <h2>{view.article.form.headline.text}</h2>
      <p class="lead">{t(`publishing.acts.${act}_lead`)}</p>
    </>
  ),
  save: `publishing.acts.${act}_submit`,
  home: ({ view }: { view: Acted }) => routes.desk.article({ number: view.article.number }),
});

/** Sentences of the published text that contradict their claims. They are shown before the text is restored. */
function Contradicted({ sentences }: { sentences: readonly SentenceCheck[] }) {
  const { t } = useView();
  if (!sentences.length) return null;
  return (
    <Notice kind="warning" title={t('publishing.acts.contradicted', { count: sentences.length })}>
      <p>{t('publishing.acts.contradicted_lead')}</p>
      <ul>
        {sentences.map(({ text, problems }) => (
          <li>
            {text}
            <ul>
              {problems.map((problem) => (
                <li>{problemWords(t, problem)}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

async function demandOptions(db: Reader, t: Translate, about: number): Promise<Option[]> {
  return (await loadDemands(db, { about })).map((one) => ({
    value: one.ref,
    text: `${t('requests.demand.number', { number: one.number })} · ${one.what.slice(0, 80)}`,
  }));
}

/**
 * The part of the article's desk page with the actions taken since its publication, and the actions that are possible
 * now.
 */
export function ArticleActionButtons({ article, principal }: { article: DeskArticle; principal: Principal }) {
  const { t } = useView();
  const acts = possible[article.state].filter((act) => mayRun(principal, operations[act]));
  const { number } = article;
  if (!acts.length && !article.acts.length) return null;
  return (
    <section class="panel" aria-labelledby="acts" id="acts-panel">
      <h2 id="acts">{t('publishing.acts.title')}</h2>
      {article.acts.length ? (
        <Table
          caption={t('publishing.acts.caption', { count: article.acts.length })}
          head={[t('publishing.acts.act'), t('publishing.acts.when'), t('publishing.acts.told')]}
          rows={article.acts.map((one) => [
            t(`publishing.act.${one.act}`),
            <>
              <When at={one.at} /> {one.by ?? ''}
            </>,
            <ActionSummary act={one} />,
          ])}
        />
      ) : null}
      {acts.length ? (
        <ul class="bare acts">
          {acts.map((act) => (
            <li>
              <a class="button small" href={routes.desk.articleAct({ number, act })}>
                {t(`publishing.acts.${act}`)}
              </a>{' '}
              <span class="hint">{t(`publishing.acts.${act}_short`)}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function ActionSummary({ act }: { act: DeskAction }) {
  const { t } = useView();
  const { demand: one } = act;
  return (
    <>
      {one ? (
        <p>
          {one.by}, <EdtfDate edtf={one.on} />, {one.law}
          {one.order ? (
            <>
              {' '}
              ·{' '}
              <a href={routes.desk.order({ number: one.order.number })}>
                {one.order.title || t('record.desk.kind.order')}
              </a>
            </>
          ) : null}
          {one.followed ? (
            <>
              {' '}
              ·{' '}
              <a href={routes.desk.demand({ number: one.followed.number })}>
                {t('requests.demand.number', { number: one.followed.number })}
              </a>
            </>
          ) : null}
          {one.tellWho ? null : <> · {t('publishing.acts.not_told')}</>}
        </p>
      ) : null}
      {act.reason ? <p>{act.reason}</p> : null}
    </>
  );
}

/** The notice above the text if readers do not see the article, or see it marked as retracted. */
export function StateNotice({ article }: { article: DeskArticle }) {
  const { t } = useView();
  if (article.state === 'draft' || article.state === 'published') return null;
  return (
    <Notice kind="warning" title={t(`documents.state.${article.state}`)}>
      <p>{t(`publishing.acts.now_${article.state}`)}</p>
    </Notice>
  );
}
