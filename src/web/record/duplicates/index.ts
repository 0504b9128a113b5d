import type { Pages } from '../../kit/context.ts';
import { likePages } from './like.tsx';
import { pairPages } from './pair.tsx';
import { queuePages } from './queue.tsx';
import { unmergePages } from './unmerge.tsx';

/** Registers the pages about duplicates: the queue, two items side by side, similar items, and undoing a merge. */
export const duplicatePages: Pages = (web, deps) => {
  for (const register of [queuePages, pairPages, likePages, unmergePages]) register(web, deps);
};
