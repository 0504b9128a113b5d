import { address } from './address.ts';

const plain = address();
const paged = address<{ page?: number }>();

/** Open letters, for readers. Part of `routes`. */
export const letterRoutes = {
  letters: paged('/letters'),
  letter: plain('/letters/:number/:slug'),
} as const;

/** The same at the desk. Part of `routes.desk`. */
export const letterDeskRoutes = {
  letters: address<{ q?: string; page?: number }>()('/desk/letters'),
  letter: plain('/desk/letters/:number'),
  /** One that is known from sources. */
  newReportedLetter: address<{ event?: number }>()('/desk/letters/reported/new'),
  editLetter: plain('/desk/letters/:number/edit'),
} as const;
