import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { newNonce } from '../../platform/signing/link-key.ts';
import { defineOperation } from '../../platform/operation.ts';
import { RefResolver, refSchema } from '../../record/refs.ts';
import { emailSchema, languageSchema, nameSchema } from '../hosted/schema.ts';
import { lockLetter, acceptsSignatures } from '../hosted/lock-letter.ts';
import { queueMails } from '../post/queue.ts';
import { linkDays } from '../tables.ts';
import { remindSilent } from './remind.ts';

export const invitationInput = z.object({
  /** The organisation, if it is in the record. */
  actor: refSchema.optional(),
  organisation: nameSchema(200).pipe(z.string().min(1, 'errors.field.name.missing')),
  email: emailSchema,
  language: languageSchema.optional(),
});

/**
 * The version of the letter that the user saw. The emails state the letter's host and deadline, which another user may
 * have changed.
 */
const versionRead = z.coerce
  .number()
  .int()
  .positive()
  .optional()
  .describe(
    'The version of the letter that you read. If the letter has changed since, the request is refused with `conflict`',
  );

/**
 * Invites organisations to sign. Each gets an email with its own link. Several organisations can have the same email
 * address. An organisation that is already invited (by the same name or actor) is skipped, so that it cannot sign
 * twice. If it has not signed, it can be invited at another address. Then the earlier link stops working.
 * @throws AppError `letter_stage` before the letter is opened for signatures; `letter_closed` if the letter accepts no
 * more signatures; `conflict`; `invalid_input` by field
 */
export const inviteOrganisations = defineOperation({
  name: 'letters.inviteOrganisations',
  permission: editors,
  proof: 'session',
  input: z.object({
    letter: refSchema,
    version: versionRead,
    invitations: z.array(invitationInput).min(1, 'letters.error.nobody').max(5000, 'documents.error.many'),
  }),
  async write({ tx, input, at, change }): Promise<{ invited: number; known: number }> {
    const { thing, letter } = await lockLetter(tx, input.letter, at, {
      version: input.version,
      stages: ['signing', 'published'],
    });
    if (!acceptsSignatures(letter, at)) throw new AppError('letter_closed');
    const refs = new RefResolver();
    await refs.load(
      tx,
      input.invitations.flatMap((one) => one.actor ?? []),
    );
    const all = await tx
      .selectFrom('letter_invitation')
      .select((eb) => [
        'id',
        'actor_id',
        'organisation',
        'email',
        eb
          .not(
            eb.exists(
              eb
                .selectFrom('letter_signature')
                .select('letter_signature.id')
                .whereRef('letter_signature.invitation_id', '=', 'letter_invitation.id'),
            ),
          )
          .as('unsigned'),
      ])
      .where('letter_id', '=', thing.id)
      .where('state', '<>', 'cancelled')
      .execute();
    const name = (one: { organisation: string }): string => one.organisation.toLowerCase();
    const ids = input.invitations.map((one, index) =>
      one.actor ? (refs.find(one.actor, `invitations.${index}.actor`, ['actor'])?.id ?? null) : null,
    );
    const replaced = all.filter(
      (old) =>
        old.unsigned &&
        input.invitations.some(
          (one, index) =>
            (name(one) === name(old) || (old.actor_id !== null && ids[index] === old.actor_id)) &&
            one.email.toLowerCase() !== old.email.toLowerCase(),
        ),
    );
    if (replaced.length)
      await tx
        .updateTable('letter_invitation')
        .set({ state: 'cancelled' })
        .where(
          'id',
          'in',
          replaced.map((old) => old.id),
        )
        .execute();
    const there = all.filter((old) => !replaced.includes(old));
    const known = new Set(there.map(name));
    const actors = new Set(there.flatMap((one) => (one.actor_id === null ? [] : [one.actor_id])));
    const expires = letter.deadline ?? new Date(at.getTime() + linkDays * 86_400_000);
    const rows = input.invitations.flatMap((one, index) => {
      const actor = ids[index] ?? null;
      if (known.has(name(one)) || (actor !== null && actors.has(actor))) return [];
      known.add(name(one));
      if (actor !== null) actors.add(actor);
      return [
        {
          letter_id: thing.id,
          actor_id: actor,
          organisation: one.organisation,
          email: one.email,
          language: one.language ?? letter.language,
          nonce: newNonce(),
          expires_at: expires,
          invited_at: at,
          answered_at: null,
          bounced_at: null,
        },
      ];
    });
    refs.throwIfWrong();
    if (rows.length) {
      await insertRows(tx, 'letter_invitation', rows);
      const { rows: made } = await sql<{
        id: number;
      }>`select i.id from letter_invitation i where i.letter_id = ${thing.id} and not exists (select from letter_mail m where m.invitation_id = i.id) order by i.id`.execute(
        tx,
      );
      await queueMails(
        tx,
        thing.id,
        made.map((row) => ({ kind: 'invitation', invitation: Number(row.id) })),
        at,
      );
      change({ kind: 'letter', thingId: thing.id, action: 'changed', before: null, after: { invited: rows.length } });
    }
    return { invited: rows.length, known: input.invitations.length - rows.length };
  },
});

/** The minimum number of days between reminders of one invitation. */
const reminderDays = 3;

/**
 * Reminds organisations that have not answered, at most every `reminderDays` days. Organisations whose email bounced
 * get no reminder. @throws AppError `letter_reminded` if there is no one to remind
 */
export const remindInvited = defineOperation({
  name: 'letters.remindInvited',
  permission: editors,
  input: z.object({ letter: refSchema, version: versionRead }),
  async write({ tx, input, at, change }): Promise<{ reminded: number }> {
    const { thing, letter } = await lockLetter(tx, input.letter, at, {
      version: input.version,
      stages: ['signing', 'published'],
    });
    if (!acceptsSignatures(letter, at)) throw new AppError('letter_closed');
    const reminded = await remindSilent(tx, thing.id, { at, apart: reminderDays * 86_400_000 });
    if (reminded === 0) throw new AppError('letter_reminded', { details: { days: reminderDays } });
    change({ kind: 'letter', thingId: thing.id, action: 'changed', before: null, after: { reminded } });
    return { reminded };
  },
});
