import type { Child } from 'hono/jsx';
import { ActionLinks, type ActionLink } from '../components/desk.tsx';
import { DeskPage } from '../components/layout.tsx';
import { Empty, Pagination, Table } from '../components/page-parts.tsx';
import type { Router } from '../context.ts';
import { requirePermission } from '../desk/who.ts';
import { pageNumber } from '../../routes.ts';
import { page as answerWith, useWords } from '../view.tsx';
import { type Crumb, inWords, Lead, type Words } from './form-page.tsx';
import { deskRequest, type DeskRequest, type Permission, type Route } from './page-request.ts';

const usualSize = 50;

/**
 * The request of a list. `q` has the search words, and `limit` and `offset` select the entries of the requested page.
 */
export type ListRequest<P> = DeskRequest<P> & { q: string | undefined; page: number; limit: number; offset: number };
type Loaded<P, Row, More> = ListRequest<P> & { rows: readonly Row[]; total: number; view: More };
type Column<Row, At> = {
  /** A message key. */
  head: string;
  cell(row: Row, at: At): Child;
  numeric?: boolean;
};

/**
 * A list of the desk with title, search and filters, and links to further pages. Entries are lines or rows of a table.
 */
export type ListPage<P, Row, More> = {
  /** The permission to open the list. By default everyone at the desk can open it. */
  operation?: Permission;
  title: Words<Loaded<P, Row, More>>;
  crumbs(at: Loaded<P, Row, More>): readonly Crumb[];
  /** Entries per page; 50 if left out. */
  size?: number;
  /** Loads one page of the list. `view` has other data that the page shows. */
  load(at: ListRequest<P>): Promise<{ rows: readonly Row[]; total?: number; view?: More }>;
  /**
   * The search field for words (`q`). `label` and `button` are message keys. `among` returns other parameters of the
   * address, such as filters, that the search keeps.
   */
  search?: { label: string; button: string; among?(at: Loaded<P, Row, More>): Record<string, string | undefined> };
  /** The text with the number of entries. */
  count?(at: Loaded<P, Row, More>): string;
  /** The button that adds an item, if the person has permission. */
  add?(at: DeskRequest<P>): ActionLink | undefined | false;
  /** Other links beside the title. */
  links?(at: Loaded<P, Row, More>): readonly (ActionLink | false)[];
  /** The content above the list: a message key, or a text that becomes one paragraph, or elements. */
  lead?: string | ((at: Loaded<P, Row, More>) => Child);
  line?(row: Row, at: Loaded<P, Row, More>): Child;
  /** The columns of a table, instead of lines. */
  columns?: readonly Column<Row, Loaded<P, Row, More>>[];
  caption?(at: Loaded<P, Row, More>): string;
  /** Replaces the whole list, if its entries are neither lines nor rows. `line` and `columns` are then ignored. */
  body?(at: Loaded<P, Row, More>): Child;
  /** The content below a list that is not empty. */
  below?(at: Loaded<P, Row, More>): Child;
  /**
   * Shown for an empty list, besides the button that adds an item: a title, and what to do. Both texts are message
   * keys.
   */
  empty(at: Loaded<P, Row, More>): { title: string; text?: string; action?: ActionLink };
  /** The address of another page of the list. Without this function, the list has only one page. */
  part?(page: number, at: Loaded<P, Row, More>): string;
  scripts?: readonly string[];
  styles?: readonly string[];
};

/** Registers a list of the desk: authorise → load one page → render. */
export function listPage<P, Row, More = undefined>(
  web: Router,
  route: Route<P>,
  list: ListPage<NoInfer<P>, Row, More>,
): void {
  const size = list.size ?? usualSize;
  web.get(route.pattern, async (c) => {
    const desk = await deskRequest(c, route);
    if (list.operation) requirePermission(desk.desk, list.operation);
    const { t } = desk;
    const current = list.part ? pageNumber(new URL(c.req.url)) : 1;
    const q = list.search && (c.req.query('q')?.trim().slice(0, 200) || undefined);
    const at = { ...desk, q, page: current, limit: size, offset: (current - 1) * size };
    const loaded = await list.load(at);
    const shown = { ...at, rows: loaded.rows, total: loaded.total ?? loaded.rows.length, view: loaded.view as More };
    const title = inWords(t, list.title, shown);
    const add = list.add?.(desk) || undefined;
    return answerWith(
      c,
      <DeskPage
        title={title}
        scripts={list.scripts}
        styles={list.styles}
        crumbs={[...list.crumbs(shown), { label: title }]}
        actions={<ActionLinks links={[...(list.links?.(shown) ?? []), add && { ...add, main: true }]} />}
      >
        <Lead words={typeof list.lead === 'string' ? t(list.lead) : list.lead?.(shown)} />
        {list.search && (shown.total || q || list.search.among) ? (
          <SearchLine q={q} {...list.search} among={list.search.among?.(shown)} />
        ) : null}
        {list.count ? (
          <p class="muted" role="status">
            {list.count(shown)}
          </p>
        ) : null}
        {shown.rows.length ? <Rows list={list} shown={shown} /> : <NoRows {...list.empty(shown)} add={add} />}
        {list.part ? (
          <Pagination page={current} pages={Math.ceil(shown.total / size)} href={(to) => list.part!(to, shown)} />
        ) : null}
        {shown.rows.length ? list.below?.(shown) : null}
      </DeskPage>,
    );
  });
}

function SearchLine({
  q,
  label,
  button,
  among = {},
}: {
  q?: string;
  label: string;
  button: string;
  among?: Record<string, string | undefined>;
}) {
  const t = useWords();
  return (
    <form class="search-line" method="get" role="search">
      {Object.entries(among).map(([name, value]) => (value ? <input type="hidden" name={name} value={value} /> : null))}
      <label for="q">{t(label)}</label> <input id="q" type="search" name="q" value={q ?? ''} />{' '}
      <button class="button small" type="submit">
        {t(button)}
      </button>
    </form>
  );
}

function NoRows({ title, text, action, add }: { title: string; text?: string; action?: ActionLink; add?: ActionLink }) {
  const t = useWords();
  return (
    <Empty title={t(title)} action={action ?? add}>
      {text ? t(text) : undefined}
    </Empty>
  );
}

function Rows<P, Row, More>({ list, shown }: { list: ListPage<P, Row, More>; shown: Loaded<P, Row, More> }) {
  const { line, columns } = list;
  if (list.body) return <>{list.body(shown)}</>;
  if (columns)
    return (
      <Table
        caption={list.caption?.(shown) ?? ''}
        head={columns.map((one) => shown.t(one.head))}
        numeric={columns.flatMap((one, index) => (one.numeric ? [index] : []))}
        rows={shown.rows.map((row) => columns.map((one) => one.cell(row, shown)))}
      />
    );
  return (
    <ul class="list">
      {shown.rows.map((row) => (
        <li>{line?.(row, shown)}</li>
      ))}
    </ul>
  );
}
