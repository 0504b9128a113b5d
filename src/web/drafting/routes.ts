import { address } from '../kit/address.ts';
import type { DeskList } from '../routes.ts';
import type { Listing } from '../../drafting/sure/sureness.ts';

const plain = address();
const desk = address<DeskList>();

/** The addresses of drafts in `routes.desk`. */
export const draftingDeskRoutes = {
  /** Adds a page from a pasted web address, a text or a file. `sample` fills in an invented report. */
  newFromPage: address<{ url?: string; case?: number; sample?: '1' }>()('/desk/new'),
  drafts: desk('/desk/drafts'),
  /** Assigns open drafts to one person, and one draft to the person who presses the button. */
  assignDrafts: plain('/desk/work/drafts'),
  takeDraft: plain('/desk/drafts/:id/take'),
  /** The setting for how sure Kronika must be of claims that are accepted together. */
  acceptLine: plain('/desk/drafts/line'),
  draft: address<Listing & { claim?: string; show?: string }>()('/desk/drafts/:id'),
  draftMark: address<Listing>()('/desk/drafts/:id/mark'),
  /** The suggested claims that Kronika read in the page, as a file. */
  draftJson: plain('/desk/drafts/:id/draft.json'),
  draftFile: address<Listing>()('/desk/drafts/:id/file'),
} as const;
