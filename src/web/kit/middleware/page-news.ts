import { sql } from 'kysely';
import type { ChangeSet } from '../../../platform/changes.ts';
import type { Tx } from '../../../platform/database/tx.ts';
import type { ChangeListener } from '../../../platform/operation.ts';
import { droppedEverywhere } from './page-confirmations.ts';
import { reachOf, withNeighbours } from '../../../record/publication/reach.ts';

/**
 * The cached pages that a change set affects: `everything`, or three groups:
 * - the pages of the items in `own`
 * - the pages of the items in `refs`, and the pages that link to these items
 * - the pages that belong to no item; if `record` is false, only those that show articles
 *
 * `record` is false if only articles have changed. `adds` is true if nothing that readers see was replaced or removed.
 */
export type News =
  | 'everything'
  | { refs: ReadonlySet<string>; own: ReadonlySet<string>; record: boolean; adds: boolean };

export const pagesChannel = 'kronika_pages';
/** PostgreSQL refuses notifications of 8000 bytes and more. */
const maxMessageLength = 7_500;

const newsOfSet = new WeakMap<ChangeSet, News | null>();

/**
 * Finds the pages that a change set affects, and notifies all processes that use the database, in the transaction of
 * the change set. So every process that writes needs this listener, even if it serves no pages. If something that
 * readers see was replaced or removed, the operation returns only after all processes have dropped the pages.
 */
export const pageNews: ChangeListener = {
  name: 'page-news',
  async onChange(tx, set) {
    const news = await newsOf(tx, set);
    newsOfSet.set(set, news);
    if (news) await sql`select pg_notify(${pagesChannel}, ${encode(set.id, news)})`.execute(tx);
  },
  async afterCommit(set, app) {
    const news = newsOfSet.get(set);
    if (news === 'everything' || news?.adds === false) await droppedEverywhere(app, pagesChannel);
  },
};

/** The news of a change set that this process has committed; `everything` if the listener `pageNews` did not run. */
export const newsFrom = (set: ChangeSet): News | null => (newsOfSet.has(set) ? newsOfSet.get(set)! : 'everything');

async function newsOf(tx: Tx, set: ChangeSet): Promise<News | null> {
  const reach = reachOf(set);
  if (reach === 'nothing') return null;
  if (reach === 'everything') return reach;
  const refs = new Set<string>();
  const own = new Set<string>();
  for (const { ref, facts } of await withNeighbours(tx, reach.ids)) (facts ? refs : own).add(ref);
  return { refs, own, record: reach.record, adds: reach.adds };
}

function encode(set: number, news: News): string {
  const whole = JSON.stringify({
    set,
    ...(news === 'everything' ? {} : { ...news, refs: [...news.refs], own: [...news.own] }),
  });
  return whole.length <= maxMessageLength ? whole : JSON.stringify({ set });
}

type Written = { refs: string[]; own: string[]; record: boolean; adds: boolean };

/** Parses a notification. An invalid notification means `everything`. */
export function decode(payload: string): { set: number | undefined; news: News } {
  try {
    const { set, ...news } = JSON.parse(payload) as { set: number } & Partial<Written>;
    if (!news.refs || !news.own) return { set, news: 'everything' };
    const { record, adds } = news;
    return {
      set,
      news: { refs: new Set(news.refs), own: new Set(news.own), record: record !== false, adds: adds === true },
    };
  } catch {
    return { set: undefined, news: 'everything' };
  }
}
