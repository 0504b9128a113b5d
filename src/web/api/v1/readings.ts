import type { Reading } from './endpoint.ts';
import { listActors, listArticles, listCases, listClaims, listSources } from './lists.ts';
import { getLaw, getProvision, listDuties, listLaws } from './laws.ts';
import { getLetter, listLetterResponses, listLetterSignatures, listLettersReading } from './letters.ts';
import { getTransparency, listDemands, listPermissions, listReplies } from './requests.ts';
import { getCapture, getCaptureOrder, getCapturePackage, listCaptureOrders } from './captures.ts';
import { listProperties } from './properties.ts';
import { disagreements, search } from './search.ts';
import { getActor, getAdvice, getArticle, getCase, getClaim, getDraft, getSource, listComments } from './singles.ts';

/** All that can be read. */
export const readings: readonly Reading[] = [
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
