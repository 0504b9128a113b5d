import type { Child } from 'hono/jsx';
import { isEditor } from '../../../accounts/tables.ts';
import { mayRun } from '../../../platform/operation.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { requireSecondPerson } from '../../../record/claims/second-person.ts';
import { listKinds, type DeclaredList, type ListKind } from '../../../work/lists/declare.ts';
import { listOf } from '../../../work/lists/kinds.ts';
import { loadList, type ListPage, type ListRow } from '../../../work/lists/load.ts';
import { columnsOf, isFiltered, readView, type ListView } from '../../../work/lists/view.ts';
import type { ActionLink } from '../../kit/components/desk.tsx';
import { Empty, Notice, Pagination, Table } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { control } from '../../kit/forms/handle.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import { useView } from '../../kit/view.tsx';
import { ShownVersions } from '../../record/actions/as-shown.tsx';
import { pageNumber, routes } from '../../routes.ts';
import { listAddress, listRoutes } from './addresses.ts';
import { Cell, isNumeric } from './cells.tsx';
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
const titleOf = (kind: ListKind): string =>
  kind === 'article' ? 'publishing.articles.title' : `record.desk.kinds.${kind}`;
const newLabel = (kind: ListKind): string =>
  kind === 'article' ? 'publishing.articles.new' : `record.desk.${kind}.new`;

/** Links to pages that belong to a list. The first is the main one. */
function linksOf(kind: ListKind, { t, may }: DeskRequest<unknown>): (ActionLink | false)[] {
  const add = { href: creates[kind](), label: t(newLabel(kind)), main: true };
  if (kind !== 'article') return [add];
  return [
    { href: routes.desk.compileArticle(), label: t('publishing.articles.compile.title') },
    { href: routes.desk.photos(), label: t('record.photos.title') },
    may(createArticles) && add,
  ];
}

/** Links to related pages, above a list. */
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

/** The checkbox of an item, in the form around the list. */
function Tick({ row, name }: { row: ListRow; name: 'claims' | 'article' }) {
  const { t } = useView();
  const claim = name === 'claims';
  return (
    <input
      type="checkbox"
      name={name}
      value={claim ? row.ref : String(row.brief.number)}
      disabled={row.brief.withdrawn || row.brief.visibility === 'sealed'}
      aria-label={
        claim
          ? t('record.desk.list.choose', { number: row.brief.number })
          : t('publishing.articles.tick', { headline: row.brief.title })
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
  tick?: 'claims' | 'article';
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
          const cell = <Cell column={column} row={row} things={things} />;
          return index === 0 && tick ? (
            <div class="ticked">
              <Tick row={row} name={tick} />
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

/** The form around a list of claims. For the selected claims, one can change checks and access, or draft an article. */
function ClaimForm({ rows, back, children }: { rows: readonly ListRow[]; back: string; children: Child }) {
  const { t, token, person } = useView();
  const acts = ['check', 'uncheck', 'public', 'desk'] as const;
  const proposed: Partial<Record<(typeof acts)[number], string>> = isEditor(person)
    ? {}
    : { public: 'record.proposals.publish', desk: 'record.proposals.hide' };
  return (
    <form method="post" action={routes.desk.changeClaims()}>
      {token ? <input type="hidden" name={control.token} value={token} /> : null}
      <input type="hidden" name="back" value={back} />
      <ShownVersions versions={Object.fromEntries(rows.map(({ ref, version }) => [ref, version]))} />
      <p class="actions">
        <span class="who">{t('record.desk.list.chosen')}</span>
        <button class="button small" type="submit" formaction={routes.desk.chooseForArticle()}>
          {t('publishing.articles.compile.from')}
        </button>
        {acts.map((act) => (
          <button class="button small" type="submit" name={control.intent} value={act}>
            {t(proposed[act] ?? `record.desk.list.act_${act}`)}
          </button>
        ))}
      </p>
      {children}
    </form>
  );
}

/** The desk's lists: all kinds by their declarations. */
export const listPages: Pages = (web) => {
  for (const kind of listKinds)
    detailPage(web, listRoutes[kind], async (at) => {
      const { c, t, db, may, paper, picks, principal } = at;
      const list = listOf(kind);
      const url = new URL(c.req.url);
      const { view, unclear } = await resolveThings(list, readView(list, url.searchParams), picks);
      const current = pageNumber(url);
      const page = await loadList(db, list, view, { limit: view.size, offset: (current - 1) * view.size });
      const data = await loadFilterData({ db, t, paper }, list, view);
      const caption = t('work.lists.caption', { kind, count: page.total });
      const near = nearOf(kind, at);
      const filtered = isFiltered(view);
      const table = (tick?: 'claims' | 'article') => (
        <ListTable list={list} view={view} page={page} caption={caption} tick={tick} />
      );
      const back = listAddress(kind, view, current);
      return {
        title: t(titleOf(kind)),
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
              ) : kind === 'claim' && mayRun(principal, checkClaims) ? (
                <ClaimForm rows={page.rows} back={back}>
                  {table('claims')}
                </ClaimForm>
              ) : kind === 'article' && may(tagArticles) ? (
                <form method="get" action={routes.desk.changeArticles()}>
                  <input type="hidden" name="back" value={back} />
                  {table('article')}
                  <p class="actions">
                    <button class="button small" type="submit">
                      {t('publishing.articles.several.title')}
                    </button>
                    <span class="who">{t('publishing.articles.several.hint')}</span>
                  </p>
                </form>
              ) : (
                table()
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
