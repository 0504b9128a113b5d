import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation } from '../../platform/operation.ts';
import { eraseBlobs } from '../../platform/storage/holders.ts';
import { papers, type PaperSize } from './tables.ts';

/** The last PDF of an edition. `sha256` is the hash of its bytes. `key` is the hash of the printed content. */
export async function findPdf(
  db: Reader,
  asked: { article: number; edition: number; paper: PaperSize },
): Promise<{ key: string; sha256: string } | null> {
  const row = await db
    .selectFrom('print')
    .innerJoin('edition', 'edition.id', 'print.edition_id')
    .innerJoin('thing', 'thing.id', 'edition.document_id')
    .select(['print.key', 'print.sha256'])
    .where('thing.kind', '=', 'article')
    .where('thing.number', '=', asked.article)
    .where('edition.number', '=', asked.edition)
    .where('print.paper', '=', asked.paper)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Stores a PDF in place of the previous one, whose bytes are deleted. A PDF contains only what its edition contains, so
 * storing it does not change the record.
 */
export const storePdf = defineOperation({
  name: 'publishing.keepPrint',
  permission: ['system'],
  input: z.object({
    article: z.number().int(),
    edition: z.number().int(),
    paper: z.enum(papers),
    key: z.string().max(100),
    pdf: z.instanceof(Uint8Array),
  }),
  prepare: async ({ input, app }) => app.blobs.put(input.pdf),
  async write({ tx, input, prepared }): Promise<void> {
    const edition = await tx
      .selectFrom('edition')
      .innerJoin('thing', 'thing.id', 'edition.document_id')
      .select('edition.id')
      .where('thing.kind', '=', 'article')
      .where('thing.number', '=', input.article)
      .where('edition.number', '=', input.edition)
      .executeTakeFirst();
    if (!edition) throw new AppError('not_found');
    const at = { edition_id: edition.id, paper: input.paper };
    const before = await tx
      .selectFrom('print')
      .select('sha256')
      .where('edition_id', '=', edition.id)
      .where('paper', '=', input.paper)
      .forUpdate()
      .executeTakeFirst();
    const row = { key: input.key, sha256: prepared };
    await tx
      .insertInto('print')
      .values({ ...at, ...row })
      .onConflict((conflict) => conflict.columns(['edition_id', 'paper']).doUpdateSet(row))
      .execute();
    if (before && before.sha256 !== prepared) await sendJob(tx, eraseBlobs, { blobs: [before.sha256] });
  },
});
