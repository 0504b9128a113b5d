import type { Extracted } from '../../evidence/extract/extract.ts';
import { creditsOf, type Credit } from '../../evidence/republished/credits.ts';
import type { DraftFields, BoilerplateReason } from '../schema.ts';
import { agencyOfPage, partsOf } from './agency.ts';
import { densestBody } from './densest.ts';
import { sortDocument } from './sort-document.ts';
import { sortHtml } from './sort-html.ts';
import { sortText } from './sort-text.ts';
import { finishFields } from './fields.ts';
import type { Role } from './block-role.ts';

export type PageReading = {
  fields: DraftFields;
  roles: Role[];
  /** The page's structure did not show where the article is, so the element with the most running text is the body. */
  unclear: boolean;
  furniture: { text: string; reason: BoilerplateReason }[];
  /** The agencies that the page credits. */
  credits: Credit[];
};

/** Sorts all of a page into fields, body and boilerplate. */
export function readPage(page: Extracted, url: string | null): PageReading {
  const sort = page.kind === 'html' ? sortHtml : page.kind === 'text' ? sortText : sortDocument;
  const read = sort(page);
  const densest = sort === sortDocument ? null : densestBody(page, read.roles);
  const sorted = densest ? { ...read, roles: densest } : read;
  const found = finishFields(page, sorted, url);
  const parts = partsOf(page.blocks, sorted.roles, found.byline);
  const credits = creditsOf(page.text, parts, url);
  const fields = { ...found, agency: agencyOfPage(credits, parts, found.publisher) };
  const fromBlocks = page.blocks.flatMap((block, index) => {
    const role = sorted.roles[index]!;
    return role.kind === 'furniture' ? [{ text: page.text.slice(block.start, block.end), reason: role.reason }] : [];
  });
  return {
    fields,
    roles: sorted.roles,
    unclear: densest !== null,
    furniture: [...fromBlocks, ...sorted.extraFurniture],
    credits,
  };
}
