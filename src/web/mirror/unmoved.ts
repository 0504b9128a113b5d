import type { Reader } from '../../platform/database/tx.ts';
import { listOrder } from '../../publishing/list-articles.ts';
import type { PageState } from './state.ts';

const list = /^(\/[a-z]{2})?\/articles(\.json)?(?:\?page=(\d+))?$/;

/**
 * Pages of the list of all articles that are what they were, after articles alone were touched: the list has the same
 * articles in the same order, and the page names none of those touched. A paper of 10,000 has a thousand such pages.
 */
export async function unmovedLists(db: Reader, pages: Iterable<PageState>, touched: ReadonlySet<string>): Promise<Set<string>> {
  const held: { address: string; language: string; data: boolean; page: number; articles: string[] }[] = [];
  for (const [address, , refs] of pages) {
    const found = list.exec(address);
    if (found) held.push({ address, language: found[1] ?? '', data: found[2] !== undefined, page: Number(found[3] ?? 1), articles: refs.filter((ref) => ref.startsWith('article/')) });
  }
  const order = (await listOrder(db)).map((number) => `article/${number}`).join(' ');
  const kept = new Set<string>();
  for (const language of new Set(held.map((one) => one.language))) {
    const mine = held.filter((one) => one.language === language);
    // The first page has two addresses.
    const shown = [...new Map(mine.filter((one) => !one.data).map((one) => [one.page, one])).values()].toSorted((a, b) => a.page - b.page);
    if (shown.flatMap((one) => one.articles).join(' ') !== order) continue;
    const same = new Set(shown.filter((one) => !one.articles.some((ref) => touched.has(ref))).map((one) => one.page));
    for (const one of mine) if (same.has(one.page)) kept.add(one.address);
  }
  return kept;
}
