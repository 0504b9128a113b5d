import { address } from '../kit/address.ts';
import type { DeskList } from '../routes.ts';
import type { Listing } from '../../drafting/sure/sureness.ts';

const plain = address();
const desk = address<DeskList>();

/** The part of `routes.desk` for drafts. */
export const draftingDeskRoutes = {
  /** Adds a page: a web address, a text or a file. With `sample`, the form contains an invented report. */
  newFromPage: address<{ url?: string; case?: number; sample?: '1' }>()('/desk/new'),
  drafts: desk('/desk/drafts'),
  /** Assigns the selected open drafts to one person. `takeDraft` assigns one draft to the signed-in person. */
  assignDrafts: plain('/desk/work/drafts'),
  takeDraft: plain('/desk/drafts/:id/take'),
  /** The setting for accepting claims in bulk: how sure Kronika must be of each claim. */
  acceptLine: plain('/desk/drafts/line'),
  draft: address<Listing & { claim?: string; show?: string }>()('/desk/drafts/:id'),
  draftMark: address<Listing>()('/desk/drafts/:id/mark'),
  /** The claims that Kronika suggests for the page, as a JSON file. */
  draftJson: plain('/desk/drafts/:id/draft.json'),
  /** One's own uploaded web archives, and the upload of another. */
  archives: plain('/desk/archives'),
  /** Uploads by the protocol tus, for the script of the page. */
  archiveFiles: plain('/desk/archives/files'),
  archiveFile: plain('/desk/archives/files/:number'),
  /** One uploaded web archive: what its check found, its pages, and what became of those that were imported. */
  archive: address<{ show?: 'chosen'; q?: string; page?: number }>()('/desk/archives/:number'),
  deleteArchive: plain('/desk/archives/:number/delete'),
  draftFile: address<Listing>()('/desk/drafts/:id/file'),
} as const;
