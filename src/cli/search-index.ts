import { lawIndexer } from '../law/law-index.ts';
import { letterIndexer } from '../letters/letter-index.ts';
import { articleIndexer } from '../publishing/articles/article-index.ts';
import { recordIndexers } from '../search/index/projection.ts';
import { rebuildIfStale, rebuildWith } from '../search/rebuild.ts';
import type { App } from '../platform/operation.ts';

/** Everything that can be found. */
export const searchIndexers = [...recordIndexers, articleIndexer, lawIndexer, letterIndexer] as const;

/** Works the whole search index out anew. */
export const rebuildSearch = rebuildWith(searchIndexers);

/** After an update that changed what the index holds: at the first start, before the door opens. */
export async function refreshSearch(app: App, tell: (done: number, total: number) => void): Promise<boolean> {
  let told = 0;
  return rebuildIfStale(app, searchIndexers, ({ done, total }) => {
    if (Date.now() - told < 5_000) return;
    told = Date.now();
    tell(done, total);
  });
}
