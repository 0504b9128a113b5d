import { sql } from 'kysely';
import type { Reader } from '../../../../platform/database/tx.ts';
import { AppError } from '../../../../platform/errors.ts';
import { interfaceLanguage } from '../../../../platform/messages/messages.ts';
import { findAuthor } from '../../../../publishing/public/authors.ts';
import { listOrder, type ArticleChoice } from '../../../../publishing/articles/list-articles.ts';
import { partOfList } from '../../../../platform/database/list-parts.ts';
import type { Publication } from '../../../../publishing/publication/publication.ts';
import { withReading } from '../../../../record/translations/reading.ts';
import type { PageState } from './state.ts';

const list = /^(\/[a-z]{2})?\/(articles|(?:tags|sections|authors)\/[^/.?]+)(\.json)?(?:\?page=(\d+))?$/;

type ListedPage = { address: string; data: boolean; part: number | null; articles: string[] };

/**
 * The pages of article lists that stay the same (`unmoved`) or no longer exist (`gone`) after articles have changed.
 */
export type Lists = { unmoved: Set<string>; gone: Set<string> };

/**
 * Finds the pages of lists that stay the same: they have the same articles, unchanged, and the same neighbouring
 * pages. A publication of 10,000 articles has a thousand of these pages, and a new article changes only
 * the first.
 */
export async function unmovedLists(
  db: Reader,
  paper: Pick<Publication, 'language' | 'interfaceLanguages'>,
  pages: Iterable<PageState>,
  touched: ReadonlySet<string>,
): Promise<Lists> {
  const lists = new Map<string, ListedPage[]>();
  for (const [address, , refs] of pages) {
    const found = list.exec(address);
    if (!found) continue;
    const key = `${found[1] ?? ''} ${found[2]!}`;
    const pagesOfList = lists.get(key) ?? [];
    lists.set(key, pagesOfList);
    pagesOfList.push({
      address,
      data: found[3] !== undefined,
      part: found[4] ? Number(found[4]) : null,
      articles: refs.filter((ref) => ref.startsWith('article/')),
    });
  }
  const [unmoved, gone] = [new Set<string>(), new Set<string>()];
  const sameNames = await keepBylines(db, touched);
  for (const [key, mine] of lists) {
    const [prefix, name] = key.split(' ') as [string, string];
    const language = prefix.slice(1) || interfaceLanguage(paper);
    const now = await withReading({ language, own: paper.language }, () => orderOf(db, name));
    if (now === null) continue;
    const { articles: order, names } = now;
    const parts = partOfList(order.length, null)!.parts;
    const before = Math.max(0, ...mine.map((one) => one.part ?? 0));
    for (const one of mine) if (one.part !== null && one.part > parts) gone.add(one.address);
    // The page of an author shows every spelling of the name in the bylines. So a changed byline can change every page
    // of the list.
    if (names && (!sameNames || (names.length > 1 && order.some((ref) => touched.has(ref))))) continue;
    const same = new Set<number | null>();
    for (const { data, part, articles } of mine) {
      const place = data ? null : partOfList(order.length, part);
      if (!place || (parts !== before && (part === null || part >= Math.min(parts, before)))) continue;
      const shown = order.slice(place.from, place.from + place.count);
      if (shown.join(' ') === articles.join(' ') && !shown.some((ref) => touched.has(ref))) same.add(part);
    }
    for (const one of mine) if (same.has(one.part)) unmoved.add(one.address);
  }
  return { unmoved, gone };
}

type Order = { articles: string[]; names?: readonly string[] };

/** The articles of a list as its readers see it, newest first. Null if the list no longer exists. */
async function orderOf(db: Reader, name: string): Promise<Order | null> {
  const [kind, key = ''] = name.split('/');
  try {
    const names = kind === 'authors' ? (await findAuthor(db, key)).names : undefined;
    const choice: ArticleChoice =
      kind === 'tags' ? { tag: key } : kind === 'sections' ? { section: key } : names ? { authors: names } : {};
    return { articles: (await listOrder(db, { ...choice, once: true })).map((number) => `article/${number}`), names };
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

/** Whether each of these articles has the same byline in all its editions. */
async function keepBylines(db: Reader, refs: ReadonlySet<string>): Promise<boolean> {
  const numbers = [...refs].flatMap((ref) =>
    ref.startsWith('article/') ? [Number(ref.slice('article/'.length))] : [],
  );
  const { rows } = await sql<{ changed: boolean }>`
    select exists (
      select from thing t join edition e on e.document_id = t.id join revision r on r.id = e.revision_id
      where t.kind = 'article' and t.number = any(${numbers}::bigint[]) group by t.id having count(distinct r.byline_names) > 1
    ) as changed`.execute(db);
  return !rows[0]!.changed;
}
