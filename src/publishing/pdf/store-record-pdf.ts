import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation } from '../../platform/operation.ts';
import { eraseBlobs } from '../../platform/storage/holders.ts';
import { papers, type PaperSize } from './tables.ts';

type Asked = { thing: number; language: string; paper: PaperSize };

/** The last PDF of a case or law. `key` is the hash of the printed page, `sha256` that of the PDF. */
export async function findRecordPdf(
  db: Reader,
  { thing, language, paper }: Asked,
): Promise<{ key: string; sha256: string } | null> {
  const row = await db
    .selectFrom('record_print')
    .select(['key', 'sha256'])
    .where('thing_id', '=', thing)
    .where('language', '=', language)
    .where('paper', '=', paper)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Stores a PDF in place of the previous one, whose bytes are deleted. A PDF contains only what its page contains, so
 * storing it does not change the record.
 */
export const storeRecordPdf = defineOperation({
  name: 'publishing.storeRecordPdf',
  permission: ['system'],
  input: z.object({
    thing: z.number().int(),
    language: z.string().max(35),
    paper: z.enum(papers),
    key: z.string().max(100),
    pdf: z.instanceof(Uint8Array),
  }),
  prepare: async ({ input, app }) => app.blobs.put(input.pdf),
  async write({ tx, input, prepared }): Promise<void> {
    const at = { thing_id: input.thing, language: input.language, paper: input.paper };
    const row = { key: input.key, sha256: prepared };
    const before = await tx
      .selectFrom('record_print')
      .select('sha256')
      .where('thing_id', '=', at.thing_id)
      .where('language', '=', at.language)
      .where('paper', '=', at.paper)
      .forUpdate()
      .executeTakeFirst();
    await tx
      .insertInto('record_print')
      .values({ ...at, ...row })
      .onConflict((conflict) => conflict.columns(['thing_id', 'language', 'paper']).doUpdateSet(row))
      .execute();
    if (before && before.sha256 !== prepared) await sendJob(tx, eraseBlobs, { blobs: [before.sha256] });
  },
});
