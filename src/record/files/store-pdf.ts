import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation } from '../../platform/operation.ts';
import { eraseBlobs } from '../../platform/storage/holders.ts';

/** Paper sizes of PDFs. */
export const papers = ['a4', 'letter'] as const;
export type PaperSize = (typeof papers)[number];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    pdf: { thing_id: number; edition: number; language: string; paper: PaperSize; key: string; sha256: string };
  }
}

/** Identifies a PDF of an item. `edition`: the number of an article's edition. */
export type AskedPdf = { thing: number; edition?: number; language: string; paper: PaperSize };

/** The stored PDF of an item. `key` is the hash of the printed page, `sha256` the hash of the PDF. */
export async function findPdf(
  db: Reader,
  { thing, edition = 0, language, paper }: AskedPdf,
): Promise<{ key: string; sha256: string } | null> {
  const at = { thing_id: thing, edition, language, paper };
  const row = await db
    .selectFrom('pdf')
    .select(['key', 'sha256'])
    .where((eb) => eb.and(at))
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Stores a PDF in place of the previous one, whose bytes are deleted. A PDF contains only what its page contains, so
 * storing it does not change the record.
 */
export const storePdf = defineOperation({
  name: 'record.storePdf',
  permission: ['system'],
  input: z.object({
    thing: z.number().int(),
    edition: z.number().int().default(0),
    language: z.string().max(35),
    paper: z.enum(papers),
    key: z.string().max(100),
    pdf: z.instanceof(Uint8Array),
  }),
  prepare: async ({ input, app }) => app.blobs.put(input.pdf),
  async write({ tx, input, prepared }): Promise<void> {
    const { thing, edition, language, paper } = input;
    const at = { thing_id: thing, edition, language, paper };
    const before = await tx
      .selectFrom('pdf')
      .select('sha256')
      .where((eb) => eb.and(at))
      .forUpdate()
      .executeTakeFirst();
    const row = { key: input.key, sha256: prepared };
    await tx
      .insertInto('pdf')
      .values({ ...at, ...row })
      .onConflict((conflict) => conflict.columns(['thing_id', 'edition', 'language', 'paper']).doUpdateSet(row))
      .execute();
    if (before && before.sha256 !== prepared) await sendJob(tx, eraseBlobs, { blobs: [before.sha256] });
  },
});
