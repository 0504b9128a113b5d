import type { ReadEndpoint } from '../../kit/api/endpoint.ts';
import { listActors, listArticles, listCases, listClaims, listSources } from '../../record/api/v1-lists.ts';
import { getLaw, getProvision, listDuties, listLaws } from '../../law/api/laws.ts';
import { getLetter, listLetterResponses, listLetterSignatures, listLettersReading } from '../../letters/api/letters.ts';
import { getTransparency, listDemands, listPermissions, listReplies } from '../../requests/api/requests.ts';
import { getCapture, getCaptureOrder, getCapturePackage, listCaptureOrders } from './captures.ts';
import { listProperties } from '../../record/api/properties.ts';
import { disagreements, search } from '../../search/api/search.ts';
import {
  getActor,
  getAdvice,
  getArticle,
  getCase,
  getClaim,
  getDraft,
  getSource,
  listComments,
} from '../../record/api/v1-singles.ts';

/** All that can be read. */
export const readings: readonly ReadEndpoint[] = [
  listCases,
  getCase,
  listActors,
  getActor,
  listSources,
  getSource,
  getCapture,
  getCapturePackage,
  listCaptureOrders,
  getCaptureOrder,
  listClaims,
  getClaim,
  listArticles,
  getArticle,
  listComments,
  getDraft,
  getAdvice,
  listLaws,
  getLaw,
  getProvision,
  listDuties,
  listLettersReading,
  getLetter,
  listLetterSignatures,
  listLetterResponses,
  getTransparency,
  listDemands,
  listReplies,
  listPermissions,
  disagreements,
  search,
  listProperties,
];
