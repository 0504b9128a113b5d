import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { AppError } from '../../platform/errors.ts';
import { findAuthor } from '../../publishing/authors.ts';
import { listOrder, type ArticleChoice } from '../../publishing/list-articles.ts';
import type { PageState } from './state.ts';

const list = /^(\/[a-z]{2})?\/(articles|(?:tags|sections|authors)\/[^/.?]+)(\.json)?(?:\?page=(\d+))?$/;

type Held = { address: string; list: string; data: boolean; page: number; articles: string[] };

/**
 * Pages of lists of articles that are what they were, after articles alone were touched: the list has the same
 * articles in the same order, and the page names none of those touched. A paper of 10,000 has a thousand such pages.
 */
export async function unmovedLists(db: Reader, pages: Iterable<PageState>, touched: ReadonlySet<string>): Promise<Set<string>> {
  const lists = new Map<string, Held[]>();
  for (const [address, , refs] of pages) {
    const found = list.exec(address);
    if (!found) continue;
    const key = `${found[1] ?? ''} ${found[2]!}`;
    const held = lists.get(key) ?? [];
    lists.set(key, held);
    held.push({ address, list: found[2]!, data: found[3] !== undefined, page: Number(found[4] ?? 1), articles: refs.filter((ref) => ref.startsWith('article/')) });
  }
  const kept = new Set<string>();
  const orders = new Map<string, string | null>();
  const sameNames = await signsAsBefore(db, touched);
  for (const mine of lists.values()) {
    const { list: name } = mine[0]!;
    // A page of somebody's names them as the bylines of all their articles do.
    if (name.startsWith('authors/') && !sameNames) continue;
    if (!orders.has(name)) orders.set(name, await orderOf(db, name));
    // The first page has two addresses.
    const shown = [...new Map(mine.filter((one) => !one.data).map((one) => [one.page, one])).values()].toSorted((a, b) => a.page - b.page);
    if (shown.flatMap((one) => one.articles).join(' ') !== orders.get(name)) continue;
    const same = new Set(shown.filter((one) => !one.articles.some((ref) => touched.has(ref))).map((one) => one.page));
    for (const one of mine) if (same.has(one.page)) kept.add(one.address);
  }
  return kept;
}

/** The articles of a list as its pages name them one after the other; null where there is no such list any more. */
async function orderOf(db: Reader, name: string): Promise<string | null> {
  const [kind, key = ''] = name.split('/');
  try {
    const choice: ArticleChoice = kind === 'tags' ? { tag: key } : kind === 'sections' ? { section: key } : kind === 'authors' ? { authors: (await findAuthor(db, key)).names } : {};
    return (await listOrder(db, choice)).map((number) => `article/${number}`).join(' ');
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

/** Whether no byline of these articles ever changed. */
async function signsAsBefore(db: Reader, refs: ReadonlySet<string>): Promise<boolean> {
  const numbers = [...refs].flatMap((ref) => (ref.startsWith('article/') ? [Number(ref.slice('article/'.length))] : []));
  const { rows } = await sql<{ changed: boolean }>`
    select exists (
      select from thing t join edition e on e.document_id = t.id join revision r on r.id = e.revision_id
      where t.kind = 'article' and t.number = any(${numbers}::bigint[]) group by t.id having count(distinct r.byline_names) > 1
    ) as changed`.execute(db as never);
  return !rows[0]!.changed;
}
