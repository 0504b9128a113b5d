import type { Pages } from '../../kit/context.ts';
import { creditPages } from './credit.tsx';
import { dismissPages } from './dismiss.tsx';
import { pairPages } from './pair.tsx';
import { quotationPages } from './quotation.tsx';
import { queuePages } from './queue.tsx';

/** The pages about suggestions: republished stories, agency credits, and quotations with missing words. */
export const originPages: Pages = (web, deps) => {
  for (const register of [queuePages, dismissPages, pairPages, creditPages, quotationPages]) register(web, deps);
};
