import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';

/** Records that an email was sent without the PDF, so that the desk sees this. */
export const recordFailedPdf = defineOperation({
  name: 'letters.noteUnprinted',
  permission: ['system'],
  input: z.object({ mail: z.number().int() }),
  async write({ tx, input }): Promise<void> {
    await tx.updateTable('letter_mail').set({ without_pdf: true }).where('id', '=', input.mail).execute();
  },
});
