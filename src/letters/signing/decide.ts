import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { refSchema } from '../../record/refs.ts';
import { lockLetter } from '../hosted/lock-letter.ts';
import { queueMails, type ToSend } from '../post/queue.ts';
import { refusals } from '../tables.ts';

const decision = z.discriminatedUnion('state', [
  z.object({ signature: z.number().int().positive(), state: z.literal('accepted') }),
  z
    .object({
      signature: z.number().int().positive(),
      state: z.literal('refused'),
      reason: z.enum(refusals, 'letters.error.refusal'),
      note: z.string().trim().max(1000, 'errors.field.text.long').default(''),
    })
    // With the reason `other`, only the note tells the signatory why.
    .refine((one) => one.reason !== 'other' || one.note.length >= 10, {
      path: ['note'],
      error: 'errors.field.reason.short',
    }),
]);

/**
 * Decides on signatures without an invitation that were confirmed by email. Accepted signatures are shown. Refused ones
 * are not shown, and the signatory receives the reason. If readers had already seen a refused signature, the letter's
 * page says that it was removed. The history has the ids of the signatures and the decisions, but no names.
 * @throws AppError `not_found` if a signature was withdrawn or erased, or is unconfirmed; `letter_address_signed`;
 * `letter_stage`
 */
export const decideSignatures = defineOperation({
  name: 'letters.decideSignatures',
  permission: editors,
  input: z.object({ letter: refSchema, decisions: z.array(decision).min(1).max(500) }),
  async write({ tx, input, at, change }): Promise<void> {
    const { thing, letter } = await lockLetter(tx, input.letter, at, { stages: ['signing', 'published'] });
    const mails: ToSend[] = [];
    const after: { signature: number; state: string; reason: string | null }[] = [];
    for (const one of input.decisions) {
      const row = await tx
        .selectFrom('letter_signature')
        .select(['id', 'state', 'email', 'name', 'decided_at'])
        .where('id', '=', one.signature)
        .where('letter_id', '=', thing.id)
        .where('invitation_id', 'is', null)
        .forUpdate()
        .executeTakeFirst();
      if (!row || row.state === 'unconfirmed' || row.state === 'withdrawn' || row.name === '')
        throw new AppError('not_found');
      if (one.state === 'accepted') {
        const other = await tx
          .selectFrom('letter_signature')
          .select('id')
          .where('letter_id', '=', thing.id)
          .where('invitation_id', 'is', null)
          .where('id', '<>', row.id)
          .where('state', 'in', ['waiting', 'confirmed'])
          .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', row.email.toLowerCase()))
          .where('email', '<>', '')
          .executeTakeFirst();
        if (other) throw new AppError('letter_address_signed');
        await tx
          .updateTable('letter_signature')
          .set({ state: 'confirmed', decided_at: at, refusal: null, refusal_note: '' })
          .where('id', '=', row.id)
          .execute();
        after.push({ signature: Number(row.id), state: 'confirmed', reason: null });
        continue;
      }
      const state =
        row.state === 'removed' || (row.state === 'confirmed' && letter.stage === 'published') ? 'removed' : 'refused';
      await tx
        .updateTable('letter_signature')
        .set({ state, decided_at: at, refusal: one.reason, refusal_note: one.note })
        .where('id', '=', row.id)
        .execute();
      mails.push({ kind: 'refused', signature: Number(row.id) });
      after.push({ signature: Number(row.id), state, reason: one.reason });
    }
    await queueMails(tx, thing.id, mails, at);
    change({ kind: 'letter', thingId: thing.id, action: 'changed', before: null, after: { decided: after } });
  },
});
