import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { editors, isEditor, legal } from '../../../accounts/tables.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { mayRun, run as runOperation, type Principal } from '../../../platform/operation.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { loadBatch } from '../../../record/views/change-sets.ts';
import { addFactSelected } from '../../../work/lists/selection/add-fact-selected.ts';
import { assignSelected } from '../../../work/lists/selection/assign-selected.ts';
import { planAct, type ActPlan } from '../../../work/lists/selection/plan-act.ts';
import { selectItems } from '../../../work/lists/selection/select-items.ts';
import { findSelection, type Selection, type StayReason } from '../../../work/lists/selection/selection.ts';
import { showSelected } from '../../../work/lists/selection/show-selected.ts';
import { uncheckSelected } from '../../../work/lists/selection/uncheck-selected.ts';
import { tagSelectedArticles } from '../../../work/lists/selection/tag-selected-articles.ts';
import { tagSelected } from '../../../work/lists/selection/tag-selected.ts';
import { listTags } from '../../../publishing/tags/queries.ts';
import { tagsIn } from '../../../record/tags/tables.ts';
import { undoSelected } from '../../../work/lists/selection/undo-selected.ts';
import { undoTaggedArticles } from '../../../work/lists/selection/undo-tagged-articles.ts';
import type { Act, ListKind } from '../../../work/lists/declare.ts';
import { isListKind, listOf } from '../../../work/lists/kinds.ts';
import { isAct, readView } from '../../../work/lists/view.ts';
import { whoSees } from '../../../work/item.ts';
import { assignmentsOf, type Assignment } from '../../../work/load-work.ts';
import { priorities } from '../../../work/tables.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { requirePermission } from '../../kit/desk/who.ts';
import { defineForm, type Option } from '../../kit/forms/form.ts';
import { inWords, type PublicationView } from '../../kit/publication.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { buttonRoute, formPage, ResponseInstead } from '../../kit/pages/form-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { useView } from '../../kit/view.tsx';
import { KnownTags } from '../../publishing/articles/tags.tsx';
import { readVersions, shownVersionsIn } from '../../record/actions/as-shown.tsx';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { publicationPage } from '../../record/publication/publication-page.tsx';
import { routes, safeNext } from '../../routes.ts';
import { listAddress, listTitle } from './addresses.ts';
import { filesOf } from './selection-files.ts';

/** The maximum number of items that a page names in each of its lists. */
const maxNamed = 100;
/** The maximum number of cases or claims that are published together, because the page lists what becomes public. */
const maxPublished = 500;

/**
 * Who may apply which action to a selection. `merge` and `export` only lead to other pages, which check the permission
 * again.
 */
const permissions: Record<Act, { permission: readonly string[] | 'anyone' }> = {
  tag: tagSelected,
  fact: addFactSelected,
  assign: assignSelected,
  uncheck: uncheckSelected,
  public: { permission: editors },
  desk: showSelected,
  merge,
  export: { permission: legal },
};

/** The tags of articles are topics that readers see, so they have their own operation. */
const permissionOf = (kind: ListKind, act: Act): { permission: readonly string[] | 'anyone' } =>
  kind === 'article' && act === 'tag' ? tagSelectedArticles : permissions[act];

/** The actions that a person may apply to items of a list. */
export const actsOf = (kind: ListKind, principal: Principal): Act[] =>
  listOf(kind).acts.filter((act) => mayRun(principal, permissionOf(kind, act)));

/** Whether the page `publishSelection` makes items of a kind public. It first shows what becomes public with them. */
const isPlanned = (kind: ListKind): boolean => kind === 'case' || kind === 'claim';

type SelectionRequest = Pick<DeskRequest<{ key: string; act: string }>, 'db' | 'principal' | 'params'>;
/** A selection of items, and the action to apply to it. */
export type SelectionAct = { selection: Selection; act: Act };
type View = SelectionAct & { plan: ActPlan; briefs: Map<number, Brief>; assigned: ReadonlyMap<number, Assignment> };

export async function findSelectionAct({
  db,
  principal,
  params: { key, act },
}: SelectionRequest): Promise<SelectionAct> {
  const selection = await findSelection(db, key, principal);
  if (!isAct(act) || !listOf(selection.list).acts.includes(act)) throw new AppError('not_found');
  if (selection.outcome) throw new AppError('gone');
  return { selection, act };
}

