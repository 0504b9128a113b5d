import type { Child } from 'hono/jsx';
import { isEditor } from '../../../accounts/tables.ts';
import { mayRun } from '../../../platform/operation.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { requireSecondPerson } from '../../../record/claims/second-person.ts';
import { maxSelected } from '../../../work/lists/selection/selection.ts';
import { listKinds, type Act, type DeclaredList, type ListKind } from '../../../work/lists/declare.ts';
import { listSavedViews, type SavedView } from '../../../search/saved/queries.ts';
import { listOf } from '../../../work/lists/kinds.ts';
import { loadList, type ListPage, type ListRow } from '../../../work/lists/load.ts';
import { holdersOf } from '../../../work/load-work.ts';
import { columnsOf, isFiltered, readView, type ListView } from '../../../work/lists/view.ts';
import type { ActionLink } from '../../kit/components/desk.tsx';
import { Empty, Notice, Pagination, Table } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { control } from '../../kit/forms/handle.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import { useView } from '../../kit/view.tsx';
import { ShownVersions, shownVersions } from '../../record/actions/as-shown.tsx';
import { briefTitle } from '../../record/desk/links.ts';
import { pageNumber, routes } from '../../routes.ts';
import { listAddress, listRoutes, listTitle, queryOf } from './addresses.ts';
import { CellView, isNumeric } from './cells.tsx';
import { actsOf } from './selection-pages.tsx';
import { ListFilters, loadFilterData, resolveThings } from './filters.tsx';

const creates: Record<ListKind, () => string> = {
  case: routes.desk.newCase,
  actor: routes.desk.newActor,
  source: routes.desk.newSource,
  claim: routes.desk.newClaim,
  article: routes.desk.newArticle,
  event: routes.desk.newEvent,
  proceeding: routes.desk.newProceeding,
  question: routes.desk.newQuestion,
};
const newLabel = (kind: ListKind): string =>
  kind === 'article' ? 'publishing.articles.new' : `record.desk.${kind}.new`;

/** The buttons above a list. */
function linksOf(kind: ListKind, { t, may }: DeskRequest<unknown>): (ActionLink | false)[] {
  const add = { href: creates[kind](), label: t(newLabel(kind)), main: true };
  if (kind !== 'article') return [add];
  return [
    { href: routes.desk.compileArticle(), label: t('publishing.articles.compile.title') },
    { href: routes.desk.photos(), label: t('record.photos.title') },
    may(createArticles) && add,
  ];
}

/** The links to related pages above a list. */
function nearOf(kind: ListKind, { t, may }: DeskRequest<unknown>): { href: string; label: string }[] {
  if (kind === 'case')
    return (['event', 'proceeding', 'question'] as const).map((one) => ({
      href: listRoutes[one](),
      label: t(`record.desk.kinds.${one}`),
    }));
  if (kind === 'claim' && may(requireSecondPerson))
    return [{ href: routes.desk.checking(), label: t('record.desk.checking.title') }];
  if (kind === 'source')
    return [
      { href: routes.desk.watch(), label: t('evidence.watch.title') },
      { href: routes.desk.captureOrders(), label: t('evidence.captures.title') },
    ];
  return [];
}

/** The name of the checkboxes in a list of this kind. */
const checkboxName = (kind: ListKind): string =>
  kind === 'claim' ? 'claims' : kind === 'article' ? 'article' : 'item';

function ItemCheckbox({ row, kind }: { row: ListRow; kind: ListKind }) {
  const { t } = useView();
  return (
    <input
      type="checkbox"
      name={checkboxName(kind)}
      value={kind === 'article' ? String(row.brief.number) : row.ref}
      disabled={row.brief.withdrawn || row.brief.visibility === 'sealed'}
      aria-label={
        kind === 'claim'
          ? t('record.desk.list.choose', { number: row.brief.number })
          : t('work.lists.tick', { title: briefTitle(t, row.brief) })
      }
    />
  );
}

