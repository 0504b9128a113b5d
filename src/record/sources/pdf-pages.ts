import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { placesOf, type PdfPageLayout } from './pdf-layout.ts';

export type PlacedPassage = { id: number; capture: number; start: number; end: number };

/**
 * By the id of a passage, the number of the page on which it begins. Only passages of PDFs whose capture is not sealed,
 * withdrawn or redacted.
 */
export async function pagesOfPassages(db: Reader, passages: readonly PlacedPassage[]): Promise<Map<number, number>> {
  const pages = new Map<number, number>();
  if (passages.length === 0) return pages;
  const captures = await db
    .selectFrom('capture')
    .innerJoin('thing', 'thing.id', 'capture.id')
    .select(['capture.id', 'capture.layout'])
    .where(sql<boolean>`capture.id = any(${[...new Set(passages.map((one) => one.capture))]}::bigint[])`)
    .where('capture.layout', 'is not', null)
    .where('thing.visibility', '!=', 'sealed')
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .execute();
  const layouts = new Map(captures.map((row) => [row.id, row.layout!]));
  for (const { id, capture, start, end } of passages) {
    const layout = layouts.get(capture);
    const first = layout && placesOf(layout, start, end)[0];
    if (first) pages.set(id, first.page);
  }
  return pages;
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
