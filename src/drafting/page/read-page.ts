import type { Extracted } from '../../evidence/extract/extract.ts';
import type { DraftFields, BoilerplateReason } from '../schema.ts';
import { sortHtml } from './sort-html.ts';
import { sortText } from './sort-text.ts';
import { finishFields } from './fields.ts';
import type { Role } from './block-role.ts';

export type PageReading = {
  fields: DraftFields;
  roles: Role[];
  furniture: { text: string; reason: BoilerplateReason }[];
};

/** Sorts a page into fields, body and boilerplate; nothing of the page is lost. */
export function readPage(page: Extracted, url: string | null): PageReading {
  const sorted = page.kind === 'html' ? sortHtml(page) : sortText(page);
  const fields = finishFields(page, sorted, url);
  const set = page.blocks.flatMap((block, index) => {
    const role = sorted.roles[index]!;
    return role.kind === 'furniture' ? [{ text: page.text.slice(block.start, block.end), reason: role.reason }] : [];
  });
  return { fields, roles: sorted.roles, furniture: [...set, ...sorted.extraFurniture] };
}
