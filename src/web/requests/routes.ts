import { address } from '../kit/address.ts';

const plain = address();
const paged = address<{ page?: number }>();

/** The desk's addresses for what is asked of the publication, and what it asks of others. Part of `routes.desk`. */
export const requestDeskRoutes = {
  /** What is asked of the publication, and what it asked of others: what waits, what is late. */
  requests: plain('/desk/requests'),
  demands: paged('/desk/demands'),
  newDemand: address<{ article?: number }>()('/desk/demands/new'),
  demand: plain('/desk/demands/:number'),
  editDemand: plain('/desk/demands/:number/edit'),
  settleDemand: plain('/desk/demands/:number/outcome'),
  replies: paged('/desk/replies'),
  newReply: plain('/desk/articles/:number/replies/new'),
  reply: plain('/desk/replies/:number'),
  editReply: plain('/desk/replies/:number/edit'),
  publishReply: plain('/desk/replies/:number/publish'),
  settleReply: plain('/desk/replies/:number/settle'),
  permissions: paged('/desk/permissions'),
  newPermission: address<{ article?: number }>()('/desk/permissions/new'),
  permission: plain('/desk/permissions/:number'),
  editPermission: plain('/desk/permissions/:number/edit'),
  askPermission: plain('/desk/permissions/:number/ask'),
  answerPermission: plain('/desk/permissions/:number/answer'),
  /** Of a sealed one, which stays sealed. */
  takeBackPermission: plain('/desk/permissions/:number/take-back'),
  returnLink: plain('/desk/permissions/:number/return-link'),
  passOverWithdrawn: plain('/desk/permissions/:number/seen'),
  /** A file that something came with, as it came. */
  keptFile: plain('/desk/files/:number'),
} as const;

/** Official demands, replies and permissions. Part of `routes`. */
export const requestRoutes = {
  /** What authorities demanded of the publication, in numbers. Also as csv. */
  transparency: plain('/about/transparency'),
  /** Where somebody answers what they were asked, by an address that only they have. */
  permission: plain('/permission/:token'),
} as const;
