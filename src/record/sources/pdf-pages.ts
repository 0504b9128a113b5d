import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { pageOf, type PdfPageLayout } from './pdf-layout.ts';

/** For each part of the text of a capture, the number of the page on which it begins. Null if it is not a PDF. */
export async function pagesOfParts(
  db: Reader,
  captureId: number,
  parts: readonly { start: number; end: number }[],
): Promise<(number | null)[]> {
  const row = await db.selectFrom('capture').select('layout').where('id', '=', captureId).executeTakeFirst();
  return parts.map(({ start, end }) => pageOf(row?.layout ?? null, start, end).page);
}

/** The number of pages of a capture that is a PDF. 0 if it has no places. */
export async function countPages(db: Reader, captureId: number): Promise<number> {
  const row = await db
    .selectFrom('capture')
    .select(sql<number | null>`jsonb_array_length(layout -> 'pages')`.as('count'))
    .where('id', '=', captureId)
    .executeTakeFirst();
  return row?.count ?? 0;
}

/** The places of one page of a PDF, without those of its other pages. `page` counts from 1. Null if there is none. */
export async function loadPdfPage(db: Reader, captureId: number, page: number): Promise<PdfPageLayout | null> {
  const row = await db
    .selectFrom('capture')
    .select(sql<PdfPageLayout | null>`layout -> 'pages' -> ${sql.lit(page - 1)}`.as('page'))
    .where('id', '=', captureId)
    .executeTakeFirst();
  return row?.page ?? null;
}
