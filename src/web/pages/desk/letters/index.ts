import type { Pages } from '../../../context.ts';
import { letterDeskPages } from './letter.tsx';
import { letterListDesk } from './letters.tsx';
import { reportedLetterPages } from './reported.tsx';

/** The desk's pages for open letters. */
export const lettersAtDesk: Pages = (app, deps) => {
  for (const register of [letterListDesk, reportedLetterPages, letterDeskPages]) register(app, deps);
};
