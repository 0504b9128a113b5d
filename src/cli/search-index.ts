import { lawIndexer } from '../law/law-index.ts';
import { letterIndexer } from '../letters/letter-index.ts';
import { articleIndexer } from '../publishing/articles/article-index.ts';
import { recordIndexers } from '../search/index/projection.ts';
import { rebuildIfStale, rebuildWith, recountWith, reindexWith } from '../search/rebuild.ts';
import type { App } from '../platform/operation.ts';

/** The indexers of all kinds of items that can be searched. */
export const searchIndexers = [...recordIndexers, articleIndexer, lawIndexer, letterIndexer] as const;

export const rebuildSearch = rebuildWith(searchIndexers);
export const reindexSome = reindexWith(searchIndexers);
export const recountSearch = recountWith(searchIndexers);

/**
 * Rebuilds the search index if an update of Kronika has changed what it must contain. Called before the server accepts
 * requests.
 */
export async function refreshSearch(app: App, tell: (done: number, total: number) => void): Promise<boolean> {
  let lastReport = 0;
  return rebuildIfStale(app, searchIndexers, ({ done, total }) => {
    if (Date.now() - lastReport < 5_000) return;
    lastReport = Date.now();
    tell(done, total);
  });
}
