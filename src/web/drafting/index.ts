import type { Pages } from '../kit/context.ts';
import { draftPages } from './draft.tsx';
import { linePages } from './line.tsx';
import { draftListPages } from './list.tsx';
import { newPages } from './new.tsx';
import { archivePage } from './uploads/archive.tsx';
import { archiveListPages } from './uploads/archives.tsx';
import { archiveTransfers } from './uploads/desk-transfers.ts';

/** Registers the pages on which people add a page, work on its draft, and file the draft, and those for web archives. */
export const draftingPages: Pages = (web, deps) => {
  newPages(web, deps);
  draftListPages(web, deps);
  linePages(web, deps);
  draftPages(web, deps);
  archiveTransfers(web, deps);
  archiveListPages(web, deps);
  archivePage(web, deps);
};
