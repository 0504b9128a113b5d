import { address } from '../../kit/address.ts';

const plain = address();
const paged = address<{ page?: number }>();

/** Readers' comments, by the number of their article. Part of `routes`. */
export const commentRoutes = {
  comments: paged('/comments/:number'),
  /** Only the newest, for the page that shows them. */
  newComments: plain('/comments/:number/new'),
  reportComment: plain('/comments/:number/report/:comment'),
  /** A comment for its writer, by a secret link. */
  ownComment: plain('/comments/own/:token'),
  /** Where a writer confirms their identity, by the link in the email. */
  confirmComment: plain('/comments/confirm/:secret'),
} as const;

/** Readers' comments at the desk. Part of `routes.desk`. */
export const commentDeskRoutes = {
  comments: address<{ state?: string; page?: number }>()('/desk/comments'),
  decideComment: plain('/desk/comments/:number'),
  /** Stored identities of commenters, and what each deletion run did. */
  keptIdentities: plain('/desk/comments/kept'),
  /** The writer of a comment, for the key holder. */
  openIdentity: plain('/desk/comments/:number/identity'),
  officerKey: plain('/desk/settings/comments/key'),
  commenting: plain('/desk/settings/comments'),
  /** Stored personal data, and a search for one person's data. */
  privacy: plain('/desk/settings/privacy'),
  openArticle: plain('/desk/articles/:number/comments'),
} as const;
