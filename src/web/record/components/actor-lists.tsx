import { actorLists, type ActorListName, type ActorView } from '../../../record/views/actor.ts';
import { pageNumber } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { Pagination } from '../../kit/components/page-parts.tsx';

/**
 * Which of an actor's lists is shown, and which page of this list. If `list` is null, the beginning of every list is
 * shown.
 */
export type ActorListPage = { list: ActorListName | null; page: number };

/** The number of items on a page of each list: appearances in cases, claims, published sources, and connections. */
const sizes: Record<ActorListName, number> = { appears: 20, said: 25, published: 40, ties: 40 };
/** The number of items of each list on a page of the JSON, which has all lists. */
const jsonSize = 200;

export function listPageOf(url: URL): ActorListPage {
  const list = actorLists.find((one) => one === url.searchParams.get('list')) ?? null;
  return { list, page: list ? pageNumber(url) : 1 };
}

type Spans = Record<ActorListName, { limit: number; offset: number }>;
const spans = (of: (name: ActorListName) => { limit: number; offset: number }): Spans =>
  Object.fromEntries(actorLists.map((name) => [name, of(name)])) as Spans;

/** The range of items to load of each list. The `limit` is 0 for lists that are not shown. */
export const spansAt = ({ list, page }: ActorListPage): Spans =>
  spans((name) => ({
    limit: list === null || list === name ? sizes[name] : 0,
    offset: list === name ? (page - 1) * sizes[name] : 0,
  }));

export const jsonSpans = (page: number): Spans => spans(() => ({ limit: jsonSize, offset: (page - 1) * jsonSize }));
export const moreThanJson = (view: ActorView, page: number): boolean =>
  actorLists.some((name) => view.totals[name] > page * jsonSize);

/** The pagination of a list, or the link to all items if only its beginning is shown. Nothing if there are no more. */
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
