import type { Child } from 'hono/jsx';
import { pageNumber } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { Pagination } from '../../kit/components/page-parts.tsx';

/** The lists of a case that can have several pages, with the number of entries on a page. */
const sizes = { events: 60, proceedings: 12, words: 50, disagreements: 30, questions: 30, who: 60, sources: 60 };

export type CaseList = keyof typeof sizes;
const names = Object.keys(sizes) as CaseList[];

/** Which list is shown, and which page of this list. If `list` is null, the beginning of every list is shown. */
export type CaseListPage = { list: CaseList | null; page: number };

export const wholeCase: CaseListPage = { list: null, page: 1 };

export function caseListAt(url: URL): CaseListPage {
  const list = names.find((one) => one === url.searchParams.get('list')) ?? null;
  return { list, page: list ? pageNumber(url) : 1 };
}

/** The entries of a list to show. Empty if only another list is shown. */
export function shownOf<Entry>(all: readonly Entry[], name: CaseList, { list, page }: CaseListPage): readonly Entry[] {
  if (list !== null && list !== name) return [];
  return all.slice((page - 1) * sizes[name], page * sizes[name]);
}

/**
 * The pagination of a list, or the link to all entries if only its beginning is shown. Nothing if there are no more.
 */
export function MoreInCase({
  name,
  at,
  total,
  href,
}: {
  name: CaseList;
  at: CaseListPage;
  total: number;
  href: (query: { list: CaseList; page?: number }) => string;
}): Child {
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
      <a href={href({ list: name })}>{t(`record.public.case.all.${name}`, { count: total })}</a>
    </p>
  );
}
