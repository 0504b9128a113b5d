import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { noteEnded } from '../../platform/erasing/note-erasure.ts';
import { defineOperation } from '../../platform/operation.ts';
import { RowKeys, type RowKey } from '../../platform/storage/row-keys.ts';
import { parseRef, refSchema } from '../../record/refs.ts';
import { lockLetter } from '../hosted/lock-letter.ts';
import { queueMails, type ToSend } from '../post/queue.ts';
import { refusals, type SignatureState } from '../tables.ts';
import {
  addressOf,
  isFrom,
  openSignature,
  SignatureHashes,
  storedTexts,
  type Address,
  type SignatureTexts,
} from './signature-texts.ts';

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
  async prepare({ input, app }): Promise<Prepared> {
    const prepared: Prepared = { opened: new Map() };
    const keys = new RowKeys(app.config.dataDir);
    const rows = await app.db.read
      .selectFrom('letter_signature')
      .innerJoin('letter', 'letter.id', 'letter_signature.letter_id')
      .innerJoin('thing', 'thing.id', 'letter.id')
      .selectAll('letter_signature')
      .select('letter.row_key as letter_key')
      .where('thing.number', '=', parseRef(input.letter)?.number ?? 0)
      .where(
        'letter_signature.id',
        'in',
        input.decisions.map((one) => one.signature),
      )
      .where('letter_signature.invitation_id', 'is', null)
      .execute();
    for (const row of rows) {
      const opened = await openSignature(keys, row);
      const hashes = await SignatureHashes.of(keys, { row_key: row.letter_key });
      prepared.opened.set(Number(row.id), {
        name: row.row_key,
        readable: opened && {
          texts: opened.texts,
          // Signatures of an earlier release have no key yet.
          key: opened.key ?? (await keys.create()),
          address: addressOf(hashes, opened.texts.email),
          names: hashes.names(opened.texts.name),
        },
      });
    }
    return prepared;
  },
  async write({ tx, input, prepared, at, change }): Promise<void> {
    const { thing, letter } = await lockLetter(tx, input.letter, at, { stages: ['signing', 'published'] });
    const mails: ToSend[] = [];
    const after: { signature: number; state: string; reason: string | null }[] = [];
    let gone = 0;
    for (const one of input.decisions) {
      const row = await tx
        .selectFrom('letter_signature')
        .select(['id', 'state', 'shown', 'email', 'row_key', 'encrypted', 'decided_at'])
        .where('id', '=', one.signature)
        .where('letter_id', '=', thing.id)
        .where('invitation_id', 'is', null)
        .forUpdate()
        .executeTakeFirst();
      if (
        !row ||
        row.state === 'unconfirmed' ||
        row.state === 'withdrawn' ||
        (row.encrypted === null && row.email === '')
      )
        throw new AppError('not_found');
      const { name, readable } = prepared.opened.get(Number(row.id)) ?? { name: null, readable: null };
      if (row.row_key !== name) throw new AppError('conflict');
      const stored = (state: SignatureState, note: string) =>
        readable
          ? {
              ...storedTexts(
                readable.key,
                { ...readable.texts, refusal_note: note },
                { stage: letter.stage, state, shown: row.shown },
              ),
              ...(row.encrypted === null ? { address_mac: readable.address.mac, name_macs: readable.names } : {}),
            }
          : noPublicTexts;
      // What was plain is now encrypted, and must leave the files.
      if (row.encrypted === null) gone++;
      if (one.state === 'accepted') {
        // A signature whose key was deleted can still be refused, so that it leaves the list.
        if (!readable) throw new AppError('not_found');
        const { rows: others } = await sql`
          select from letter_signature s where s.letter_id = ${thing.id} and s.invitation_id is null and s.id <> ${row.id}
            and s.state in ('waiting', 'confirmed') and ${isFrom([readable.address])} limit 1`.execute(tx);
        if (others.length) throw new AppError('letter_address_signed');
        await tx
          .updateTable('letter_signature')
          .set({ ...stored('confirmed', ''), state: 'confirmed', decided_at: at, refusal: null })
          .where('id', '=', row.id)
          .execute();
        after.push({ signature: Number(row.id), state: 'confirmed', reason: null });
        continue;
      }
      const state =
        row.state === 'removed' || (row.state === 'confirmed' && letter.stage === 'published') ? 'removed' : 'refused';
      await tx
        .updateTable('letter_signature')
        .set({ ...stored(state, one.note), state, decided_at: at, refusal: one.reason })
        .where('id', '=', row.id)
        .execute();
      if (row.encrypted !== null && row.state === 'confirmed' && state === 'removed') gone++;
      mails.push({ kind: 'refused', signature: Number(row.id) });
      after.push({ signature: Number(row.id), state, reason: one.reason });
    }
    await queueMails(tx, thing.id, mails, at);
    await noteEnded(tx, { letter_signature: gone });
    change({ kind: 'letter', thingId: thing.id, action: 'changed', before: null, after: { decided: after } });
  },
});

/** Of a signature whose key was deleted, only what readers see is left. */
const noPublicTexts = { name: '', name_key: '', signer: '', role: '', place: '' };

/** `name`: the row's `row_key`; `readable`: null if the signature's key was deleted. */
type Prepared = {
  opened: Map<
    number,
    { name: string | null; readable: { texts: SignatureTexts; key: RowKey; address: Address; names: string } | null }
  >;
};
