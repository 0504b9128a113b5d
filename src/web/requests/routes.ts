import { address } from '../kit/address.ts';

const plain = address();
const paged = address<{ page?: number }>();

/** The desk's URLs for requests to the publication, and requests by it. Part of `routes.desk`. */
export const requestDeskRoutes = {
  /** The overview: what is open, what is late. */
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
  /** Records that a sealed permission was withdrawn. It stays sealed. */
  takeBackPermission: plain('/desk/permissions/:number/take-back'),
  returnLink: plain('/desk/permissions/:number/return-link'),
  passOverWithdrawn: plain('/desk/permissions/:number/seen'),
  /** An attached file, unchanged. */
  keptFile: plain('/desk/files/:number'),
} as const;

/** Official demands, replies and permissions. Part of `routes`. */
export const requestRoutes = {
  /** Authorities' demands to the publication, in numbers. Also as csv. */
  transparency: plain('/about/transparency'),
  /** Where someone answers a request, at a secret URL. */
  permission: plain('/permission/:token'),
} as const;
