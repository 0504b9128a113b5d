import { z } from 'zod';
import { loadDemands } from '../../../requests/demands/load-demands.ts';
import { AppError } from '../../../platform/errors.ts';
import { mayRun, run, type Principal } from '../../../platform/operation.ts';
import { restoreArticle } from '../../../publishing/articles/acts/restore-article.ts';
import { retractArticle } from '../../../publishing/articles/acts/retract-article.ts';
import { takeDownArticle } from '../../../publishing/articles/acts/take-down-article.ts';
import { unpublishArticle } from '../../../publishing/articles/acts/unpublish-article.ts';
import { loadDeskArticle, type DeskArticle } from '../../../publishing/articles/desk-article.ts';
import type { DeskAct } from '../../../publishing/articles/desk-acts.ts';
import type { ArticleAct } from '../../../publishing/tables.ts';
import type { DocumentState } from '../../../documents/tables.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice, Table } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type Form as FormDefinition, type FormState, type Option } from '../../kit/forms/form.ts';
import { handleForm, type Sent } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk, demand, type Desk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { Picks } from '../../record/forms/pick.ts';

const operations = {
  retract: retractArticle,
  'take-down': takeDownArticle,
  unpublish: unpublishArticle,
  restore: restoreArticle,
};

/** What can be done with an article in a state, the mildest first. */
const possible: Record<DocumentState, readonly ArticleAct[]> = {
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

const takeDownForm = defineForm({
  name: 'act',
  schema: z.object({
    demandedBy: z.string('publishing.error.missing'),
    forbidden: z.boolean().default(false),
    demandedOn: z.string('record.value.edtf'),
    law: z.string('publishing.error.missing'),
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
      kind: 'text',
      label: 'publishing.acts.demanded_on',
      hint: 'publishing.acts.demanded_on_hint',
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

/** Retracting, taking down, unpublishing, restoring: each asks for what readers will be told, and says what they will see. */
export const articleActPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.articleAct.pattern, async (c) => {
    const { number, act } = routes.desk.articleAct.read(c.req.param());
    if (!(act in operations)) throw new AppError('not_found');
    const desk = await atDesk(c);
    demand(desk, operations[act as ArticleAct]);
    const article = await loadDeskArticle(desk.app.db.read, number);
    if (!possible[article.state].includes(act as ArticleAct))
      throw new AppError('act_impossible', { details: { state: article.state } });
    return act === 'take-down'
      ? takeDown(c, desk, article)
      : withReason(c, desk, article, act as Exclude<ArticleAct, 'take-down'>);
  });
};

const current = (desk: Desk, article: DeskArticle) => async () => ({
  values: {},
  version: String((await loadDeskArticle(desk.app.db.read, article.number)).version),
});
const on = (article: DeskArticle, { version }: Sent) => ({ article: article.article, version: version ?? '' });

function withReason(
  c: Ctx,
  desk: Desk,
  article: DeskArticle,
  act: Exclude<ArticleAct, 'take-down'>,
): Promise<Response> {
  return handleForm(c, reasonForm, {
    initial: () => fresh({}, { version: String(article.version) }),
    render: (state) => <ActPage article={article} act={act} form={reasonForm} state={state} />,
    submit: async (data, sent) => {
      await run(desk.app, operations[act], desk.principal, { ...on(article, sent), reason: data.reason });
      return routes.desk.article({ number: article.number });
    },
    current: current(desk, article),
  });
}

async function takeDown(c: Ctx, desk: Desk, article: DeskArticle): Promise<Response> {
  const t = c.get('t');
  const demands = await loadDemands(desk.app.db.read, { about: article.id });
  const known: Option[] = demands.map((one) => ({
    value: one.ref,
    text: `${t('requests.demand.number', { number: one.number })} · ${one.what.slice(0, 80)}`,
  }));
  let offered: Record<string, readonly Option[]> = {};
  return handleForm(c, takeDownForm, {
    initial: () =>
      fresh(known.length === 1 ? { demand: known[0]!.value } : {}, {
        version: String(article.version),
        options: { demand: known },
      }),
    again: () => ({ options: { ...offered, demand: known } }),
    render: (state) => <ActPage article={article} act="take-down" form={takeDownForm} state={state} />,
    submit: async ({ forbidden, order: typed, ...data }, sent) => {
      const picks = new Picks(desk.app.db.read, c.get('t'));
      const order = await picks.read('order', typed, { kinds: ['order'] });
      offered = picks.offered;
      picks.throwIfUnclear();
      await run(desk.app, takeDownArticle, desk.principal, {
        ...on(article, sent),
        ...data,
        order,
        tellWho: !forbidden,
      });
      return routes.desk.article({ number: article.number });
    },
    current: current(desk, article),
  });
}

function ActPage({
  article,
  act,
  form,
  state,
}: {
  article: DeskArticle;
  act: ArticleAct;
  form: FormDefinition;
  state: FormState;
}) {
  const { t } = useView();
  const here = routes.desk.article({ number: article.number });
  return (
    <DeskPage
      title={t(`publishing.acts.${act}`)}
      noindex
      crumbs={[
        { label: t('publishing.articles.title'), href: routes.desk.articles() },
        { label: t('publishing.articles.number', { number: article.number }), href: here },
        { label: t(`publishing.acts.${act}`) },
      ]}
    >
      <h2>{article.form.headline.text}</h2>
      <p class="lead">{t(`publishing.acts.${act}_lead`)}</p>
      <Form form={form} state={state} submit={`publishing.acts.${act}_submit`} cancel={here} />
    </DeskPage>
  );
}

/** On the article's page at the desk: how it stands before readers, what befell it, and what can be done. */
export function ArticleActs({ article, principal }: { article: DeskArticle; principal: Principal }) {
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

function ActionSummary({ act }: { act: DeskAct }) {
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

/** Above the text: that readers don't have it, or have it marked. */
export function StateNotice({ article }: { article: DeskArticle }) {
  const { t } = useView();
  if (article.state === 'draft' || article.state === 'published') return null;
  return (
    <Notice kind="warning" title={t(`documents.state.${article.state}`)}>
      <p>{t(`publishing.acts.now_${article.state}`)}</p>
    </Notice>
  );
}
