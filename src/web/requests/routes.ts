import { address } from '../kit/address.ts';

const plain = address();
const paged = address<{ page?: number }>();

/** The addresses of requests in `routes.desk`. */
export const requestDeskRoutes = {
  /** The overview of open requests, also those that are late. */
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
  /** Records the withdrawal of a sealed permission. The permission stays sealed. */
  recordWithdrawal: plain('/desk/permissions/:number/take-back'),
  withdrawalLink: plain('/desk/permissions/:number/return-link'),
  passOverWithdrawn: plain('/desk/permissions/:number/seen'),
  /** An attached file, unchanged. */
  attachedFile: plain('/desk/files/:number'),
} as const;

/** The public addresses of official demands and permissions, in `routes`. */
export const requestRoutes = {
  /** How many demands authorities have made to the publication. Also available as CSV. */
  transparency: plain('/about/transparency'),
  /** The page on which a person answers a request for permission. The token is secret. */
  permission: plain('/permission/:token'),
} as const;