async function loadView(asked: SelectionRequest): Promise<View> {
  const { selection, act } = await findSelectionAct(asked);
  const plan = await planAct(asked.db, selection, { act, editor: isEditor(asked.principal) });
  const briefs = await briefsOf(asked.db, plan);
  const assigned = await assignmentsOf(asked.db, 'thing_id', act === 'assign' ? [...briefs.keys()] : []);
  return { selection, act, plan, briefs, assigned };
}

/** Loads the items that the page names. */
export function briefsOf(db: Reader, { does, stays }: ActPlan): Promise<Map<number, Brief>> {
  const named = [does, ...stays.values()].flatMap((items) => items.slice(0, maxNamed));
  return loadBriefs(
    db,
    named.map(({ id }) => id),
    'desk',
    true,
  );
}

/** The address of the list with the view in which the items were selected. */
export const backTo = ({ list, query }: Selection): string =>
  listAddress(list, readView(listOf(list), new URLSearchParams(query)));

export const crumbsTo = (t: DeskRequest<unknown>['t'], selection: Selection) => [
  { label: t('site.desk.home.title'), href: routes.desk.home() },
  { label: t(listTitle(selection.list)), href: backTo(selection) },
];

/** The address of the page to use instead of `actOnSelection`, if there is one for the action. */
function otherPage({ selection, act, plan }: View): string | undefined {
  const { key, list } = selection;
  // If nothing can become public, `actOnSelection` is shown, because it says why.
  if (act === 'public' && isPlanned(list) && plan.does.length) return routes.desk.publishSelection({ key });
  if (act === 'fact') return routes.desk.addFactToSelection({ key });
  if (act === 'merge' && plan.does.length === 2)
    return routes.desk.duplicate({ a: plan.does[0]!.ref, b: plan.does[1]!.ref });
  return undefined;
}

/** Downloads of the selected items: the list with its columns, and their data in the export formats. */
function Files({ selection }: { selection: Selection }) {
  const { t } = useView();
  return (
    <ul class="list">
      {filesOf(selection.list).map((file) => (
        <li>
          <a href={routes.desk.selectionFile({ key: selection.key, file })} download>
            {t(`work.lists.file.${file.replace('.', '_')}`)}
          </a>{' '}
          <small>{file}</small>
        </li>
      ))}
    </ul>
  );
}

const schema = z.object({
  to: z.string().optional(),
  due: z.string().optional(),
  priority: z.enum(priorities).default('normal'),
  add: z.string().max(2000, 'errors.field.text.long').default(''),
  drop: z.string().max(2000, 'errors.field.text.long').default(''),
  section: z.string().max(80).default(''),
});
/** Two values of the field for the section of articles: leave the section unchanged, or remove it. */
const asIs = '';
const noSection = '-';
const sectionsOf = (t: Translate, paper: PublicationView): Option[] =>
  paper.sections.map(({ key, names }) => ({ value: key, text: inWords(names, t.locale, paper) }));

/** @param articles only for articles; `sections`: those to which the person may move the articles */
const formOf = (act: Act, articles?: { sections: readonly Option[] }) =>
  defineForm({
    name: 'selection',
    schema,
    fields:
      act === 'assign'
        ? {
            to: { kind: 'select', label: 'work.assign.to', empty: 'work.assign.nobody', optional: true },
            due: {
              kind: 'date',
              wholeDay: true,
              yearless: 'future',
              label: 'work.assign.due',
              hint: 'kit.date.ahead_hint',
              optional: true,
              width: 'half',
            },
            priority: {
              kind: 'select',
              label: 'work.assign.priority',
              options: priorities.map((value) => ({ value, label: `work.priority.${value}` })),
              width: 'half',
            },
          }
        : act === 'tag'
          ? {
              add: {
                kind: 'text',
                label: 'work.lists.tag_add',
                hint: articles ? 'publishing.acts.tags_hint' : 'work.lists.tag_hint',
                optional: true,
                ...(articles && { list: 'tags-known' }),
              },
              drop: {
                kind: 'text',
                label: 'work.lists.tag_drop',
                optional: true,
                ...(articles && { list: 'tags-known' }),
              },
              ...(articles?.sections.length && {
                section: {
                  kind: 'select',
                  label: 'publishing.publication.article.section',
                  width: 'half',
                  options: [
                    { value: asIs, label: 'work.lists.section_as_is' },
                    { value: noSection, label: 'publishing.publication.article.no_section' },
                    ...articles.sections,
                  ],
                },
              }),
            }
          : {},
  });

