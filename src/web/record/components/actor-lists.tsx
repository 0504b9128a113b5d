import { actorLists, type ActorListName, type ActorView } from '../../../record/views/actor.ts';
import { pageNumber } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { Pagination } from '../../kit/components/page-parts.tsx';

/**
 * Which of an actor's lists a page shows, and which page of that list. With `list` null, the page shows the beginning
 * of every list.
 */
export type ActorListPage = { list: ActorListName | null; page: number };

/** How many items a page has in each list: appearances in cases, claims, sources, connections. */
const sizes: Record<ActorListName, number> = { appears: 20, said: 25, published: 40, ties: 40 };
/** How many items a JSON page has in each list. A JSON page contains all lists. */
const jsonSize = 200;

export function listPageOf(url: URL): ActorListPage {
  const list = actorLists.find((one) => one === url.searchParams.get('list')) ?? null;
  return { list, page: list ? pageNumber(url) : 1 };
}

type Spans = Record<ActorListName, { limit: number; offset: number }>;
const spans = (of: (name: ActorListName) => { limit: number; offset: number }): Spans =>
  Object.fromEntries(actorLists.map((name) => [name, of(name)])) as Spans;

/** The items to load for each list of a page. A list that the page does not show has `limit` 0. */
export const spansAt = ({ list, page }: ActorListPage): Spans =>
  spans((name) => ({
    limit: list === null || list === name ? sizes[name] : 0,
    offset: list === name ? (page - 1) * sizes[name] : 0,
  }));

export const jsonSpans = (page: number): Spans => spans(() => ({ limit: jsonSize, offset: (page - 1) * jsonSize }));
export const moreThanJson = (view: ActorView, page: number): boolean =>
  actorLists.some((name) => view.totals[name] > page * jsonSize);

/**
 * The pagination of the list that the page shows; for any other list, a link to all its items. Nothing if it is short.
 */
export function MoreOf({
  name,
  at,
  total,
  href,
}: {
  name: ActorListName;
  at: ActorListPage;
  total: number;
  href: (query: { list: string; page?: number }) => string;
}) {
  const t = useWords();
  if (total <= sizes[name]) return null;
  if (at.list === name)
    return (
      <Pagination
        page={at.page}
        pages={Math.ceil(total / sizes[name])}
        href={(page) => href({ list: name, page: page > 1 ? page : undefined })}
      />
    );
  return (
    <p class="meta more">
      <a href={href({ list: name })}>{t(`record.duplicates.actor.all_${name}`, { count: total })}</a>
    </p>
  );
}