function ListTable({
  list,
  view,
  page: { rows, things },
  caption,
  tick,
}: {
  list: DeclaredList;
  view: ListView;
  page: ListPage;
  caption: string;
  tick: boolean;
}) {
  const { t } = useView();
  const columns = columnsOf(list, view);
  const head = columns.map((column): Child => {
    if (!column.sort) return t(column.label);
    const here = view.sort.column === column.name;
    const down = here && !view.sort.down;
    return (
      <a href={listAddress(list.kind, { ...view, sort: { column: column.name, down } })}>
        {t(column.label)}
        {here ? <span aria-hidden="true">{view.sort.down ? ' ↓' : ' ↑'}</span> : null}
      </a>
    );
  });
  const sorted = columns.findIndex(({ name }) => name === view.sort.column);
  return (
    <Table
      caption={caption}
      head={head}
      numeric={columns.flatMap((column, index) => (isNumeric(column) ? [index] : []))}
      sorted={sorted < 0 ? undefined : { column: sorted, down: view.sort.down }}
      rows={rows.map((row) =>
        columns.map((column, index) => {
          const cell = <CellView column={column} row={row} things={things} />;
          return index === 0 && tick ? (
            <div class="ticked">
              <ItemCheckbox row={row} kind={list.kind} />
              <div>{cell}</div>
            </div>
          ) : (
            cell
          );
        }),
      )}
    />
  );
}

/**
 * The form around a list, with the actions on several items. An action first shows what it would change. Only the
 * buttons above a list of claims (“Mark as checked” and others) act at once, because the list shows the wordings.
 */
function SelectionForm({
  kind,
  view,
  page,
  acts,
  back,
  checks,
  holders,
  children,
}: {
  kind: ListKind;
  view: ListView;
  page: ListPage;
  acts: readonly Act[];
  back: string;
  checks: boolean;
  /** By the item's ref, the id of the account to which the item is assigned, or 0. */
  holders: Readonly<Record<string, number>>;
  children: Child;
}) {
  const { t, token, person } = useView();
  const direct = ['check', 'uncheck', 'public', 'desk'] as const;
  const proposed: Partial<Record<(typeof direct)[number], string>> = isEditor(person)
    ? {}
    : { public: 'record.proposals.publish', desk: 'record.proposals.hide' };
  const scopes = [
    ['some', t('work.lists.scope.some')],
    ['page', t('work.lists.scope.page')],
    ...(page.total <= maxSelected ? [['all', t('work.lists.scope.all', { count: page.total })] as const] : []),
  ] as const;
  return (
    <form method="post" action={checks ? routes.desk.changeClaims() : routes.desk.selectItems({ list: kind })}>
      {token ? <input type="hidden" name={control.token} value={token} /> : null}
      <input type="hidden" name="back" value={back} />
      <input type="hidden" name="query" value={queryOf(kind, view)} />
      <input type="hidden" name="holders" value={shownVersions(holders).join(' ')} />
      <ShownVersions versions={Object.fromEntries(page.rows.map(({ ref, version }) => [ref, version]))} />
      {checks ? (
        <p class="actions">
          <span class="muted">{t('record.desk.list.chosen')}</span>
          <button class="button small" type="submit" formaction={routes.desk.chooseForArticle()}>
            {t('publishing.articles.compile.from')}
          </button>
          {direct.map((act) => (
            <button class="button small" type="submit" name={control.intent} value={act}>
              {t(proposed[act] ?? `record.desk.list.act_${act}`)}
            </button>
          ))}
        </p>
      ) : null}
      {children}
      {acts.length ? (
        <fieldset class="several">
          <legend>{t('work.lists.select')}</legend>
          {scopes.map(([value, text]) => (
            <label>
              <input type="radio" name="scope" value={value} checked={value === 'some'} /> <span>{text}</span>
            </label>
          ))}
          {page.total > maxSelected ? <p class="muted">{t('work.lists.too_many', { limit: maxSelected })}</p> : null}
          <p class="actions">
            {acts.map((act) => (
              <button
                class="button small"
                type="submit"
                name={control.intent}
                value={act}
                formaction={checks ? routes.desk.selectItems({ list: kind }) : undefined}
              >
                {t(`work.lists.act.${act}`)}…
              </button>
            ))}
          </p>
        </fieldset>
      ) : null}
    </form>
  );
}

