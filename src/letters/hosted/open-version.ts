import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { forPublication } from '../../documents/agreement/compare-cited.ts';
import { Comparisons } from '../../documents/agreement/comparisons.ts';
import { parseRef, refSchema } from '../../record/refs.ts';
import { queueMails } from '../post/queue.ts';
import { hashOf } from './content.ts';
import { compareLetter, drawUpVersion, lockHost } from './draw-up.ts';
import { lockLetter } from './lock-letter.ts';

/**
 * Opens the current draft for signatures, as a version that never changes. The first version starts the signing. With
 * each later version, everyone who signed the previous one is asked to confirm again. Until then, their signatures do
 * not count. Organisations that asked for changes are invited again.
 * @throws AppError `letter_unready` (details: count) if something prevents it; `letter_same` if nothing changed;
 * `letter_stage` if the letter is published; `conflict`; `invalid_input` if `why` is missing for a later version
 */
export const openVersion = defineOperation({
  name: 'letters.openVersion',
  permission: editors,
  input: z.object({
    letter: refSchema,
    version: z.coerce.number().int().positive(),
    /**
     * The digest of the draft that the user saw. The letter's version number is not enough, because the text and the
     * host can change without it.
     */
    digest: z
      .string()
      .max(64)
      .optional()
      .describe(
        'The `digest` of the draft that you read with `getLetterDraft`. If the draft has changed since, the request is refused with `conflict`',
      ),
    /** What is new, for people who signed the previous version. */ why: z
      .string()
      .trim()
      .max(2000, 'errors.field.text.long')
      .default(''),
  }),
  async prepare({ app, input }): Promise<Comparisons> {
    const letter = await app.db.read
      .selectFrom('letter')
      .innerJoin('thing', 'thing.id', 'letter.id')
      .select('letter.document_id')
      .where('thing.number', '=', parseRef(input.letter)?.number ?? 0)
      .where('letter.document_id', 'is not', null)
      .executeTakeFirst();
    return letter ? compareLetter(app.db.read, letter, forPublication) : Comparisons.changed;
  },
  async write({ tx, input, prepared, at, change }): Promise<{ number: number; hash: string; asked: number }> {
    const { thing, letter } = await lockLetter(tx, input.letter, at, {
      version: input.version,
      stages: ['drafting', 'signing'],
    });
    await lockHost(tx, letter);
    const { content, docs, digest, obstacles } = await drawUpVersion(tx, letter, prepared);
    if (input.digest !== undefined && input.digest !== digest) throw new AppError('conflict');
    if (obstacles.length) throw new AppError('letter_unready', { details: { count: obstacles.length } });
    const last =
      letter.version_id === null
        ? undefined
        : await tx
            .selectFrom('letter_version')
            .select(['number', 'hash'])
            .where('id', '=', letter.version_id)
            .executeTakeFirstOrThrow();
    const hash = hashOf(content);
    if (last?.hash === hash) throw new AppError('letter_same');
    if (last && !input.why)
      throw new AppError('invalid_input', { fields: [{ path: 'why', message: 'letters.error.why' }] });
    const number = (last?.number ?? 0) + 1;
    const { id } = await tx
      .insertInto('letter_version')
      .values({
        letter_id: thing.id,
        number,
        content: content,
        docs: docs,
        hash,
        made_at: at,
        why: input.why,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await tx
      .updateTable('letter')
      .set({ version_id: id, stage: 'signing', opened_at: letter.opened_at ?? at })
      .where('id', '=', thing.id)
      .execute();
    // A signature does not count for a version that its signatory has not seen.
    const { rows: again } = await sql<{ id: number }>`
      update letter_signature set state = 'unconfirmed', asked_at = ${at} where letter_id = ${thing.id} and state in ('confirmed', 'waiting', 'unconfirmed') returning id`.execute(
      tx,
    );
    const { rows: invited } = await sql<{ id: number }>`
      update letter_invitation set state = 'invited', reason = '', answered_at = null where letter_id = ${thing.id} and state = 'changes' returning id`.execute(
      tx,
    );
    await queueMails(
      tx,
      thing.id,
      [
        ...again.map((row) => ({ kind: 'again' as const, signature: Number(row.id) })),
        ...invited.map((row) => ({ kind: 'invitation' as const, invitation: Number(row.id) })),
      ],
      at,
    );
    change({
      kind: 'letter',
      thingId: thing.id,
      action: 'changed',
      before: { stage: letter.stage, ...(last && { version: last.number, hash: last.hash }) },
      after: { stage: 'signing', version: number, hash, asked: again.length },
    });
    return { number, hash, asked: again.length };
  },
});
