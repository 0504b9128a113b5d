import type { Pages } from '../../kit/context.ts';
import { likePages } from './like.tsx';
import { pairPages } from './pair.tsx';
import { queuePages } from './queue.tsx';
import { unmergePages } from './unmerge.tsx';

/** Suggested duplicates: the queue, two side by side, merged and separated. */
export const duplicatePages: Pages = (web, deps) => {
  for (const register of [queuePages, pairPages, likePages, unmergePages]) register(web, deps);
};
