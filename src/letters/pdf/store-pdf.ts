import { z } from 'zod';
import { changedIds } from '../../platform/changes.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation, type ChangeListener } from '../../platform/operation.ts';
import { eraseBlobs } from '../../platform/storage/holders.ts';

/** Paper sizes of a letter's PDF. */
export const letterPaperSizes = ['a4', 'letter'] as const;
export type LetterPaperSize = (typeof letterPaperSizes)[number];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    letter_print: { letter_id: number; language: string; paper: LetterPaperSize; key: string; sha256: string };
  }
}

type Asked = { letter: number; language: string; paper: LetterPaperSize };

/** The latest PDF of a letter. `key`: the hash of the printed page; `sha256`: the hash of the PDF. */
export async function findLetterPdf(
  db: Reader,
  { letter, language, paper }: Asked,
): Promise<{ key: string; sha256: string } | null> {
  return (
    (await db
      .selectFrom('letter_print')
      .select(['key', 'sha256'])
      .where('letter_id', '=', letter)
      .where('language', '=', language)
      .where('paper', '=', paper)
      .executeTakeFirst()) ?? null
  );
}

/**
 * Stores a PDF and erases the previous one. This is not a change of the record, because the PDF contains only what the
 * letter contains.
 */
export const storeLetterPdf = defineOperation({
  name: 'letters.keepPrint',
  permission: ['system'],
  input: z.object({
    letter: z.number().int(),
    language: z.string().max(35),
    paper: z.enum(letterPaperSizes),
    key: z.string().max(100),
    pdf: z.instanceof(Uint8Array),
  }),
  prepare: async ({ input, app }) => app.blobs.put(input.pdf),
  async write({ tx, input, prepared }): Promise<void> {
    const at = { letter_id: input.letter, language: input.language, paper: input.paper };
    const row = { key: input.key, sha256: prepared };
    const before = await tx
      .selectFrom('letter_print')
      .select('sha256')
      .where('letter_id', '=', at.letter_id)
      .where('language', '=', at.language)
      .where('paper', '=', at.paper)
      .forUpdate()
      .executeTakeFirst();
    await tx
      .insertInto('letter_print')
      .values({ ...at, ...row })
      .onConflict((conflict) => conflict.columns(['letter_id', 'language', 'paper']).doUpdateSet(row))
      .execute();
    if (before && before.sha256 !== prepared) await sendJob(tx, eraseBlobs, { blobs: [before.sha256] });
  },
});

/**
 * Deletes PDFs, because they contain names in plain text. They are created again when they are needed. A change of a
 * letter deletes the PDFs of that letter. Sealing an item or redacting a person deletes all PDFs.
 */
export const deleteLetterPdfs: ChangeListener = {
  name: 'letters.forgetPrints',
  async onChange(tx, { changes }) {
    const all = changes.some(({ action }) => action === 'sealed' || action === 'redacted');
    const letters = changedIds(changes, 'letter');
    if (!all && letters.length === 0) return;
    const gone = await (
      all ? tx.deleteFrom('letter_print') : tx.deleteFrom('letter_print').where('letter_id', 'in', letters)
    )
      .returning('sha256')
      .execute();
    if (gone.length) await sendJob(tx, eraseBlobs, { blobs: gone.map((row) => row.sha256) });
  },
};

/** Records that an email was sent without the PDF, so that the desk sees this. */
export const recordFailedPdf = defineOperation({
  name: 'letters.noteUnprinted',
  permission: ['system'],
  input: z.object({ mail: z.number().int() }),
  async write({ tx, input }): Promise<void> {
    await tx.updateTable('letter_mail').set({ without_pdf: true }).where('id', '=', input.mail).execute();
  },
});
