import type { Extracted } from '../evidence/extract/extract.ts';
import { readArticle } from './article.ts';
import { readPage, type PageReading } from './page/read-page.ts';
import type { Draft } from './schema.ts';

/**
 * From a page to a draft: its fields, its furniture, what is claimed in it and by whom, open questions, gaps. Pure;
 * nothing is fetched or stored. Claims are read in English only; other languages get fields and furniture.
 *
 * @param options.url where the page was found (publisher and date may stand in it)
 * @param options.reading what `readPage` made of it, where that is known already: a long page takes seconds
 * @param options.capturedAt ISO date; relative dates fall back on it when the page bears no date
 */
export function draftPage(
  page: Extracted,
  options: { url?: string | null; capturedAt?: string | null; reading?: PageReading } = {},
): Draft {
  const { fields, roles, furniture } = options.reading ?? readPage(page, options.url ?? null);
  const english = /^en\b/i.test(fields.language ?? '');
  const read = english
    ? readArticle(page, roles, fields, options.capturedAt ?? null)
    : { claims: [], questions: [], gaps: [] };
  return { fields, furniture, ...read };
}
