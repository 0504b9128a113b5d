import type { Pages } from '../../kit/context.ts';
import { likePages } from './like.tsx';
import { pairPages } from './pair.tsx';
import { queuePages } from './queue.tsx';
import { unmergePages } from './unmerge.tsx';

/** Things that may be one: the queue, two side by side, merged and taken apart. */
export const duplicatePages: Pages = (web, deps) => {
  for (const register of [queuePages, pairPages, likePages, unmergePages]) register(web, deps);
};