/** The saved views of a list, and the link that saves the current view. */
function SavedViews({ kind, view, saved }: { kind: ListKind; view: ListView; saved: readonly SavedView[] }) {
  const { t } = useView();
  const query = queryOf(kind, view);
  const list = listOf(kind);
  const here = listAddress(kind, view);
  return (
    <nav class="actions" aria-label={t('search.saved.title')}>
      {saved.map((one) => {
        const href = listAddress(kind, readView(list, new URLSearchParams(one.query)));
        return (
          <a href={href} aria-current={href === here ? 'page' : undefined}>
            {one.by === null ? one.name : t('work.lists.shared_by', { name: one.name, by: one.by })}
          </a>
        );
      })}
      {query ? <a href={routes.desk.newSearch({ query, list: kind })}>{t('work.lists.save_view')}</a> : null}
      {saved.some(({ by }) => by === null) ? <a href={routes.desk.searches()}>{t('work.lists.change_views')}</a> : null}
    </nav>
  );
}

/** Registers the page of each list that `src/work/lists` declares. */
export const listPages: Pages = (web) => {
  for (const kind of listKinds)
    detailPage(web, listRoutes[kind], async (at) => {
      const { c, t, db, paper, picks, principal } = at;
      const list = listOf(kind);
      const url = new URL(c.req.url);
      const { view, unclear } = await resolveThings(list, readView(list, url.searchParams), picks);
      const current = pageNumber(url);
      const page = await loadList(db, list, view, { limit: view.size, offset: (current - 1) * view.size });
      const data = await loadFilterData({ db, t, paper }, list, view);
      const caption = t('work.lists.caption', { kind, count: page.total });
      const near = nearOf(kind, at);
      const saved = await listSavedViews(db, principal.accountId!, kind);
      const filtered = isFiltered(view);
      const acts = actsOf(kind, principal);
      const checks = kind === 'claim' && mayRun(principal, checkClaims);
      const back = listAddress(kind, view, current);
      const held = acts.includes('assign')
        ? await holdersOf(
            db,
            page.rows.map(({ id }) => id),
          )
        : null;
      const holders = held ? Object.fromEntries(page.rows.map(({ ref, id }) => [ref, held.get(id) ?? 0])) : {};
      return {
        title: t(listTitle(kind)),
        crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
        links: linksOf(kind, at),
        body: (
          <div class="listing">
            <ListFilters list={list} view={view} data={data} />
            <div>
              {near.length ? (
                <p class="actions">
                  {near.map(({ href, label }) => (
                    <a href={href}>{label}</a>
                  ))}
                </p>
              ) : null}
              <SavedViews kind={kind} view={view} saved={saved} />
              {unclear.map((name) => (
                <Notice kind="warning" title={t('work.lists.unclear', { text: view.values[name]![0]! })} />
              ))}
              {!page.rows.length ? (
                <Empty
                  title={t(
                    filtered
                      ? 'record.desk.list.none_found'
                      : kind === 'article'
                        ? 'publishing.articles.none'
                        : 'record.desk.list.none',
                  )}
                  action={
                    filtered
                      ? { href: listAddress(kind), label: t('record.desk.list.show_all') }
                      : { href: creates[kind](), label: t(newLabel(kind)) }
                  }
                >
                  {kind === 'article'
                    ? t(filtered ? 'publishing.articles.none_found_lead' : 'publishing.articles.none_lead')
                    : undefined}
                </Empty>
              ) : (
                <SelectionForm
                  kind={kind}
                  view={view}
                  page={page}
                  acts={acts}
                  back={back}
                  checks={checks}
                  holders={holders}
                >
                  <ListTable list={list} view={view} page={page} caption={caption} tick={acts.length > 0 || checks} />
                </SelectionForm>
              )}
              <Pagination
                page={current}
                pages={Math.ceil(page.total / view.size)}
                href={(to) => listAddress(kind, view, to)}
              />
            </div>
          </div>
        ),
      };
    });
};
