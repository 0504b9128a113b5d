import type { Pages } from '../../kit/context.ts';
import { disagreementAnswerPages } from './answer.tsx';
import { disagreementListPages } from './list.tsx';

/** Registers the desk pages about disagreements between sources. */
export const disagreementPages: Pages = (web, deps) => {
  for (const register of [disagreementListPages, disagreementAnswerPages]) register(web, deps);
};
