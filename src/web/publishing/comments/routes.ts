import { address } from '../../kit/address.ts';

const plain = address();
const paged = address<{ page?: number }>();

/** Readers' comments, by the number of the article that they stand under. Part of `routes`. */
export const commentRoutes = {
  comments: paged('/comments/:number'),
  /** The newest of them alone, for the page that shows them. */
  newComments: plain('/comments/:number/new'),
  reportComment: plain('/comments/:number/report/:comment'),
  /** Where its writer finds a comment, by an address that only they have. */
  ownComment: plain('/comments/own/:token'),
  /** Where a writer confirms who they are, by the address that was mailed. */
  confirmComment: plain('/comments/confirm/:secret'),
} as const;

/** The same at the desk. Part of `routes.desk`. */
export const commentDeskRoutes = {
  comments: address<{ state?: string; page?: number }>()('/desk/comments'),
  decideComment: plain('/desk/comments/:number'),
  /** What is kept of those who commented, and what each run of its end did. */
  keptIdentities: plain('/desk/comments/kept'),
  /** Who wrote one, for the officer. */
  openIdentity: plain('/desk/comments/:number/identity'),
  officerKey: plain('/desk/settings/comments/key'),
  commenting: plain('/desk/settings/comments'),
  /** What is kept about people, and where somebody who asks stands in it. */
  privacy: plain('/desk/settings/privacy'),
  openArticle: plain('/desk/articles/:number/comments'),
} as const;
