import { listOwnTeams } from '../accounts/teams/api.ts';
import type { ReadEndpoint } from '../kit/api/endpoint.ts';
import { listActors, listArticles, listCases, listClaims, listSources } from '../record/api/list-endpoints.ts';
import { getLaw, getProvision, listDuties, listLaws } from '../law/api/laws.ts';
import {
  getLetter,
  getLetterDraft,
  listLetterResponses,
  listLetterSignatures,
  listLettersReading,
} from '../letters/api/letters.ts';
import { getTransparency, listDemands, listPermissions, listReplies } from '../requests/api/requests.ts';
import { getCapture, getCaptureOrder, getCapturePackage, listCaptureOrders } from '../evidence/api/captures.ts';
import { getPageDraft } from '../drafting/api/page-draft.ts';
import { getUpload, listOwnUploads } from '../drafting/api/uploads.ts';
import { listProperties } from '../record/api/properties.ts';
import { getPublication } from '../record/api/publication.ts';
import { listProposals } from '../record/api/proposals.ts';
import { disagreements, search } from '../search/api/search.ts';
import { getFrontPage } from '../publishing/api/front-page.ts';
import { deskLists } from '../work/api/desk-lists.ts';
import {
  getActor,
  getAdvice,
  getArticle,
  getCase,
  getClaim,
  getDraft,
  getSource,
  listComments,
} from '../record/api/item-endpoints.ts';

const byCapability: Readonly<Record<string, readonly ReadEndpoint[]>> = {
  accounts: [listOwnTeams],
  record: [
    listCases,
    getCase,
    listActors,
    getActor,
    listSources,
    getSource,
    listClaims,
    getClaim,
    listProperties,
    listProposals,
    getPublication,
  ],
  search: [search, disagreements],
  evidence: [getCapture, getCapturePackage, listCaptureOrders, getCaptureOrder],
  drafting: [getDraft, getPageDraft, listOwnUploads, getUpload],
  law: [listLaws, getLaw, getProvision, listDuties, getAdvice],
  letters: [listLettersReading, getLetter, getLetterDraft, listLetterSignatures, listLetterResponses],
  publishing: [listArticles, getArticle, listComments, getFrontPage],
  requests: [listDemands, listReplies, listPermissions, getTransparency],
  work: deskLists,
};

/** All read endpoints, each with its capability. */
export const readings: readonly (ReadEndpoint & { tag: string })[] = Object.entries(byCapability).flatMap(
  // `Object.assign` changes the endpoint itself. A copy would not get the parameters of fields that are added while
  // Kronika runs.
  ([tag, endpoints]) => endpoints.map((one) => Object.assign(one, { tag })),
);
