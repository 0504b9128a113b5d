import type { Extracted } from '../evidence/extract/extract.ts';
import { readArticle } from './article.ts';
import { readPage, type PageReading } from './page/read-page.ts';
import type { Draft } from './schema.ts';

/**
 * Reads a page into a draft: fields, boilerplate, claims with their attribution, open questions, missing words. Pure:
 * fetches and stores nothing. Claims are read only in English; pages in other languages get fields and boilerplate.
 * @param options.url where the page was found (it may contain publisher and date)
 * @param options.reading the result of `readPage`, if already known: a long page takes seconds
 * @param options.capturedAt ISO date; the reference for relative dates if the page has no date
 */
export function draftPage(
  page: Extracted,
  options: { url?: string | null; capturedAt?: string | null; reading?: PageReading } = {},
): Draft {
  const { fields, roles, furniture, unclear } = options.reading ?? readPage(page, options.url ?? null);
  const english = /^en\b/i.test(fields.language ?? '');
  const read = english
    ? readArticle(page, roles, fields, options.capturedAt ?? null)
    : { claims: [], incidents: [], questions: [], gaps: [] };
  return { fields, unclear, furniture, ...read };
}