type NamedProps = {
  ids: readonly number[];
  briefs: ReadonlyMap<number, Brief>;
  count: number;
  assigned?: ReadonlyMap<number, Assignment>;
};

/** A list of items, with the person to whom each is assigned. */
function Named({ ids, briefs, count, assigned }: NamedProps) {
  const { t } = useView();
  const shown = ids.slice(0, maxNamed).flatMap((id) => {
    const brief = briefs.get(id);
    return brief ? [{ brief, name: assigned?.get(id)?.name }] : [];
  });
  return (
    <>
      <ul class="list">
        {shown.map(({ brief, name }) => (
          <li>
            <BriefLine brief={brief} />
            {name ? <span class="muted"> · {t('work.assigned_to', { name })}</span> : null}
          </li>
        ))}
      </ul>
      {count > shown.length ? <p class="muted">{t('work.lists.and_more', { count: count - shown.length })}</p> : null}
    </>
  );
}

function AssignedWarning({ held }: { held: number }) {
  const { t } = useView();
  return held ? <Notice kind="warning" title={t('work.lists.held', { count: held })} /> : null;
}

/** The items that the action skips, grouped by reason. */
function Stays({
  stays,
  act,
  ...named
}: {
  stays: readonly (readonly [StayReason, readonly number[]])[];
  act: Act;
} & Pick<NamedProps, 'briefs' | 'assigned'>) {
  const { t } = useView();
  return (
    <>
      {stays.map(([why, ids]) => (
        <Section
          id={`stays-${why}`}
          title={t('work.lists.stays', { count: ids.length, why: t(`work.lists.why.${why}`, { act }) })}
        >
          <Named ids={ids} count={ids.length} {...named} />
        </Section>
      ))}
    </>
  );
}

/** The items that an action would change, and those that it would skip. */
export function Plan({ plan, act, ...named }: Pick<View, 'plan' | 'briefs' | 'act'> & { assigned?: View['assigned'] }) {
  const { t } = useView();
  return (
    <>
      {plan.does.length ? (
        <Section id="does" title={t('work.lists.does', { count: plan.does.length })}>
          <Named ids={plan.does.map(({ id }) => id)} count={plan.does.length} {...named} />
        </Section>
      ) : null}
      <Stays
        stays={[...plan.stays].map(([why, items]) => [why, items.map(({ id }) => id)] as const)}
        act={act}
        {...named}
      />
    </>
  );
}

/** The operation that undoes an action if the history cannot undo it. */
const undoOf = ({ outcome }: Selection) => (outcome?.act === 'tag' ? undoTaggedArticles : undoSelected);

/** A notice that says what the action has changed, with the button or link that undoes it. */
function Done({ selection, undo }: { selection: Selection; undo: Child }) {
  const { t } = useView();
  const { outcome, list } = selection;
  if (!outcome) return null;
  const { act, done, undone, left = [] } = outcome;
  return (
    <Notice
      title={t(undone ? 'work.lists.undone' : 'work.lists.done', {
        act,
        count: undone ? done.length - left.length : done.length,
      })}
    >
      <p role="status">
        {undo}
        <a href={backTo(selection)}>{t(listTitle(list))}</a>
      </p>
    </Notice>
  );
}

/** The number of the change set of an action, with which the history can undo the action. */
async function changeSetOf({ db }: DeskRequest<unknown>, key: string): Promise<number | undefined> {
  return (await loadBatch(db, key, { limit: 1, offset: 0 })).sets[0]?.id;
}

