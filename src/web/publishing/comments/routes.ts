import { address } from '../../kit/address.ts';

const plain = address();
const paged = address<{ page?: number }>();

/** The addresses of readers' comments in `routes`. `number` is the number of the article. */
export const commentRoutes = {
  comments: paged('/comments/:number'),
  /** The newest comments, for the script that updates a page. */
  newComments: plain('/comments/:number/new'),
  reportComment: plain('/comments/:number/report/:comment'),
  /** A comment as its writer sees it, by a secret link. */
  ownComment: plain('/comments/own/:token'),
  /** The page that confirms a writer's identity. The link is in the email. */
  confirmComment: plain('/comments/confirm/:secret'),
} as const;

/** The addresses of readers' comments in `routes.desk`. */
export const commentDeskRoutes = {
  comments: address<{ state?: string; page?: number }>()('/desk/comments'),
  decideComment: plain('/desk/comments/:number'),
  /** Stored identities of commenters, and the results of each deletion run. */
  storedIdentities: plain('/desk/comments/kept'),
  /** The page on which the key holder opens the identity of a comment's writer. */
  openIdentity: plain('/desk/comments/:number/identity'),
  officerKey: plain('/desk/settings/comments/key'),
  commenting: plain('/desk/settings/comments'),
  /** Stored personal data, with a search for the data of one person. */
  privacy: plain('/desk/settings/privacy'),
  openArticle: plain('/desk/articles/:number/comments'),
} as const;