/** The pages that apply actions to items selected in a list: preview, result, undo. */
export const selectionPages: Pages = (web) => {
  buttonRoute(web, routes.desk.selectItems, {
    act: async ({ params: { list: kind }, principal, run, intent, values, text }) => {
      if (!isListKind(kind)) throw new AppError('not_found');
      const act = intent ?? '';
      if (!isAct(act) || !actsOf(kind, principal).includes(act)) throw new AppError('bad_form');
      const query = text('query');
      const shown = shownVersionsIn(values);
      const refs = [values.item, values.claims, [values.article].flat().map((one) => `article/${String(one)}`)]
        .flat()
        .filter((one): one is string => typeof one === 'string');
      const scope = text('scope');
      const versions =
        scope === 'all'
          ? null
          : Object.fromEntries(Object.entries(shown).filter(([ref]) => scope === 'page' || refs.includes(ref)));
      if (versions && !Object.keys(versions).length)
        throw new AppError('nothing_selected', { details: { page: safeNext(text('back')) } });
      const { key } = await run(selectItems, {
        list: kind,
        query: query.slice(0, 4000),
        versions,
        holders: readVersions(text('holders').split(' ')),
      });
      return routes.desk.actOnSelection({ key, act });
    },
    home: () => routes.desk.home(),
  });

  // Shows what an action would change, and applies it.
  formPage(web, routes.desk.actOnSelection, {
    load: async (at: DeskRequest<{ key: string; act: string }>) => {
      const view = await loadView(at);
      const elsewhere = otherPage(view);
      if (elsewhere && at.c.req.method === 'GET') throw new ResponseInstead(at.c.redirect(elsewhere, 303));
      return { ...view, known: view.act === 'tag' && view.selection.list === 'article' ? await listTags(at.db) : null };
    },
    operation: ({ view }) => permissionOf(view.selection.list, view.act),
    form: ({ t, paper, principal, view: { act, selection } }) =>
      formOf(
        act,
        selection.list === 'article' ? { sections: isEditor(principal) ? sectionsOf(t, paper) : [] } : undefined,
      ),
    title: ({ t, view }) => t(`work.lists.act.${view.act}`),
    crumbs: ({ t, view }) => crumbsTo(t, view.selection),
    home: ({ view }) => backTo(view.selection),
    lead: ({ t, view: { act, plan, selection } }) => (
      <>
        <p class="lead" role="status">
          {t('work.lists.plan', { act, does: plan.does.length, stays: plan.items.length - plan.does.length })}
        </p>
        {act === 'assign' ? <AssignedWarning held={plan.does.filter(({ holder }) => holder !== null).length} /> : null}
        {selection.whole ? <p class="muted">{t('work.lists.as_selected')}</p> : null}
      </>
    ),
    options: async ({ db, view: { act } }) =>
      act === 'assign'
        ? {
            to: (await whoSees(db, { things: [], roles: legal })).map(({ id, name }) => ({
              value: String(id),
              text: name,
            })),
          }
        : undefined,
    values: () => ({ to: '', due: '', priority: 'normal', add: '', drop: '', section: asIs }),
    save: ({ view: { act } }) => `work.lists.act_on.${act}`,
    body: (form, { t, view: { act, plan, briefs, assigned, selection, known } }) => (
      <>
        {!plan.does.length ? (
          <Notice kind="warning" title={t('work.lists.nothing')} />
        ) : act === 'export' ? (
          <Files selection={selection} />
        ) : act === 'merge' ? (
          <Notice kind="warning" title={t('work.lists.merge_two')} />
        ) : (
          <>
            {form}
            {known ? <KnownTags known={known} /> : null}
          </>
        )}
        <Plan plan={plan} briefs={briefs} assigned={assigned} act={act} />
      </>
    ),
    submit: async ({ to, due, priority, add, drop, section }, { app, principal, view: { act, selection } }) => {
      const { key } = selection;
      const batch = { batch: key };
      if (act === 'assign')
        await runOperation(app, assignSelected, principal, {
          selection: key,
          to: to ? Number(to) : null,
          due: due || null,
          priority,
        });
      else if (act === 'tag' && selection.list === 'article')
        await runOperation(
          app,
          tagSelectedArticles,
          principal,
          {
            selection: key,
            add: tagsIn(add),
            drop: tagsIn(drop),
            ...(section !== asIs && { section: section === noSection ? null : section }),
          },
          undefined,
          batch,
        );
      else if (act === 'tag')
        await runOperation(
          app,
          tagSelected,
          principal,
          { selection: key, add: tagsIn(add), drop: tagsIn(drop) },
          undefined,
          batch,
        );
      else if (act === 'uncheck')
        await runOperation(app, uncheckSelected, principal, { selection: key }, undefined, batch);
      else if (act === 'desk' || (act === 'public' && !isPlanned(selection.list)))
        await runOperation(app, showSelected, principal, { selection: key, visibility: act }, undefined, batch);
      else throw new AppError('bad_form');
      return routes.desk.selection({ key });
    },
  });

  detailPage(web, routes.desk.selection, async (at) => {
    const { t, db, principal, params, may } = at;
    const selection = await findSelection(db, params.key, principal);
    const { outcome } = selection;
    if (!outcome) throw new AppError('not_found');
    const stays = Object.entries(outcome.stays) as [StayReason, number[]][];
    const briefs = await loadBriefs(
      db,
      [outcome.done, outcome.left ?? [], ...stays.map(([, ids]) => ids)].flatMap((ids) => ids.slice(0, maxNamed)),
      'desk',
      true,
    );
    const { editor: public_ = [] } = outcome.stays;
    // Only what the page names can be proposed to an editor. So nothing is proposed if the page does not name all
    // claims.
    const proposed =
      outcome.act === 'uncheck' && public_.length <= maxNamed
        ? public_.flatMap((id) => (briefs.has(id) ? [`claim/${briefs.get(id)!.number}`] : []))
        : [];
    const set = !outcome.before ? await changeSetOf(at, params.key) : undefined;
    const undo =
      outcome.before && !outcome.undone && may(undoOf(selection)) ? (
        <ActButton action={routes.desk.undoSelection({ key: params.key })} label={t('work.lists.undo')} />
      ) : set === undefined ? null : !isEditor(principal) ? (
        <>{t('work.lists.undo_by_editor')} · </>
      ) : (
        <>
          <a href={routes.desk.undoChangeSet({ number: set })}>{t('work.lists.undo')}</a> ·{' '}
        </>
      );
    return {
      title: t(`work.lists.act.${outcome.act}`),
      crumbs: crumbsTo(t, selection),
      body: (
        <>
          <Done selection={selection} undo={undo} />
          {outcome.left?.length ? (
            <Section id="left" title={t('work.lists.left', { count: outcome.left.length })}>
              <Named ids={outcome.left} briefs={briefs} count={outcome.left.length} />
            </Section>
          ) : null}
          {outcome.undone ? null : (
            <Section id="does" title={t('work.lists.changed', { count: outcome.done.length })}>
              <Named ids={outcome.done} briefs={briefs} count={outcome.done.length} />
            </Section>
          )}
          <Stays stays={stays} briefs={briefs} act={outcome.act} />
          {proposed.length && !isEditor(principal) ? (
            <ActButton
              action={routes.desk.changeClaims()}
              label={t('work.lists.propose_uncheck')}
              intent="uncheck"
              values={{ back: backTo(selection), claims: proposed }}
            />
          ) : null}
        </>
      ),
    };
  });

  buttonRoute(web, routes.desk.undoSelection, {
    act: async ({ db, principal, run, params: { key } }) => {
      await run(undoOf(await findSelection(db, key, principal)), { selection: key });
    },
    home: ({ params }) => routes.desk.selection({ key: params.key }),
  });

  publicationPage(web, routes.desk.publishSelection, async (at) => {
    const { t, db, principal, params, desk } = at;
    requirePermission(desk, permissions.public);
    const selection = await findSelection(db, params.key, principal);
    if (!isPlanned(selection.list)) throw new AppError('not_found');
    const plan = await planAct(db, selection, { act: 'public' });
    const home = backTo(selection);
    if (plan.does.length > maxPublished) throw new AppError('too_large', { details: { limit: maxPublished } });
    if (plan.does.length === 0) return at.c.redirect(home, 303);
    return {
      of: plan.does.map(({ ref }) => ref),
      words: {
        title: 'work.lists.publish.title',
        lead: 'work.lists.publish.lead',
        propose: 'record.publication.lead_propose',
      },
      name: t('work.lists.publish.name', {
        does: plan.does.length,
        stays: plan.items.length - plan.does.length,
      }),
      crumbs: crumbsTo(t, selection),
      home,
      next: { href: home, label: t(listTitle(selection.list)) },
      done: (set) => (set === undefined ? home : routes.desk.changeSet({ number: set })),
    };
  });
};
